/* One value under one field: which tests it stands for. Internal to rule/. */
#ifndef INTERDICT_RULE_TEST_VALUE_H
#define INTERDICT_RULE_TEST_VALUE_H

#include "rule/modifiers.h"

/* Where a value stands. */
struct value_context {
    const struct modifiers *modifiers;
    struct field_ref field;
    bool keyword;
    bool in_list;
};

/* The test, or the OR of tests, for a scalar. NULL after adding an error. |all and |neq concern
 * the list as a whole and are left to the caller. */
const struct expr *value_read(struct rule_build *build, const struct value_context *context,
                              const struct yaml_node *node);

#endif
