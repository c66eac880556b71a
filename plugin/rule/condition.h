/* The `condition` of a rule: its text as a tree over selections. Internal to rule/. */
#ifndef INTERDICT_RULE_CONDITION_H
#define INTERDICT_RULE_CONDITION_H

#include "rule/build.h"

/* Parses one condition (a scalar). Marks the selections it names as used. Returns NULL after
 * adding what is wrong to the diags. */
const struct expr *condition_parse(struct rule_build *build, const struct yaml_node *node);

#endif
