#include "engine/committer.h"

#include <pthread.h>
#include <stdio.h>
#include <time.h>

#include "base/fault.h"
#include "base/mem.h"
#include "engine/emit.h"
#include "io/dead_letter.h"

enum { STATE_IDLE, STATE_BUSY, STATE_DONE };

struct committer {
    const struct pipeline_options *options;
    const atomic_bool *stop;
    struct kafka_sink *sink;
    struct kafka_topic **topics; /* of the pipeline's sinks, then of the dead letters */
    struct hasher *hasher;
    bool open;  /* a transaction has begun */
    size_t bad; /* outputs of the batch in hand that were not delivered */
    pthread_t thread;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t changed;
    struct batch *batch; /* handed over */
    bool quit;
    atomic_int state; /* of `batch` */
#ifdef INTERDICT_TEST_FAULTS
    struct kafka_sink *outside; /* for dead letters that ignore the transaction */
#endif
};

static void gauge_transaction(struct committer *committer, unsigned add)
{
#ifdef INTERDICT_TEST_FAULTS
    if (committer->options->gauges.transactions)
        atomic_fetch_add(committer->options->gauges.transactions, add);
#endif
    (void)committer;
    (void)add;
}

static void on_delivered(void *ctx, void *tag, enum delivery_result result, rd_kafka_resp_err_t err)
{
    struct committer *committer = ctx;
    struct batch_output *output = tag;
    output->result = result;
    output->err = err;
    committer->bad += result != DELIVERY_DONE;
}

/* --- one batch ---------------------------------------------------------------------------- */

static struct kafka_sink *sink_for(struct committer *committer, const struct batch_output *output)
{
#ifdef INTERDICT_TEST_FAULTS
    if (committer->outside && !output->is_alert)
        return committer->outside;
#endif
    (void)output;
    return committer->sink;
}

static enum send_result send_once(struct committer *committer, struct batch_output *output)
{
    struct kafka_sink *sink = sink_for(committer, output);
    if (output->is_alert)
        return kafka_sink_send(sink, committer->topics[output->sink], output->key, output->value,
                               output->headers, output);
    struct dead_letter letter = {
        .record = &output->record,
        .stage = output->stage,
        .reason = output->reason,
        .message = output->message,
        .cut = output->cut,
    };
    return dead_letter_send(&letter, sink, kafka_sink_topic(sink, committer->options->dead_letters),
                            committer->hasher, output);
}

/* Every record's fate is known after message.timeout.ms at the latest. */
static void drain(struct committer *committer, struct kafka_sink *sink)
{
    enum { STEP_MS = 1000 };
    while (kafka_sink_in_flight(sink) && !kafka_sink_failed(committer->sink))
        kafka_sink_flush(sink, STEP_MS);
}

static void send_one(struct committer *committer, struct batch_output *output, bool gentle)
{
    enum { FULL_WAIT_MS = 100 };
    enum send_result sent;
    while ((sent = send_once(committer, output)) == SEND_FULL &&
           !kafka_sink_failed(committer->sink))
        kafka_sink_poll(committer->sink, FULL_WAIT_MS);
    if (sent == SEND_OK)
        output->headers = NULL;
    else
        on_delivered(committer, output,
                     sent == SEND_TOO_LARGE ? DELIVERY_TOO_LARGE : DELIVERY_RETRY,
                     sent == SEND_TOO_LARGE ? RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE
                                            : kafka_sink_send_error(committer->sink));
    if (gentle || sink_for(committer, output) != committer->sink)
        drain(committer, sink_for(committer, output));
}

static enum txn_result commit(struct committer *committer, struct batch *batch)
{
    rd_kafka_topic_partition_list_t *offsets = batch_offsets(batch);
    enum txn_result result =
        kafka_sink_offsets(committer->sink, offsets, batch->group, &batch->error);
    rd_kafka_topic_partition_list_destroy(offsets);
    if (result == TXN_OK)
        result = kafka_sink_commit(committer->sink, &batch->error);
    return result;
}

static enum batch_outcome give_up(struct committer *committer, struct batch *batch)
{
    struct error error = {0};
    committer->open = false;
    if (kafka_sink_failed(committer->sink) || kafka_sink_abort(committer->sink, &error) != TXN_OK) {
        if (error.code)
            batch->error = error;
        return BATCH_FATAL;
    }
    return BATCH_ABORTED;
}

static enum batch_outcome put_through(struct committer *committer, struct batch *batch)
{
    batch->error = (struct error){0};
    committer->bad = 0;
    kafka_sink_poll(committer->sink, 0);
    if (!committer->open && kafka_sink_begin(committer->sink, &batch->error) != TXN_OK)
        return BATCH_FATAL;
    if (!committer->open)
        gauge_transaction(committer, 1);
    committer->open = true;
    for (size_t i = 0; i < batch->count && committer->bad == 0; i++)
        send_one(committer, &batch->outputs[i], batch->gentle);
    /* Also before an abort: what was refused, and why, decides how it is sent the next time. */
    drain(committer, committer->sink);
    enum txn_result result = TXN_ABORT;
    if (committer->bad == 0 && !kafka_sink_failed(committer->sink)) {
        if (batch->more)
            return BATCH_CONTINUES;
        result = commit(committer, batch);
    }
    enum batch_outcome outcome = BATCH_COMMITTED;
    if (result != TXN_OK)
        outcome = result == TXN_FATAL ? BATCH_FATAL : give_up(committer, batch);
    committer->open = false;
    gauge_transaction(committer, -1u);
    return outcome;
}

/* --- the thread --------------------------------------------------------------------------- */

