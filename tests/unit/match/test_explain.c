/* An explanation says what a scan says, node by node. */
#include "match/explain.h"

#include "match/fixture.h"

#include "test.h"

#define ID  "id: 0c0e3f3e-6b8e-4b0f-9a58-0d7f0d7a7f"
#define OUR "taxonomy: interdict\nlogsource: {product: interdict}\ndetection:\n"

static const char rules[] =
    "title: A\n" ID "01\n" OUR "  maker: {vendor|re|i: '\\bmicron (tech|semi)'}\n"
    "  part: {part_number|re|i: '^mt[ac]\\d'}\n"
    "  unit: {product|contains: ' micron'}\n"
    "  condition: (maker or part) and not unit\n"
    "---\n"
    "title: B\n" ID "02\n" OUR
    "  none: {brand: null}\n  any: {vendor|exists: true, quantity|gte: 8}\n"
    "  condition: none and any\n"
    "---\n"
    "title: C\n" ID "03\n" OUR "  words: [needle, 'hay*stack']\n  site: {site|startswith: Plant}\n"
    "  condition: words or not site\n"
    "---\n"
    "title: D\n" ID "04\n" OUR "  slow: {product|re: '^(a+)+$'}\n  ok: {vendor: acme}\n"
    "  condition: slow or not ok\n"
    "---\n"
    "title: E\n" ID "05\ntaxonomy: interdict\n"
    "logsource: {product: interdict, category: asset}\ndetection:\n"
    "  s: {vendor|contains: mic}\n  condition: s\n"
    "---\n"
    "title: F\n" ID "06\nlogsource: {product: other}\ndetection:\n"
    "  s: {items.vendor|contains: mic}\n  k: [needle]\n  condition: 1 of them\n";

enum { RULES = 6 };

struct seen {
    enum truth scanned[16][RULES]; /* by item and rule */
    const struct event *event;
    size_t items, rule, trues, unknowns;
    bool explained[16];
};

static bool on_match(void *ctx, const struct match *match)
{
    struct seen *seen = ctx;
    seen->scanned[match->item - seen->event->items][match->rule_index] = match->truth;
    return true;
}

/* A node is what its kids make it. */
static void check_node(const struct explained *node)
{
    size_t count[3] = {0};
    for (size_t i = 0; i < node->kid_count; i++) {
        check_node(&node->kids[i]);
        count[node->kids[i].truth]++;
    }
    enum truth expected = node->truth;
    switch (node->expr->kind) {
    case EXPR_TEST:
        if (node->truth == TRUTH_TRUE && node->text_count && node->expr->test->op != TEST_EXISTS)
            assert_true(node->texts[0].holds);
        assert_int_equal(node->truth == TRUTH_UNKNOWN, node->limit != NULL);
        assert_false(node->ruled_out && node->truth != TRUTH_FALSE);
        break;
    case EXPR_SELECTION:
        expected = node->kids[0].truth;
        break;
    case EXPR_NOT:
        expected = count[TRUTH_TRUE]    ? TRUTH_FALSE
                   : count[TRUTH_FALSE] ? TRUTH_TRUE
                                        : TRUTH_UNKNOWN;
        break;
    case EXPR_AND:
        expected = count[TRUTH_FALSE]     ? TRUTH_FALSE
                   : count[TRUTH_UNKNOWN] ? TRUTH_UNKNOWN
                                          : TRUTH_TRUE;
        break;
    case EXPR_OR:
        expected = count[TRUTH_TRUE]      ? TRUTH_TRUE
                   : count[TRUTH_UNKNOWN] ? TRUTH_UNKNOWN
                                          : TRUTH_FALSE;
        break;
    }
    assert_int_equal(node->truth, expected);
}

static bool on_item(void *ctx, const struct explanation *explanation)
{
    struct seen *seen = ctx;
    size_t item = (size_t)(explanation->match.item - seen->event->items);
    assert_false(seen->explained[item]);
    seen->explained[item] = true;
    enum truth scanned = seen->scanned[item][seen->rule];
    if (explanation->other_names || explanation->contradicted) {
        assert_int_equal(scanned, TRUTH_FALSE);
        return true;
    }
    assert_int_equal(explanation->match.truth, scanned);
    assert_int_equal(explanation->root.truth, scanned);
    if (!explanation->candidate)
        assert_int_equal(scanned, TRUTH_FALSE);
    seen->trues += scanned == TRUTH_TRUE;
    seen->unknowns += scanned == TRUTH_UNKNOWN;
    check_node(&explanation->root);
    return true;
}

static void compare(struct fixture *f, const char *json, struct seen *totals)
{
    struct seen seen = {.event = fixture_decode(f, str_of(json))};
    assert_true(seen.event->item_count <= 16);
    scanner_run(f->scanner, seen.event, decoder_arena(f->decoder), on_match, &seen);
    for (seen.rule = 0; seen.rule < RULES; seen.rule++) {
        memset(seen.explained, 0, sizeof seen.explained);
        scanner_explain(f->scanner, seen.event, decoder_arena(f->decoder), seen.rule, on_item,
                        &seen);
        for (uint32_t i = 0; i < seen.event->item_count; i++)
            assert_true(seen.explained[i]);
    }
    totals->trues += seen.trues;
    totals->unknowns += seen.unknowns;
}

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 16;
}

