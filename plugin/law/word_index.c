/* One scan over a text finds the few words that it may hold; only these are tried as regexes. */
#include "law/word_index.h"

#include <stdlib.h>

#include "base/mem.h"
#include "pattern/literal.h"

void word_index_clear(struct word_index *index)
{
    prefilter_free(index->prefilter);
    mem_free(index->first);
    mem_free(index->users);
    mem_free(index->direct);
    *index = (struct word_index){0};
}

/* A literal with one of the words that need it. */
struct need {
    struct str literal;
    struct word_ref word;
};

struct needs {
    struct need *items; /* owned */
    size_t count, cap;
};

static int compare_needs(const void *a, const void *b)
{
    const struct need *x = a, *y = b;
    return str_cmp(x->literal, y->literal);
}

static void gather(struct glossary *glossary, struct arena *arena, struct needs *needs)
{
    struct word_index *index = &glossary->index;
    size_t cap = 0;
    for (uint32_t t = 0; t < glossary->count; t++) {
        const struct term_words *words = &glossary->terms[t].words;
        for (uint32_t w = 0; w < words->count; w++) {
            struct word_ref ref = {t, w};
            struct literal_set set = literal_of_regex(arena, words->items[w].text,
                                                      (struct regex_flags){.caseless = true});
            if (!words->items[w].regex)
                continue; /* a mistake, reported already */
            if (set.count == 0) {
                index->direct =
                    mem_grow(index->direct, &cap, index->direct_count, sizeof *index->direct);
                index->direct[index->direct_count++] = ref;
            }
            for (size_t i = 0; i < set.count; i++) {
                needs->items =
                    mem_grow(needs->items, &needs->cap, needs->count, sizeof *needs->items);
                needs->items[needs->count++] = (struct need){set.items[i], ref};
            }
        }
    }
}

void word_index_make(struct glossary *glossary, struct diags *diags)
{
    struct word_index *index = &glossary->index;
    struct needs needs = {0};
    struct arena arena;
    struct error error;
    arena_init(&arena, 16384);
    word_index_clear(index);
    gather(glossary, &arena, &needs);
    if (needs.count)
        qsort(needs.items, needs.count, sizeof *needs.items, compare_needs);
    struct str *literals = ARENA_ARRAY(&arena, struct str, needs.count + 1);
    index->first = mem_resize(NULL, needs.count + 1, sizeof *index->first);
    index->users = mem_resize(NULL, needs.count + 1, sizeof *index->users);
    for (size_t i = 0; i < needs.count; i++) {
        if (i == 0 || !str_eq(needs.items[i].literal, needs.items[i - 1].literal)) {
            literals[index->literal_count] = needs.items[i].literal;
            index->first[index->literal_count++] = (uint32_t)i;
        }
        index->users[i] = needs.items[i].word;
    }
    index->first[index->literal_count] = (uint32_t)needs.count;
    if (index->literal_count && prefilter_new(PREFILTER_VECTORSCAN, literals, index->literal_count,
                                              &index->prefilter, &error) != ERROR_NONE)
        diag_error(diags, "prefilter", ((struct place){glossary->what, 0, 0}), "%s", error.message);
    mem_free(needs.items);
    arena_clear(&arena);
}
