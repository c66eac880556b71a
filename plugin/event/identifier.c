/* Identifiers that people and machines spell in several ways. */
#include "event/text.h"

enum { MAC_MAX_BYTES = 8 };

/* The lower-case hex digit, or '\0'. */
static char hex_digit(char c)
{
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))
        return c;
    return c >= 'A' && c <= 'F' ? (char)(c + 32) : '\0';
}

/* Reads `digits` hex digits at the front of *s into out; false leaves *s alone. */
static bool take_hex(struct str *s, size_t digits, char *out)
{
    if (s->len < digits)
        return false;
    for (size_t i = 0; i < digits; i++)
        if (!(out[i] = hex_digit(s->ptr[i])))
            return false;
    *s = str_from(*s, digits);
    return true;
}

/* Groups of `size` hex digits with `separator` between them ('\0': one group); the number of
 * digits, or 0 if the text is anything else. */
static size_t read_groups(struct str s, size_t size, char separator,
                          char digits[static 2 * MAC_MAX_BYTES])
{
    size_t n = 0;
    for (;;) {
        if (n + size > 2 * MAC_MAX_BYTES || !take_hex(&s, size, digits + n))
            return 0;
        n += size;
        if (s.len == 0)
            return n;
        if (s.ptr[0] != separator)
            return 0;
        s = str_from(s, 1);
    }
}

static size_t read_mac(struct str s, char digits[static 2 * MAC_MAX_BYTES])
{
    if (s.len == 6 || s.len == 12 || s.len == 16) { /* 6: a maker's prefix */
        size_t n = read_groups(s, s.len, '\0', digits);
        if (n)
            return n;
    }
    if (s.len > 2 && (s.ptr[2] == ':' || s.ptr[2] == '-'))
        return read_groups(s, 2, s.ptr[2], digits);
    if (s.len > 4 && s.ptr[4] == '.')
        return read_groups(s, 4, '.', digits);
    return 0;
}

static struct str spell_mac(struct arena *arena, struct str text)
{
    char digits[2 * MAC_MAX_BYTES];
    size_t n = read_mac(text, digits);
    if (n == 0)
        return text;
    char *out = arena_alloc(arena, n / 2 * 3), *p = out;
    for (size_t i = 0; i < n; i += 2) {
        if (i)
            *p++ = ':';
        *p++ = digits[i];
        *p++ = digits[i + 1];
    }
    return (struct str){out, (size_t)(p - out)};
}

/* Four hex digits, perhaps behind "0x". */
static bool take_id(struct str *s, char out[static 4])
{
    struct str rest = *s;
    if (rest.len >= 2 && rest.ptr[0] == '0' && (rest.ptr[1] | 0x20) == 'x')
        rest = str_from(rest, 2);
    if (!take_hex(&rest, 4, out))
        return false;
    *s = rest;
    return true;
}

/* "VEN_19E5" anywhere in the text. */
static bool find_id(struct str s, const char *prefix, char out[static 4])
{
    struct str word = str_of(prefix);
    for (size_t i = 0; i + word.len + 4 <= s.len; i++) {
        struct str rest = str_from(s, i + word.len);
        if (str_eq_nocase((struct str){s.ptr + i, word.len}, word) && take_hex(&rest, 4, out))
            return true;
    }
    return false;
}

static struct str spell_device_id(struct arena *arena, struct str text)
{
    char id[9] = {[4] = ':'};
    size_t len = 4;
    struct str rest = text;
    if (rest.len > 2 && rest.ptr[0] == '[' && rest.ptr[rest.len - 1] == ']') /* as lspci -nn */
        rest = (struct str){rest.ptr + 1, rest.len - 2};
    if (take_id(&rest, id)) {
        if (rest.len > 0 && rest.ptr[0] == ':') {
            rest = str_from(rest, 1);
            len = take_id(&rest, id + 5) ? 9 : 0;
        }
        if (rest.len > 0)
            return text;
    } else if (find_id(text, "VEN_", id)) {
        len = find_id(text, "DEV_", id + 5) ? 9 : 4;
    } else if (find_id(text, "VID_", id)) {
        len = find_id(text, "PID_", id + 5) ? 9 : 4;
    } else {
        return text;
    }
    return len ? arena_dup(arena, (struct str){id, len}) : text;
}

struct str text_normalise_field(struct arena *arena, enum field field, struct str raw)
{
    struct str text = text_normalise(arena, raw);
    switch (field) {
    case FIELD_MAC:
        return spell_mac(arena, text);
    case FIELD_PCI_ID:
    case FIELD_USB_ID:
        return spell_device_id(arena, text);
    default:
        return text;
    }
}
