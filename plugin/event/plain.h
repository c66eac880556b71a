/* The look at text that is ASCII and normal already: nearly all of it, so it has to cost next to
 * nothing. Eight bytes at a time. */
#ifndef INTERDICT_EVENT_PLAIN_H
#define INTERDICT_EVENT_PLAIN_H

#include <endian.h>

#include "base/str.h"

#define PLAIN_ONES  UINT64_C(0x0101010101010101)
#define PLAIN_HIGHS UINT64_C(0x8080808080808080)

/* Has high bits where a byte is no printable ASCII character; none if there is no such byte. A
 * borrow or a carry can only start in a byte that is itself one. */
static inline uint64_t plain_others(uint64_t w)
{
    return (w | (w + PLAIN_ONES) | (w - PLAIN_ONES * ' ')) & PLAIN_HIGHS;
}

/* The high bit of each byte that is a space; right where there are no others. */
static inline uint64_t plain_spaces(uint64_t w)
{
    return (PLAIN_HIGHS - (w ^ PLAIN_ONES * ' ')) & PLAIN_HIGHS;
}

static inline uint64_t plain_load8(const char *p)
{
    uint64_t w;
    memcpy(&w, p, sizeof w);
    return le64toh(w);
}

static inline uint64_t plain_load4(const char *p)
{
    uint32_t w;
    memcpy(&w, p, sizeof w);
    return le32toh(w);
}

/* One to seven bytes, the rest filled with '!'. */
static inline uint64_t plain_load_short(struct str s)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    uint64_t w = s.len >= 4 ? plain_load4(s.ptr) | plain_load4(s.ptr + s.len - 4) << 8 * (s.len - 4)
                            : p[0] | (uint64_t)p[s.len / 2] << 8 * (s.len / 2) |
                                  (uint64_t)p[s.len - 1] << 8 * (s.len - 1);
    return w | (PLAIN_ONES * '!') << 8 * s.len;
}

/* Printable ASCII without a space at either end or two in a row. */
static inline bool text_is_plain(struct str s)
{
    if (s.len == 0)
        return true;
    if (s.len < 8) {
        uint64_t w = plain_load_short(s), z = plain_spaces(w);
        return (plain_others(w) | (z & (z << 8 | 0x80)) | (z >> (8 * s.len - 1) & 1)) == 0;
    }
    uint64_t before = 0x80; /* of the last byte before, as a space's high bit */
    size_t i = 0;
    for (; i + 8 < s.len; i += 8) {
        uint64_t w = plain_load8(s.ptr + i), z = plain_spaces(w);
        if (plain_others(w) | (z & (z << 8 | before)))
            return false;
        before = z >> 56;
    }
    /* The last eight bytes overlap those before, unless they begin where those end. */
    uint64_t w = plain_load8(s.ptr + s.len - 8), z = plain_spaces(w);
    if (i + 8 > s.len)
        before = 0;
    return (plain_others(w) | (z & (z << 8 | before)) | z >> 63) == 0;
}

#endif
