/* The literals that a pattern needs: at least one of the set occurs in every text that matches.
 * Folded (text_fold), because the scan runs over folded text. */
#ifndef INTERDICT_PATTERN_LITERAL_H
#define INTERDICT_PATTERN_LITERAL_H

#include "base/arena.h"
#include "base/str.h"
#include "pattern/regex.h"

enum { LITERAL_MIN_BYTES = 3, LITERAL_SET_MAX = 256, LITERAL_PROOF_MAX = 24 };

/* What stands beside a literal in the text: the strictest last. */
enum literal_edge {
    LITERAL_EDGE_ANY,
    LITERAL_EDGE_NOT_ALNUM, /* no ASCII letter or digit */
    LITERAL_EDGE_NOT_WORD,  /* no ASCII letter, digit or underscore */
    LITERAL_EDGE_TEXT,      /* nothing: the text begins or ends here (a line feed may follow) */
};

struct literal_proof {
    struct str text; /* folded */
    enum literal_edge before, after;
};

struct literal_set {
    const struct str *items; /* each at least LITERAL_MIN_BYTES long, folded, not
                              * beginning with a NUL byte */
    size_t count;            /* 0: none is known, the pattern is tried directly */
    /* Says more than the items, for a text in which one of them was found: at least one of the
     * proofs occurs in every text that matches. Costs less than the regex. */
    const struct literal_proof *proofs;
    size_t proof_count; /* 0: there is nothing more to say */
};

/* From a regex: alternations, optional parts, classes, counted repeats, groups, inline flags and
 * case variants are understood; whatever is not makes the set weaker or empty, never wrong. */
struct literal_set literal_of_regex(struct arena *arena, struct str pattern,
                                    struct regex_flags flags);

/* Whether one of the proofs occurs in the text, which is folded and whole. */
bool literal_proven(const struct literal_proof *proofs, size_t count, struct str folded);

/* From a plain literal: itself when it is long enough after folding. */
struct literal_set literal_of_text(struct arena *arena, struct str text);

#endif
