/* What the codes of all diagnostics mean: those of rules (rule/codes.h) and all others. */
#ifndef INTERDICT_ENGINE_CODES_H
#define INTERDICT_ENGINE_CODES_H

#include "rule/codes.h"

/* By code, in alphabetical order; none of them stands in rule_codes. */
extern const struct rule_code other_codes[];
extern const size_t other_code_count;

/* The explanation, or NULL for a code that there is not. */
const char *code_explain(struct str code);

/* The code that is nearest to a word, or NULL. */
const char *code_suggest(struct str word);

#endif
