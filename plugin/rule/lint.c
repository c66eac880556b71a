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

/* The condition's value when exactly the selections in the set hold. */
static bool holds_for(const struct expr *expr, const uint8_t *numbers, uint32_t set)
{
    switch (expr->kind) {
    case EXPR_TEST:
        return false; /* conditions are over selections only */
    case EXPR_SELECTION:
        return set >> numbers[expr->selection] & 1;
    case EXPR_NOT:
        return !holds_for(expr->kids[0], numbers, set);
    default:
        for (size_t i = 0; i < expr->kid_count; i++)
            if (holds_for(expr->kids[i], numbers, set) == (expr->kind == EXPR_OR))
                return expr->kind == EXPR_OR;
        return expr->kind == EXPR_AND;
    }
}

enum { SELECTIONS_TRIED = 10 };

/* Whether the condition has the same value whatever the selections have; asked of conditions over
 * few selections only, by trying all 2^n. Returns false, or true and the value. */
static bool is_constant(const struct rule *rule, bool *value)
{
    uint8_t numbers[256] = {0};
    uint32_t used = 0;
    if (rule->selection_count > sizeof numbers)
        return false;
    for (size_t i = 0; i < rule->selection_count; i++) {
        numbers[i] = (uint8_t)used;
        used += rule->selections[i].used;
    }
    if (used > SELECTIONS_TRIED)
        return false;
    *value = holds_for(rule->condition, numbers, 0);
    for (uint32_t set = 1; set < 1u << used; set++)
        if (holds_for(rule->condition, numbers, set) != *value)
            return false;
    return true;
}

static void lint_condition(const struct rule *rule, struct diags *diags)
{
    bool value;
    if (is_constant(rule, &value))
        diag_warn(diags, value ? "condition-always-true" : "condition-never-true",
                  rule->condition->place, "the condition is %s, whatever the selections are",
                  value ? "always true" : "never true");
    else if (holds_for_nothing(rule, rule->condition))
        diag_warn(diags, "only-negative", rule->condition->place,
                  "the condition holds for every item that matches none of the selections");
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Whether the regex holds a letter that case could matter for: one that no backslash stands
 * before, and no inline flag already made caseless. */
static bool has_cased_letter(struct str regex)
{
    if (str_starts(regex, STR("(?i")))
        return false;
    for (size_t i = 0; i < regex.len; i++) {
        if (regex.ptr[i] == '\\')
            i++;
        else if (is_letter(regex.ptr[i]))
            return true;
    }
    return false;
}

static void lint_test(const struct test *test, struct diags *diags)
{
    bool canonical = !test->keyword && test->field.field != FIELD_RAW;
    bool found_anywhere = test->op == TEST_CONTAINS ||
                          (test->op == TEST_STARTSWITH && !test->keyword) ||
                          (test->op == TEST_ENDSWITH && !test->keyword);
    if (canonical && test->op == TEST_RE && !test->re_i && has_cased_letter(test->text))
        diag_warn(diags, "case-sensitive-regex", test->place,
                  "regexes are case-sensitive without |i, and people write names in any case");
    if ((canonical || test->keyword) && found_anywhere && test->text.len < 3)
        diag_warn(diags, "short-text", test->place,
                  "'%.*s' is so short that it is found in much that is not meant",
                  STR_ARG(test->text));
}

void lint_rule(const struct rule *rule, struct diags *diags)
{
    for (size_t i = 0; i < rule->selection_count; i++)
        if (!rule->selections[i].used)
            diag_warn(diags, "unused-selection", rule->selections[i].place,
                      "no condition uses the selection '%.*s'", STR_ARG(rule->selections[i].name));
    lint_condition(rule, diags);
    for (size_t i = 0; rule->taxonomy_interdict && i < rule->test_count; i++)
        lint_test(rule->tests[i], diags);
    if (rule->taxonomy_interdict && rule->sample_count == 0)
        diag_warn(diags, "no-samples", rule->place,
                  "the rule has no samples ('tests'): nothing shows that it works");
}
