#include "test.h"

#include "report/due.h"

static day_t day_of(const char *text)
{
    day_t day;
    if (!day_parse(str_of(text), &day))
        fail_msg("'%s' is no day", text);
    return day;
}

/* The dates that the Office of Personnel Management lists for 2026, and some of other years. */
static void test_holidays(void **state)
{
    (void)state;
    static const char *const listed[] = {
        "2026-01-01", "2026-01-19", "2026-02-16", "2026-05-25", "2026-06-19",
        "2026-07-03", "2026-09-07", "2026-10-12", "2026-11-11", "2026-11-26",
        "2026-12-25", "2021-12-31", /* New Year's Day of 2022 is a Saturday */
        "2023-01-02", "2024-01-15"};
    for (size_t i = 0; i < sizeof listed / sizeof *listed; i++)
        if (!is_federal_holiday(day_of(listed[i])))
            fail_msg("%s is no holiday", listed[i]);
    static const char *const others[] = {"2026-01-02", "2026-01-12", "2026-07-02", "2026-05-18",
                                         "2026-11-19", "2020-06-19", "2026-11-27", "2022-01-03"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (is_federal_holiday(day_of(others[i])))
            fail_msg("%s is a holiday", others[i]);
    int count = 0;
    for (day_t day = day_of("2026-01-01"); day <= day_of("2026-12-31"); day++)
        count += is_federal_holiday(day) && (day + 4) % 7 != 6; /* but for the Saturday itself */
    assert_int_equal(count, 11);
}

static void assert_due(size_t duty, const char *identified, const char *expected)
{
    struct moment moment;
    char text[32];
    assert_true(moment_parse(str_of(identified), &moment));
    struct moment due = duty_due(&duties[duty], moment.ms);
    if (due.date_only)
        day_format(moment_day(due, NULL), text);
    else
        instant_format(due.ms, text);
    assert_str(str_of(text), expected);
}

static void test_due(void **state)
{
    (void)state;
    assert_string_equal(duties[0].clause, "far-52.204-25");
    assert_due(0, "2026-03-02T10:00:00Z", "2026-03-03");
    assert_due(0, "2026-03-06T23:59:59Z", "2026-03-09"); /* a Friday */
    assert_due(0, "2026-07-02T10:00:00Z", "2026-07-06"); /* the 4th is kept on Friday the 3rd */
    assert_due(1, "2026-11-23T03:48:00Z", "2026-12-09"); /* past Thanksgiving */
    assert_due(2, "2026-03-06T23:59:59Z", "2026-03-09T23:59:59Z");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_holidays),
        cmocka_unit_test(test_due),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
