#include "pattern/prefilter.h"

#include "base/mem.h"
#include "pattern/prefilter_backend.h"

struct prefilter {
    const struct prefilter_ops *ops; /* NULL: the backend `none` */
    void *database;
    size_t count;
};

struct prefilter_scratch {
    const struct prefilter_ops *ops;
    void *own;
};

int prefilter_new(enum prefilter_backend backend, const struct str *literals, size_t count,
                  struct prefilter **out, struct error *error)
{
    struct prefilter made = {.count = count};
    /* Nothing to look for needs no database, and Vectorscan refuses an empty one. */
    if (backend == PREFILTER_VECTORSCAN && count > 0) {
        made.ops = &prefilter_vectorscan;
        int code = made.ops->new (literals, count, &made.database, error);
        if (code)
            return code;
    }
    *out = mem_alloc(sizeof made);
    **out = made;
    return ERROR_NONE;
}

void prefilter_free(struct prefilter *prefilter)
{
    if (!prefilter)
        return;
    if (prefilter->ops)
        prefilter->ops->free(prefilter->database);
    mem_free(prefilter);
}

size_t prefilter_memory(const struct prefilter *prefilter)
{
    return sizeof *prefilter + (prefilter->ops ? prefilter->ops->memory(prefilter->database) : 0);
}

struct prefilter_scratch *prefilter_scratch_new(const struct prefilter *prefilter)
{
    struct prefilter_scratch *scratch = mem_zalloc(sizeof *scratch);
    scratch->ops = prefilter->ops;
    if (scratch->ops) {
        scratch->own = scratch->ops->scratch_new(prefilter->database);
        if (!scratch->own) {
            mem_free(scratch);
            return NULL;
        }
    }
    return scratch;
}

void prefilter_scratch_free(struct prefilter_scratch *scratch)
{
    if (!scratch)
        return;
    if (scratch->ops)
        scratch->ops->scratch_free(scratch->own);
    mem_free(scratch);
}

/* The reference: every literal may end anywhere. */
static void report_all(size_t count, struct str haystack, prefilter_hit_fn *hit, void *ctx)
{
    for (size_t end = 1; end <= haystack.len; end++)
        for (size_t i = 0; i < count; i++)
            hit(ctx, (uint32_t)i, end);
}

int prefilter_scan(const struct prefilter *prefilter, struct prefilter_scratch *scratch,
                   struct str haystack, prefilter_hit_fn *hit, void *ctx)
{
    if (haystack.len == 0 || prefilter->count == 0)
        return ERROR_NONE;
    if (!prefilter->ops) {
        report_all(prefilter->count, haystack, hit, ctx);
        return ERROR_NONE;
    }
    return prefilter->ops->scan(prefilter->database, scratch->own, haystack, hit, ctx);
}
