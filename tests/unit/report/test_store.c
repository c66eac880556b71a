#include "test.h"

#include "report/summary.h"

static int rejects;

static void on_reject(void *ctx, const char *name, uint64_t line, const char *reason)
{
    (void)ctx, (void)name, (void)line, (void)reason;
    rejects++;
}

static const struct report_filter no_filter;

/* One alert a call; `n` names the alert, `f` the finding. */
static void put_alert(FILE *out, int n, int f, const char *time, const char *judged,
                      const char *disposition, const char *status, const char *price)
{
    fprintf(out,
            "{\"schema\":\"interdict.alert/1\",\"id\":\"00000000-0000-5000-8000-%012d\","
            "\"finding_id\":\"%08d-0000-5000-8000-000000000000\",\"time\":\"%s\",\"judged_at\":"
            "\"%s\",\"disposition\":\"%s\",\"status\":\"%s\",\"event\":{\"kind\":\"purchase\","
            "\"order\":{\"number\":\"%d\"}},\"org\":{\"id\":\"acme\"},\"item\":{\"path\":"
            "\"/items/0\",\"quantity\":3,\"unit_price\":%s,\"currency\":\"EUR\"}}\n",
            n, f, time, judged, disposition, status, f, price);
}

static void make(FILE *file, const struct report_filter *filter, struct report **report,
                 struct summary *summary)
{
    struct error error = {0};
    fflush(file);
    rejects = 0;
    assert_int_equal(report_new(filter, report, &error), ERROR_NONE);
    if (report_add(*report, fileno(file), "f", on_reject, NULL, &error) != ERROR_NONE)
        fail_msg("%s", error.message);
    assert_int_equal(summary_make(*report, summary, &error), ERROR_NONE);
}

static void done(FILE *file, struct report *report, struct summary *summary)
{
    summary_clear(summary);
    report_free(report);
    fclose(file);
}

static void assert_sum(struct decimal value, const char *expected)
{
    struct buf text = {0};
    decimal_write(value, &text);
    assert_str(buf_str(&text), expected);
    buf_clear(&text);
}

static void test_repeated_alerts_count_once(void **state)
{
    (void)state;
    FILE *file = tmpfile();
    struct report *report;
    struct summary s;
    put_alert(file, 1, 1, "2026-01-05", "2026-02-02T00:00:00Z", "review", "open", "0.10");
    put_alert(file, 1, 1, "2026-01-05", "2026-02-01T00:00:00Z", "violation", "open", "0.10");
    put_alert(file, 1, 1, "2026-01-05", "2026-01-31T00:00:00Z", "waived", "open", "0.10");
    make(file, &no_filter, &report, &s);
    assert_int_equal(s.alerts, 1);
    assert_int_equal(report->duplicates, 2);
    assert_int_equal(s.counts.open[RANK_REVIEW], 1);
    assert_sum(s.money.items[0].open[RANK_REVIEW], "0.30");
    struct moment first;
    assert_true(moment_parse(STR("2026-01-31T00:00:00Z"), &first));
    assert_true(report->records[0].first_ms == first.ms);
    done(file, report, &s);
}

/* Ordered, then cancelled: one finding, closed, and its value counts as closed. */
static void test_latest_event_is_the_state(void **state)
{
    (void)state;
    FILE *file = tmpfile();
    struct report *report;
    struct summary s;
    put_alert(file, 2, 1, "2026-01-06", "2026-02-01T00:00:00Z", "violation", "closed", "5");
    put_alert(file, 1, 1, "2026-01-05", "2026-02-03T00:00:00Z", "violation", "open", "5");
    make(file, &no_filter, &report, &s);
    assert_int_equal(s.alerts, 2);
    assert_int_equal(s.findings, 1);
    assert_int_equal(s.counts.closed, 1);
    assert_sum(s.money.items[0].closed, "15");
    assert_sum(s.money.items[0].open[RANK_VIOLATION], "0");
    done(file, report, &s);
}

/* Asking for violations must not bring back one that was waived since; asking for a period asks
 * how things stood at its end. */
static void test_filters_and_state(void **state)
{
    (void)state;
    struct report_filter violations = {.disposition = STR("violation")};
    struct report_filter january = {.to = STR("2026-01-31")};
    for (int i = 0; i < 2; i++) {
        FILE *file = tmpfile();
        struct report *report;
        struct summary s;
        put_alert(file, 1, 1, "2026-01-31T22:00:00Z", "2026-02-01T00:00:00Z", "violation", "open",
                  "5");
        put_alert(file, 2, 1, "2026-02-06", "2026-02-07T00:00:00Z", "waived", "open", "5");
        make(file, i ? &january : &violations, &report, &s);
        assert_int_equal(s.findings, i);
        assert_int_equal(s.counts.open[RANK_VIOLATION], i);
        done(file, report, &s);
    }
}

static void test_bad_lines(void **state)
{
    (void)state;
    FILE *file = tmpfile();
    struct report *report;
    struct summary s;
    fputs("\xEF\xBB\xBF", file);
    put_alert(file, 1, 1, "2026-01-05", "2026-02-01T00:00:00Z", "none", "open", "\"1,5\"");
    fputs("\n{\n[]\n{\"schema\":\"other\"}\r\n", file);
    put_alert(file, 2, 2, "2026-01-05", "2026-02-01T00:00:00Z", "strange", "open", "5");
    put_alert(file, 3, 3, "never", "2026-02-01T00:00:00Z", "none", "open", "1e3");
    make(file, &no_filter, &report, &s);
    assert_int_equal(rejects, 4);
    assert_int_equal(s.alerts, 2);
    assert_int_equal(s.unpriced, 1);
    assert_sum(s.money.items[0].open[RANK_NONE], "3000");
    done(file, report, &s);
}

static void test_wrong_filters(void **state)
{
    (void)state;
    struct report_filter time = {.from = STR("yesterday")}, word = {.disposition = STR("bad")};
    struct report *report = NULL;
    struct error error = {0};
    assert_int_equal(report_new(&time, &report, &error), ERROR_CONFIG);
    assert_int_equal(report_new(&word, &report, &error), ERROR_CONFIG);
    assert_null(report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_repeated_alerts_count_once),
        cmocka_unit_test(test_latest_event_is_the_state),
        cmocka_unit_test(test_filters_and_state),
        cmocka_unit_test(test_bad_lines),
        cmocka_unit_test(test_wrong_filters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
