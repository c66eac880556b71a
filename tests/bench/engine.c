#include "engine.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"

/* --- counting malloc ------------------------------------------------------------------------- */

/* The C library's own entry points stay reachable under these names. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t size);

static atomic_uint_fast64_t mallocs;

void *malloc(size_t size)
{
    atomic_fetch_add_explicit(&mallocs, 1, memory_order_relaxed);
    return __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
    atomic_fetch_add_explicit(&mallocs, 1, memory_order_relaxed);
    return __libc_calloc(n, size);
}

void *realloc(void *old, size_t size)
{
    atomic_fetch_add_explicit(&mallocs, 1, memory_order_relaxed);
    return __libc_realloc(old, size);
}

uint64_t malloc_calls(void)
{
    return atomic_load_explicit(&mallocs, memory_order_relaxed);
}

/* --- a setting ------------------------------------------------------------------------------- */

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "bench: %s: %s\n", what, strerror(errno));
    exit(2);
}

static double wall_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

double cpu_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void load(struct setting *setting)
{
    const char *folders[] = {setting->folder};
    struct ruleset_sources sources = {.folders = folders,
                                      .folder_count = 1,
                                      .vocabulary = PROJECT_SOURCE_DIR "/rules/law/vocabulary"};
    struct diags diags;
    diags_init(&diags);
    double begin = wall_seconds(), cpu = cpu_us();
    if (ruleset_load(&sources, &diags, &setting->ruleset) != ERROR_NONE) {
        for (size_t i = 0; i < diags.count && i < 10; i++)
            fprintf(stderr, "%s:%u: %s\n", diags.items[i].place.file, diags.items[i].place.line,
                    diags.items[i].message);
        exit(2);
    }
    setting->load_seconds = wall_seconds() - begin;
    setting->load_cpu_seconds = (cpu_us() - cpu) / 1e6;
    diags_clear(&diags);
}

void setting_init(struct setting *setting, const struct generate_spec *spec)
{
    *setting = (struct setting){.spec = *spec};
    strcpy(setting->folder, "/tmp/interdict-bench-XXXXXX");
    if (mkdtemp(setting->folder) == NULL || generate_rules(spec, setting->folder) != 0)
        die(setting->folder);
    load(setting);
    struct processor_options options = {.as_of = DAY_NONE};
    setting->processor = processor_new(setting->ruleset, &options, &clock_system);
    setting->literals = generate_literals(spec);
    setting->floor = floor_new(setting->literals, GENERATE_PATTERNS * spec->rules);
    generate_events(spec, &setting->events);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

void setting_clear(struct setting *setting)
{
    processor_free(setting->processor);
    ruleset_unref(setting->ruleset);
    floor_free(setting->floor);
    mem_free(setting->literals);
    generated_events_clear(&setting->events);
    nftw(setting->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* --- passes ---------------------------------------------------------------------------------- */

void pass_floor(struct setting *setting, double *us, struct floor_result *result)
{
    *result = (struct floor_result){0};
    double begin = cpu_us();
    for (size_t i = 0; i < setting->events.count; i++) {
        struct str event = generated_event(&setting->events, i);
        floor_run(setting->floor, event.ptr, event.len, result);
    }
    *us = (cpu_us() - begin) / (double)setting->events.count;
}

enum { KEEP_BYTES = 1 << 20 };

static void on_alert(void *ctx, const struct alert *alert, struct arena *arena)
{
    struct buf *out = ctx;
    if (out->len > KEEP_BYTES)
        buf_reset(out);
    alert_write_native(alert, arena, out);
}

void pass_engine(struct setting *setting, struct processor *processor, struct buf *out,
                 struct pass *pass)
{
    struct record_meta meta = {.topic = STR("bench"), .timestamp_ms = 1767225600000};
    *pass = (struct pass){0};
    uint64_t mallocs_before = malloc_calls();
    double begin = cpu_us();
    for (size_t i = 0; i < setting->events.count; i++) {
        struct outcome outcome;
        meta.offset = (int64_t)i;
        processor_run(processor, generated_event(&setting->events, i), &meta, on_alert, out,
                      &outcome);
        pass->alerts += outcome.alerts;
        pass->rejects += outcome.reject != REJECT_NONE;
    }
    pass->us = (cpu_us() - begin) / (double)setting->events.count;
    pass->mallocs = malloc_calls() - mallocs_before;
}

void compare(struct setting *setting, struct comparison *out)
{
    double floors[BENCH_RUNS], engines[BENCH_RUNS];
    struct buf alerts = {0};
    *out = (struct comparison){0};
    pass_floor(setting, &floors[0], &out->floor);
    pass_engine(setting, setting->processor, &alerts, &out->last);
    for (size_t i = 0; i < BENCH_RUNS; i++) {
        pass_floor(setting, &floors[i], &out->floor);
        pass_engine(setting, setting->processor, &alerts, &out->last);
        engines[i] = out->last.us;
    }
    out->floor_us = median_of(floors, BENCH_RUNS);
    out->engine_us = median_of(engines, BENCH_RUNS);
    out->floor_spread = spread_of(floors, BENCH_RUNS);
    out->engine_spread = spread_of(engines, BENCH_RUNS);
    buf_clear(&alerts);
}

int child_run(char *const argv[], struct child_usage *usage)
{
    double begin = wall_seconds();
    pid_t pid = fork();
    if (pid < 0)
        die("fork");
    if (pid == 0) {
        int null = open("/dev/null", O_WRONLY);
        dup2(null, STDOUT_FILENO);
        execv(argv[0], argv);
        _exit(127);
    }
    int status;
    struct rusage rusage;
    if (wait4(pid, &status, 0, &rusage) < 0)
        die("wait");
    usage->wall_seconds = wall_seconds() - begin;
    usage->cpu_seconds = (double)rusage.ru_utime.tv_sec + (double)rusage.ru_utime.tv_usec / 1e6 +
                         (double)rusage.ru_stime.tv_sec + (double)rusage.ru_stime.tv_usec / 1e6;
    usage->peak_kib = rusage.ru_maxrss;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
