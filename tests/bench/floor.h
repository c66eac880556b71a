/* The floor that everything is compared with: parse, collect the texts, one literal pass, written
 * as plainly as can be and sharing no code with the engine. */
#ifndef BENCH_FLOOR_H
#define BENCH_FLOOR_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct floor_bench;

/* Aborts when the literals cannot be compiled. */
struct floor_bench *floor_new(char **literals, size_t count);
void floor_free(struct floor_bench *bench);

struct floor_result {
    uint64_t text_bytes, hits, events_hit;
};

/* Bytes beyond the event must be readable (simdjson's padding). */
void floor_run(struct floor_bench *bench, const char *event, size_t len,
               struct floor_result *result);

#ifdef __cplusplus
}
#endif

#endif
