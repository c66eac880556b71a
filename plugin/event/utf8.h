/* One code point in, one out; for event/'s own files. */
#ifndef INTERDICT_EVENT_UTF8_H
#define INTERDICT_EVENT_UTF8_H

#include <utf8proc.h>

#include "base/str.h"

enum { UTF8_REPLACEMENT = 0xFFFD, UTF8_MAX_BYTES = 4 };

/* The code point at `at` (which is < s.len) and its length; U+FFFD and 1 for an invalid byte. */
static inline int32_t utf8_get(struct str s, size_t at, size_t *len)
{
    unsigned char lead = (unsigned char)s.ptr[at];
    if (lead < 0x80) {
        *len = 1;
        return lead;
    }
    int32_t c;
    utf8proc_ssize_t n =
        utf8proc_iterate((const utf8proc_uint8_t *)s.ptr + at, (utf8proc_ssize_t)(s.len - at), &c);
    if (n <= 0) {
        *len = 1;
        return UTF8_REPLACEMENT;
    }
    *len = (size_t)n;
    return c;
}

/* Writes `c`, a scalar value, and returns its length. */
static inline size_t utf8_put(int32_t c, char *out)
{
    if (c < 0x80) {
        *out = (char)c;
        return 1;
    }
    return (size_t)utf8proc_encode_char(c, (utf8proc_uint8_t *)out);
}

#endif
