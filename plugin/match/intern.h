/* Strings → dense numbers, for compiling: the same text gets the same number. */
#ifndef INTERDICT_MATCH_INTERN_H
#define INTERDICT_MATCH_INTERN_H

#include <stdint.h>

#include "base/str.h"

struct intern {
    struct str *items; /* owned array; the texts are borrowed and must outlive it */
    uint32_t count;
    size_t cap;
    uint32_t *slots; /* open addressing: number + 1, 0 is free */
    size_t slot_count;
};

/* An all-zero intern is valid and empty. */
void intern_clear(struct intern *intern);

/* The number of `text`, which is new (*is_new, NULL is fine) or was added before. */
uint32_t intern_add(struct intern *intern, struct str text, bool *is_new);

#endif
