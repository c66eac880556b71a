/* Exactly-once delivery: records are judged into batches, and each batch goes through a Kafka
 * transaction of its alerts, its dead letters and its offsets, while the next is being judged.
 * After an abort the source goes back to what is committed; a record that made it fail is
 * remembered and sent next in a transaction of its own, shortened, and then as a dead letter.
 * Belongs to one worker. */
#ifndef INTERDICT_ENGINE_EXACTLY_ONCE_H
#define INTERDICT_ENGINE_EXACTLY_ONCE_H

#include <stdatomic.h>

#include "engine/pipeline.h"
#include "io/kafka_source.h"

struct exactly_once;

struct exactly_once_options {
    const struct pipeline_options *pipeline;
    struct ruleset *ruleset;
    unsigned worker;
    const atomic_bool *stop;
    struct pipeline_counts *counts; /* the worker's own */
};

int exactly_once_new(const struct exactly_once_options *options, struct exactly_once **out,
                     struct error *error);
void exactly_once_free(struct exactly_once *eos); /* NULL is fine */

/* Waits for the topics and for the transactional id. False when asked to stop, or failed. */
bool exactly_once_ready(struct exactly_once *eos);

/* The source whose records are judged; before the first of them. */
void exactly_once_attach(struct exactly_once *eos, struct kafka_source *source);

/* Judges the record; takes it over. */
void exactly_once_judge(struct exactly_once *eos, struct kafka_record *record);

/* Collects what was committed and hands over what is ready; `dry`: no record waits. To be called
 * after every poll. Waits a moment when nothing more may be judged: then it returns false, and no
 * record is to be polled. */
bool exactly_once_turn(struct exactly_once *eos, bool dry);

/* How long a poll may wait, so that a batch does not wait for records that do not come. */
int exactly_once_poll_ms(const struct exactly_once *eos);

/* Hands over everything that was judged and waits up to timeout_ms for its commit. */
bool exactly_once_settle(struct exactly_once *eos, int timeout_ms);

/* The source's partitions are given back, or `lost`: finishes within timeout_ms what can be, and
 * forgets the rest. */
void exactly_once_revoke(struct exactly_once *eos, bool lost, int timeout_ms);

/* Outputs that are not committed yet. */
size_t exactly_once_outstanding(const struct exactly_once *eos);

bool exactly_once_failed(const struct exactly_once *eos);
/* Judges by another ruleset from now on; its processor counts from zero. */
void exactly_once_use(struct exactly_once *eos, struct ruleset *ruleset);

const struct processor_counts *exactly_once_processor_counts(const struct exactly_once *eos);

#endif
