#include "test.h"

#include "engine/suspects.h"

static struct batch_output output_of(const char *topic, int32_t partition, int64_t offset,
                                     bool is_alert, size_t ordinal)
{
    return (struct batch_output){.topic = topic,
                                 .partition = partition,
                                 .offset = offset,
                                 .is_alert = is_alert,
                                 .ordinal = ordinal};
}

static void an_output_is_found_by_all_of_its_coordinates(void **state)
{
    static struct suspects suspects;
    (void)state;
    suspects.count = 0;
    struct batch_output one = output_of("in", 1, 7, true, 2);
    assert_null(suspects_find(&suspects, &one));
    suspects_note(&suspects, &one)->level = SUSPECT_SHORTEN;
    assert_int_equal(suspects_find(&suspects, &one)->level, SUSPECT_SHORTEN);
    assert_ptr_equal(suspects_note(&suspects, &one), suspects_find(&suspects, &one));

    struct batch_output others[] = {
        output_of("on", 1, 7, true, 2), output_of("in", 2, 7, true, 2),
        output_of("in", 1, 8, true, 2), output_of("in", 1, 7, false, 2),
        output_of("in", 1, 7, true, 3),
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_null(suspects_find(&suspects, &others[i]));
    assert_true(suspects_has(&suspects, "in", 1, 7));
    assert_false(suspects_has(&suspects, "in", 1, 8));
    suspects_forget(&suspects, "in", 1, 8);
    assert_true(suspects_has(&suspects, "in", 1, 7));
    suspects_forget(&suspects, "in", 1, 7);
    assert_false(suspects_has(&suspects, "in", 1, 7));
}

static void the_oldest_makes_room(void **state)
{
    static struct suspects suspects;
    (void)state;
    suspects.count = suspects.oldest = 0;
    for (int64_t i = 0; i < SUSPECTS_MAX + 3; i++) {
        struct batch_output output = output_of("in", 0, i, true, 0);
        suspects_note(&suspects, &output);
    }
    assert_int_equal(suspects.count, SUSPECTS_MAX);
    for (int64_t i = 0; i < SUSPECTS_MAX + 3; i++)
        assert_int_equal(suspects_has(&suspects, "in", 0, i), i >= 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_output_is_found_by_all_of_its_coordinates),
        cmocka_unit_test(the_oldest_makes_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
