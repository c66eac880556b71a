/* Is somebody the maker? The rule's conditions on `vendor`, tried on another text. */
#include "match/scanner.h"

/* What is left of an expression when only the tests on `vendor` count. */
enum part { PART_NONE, PART_FALSE, PART_UNKNOWN, PART_TRUE };

struct trial {
    struct scanner *s;
    const struct compiled_rule *rule;
    struct value value;
};

static enum part of_vendor(const struct trial *t, const struct expr *expr);

static enum part of_test(const struct trial *t, const struct test *test)
{
    if (test->keyword || test->field.field != FIELD_VENDOR || test->op == TEST_NULL ||
        test->op == TEST_EXISTS)
        return PART_NONE;
    const struct compiled_test *compiled =
        &t->s->program->tests[t->rule->first_test + (uint32_t)test->id];
    enum limit_hit limit;
    size_t start, end;
    enum truth truth = value_test(t->s, compiled, &t->value, FIELD_VENDOR, &limit, &start, &end);
    return truth == TRUTH_TRUE ? PART_TRUE : truth == TRUTH_FALSE ? PART_FALSE : PART_UNKNOWN;
}

/* AND takes the worst part, OR the best. A "not" can only speak against: that somebody is not
 * another firm does not make him this one. */
static enum part of_list(const struct trial *t, const struct expr *expr)
{
    bool is_and = expr->kind == EXPR_AND;
    enum part result = PART_NONE, against = PART_NONE;
    for (size_t i = 0; i < expr->kid_count; i++) {
        const struct expr *kid = expr->kids[i];
        if (kid->kind == EXPR_NOT) {
            enum part inner = of_vendor(t, kid->kids[0]);
            if (is_and && inner > against)
                against = inner;
            continue;
        }
        enum part part = of_vendor(t, kid);
        if (part != PART_NONE && (result == PART_NONE || (is_and ? part < result : part > result)))
            result = part;
    }
    if (result != PART_NONE && against == PART_TRUE)
        return PART_FALSE;
    if (result == PART_TRUE && against == PART_UNKNOWN)
        return PART_UNKNOWN;
    return result;
}

static enum part of_vendor(const struct trial *t, const struct expr *expr)
{
    switch (expr->kind) {
    case EXPR_TEST:
        return of_test(t, expr->test);
    case EXPR_SELECTION:
        return of_vendor(t, t->rule->rule->selections[expr->selection].expr);
    case EXPR_NOT:
        return PART_NONE;
    case EXPR_AND:
    case EXPR_OR:
        break;
    }
    return of_list(t, expr);
}

enum truth scanner_is_maker(struct scanner *s, const struct match *match, struct str text)
{
    struct trial trial = {s, program_rule_at(s->program, match->rule_index), {text, text}};
    if (!trial.rule)
        return TRUTH_UNKNOWN;
    s->folded_of = (struct str){0}; /* the caller may use one buffer for many texts */
    switch (of_vendor(&trial, trial.rule->rule->condition)) {
    case PART_TRUE:
        return TRUTH_TRUE;
    case PART_FALSE:
        return TRUTH_FALSE;
    default:
        return TRUTH_UNKNOWN;
    }
}
