/* usage: bench_scaling [--seed N] [--json FILE]
 *
 * The cost of an event with 10 (rounded up to whole rules) to 10,000 patterns, and with one and two
 * workers that share nothing but the ruleset. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine.h"

enum { EVENTS = 50000, WORKER_PASSES = 6, WORKERS_MAX = 2 };

struct worker {
    struct setting *setting;
    struct processor *processor;
    pthread_t thread;
    struct pass pass;
};

static void *work(void *arg)
{
    struct worker *worker = arg;
    struct buf out = {0};
    for (int i = 0; i < WORKER_PASSES; i++)
        pass_engine(worker->setting, worker->processor, &out, &worker->pass);
    buf_clear(&out);
    return NULL;
}

static double wall_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* Events a second, all workers together. */
static double rate_of(struct setting *setting, size_t workers)
{
    struct worker list[WORKERS_MAX];
    struct processor_options options = {.as_of = DAY_NONE};
    double begin = wall_us();
    for (size_t i = 0; i < workers; i++) {
        list[i].setting = setting;
        list[i].processor = processor_new(setting->ruleset, &options, &clock_system);
        if (pthread_create(&list[i].thread, NULL, work, &list[i]) != 0)
            abort();
    }
    for (size_t i = 0; i < workers; i++)
        pthread_join(list[i].thread, NULL);
    double us = wall_us() - begin;
    for (size_t i = 0; i < workers; i++)
        processor_free(list[i].processor);
    return 1e6 * (double)(workers * WORKER_PASSES * setting->events.count) / us;
}

static void measure_workers(struct figures *figures, struct setting *setting)
{
    double one[3], two[3];
    for (int i = 0; i < 3; i++) {
        one[i] = rate_of(setting, 1);
        two[i] = rate_of(setting, 2);
    }
    struct figure *figure = figures_add(figures, "workers.1", median_of(one, 3), "events/s");
    figure->spread = spread_of(one, 3);
    figure = figures_add(figures, "workers.2", median_of(two, 3), "events/s");
    figure->spread = spread_of(two, 3);
    figure->ratio = median_of(two, 3) / median_of(one, 3);
    snprintf(figure->note, sizeof figure->note, "to one worker");
}

int main(int argc, char **argv)
{
    static struct figures figures = {.bench = "scaling"};
    static const size_t patterns[] = {10, 100, 1000, 10000};
    const char *json = NULL;
    uint64_t seed = 1;
    double first = 0;
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--json") == 0)
            json = argv[i + 1];
        else if (strcmp(argv[i], "--seed") == 0)
            seed = strtoull(argv[i + 1], NULL, 10);
    }
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        struct generate_spec spec = {
            seed, (patterns[i] + GENERATE_PATTERNS - 1) / GENERATE_PATTERNS, EVENTS, 1};
        struct setting setting;
        struct comparison result;
        char name[64];
        setting_init(&setting, &spec);
        compare(&setting, &result);
        first = i == 0 ? result.engine_us : first;
        snprintf(name, sizeof name, "engine.%zu-patterns", patterns[i]);
        struct figure *figure = figures_add(&figures, name, result.engine_us, "us/event");
        figure->ratio = result.engine_us / result.floor_us;
        figure->spread = result.engine_spread;
        snprintf(figure->note, sizeof figure->note, "to the floor of %.3f us; %.2f x of the first",
                 result.floor_us, result.engine_us / first);
        if (patterns[i] == 1000)
            measure_workers(&figures, &setting);
        setting_clear(&setting);
    }
    figures_print(&figures);
    if (json != NULL && !figures_write_json(&figures, json)) {
        fprintf(stderr, "bench: %s could not be written\n", json);
        return 1;
    }
    return 0;
}
