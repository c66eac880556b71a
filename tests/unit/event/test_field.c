#include "test.h"

#include "event/field.h"

static void every_name_is_found_again(void **state)
{
    (void)state;
    for (unsigned i = 0; i < FIELD_COUNT; i++) {
        assert_int_equal(field_find(str_of(field_name((enum field)i))), i);
        assert_string_equal(field_names[i], field_name((enum field)i));
    }
    assert_string_equal(field_name(FIELD_EVENT_KIND), "event.kind");
    assert_string_equal(field_name(FIELD_PATH), "path");
    assert_string_equal(field_name(FIELD_RAW), "raw");
}

static void other_names_are_none(void **state)
{
    (void)state;
    static const char *const names[] = {"", "vendo", "vendors", "Vendor", "raw", "raw.vendor"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_int_equal(field_find(str_of(names[i])), FIELD_COUNT);
}

static void fields_belong_to_event_or_item(void **state)
{
    (void)state;
    assert_false(field_is_of_item(FIELD_SYSTEM));
    assert_true(field_is_of_item(FIELD_VENDOR));
    assert_true(field_is_of_item(FIELD_PATH));
    assert_false(field_is_of_item(FIELD_RAW));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_name_is_found_again),
        cmocka_unit_test(other_names_are_none),
        cmocka_unit_test(fields_belong_to_event_or_item),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
