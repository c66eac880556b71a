#include "fixture.h"

static void test_find(void **state)
{
    (void)state;
    const struct alert_format *native = alert_format_find(STR("native"));
    assert_non_null(native);
    assert_string_equal(native->content_type, "application/json");
    assert_null(alert_format_find(STR("nativ")));
    assert_null(alert_format_find(STR("")));
}

static void test_table_writes_the_same(void **state)
{
    struct fixture *f = *state;
    struct alert alert;
    struct buf direct = {0}, table = {0};
    fixture_alert(f, &alert);
    alert_write_native(&alert, &f->arena, &direct);
    alert_format_find(STR("native"))->write(&alert, &f->arena, &table);
    assert_true(direct.len > 100 && str_eq(buf_str(&direct), buf_str(&table)));
    buf_clear(&direct);
    buf_clear(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find),
        cmocka_unit_test_setup_teardown(test_table_writes_the_same, fixture_setup,
                                        fixture_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
