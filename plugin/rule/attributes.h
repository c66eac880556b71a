/* Everything of a rule but its detection: Sigma's own attributes and ours. Internal to rule/. */
#ifndef INTERDICT_RULE_ATTRIBUTES_H
#define INTERDICT_RULE_ATTRIBUTES_H

#include "rule/build.h"

/* Sets build->interdict from `taxonomy` and reads every attribute of the document into *rule. What
 * is wrong is added to the diags. */
void attributes_read(struct rule_build *build, const struct yaml_node *document, struct rule *rule);

/* The same for a Sigma filter, which has fewer of them. */
void attributes_read_filter(struct rule_build *build, const struct yaml_node *document,
                            struct rule *rule);

#endif
