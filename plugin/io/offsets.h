/* Which offset of a partition may be stored: every record up to it is finished, contiguously.
 * Pure bookkeeping, no Kafka: a ring of what is in flight. Not thread-safe. */
#ifndef INTERDICT_IO_OFFSETS_H
#define INTERDICT_IO_OFFSETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct offsets;
struct offsets *offsets_new(void);
void offsets_free(struct offsets *offsets);

/* A record of so many bytes was taken from the partition; offsets only rise, gaps are normal. It
 * is finished when `pending` outputs (0 or more) have been acknowledged. Returns its sequence for
 * offsets_done. */
uint64_t offsets_begin(struct offsets *offsets, int64_t offset, uint32_t pending, size_t bytes);

/* So many outputs more were sent for that record, which is not yet finished. */
void offsets_add(struct offsets *offsets, uint64_t sequence, uint32_t pending);

/* One output of that record was acknowledged. */
void offsets_done(struct offsets *offsets, uint64_t sequence);

/* If the contiguous end rose since the last call: true, and the next offset to read. */
bool offsets_next(struct offsets *offsets, int64_t *next);

/* Records from the first unfinished one on, finished or not, and their bytes. */
size_t offsets_in_flight(const struct offsets *offsets);
size_t offsets_bytes(const struct offsets *offsets);

#endif
