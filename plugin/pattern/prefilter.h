/* "Which literals occur where in these bytes": the multi-literal scan behind a small vtable.
 * Backends: Vectorscan (the only place that includes hs.h), and `none`, which reports every
 * literal everywhere and serves as the reference. A prefilter may over-report, never under-report.
 */
#ifndef INTERDICT_PATTERN_PREFILTER_H
#define INTERDICT_PATTERN_PREFILTER_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"

struct prefilter;         /* compiled, immutable, shared by threads */
struct prefilter_scratch; /* one a thread */

enum prefilter_backend { PREFILTER_VECTORSCAN, PREFILTER_NONE };

/* Literal i gets id i. Literals are folded, unique, non-empty; the haystack will be folded too. */
int prefilter_new(enum prefilter_backend backend, const struct str *literals, size_t count,
                  struct prefilter **out, struct error *error);
void prefilter_free(struct prefilter *prefilter);
size_t prefilter_memory(const struct prefilter *prefilter);

struct prefilter_scratch *prefilter_scratch_new(const struct prefilter *prefilter);
void prefilter_scratch_free(struct prefilter_scratch *scratch);

/* A literal ends at byte `end` (exclusive) of the haystack. */
typedef void prefilter_hit_fn(void *ctx, uint32_t literal, size_t end);

int prefilter_scan(const struct prefilter *prefilter, struct prefilter_scratch *scratch,
                   struct str haystack, prefilter_hit_fn *hit, void *ctx);

#endif
