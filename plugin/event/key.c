#include "event/key.h"

/* `len` bytes of eight; what stands behind is cut off. */
static inline uint64_t head_of(const char *p, size_t len)
{
    static const unsigned char keep[16] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
    uint64_t word, mask;
    memcpy(&word, p, sizeof word);
    if (len >= sizeof word)
        return word;
    memcpy(&mask, keep + sizeof word - len, sizeof mask);
    return word & mask;
}

static inline unsigned slot_of(uint64_t head)
{
    return (unsigned)(head * 0x9E3779B97F4A7C15u >> 57);
}

void key_table_init(struct key_table *table, const char *const *names, unsigned count)
{
    *table = (struct key_table){0};
    for (unsigned i = 0; i < count && i < KEY_MAX; i++) {
        char padded[8] = {0};
        size_t len = strlen(names[i]);
        memcpy(padded, names[i], len < sizeof padded ? len : sizeof padded);
        struct key key = {head_of(padded, len), (uint32_t)len, names[i]};
        unsigned slot = slot_of(key.head);
        while (table->slots[slot])
            slot = (slot + 1) % KEY_SLOTS;
        table->slots[slot] = (uint8_t)(i + 1);
        table->keys[i] = key;
    }
}

/* The index of the key, or KEY_MAX. Reads up to eight bytes behind its beginning, which json.h
 * allows for strings on the tape. */
static inline unsigned key_find(const struct key_table *table, struct str name)
{
    uint64_t head = head_of(name.ptr, name.len);
    for (unsigned slot = slot_of(head); table->slots[slot]; slot = (slot + 1) % KEY_SLOTS) {
        const struct key *key = &table->keys[table->slots[slot] - 1];
        if (key->head == head && key->len == name.len &&
            (name.len <= 8 || memcmp(key->name + 8, name.ptr + 8, name.len - 8) == 0))
            return table->slots[slot] - 1u;
    }
    return KEY_MAX;
}

void key_table_read(const struct key_table *table, const struct json_doc *doc, uint32_t at,
                    struct key_values *out)
{
    out->mask = 0;
    for (uint32_t i = at + 1; json_type(doc, i) != '}'; i = json_next(doc, i + 1)) {
        unsigned key = key_find(table, json_string(doc, i));
        if (key == KEY_MAX)
            continue;
        out->mask |= UINT32_C(1) << key;
        out->at[key] = i + 1;
    }
}
