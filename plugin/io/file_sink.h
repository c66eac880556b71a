/* Alerts into a file, one a line, appended. Shared by all workers; thread-safe. */
#ifndef INTERDICT_IO_FILE_SINK_H
#define INTERDICT_IO_FILE_SINK_H

#include <stdint.h>

#include "base/error.h"
#include "base/str.h"

struct file_sink;

/* Opens for appending, or creates. The path is copied. A line that a crash cut short is ended, so
 * that the next one stands alone. */
int file_sink_new(const char *path, struct file_sink **out, struct error *error);
void file_sink_free(struct file_sink *sink);

/* Takes a copy of the line (without its newline). It is on disk after the next file_sink_sync. */
void file_sink_add(struct file_sink *sink, struct str line);

/* Bytes that wait for file_sink_sync. */
size_t file_sink_waiting(struct file_sink *sink);

/* Writes what waits and has the disk confirm it. On failure (ERROR_IO, retriable) everything that
 * is not on disk is kept for the next try. */
int file_sink_sync(struct file_sink *sink, struct error *error);

#endif
