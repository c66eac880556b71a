/* Vectorscan (a fork of Hyperscan) in its literal mode: the literals are bytes, without regex
 * syntax, so the compile time hardly depends on them and no encoding rule of the library's own
 * gets in the way. */
#include <hs.h>

#include "base/mem.h"
#include "pattern/prefilter_backend.h"

enum { CHUNK_BYTES = 1 << 30 }; /* hs_scan takes an unsigned int */

static int database_new(const struct str *literals, size_t count, void **out, struct error *error)
{
    const char **texts = mem_resize(NULL, count, sizeof *texts);
    size_t *lengths = mem_resize(NULL, count, sizeof *lengths);
    unsigned *flags = mem_resize(NULL, count, sizeof *flags);
    unsigned *ids = mem_resize(NULL, count, sizeof *ids);
    for (size_t i = 0; i < count; i++) {
        texts[i] = literals[i].ptr;
        lengths[i] = literals[i].len;
        /* No HS_FLAG_SINGLEMATCH: the buffer holds several texts, and a literal in one of them
         * must not hide the same literal in the next. */
        flags[i] = 0;
        ids[i] = (unsigned)i;
    }

    hs_database_t *database = NULL;
    hs_compile_error_t *problem = NULL;
    int result = ERROR_NONE;
    hs_error_t code = hs_compile_lit_multi(texts, flags, ids, lengths, (unsigned)count,
                                           HS_MODE_BLOCK, NULL, &database, &problem);
    if (code == HS_SUCCESS)
        *out = database;
    else
        result = error_set(error, ERROR_LIMIT, "cannot compile the literals of the rules: %s",
                           problem && problem->message ? problem->message : "Vectorscan failed");
    hs_free_compile_error(problem);
    mem_free(texts);
    mem_free(lengths);
    mem_free(flags);
    mem_free(ids);
    return result;
}

static void database_free(void *database)
{
    hs_free_database(database);
}

static size_t database_memory(const void *database)
{
    size_t bytes = 0;
    return hs_database_size(database, &bytes) == HS_SUCCESS ? bytes : 0;
}

static void *scratch_new(const void *database)
{
    hs_scratch_t *scratch = NULL;
    return hs_alloc_scratch(database, &scratch) == HS_SUCCESS ? scratch : NULL;
}

static void scratch_free(void *scratch)
{
    hs_free_scratch(scratch);
}

struct relay {
    prefilter_hit_fn *hit;
    void *ctx;
};

static int on_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags,
                    void *context)
{
    (void)from;
    (void)flags;
    const struct relay *relay = context;
    relay->hit(relay->ctx, id, (size_t)to);
    return 0;
}

static int scan(const void *database, void *scratch, struct str haystack, prefilter_hit_fn *hit,
                void *ctx)
{
    if (haystack.len > CHUNK_BYTES)
        return ERROR_LIMIT;
    struct relay relay = {hit, ctx};
    hs_error_t code =
        hs_scan(database, haystack.ptr, (unsigned)haystack.len, 0, scratch, on_match, &relay);
    return code == HS_SUCCESS ? ERROR_NONE : ERROR_LIMIT;
}

const struct prefilter_ops prefilter_vectorscan = {
    database_new, database_free, database_memory, scratch_new, scratch_free, scan,
};
