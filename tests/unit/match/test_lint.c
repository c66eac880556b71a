/* Regexes that compile and are hardly meant. */
#include "match/match.h"

#include <string.h>

#include "base/yaml.h"
#include "test.h"

static int64_t fake_wall(void *ctx)
{
    (void)ctx;
    return 0;
}

static int64_t fake_monotonic(void *ctx)
{
    int64_t *now = ctx;
    return *now += 50;
}

/* The codes of what is said of one regex, in order. */
static void expect_field(const char *field, const char *regex, const char *codes)
{
    struct diags diags;
    struct yaml_file file;
    struct matcher *matcher;
    struct buf yaml = {0}, got = {0};
    int64_t now = 0;
    struct clock_source clock = {fake_wall, fake_monotonic, &now};
    diags_init(&diags);
    buf_printf(&yaml,
               "title: A\nid: 0c0e3f3e-6b8e-4b0f-9a58-0d7f0d7a7f11\ntaxonomy: interdict\n"
               "logsource: {product: interdict}\n"
               "detection:\n  s:\n    %s: '%s'\n  condition: s\n"
               "tests: {match: [{vendor: x}]}\n",
               field, regex);
    struct rule_set *rules = rule_set_new();
    yaml_load_bytes("test.yaml", buf_str(&yaml), &diags, &file);
    rule_set_load(rules, &file, &diags);
    rule_set_check(rules, &diags);
    assert_int_equal(matcher_new(rules, NULL, &diags, &matcher), 0);
    assert_int_equal(diags.count, 0);
    matcher_lint(matcher, &clock, &diags);
    for (size_t i = 0; i < diags.count; i++) {
        assert_int_equal(diags.items[i].severity, SEVERITY_WARNING);
        assert_int_equal(diags.items[i].place.line, 7);
        buf_printf(&got, "%s%s", i ? " " : "", diags.items[i].code);
    }
    if (!str_is(buf_str(&got), codes))
        fail_msg("%s: got '%.*s', expected '%s'", regex, STR_ARG(buf_str(&got)), codes);
    matcher_free(matcher);
    rule_set_free(rules);
    diags_clear(&diags);
    buf_clear(&yaml);
    buf_clear(&got);
}

static void expect(const char *regex, const char *codes)
{
    expect_field("product|re|i", regex, codes);
}

static void test_fine(void **state)
{
    (void)state;
    expect("\\bmicron\\b", "");
    expect("^(?:micron|crucial) ?tech", "");
    expect("(?<![a-z0-9])mt\\d{1,2}[a-z]{2,4}", "no-literal");
    expect("foo.*bar", "");
    expect("foo.*bar.*baz", "");
    expect("(?:acme|acne) [a-z]+(?: [a-z]+)*$", "");
}

static void test_empty(void **state)
{
    (void)state;
    expect("a*", "matches-empty no-literal");
    expect("(acme)?", "matches-empty no-literal");
    expect("acme|", "matches-empty no-literal");
    expect("^$", "matches-empty no-literal");
}

static void test_short(void **state)
{
    (void)state;
    expect("hp", "short-regex no-literal");
    expect("[0-9]{2}", "short-regex no-literal");
    expect("micron|mx", "short-regex no-literal");
    expect("\\bhp\\b", "no-literal");
    expect("^hp$", "no-literal");
    expect("华为", ""); /* says more than two letters */
}

static void test_catastrophic(void **state)
{
    (void)state;
    expect("^([a-z]+)+\\d$", "catastrophic-regex");
    expect("acme (\\w|[a-z0-9])*!!", "catastrophic-regex");
    expect("acme(?:[a-z]+ ?)+;", "catastrophic-regex");
    expect("acme (?:(?:ab)+)+c", "catastrophic-regex");
    expect("acme(?:[a-z]++ ?)+;", "");
}

static void test_cost(void **state)
{
    (void)state;
    expect_field("vendor|contains", "acme", "");
    expect_field("part_number|re|i", "^[a-z]{3}\\d$", "no-literal");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fine),  cmocka_unit_test(test_empty),
        cmocka_unit_test(test_short), cmocka_unit_test(test_catastrophic),
        cmocka_unit_test(test_cost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
