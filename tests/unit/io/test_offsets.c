#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "io/offsets.h"

/* Small and repeatable: the same orders every time. */
static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

static void nothing_rises_before_a_record_is_finished(void **state)
{
    struct offsets *offsets = offsets_new();
    int64_t next = -7;
    (void)state;
    assert_false(offsets_next(offsets, &next));
    uint64_t first = offsets_begin(offsets, 10, 1, 100);
    offsets_begin(offsets, 11, 0, 50);
    assert_false(offsets_next(offsets, &next));
    assert_int_equal(next, -7);
    assert_int_equal(offsets_in_flight(offsets), 2);
    assert_int_equal(offsets_bytes(offsets), 150);
    offsets_done(offsets, first);
    assert_true(offsets_next(offsets, &next));
    assert_int_equal(next, 12);
    assert_false(offsets_next(offsets, &next)); /* said once */
    assert_int_equal(offsets_in_flight(offsets), 0);
    assert_int_equal(offsets_bytes(offsets), 0);
    offsets_free(offsets);
}

static void a_later_record_does_not_overtake(void **state)
{
    struct offsets *offsets = offsets_new();
    int64_t next;
    (void)state;
    uint64_t a = offsets_begin(offsets, 5, 1, 1);
    uint64_t b = offsets_begin(offsets, 6, 1, 1);
    uint64_t c = offsets_begin(offsets, 7, 1, 1);
    offsets_done(offsets, c);
    offsets_done(offsets, b);
    assert_false(offsets_next(offsets, &next));
    offsets_done(offsets, a);
    assert_true(offsets_next(offsets, &next));
    assert_int_equal(next, 8);
    offsets_free(offsets);
}

static void every_output_counts(void **state)
{
    struct offsets *offsets = offsets_new();
    int64_t next;
    (void)state;
    uint64_t a = offsets_begin(offsets, 0, 1, 1);
    offsets_add(offsets, a, 2);
    offsets_done(offsets, a);
    offsets_done(offsets, a);
    assert_false(offsets_next(offsets, &next));
    offsets_done(offsets, a);
    assert_true(offsets_next(offsets, &next));
    assert_int_equal(next, 1);
    offsets_free(offsets);
}

/* Transactions and compaction leave holes: the next offset is one behind the last record. */
static void gaps_are_normal(void **state)
{
    struct offsets *offsets = offsets_new();
    int64_t next;
    (void)state;
    uint64_t a = offsets_begin(offsets, 3, 1, 1);
    uint64_t b = offsets_begin(offsets, 900, 1, 1);
    offsets_done(offsets, a);
    assert_true(offsets_next(offsets, &next));
    assert_int_equal(next, 4);
    offsets_done(offsets, b);
    assert_true(offsets_next(offsets, &next));
    assert_int_equal(next, 901);
    offsets_free(offsets);
}

enum { RECORDS = 5000, ROUNDS = 20 };

struct open_record {
    uint64_t sequence;
    int64_t offset;
    uint32_t pending;
};

/* Acknowledgements in random order, compared with the plainest possible reckoning. */
static void random_orders(void **state)
{
    (void)state;
    static struct open_record open[RECORDS];
    for (uint32_t round = 1; round <= ROUNDS; round++) {
        struct offsets *offsets = offsets_new();
        uint32_t seed = round;
        int64_t offset = round, stored = -1;
        size_t count = 0, begun = 0;
        while (begun < RECORDS || count) {
            bool begin = begun < RECORDS && (count == 0 || next_random(&seed) % 5 < 3);
            if (begin) {
                uint32_t pending = next_random(&seed) % 4;
                uint64_t sequence = offsets_begin(offsets, offset, pending, 1);
                if (pending)
                    open[count++] = (struct open_record){sequence, offset, pending};
                offset += 1 + next_random(&seed) % 3;
                begun++;
            } else {
                size_t at = next_random(&seed) % count;
                offsets_done(offsets, open[at].sequence);
                if (--open[at].pending == 0) {
                    memmove(&open[at], &open[at + 1], (count - at - 1) * sizeof *open);
                    count--;
                }
            }
            /* open[] is in order: its first is the first unfinished record. */
            int64_t next;
            if (offsets_next(offsets, &next)) {
                assert_true(next > stored);
                stored = next;
                if (count)
                    assert_true(next <= open[0].offset);
                else
                    assert_int_equal(offsets_in_flight(offsets), 0);
            }
        }
        assert_int_equal(offsets_in_flight(offsets), 0);
        assert_int_equal(offsets_bytes(offsets), 0);
        assert_true(stored > 0 && stored <= offset);
        offsets_free(offsets);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_rises_before_a_record_is_finished),
        cmocka_unit_test(a_later_record_does_not_overtake),
        cmocka_unit_test(every_output_counts),
        cmocka_unit_test(gaps_are_normal),
        cmocka_unit_test(random_orders),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
