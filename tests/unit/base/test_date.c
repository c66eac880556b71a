#include "test.h"

#include "base/date.h"

static void days_come_back_as_they_went_in(void **state)
{
    (void)state;
    char text[16];
    for (day_t day = -200000; day < 200000; day += 13) {
        day_t back = DAY_NONE;
        day_format(day, text);
        assert_true(day_parse(str_of(text), &back));
        assert_int_equal(day, back);
    }
    day_format(0, text);
    assert_string_equal(text, "1970-01-01");
    day_format(19498, text); /* date -u -d @$((19498 * 86400)) */
    assert_string_equal(text, "2023-05-21");
}

static void impossible_days_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "2023-02-29", "1900-02-29", "2023-13-01", "2023-00-01",  "2023-01-00",
        "2023-1-1",   "2023-01-32", "20230101",   "2023-01-01 ", ""};
    day_t day = 5;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (day_parse(str_of(bad[i]), &day))
            fail_msg("'%s' was taken for a day", bad[i]);
    assert_int_equal(day, 5);
    assert_true(day_parse(STR("2000-02-29"), &day));
}

static void moments_of_rfc_3339(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t ms;
    } cases[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"2026-03-02T10:01:00Z", 1772445660000},
        {"2026-03-02T10:01:00.5Z", 1772445660500},
        {"2026-03-02T10:01:00.123456789Z", 1772445660123},
        {"2026-03-02T18:01:00+08:00", 1772445660000},
        {"2026-03-02 05:01:00-0500", 1772445660000},
        {"1969-12-31T23:59:59.001Z", -999},
    };
    static const char *const bad[] = {"2026-03-02T10:01:00",
                                      "2026-03-02T10:01Z",
                                      "2026-03-02T24:00:00Z",
                                      "2026-03-02T10:61:00Z",
                                      "2026-03-02T10:01:00.Z",
                                      "2026-03-02T10:01:00+8",
                                      "yesterday",
                                      "2026-03-02T10:01:00Zx"};
    struct moment moment;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(moment_parse(str_of(cases[i].text), &moment));
        assert_true(moment.ms == cases[i].ms);
        assert_false(moment.date_only);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (moment_parse(str_of(bad[i]), &moment))
            fail_msg("'%s' was taken for a moment", bad[i]);
    assert_true(moment_parse(STR("2026-03-02"), &moment));
    assert_true(moment.date_only);
}

static void assert_day_in(const char *zone_name, const char *text, const char *expected)
{
    struct timezone_rules *zone;
    struct error error;
    struct moment moment;
    char day[16];
    if (timezone_load(zone_name, &zone, &error) != ERROR_NONE)
        fail_msg("%s", error.message);
    assert_true(moment_parse(str_of(text), &moment));
    day_format(moment_day(moment, zone), day);
    if (strcmp(day, expected) != 0)
        fail_msg("%s in %s is %s, expected %s", text, zone_name, day, expected);
    timezone_free(zone);
}

static void the_day_depends_on_the_zone(void **state)
{
    (void)state;
    assert_day_in("Asia/Shanghai", "2023-05-20T16:00:00Z", "2023-05-21");
    assert_day_in("Asia/Shanghai", "2023-05-20T15:59:59Z", "2023-05-20");
    /* Daylight time in New York from 2019-03-10 to 2019-11-03: UTC-4, else UTC-5. */
    assert_day_in("America/New_York", "2019-08-13T04:00:00Z", "2019-08-13");
    assert_day_in("America/New_York", "2019-08-13T03:59:59Z", "2019-08-12");
    assert_day_in("America/New_York", "2020-01-13T04:30:00Z", "2020-01-12");
    /* After the table's end, by the footer's rule. */
    assert_day_in("America/New_York", "2099-07-01T04:00:00Z", "2099-07-01");
    assert_day_in("America/New_York", "2099-12-01T04:59:59Z", "2099-11-30");
    assert_day_in("Australia/Sydney", "2098-12-31T13:00:00Z", "2099-01-01");
    assert_day_in("Australia/Sydney", "2098-06-30T13:59:59Z", "2098-06-30");
    /* A bare date is that day everywhere. */
    assert_day_in("Asia/Shanghai", "2023-05-21", "2023-05-21");
    assert_day_in("America/New_York", "2023-05-21", "2023-05-21");
}

static void unknown_zones_are_named(void **state)
{
    (void)state;
    static const char *const bad[] = {"Mars/Olympus", "../../etc/passwd", "", "/etc/localtime",
                                      "tzdata.zi"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct timezone_rules *zone = NULL;
        struct error error = {0};
        assert_int_equal(timezone_load(bad[i], &zone, &error), ERROR_INVALID);
        assert_null(zone);
        assert_non_null(strstr(error.message, bad[i]));
    }
}

static void weeks_are_those_of_iso_8601(void **state)
{
    (void)state;
    static const struct {
        const char *day;
        int week;
    } cases[] = {{"2021-01-03", 53}, {"2021-01-04", 1},  {"2024-12-30", 1},
                 {"2026-12-31", 53}, {"1969-12-28", 52}, {"2026-03-02", 10}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct moment moment;
        struct civil civil;
        assert_true(moment_parse(str_of(cases[i].day), &moment));
        civil_of(moment.ms, &civil);
        assert_int_equal(civil.week, cases[i].week);
    }
}

static void instants_are_written_short(void **state)
{
    (void)state;
    char text[32];
    instant_format(1772445660000, text);
    assert_string_equal(text, "2026-03-02T10:01:00Z");
    instant_format(-999, text);
    assert_string_equal(text, "1969-12-31T23:59:59.001Z");
}

static void spans_of_days_have_a_unit(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",     "d",    "180", "180 d",  "-1d",
                                        "1.5d", "180D", "1y",  "36601d", "6000w"};
    int32_t days = -1;
    assert_true(days_parse(STR("180d"), &days));
    assert_int_equal(days, 180);
    assert_true(days_parse(STR("26w"), &days));
    assert_int_equal(days, 182);
    assert_true(days_parse(STR("0d"), &days));
    assert_int_equal(days, 0);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (days_parse(str_of(wrong[i]), &days))
            fail_msg("'%s' is no span of days", wrong[i]);
    assert_int_equal(days, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_come_back_as_they_went_in),
        cmocka_unit_test(impossible_days_are_refused),
        cmocka_unit_test(spans_of_days_have_a_unit),
        cmocka_unit_test(moments_of_rfc_3339),
        cmocka_unit_test(the_day_depends_on_the_zone),
        cmocka_unit_test(unknown_zones_are_named),
        cmocka_unit_test(weeks_are_those_of_iso_8601),
        cmocka_unit_test(instants_are_written_short),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
