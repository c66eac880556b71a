/* Conditions: precedence, quantifiers, name patterns, lists of conditions. */
#include "rules.h"

#include "base/limits.h"

#define SELECTIONS                                                                                 \
    "  a: [a]\n  b: [b]\n  sel_1: [c]\n  sel_2: [d]\n  _hidden: [e]\n  other_sel: [f]\n"

static const struct {
    const char *condition, *tree;
} cases[] = {
    {"a", "(selection a)"},
    {"a and b", "(and (selection a) (selection b))"},
    {"a or b", "(or (selection a) (selection b))"},
    {"a and b and sel_1", "(and (selection a) (selection b) (selection sel_1))"},
    {"a or b and sel_1", "(or (selection a) (and (selection b) (selection sel_1)))"},
    {"a and b or sel_1", "(or (and (selection a) (selection b)) (selection sel_1))"},
    {"(a or b) and sel_1", "(and (or (selection a) (selection b)) (selection sel_1))"},
    {"not a and b", "(and (not (selection a)) (selection b))"},
    {"not (a and b)", "(not (and (selection a) (selection b)))"},
    {"not not a", "(not (not (selection a)))"},
    {"a or not b", "(or (selection a) (not (selection b)))"},
    {"((a))", "(selection a)"},
    {"( a )and( b )", "(and (selection a) (selection b))"},
    {"1 of sel_*", "(or (selection sel_1) (selection sel_2))"},
    {"all of sel_*", "(and (selection sel_1) (selection sel_2))"},
    {"1 of *sel*", "(or (selection sel_1) (selection sel_2) (selection other_sel))"},
    {"all of *_sel", "(selection other_sel)"},
    {"1 of s*_2", "(selection sel_2)"},
    {"1 of a", "(selection a)"},
    {"not 1 of sel_* and a", "(and (not (or (selection sel_1) (selection sel_2))) (selection a))"},
    {"1 of them",
     "(or (selection a) (selection b) (selection sel_1) (selection sel_2) (selection other_sel))"},
    {"all of them",
     "(and (selection a) (selection b) (selection sel_1) (selection sel_2) (selection other_sel))"},
    {"1 of *",
     "(or (selection a) (selection b) (selection sel_1) (selection sel_2) (selection other_sel))"},
    {"1 of _*", "(selection _hidden)"},
    {"a and _hidden", "(and (selection a) (selection _hidden))"},
    {"[a, b and sel_1]", "(or (selection a) (and (selection b) (selection sel_1)))"},
    {"[a]", "(selection a)"},
    {">\n    a\n    or b", "(or (selection a) (selection b))"},
};

static void test_trees(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct loaded loaded;
        struct buf text = {0}, tree = {0};
        loaded_init(&loaded);
        buf_printf(&text, SELECTIONS "  condition: %s\n", cases[i].condition);
        buf_add_char(&text, '\0');
        loaded_detection(&loaded, true, text.ptr);
        if (rule_set_count(loaded.rules) != 1)
            fail_msg("'%s' is refused: %s", cases[i].condition, loaded.diags.items[0].message);
        const struct rule *rule = rule_set_at(loaded.rules, 0);
        dump_expr(&tree, rule, rule->condition, false);
        if (!str_is(buf_str(&tree), cases[i].tree))
            fail_msg("'%s': got %.*s", cases[i].condition, STR_ARG(buf_str(&tree)));
        buf_clear(&text);
        buf_clear(&tree);
        loaded_clear(&loaded);
    }
}

static void test_depth_is_bounded(void **state)
{
    (void)state;
    for (int depth = LIMIT_CONDITION_DEPTH - 1; depth <= 100000; depth += 100000 - 63) {
        struct loaded loaded;
        struct buf text = {0}, codes = {0};
        loaded_init(&loaded);
        buf_add(&text, STR("  s: [a]\n  condition: "));
        for (int i = 0; i < depth; i++)
            buf_add_char(&text, '(');
        buf_add_char(&text, 's');
        for (int i = 0; i < depth; i++)
            buf_add_char(&text, ')');
        buf_add_char(&text, '\0');
        loaded_detection(&loaded, true, text.ptr);
        loaded_codes(&loaded, &codes);
        assert_str(buf_str(&codes), depth < LIMIT_CONDITION_DEPTH ? "" : "7:78 condition-syntax");
        buf_clear(&text);
        buf_clear(&codes);
        loaded_clear(&loaded);
    }
}

static void test_used_selections(void **state)
{
    (void)state;
    struct loaded loaded;
    struct buf codes = {0};
    loaded_init(&loaded);
    loaded_detection(&loaded, false, SELECTIONS "  condition: a or 1 of sel_*");
    rule_set_check(loaded.rules, &loaded.diags);
    loaded_codes(&loaded, &codes);
    assert_str(buf_str(&codes),
               "4:12 ~taxonomy-missing\n7:3 ~unused-selection\n10:3 ~unused-selection\n"
               "11:3 ~unused-selection");
    buf_clear(&codes);
    loaded_clear(&loaded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trees),
        cmocka_unit_test(test_depth_is_bounded),
        cmocka_unit_test(test_used_selections),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
