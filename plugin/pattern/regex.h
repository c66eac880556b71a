/* One PCRE2 regex. The only place that includes pcre2.h. JIT only: the interpreter is never used
 * on events. */
#ifndef INTERDICT_PATTERN_REGEX_H
#define INTERDICT_PATTERN_REGEX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/str.h"

struct regex; /* immutable, shared by threads */

struct regex_flags {
    bool caseless, multiline, dotall;
};

/* Always UTF and UCP. On failure the error's message holds PCRE2's own and its column is the
 * offset in code points, from 1. */
int regex_new(struct str pattern, struct regex_flags flags, struct regex **out,
              struct error *error);
void regex_free(struct regex *regex);
/* No text of fewer characters matches; what PCRE2 finds out, not always the most. */
size_t regex_min_chars(const struct regex *regex);
size_t regex_memory(const struct regex *regex); /* bytes, for diagnostics */

/* Per-thread state: match data, JIT stack, limits. */
struct regex_scratch;
struct regex_scratch *regex_scratch_new(void);
void regex_scratch_free(struct regex_scratch *scratch);

enum regex_result { REGEX_NO, REGEX_YES, REGEX_LIMIT };

/* Searches `text` (valid UTF-8), from byte `from`. On REGEX_YES *start and *end are byte offsets.
 * REGEX_LIMIT: the match limit or the JIT stack gave out; nobody knows. */
enum regex_result regex_search(const struct regex *regex, struct regex_scratch *scratch,
                               struct str text, size_t from, size_t *start, size_t *end);

/* How far one call may go. PCRE2 counts its steps anew at each place where a match may start, and
 * does not count those over single characters: on a long text some regexes take seconds within any
 * limit. So whoever searches texts that a stranger wrote bounds both, and looks at the clock
 * between two calls. */
struct regex_bounds {
    size_t from, to; /* the match starts at from <= start < to, both at characters; an empty match
                      * at the end of the text belongs to to > text.len */
    uint32_t steps;  /* PCRE2's match limit, at each start; at most LIMIT_REGEX_MATCH makes sense */
};
enum regex_result regex_search_part(const struct regex *regex, struct regex_scratch *scratch,
                                    struct str text, struct regex_bounds bounds, size_t *start,
                                    size_t *end);

/* Asks for the first memory that a search will touch, before it is needed. */
void regex_prefetch(const struct regex *regex);

/* Whether the place where a call starts shows in the result (\G): such a regex is searched in one
 * go. */
bool regex_sees_start(const struct regex *regex);

/* Bytes of a text that the regex may be given: LIMIT_REGEX_SUBJECT, or less where a single start
 * can walk the text once for each of its characters (back references, which no limit counts). */
size_t regex_subject_max(const struct regex *regex);

#endif
