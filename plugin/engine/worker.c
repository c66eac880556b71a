#include "engine/worker.h"

#include <stdio.h>
#include <time.h>

#include "base/limits.h"
#include "base/mem.h"
#include "engine/exactly_once.h"

enum {
    POLL_MS = 100,     /* one wait for a record */
    POLL_BUSY_MS = 10, /* the same, while outputs are under way */
    TURN_RECORDS = 64, /* records between two turns of the outbox, at most */
    TURN_BYTES = 1 << 20,
    STORE_US = 100000,  /* between two looks at offsets and files */
    PAUSE_US = 1000000, /* so long the worker waits for room before it pauses its partitions */
    REVOKE_MS = 10000,  /* so long partitions are kept for what is in flight */
    STOP_MS = 20000,    /* the same at the end */
    COMMIT_MS = 5000,
    LEAVE_MS = 5000,
    RESTART_FIRST_MS = 1000,
    RESTART_MAX_MS = 30000,
};

struct worker {
    struct worker_shared *shared;
    const struct pipeline_options *options;
    unsigned index;
    struct kafka_source *source;
    struct outbox *outbox;            /* at-least-once … */
    struct exactly_once *eos;         /* … or exactly-once */
    struct pipeline_counts counts;    /* this thread's own */
    struct processor_counts previous; /* of processors that are gone */
    unsigned ruleset_version;
    uint64_t previous_rebalances;
    bool full, file_failed;
    int64_t full_since_us, stored_us;
    pthread_mutex_t lock; /* guards `published` */
    struct pipeline_counts published;
};

struct ruleset *worker_shared_ruleset(struct worker_shared *shared)
{
    pthread_mutex_lock(&shared->lock);
    struct ruleset *ruleset = ruleset_ref(shared->ruleset);
    pthread_mutex_unlock(&shared->lock);
    return ruleset;
}

struct worker *worker_new(struct worker_shared *shared, unsigned index)
{
    struct worker *worker = mem_zalloc(sizeof *worker);
    worker->shared = shared;
    worker->options = shared->options;
    worker->index = index;
    pthread_mutex_init(&worker->lock, NULL);
    return worker;
}

void worker_free(struct worker *worker)
{
    if (!worker)
        return;
    pthread_mutex_destroy(&worker->lock);
    mem_free(worker);
}

static bool stopping(const struct worker *worker)
{
    return atomic_load_explicit(&worker->shared->stop, memory_order_relaxed);
}

static int64_t now_us(const struct worker *worker)
{
    return clock_monotonic_us(worker->options->clock);
}

/* --- counts ------------------------------------------------------------------------------- */

/* Sums field by field: the struct is nothing but uint64_t. */
static void sum_u64(void *sum, const void *add, size_t bytes)
{
    uint64_t *to = sum;
    const uint64_t *from = add;
    for (size_t i = 0; i < bytes / sizeof *to; i++)
        to[i] += from[i];
}

_Static_assert(sizeof(struct pipeline_counts) % sizeof(uint64_t) == 0, "counts are uint64_t");
_Static_assert(sizeof(struct processor_counts) % sizeof(uint64_t) == 0, "counts are uint64_t");

static void publish(struct worker *worker)
{
    struct pipeline_counts *counts = &worker->counts;
    size_t records = 0, bytes = 0;
    counts->processor = worker->previous;
    counts->rebalances = worker->previous_rebalances;
    counts->partitions = 0;
    counts->unacknowledged = 0;
    if (worker->outbox) {
        sum_u64(&counts->processor, outbox_processor_counts(worker->outbox),
                sizeof counts->processor);
        counts->unacknowledged = outbox_outstanding(worker->outbox);
    }
    if (worker->eos) {
        sum_u64(&counts->processor, exactly_once_processor_counts(worker->eos),
                sizeof counts->processor);
        counts->unacknowledged = exactly_once_outstanding(worker->eos);
    }
    if (worker->source) {
        kafka_source_in_flight(worker->source, &records, &bytes);
        counts->rebalances += kafka_source_rebalances(worker->source);
        counts->partitions = kafka_source_assigned(worker->source);
    }
    counts->in_flight = records;
    pthread_mutex_lock(&worker->lock);
    worker->published = *counts;
    pthread_mutex_unlock(&worker->lock);
}

