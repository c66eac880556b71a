/* Sets of strings that every match of an expression must contain, begin with, or be; the algebra
 * under literal.c. Folded bytes. All operations may lose precision, none may claim too much. */
#ifndef INTERDICT_PATTERN_LITERAL_SET_H
#define INTERDICT_PATTERN_LITERAL_SET_H

#include "base/arena.h"
#include "base/str.h"
#include "pattern/literal.h"

/* Zero-width conditions stand inside the strings as bytes that UTF-8 does not use. Those at the
 * ends become edges (literal.h), others are dropped in the end. */
enum edge_byte {
    EDGE_BYTE_START = 0xF8, /* ^ and \A, not in multiline mode */
    EDGE_BYTE_END,          /* $, \z and \Z */
    EDGE_BYTE_BOUNDARY,     /* \b */
    EDGE_BYTE_BEHIND_ALNUM, /* (?<![A-Za-z0-9]) and the like */
    EDGE_BYTE_BEHIND_WORD,  /* (?<!\w) */
    EDGE_BYTE_AHEAD_ALNUM,  /* (?![A-Za-z0-9]) and the like */
    EDGE_BYTE_AHEAD_WORD,   /* (?!\w) */
    EDGE_BYTE_LAST = EDGE_BYTE_AHEAD_WORD,
};

enum {
    LITERAL_BYTES_MAX = 48, /* longer ones find nothing more */
    LITERAL_CROSS_MAX = 64, /* strings that a concatenation may multiply into */
};

/* `known` false: nothing is known, as if the set held every string. */
struct strings {
    const struct str *items;
    uint32_t count;
    bool known;
};

/* What is known about the text that an expression consumes:
 *   exact: it is one of `head` (and `tail` is the same set);
 *   else:  it begins with one of `head`, ends with one of `tail`.
 * In any case it holds one of `need`, the set that is best to look for, and one of `proof`, the
 * one that says most. */
struct need {
    bool exact;
    struct strings head, tail, need, proof;
};

struct need need_any(void);                  /* any text, the empty one included */
struct need need_empty(struct arena *arena); /* zero width */
struct need need_edge(struct arena *arena, enum edge_byte edge); /* zero width, on a condition */
struct need need_text(struct arena *arena, struct str text);     /* exactly this */
struct need need_texts(struct arena *arena, const struct str *texts, size_t count); /* one of */

struct need need_concat(struct arena *arena, struct need a, struct need b);
struct need need_either(struct arena *arena, struct need a, struct need b);
/* `a` at least `min` times, at most `max` times; max < 0: without end. */
struct need need_repeat(struct arena *arena, struct need a, long min, long max);

/* The text behind its leading NUL bytes: Vectorscan refuses a literal that begins with one, and
 * what needs the whole needs its end too. */
struct str literal_without_nul(struct str text);

/* The best set of `a`; count 0 when none is good enough. Copied into `out`. */
struct literal_set need_result(struct arena *arena, struct need a, struct arena *out);

#endif
