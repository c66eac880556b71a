/* Judges records and sees their outputs through: sends alerts and dead letters, and finishes a
 * record only when the broker has acknowledged all of them. What the broker refuses is judged again
 * and sent smaller, and at last becomes a dead letter; what cannot be delivered now is tried again.
 * Belongs to one worker. */
#ifndef INTERDICT_ENGINE_OUTBOX_H
#define INTERDICT_ENGINE_OUTBOX_H

#include <stdatomic.h>

#include "engine/pipeline.h"
#include "io/file_sink.h"
#include "io/kafka_source.h"

struct outbox;

struct outbox_options {
    const struct pipeline_options *pipeline;
    struct ruleset *ruleset;
    struct file_sink *const *files; /* one a sink of the pipeline; NULL where it is a topic */
    const atomic_bool *stop;        /* once set, nothing waits for ever */
    struct pipeline_counts *counts; /* the worker's own */
};

/* `options` is copied, what it points to has to outlive the outbox. */
int outbox_new(const struct outbox_options *options, struct outbox **out, struct error *error);

/* Gives up what is under way; those records stay unfinished. NULL is fine. */
void outbox_free(struct outbox *outbox);

/* Waits until the topics for alerts and dead letters are there, saying once for each what is
 * missing. False when asked to stop. */
bool outbox_wait_topics(struct outbox *outbox);

/* Judges the record and sends what comes of it. Takes the record over. */
void outbox_judge(struct outbox *outbox, struct kafka_record *record);

/* Collects acknowledgements, waiting up to timeout_ms for the first, and sends again what has to
 * be. To be called often. */
void outbox_turn(struct outbox *outbox, int timeout_ms);

/* Waits up to timeout_ms until everything is acknowledged. */
bool outbox_settle(struct outbox *outbox, int timeout_ms);

/* Outputs that are not acknowledged yet. */
size_t outbox_outstanding(const struct outbox *outbox);

/* The producer was given up by librdkafka. */
bool outbox_failed(const struct outbox *outbox);

/* Judges by another ruleset from now on; its processor counts from zero. */
void outbox_use(struct outbox *outbox, struct ruleset *ruleset);

const struct processor_counts *outbox_processor_counts(const struct outbox *outbox);

#endif
