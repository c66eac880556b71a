/* Files of alerts, read twice: once from front to back, and then line by line where a document
 * needs the details. What cannot be read twice (a pipe) is copied to a temporary file first. */
#ifndef INTERDICT_REPORT_INPUT_H
#define INTERDICT_REPORT_INPUT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/str.h"

struct input;

/* `fd` is borrowed and has to stay open as long as the input; `name` is copied. */
int input_open(int fd, const char *name, struct input **out, struct error *error);
void input_close(struct input *input);

struct input_line {
    struct str text; /* without LF or CR LF; valid until the next call */
    uint64_t offset;
    bool too_long; /* beyond LIMIT_EVENT_BYTES: no text */
};

/* The next line. False at the end or on an error, which is then in *error. */
bool input_next(struct input *input, struct input_line *line, struct error *error);

/* The `len` bytes at `offset` once more; valid until the next call of input_again. */
int input_again(struct input *input, uint64_t offset, size_t len, struct str *out,
                struct error *error);

const char *input_name(const struct input *input);
/* SHA-256 of all bytes, after input_next has come to the end. */
void input_digest(const struct input *input, char out[static SHA256_HEX + 1]);

#endif
