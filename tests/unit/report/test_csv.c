#include "test.h"

#include "report/csv.h"

static void assert_cell(struct str text, const char *expected)
{
    struct buf out = {0};
    csv_text(text, &out);
    assert_str(buf_str(&out), expected);
    buf_clear(&out);
}

static void test_cells(void **state)
{
    (void)state;
    assert_cell(STR("plain"), "\"plain\"");
    assert_cell(STR("a\"b,c\r\nd"), "\"a\"\"b,c\r\nd\"");
    assert_cell(STR("=1+1"), "\"'=1+1\"");
    assert_cell(STR("+1"), "\"'+1\"");
    assert_cell(STR("-1"), "\"'-1\"");
    assert_cell(STR("@SUM(A1)"), "\"'@SUM(A1)\"");
    assert_cell(STR("\t=1"), "\"'\t=1\"");
    assert_cell(STR("  =1"), "\"'  =1\"");
    assert_cell(STR("\uFF1D1"), "\"'\uFF1D1\"");
    assert_cell(STR("a=1"), "\"a=1\"");
    assert_cell(STR("a\0b"), "\"ab\"");
    assert_cell(STR("\0=1"), "\"'=1\"");
    assert_cell(STR(""), "\"\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cells)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
