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

/* Every field that a source can give stands in the schema of events. */
static void the_schema_has_every_field(void **state)
{
    (void)state;
    static char schema[1 << 16];
    FILE *file = fopen(PROJECT_SOURCE_DIR "/schemas/event.schema.json", "r");
    assert_non_null(file);
    size_t len = fread(schema, 1, sizeof schema - 1, file);
    fclose(file);
    assert_true(len > 0 && len < sizeof schema - 1);
    for (unsigned i = 0; i < FIELD_PATH; i++) {
        const char *dot = strrchr(field_names[i], '.');
        char key[64];
        snprintf(key, sizeof key, "\"%s\": {", dot ? dot + 1 : field_names[i]);
        if (!strstr(schema, key))
            fail_msg("%s is not in the schema", key);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_name_is_found_again),
        cmocka_unit_test(other_names_are_none),
        cmocka_unit_test(fields_belong_to_event_or_item),
        cmocka_unit_test(the_schema_has_every_field),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
