#include "event/key.h"

#include <endian.h>

/* The first eight bytes; what stands behind the end is cut off. */
static inline uint64_t head_of(const char *p, size_t len)
{
    uint64_t word;
    memcpy(&word, p, sizeof word);
    word = le64toh(word);
    return len < sizeof word ? word & ((UINT64_C(1) << 8 * len) - 1) : word;
}

/* The last eight bytes of a longer name. */
static inline uint64_t tail_of(const char *p, size_t len)
{
    return len > sizeof(uint64_t) ? head_of(p + len - sizeof(uint64_t), sizeof(uint64_t)) : 0;
}

static inline unsigned slot_of(uint64_t multiplier, uint64_t head, uint64_t tail, size_t len)
{
    return (unsigned)((head + 3 * tail + len) * multiplier >> (64 - KEY_SLOT_BITS));
}

static bool place(struct key_table *table, const char *const *names, unsigned count)
{
    memset(table->slots, 0, sizeof table->slots);
    for (unsigned i = 0; i < count; i++) {
        char padded[sizeof(uint64_t)] = {0};
        uint32_t len = (uint32_t)strlen(names[i]);
        memcpy(padded, names[i], len < sizeof padded ? len : sizeof padded);
        struct key key = {head_of(padded, len), tail_of(names[i], len), len, i, names[i]};
        struct key *slot = &table->slots[slot_of(table->multiplier, key.head, key.tail, len)];
        if (slot->name)
            return false;
        *slot = key;
    }
    return true;
}

void key_table_init(struct key_table *table, const char *const *names, unsigned count)
{
    table->multiplier = 0x9E3779B97F4A7C15u; /* odd, and every further one too */
    while (!place(table, names, count))
        table->multiplier += 0xD1B54A32D192ED02u;
}

/* The slot of the key, or one with another name. Reads up to eight bytes behind its beginning,
 * which json.h allows for strings on the tape. */
static inline const struct key *key_find(const struct key_table *table, struct str name)
{
    uint64_t head = head_of(name.ptr, name.len), tail = tail_of(name.ptr, name.len);
    const struct key *key = &table->slots[slot_of(table->multiplier, head, tail, name.len)];
    if (key->head != head || key->tail != tail || key->len != name.len || !key->name)
        return NULL;
    if (name.len > 16 && memcmp(key->name + 8, name.ptr + 8, name.len - 16) != 0)
        return NULL;
    return key;
}

void key_table_read(const struct key_table *table, const struct json_doc *doc, uint32_t at,
                    struct key_values *out)
{
    uint32_t mask = 0, count = 0;
    for (at++; json_type(doc, at) != '}'; at = json_next(doc, at + 1)) {
        const struct key *key = key_find(table, json_string(doc, at));
        if (!key)
            continue;
        mask |= UINT32_C(1) << key->index;
        out->at[key->index] = at + 1;
        count++;
    }
    out->mask = mask;
    out->count = count;
}
