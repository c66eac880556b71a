/* What went wrong, where, and whether trying again can help. */
#ifndef INTERDICT_BASE_ERROR_H
#define INTERDICT_BASE_ERROR_H

#include <stdbool.h>

enum error_code {
    ERROR_NONE = 0,
    ERROR_INVALID, /* the input or a file's content is wrong */
    ERROR_IO,      /* the operating system refused: missing file, no right, disk full */
    ERROR_LIMIT,   /* larger than limits.h allows */
    ERROR_CONFIG,  /* a configuration key or value is wrong */
    ERROR_KAFKA,   /* the broker or librdkafka refused */
    ERROR_STOPPED, /* asked to stop */
};

struct error {
    enum error_code code;
    bool retriable;
    unsigned line, column; /* from 1; 0: not in a file */
    char file[256];
    char message[1024]; /* what happened and what to do, one line */
};

/* Fills `error` (NULL is fine) and returns `code`, so that `return error_set(…)` reads well. */
__attribute__((format(printf, 3, 4))) int error_set(struct error *error, enum error_code code,
                                                    const char *format, ...);

/* Short words for a code: "invalid", "io", … */
const char *error_code_name(enum error_code code);

#endif
