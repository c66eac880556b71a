/* What the codes of diagnostics mean, for `check --explain CODE`: those of the YAML reader, of
 * rules and of lists. */
#ifndef INTERDICT_RULE_CODES_H
#define INTERDICT_RULE_CODES_H

#include "base/str.h"

struct rule_code {
    const char *code;
    const char *explanation; /* some sentences */
};

/* By code, in alphabetical order. */
extern const struct rule_code rule_codes[];
extern const size_t rule_code_count;

/* The explanation, or NULL for a code that is not among these. */
const char *rule_code_explain(struct str code);

#endif
