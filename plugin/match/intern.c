#include "match/intern.h"

#include "base/mem.h"

static uint64_t hash(struct str text)
{
    uint64_t h = 0xCBF29CE484222325u; /* FNV-1a */
    for (size_t i = 0; i < text.len; i++)
        h = (h ^ (unsigned char)text.ptr[i]) * 0x100000001B3u;
    return h ^ h >> 32;
}

void intern_clear(struct intern *intern)
{
    mem_free(intern->items);
    mem_free(intern->slots);
    *intern = (struct intern){0};
}

static void grow(struct intern *intern)
{
    size_t count = intern->slot_count ? intern->slot_count * 2 : 64;
    mem_free(intern->slots);
    intern->slots = mem_zalloc(count * sizeof *intern->slots);
    intern->slot_count = count;
    for (uint32_t i = 0; i < intern->count; i++) {
        size_t at = hash(intern->items[i]) & (count - 1);
        while (intern->slots[at])
            at = (at + 1) & (count - 1);
        intern->slots[at] = i + 1;
    }
}

uint32_t intern_add(struct intern *intern, struct str text, bool *is_new)
{
    if (intern->count * 2 >= intern->slot_count)
        grow(intern);
    size_t at = hash(text) & (intern->slot_count - 1);
    for (; intern->slots[at]; at = (at + 1) & (intern->slot_count - 1)) {
        if (str_eq(intern->items[intern->slots[at] - 1], text)) {
            if (is_new)
                *is_new = false;
            return intern->slots[at] - 1;
        }
    }
    intern->items = mem_grow(intern->items, &intern->cap, intern->count, sizeof *intern->items);
    intern->items[intern->count] = text;
    intern->slots[at] = ++intern->count;
    if (is_new)
        *is_new = true;
    return intern->count - 1;
}
