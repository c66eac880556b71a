/* The rules of several files and what is needed to finish them. Internal to rule/. */
#ifndef INTERDICT_RULE_RULE_SET_H
#define INTERDICT_RULE_RULE_SET_H

#include "base/hash.h"
#include "rule/build.h"
#include "rule/word_list.h"

/* A Sigma filter, checked when it was loaded and applied when all rules are there. */
struct filter {
    const struct yaml_node *document; /* the `filter` map */
    struct str title;
    struct logsource logsource;
    bool interdict;
};

struct rule_set {
    struct arena arena;
    struct rule **rules;
    size_t count, cap;
    struct yaml_file *files;
    size_t file_count, file_cap;
    struct filter *filters;
    size_t filter_count, filter_cap;
    /* Tests with a regex of rules that were refused for something else. */
    const struct test **stray;
    size_t stray_count, stray_cap;
    struct word_lists lists;
    struct hasher *hasher;
    struct str root; /* folder being loaded */
};

/* Copies what was built into the rule. */
void rule_set_finish_rule(struct rule_set *rules, struct rule *rule, struct rule_build *build,
                          const struct expr *condition);

/* Checks a filter document and keeps it. */
void filter_load(struct rule_set *rules, struct rule_build *build,
                 const struct yaml_node *document);

/* Applies all filters to the rules that they name, and forgets them. */
void filters_apply(struct rule_set *rules, struct diags *diags);

/* What is suspicious in one rule. */
void lint_rule(const struct rule *rule, struct diags *diags);

#endif
