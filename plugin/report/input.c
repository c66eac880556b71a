#include "report/input.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"

enum { READ_BYTES = 1 << 20 };

struct input {
    int fd;
    FILE *copy; /* owned; of a pipe */
    char *name;
    struct buf ahead; /* read and not yet handed out: ahead.ptr[start, ahead.len) */
    size_t start;
    uint64_t place; /* of ahead.ptr[0] in the file */
    struct buf again;
    struct hasher *hasher;
    uint8_t digest[SHA256_BYTES];
    bool at_end;
};

static int fail(const struct input *input, const char *what, struct error *error)
{
    return error_set(error, ERROR_IO, "%s: cannot be %s: %s", input->name, what, strerror(errno));
}

static ssize_t read_some(int fd, char *to, size_t most)
{
    ssize_t got;
    do
        got = read(fd, to, most);
    while (got < 0 && errno == EINTR);
    return got;
}

static int copy_pipe(struct input *input, int from, struct error *error)
{
    input->copy = tmpfile();
    if (!input->copy)
        return error_set(error, ERROR_IO, "a temporary file cannot be made: %s", strerror(errno));
    for (;;) {
        buf_reserve(&input->ahead, READ_BYTES);
        ssize_t got = read_some(from, input->ahead.ptr, READ_BYTES);
        if (got < 0)
            return fail(input, "read", error);
        if (got == 0)
            break;
        if (fwrite(input->ahead.ptr, 1, (size_t)got, input->copy) != (size_t)got)
            return fail(input, "copied", error);
    }
    if (fflush(input->copy) != 0)
        return fail(input, "copied", error);
    input->fd = fileno(input->copy);
    return ERROR_NONE;
}

int input_open(int fd, const char *name, struct input **out, struct error *error)
{
    struct input *input = mem_zalloc(sizeof *input);
    struct stat stat;
    int code = ERROR_NONE;
    input->fd = fd;
    input->name = mem_dup(str_of(name));
    input->hasher = hasher_new();
    hasher_begin(input->hasher);
    if (fstat(fd, &stat) != 0)
        code = fail(input, "read", error);
    else if (!S_ISREG(stat.st_mode))
        code = copy_pipe(input, fd, error);
    if (code == ERROR_NONE)
        *out = input;
    else
        input_close(input);
    return code;
}

void input_close(struct input *input)
{
    if (!input)
        return;
    if (input->copy)
        fclose(input->copy);
    hasher_free(input->hasher);
    buf_clear(&input->ahead);
    buf_clear(&input->again);
    mem_free(input->name);
    mem_free(input);
}

/* Reads once more behind what is there. False at the end of the file or on an error. */
static bool fill(struct input *input, struct error *error)
{
    if (input->at_end)
        return false;
    size_t left = input->ahead.len - input->start;
    if (input->start > 0)
        memmove(input->ahead.ptr, input->ahead.ptr + input->start, left);
    input->place += input->start;
    input->start = 0;
    input->ahead.len = left;
    buf_reserve(&input->ahead, READ_BYTES);
    ssize_t got;
    do
        got = pread(input->fd, input->ahead.ptr + left, READ_BYTES, (off_t)(input->place + left));
    while (got < 0 && errno == EINTR);
    if (got < 0)
        fail(input, "read", error);
    if (got <= 0) {
        input->at_end = true;
        hasher_end(input->hasher, input->digest);
        return false;
    }
    hasher_add(input->hasher, (struct str){input->ahead.ptr + left, (size_t)got});
    input->ahead.len += (size_t)got;
    return true;
}

bool input_next(struct input *input, struct input_line *line, struct error *error)
{
    size_t searched = 0;
    bool too_long = false;
    *error = (struct error){0};
    for (;;) {
        const char *from = input->ahead.ptr + input->start;
        size_t have = input->ahead.len - input->start;
        const char *end = have > searched ? memchr(from + searched, '\n', have - searched) : NULL;
        if (!end && have > LIMIT_EVENT_BYTES) { /* forget it, and look for its end */
            input->start = input->ahead.len;
            too_long = true;
            have = 0;
        }
        searched = have;
        if (!end && fill(input, error))
            continue;
        if (!end && ((have == 0 && !too_long) || error->code != ERROR_NONE))
            return false;
        from = input->ahead.ptr + input->start;
        size_t len = end ? (size_t)(end - from) : have;
        *line = (struct input_line){
            {from, len}, input->place + input->start, too_long || len > LIMIT_EVENT_BYTES};
        input->start += len + (end != NULL);
        line->text.len -= len > 0 && from[len - 1] == '\r';
        return true;
    }
}

int input_again(struct input *input, uint64_t offset, size_t len, struct str *out,
                struct error *error)
{
    buf_reset(&input->again);
    buf_reserve(&input->again, len + 1);
    while (input->again.len < len) {
        size_t had = input->again.len;
        ssize_t got = pread(input->fd, input->again.ptr + had, len - had, (off_t)(offset + had));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail(input, "read", error);
        if (got == 0)
            return error_set(error, ERROR_IO, "%s: has become shorter while it was read",
                             input->name);
        input->again.len += (size_t)got;
    }
    *out = buf_str(&input->again);
    return ERROR_NONE;
}

const char *input_name(const struct input *input)
{
    return input->name;
}

void input_digest(const struct input *input, char out[static SHA256_HEX + 1])
{
    hex_encode(input->digest, sizeof input->digest, out);
}
