/* Sigma filters: applied to the rules they name, whatever the order of loading. */
#include "rules.h"

#define RULE                                                                                       \
    "title: R\nid: 929a690e-bef0-4204-a928-ef5e620d6fcc\nname: first\ntaxonomy: interdict\n"       \
    "logsource: {product: interdict, category: asset}\n"                                           \
    "detection: {s: {vendor: a}, condition: s}\n"                                                  \
    "tests: {match: [{vendor: a}]}\n"
#define FILTER "title: F\ntaxonomy: interdict\nlogsource: {product: interdict}\nfilter:\n"

static void check(const char *text, const char *tree, const char *expected_codes)
{
    struct loaded loaded;
    struct buf out = {0};
    loaded_init(&loaded);
    loaded_add(&loaded, "f.yml", str_of(text));
    rule_set_check(loaded.rules, &loaded.diags);
    loaded_codes(&loaded, &out);
    assert_str(buf_str(&out), expected_codes);
    assert_int_equal(rule_set_count(loaded.rules), 1);
    const struct rule *rule = rule_set_at(loaded.rules, 0);
    buf_reset(&out);
    dump_expr(&out, rule, rule->condition, true);
    assert_str(buf_str(&out), tree);
    for (size_t i = 0; i < rule->test_count; i++)
        assert_int_equal(rule->tests[i]->id, i);
    buf_clear(&out);
    loaded_clear(&loaded);
}

static void test_applied(void **state)
{
    (void)state;
    const char *tree = "(and (equals vendor \"a\") (not (equals site \"lab\")))";
    check(RULE "---\n" FILTER "  rules: [929a690e-bef0-4204-a928-ef5e620d6fcc]\n"
               "  s: {site: lab}\n  condition: not s\n",
          tree, "");
    check(FILTER "  rules: [first]\n  s: {site: lab}\n  condition: not s\n---\n" RULE, tree, "");
    /* Two filters; "them" means a filter's own selections only. */
    check(FILTER "  rules: [first]\n  s: {site: lab}\n  condition: not 1 of them\n---\n" FILTER
                 "  rules: [first]\n  t: {site: x}\n  condition: t\n---\n" RULE,
          "(and (and (equals vendor \"a\") (not (equals site \"lab\"))) (equals site \"x\"))", "");
}

static void test_selection_names(void **state)
{
    (void)state;
    struct loaded loaded;
    loaded_init(&loaded);
    loaded_add(&loaded, "f.yml",
               STR(RULE "---\n" FILTER "  rules: [first]\n  s: {site: b}\n  condition: s\n"));
    rule_set_check(loaded.rules, &loaded.diags);
    const struct rule *rule = rule_set_at(loaded.rules, 0);
    assert_int_equal(rule->selection_count, 2);
    assert_str(rule->selections[0].name, "s");
    assert_str(rule->selections[1].name, "filter.s");
    assert_true(rule->selections[1].used);
    loaded_clear(&loaded);
}

static void test_refused(void **state)
{
    (void)state;
    const char *tree = "(equals vendor \"a\")";
    check(RULE "---\n" FILTER "  s: {site: b}\n  condition: s\n", tree, "13:3 missing-key");
    check(RULE "---\n" FILTER "  rules: []\n  s: {site: b}\n  condition: s\n", tree,
          "13:10 empty-list");
    check(RULE "---\n" FILTER "  rules: any\n  s: {site: b}\n  condition: s\n", tree,
          "13:10 wrong-type");
    check(RULE "---\n" FILTER "  rules: [frist]\n  s: {site: b}\n  condition: s\n", tree,
          "13:11 unknown-rule");
    check(RULE "---\n" FILTER "  rules: [first]\n  s: {sit: b}\n  condition: t\n", tree,
          "14:7 unknown-field\n15:14 unknown-selection");
    check(RULE "---\ntitle: F\nlogsource: {product: interdict}\nfilter:\n"
               "  rules: [first]\n  s: {site: b}\n  condition: s\n",
          tree, "10:12 ~taxonomy-missing\n12:11 filter");
    check(RULE "---\ntitle: F\ntaxonomy: interdict\nlogsource: {category: purchase}\nfilter:\n"
               "  rules: [first]\n  s: {site: b}\n  condition: s\n",
          tree, "13:11 filter");
    check(RULE "---\n" FILTER "  rules: [first]\n  s: {site: b}\n  condition: s\nconfidence: low\n",
          tree, "16:13 filter");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_applied),
        cmocka_unit_test(test_selection_names),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