void worker_counts_add(struct worker *worker, struct pipeline_counts *sum)
{
    pthread_mutex_lock(&worker->lock);
    sum_u64(sum, &worker->published, sizeof *sum);
    pthread_mutex_unlock(&worker->lock);
}

/* --- offsets ------------------------------------------------------------------------------ */

/* Files come before offsets: an alert that is only in memory is not delivered. */
static bool files_synced(struct worker *worker)
{
    for (size_t i = 0; i < worker->options->sink_count; i++) {
        struct error error = {0};
        if (!worker->shared->files[i] ||
            file_sink_sync(worker->shared->files[i], &error) == ERROR_NONE)
            continue;
        if (!worker->file_failed)
            log_error(worker->options->log, "file-failed",
                      "%s; offsets stay, trying again: is the disk full", error.message);
        worker->file_failed = true;
        return false;
    }
    if (worker->file_failed)
        log_info(worker->options->log, "file-works", "alerts are written to files again");
    worker->file_failed = false;
    return true;
}

static bool is_full(const struct worker *worker)
{
    size_t records, bytes;
    /* Filled up once, it has to drain to a half, or it would pause and resume all the time. */
    size_t part = worker->full ? 2 : 1;
    kafka_source_in_flight(worker->source, &records, &bytes);
    if (records >= LIMIT_IN_FLIGHT_RECORDS / part || bytes >= LIMIT_IN_FLIGHT_BYTES / part)
        return true;
    for (size_t i = 0; i < worker->options->sink_count; i++)
        if (worker->shared->files[i] &&
            file_sink_waiting(worker->shared->files[i]) >= LIMIT_FILE_WAITING / part)
            return true;
    return false;
}

static void turn(struct worker *worker, int timeout_ms)
{
    outbox_turn(worker->outbox, timeout_ms);
    int64_t now = now_us(worker);
    kafka_source_prefetch(worker->source, now);
    bool full = is_full(worker);
    if (full && !worker->full)
        worker->full_since_us = now;
    worker->full = full;
    if (now - worker->stored_us < STORE_US)
        return;
    worker->stored_us = now;
    if (files_synced(worker))
        kafka_source_store(worker->source);
    publish(worker);
}

static void on_revoking(void *ctx, bool lost)
{
    struct worker *worker = ctx;
    if (worker->eos) {
        exactly_once_revoke(worker->eos, lost, REVOKE_MS);
        return;
    }
    if (lost)
        return;
    if (!outbox_settle(worker->outbox, REVOKE_MS))
        log_warning(worker->options->log, "revoke-unfinished",
                    "%zu output(s) are not acknowledged after %d s: their records are judged again "
                    "by whoever gets the partitions",
                    outbox_outstanding(worker->outbox), REVOKE_MS / 1000);
    /* Without its files on disk no record counts as finished. */
    for (int tries = 0; !files_synced(worker) && tries < 3; tries++)
        outbox_turn(worker->outbox, POLL_MS);
}

/* --- the loop ----------------------------------------------------------------------------- */

/* While nothing more may be judged the group still has to hear from this consumer. */
static void wait_for_room(struct worker *worker)
{
    if (now_us(worker) - worker->full_since_us < PAUSE_US) {
        turn(worker, POLL_BUSY_MS);
        return;
    }
    if (!kafka_source_is_paused(worker->source))
        log_info(worker->options->log, "paused",
                 "too much waits for its acknowledgement: partitions are paused");
    kafka_source_pause(worker->source);
}

