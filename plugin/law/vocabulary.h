/* The words that instruments use for people and things: roles, categories of goods, purposes. A
 * category or purpose says how to recognise itself in what people write, in any language. */
#ifndef INTERDICT_LAW_VOCABULARY_H
#define INTERDICT_LAW_VOCABULARY_H

#include "base/arena.h"
#include "base/yaml.h"
#include "event/event.h"
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
    struct str text; /* a word's regex, or a code's digits */
    struct place place;
};

struct term_words { /* owned array */
    struct term_word *items;
    size_t count, cap;
};

struct term {
    struct str name, definition, source;
    struct term_words words, codes[CODE_SCHEMES], broader;
    struct regex *regex;   /* all words as one alternation; NULL without words */
    struct term_set means; /* itself and everything broader */
    struct place place;
};

/* One of the three lists. */
struct glossary {
    const char *what; /* "role", "category", "purpose" */
    struct term *terms;
    size_t count, cap;
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

/* The terms that these texts speak of, with everything broader: by the term's own name, by its
 * words, and in `coded` also by goods codes. */
void glossary_recognise(const struct glossary *glossary, struct regex_scratch *scratch,
                        struct values coded, struct values plain, struct term_set *out);

/* "a, b or c" into the arena. */
struct str term_set_list(const struct glossary *glossary, const struct term_set *set,
                         const char *last, struct arena *arena);

#endif
