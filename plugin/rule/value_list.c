#include "rule/value_list.h"

#include "base/buf.h"
#include "base/mem.h"
#include "event/text.h"
#include "rule/value_table.h"

/* Lengths that entries have, as a bit set: a prefix is only looked up where one may end. */
enum { LENGTHS = VALUE_BYTES_MAX + 1, LENGTH_WORDS = LENGTHS / 64 + 1 };

struct slot {
    uint64_t hash;
    uint32_t at, len; /* of the entry in `bytes`; len 0: free */
};

struct value_list {
    struct str name; /* borrowed from the word list */
    struct buf bytes;
    struct slot *slots;
    size_t mask, count;
    uint64_t lengths[LENGTH_WORDS];
};

/* FNV-1a: takes one byte at a time, so that the hashes of all prefixes of a key are the steps of
 * one run. */
static inline uint64_t hash_step(uint64_t hash, char c)
{
    return (hash ^ (unsigned char)c) * 0x100000001B3ull;
}

static const uint64_t hash_start = 0xCBF29CE484222325ull;

static uint64_t hash_of(struct str key)
{
    uint64_t hash = hash_start;
    for (size_t i = 0; i < key.len; i++)
        hash = hash_step(hash, key.ptr[i]);
    return hash;
}

/* FNV's low bits are weak for short keys: the slot is chosen by mixed ones. */
static size_t slot_of(const struct value_list *list, uint64_t hash)
{
    return (hash ^ hash >> 29 ^ hash >> 43) & list->mask;
}

static struct slot *find(const struct value_list *list, struct str key, uint64_t hash)
{
    size_t at = slot_of(list, hash);
    for (;; at = (at + 1) & list->mask) {
        struct slot *slot = &list->slots[at];
        if (slot->len == 0)
            return slot;
        if (slot->hash == hash && slot->len == key.len &&
            memcmp(list->bytes.ptr + slot->at, key.ptr, key.len) == 0)
            return slot;
    }
}

static void add(struct value_list *list, struct str key)
{
    if (key.len == 0 || key.len > VALUE_BYTES_MAX)
        return;
    uint64_t hash = hash_of(key);
    struct slot *slot = find(list, key, hash);
    if (slot->len)
        return;
    *slot = (struct slot){hash, (uint32_t)list->bytes.len, (uint32_t)key.len};
    buf_add(&list->bytes, key);
    list->lengths[key.len / 64] |= 1ull << key.len % 64;
    list->count++;
}

struct value_list *value_list_new(struct str name, const struct str *words, size_t count,
                                  enum field like, bool cased)
{
    struct value_list *list = mem_zalloc(sizeof *list);
    struct arena scratch;
    struct buf folded = {0};
    size_t slots = 16;
    while (slots < count * 2)
        slots *= 2;
    list->name = name;
    list->slots = mem_resize(NULL, slots, sizeof *list->slots);
    memset(list->slots, 0, slots * sizeof *list->slots);
    list->mask = slots - 1;
    arena_init(&scratch, 4096);
    for (size_t i = 0; i < count; i++) {
        struct str word = words[i];
        if (like != FIELD_RAW)
            word = text_normalise_field(&scratch, like, word);
        if (!cased) {
            buf_reset(&folded);
            text_simple_fold(&folded, word);
            word = buf_str(&folded);
        }
        add(list, word);
        arena_reset(&scratch, 4096);
    }
    arena_clear(&scratch);
    buf_clear(&folded);
    return list;
}

void value_list_free(struct value_list *list)
{
    if (!list)
        return;
    buf_clear(&list->bytes);
    mem_free(list->slots);
    mem_free(list);
}

bool value_list_has(const struct value_list *list, struct str key)
{
    return key.len && key.len <= VALUE_BYTES_MAX && find(list, key, hash_of(key))->len;
}

bool value_list_has_prefix(const struct value_list *list, struct str key, size_t *length)
{
    uint64_t hash = hash_start;
    size_t most = key.len < VALUE_BYTES_MAX ? key.len : VALUE_BYTES_MAX;
    for (size_t len = 1; len <= most; len++) {
        hash = hash_step(hash, key.ptr[len - 1]);
        if (!(list->lengths[len / 64] >> len % 64 & 1))
            continue;
        if (find(list, str_head(key, len), hash)->len) {
            *length = len;
            return true;
        }
    }
    return false;
}

struct str value_list_name(const struct value_list *list)
{
    return list->name;
}

size_t value_list_count(const struct value_list *list)
{
    return list->count;
}

size_t value_list_memory(const struct value_list *list)
{
    return sizeof *list + list->bytes.cap + (list->mask + 1) * sizeof *list->slots;
}
