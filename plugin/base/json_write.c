#include "base/json_write.h"

static void separate(struct json_writer *w)
{
    if (w->comma)
        buf_add_char(w->out, ',');
    w->comma = true;
}

void json_open(struct json_writer *w, char bracket)
{
    separate(w);
    buf_add_char(w->out, bracket);
    w->comma = false;
}

void json_close(struct json_writer *w, char bracket)
{
    buf_add_char(w->out, bracket);
    w->comma = true;
}

void json_key(struct json_writer *w, const char *key)
{
    struct str text = str_of(key);
    struct buf *out = w->out;
    buf_reserve(out, text.len + 4);
    char *p = out->ptr + out->len;
    if (w->comma)
        *p++ = ',';
    *p++ = '"';
    memcpy(p, text.ptr, text.len);
    p += text.len;
    *p++ = '"';
    *p++ = ':';
    out->len = (size_t)(p - out->ptr);
    w->comma = false;
}

/* How a byte is written: 0 as it is, 'u' as \u00XX, 1 part of UTF-8 to check, else \ and it. */
static const unsigned char escapes[256] = {
    [0] = 'u',    [1] = 'u',    [2] = 'u',    [3] = 'u',     [4] = 'u',    [5] = 'u',
    [6] = 'u',    [7] = 'u',    ['\b'] = 'b', ['\t'] = 't',  ['\n'] = 'n', [11] = 'u',
    ['\f'] = 'f', ['\r'] = 'r', [14] = 'u',   [15] = 'u',    [16] = 'u',   [17] = 'u',
    [18] = 'u',   [19] = 'u',   [20] = 'u',   [21] = 'u',    [22] = 'u',   [23] = 'u',
    [24] = 'u',   [25] = 'u',   [26] = 'u',   [27] = 'u',    [28] = 'u',   [29] = 'u',
    [30] = 'u',   [31] = 'u',   ['"'] = '"',  ['\\'] = '\\', [127] = 'u',  [0x80 ... 0xFF] = 1,
};

/* Whether none of eight bytes needs a look of its own; a carry between bytes may only say no. */
static bool word_is_plain(const char *p)
{
    const uint64_t ones = 0x0101010101010101ull, tops = 0x80 * ones;
    uint64_t word, odd;
    memcpy(&word, p, sizeof word);
    odd = (word - 0x20 * ones) & ~word; /* below a space */
    odd |= ((word ^ '"' * ones) - ones) | ((word ^ '\\' * ones) - ones);
    odd |= ((word ^ 0x7F * ones) - ones) | word;
    return (odd & tops) == 0;
}

/* Most text needs no escape: eight bytes a step, then the table. */
static size_t skip_plain(struct str text, size_t at)
{
    while (text.len - at >= 8 && word_is_plain(text.ptr + at))
        at += 8;
    if (text.len - at < 8 && text.len >= 8 && word_is_plain(text.ptr + text.len - 8))
        return text.len;
    while (at < text.len && escapes[(unsigned char)text.ptr[at]] == 0)
        at++;
    return at;
}

void json_escape(struct buf *out, struct str text)
{
    static const char digits[] = "0123456789abcdef";
    size_t bad = text.len, from = 0;
    bool checked = false;
    for (size_t i = skip_plain(text, 0); i < text.len; i = skip_plain(text, i + 1)) {
        unsigned char c = (unsigned char)text.ptr[i], how = escapes[c];
        if (how == 1) {
            if (!checked) { /* once per text; after a bad byte, from there on again */
                struct str rest = str_from(text, i);
                bad = str_is_utf8(rest, &bad) ? text.len : i + bad;
                checked = true;
            }
            if (i != bad)
                continue;
            checked = false;
        }
        buf_add(out, (struct str){text.ptr + from, i - from});
        from = i + 1;
        if (how == 1) {
            buf_add(out, STR("\xEF\xBF\xBD"));
        } else if (how == 'u') {
            char code[] = {'\\', 'u', '0', '0', digits[c >> 4], digits[c & 15]};
            buf_add(out, (struct str){code, sizeof code});
        } else {
            char code[] = {'\\', (char)how};
            buf_add(out, (struct str){code, sizeof code});
        }
    }
    buf_add(out, (struct str){text.ptr + from, text.len - from});
}

void json_str(struct json_writer *w, struct str value)
{
    struct buf *out = w->out;
    buf_reserve(out, value.len + 3); /* enough when nothing needs an escape */
    separate(w);
    out->ptr[out->len++] = '"';
    json_escape(out, value);
    buf_add_char(out, '"');
}

void json_i64(struct json_writer *w, int64_t value)
{
    separate(w);
    buf_add_i64(w->out, value);
}

void json_bool(struct json_writer *w, bool value)
{
    json_raw(w, value ? STR("true") : STR("false"));
}

void json_null(struct json_writer *w)
{
    json_raw(w, STR("null"));
}

void json_raw(struct json_writer *w, struct str json)
{
    separate(w);
    buf_add(w->out, json);
}

void json_field_str(struct json_writer *w, const char *key, struct str value)
{
    json_key(w, key);
    json_str(w, value);
}

void json_field_opt(struct json_writer *w, const char *key, struct str value)
{
    if (value.ptr)
        json_field_str(w, key, value);
}

void json_field_i64(struct json_writer *w, const char *key, int64_t value)
{
    json_key(w, key);
    json_i64(w, value);
}

void json_field_bool(struct json_writer *w, const char *key, bool value)
{
    json_key(w, key);
    json_bool(w, value);
}
