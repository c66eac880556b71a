#include <stdio.h>

#include "base/mem.h"
#include "cli/common.h"
#include "engine/sample.h"
#include "event/decode.h"

struct tester {
    struct decoder *decoder;
    struct scanner *scanner;
    struct diags *diags;
    struct buf event;
    size_t samples, failed;
};

/* Whether the one rule that is asked for matched, whatever the others did. */
struct hit {
    size_t rule_index;
    bool matched, unknown;
};

static bool on_match(void *ctx, const struct match *match)
{
    struct hit *hit = ctx;
    if (match->rule_index != hit->rule_index)
        return true;
    hit->matched |= match->truth == TRUTH_TRUE;
    hit->unknown |= match->truth == TRUTH_UNKNOWN;
    return true;
}

static void fail(struct tester *t, const struct rule_sample *sample, const struct rule *rule,
                 const char *what)
{
    t->failed++;
    diag_error(t->diags, "sample", sample->place, "rule '%.*s': %s", STR_ARG(rule->title), what);
}

/* A rule says nothing about days outside its `valid`; a sample without a time is of a valid one. */
static bool is_valid_on_day(const struct rule *rule, const struct event *event)
{
    if (!event->has_time)
        return true;
    day_t day = moment_day(event->time, NULL);
    return day >= rule->valid_from && day <= rule->valid_until;
}

static void test_sample(struct tester *t, const struct rule *rule, size_t rule_index,
                        const struct rule_sample *sample)
{
    struct record_meta meta = {.timestamp_ms = -1};
    const struct event *event;
    struct error error;
    struct hit hit = {.rule_index = rule_index};
    t->samples++;
    buf_reset(&t->event);
    if (sample_event(rule, sample, t->diags, &t->event) != ERROR_NONE) {
        t->failed++;
        return;
    }
    if (decoder_native(t->decoder, buf_str(&t->event), &meta, &event, &error) != REJECT_NONE) {
        fail(t, sample, rule, error.message);
        return;
    }
    scanner_run(t->scanner, event, decoder_arena(t->decoder), on_match, &hit);
    hit.matched = hit.matched && is_valid_on_day(rule, event);
    if (hit.unknown)
        fail(t, sample, rule, "a pattern hit a limit on this sample");
    else if (sample->must_match && !hit.matched)
        fail(t, sample, rule, "this sample has to match and does not");
    else if (!sample->must_match && hit.matched)
        fail(t, sample, rule, "this sample must not match and does");
}

static void test_all(struct tester *t, const struct rule_set *rules)
{
    for (size_t i = 0; i < rule_set_count(rules); i++) {
        const struct rule *rule = rule_set_at(rules, i);
        for (size_t j = 0; j < rule->sample_count; j++)
            test_sample(t, rule, i, &rule->samples[j]);
    }
}

int cmd_test(const struct args *args)
{
    struct diags diags, results;
    struct config config;
    struct ruleset *ruleset;
    int status = EXIT_FAULTY;
    diags_init(&diags);
    diags_init(&results);
    if (load_all(args, false, &diags, &config, &ruleset) == ERROR_NONE) {
        struct tester t = {
            .decoder = decoder_new(&(struct decoder_options){0}),
            .scanner = scanner_new(ruleset_matcher(ruleset), &clock_system),
            .diags = &results,
        };
        test_all(&t, ruleset_rules(ruleset));
        print_diags(stdout, &results);
        printf("%zu rules, %zu samples, %zu failed\n", rule_set_count(ruleset_rules(ruleset)),
               t.samples, t.failed);
        status = t.failed ? EXIT_FAULTY : EXIT_DONE;
        scanner_free(t.scanner);
        decoder_free(t.decoder);
        buf_clear(&t.event);
        ruleset_unref(ruleset);
    } else {
        print_errors(&diags);
    }
    config_clear(&config);
    diags_clear(&results);
    diags_clear(&diags);
    return status;
}
