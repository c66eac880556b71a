/* Rules, instruments, organisations and exceptions compiled together: immutable, reference-counted,
 * shared by threads, known by its digest. */
#ifndef INTERDICT_ENGINE_RULESET_H
#define INTERDICT_ENGINE_RULESET_H

#include "alert/alert.h"
#include "base/diag.h"
#include "law/law.h"
#include "match/match.h"

struct ruleset_sources {
    const char *const *folders; /* of rules, instruments or both; walked recursively, sorted */
    size_t folder_count;
    const char *vocabulary; /* the shipped vocabularies, always loaded; may be NULL in tests */
    const char *organisations, *exceptions;        /* files, or NULL */
    const struct yaml_node *operator_organisation; /* of the config, or NULL */
    enum prefilter_backend backend;
};

struct ruleset;

/* Loads everything and collects every mistake. Returns ERROR_NONE and sets *out only when diags
 * holds no error. Warnings do not fail. */
int ruleset_load(const struct ruleset_sources *sources, struct diags *diags, struct ruleset **out);
struct ruleset *ruleset_ref(struct ruleset *ruleset);
void ruleset_unref(struct ruleset *ruleset); /* the last one frees; NULL is fine */

const struct rule_set *ruleset_rules(const struct ruleset *ruleset);
const struct law *ruleset_law(const struct ruleset *ruleset);
const struct matcher *ruleset_matcher(const struct ruleset *ruleset);
const struct ruleset_info *ruleset_info(const struct ruleset *ruleset);

#endif
