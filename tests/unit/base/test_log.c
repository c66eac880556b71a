#include "test.h"

#include "base/buf.h"
#include "base/log.h"

struct fake_time {
    int64_t ms;
};

static int64_t wall(void *ctx)
{
    return ((struct fake_time *)ctx)->ms;
}

static int64_t monotonic(void *ctx)
{
    return ((struct fake_time *)ctx)->ms * 1000;
}

static void collect(void *ctx, struct str line)
{
    buf_add(ctx, line);
}

static void lines_are_held_back_and_counted(void **state)
{
    (void)state;
    struct fake_time time = {1772445660000};
    struct clock_source clock = {wall, monotonic, &time};
    struct buf out = {0};
    struct log *log = log_new(LOG_LEVEL_INFO, LOG_FORMAT_TEXT, &clock, collect, &out);
    for (int i = 0; i < 25; i++)
        log_warning(log, "broker-down", "try %d", i);
    log_debug(log, "quiet", "not at this level");
    assert_non_null(strstr((buf_add_char(&out, '\0'), out.ptr), "try 9\n"));
    assert_null(strstr(out.ptr, "try 10"));
    assert_null(strstr(out.ptr, "quiet"));
    buf_reset(&out);
    time.ms += 60000;
    log_warning(log, "broker-down", "again\nand again");
    assert_str(buf_str(&out), "2026-03-02T10:02:00Z warning broker-down: again and again (15 like "
                              "it were held back)\n");
    log_free(log);
    buf_clear(&out);
}

static void json_lines_are_json(void **state)
{
    (void)state;
    struct fake_time time = {0};
    struct clock_source clock = {wall, monotonic, &time};
    struct buf out = {0};
    struct log *log = log_new(LOG_LEVEL_INFO, LOG_FORMAT_JSON, &clock, collect, &out);
    log_info(log, "started", "say \"%s\"", "hi");
    assert_str(buf_str(&out), "{\"time\":\"1970-01-01T00:00:00Z\",\"level\":\"info\",\"event\":"
                              "\"started\",\"message\":\"say \\\"hi\\\"\"}\n");
    log_free(log);
    buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_held_back_and_counted),
        cmocka_unit_test(json_lines_are_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
