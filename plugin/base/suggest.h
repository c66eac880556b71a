/* "Did you mean …?" for a name that is close to a known one. */
#ifndef INTERDICT_BASE_SUGGEST_H
#define INTERDICT_BASE_SUGGEST_H

#include "base/str.h"

/* The known name nearest to `word` (edit distance at most a third of its length, and at most 3),
 * or NULL. `names` are borrowed. */
const char *suggest(struct str word, const char *const *names, size_t count);

#endif
