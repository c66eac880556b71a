/* Text as rules see it (normalised) and as literals are compared (folded). */
#ifndef INTERDICT_EVENT_TEXT_H
#define INTERDICT_EVENT_TEXT_H

#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "event/field.h"

/* The normalisation of canonical fields: ™ ℠ ® © and control characters become a space, every
 * dash (Unicode property Dash) becomes '-'; then Unicode NFKC; zero-width and soft-hyphen
 * characters (Default_Ignorable_Code_Point, interlinear annotation) go, runs of white space become
 * one, ends are trimmed. Case is kept. Done twice it changes nothing more: to that end zero-width
 * characters go before NFKC composes. More than 30 combining marks in a row are composed in pieces,
 * as UAX #15's Stream-Safe Text Format does. `raw` must be valid UTF-8; an invalid byte becomes
 * U+FFFD. Text that is already normal is returned as it is, without a copy; pure ASCII takes a fast
 * path. Never NULL unless `raw` is. */
struct str text_normalise(struct arena *arena, struct str raw);

/* The text of a canonical field: text_normalise, and one spelling for identifiers. Values of a rule
 * go through the same function.
 *   mac: addresses and their prefixes of two to eight whole bytes, written with ':', '-', Cisco's
 *   dots or, when six or eight bytes, nothing: "00-E0-FC-12-34-56" becomes "00:e0:fc:12:34:56".
 *   pci_id, usb_id: "0x19E5" and "19e5" become "19e5"; "19E5:3715", "VEN_19E5&DEV_3715" and
 *   "VID_19E5&PID_3715" (Windows, with whatever stands around them) become "19e5:3715".
 * Anything else in these fields is text as any other. */
struct str text_normalise_field(struct arena *arena, enum field field, struct str raw);

/* Simple case folding, in the sense of "two characters that any of PCRE2's caseless matching,
 * Unicode simple folding, or simple upper, lower and title mapping equates fold alike": so a
 * literal found by folded comparison is a superset of every caseless match. One code point in,
 * one out. */
uint32_t text_fold_char(uint32_t c);

/* Appends the folded text, which is never longer than `text`; ASCII goes through in bulk. */
void text_fold(struct buf *out, struct str text);

/* Sigma's caseless literal comparison: Unicode simple case folding (CaseFolding C+S), one code
 * point in, one out; unlike text_fold it never equates what Unicode keeps apart. */
uint32_t text_simple_fold_char(uint32_t c);
void text_simple_fold(struct buf *out, struct str text);

/* How many columns of a terminal it takes: Chinese characters two, combining marks none. */
size_t text_width(struct str text);

/* Where the bytes from `start` to `end` of the normalised text stand in the original: evidence
 * counts the original's code points. Characters that normalisation composed count whole. Normalises
 * `raw` once more, as far as `end`; for alerts only. An empty range gives an empty span; offsets
 * beyond the text its end. */
struct span {
    uint32_t start, end; /* code points of the original, end exclusive */
};
struct span text_plain_span(struct str text, size_t start, size_t end); /* not normalised */
struct span text_original_span(struct str raw, size_t start, size_t end);

#endif
