#include "io/line_reader.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "base/mem.h"

enum { READ_BYTES = 256 << 10 };

struct line_reader {
    int fd;
    const char *name;
    size_t limit;
    char *bytes;
    size_t start, end, cap; /* what was read and not yet handed out: bytes[start, end) */
    bool at_end;
};

struct line_reader *line_reader_new(int fd, const char *name, size_t limit)
{
    struct line_reader *reader = mem_zalloc(sizeof *reader);
    *reader = (struct line_reader){.fd = fd, .name = name, .limit = limit, .cap = 2 * READ_BYTES};
    reader->bytes = mem_alloc(reader->cap);
    return reader;
}

void line_reader_free(struct line_reader *reader)
{
    if (!reader)
        return;
    mem_free(reader->bytes);
    mem_free(reader);
}

/* Reads once more behind what is there. False at the end of input or on an error. */
static bool fill(struct line_reader *reader, struct error *error)
{
    if (reader->at_end)
        return false;
    if (reader->start > 0) {
        memmove(reader->bytes, reader->bytes + reader->start, reader->end - reader->start);
        reader->end -= reader->start;
        reader->start = 0;
    }
    if (reader->cap - reader->end < READ_BYTES) {
        reader->cap *= 2;
        reader->bytes = mem_resize(reader->bytes, reader->cap, 1);
    }
    ssize_t got;
    do
        got = read(reader->fd, reader->bytes + reader->end, READ_BYTES);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        error_set(error, ERROR_IO, "%s: cannot be read: %s", reader->name, strerror(errno));
    reader->at_end = got <= 0;
    reader->end += got > 0 ? (size_t)got : 0;
    return got > 0;
}

/* Passes over the rest of a line that is too long. */
static void skip_line(struct line_reader *reader, struct error *error)
{
    for (;;) {
        char *from = reader->bytes + reader->start;
        char *newline = memchr(from, '\n', reader->end - reader->start);
        if (newline) {
            reader->start += (size_t)(newline - from) + 1;
            return;
        }
        reader->start = reader->end;
        if (!fill(reader, error))
            return;
    }
}

/* The line's first limit + 1 bytes are kept in front while the rest is read past them. */
static void cut_line(struct line_reader *reader, struct str *line, struct error *error)
{
    size_t kept = reader->limit + 1;
    char *copy = mem_alloc(kept);
    memcpy(copy, reader->bytes + reader->start, kept);
    reader->start += kept;
    skip_line(reader, error);
    /* Back in front of what is left, so that the view lives until the next call. */
    size_t left = reader->end - reader->start;
    if (kept > reader->start) {
        if (kept + left > reader->cap) {
            reader->cap = kept + left + READ_BYTES;
            reader->bytes = mem_resize(reader->bytes, reader->cap, 1);
        }
        memmove(reader->bytes + kept, reader->bytes + reader->start, left);
        reader->start = kept;
        reader->end = kept + left;
    }
    memcpy(reader->bytes + reader->start - kept, copy, kept);
    *line = (struct str){reader->bytes + reader->start - kept, kept};
    mem_free(copy);
}

bool line_reader_next(struct line_reader *reader, struct str *line, struct error *error)
{
    size_t searched = 0;
    *error = (struct error){0};
    for (;;) {
        char *from = reader->bytes + reader->start;
        size_t have = reader->end - reader->start;
        char *newline = have > searched ? memchr(from + searched, '\n', have - searched) : NULL;
        size_t len = newline ? (size_t)(newline - from) : have;
        if (len > reader->limit) {
            cut_line(reader, line, error);
            return true;
        }
        if (newline) {
            reader->start += len + 1;
            *line = (struct str){from, len - (len && from[len - 1] == '\r')};
            return true;
        }
        searched = have;
        if (!fill(reader, error)) {
            from = reader->bytes + reader->start;
            *line = (struct str){from, have - (have && from[have - 1] == '\r')};
            reader->start = reader->end;
            return have > 0 && error->code == ERROR_NONE;
        }
    }
}

bool line_reader_would_wait(struct line_reader *reader)
{
    if (memchr(reader->bytes + reader->start, '\n', reader->end - reader->start))
        return false;
    struct pollfd wait = {.fd = reader->fd, .events = POLLIN};
    return !reader->at_end && poll(&wait, 1, 0) == 0;
}
