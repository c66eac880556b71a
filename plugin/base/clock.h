/* Time is handed in: libraries never read the clock themselves, tests decide what time it is. */
#ifndef INTERDICT_BASE_CLOCK_H
#define INTERDICT_BASE_CLOCK_H

#include <stdint.h>

struct clock_source {
    int64_t (*wall_ms)(void *ctx);      /* since the epoch, UTC */
    int64_t (*monotonic_us)(void *ctx); /* from any start, never back */
    void *ctx;
    int64_t (*thread_us)(void *ctx); /* processor time of the calling thread; may be NULL */
};

/* The machine's clocks. Only cli/ and tests take it; everyone else is given a source. */
extern const struct clock_source clock_system;

static inline int64_t clock_wall_ms(const struct clock_source *clock)
{
    return clock->wall_ms(clock->ctx);
}

static inline int64_t clock_monotonic_us(const struct clock_source *clock)
{
    return clock->monotonic_us(clock->ctx);
}

/* Without a clock of its own for that, time that passes is time that is used. */
static inline int64_t clock_thread_us(const struct clock_source *clock)
{
    return clock->thread_us ? clock->thread_us(clock->ctx) : clock->monotonic_us(clock->ctx);
}

#endif
