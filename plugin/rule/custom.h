/* The custom attributes, which Sigma allows and which mean something here. Internal to rule/. */
#ifndef INTERDICT_RULE_CUSTOM_H
#define INTERDICT_RULE_CUSTOM_H

#include "rule/build.h"

void custom_tests(struct rule_build *build, const struct yaml_node *node, struct rule *rule);
void custom_confidence(struct rule_build *build, const struct yaml_node *node, struct rule *rule);
void custom_valid(struct rule_build *build, const struct yaml_node *node, struct rule *rule);
void custom_implies(struct rule_build *build, const struct yaml_node *node, struct rule *rule);
void custom_legal_basis(struct rule_build *build, const struct yaml_node *node, struct rule *rule);

#endif
