/* The literals that a pattern needs: at least one of the set occurs in every text that matches.
 * Folded (text_fold), because the scan runs over folded text. */
#ifndef INTERDICT_PATTERN_LITERAL_H
#define INTERDICT_PATTERN_LITERAL_H

#include "base/arena.h"
#include "base/str.h"
#include "pattern/regex.h"

enum { LITERAL_MIN_BYTES = 3, LITERAL_SET_MAX = 256 };

struct literal_set {
    const struct str *items; /* each at least LITERAL_MIN_BYTES long, folded, not
                              * beginning with a NUL byte */
    size_t count;            /* 0: none is known, the pattern is tried directly */
};

/* From a regex: alternations, optional parts, classes, counted repeats, groups, inline flags and
 * case variants are understood; whatever is not makes the set weaker or empty, never wrong. */
struct literal_set literal_of_regex(struct arena *arena, struct str pattern,
                                    struct regex_flags flags);

/* From a plain literal: itself when it is long enough after folding. */
struct literal_set literal_of_text(struct arena *arena, struct str text);

#endif
