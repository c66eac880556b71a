#include "test.h"

#include "report/decimal.h"

static struct decimal parsed(const char *text)
{
    struct decimal value = {0};
    if (!decimal_parse(str_of(text), &value))
        fail_msg("'%s' is refused", text);
    return value;
}

static void assert_decimal(struct decimal value, const char *expected)
{
    struct buf text = {0};
    decimal_write(value, &text);
    assert_str(buf_str(&text), expected);
    buf_clear(&text);
}

static void test_reads_and_writes(void **state)
{
    (void)state;
    static const char *const same[] = {"0", "0.00", "12", "310.50", "-0.05", "9999999999.000001"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        assert_decimal(parsed(same[i]), same[i]);
    assert_decimal(parsed("1.5e3"), "1500");
    assert_decimal(parsed("15E-3"), "0.015");
    assert_decimal(parsed("1.25e+1"), "12.5");
}

static void test_refuses_what_is_no_plain_number(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",      "-",     ".5",   "1.",    "1,5",
        "1 000", "USD 3", "0x10", "1e",    "1e99",
        "1e-99", "NaN",   "--1",  "1.2.3", "99999999999999999999999999999999999999"};
    struct decimal value = {7, 0};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (decimal_parse(str_of(bad[i]), &value))
            fail_msg("'%s' is taken", bad[i]);
    assert_decimal(value, "7");
}

static void test_sums_are_exact(void **state)
{
    (void)state;
    struct decimal sum = {0};
    for (int i = 0; i < 1000; i++)
        assert_true(decimal_add(sum, parsed("0.1"), &sum));
    assert_decimal(sum, "100.0");
    assert_true(decimal_add(sum, parsed("-0.001"), &sum));
    assert_decimal(sum, "99.999");
    assert_true(decimal_multiply(parsed("8"), parsed("310.50"), &sum));
    assert_decimal(sum, "2484.00");
}

static void test_says_when_it_does_not_fit(void **state)
{
    (void)state;
    struct decimal large = parsed("9999999999999999999999999999999999999"), out = {1, 0};
    assert_false(decimal_add(large, parsed("1"), &out));
    assert_false(decimal_multiply(large, parsed("10"), &out));
    assert_false(decimal_add(large, parsed("0.1"), &out));
    assert_decimal(out, "1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_and_writes),
        cmocka_unit_test(test_refuses_what_is_no_plain_number),
        cmocka_unit_test(test_sums_are_exact),
        cmocka_unit_test(test_says_when_it_does_not_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
