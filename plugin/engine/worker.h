/* One worker of the stream: a consumer, an outbox, and the loop between them. */
#ifndef INTERDICT_ENGINE_WORKER_H
#define INTERDICT_ENGINE_WORKER_H

#include <pthread.h>
#include <stdatomic.h>

#include "engine/outbox.h"

/* What the workers of one pipeline have in common. */
struct worker_shared {
    const struct pipeline_options *options;
    struct file_sink **files;
    atomic_bool stop;
    atomic_uint ruleset_version; /* rises with each reload */
    pthread_mutex_t lock;        /* guards `ruleset` and `failure` */
    struct ruleset *ruleset;
    pthread_cond_t wake;         /* `stop` was set */
    struct error failure;        /* the first one that ended a worker */
    pthread_mutex_t topics_lock; /* guards `topics_checked`; held as long as one worker looks */
    bool topics_checked;
};

/* The ruleset that counts now, with a reference for the caller. */
struct ruleset *worker_shared_ruleset(struct worker_shared *shared);

struct worker;
struct worker *worker_new(struct worker_shared *shared, unsigned index);
void worker_free(struct worker *worker); /* after worker_run has returned */

/* Works until `stop`; starts over after what librdkafka calls fatal. */
void worker_run(struct worker *worker);

/* Adds this worker's counts; from any thread. */
void worker_counts_add(struct worker *worker, struct pipeline_counts *sum);

#endif
