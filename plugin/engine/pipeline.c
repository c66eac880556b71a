#include "engine/pipeline.h"

#include <signal.h>

#include "base/mem.h"
#include "engine/worker.h"

struct pipeline {
    struct worker_shared shared;
    struct pipeline_options options;
    struct worker **workers; /* owned */
    pthread_t *threads;
    unsigned count; /* of both */
    atomic_uint running;
};

struct thread_start {
    struct pipeline *pipeline;
    struct worker *worker;
};

static void *run_thread(void *ctx)
{
    struct thread_start start = *(struct thread_start *)ctx;
    mem_free(ctx);
    worker_run(start.worker);
    atomic_fetch_sub(&start.pipeline->running, 1);
    return NULL;
}

void pipeline_free(struct pipeline *pipeline)
{
    for (unsigned i = 0; i < pipeline->count; i++)
        worker_free(pipeline->workers[i]);
    for (size_t i = 0; i < pipeline->options.sink_count; i++)
        file_sink_free(pipeline->shared.files[i]);
    mem_free(pipeline->shared.files);
    mem_free(pipeline->workers);
    mem_free(pipeline->threads);
    ruleset_unref(pipeline->shared.ruleset);
    pthread_cond_destroy(&pipeline->shared.wake);
    pthread_mutex_destroy(&pipeline->shared.lock);
    pthread_mutex_destroy(&pipeline->shared.topics_lock);
    mem_free(pipeline);
}

static int open_files(struct pipeline *pipeline, struct error *error)
{
    const struct pipeline_options *options = &pipeline->options;
    pipeline->shared.files = mem_zalloc((options->sink_count + 1) * sizeof(struct file_sink *));
    for (size_t i = 0; i < options->sink_count; i++) {
        if (!options->sinks[i].file)
            continue;
        int rc = file_sink_new(options->sinks[i].file, &pipeline->shared.files[i], error);
        if (rc != ERROR_NONE)
            return rc;
    }
    return ERROR_NONE;
}

/* Signals belong to the program's own thread. */
static int start_threads(struct pipeline *pipeline, struct error *error)
{
    sigset_t all, before;
    int rc = ERROR_NONE;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    for (unsigned i = 0; i < pipeline->options.workers && rc == ERROR_NONE; i++) {
        struct thread_start *start = mem_alloc(sizeof *start);
        struct worker *worker = worker_new(&pipeline->shared, i);
        *start = (struct thread_start){pipeline, worker};
        atomic_fetch_add(&pipeline->running, 1);
        if (pthread_create(&pipeline->threads[i], NULL, run_thread, start) != 0) {
            rc = error_set(error, ERROR_IO, "no thread for worker %u", i);
            atomic_fetch_sub(&pipeline->running, 1);
            mem_free(start);
            worker_free(worker);
            break;
        }
        pipeline->workers[pipeline->count++] = worker;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return rc;
}

int pipeline_start(const struct pipeline_options *options, struct ruleset *ruleset,
                   struct pipeline **out, struct error *error)
{
    int rc = kafka_conf_check(options->properties, options->property_count, error);
    if (rc != ERROR_NONE)
        return rc;
    struct pipeline *pipeline = mem_zalloc(sizeof *pipeline);
    pthread_condattr_t monotonic;
    pipeline->options = *options;
    pipeline->shared.options = &pipeline->options;
    pipeline->shared.ruleset = ruleset_ref(ruleset);
    pthread_mutex_init(&pipeline->shared.lock, NULL);
    pthread_mutex_init(&pipeline->shared.topics_lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&pipeline->shared.wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pipeline->workers = mem_zalloc(options->workers * sizeof *pipeline->workers);
    pipeline->threads = mem_zalloc(options->workers * sizeof *pipeline->threads);
    rc = open_files(pipeline, error);
    if (rc == ERROR_NONE)
        rc = start_threads(pipeline, error);
    if (rc != ERROR_NONE) {
        pipeline_join(pipeline, NULL);
        pipeline_free(pipeline);
        return rc;
    }
    *out = pipeline;
    return ERROR_NONE;
}

void pipeline_reload(struct pipeline *pipeline, struct ruleset *ruleset)
{
    pthread_mutex_lock(&pipeline->shared.lock);
    struct ruleset *before = pipeline->shared.ruleset;
    pipeline->shared.ruleset = ruleset_ref(ruleset);
    atomic_fetch_add(&pipeline->shared.ruleset_version, 1);
    pthread_mutex_unlock(&pipeline->shared.lock);
    ruleset_unref(before);
}

struct ruleset *pipeline_ruleset(struct pipeline *pipeline)
{
    return worker_shared_ruleset(&pipeline->shared);
}

void pipeline_stop(struct pipeline *pipeline)
{
    atomic_store(&pipeline->shared.stop, true);
    pthread_mutex_lock(&pipeline->shared.lock);
    pthread_cond_broadcast(&pipeline->shared.wake);
    pthread_mutex_unlock(&pipeline->shared.lock);
}

int pipeline_join(struct pipeline *pipeline, struct error *error)
{
    pipeline_stop(pipeline);
    for (unsigned i = 0; i < pipeline->count; i++)
        pthread_join(pipeline->threads[i], NULL);
    int rc = pipeline->shared.failure.code;
    if (rc != ERROR_NONE && error)
        *error = pipeline->shared.failure;
    return rc;
}

bool pipeline_ended(struct pipeline *pipeline)
{
    return atomic_load(&pipeline->running) < pipeline->options.workers;
}

void pipeline_counts(struct pipeline *pipeline, struct pipeline_counts *out)
{
    *out = (struct pipeline_counts){0};
    for (unsigned i = 0; i < pipeline->count; i++)
        worker_counts_add(pipeline->workers[i], out);
}
