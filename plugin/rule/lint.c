/* What is allowed and still most likely not meant. */
#include "rule/rule_set.h"

/* The value of an expression for an item that satisfies no test at all. */
static bool holds_for_nothing(const struct rule *rule, const struct expr *expr)
{
    switch (expr->kind) {
    case EXPR_TEST:
        return false;
    case EXPR_SELECTION:
        return holds_for_nothing(rule, rule->selections[expr->selection].expr);
    case EXPR_NOT:
        return !holds_for_nothing(rule, expr->kids[0]);
    default:
        for (size_t i = 0; i < expr->kid_count; i++)
            if (holds_for_nothing(rule, expr->kids[i]) == (expr->kind == EXPR_OR))
                return expr->kind == EXPR_OR;
        return expr->kind == EXPR_AND;
    }
}

void lint_rule(const struct rule *rule, struct diags *diags)
{
    for (size_t i = 0; i < rule->selection_count; i++)
        if (!rule->selections[i].used)
            diag_warn(diags, "unused-selection", rule->selections[i].place,
                      "no condition uses the selection '%.*s'", STR_ARG(rule->selections[i].name));
    if (holds_for_nothing(rule, rule->condition))
        diag_warn(diags, "only-negative", rule->condition->place,
                  "the condition holds for every item that matches none of the selections");
    if (rule->taxonomy_interdict && rule->sample_count == 0)
        diag_warn(diags, "no-samples", rule->place,
                  "the rule has no samples ('tests'): nothing shows that it works");
}
