/* A growing byte buffer. Reused from event to event it stops asking for memory. */
#ifndef INTERDICT_BASE_BUF_H
#define INTERDICT_BASE_BUF_H

#include <stdint.h>

#include "base/str.h"

struct buf {
    char *ptr; /* owned; not NUL-terminated */
    size_t len, cap;
};

void buf_clear(struct buf *buf); /* frees; an all-zero buf is valid and empty */
void buf_reserve(struct buf *buf, size_t more);

static inline void buf_reset(struct buf *buf)
{
    buf->len = 0;
}

static inline struct str buf_str(const struct buf *buf)
{
    return (struct str){buf->ptr, buf->len};
}

static inline void buf_add(struct buf *buf, struct str s)
{
    if (s.len == 0)
        return;
    if (buf->cap - buf->len < s.len)
        buf_reserve(buf, s.len);
    memcpy(buf->ptr + buf->len, s.ptr, s.len);
    buf->len += s.len;
}

static inline void buf_add_char(struct buf *buf, char c)
{
    if (buf->len == buf->cap)
        buf_reserve(buf, 1);
    buf->ptr[buf->len++] = c;
}

void buf_add_i64(struct buf *buf, int64_t value);
__attribute__((format(printf, 2, 3))) void buf_printf(struct buf *buf, const char *format, ...);

#endif
