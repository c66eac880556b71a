#include "io/offsets.h"

#include "base/mem.h"

enum { RING_FIRST = 256 };

struct slot {
    int64_t offset;
    size_t bytes;
    uint32_t pending;
};

/* Slots from `head` (the first unfinished record) up to `tail`, both ever-rising sequences; the
 * slot of a sequence is its remainder by the capacity, a power of two. */
struct offsets {
    struct slot *ring; /* owned */
    size_t cap;
    uint64_t head, tail;
    size_t bytes;
    int64_t next;
    bool rose;
};

struct offsets *offsets_new(void)
{
    struct offsets *offsets = mem_zalloc(sizeof *offsets);
    offsets->cap = RING_FIRST;
    offsets->ring = mem_resize(NULL, offsets->cap, sizeof *offsets->ring);
    return offsets;
}

void offsets_free(struct offsets *offsets)
{
    if (!offsets)
        return;
    mem_free(offsets->ring);
    mem_free(offsets);
}

static struct slot *slot_at(struct offsets *offsets, uint64_t sequence)
{
    return &offsets->ring[sequence & (offsets->cap - 1)];
}

static void ring_double(struct offsets *offsets)
{
    struct slot *ring = mem_resize(NULL, offsets->cap * 2, sizeof *ring);
    for (uint64_t i = offsets->head; i != offsets->tail; i++)
        ring[i & (offsets->cap * 2 - 1)] = *slot_at(offsets, i);
    mem_free(offsets->ring);
    offsets->ring = ring;
    offsets->cap *= 2;
}

static void advance(struct offsets *offsets)
{
    while (offsets->head != offsets->tail) {
        const struct slot *slot = slot_at(offsets, offsets->head);
        if (slot->pending)
            return;
        offsets->next = slot->offset + 1;
        offsets->rose = true;
        offsets->bytes -= slot->bytes;
        offsets->head++;
    }
}

uint64_t offsets_begin(struct offsets *offsets, int64_t offset, uint32_t pending, size_t bytes)
{
    if (offsets->tail - offsets->head == offsets->cap)
        ring_double(offsets);
    uint64_t sequence = offsets->tail++;
    *slot_at(offsets, sequence) = (struct slot){offset, bytes, pending};
    offsets->bytes += bytes;
    if (pending == 0 && sequence == offsets->head)
        advance(offsets);
    return sequence;
}

void offsets_add(struct offsets *offsets, uint64_t sequence, uint32_t pending)
{
    slot_at(offsets, sequence)->pending += pending;
}

void offsets_done(struct offsets *offsets, uint64_t sequence)
{
    if (--slot_at(offsets, sequence)->pending == 0 && sequence == offsets->head)
        advance(offsets);
}

bool offsets_next(struct offsets *offsets, int64_t *next)
{
    if (!offsets->rose)
        return false;
    offsets->rose = false;
    *next = offsets->next;
    return true;
}

size_t offsets_in_flight(const struct offsets *offsets)
{
    return (size_t)(offsets->tail - offsets->head);
}

size_t offsets_bytes(const struct offsets *offsets)
{
    return offsets->bytes;
}
