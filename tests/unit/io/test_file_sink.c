#include "test.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "io/file_sink.h"

static char path[] = "/tmp/interdict-file-sink-XXXXXX";

static int make(void **state)
{
    (void)state;
    strcpy(path + sizeof path - 7, "XXXXXX");
    close(mkstemp(path));
    return 0;
}

static int drop(void **state)
{
    (void)state;
    return unlink(path);
}

static struct str content(void)
{
    static char bytes[65536];
    int fd = open(path, O_RDONLY);
    ssize_t n = read(fd, bytes, sizeof bytes);
    close(fd);
    return (struct str){bytes, n > 0 ? (size_t)n : 0};
}

static void nothing_is_written_before_sync(void **state)
{
    struct file_sink *sink;
    (void)state;
    assert_int_equal(file_sink_new(path, &sink, NULL), ERROR_NONE);
    file_sink_add(sink, STR("{\"a\":1}"));
    assert_int_equal(file_sink_waiting(sink), 8);
    assert_str(content(), "");
    assert_int_equal(file_sink_sync(sink, NULL), ERROR_NONE);
    assert_int_equal(file_sink_waiting(sink), 0);
    assert_str(content(), "{\"a\":1}\n");
    file_sink_free(sink);
}

static void a_cut_line_is_ended_first(void **state)
{
    struct file_sink *sink;
    (void)state;
    int fd = open(path, O_WRONLY);
    assert_int_equal(write(fd, "one\ntw", 6), 6);
    close(fd);
    assert_int_equal(file_sink_new(path, &sink, NULL), ERROR_NONE);
    file_sink_add(sink, STR("three"));
    assert_int_equal(file_sink_sync(sink, NULL), ERROR_NONE);
    assert_str(content(), "one\ntw\nthree\n");
    file_sink_free(sink);
}

static void a_full_disk_loses_nothing(void **state)
{
    struct file_sink *sink;
    struct error error = {0};
    struct rlimit before, small = {6, RLIM_INFINITY};
    (void)state;
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before);
    small.rlim_max = before.rlim_max;
    assert_int_equal(file_sink_new(path, &sink, NULL), ERROR_NONE);
    file_sink_add(sink, STR("first line"));
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    int rc = file_sink_sync(sink, &error);
    setrlimit(RLIMIT_FSIZE, &before);
    assert_int_equal(rc, ERROR_IO);
    assert_true(error.retriable);
    assert_non_null(strstr(error.message, path));
    assert_str(content(), "first ");
    file_sink_add(sink, STR("second line"));
    assert_int_equal(file_sink_sync(sink, &error), ERROR_NONE);
    assert_str(content(), "first line\nsecond line\n");
    file_sink_free(sink);
}

static void a_missing_folder_is_an_error(void **state)
{
    struct file_sink *sink = NULL;
    struct error error = {0};
    (void)state;
    assert_int_equal(file_sink_new("/nonexistent/alerts.ndjson", &sink, &error), ERROR_IO);
    assert_null(sink);
    assert_non_null(strstr(error.message, "/nonexistent/alerts.ndjson"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_is_written_before_sync, make, drop),
        cmocka_unit_test_setup_teardown(a_cut_line_is_ended_first, make, drop),
        cmocka_unit_test_setup_teardown(a_full_disk_loses_nothing, make, drop),
        cmocka_unit_test(a_missing_folder_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
