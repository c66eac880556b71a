#include "engine/processor.h"

#include "base/mem.h"

struct processor {
    struct ruleset *ruleset;
    struct processor_options options;
    const struct clock_source *clock;
    struct decoder *decoder;
    struct scanner *scanner;
    struct judge *judge;
    struct hasher *hasher;
    struct processor_counts counts;
};

struct processor *processor_new(struct ruleset *ruleset, const struct processor_options *options,
                                const struct clock_source *clock)
{
    struct processor *processor = mem_zalloc(sizeof *processor);
    processor->ruleset = ruleset_ref(ruleset);
    processor->options = *options;
    processor->clock = clock;
    processor->decoder = decoder_new(&options->decoder);
    processor->scanner = scanner_new(ruleset_matcher(ruleset), clock);
    processor->judge = judge_new(ruleset_law(ruleset));
    processor->hasher = hasher_new();
    return processor;
}

void processor_free(struct processor *processor)
{
    if (!processor)
        return;
    hasher_free(processor->hasher);
    judge_free(processor->judge);
    scanner_free(processor->scanner);
    decoder_free(processor->decoder);
    ruleset_unref(processor->ruleset);
    mem_free(processor);
}

const struct processor_counts *processor_counts(struct processor *processor)
{
    const struct scanner_counts *scanner = scanner_counts(processor->scanner);
    processor->counts.decode = *decoder_counts(processor->decoder);
    processor->counts.law = *judge_counts(processor->judge);
    processor->counts.regex_limits = scanner->regex_limits;
    processor->counts.budgets_exceeded = scanner->budget_exceeded;
    return &processor->counts;
}

/* One event on its way through; lives on the stack of processor_run. */
struct run {
    struct processor *processor;
    const struct event *event;
    struct arena *arena;
    struct event_identity identity;
    bool has_identity; /* hashing costs more than most events, so only when there is an alert */
    alert_fn *alert;
    void *ctx;
    size_t alerts;
};

static bool on_match(void *ctx, const struct match *match)
{
    struct run *run = ctx;
    struct processor *processor = run->processor;
    const struct verdict *verdict = judge_match(processor->judge, processor->scanner, run->event,
                                                match, processor->options.as_of, run->arena);
    processor->counts.matches++;
    processor->counts.alerts[verdict->disposition]++;
    if (verdict->disposition == DISPOSITION_NONE && !processor->options.all_matches)
        return true;
    if (!run->has_identity) {
        event_identity_of(run->event, processor->hasher, run->arena, &run->identity);
        run->has_identity = true;
    }
    struct alert alert;
    alert_make(&alert, run->event, &run->identity, match, verdict, ruleset_info(processor->ruleset),
               processor->hasher, run->arena);
    alert.judged_at_ms = clock_wall_ms(processor->clock);
    alert.as_of = processor->options.as_of;
    run->alerts++;
    run->alert(run->ctx, &alert, run->arena);
    return true;
}

void processor_run(struct processor *processor, struct str bytes, const struct record_meta *meta,
                   alert_fn *alert, void *ctx, struct outcome *outcome)
{
    struct run run = {.processor = processor, .alert = alert, .ctx = ctx};
    outcome->alerts = 0;
    outcome->reject = decoder_read(processor->decoder, bytes, meta, &run.event, &outcome->error);
    if (outcome->reject != REJECT_NONE) {
        processor->counts.rejected[outcome->reject]++;
        return;
    }
    processor->counts.events++;
    processor->counts.items += run.event->item_count;
    run.arena = decoder_arena(processor->decoder);
    scanner_run(processor->scanner, run.event, run.arena, on_match, &run);
    outcome->alerts = run.alerts;
}
