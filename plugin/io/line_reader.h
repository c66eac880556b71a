/* Lines of a file or a pipe, without a copy where it can be helped. */
#ifndef INTERDICT_IO_LINE_READER_H
#define INTERDICT_IO_LINE_READER_H

#include <stdbool.h>

#include "base/error.h"
#include "base/str.h"

struct line_reader;

/* Reads from `fd` (not closed by the reader). Lines longer than `limit` bytes are handed out cut
 * to limit + 1 bytes, so that whoever checks the size sees that it is over; the rest of the line
 * is passed over. `name` is for messages; borrowed. */
struct line_reader *line_reader_new(int fd, const char *name, size_t limit);
void line_reader_free(struct line_reader *reader);

/* The next line without its LF or CR LF; valid until the next call. False at the end or on an
 * error, which is then in *error (code ERROR_NONE at a plain end). */
bool line_reader_next(struct line_reader *reader, struct str *line, struct error *error);

/* Whether the next line would have to wait for more input: the moment to flush what is written. */
bool line_reader_would_wait(struct line_reader *reader);

#endif
