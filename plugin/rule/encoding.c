#include "rule/encoding.h"

#include "base/buf.h"

/* Decodes one code point of valid UTF-8 and moves *at behind it. */
static uint32_t next_code_point(struct str text, size_t *at)
{
    unsigned char lead = (unsigned char)text.ptr[(*at)++];
    if (lead < 0x80)
        return lead;
    unsigned more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
    uint32_t c = lead & (0x3Fu >> more);
    for (; more && *at < text.len; more--)
        c = c << 6 | ((unsigned char)text.ptr[(*at)++] & 0x3F);
    return c;
}

static void add_unit(struct buf *out, uint32_t unit, bool big_endian)
{
    char high = (char)(unit >> 8), low = (char)(unit & 0xFF);
    buf_add_char(out, big_endian ? high : low);
    buf_add_char(out, big_endian ? low : high);
}

static void encode_utf16(struct buf *out, struct str text, enum wide_encoding wide)
{
    bool big_endian = wide == WIDE_UTF16BE;
    if (wide == WIDE_UTF16)
        add_unit(out, 0xFEFF, big_endian);
    for (size_t at = 0; at < text.len;) {
        uint32_t c = next_code_point(text, &at);
        if (c < 0x10000) {
            add_unit(out, c, big_endian);
        } else {
            add_unit(out, 0xD800 + ((c - 0x10000) >> 10), big_endian);
            add_unit(out, 0xDC00 + ((c - 0x10000) & 0x3FF), big_endian);
        }
    }
}

static void encode_base64(struct buf *out, struct str bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t at = 0; at < bytes.len; at += 3) {
        uint32_t group = 0;
        for (size_t i = 0; i < 3; i++)
            group = group << 8 | (at + i < bytes.len ? (unsigned char)bytes.ptr[at + i] : 0);
        size_t used = bytes.len - at < 3 ? bytes.len - at + 1 : 4;
        for (size_t i = 0; i < 4; i++)
            buf_add_char(out, i < used ? digits[group >> (18 - 6 * i) & 0x3F] : '=');
    }
}

/* The part of the Base64 text that is the same whatever stands around the value, when `offset`
 * bytes of its first group belong to what stands before: characters that mix both are cut off. */
static struct str encode_at_offset(struct arena *arena, struct str bytes, size_t offset)
{
    static const size_t cut_head[] = {0, 2, 3}, cut_tail[] = {0, 3, 2};
    struct buf shifted = {0}, text = {0};
    for (size_t i = 0; i < offset; i++)
        buf_add_char(&shifted, '\0');
    buf_add(&shifted, bytes);
    encode_base64(&text, buf_str(&shifted));
    size_t cut = cut_head[offset] + cut_tail[shifted.len % 3];
    struct str whole = buf_str(&text), fixed = {0};
    if (whole.len > cut)
        fixed = arena_dup(arena, str_head(str_from(whole, cut_head[offset]), whole.len - cut));
    buf_clear(&shifted);
    buf_clear(&text);
    return fixed;
}

const char *encoding_apply(struct arena *arena, struct str text, const struct modifiers *modifiers,
                           struct str texts[static ENCODING_TEXTS], size_t *count)
{
    const char *wrong = NULL;
    struct buf wide = {0}, base64 = {0};
    struct str bytes = text;
    size_t bad, n = 1;
    if (modifiers->wide != WIDE_NONE) {
        encode_utf16(&wide, text, modifiers->wide);
        bytes = buf_str(&wide);
    }
    switch (modifiers->base64) {
    case BASE64_NONE:
        texts[0] = arena_dup(arena, bytes);
        if (!str_is_utf8(bytes, &bad))
            wrong = "the encoded value is no text (not UTF-8), so no field can hold it; UTF-16 is "
                    "for what base64 or base64offset encodes behind it";
        break;
    case BASE64_PLAIN:
        encode_base64(&base64, bytes);
        texts[0] = arena_dup(arena, buf_str(&base64));
        break;
    case BASE64_OFFSET:
        for (n = 0; n < 3; n++) {
            texts[n] = encode_at_offset(arena, bytes, n);
            if (texts[n].len == 0)
                wrong = "the value is too short for base64offset: at some offset nothing of it "
                        "is left";
        }
        break;
    }
    buf_clear(&wide);
    buf_clear(&base64);
    if (!wrong)
        *count = n;
    return wrong;
}
