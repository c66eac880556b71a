/* Bump allocation with one lifetime: what one event, or one loaded file, needs. Not thread-safe.
 * After a warm-up a reset arena serves events without asking malloc for anything. */
#ifndef INTERDICT_BASE_ARENA_H
#define INTERDICT_BASE_ARENA_H

#include <stddef.h>

#include "base/str.h"

struct arena_block;

struct arena {
    struct arena_block *first, *current;
    size_t block_bytes;
};

void arena_init(struct arena *arena, size_t block_bytes);
void arena_clear(struct arena *arena); /* gives all memory back */

/* Forgets the contents and keeps the memory, up to `keep` bytes, so that one huge event does not
 * stay in memory for ever. */
void arena_reset(struct arena *arena, size_t keep);

/* Aligned for any type; uninitialised. Lives until reset or clear. */
void *arena_alloc(struct arena *arena, size_t bytes);
void *arena_zalloc(struct arena *arena, size_t bytes);

#define ARENA_ARRAY(arena, type, n) ((type *)arena_alloc((arena), (n) * sizeof(type)))
#define ARENA_NEW(arena, type)      ((type *)arena_zalloc((arena), sizeof(type)))

/* Copies with a NUL behind, so that .ptr is a C string as well. */
struct str arena_dup(struct arena *arena, struct str s);

__attribute__((format(printf, 2, 3))) struct str arena_printf(struct arena *arena,
                                                              const char *format, ...);

#endif
