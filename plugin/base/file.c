#include "base/file.h"

#include <errno.h>
#include <stdio.h>

enum { READ_BYTES = 65536 };

int file_read(const char *path, size_t limit, struct buf *out, struct error *error)
{
    size_t before = out->len, got = 1;
    FILE *in = fopen(path, "rb");
    if (!in)
        return error_set(error, ERROR_IO, "cannot be read: %s", strerror(errno));
    while (got && out->len - before <= limit) {
        buf_reserve(out, READ_BYTES);
        got = fread(out->ptr + out->len, 1, READ_BYTES, in);
        out->len += got;
    }
    int failed = ferror(in) ? errno : 0;
    fclose(in);
    if (failed)
        return error_set(error, ERROR_IO, "cannot be read: %s", strerror(failed));
    if (out->len - before > limit)
        return error_set(error, ERROR_LIMIT, "has more than %zu bytes", limit);
    return ERROR_NONE;
}
