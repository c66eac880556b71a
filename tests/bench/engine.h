/* Running generated events through the floor and through the whole engine. */
#ifndef BENCH_ENGINE_H
#define BENCH_ENGINE_H

#include "engine/processor.h"
#include "figures.h"
#include "floor.h"
#include "generate.h"

/* Rules, events, the engine and the floor of one setting. */
struct setting {
    struct generate_spec spec;
    struct generated_events events;
    char folder[64]; /* of the generated rules; removed at the end */
    double load_seconds, load_cpu_seconds;
    struct ruleset *ruleset;
    struct processor *processor;
    struct floor_bench *floor;
    char **literals;
};

/* Ends the program with a message when something fails. */
void setting_init(struct setting *setting, const struct generate_spec *spec);
void setting_clear(struct setting *setting);

/* CPU microseconds of this thread. */
double cpu_us(void);

struct pass {
    double us;                         /* CPU an event */
    uint64_t alerts, rejects, mallocs; /* of the whole pass */
};
void pass_floor(struct setting *setting, double *us, struct floor_result *result);
void pass_engine(struct setting *setting, struct processor *processor, struct buf *out,
                 struct pass *pass);

/* Calls of malloc, calloc and realloc so far in this process. */
uint64_t malloc_calls(void);

enum { BENCH_RUNS = 5 };
struct comparison {
    double floor_us, engine_us, floor_spread, engine_spread;
    struct pass last;
    struct floor_result floor;
};
/* One pass of each to warm up, then BENCH_RUNS of each in turn. */
void compare(struct setting *setting, struct comparison *out);

/* Program, arguments and standard output to /dev/null; CPU seconds and peak memory. Returns the
 * exit status. */
struct child_usage {
    double cpu_seconds, wall_seconds;
    long peak_kib;
};
int child_run(char *const argv[], struct child_usage *usage);

#endif
