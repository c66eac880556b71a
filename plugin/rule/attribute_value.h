/* Typed values of a rule's attributes; each adds an error with the place and returns false (or -1)
 * where the value is something else. Internal to rule/. */
#ifndef INTERDICT_RULE_ATTRIBUTE_VALUE_H
#define INTERDICT_RULE_ATTRIBUTE_VALUE_H

#include "rule/build.h"

bool attribute_text(struct rule_build *build, const struct yaml_node *node, struct str *out);
bool attribute_uuid(struct rule_build *build, const struct yaml_node *node, struct str *out);
bool attribute_day(struct rule_build *build, const struct yaml_node *node, day_t *out);
bool attribute_list(struct rule_build *build, const struct yaml_node *node);

/* A list of non-empty texts; with `or_one` a single text will do. */
bool attribute_texts(struct rule_build *build, const struct yaml_node *node, bool or_one,
                     const struct str **out, size_t *count);

/* The index among the words, or -1. */
int attribute_word(struct rule_build *build, const struct yaml_node *node, const char *const *words,
                   size_t count);

#endif
