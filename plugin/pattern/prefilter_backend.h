/* What a backend of the prefilter provides. Only prefilter.c and the backends include this. */
#ifndef INTERDICT_PATTERN_PREFILTER_BACKEND_H
#define INTERDICT_PATTERN_PREFILTER_BACKEND_H

#include "pattern/prefilter.h"

struct prefilter_ops {
    /* Copies what it keeps of the literals. */
    int (*new)(const struct str *literals, size_t count, void **out, struct error *error);
    void (*free)(void *database);
    size_t (*memory)(const void *database);
    void *(*scratch_new)(const void *database); /* NULL is an answer: none is needed */
    void (*scratch_free)(void *scratch);
    int (*scan)(const void *database, void *scratch, struct str haystack, prefilter_hit_fn *hit,
                void *ctx);
};

extern const struct prefilter_ops prefilter_vectorscan;

#endif
