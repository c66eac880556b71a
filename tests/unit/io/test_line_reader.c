#include "test.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "io/line_reader.h"

/* Writes the pieces into a pipe and reads the lines back, joined by '|'. */
static void assert_lines(size_t limit, struct str input, const char *expected)
{
    int ends[2];
    struct buf got = {0};
    struct str line;
    struct error error;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], input.ptr, input.len), (ssize_t)input.len);
    close(ends[1]);
    struct line_reader *reader = line_reader_new(ends[0], "pipe", limit);
    while (line_reader_next(reader, &line, &error)) {
        buf_add(&got, line);
        buf_add_char(&got, '|');
    }
    assert_int_equal(error.code, ERROR_NONE);
    assert_str(buf_str(&got), expected);
    line_reader_free(reader);
    close(ends[0]);
    buf_clear(&got);
}

static void lines_end_in_lf_or_cr_lf_or_nothing(void **state)
{
    (void)state;
    assert_lines(100, STR("a\nbb\r\n\nlast"), "a|bb||last|");
    assert_lines(100, STR(""), "");
    assert_lines(100, STR("\n"), "|");
    assert_lines(100, STR("a\r"), "a|");
}

static void long_lines_are_cut_and_the_next_is_whole(void **state)
{
    (void)state;
    assert_lines(4, STR("abcd\nabcdefgh\nxy\n"), "abcd|abcde|xy|");
    assert_lines(4, STR("abcdefgh"), "abcde|");
    assert_lines(4, STR("abcdefgh\nabcdefgh\nz"), "abcde|abcde|z|");
}

static void a_line_larger_than_every_buffer(void **state)
{
    (void)state;
    enum { BYTES = 3 << 20 };
    char path[] = "/tmp/interdict-test-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    struct buf text = {0};
    for (size_t i = 0; i < BYTES; i++)
        buf_add_char(&text, (char)('a' + i % 26));
    buf_add(&text, STR("\nend\n"));
    assert_int_equal(write(fd, text.ptr, text.len), (ssize_t)text.len);
    for (size_t limit = 1000; limit <= BYTES; limit += BYTES - 1000) {
        struct str line;
        struct error error;
        lseek(fd, 0, SEEK_SET);
        struct line_reader *reader = line_reader_new(fd, path, limit);
        assert_true(line_reader_next(reader, &line, &error));
        assert_int_equal(line.len, limit < BYTES ? limit + 1 : BYTES);
        assert_memory_equal(line.ptr, text.ptr, line.len);
        assert_true(line_reader_next(reader, &line, &error));
        assert_str(line, "end");
        assert_false(line_reader_next(reader, &line, &error));
        line_reader_free(reader);
    }
    buf_clear(&text);
    close(fd);
    unlink(path);
}

static void it_knows_when_it_would_wait(void **state)
{
    (void)state;
    int ends[2];
    struct str line;
    struct error error;
    assert_int_equal(pipe(ends), 0);
    struct line_reader *reader = line_reader_new(ends[0], "pipe", 100);
    assert_true(line_reader_would_wait(reader));
    assert_int_equal(write(ends[1], "a\nb\n", 4), 4);
    assert_false(line_reader_would_wait(reader));
    assert_true(line_reader_next(reader, &line, &error));
    assert_false(line_reader_would_wait(reader));
    assert_true(line_reader_next(reader, &line, &error));
    assert_true(line_reader_would_wait(reader));
    line_reader_free(reader);
    close(ends[0]);
    close(ends[1]);
}

static void a_read_error_is_no_plain_end(void **state)
{
    (void)state;
    struct str line;
    struct error error;
    struct line_reader *reader = line_reader_new(-1, "gone", 100);
    assert_false(line_reader_next(reader, &line, &error));
    assert_int_equal(error.code, ERROR_IO);
    assert_non_null(strstr(error.message, "gone: cannot be read"));
    line_reader_free(reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_end_in_lf_or_cr_lf_or_nothing),
        cmocka_unit_test(long_lines_are_cut_and_the_next_is_whole),
        cmocka_unit_test(a_line_larger_than_every_buffer),
        cmocka_unit_test(it_knows_when_it_would_wait),
        cmocka_unit_test(a_read_error_is_no_plain_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
