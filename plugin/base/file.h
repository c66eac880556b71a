/* A whole file in memory, at most so large. */
#ifndef INTERDICT_BASE_FILE_H
#define INTERDICT_BASE_FILE_H

#include "base/buf.h"
#include "base/error.h"

/* Appends the file's bytes to `out`. ERROR_IO with the system's reason, or ERROR_LIMIT when there
 * are more than `limit`; then `out` holds what was read so far. The message does not name the file:
 * whoever shows it puts the place in front. */
int file_read(const char *path, size_t limit, struct buf *out, struct error *error);

#endif
