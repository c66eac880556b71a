/* The words that instruments use for people and things: roles, categories of goods, purposes. A
 * category or purpose says how to recognise itself in what people write, in any language. */
#ifndef INTERDICT_LAW_VOCABULARY_H
#define INTERDICT_LAW_VOCABULARY_H

#include "base/arena.h"
#include "base/yaml.h"
#include "event/event.h"
#include "pattern/prefilter.h"
#include "pattern/regex.h"

/* A set of terms of one glossary, by index. */
enum { TERMS_MAX = 256 };
struct term_set {
    uint64_t bits[TERMS_MAX / 64];
};

static inline void term_set_add(struct term_set *set, size_t index)
{
    set->bits[index / 64] |= UINT64_C(1) << (index % 64);
}

static inline bool term_set_has(const struct term_set *set, size_t index)
{
    return set->bits[index / 64] >> (index % 64) & 1;
}

static inline bool term_set_is_empty(const struct term_set *set)
{
    return !(set->bits[0] | set->bits[1] | set->bits[2] | set->bits[3]);
}

static inline void term_set_unite(struct term_set *into, const struct term_set *from)
{
    for (size_t i = 0; i < TERMS_MAX / 64; i++)
        into->bits[i] |= from->bits[i];
}

static inline bool term_set_meets(const struct term_set *a, const struct term_set *b)
{
    uint64_t both = 0;
    for (size_t i = 0; i < TERMS_MAX / 64; i++)
        both |= a->bits[i] & b->bits[i];
    return both != 0;
}

enum code_scheme { CODE_UNSPSC, CODE_CPV, CODE_HS, CODE_SCHEMES };

/* What a text such as "UNSPSC 43222609", "32420000-3" or "8525.89" says: digits, and the schemes
 * they can belong to. */
struct goods_code {
    unsigned schemes; /* bits 1 << CODE_… */
    char digits[15];
    unsigned char len;
};
bool goods_code_parse(struct str text, struct goods_code *out);

struct term_word {
    struct str text;     /* a word's regex, or a code's digits, or a broader term */
    struct regex *regex; /* of a word; owned */
    struct place place;
};

struct term_words { /* owned array */
    struct term_word *items;
    size_t count, cap;
};

struct term {
    struct str name, definition, source;
    struct term_words words, codes[CODE_SCHEMES], broader;
    struct term_set means; /* itself and everything broader */
    struct place place;
};

/* A word of a term, by its place in the glossary. */
struct word_ref {
    uint32_t term, word;
};

/* Which words a text may hold: the literals that the words need, and for each literal the words
 * that need it. Words that need none are tried on every text. */
struct word_index {
    struct prefilter *prefilter; /* NULL when no word needs a literal */
    uint32_t *first;             /* of literal i: users[first[i]] up to users[first[i + 1]] */
    struct word_ref *users;
    struct word_ref *direct;
    size_t literal_count, direct_count;
};

/* One of the three lists. */
struct glossary {
    const char *what; /* "role", "category", "purpose" */
    struct term *terms;
    size_t count, cap;
    struct word_index index; /* owned; made by vocabulary_link */
};

struct vocabulary {
    struct glossary roles, categories, purposes;
};

enum { TERM_NONE = -1 };

void vocabulary_init(struct vocabulary *vocabulary);
void vocabulary_clear(struct vocabulary *vocabulary);

/* Adds the terms of one document, which must outlive the vocabulary. A term that is there already
 * gains the words. */
void vocabulary_load(struct vocabulary *vocabulary, const struct yaml_node *document,
                     struct diags *diags);

/* After all documents: compiles the words, resolves `broader`. */
void vocabulary_link(struct vocabulary *vocabulary, struct diags *diags);

/* Index of the term of exactly this name, or TERM_NONE. */
int glossary_find(const struct glossary *glossary, struct str name);

/* Index of the term whose name the text is, whatever its case and with '-', '_' and ' ' alike; or
 * TERM_NONE. */
int glossary_find_loosely(const struct glossary *glossary, struct str text);

/* Adds an error "unknown-<what>" with a suggestion. */
void glossary_unknown(const struct glossary *glossary, struct str name, struct place place,
                      struct diags *diags);

/* What a thread needs to recognise terms. Uses one glossary after the other. */
struct recogniser;
struct recogniser *recogniser_new(const struct vocabulary *vocabulary);
void recogniser_free(struct recogniser *recogniser);
struct regex_scratch *recogniser_regex_scratch(struct recogniser *recogniser);

/* The terms that these texts speak of, with everything broader: by the term's own name, by its
 * words, and in `coded` also by goods codes. */
void recogniser_run(struct recogniser *recogniser, const struct glossary *glossary,
                    struct values coded, struct values plain, struct term_set *out);

/* "a, b or c" into the arena. */
struct str term_set_list(const struct glossary *glossary, const struct term_set *set,
                         const char *last, struct arena *arena);

#endif
