/* A thread that puts one batch at a time through a transaction, while its owner judges the next. It
 * owns the transactional producer. */
#ifndef INTERDICT_ENGINE_COMMITTER_H
#define INTERDICT_ENGINE_COMMITTER_H

#include <stdatomic.h>

#include "engine/batch.h"
#include "engine/pipeline.h"

struct committer;

/* `options` and `stop` have to outlive it. */
int committer_new(const struct pipeline_options *options, unsigned worker, const atomic_bool *stop,
                  struct committer **out, struct error *error);

/* After a batch that was handed over came back. NULL is fine. */
void committer_free(struct committer *committer);

/* Waits for the topics, and takes the transactional id over from whoever had it before. False when
 * asked to stop or when the producer has failed. To be called once, before the first batch. */
bool committer_ready(struct committer *committer);

/* Hands a batch over; it is the committer's until it comes back. Only one at a time. */
void committer_submit(struct committer *committer, struct batch *batch);

/* Whether a batch was handed over and not collected; whether it is through. Cheap. */
bool committer_busy(const struct committer *committer);
bool committer_done(const struct committer *committer);

/* The batch that is through, waiting up to timeout_ms for it (also when none was handed over); NULL
 * when there is none. */
struct batch *committer_collect(struct committer *committer, int timeout_ms);

#endif
