/* libFuzzer: any bytes as a file of rules, which are then compiled and tried on an event. */
#include "base/mem.h"
#include "event/decode.h"
#include "match/explain.h"
#include "rule/dump.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int64_t still(void *ctx)
{
    (void)ctx;
    return 0;
}

static const struct clock_source stopped = {.wall_ms = still, .monotonic_us = still};

static bool on_match(void *ctx, const struct match *match)
{
    (void)ctx;
    return match->truth != TRUTH_FALSE;
}

/* What a scan says, an explanation has to say too. */
static bool on_explanation(void *ctx, const struct explanation *explanation)
{
    (void)ctx;
    if (!explanation->other_names && !explanation->candidate &&
        explanation->root.truth != TRUTH_FALSE)
        __builtin_trap();
    return true;
}

static void try_on_events(const struct rule_set *rules, struct diags *diags)
{
    static const struct str text =
        STR_INIT("{\"kind\":\"asset\",\"site\":\"Plant\",\"time\":\"2020-01-02\",\"items\":["
                 "{\"vendor\":\"Acme\",\"product\":\"a needle 12 \u00e9\",\"quantity\":5},"
                 "{\"brand\":\"ACME ltd\",\"ip\":\"10.1.2.3\",\"mac\":\"00:11:22:33:44:55\"}]}");
    static struct decoder *decoder;
    struct matcher *matcher;
    const struct event *event;
    struct error error;
    if (!decoder)
        decoder = decoder_new(NULL);
    if (matcher_new(rules, &(struct matcher_options){PREFILTER_NONE}, diags, &matcher))
        return;
    struct scanner *scanner = scanner_new(matcher, &stopped);
    for (int raw = 0; raw < 2; raw++) {
        if (raw)
            decoder_raw(decoder, text, NULL, &event, &error);
        else
            decoder_native(decoder, text, NULL, &event, &error);
        scanner_run(scanner, event, decoder_arena(decoder), on_match, NULL);
        for (size_t i = 0; i < rule_set_count(rules); i++)
            scanner_explain(scanner, event, decoder_arena(decoder), i, on_explanation, NULL);
    }
    scanner_free(scanner);
    matcher_free(matcher);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct diags diags;
    struct yaml_file file;
    struct buf out = {0};
    struct rule_set *rules = rule_set_new();
    diags_init(&diags);
    yaml_load_bytes("fuzz.yaml", (struct str){(const char *)data, size}, &diags, &file);
    rule_set_load(rules, &file, &diags);
    rule_set_check(rules, &diags);
    for (size_t i = 0; i < rule_set_count(rules); i++) {
        const struct rule *rule = rule_set_at(rules, i);
        dump_expr(&out, rule, rule->condition, true);
        buf_reset(&out);
    }
    buf_clear(&out);
    try_on_events(rules, &diags);
    rule_set_free(rules);
    diags_clear(&diags);
    return 0;
}
