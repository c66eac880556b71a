/* Rules that use the source's own names, on raw events, with the prefilter and without it. */
#include "match/fixture.h"

#include "test.h"

#define ID "id: 0c0e3f3e-6b8e-4b0f-9a58-0d7f0d7a7f1"
#define RULE(title, detection)                                                                     \
    "title: " title "\n" ID "0\nlogsource: {product: p}\ndetection:\n" detection

static void expect(const char *rules, const char *event, const char *matches)
{
    static const enum prefilter_backend backends[] = {PREFILTER_VECTORSCAN, PREFILTER_NONE};
    for (size_t i = 0; i < 2; i++) {
        struct fixture f;
        fixture_open(&f, rules, backends[i]);
        assert_int_equal(f.diags.errors, 0);
        f.raw = true;
        assert_str(fixture_run(&f, event), matches);
        fixture_close(&f);
    }
}

static void test_names(void **state)
{
    (void)state;
    const char *rule = RULE("R", "  s: {User.Name|contains: adm}\n  condition: s\n");
    expect(rule, "{\"User.Name\":\"Admin\"}", "R=true [s:raw.User.Name=Adm@0]");
    expect(rule, "{\"User\":{\"Name\":\"an admin\"}}", "R=true [s:raw.User.Name=adm@3]");
    expect(rule, "{\"User\":[{\"Name\":1},{\"Name\":[\"x\",\"admin\"]}]}",
           "R=true [s:raw.User.Name=adm@0]");
    expect(rule, "{\"user\":{\"Name\":\"admin\"}}", "");
    expect(rule, "{\"User.Name\":\"x\",\"User\":{\"Name\":\"admin\"}}", "");
}

static void test_keywords(void **state)
{
    (void)state;
    const char *rule = RULE("K", "  k: [kraken, 'dead*beef']\n  condition: k\n");
    expect(rule, "{\"a\":{\"b\":\"the KRAKEN\"}}", "K=true [k:raw.a.b=KRAKEN@4]");
    /* The Kelvin sign is a K without case. */
    expect(rule, "{\"a\":\"\u212Araken\"}", "K=true [k:raw.a=\u212Araken@0]");
    expect(rule, "{\"a\":[\"x\",\"a dead cow, no beef\"]}",
           "K=true [k:raw.a=a dead cow, no beef@0]");
    expect(rule, "{\"kraken\":\"x\",\"n\":5}", "");
    /* Across two texts nothing is found. */
    expect(rule, "{\"a\":\"kra\",\"b\":\"ken\"}", "");
    expect(RULE("All", "  k:\n    '|all': [kraken, ocean]\n  condition: k\n"),
           "{\"a\":\"kraken\",\"b\":\"ocean\"}", "All=true [k:raw.a=kraken@0] [k:raw.b=ocean@0]");
}

static void test_numbers(void **state)
{
    (void)state;
    const char *rule = RULE("N", "  s: {EventID: 4625}\n  condition: s\n");
    expect(rule, "{\"EventID\":4625}", "N=true [s:raw.EventID=4625@0]");
    expect(rule, "{\"EventID\":\"4625\"}", "N=true [s:raw.EventID=4625@0]");
    expect(rule, "{\"EventID\":4625.0}", "N=true [s:raw.EventID=4625.0@0]");
    expect(rule, "{\"EventID\":46250}", "");
}

/* Text is looked at as it came: nothing is normalised. */
static void test_text(void **state)
{
    (void)state;
    const char *rule = RULE("T", "  s: {a|re: '^x  y$'}\n  condition: s\n");
    expect(rule, "{\"a\":\"x  y\"}", "T=true [s:raw.a=x  y@0]");
    expect(rule, "{\"a\":\"x y\"}", "");
}

/* One scanner sees native and raw events in turn. */
static void test_in_turn(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f,
                 "title: Native\n" ID "1\ntaxonomy: interdict\n"
                 "logsource: {product: interdict}\n"
                 "detection:\n  s: {vendor|contains: acme}\n  condition: s\n"
                 "---\n" RULE("Raw", "  s: {items.vendor|contains: acme}\n  condition: s\n"),
                 PREFILTER_VECTORSCAN);
    const char *event = "{\"kind\":\"purchase\",\"items\":[{\"vendor\":\"Acme\"}]}";
    for (int i = 0; i < 3; i++) {
        f.raw = false;
        assert_str(fixture_run(&f, event), "Native=true [s:vendor=Acme@0]");
        f.raw = true;
        assert_str(fixture_run(&f, event), "Raw=true [s:raw.items.vendor=Acme@0]");
    }
    fixture_close(&f);
}

static void test_logsource(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f,
                 "title: A\n" ID "2\nlogsource: {product: windows, service: security}\n"
                 "detection:\n  s: {a: x}\n  condition: s\n---\n"
                 "title: B\n" ID "3\nlogsource: {category: dns}\n"
                 "detection:\n  s: {a: x}\n  condition: s\n",
                 PREFILTER_VECTORSCAN);
    f.with_evidence = false;
    static const struct {
        struct logsource given;
        const char *matches;
    } cases[] = {
        {{{0}, {0}, {0}}, "A=true; B=true"},
        {{{0}, STR_INIT("Windows"), {0}}, "A=true; B=true"},
        {{{0}, STR_INIT("linux"), {0}}, "B=true"},
        {{{0}, STR_INIT("windows"), STR_INIT("sysmon")}, "B=true"},
        {{STR_INIT("process_creation"), {0}, {0}}, "A=true"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        decoder_free(f.decoder);
        f.decoder = decoder_new(
            &(struct decoder_options){.mapping = MAPPING_RAW, .logsource = cases[i].given});
        f.raw = true;
        assert_str(fixture_run(&f, "{\"a\":\"x\"}"), cases[i].matches);
    }
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),   cmocka_unit_test(test_keywords),
        cmocka_unit_test(test_numbers), cmocka_unit_test(test_text),
        cmocka_unit_test(test_in_turn), cmocka_unit_test(test_logsource),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