static void add_item(struct buf *json, uint32_t *seed)
{
    static const char *const vendors[] = {"\"Micron Technology\"", "\"acme\"", "\"a micron tech\"",
                                          "null", "[\"x\",\"MICRON SEMI\"]"};
    static const char *const products[] = {
        "\"0.2 micron\"", "\"a needle\"", "\"hay and stack\"", "\"x\"",
        "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\""};
    buf_add_char(json, '{');
    buf_printf(json, "\"vendor\":%s", vendors[next(seed) % 5]);
    buf_printf(json, ",\"product\":%s", products[next(seed) % 5]);
    if (next(seed) % 2)
        buf_printf(json, ",\"part_number\":\"%s\"", next(seed) % 2 ? "MTC40F" : "x");
    if (next(seed) % 2)
        buf_printf(json, ",\"quantity\":%u", next(seed) % 16);
    if (next(seed) % 3 == 0)
        buf_add(json, STR(",\"brand\":\"b\""));
    buf_add_char(json, '}');
}

static void test_agrees_with_scan(void **state)
{
    (void)state;
    static const enum prefilter_backend backends[] = {PREFILTER_VECTORSCAN, PREFILTER_NONE};
    for (size_t b = 0; b < 2; b++) {
        struct fixture f;
        struct seen totals = {0};
        struct buf json = {0};
        uint32_t seed = 7;
        fixture_open(&f, rules, backends[b]);
        assert_int_equal(f.diags.errors, 0);
        for (int i = 0; i < 400; i++) {
            buf_reset(&json);
            buf_printf(&json, "{\"kind\":\"%s\",\"site\":\"%s\",\"items\":[",
                       next(&seed) % 2 ? "asset" : "purchase",
                       next(&seed) % 2 ? "plant 3" : "needles");
            for (uint32_t n = next(&seed) % 4, j = 0; j <= n; j++) {
                if (j)
                    buf_add_char(&json, ',');
                add_item(&json, &seed);
            }
            buf_add(&json, STR("]}"));
            buf_add_char(&json, '\0');
            f.raw = next(&seed) % 4 == 0;
            compare(&f, json.ptr, &totals);
        }
        assert_true(totals.trues > 500);
        assert_true(totals.unknowns > 10);
        buf_clear(&json);
        fixture_close(&f);
    }
}

static bool copy_out(void *ctx, const struct explanation *explanation)
{
    *(struct explanation *)ctx = *explanation;
    return true;
}

static void explain_one(struct fixture *f, const char *json, size_t rule, struct explanation *out)
{
    const struct event *event = fixture_decode(f, str_of(json));
    scanner_explain(f->scanner, event, decoder_arena(f->decoder), rule, copy_out, out);
}

static void test_reasons(void **state)
{
    (void)state;
    struct fixture f;
    struct explanation e;
    fixture_open(&f, rules, PREFILTER_VECTORSCAN);

    explain_one(&f, "{\"kind\":\"asset\",\"items\":[{\"vendor\":\"The Micron  Tech\"}]}", 0, &e);
    assert_int_equal(e.root.expr->kind, EXPR_AND);
    const struct explained *either = &e.root.kids[0], *maker = &either->kids[0].kids[0];
    assert_int_equal(maker->truth, TRUTH_TRUE);
    assert_int_equal(maker->text_count, 1);
    assert_str(maker->texts[0].value->text, "The Micron Tech");
    assert_str(maker->texts[0].value->raw, "The Micron  Tech");
    assert_int_equal(maker->texts[0].start, 4);
    assert_int_equal(maker->texts[0].end, 15);
    const struct explained *part = &either->kids[1].kids[0];
    assert_int_equal(part->truth, TRUTH_FALSE);
    assert_true(part->missing);

    explain_one(&f, "{\"kind\":\"asset\",\"items\":[{\"vendor\":\"acme\",\"part_number\":\"zz\"}]}",
                0, &e);
    maker = &e.root.kids[0].kids[0].kids[0];
    assert_true(maker->ruled_out);
    assert_int_equal(maker->literal_count, 2);
    assert_str(maker->literals[0], "micron semi");
    assert_false(e.candidate);

    explain_one(&f,
                "{\"kind\":\"asset\",\"items\":[{\"vendor\":\"acme\","
                "\"product\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\"}]}",
                3, &e);
    assert_int_equal(e.root.truth, TRUTH_UNKNOWN);
    const struct explained *slow = &e.root.kids[0].kids[0];
    assert_string_equal(slow->limit, "match-limit");
    assert_int_equal(slow->unsure.field, FIELD_PRODUCT);

    explain_one(&f, "{\"kind\":\"purchase\",\"items\":[{\"vendor\":\"micron\"}]}", 4, &e);
    assert_true(e.contradicted);
    explain_one(&f, "{\"kind\":\"purchase\",\"items\":[{\"vendor\":\"micron\"}]}", 5, &e);
    assert_true(e.other_names);
    f.raw = true;
    explain_one(&f, "{\"a\":{\"b\":\"Needle\"}}", 5, &e);
    assert_int_equal(e.root.truth, TRUTH_TRUE);
    assert_str(e.root.kids[1].kids[0].texts[0].field.path, "a.b");
    /* Nothing of it stays behind. */
    f.with_evidence = false;
    assert_str(fixture_run(&f, "{\"a\":{\"b\":\"Needle\"}}"), "F=true");
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_agrees_with_scan),
        cmocka_unit_test(test_reasons),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
