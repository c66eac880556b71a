/* The `detection` of a rule, or the `filter` of a Sigma filter: selections and condition.
 * Internal to rule/. */
#ifndef INTERDICT_RULE_DETECTION_H
#define INTERDICT_RULE_DETECTION_H

#include "rule/build.h"

/* Reads all selections (all keys but `condition` and, of a filter, `rules`) into the build, then
 * the condition. NULL when anything in it was wrong; the diags say what. */
const struct expr *detection_read(struct rule_build *build, const struct yaml_node *node,
                                  bool is_filter);

#endif