/* Between two records; cheap when there is nothing new. */
static void follow_reload(struct worker *worker)
{
    unsigned version = atomic_load_explicit(&worker->shared->ruleset_version, memory_order_relaxed);
    if (version == worker->ruleset_version)
        return;
    worker->ruleset_version = version;
    struct ruleset *ruleset = worker_shared_ruleset(worker->shared);
    const struct processor_counts *counts = worker->eos ? exactly_once_processor_counts(worker->eos)
                                                        : outbox_processor_counts(worker->outbox);
    sum_u64(&worker->previous, counts, sizeof *counts);
    if (worker->eos)
        exactly_once_use(worker->eos, ruleset);
    else
        outbox_use(worker->outbox, ruleset);
    ruleset_unref(ruleset);
}

static void consume(struct worker *worker)
{
    size_t records = 0, bytes = 0;
    while (!stopping(worker) && !outbox_failed(worker->outbox) &&
           !kafka_source_failed(worker->source)) {
        struct kafka_record record;
        if (worker->full) {
            wait_for_room(worker);
            if (!kafka_source_is_paused(worker->source))
                continue;
        } else if (kafka_source_is_paused(worker->source)) {
            kafka_source_resume(worker->source);
            log_info(worker->options->log, "resumed", "partitions are read again");
        }
        bool busy = outbox_outstanding(worker->outbox) || worker->full;
        if (kafka_source_poll(worker->source, busy ? POLL_BUSY_MS : POLL_MS, &record)) {
            records++;
            bytes += record.value.len;
            follow_reload(worker);
            outbox_judge(worker->outbox, &record);
            if (records < TURN_RECORDS && bytes < TURN_BYTES)
                continue;
        }
        records = bytes = 0;
        turn(worker, 0);
    }
}

static void consume_exactly_once(struct worker *worker)
{
    size_t records = 0;
    exactly_once_attach(worker->eos, worker->source);
    while (!stopping(worker) && !exactly_once_failed(worker->eos) &&
           !kafka_source_failed(worker->source)) {
        struct kafka_record record;
        bool got = kafka_source_poll(worker->source, exactly_once_poll_ms(worker->eos), &record);
        if (got) {
            follow_reload(worker);
            exactly_once_judge(worker->eos, &record);
        }
        while (!exactly_once_turn(worker->eos, !got) && !stopping(worker))
            ;
        if (got && ++records % TURN_RECORDS)
            continue;
        int64_t now = now_us(worker);
        kafka_source_prefetch(worker->source, now);
        if (now - worker->stored_us >= STORE_US) {
            worker->stored_us = now;
            publish(worker);
        }
    }
}

/* --- life --------------------------------------------------------------------------------- */

static int open_sink(struct worker *worker, struct error *error)
{
    struct worker_shared *shared = worker->shared;
    worker->ruleset_version = atomic_load(&shared->ruleset_version);
    struct ruleset *ruleset = worker_shared_ruleset(shared);
    int rc;
    if (worker->options->exactly_once) {
        struct exactly_once_options options = {
            .pipeline = worker->options,
            .ruleset = ruleset,
            .worker = worker->index,
            .stop = &shared->stop,
            .counts = &worker->counts,
        };
        rc = exactly_once_new(&options, &worker->eos, error);
    } else {
        struct outbox_options options = {
            .pipeline = worker->options,
            .ruleset = ruleset,
            .files = shared->files,
            .stop = &shared->stop,
            .counts = &worker->counts,
        };
        rc = outbox_new(&options, &worker->outbox, error);
    }
    ruleset_unref(ruleset);
    return rc;
}

/* One worker at a time looks for the topics, so that what is missing is said once. */
static bool is_ready(struct worker *worker)
{
    struct worker_shared *shared = worker->shared;
    pthread_mutex_lock(&shared->topics_lock);
    if (worker->eos) {
        bool ready = exactly_once_ready(worker->eos);
        pthread_mutex_unlock(&shared->topics_lock);
        return ready;
    }
    if (!shared->topics_checked)
        shared->topics_checked = outbox_wait_topics(worker->outbox);
    bool ready = shared->topics_checked;
    pthread_mutex_unlock(&shared->topics_lock);
    return ready;
}

