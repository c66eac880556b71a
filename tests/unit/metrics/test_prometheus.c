#include "test.h"

#include "metrics/prometheus.h"

static void families_and_samples(void **state)
{
    (void)state;
    struct buf out = {0};
    const struct metric_label labels[] = {{"reason", STR("a\"b\\c\nd")}, {"n", STR("1")}};
    metric_family(&out, "x_total", METRIC_COUNTER, "What it counts.");
    metric_sample(&out, "x_total", labels, 2, UINT64_MAX);
    metric_single(&out, "y", METRIC_GAUGE, "Now.", 0);
    assert_str(buf_str(&out), "# HELP x_total What it counts.\n# TYPE x_total counter\n"
                              "x_total{reason=\"a\\\"b\\\\c\\nd\",n=\"1\"} 18446744073709551615\n"
                              "# HELP y Now.\n# TYPE y gauge\ny 0\n");
    buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(families_and_samples)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
