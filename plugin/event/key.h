/* The keys that an object may have, found by their first eight bytes with one look: the most
 * frequent step of decoding. */
#ifndef INTERDICT_EVENT_KEY_H
#define INTERDICT_EVENT_KEY_H

#include "event/json.h"

enum { KEY_MAX = 32, KEY_SLOT_BITS = 7 };

struct key {
    uint64_t head; /* the first eight bytes, zeros behind a shorter name */
    uint64_t tail; /* of a longer name, the last eight */
    uint32_t len, index;
    const char *name; /* borrowed; NULL where the slot is free */
};

/* Perfect: the multiplier is such that each name has a slot of its own. */
struct key_table {
    uint64_t multiplier;
    struct key slots[1 << KEY_SLOT_BITS];
};

/* Tape indexes of the values of the known keys of one object. */
struct key_values {
    uint32_t mask, count; /* bit i: key i is there; how many there are, twice the same ones too */
    uint32_t at[KEY_MAX]; /* only where its bit is set */
};

/* `names` are borrowed, and differ in their first or last eight bytes or their length; at most
 * KEY_MAX. */
void key_table_init(struct key_table *table, const char *const *names, unsigned count);

/* Looks through the object at `at`. The last one wins where a key stands twice. */
void key_table_read(const struct key_table *table, const struct json_doc *doc, uint32_t at,
                    struct key_values *out);

#endif