static void *run(void *ctx)
{
    struct committer *committer = ctx;
    pthread_mutex_lock(&committer->lock);
    while (!committer->quit) {
        if (committer->state != STATE_BUSY) {
            pthread_cond_wait(&committer->changed, &committer->lock);
            continue;
        }
        pthread_mutex_unlock(&committer->lock);
        committer->batch->outcome = put_through(committer, committer->batch);
        pthread_mutex_lock(&committer->lock);
        committer->state = STATE_DONE;
        pthread_cond_broadcast(&committer->changed);
    }
    pthread_mutex_unlock(&committer->lock);
    return NULL;
}

void committer_submit(struct committer *committer, struct batch *batch)
{
    pthread_mutex_lock(&committer->lock);
    committer->batch = batch;
    committer->state = STATE_BUSY;
    pthread_cond_broadcast(&committer->changed);
    pthread_mutex_unlock(&committer->lock);
}

bool committer_busy(const struct committer *committer)
{
    return atomic_load_explicit(&committer->state, memory_order_relaxed) != STATE_IDLE;
}

bool committer_done(const struct committer *committer)
{
    return atomic_load_explicit(&committer->state, memory_order_relaxed) == STATE_DONE;
}

struct batch *committer_collect(struct committer *committer, int timeout_ms)
{
    struct batch *batch = NULL;
    int64_t until_us = clock_monotonic_us(committer->options->clock) + (int64_t)timeout_ms * 1000;
    struct timespec until = {until_us / 1000000, (long)(until_us % 1000000) * 1000};
    pthread_mutex_lock(&committer->lock);
    while (committer->state != STATE_DONE && timeout_ms > 0 &&
           pthread_cond_timedwait(&committer->changed, &committer->lock, &until) == 0)
        ;
    if (committer->state == STATE_DONE) {
        batch = committer->batch;
        committer->state = STATE_IDLE;
    }
    pthread_mutex_unlock(&committer->lock);
    return batch;
}

/* --- life --------------------------------------------------------------------------------- */

static int open_sink(struct committer *committer, unsigned worker, struct error *error)
{
    const struct pipeline_options *options = committer->options;
    char id[512];
    snprintf(id, sizeof id, "%s.%s.%u", options->group, options->instance, worker);
    struct kafka_sink_options sink = {
        .properties = options->properties,
        .property_count = options->property_count,
        .transactional_id = id,
        .log = options->log,
        .delivered = on_delivered,
        .ctx = committer,
    };
    int rc = kafka_sink_new(&sink, &committer->sink, error);
#ifdef INTERDICT_TEST_FAULTS
    sink.transactional_id = NULL;
    if (rc == ERROR_NONE && FAULT("letters-outside"))
        rc = kafka_sink_new(&sink, &committer->outside, error);
#endif
    return rc;
}

int committer_new(const struct pipeline_options *options, unsigned worker, const atomic_bool *stop,
                  struct committer **out, struct error *error)
{
    struct committer *committer = mem_zalloc(sizeof *committer);
    pthread_condattr_t monotonic;
    committer->options = options;
    committer->stop = stop;
    int rc = open_sink(committer, worker, error);
    if (rc != ERROR_NONE) {
        mem_free(committer);
        return rc;
    }
    committer->topics = mem_zalloc((options->sink_count + 1) * sizeof *committer->topics);
    for (size_t i = 0; i < options->sink_count; i++)
        committer->topics[i] = kafka_sink_topic(committer->sink, options->sinks[i].topic);
    committer->topics[options->sink_count] =
        kafka_sink_topic(committer->sink, options->dead_letters);
    committer->hasher = hasher_new();
    pthread_mutex_init(&committer->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&committer->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (pthread_create(&committer->thread, NULL, run, committer) != 0) {
        committer->quit = true; /* no thread to wait for */
        committer_free(committer);
        return error_set(error, ERROR_IO, "no thread for the transactions of worker %u", worker);
    }
    *out = committer;
    return ERROR_NONE;
}

void committer_free(struct committer *committer)
{
    if (!committer)
        return;
    if (!committer->quit) {
        pthread_mutex_lock(&committer->lock);
        committer->quit = true;
        pthread_cond_broadcast(&committer->changed);
        pthread_mutex_unlock(&committer->lock);
        pthread_join(committer->thread, NULL);
    }
    kafka_sink_purge(committer->sink);
    kafka_sink_free(committer->sink);
#ifdef INTERDICT_TEST_FAULTS
    kafka_sink_free(committer->outside);
#endif
    pthread_cond_destroy(&committer->changed);
    pthread_mutex_destroy(&committer->lock);
    hasher_free(committer->hasher);
    mem_free(committer->topics);
    mem_free(committer);
}

bool committer_ready(struct committer *committer)
{
    enum { INIT_MS = 5000, PAUSE_MS = 1000 };
    const struct pipeline_options *options = committer->options;
    bool said = false;
    for (size_t i = 0; i <= options->sink_count; i++)
        if (!emit_wait_topic(committer->sink, committer->topics[i],
                             i < options->sink_count ? "alerts" : "dead letters", options->log,
                             committer->stop))
            return false;
    while (!atomic_load(committer->stop)) {
        struct error error = {0};
        enum txn_result result = kafka_sink_init(committer->sink, INIT_MS, &error);
        if (result == TXN_OK)
            return true;
        if (!said)
            log_warning(options->log, "transactions-wait",
                        "the transactional id cannot be taken yet: %s", error.message);
        said = true;
        if (result != TXN_RETRY)
            return false;
        kafka_sink_poll(committer->sink, PAUSE_MS);
    }
    return false;
}
