/* The stream: Kafka records in, alerts and dead letters out, offsets behind them. Workers share
 * nothing but the ruleset; each is a thread with a consumer of the group and a producer. */
#ifndef INTERDICT_ENGINE_PIPELINE_H
#define INTERDICT_ENGINE_PIPELINE_H

#include <stdatomic.h>

#include "base/log.h"
#include "engine/processor.h"
#include "io/kafka_conf.h"

/* Exactly one of topic and file. */
struct pipeline_sink {
    const char *topic, *file;
    const struct alert_format *format;
};

#ifdef INTERDICT_TEST_FAULTS
/* A look inside for the tests that kill the program, in memory that outlives it; NULL: none. Only
 * in interdict_with_faults. */
struct pipeline_gauges {
    atomic_uint *unacknowledged; /* outputs under way */
    atomic_uint *transactions;   /* open ones */
};
#endif

struct pipeline_options {
    const struct kafka_property *properties;
    size_t property_count;
    const char *const *topics; /* names, or regexes that begin with ^ */
    size_t topic_count;
    const char *group;
    const char *instance; /* part of the transactional ids: two processes of a group must differ */
    bool exactly_once;    /* all sinks are topics */
    const struct pipeline_sink *sinks;
    size_t sink_count;
    const char *dead_letters; /* topic */
    unsigned workers;
    struct processor_options processor;
    const struct clock_source *clock;
    struct log *log;
#ifdef INTERDICT_TEST_FAULTS
    struct pipeline_gauges gauges;
#endif
};

/* What happened so far, over all workers. */
struct pipeline_counts {
    struct processor_counts processor;
    uint64_t records, bytes, tombstones;
    uint64_t alerts_sent, alerts_delivered, alerts_shortened, alerts_dead; /* dead: too large even
                                                                              when shortened */
    uint64_t dead_letters_sent, dead_letters_delivered, dead_letters_cut;
    uint64_t refused, retries; /* outputs that the broker refused; sent again */
    uint64_t rebalances, restarts, transactions, aborts;
    uint64_t partitions, in_flight /* records */, unacknowledged /* outputs */; /* now */
};

struct pipeline;

/* Checks the options and starts the workers, which keep trying to reach the brokers. `options` and
 * what they point to have to outlive the pipeline; the ruleset is kept by reference. */
int pipeline_start(const struct pipeline_options *options, struct ruleset *ruleset,
                   struct pipeline **out, struct error *error);

/* Judges by another ruleset from now on (a reference is kept): each worker changes over between two
 * records. From any thread. */
void pipeline_reload(struct pipeline *pipeline, struct ruleset *ruleset);

/* The ruleset that counts now, with a reference for the caller. From any thread. */
struct ruleset *pipeline_ruleset(struct pipeline *pipeline);

/* Asks the workers to finish what is in flight, to commit and to end. From any thread. */
void pipeline_stop(struct pipeline *pipeline);

/* Stops, and waits for the end. ERROR_NONE after a clean stop; else *error says what ended it. */
int pipeline_join(struct pipeline *pipeline, struct error *error);

/* After pipeline_join. */
void pipeline_free(struct pipeline *pipeline);

/* Whether some worker has ended: it was asked to, or met something that no retry can mend. */
bool pipeline_ended(struct pipeline *pipeline);

/* A consistent copy for each worker, at most a tenth of a second old. From any thread. */
void pipeline_counts(struct pipeline *pipeline, struct pipeline_counts *out);

#endif
