#include "test.h"

static void splits_keep_empty_parts(void **state)
{
    (void)state;
    struct str rest = STR("a;;b"), part;
    assert_true(str_split(&rest, ';', &part));
    assert_str(part, "a");
    assert_true(str_split(&rest, ';', &part));
    assert_str(part, "");
    assert_true(str_split(&rest, ';', &part));
    assert_str(part, "b");
    assert_false(str_split(&rest, ';', &part));
}

static void finds_what_is_there(void **state)
{
    (void)state;
    assert_int_equal(str_find(STR("aabab"), STR("ab")), 1);
    assert_int_equal(str_find(STR("aab"), STR("aab")), 0);
    assert_int_equal(str_find(STR("aa"), STR("aab")), -1);
    assert_int_equal(str_find(STR("aaac"), STR("b")), -1);
    assert_int_equal(str_find(STR("x"), STR("")), 0);
    assert_int_equal(str_find(STR("a\0b"), STR("b")), 2);
}

static void reads_integers_whole_or_not_at_all(void **state)
{
    (void)state;
    int64_t i = 7;
    uint64_t u = 7;
    assert_true(str_to_i64(STR("-9223372036854775808"), &i));
    assert_true(i == INT64_MIN);
    assert_false(str_to_i64(STR("9223372036854775808"), &i));
    assert_true(i == INT64_MIN);
    assert_true(str_to_u64(STR("18446744073709551615"), &u));
    assert_true(u == UINT64_MAX);
    assert_false(str_to_u64(STR("18446744073709551616"), &u));
    assert_false(str_to_u64(STR(""), &u));
    assert_false(str_to_u64(STR("1 "), &u));
    assert_false(str_to_i64(STR("-"), &i));
}

static void reads_json_numbers_only(void **state)
{
    (void)state;
    static const char *const bad[] = {"",   "+1", "0x10", "inf", "nan", "1.",
                                      ".5", "1e", "1e+",  " 1",  "1 ",  "--1"};
    double d = 0;
    assert_true(str_to_double(STR("-1.5e3"), &d));
    assert_true(d == -1500.0);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (str_to_double(str_of(bad[i]), &d))
            fail_msg("'%s' was taken for a number", bad[i]);
}

static void knows_utf8(void **state)
{
    (void)state;
    static const char *const bad[] = {"\x80",
                                      "\xC0\xAF",
                                      "\xE0\x80\xAF",
                                      "\xED\xA0\x80",
                                      "\xF4\x90\x80\x80",
                                      "\xC3",
                                      "\xF8\x88\x80\x80\x80"};
    size_t at = 99;
    assert_true(str_is_utf8(STR("a\xC3\xA9\xE7\xBE\x8E\xF0\x9F\x98\x80"), &at));
    assert_int_equal(at, 99);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (str_is_utf8(str_of(bad[i]), NULL))
            fail_msg("bad sequence %zu was taken for UTF-8", i);
    assert_false(str_is_utf8(STR("ab\xFF"), &at));
    assert_int_equal(at, 2);
    assert_int_equal(str_code_points(STR("\xE7\xBE\x8E"
                                         "a")),
                     2);
    assert_int_equal(str_utf8_floor(STR("a\xE7\xBE\x8E"), 3), 1);
    assert_int_equal(str_utf8_floor(STR("a\xE7\xBE\x8E"), 4), 4);
}

static void trims_and_orders(void **state)
{
    (void)state;
    assert_str(str_trim(STR(" \t a b\r\n")), "a b");
    assert_str(str_trim(STR("  ")), "");
    assert_true(str_cmp(STR("ab"), STR("abc")) < 0);
    assert_true(str_cmp(STR("b"), STR("abc")) > 0);
    assert_int_equal(str_cmp(STR("x"), STR("x")), 0);
    assert_true(str_eq_nocase(STR("aZ"), STR("Az")));
    assert_false(str_eq_nocase(STR("a["), STR("a{")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(splits_keep_empty_parts),
        cmocka_unit_test(finds_what_is_there),
        cmocka_unit_test(reads_integers_whole_or_not_at_all),
        cmocka_unit_test(reads_json_numbers_only),
        cmocka_unit_test(knows_utf8),
        cmocka_unit_test(trims_and_orders),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
