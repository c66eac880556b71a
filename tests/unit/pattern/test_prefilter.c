/* Vectorscan reports exactly what a plain search finds; the backend `none` reports at least that.
 */
#include "test.h"

#include "base/buf.h"
#include "base/mem.h"
#include "pattern/prefilter.h"

enum { LITERALS = 40, HAYSTACK = 3000 };

struct hits {
    const struct str *literals;
    unsigned char *seen; /* literal * (HAYSTACK + 1) + end */
    size_t count, last_end;
    bool in_order;
};

static void on_hit(void *ctx, uint32_t literal, size_t end)
{
    struct hits *hits = ctx;
    assert_true(literal < LITERALS);
    assert_true(end <= HAYSTACK);
    hits->seen[literal * (HAYSTACK + 1) + end] = 1;
    hits->count++;
    if (end < hits->last_end)
        hits->in_order = false;
    hits->last_end = end;
}

static uint64_t seed;

static unsigned pick(unsigned n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % n;
}

static void backends_against_a_plain_search(void **state)
{
    (void)state;
    seed = 7;
    for (int round = 0; round < 60; round++) {
        char bytes[LITERALS][12];
        struct str literals[LITERALS];
        size_t count = 0;
        while (count < LITERALS) {
            size_t len = 3 + pick(8);
            for (size_t i = 0; i < len; i++)
                bytes[count][i] = "ab\xC3\xA4"[pick(4)];
            literals[count] = (struct str){bytes[count], len};
            bool known = false;
            for (size_t i = 0; i < count; i++)
                known |= str_eq(literals[i], literals[count]);
            count += !known;
        }
        char text[HAYSTACK];
        for (size_t i = 0; i < HAYSTACK; i++)
            text[i] = "ab\xC3\xA4\xFF"[pick(33) ? pick(4) : 4];
        struct str haystack = {text, HAYSTACK};

        for (int backend = 0; backend < 2; backend++) {
            struct prefilter *prefilter;
            assert_int_equal(
                prefilter_new((enum prefilter_backend)backend, literals, count, &prefilter, NULL),
                0);
            struct prefilter_scratch *scratch = prefilter_scratch_new(prefilter);
            struct hits hits = {.literals = literals, .in_order = true};
            hits.seen = mem_zalloc(LITERALS * (HAYSTACK + 1));
            assert_int_equal(prefilter_scan(prefilter, scratch, haystack, on_hit, &hits), 0);
            size_t expected = 0;
            for (size_t i = 0; i < count; i++) {
                for (size_t end = literals[i].len; end <= HAYSTACK; end++) {
                    bool is =
                        memcmp(text + end - literals[i].len, literals[i].ptr, literals[i].len) == 0;
                    bool seen = hits.seen[i * (HAYSTACK + 1) + end];
                    expected += is;
                    assert_true(seen || !is);
                    if (backend == PREFILTER_VECTORSCAN)
                        assert_true(seen == is);
                }
            }
            assert_true(expected > 10);
            assert_true(hits.in_order);
            if (backend == PREFILTER_VECTORSCAN)
                assert_int_equal(hits.count, expected);
            assert_true(prefilter_memory(prefilter) > 0);
            mem_free(hits.seen);
            prefilter_scratch_free(scratch);
            prefilter_free(prefilter);
        }
    }
}

static void no_hit(void *ctx, uint32_t literal, size_t end)
{
    (void)literal;
    (void)end;
    *(bool *)ctx = true;
}

static void nothing_to_look_for(void **state)
{
    (void)state;
    for (int backend = 0; backend < 2; backend++) {
        struct prefilter *prefilter;
        assert_int_equal(prefilter_new((enum prefilter_backend)backend, NULL, 0, &prefilter, NULL),
                         0);
        struct prefilter_scratch *scratch = prefilter_scratch_new(prefilter);
        bool any = false;
        assert_int_equal(prefilter_scan(prefilter, scratch, STR("abc"), no_hit, &any), 0);
        assert_int_equal(prefilter_scan(prefilter, scratch, (struct str){0}, no_hit, &any), 0);
        assert_false(any);
        prefilter_scratch_free(scratch);
        prefilter_free(prefilter);
    }
    prefilter_free(NULL);
    prefilter_scratch_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(backends_against_a_plain_search),
        cmocka_unit_test(nothing_to_look_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
