/* Diagnostics: every mistake of every file, collected and then shown all in one go. */
#ifndef INTERDICT_BASE_DIAG_H
#define INTERDICT_BASE_DIAG_H

#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

/* Where something stands; line and column count from 1, columns in code points. `file` is
 * borrowed and must outlive the place. Line 0 means the file as a whole. */
struct place {
    const char *file;
    unsigned line, column;
};

enum severity { SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_NOTE };

struct diag {
    enum severity severity;
    const char *code; /* stable kebab-case word, e.g. "unknown-field"; a string literal */
    struct place place;
    const char *message; /* what was found and what was expected */
};

struct diags {
    struct diag *items; /* owned, in the order found */
    size_t count, cap, errors, warnings;
    struct arena text;
};

void diags_init(struct diags *diags);
void diags_clear(struct diags *diags);

/* Copies the message and the file name. `code` must be a string literal. */
__attribute__((format(printf, 5, 6))) void diag_add(struct diags *diags, enum severity severity,
                                                    const char *code, struct place place,
                                                    const char *format, ...);

#define diag_error(diags, code, place, ...)                                                        \
    diag_add((diags), SEVERITY_ERROR, (code), (place), __VA_ARGS__)
#define diag_warn(diags, code, place, ...)                                                         \
    diag_add((diags), SEVERITY_WARNING, (code), (place), __VA_ARGS__)

/* By file, line, column; stable. For showing. */
void diags_sort(struct diags *diags);

const char *severity_name(enum severity severity); /* "error" | "warning" | "note" */

#endif
