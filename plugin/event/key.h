/* The keys that an object may have, found by their first eight bytes: the fastest step of decoding
 * must not depend on how many there are. */
#ifndef INTERDICT_EVENT_KEY_H
#define INTERDICT_EVENT_KEY_H

#include "event/json.h"

enum { KEY_MAX = 32, KEY_SLOTS = 128 };

struct key {
    uint64_t head; /* the first eight bytes, zeros behind a shorter name */
    uint32_t len;
    const char *name; /* borrowed */
};

struct key_table {
    uint8_t slots[KEY_SLOTS]; /* 1 + index into keys; 0 is free */
    struct key keys[KEY_MAX];
};

/* Tape indexes of the values of the known keys of one object. */
struct key_values {
    uint32_t mask;        /* bit i: key i is there */
    uint32_t at[KEY_MAX]; /* only where its bit is set */
};

/* `names` are borrowed; at most KEY_MAX. */
void key_table_init(struct key_table *table, const char *const *names, unsigned count);

/* Looks through the object at `at`. The last one wins where a key stands twice. */
void key_table_read(const struct key_table *table, const struct json_doc *doc, uint32_t at,
                    struct key_values *out);

#endif
