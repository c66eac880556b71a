/* Text as rules see it (normalised) and as literals are compared (folded). */
#ifndef INTERDICT_EVENT_TEXT_H
#define INTERDICT_EVENT_TEXT_H

#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

/* The normalisation of canonical fields: ™ ℠ ® © and control characters become a space, every
 * dash becomes '-'; then Unicode NFKC; zero-width and soft-hyphen characters go, runs of white
 * space become one, ends are trimmed. Case is kept. `raw` must be valid UTF-8. Text that is
 * already normal is returned as it is, without a copy; pure ASCII takes a fast path. */
struct str text_normalise(struct arena *arena, struct str raw);

/* Simple case folding, in the sense of "two characters that any of PCRE2's caseless matching,
 * Unicode simple folding, or simple upper, lower and title mapping equates fold alike": so a
 * literal found by folded comparison is a superset of every caseless match. One code point in,
 * one out. */
uint32_t text_fold_char(uint32_t c);

/* Appends the folded text; ASCII goes through in bulk. */
void text_fold(struct buf *out, struct str text);

/* Sigma's caseless literal comparison: Unicode simple case folding (CaseFolding C+S), one code
 * point in, one out; unlike text_fold it never equates what Unicode keeps apart. */
uint32_t text_simple_fold_char(uint32_t c);
void text_simple_fold(struct buf *out, struct str text);

/* Code point offset of byte `at` of the normalised text, mapped back to the original: evidence
 * counts the original's code points. Normalises `raw` once more with a map; for alerts only. */
struct span {
    uint32_t start, end; /* code points of the original, end exclusive */
};
struct span text_original_span(struct arena *arena, struct str raw, size_t start, size_t end);

#endif
