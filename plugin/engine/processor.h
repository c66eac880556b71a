/* The line through all stages, for one thread: bytes → event → matches → verdicts → alerts.
 * `run`, `scan`, `test`, the benchmarks and the public API all go through here. */
#ifndef INTERDICT_ENGINE_PROCESSOR_H
#define INTERDICT_ENGINE_PROCESSOR_H

#include "alert/alert.h"
#include "base/clock.h"
#include "engine/ruleset.h"
#include "event/decode.h"

struct processor_options {
    struct decoder_options decoder;
    day_t as_of;      /* DAY_NONE: each event's own day */
    bool all_matches; /* also hand out those that no instrument reaches (disposition none) */
};

/* What a record came to. */
struct outcome {
    enum reject_reason reject; /* REJECT_NONE: it was judged */
    struct error error;        /* with a reject: why */
    size_t alerts;
};

/* Nothing but uint64_t, so that workers can be summed. */
struct processor_counts {
    uint64_t events, items, matches, rejected[REJECT_COUNT], alerts[DISPOSITION_NONE + 1];
    struct decode_counts decode; /* what was judged without */
    struct judge_counts law;
    uint64_t regex_limits, budgets_exceeded;
};

/* The alert and everything behind it lives until the call returns; write it or copy it. */
typedef void alert_fn(void *ctx, const struct alert *alert, struct arena *arena);

struct processor;
/* Keeps a reference to the ruleset. */
struct processor *processor_new(struct ruleset *ruleset, const struct processor_options *options,
                                const struct clock_source *clock);
void processor_free(struct processor *processor);

/* Judges one record. Alerts come in the order of items, then rules. */
void processor_run(struct processor *processor, struct str bytes, const struct record_meta *meta,
                   alert_fn *alert, void *ctx, struct outcome *outcome);

/* Borrowed; brought up to date by the call. */
const struct processor_counts *processor_counts(struct processor *processor);

#endif