static int open_source(struct worker *worker, struct error *error)
{
    const struct pipeline_options *options = worker->options;
    const char **own = mem_alloc((options->sink_count + 1) * sizeof *own);
    size_t count = 0;
    own[count++] = options->dead_letters;
    for (size_t i = 0; i < options->sink_count; i++)
        if (options->sinks[i].topic)
            own[count++] = options->sinks[i].topic;
    char suffix[16];
    snprintf(suffix, sizeof suffix, "-%u", worker->index);
    struct kafka_source_options source = {
        .properties = options->properties,
        .property_count = options->property_count,
        .topics = options->topics,
        .topic_count = options->topic_count,
        .excluded = own,
        .excluded_count = count,
        .group = options->group,
        .instance_suffix = options->workers > 1 ? suffix : NULL,
        .transactional = options->exactly_once,
        .log = options->log,
        .revoking = on_revoking,
        .ctx = worker,
    };
    int rc = kafka_source_new(&source, &worker->source, error);
    mem_free(own);
    return rc;
}

static void finish(struct worker *worker)
{
    size_t left = 0;
    if (worker->eos && !exactly_once_failed(worker->eos)) {
        if (!exactly_once_settle(worker->eos, STOP_MS))
            left = exactly_once_outstanding(worker->eos);
    } else if (worker->outbox && !outbox_failed(worker->outbox)) {
        if (!outbox_settle(worker->outbox, STOP_MS))
            left = outbox_outstanding(worker->outbox);
        if (files_synced(worker))
            kafka_source_commit(worker->source, COMMIT_MS);
    }
    if (left)
        log_warning(worker->options->log, "stop-unfinished",
                    "%zu output(s) are not acknowledged after %d s: their records are judged again "
                    "at the next start",
                    left, STOP_MS / 1000);
}

static void close_all(struct worker *worker)
{
    if (worker->source && !kafka_source_failed(worker->source))
        finish(worker);
    publish(worker);
    worker->previous = worker->counts.processor;
    worker->previous_rebalances = worker->counts.rebalances;
    outbox_free(worker->outbox);
    exactly_once_free(worker->eos);
    worker->outbox = NULL;
    worker->eos = NULL;
    kafka_source_free(worker->source, LEAVE_MS);
    worker->source = NULL;
    worker->full = false;
    publish(worker);
}

static void fail(struct worker *worker, const struct error *error)
{
    pthread_mutex_lock(&worker->shared->lock);
    if (worker->shared->failure.code == ERROR_NONE)
        worker->shared->failure = *error;
    pthread_mutex_unlock(&worker->shared->lock);
}

static void pause_before_restart(struct worker *worker, unsigned ms)
{
    int64_t until_us = now_us(worker) + (int64_t)ms * 1000;
    struct timespec until = {until_us / 1000000, (long)(until_us % 1000000) * 1000};
    pthread_mutex_lock(&worker->shared->lock);
    while (!stopping(worker) &&
           pthread_cond_timedwait(&worker->shared->wake, &worker->shared->lock, &until) == 0)
        ;
    pthread_mutex_unlock(&worker->shared->lock);
}

void worker_run(struct worker *worker)
{
    unsigned pause = RESTART_FIRST_MS;
    while (!stopping(worker)) {
        struct error error = {0};
        int64_t began = now_us(worker);
        int rc = open_sink(worker, &error);
        if (rc == ERROR_NONE && is_ready(worker) &&
            (rc = open_source(worker, &error)) == ERROR_NONE) {
            if (worker->eos)
                consume_exactly_once(worker);
            else
                consume(worker);
        }
        close_all(worker);
        if (rc != ERROR_NONE) {
            fail(worker, &error);
            return;
        }
        if (stopping(worker))
            return;
        worker->counts.restarts++;
        if (now_us(worker) - began > (int64_t)RESTART_MAX_MS * 1000)
            pause = RESTART_FIRST_MS;
        log_warning(worker->options->log, "worker-restart",
                    "worker %u starts over in %u ms, from its last committed offsets",
                    worker->index, pause);
        pause_before_restart(worker, pause);
        pause = pause * 2 < RESTART_MAX_MS ? pause * 2 : RESTART_MAX_MS;
    }
}
