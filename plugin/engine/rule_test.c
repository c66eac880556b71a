#include "engine/rule_test.h"

#include "base/mem.h"
#include "engine/sample.h"
#include "event/decode.h"
#include "match/explain.h"

struct rule_tester {
    const struct ruleset *ruleset;
    struct decoder *decoder;
    struct scanner *scanner;
    struct buf event;
};

struct rule_tester *rule_tester_new(const struct ruleset *ruleset, const struct clock_source *clock)
{
    struct rule_tester *tester = mem_zalloc(sizeof *tester);
    tester->ruleset = ruleset;
    tester->decoder = decoder_new(&(struct decoder_options){0});
    tester->scanner = scanner_new(ruleset_matcher(ruleset), clock);
    return tester;
}

void rule_tester_free(struct rule_tester *tester)
{
    if (!tester)
        return;
    scanner_free(tester->scanner);
    decoder_free(tester->decoder);
    buf_clear(&tester->event);
    mem_free(tester);
}

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

/* A rule says nothing about days outside its `valid`; a sample without a time is of a valid one. */
static bool is_valid_on_day(const struct rule *rule, const struct event *event)
{
    if (!event->has_time)
        return true;
    day_t day = moment_day(event->time, NULL);
    return day >= rule->valid_from && day <= rule->valid_until;
}

static void note_selections(const struct explained *node, bool *exercised)
{
    if (node->expr->kind == EXPR_SELECTION && node->truth == TRUTH_TRUE)
        exercised[node->expr->selection] = true;
    for (size_t i = 0; i < node->kid_count; i++)
        note_selections(&node->kids[i], exercised);
}

static bool on_explanation(void *ctx, const struct explanation *explanation)
{
    if (!explanation->other_names)
        note_selections(&explanation->root, ctx);
    return true;
}

static const char *run_sample(struct rule_tester *t, const struct rule *rule, size_t rule_index,
                              const struct rule_sample *sample, struct diags *diags,
                              struct arena *arena, bool *exercised)
{
    struct record_meta meta = {.timestamp_ms = -1};
    const struct event *event;
    struct error error;
    struct hit hit = {.rule_index = rule_index};
    buf_reset(&t->event);
    if (sample_event(rule, sample, diags, &t->event) != ERROR_NONE)
        return "this sample is no event";
    enum reject_reason reason =
        rule->taxonomy_interdict
            ? decoder_native(t->decoder, buf_str(&t->event), &meta, &event, &error)
            : decoder_raw(t->decoder, buf_str(&t->event), &meta, &event, &error);
    if (reason != REJECT_NONE)
        return arena_dup(arena, str_of(error.message)).ptr;
    scanner_run(t->scanner, event, decoder_arena(t->decoder), on_match, &hit);
    scanner_explain(t->scanner, event, decoder_arena(t->decoder), rule_index, on_explanation,
                    exercised);
    hit.matched = hit.matched && is_valid_on_day(rule, event);
    if (hit.unknown)
        return "a pattern hit a limit on this sample";
    if (sample->must_match && !hit.matched)
        return "this sample has to match and does not";
    if (!sample->must_match && hit.matched)
        return "this sample must not match and does";
    return NULL;
}

void rule_tester_run(struct rule_tester *tester, size_t rule_index, struct diags *diags,
                     struct arena *arena, struct rule_result *result)
{
    const struct rule *rule = rule_set_at(ruleset_rules(tester->ruleset), rule_index);
    struct sample_result *samples = ARENA_ARRAY(arena, struct sample_result, rule->sample_count);
    bool *exercised = arena_zalloc(arena, rule->selection_count * sizeof *exercised);
    *result = (struct rule_result){.rule = rule, .samples = samples, .exercised = exercised};
    for (size_t i = 0; i < rule->sample_count; i++) {
        const struct rule_sample *sample = &rule->samples[i];
        samples[i] = (struct sample_result){
            sample, run_sample(tester, rule, rule_index, sample, diags, arena, exercised)};
        result->failed += samples[i].failure != NULL;
    }
}
