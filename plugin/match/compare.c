#include "match/compare.h"

#include "base/fault.h"

#include <arpa/inet.h>

ptrdiff_t compare_find(enum test_op op, struct str text, struct str needle)
{
    switch (op) {
    case TEST_EQUALS:
        return str_eq(text, needle) ? 0 : -1;
    case TEST_STARTSWITH:
        return str_starts(text, needle) ? 0 : -1;
    case TEST_ENDSWITH:
        return str_ends(text, needle) ? (ptrdiff_t)(text.len - needle.len) : -1;
    default:
        return str_find(text, needle);
    }
}

static size_t char_bytes(struct str text, size_t at)
{
    size_t next = at + 1;
    while (next < text.len && ((unsigned char)text.ptr[next] & 0xC0) == 0x80)
        next++;
    return next - at;
}

bool compare_wildcards(enum test_op op, struct str text, const struct wildcard_piece *pieces,
                       size_t count)
{
    bool open_start = op == TEST_CONTAINS || op == TEST_ENDSWITH;
    bool open_end = op == TEST_CONTAINS || op == TEST_STARTSWITH;
    /* The last run of anything that was passed: where the text is tried again, one character
     * further on, when what stands behind the run does not fit. Only the last one matters. */
    bool has_run = open_start;
    size_t run_piece = 0, run_at = 0;
    size_t piece = 0, at = 0;
    for (;;) {
        if (piece == count && (at == text.len || open_end))
            return true;
        if (piece < count) {
            const struct wildcard_piece *p = &pieces[piece];
            if (p->kind == PIECE_ANY_RUN) {
                has_run = true;
                run_piece = ++piece;
                run_at = at;
                if (piece == count)
                    return true;
                continue;
            }
            if (p->kind == PIECE_ANY_CHAR && at < text.len) {
                at += char_bytes(text, at);
                piece++;
                continue;
            }
            if (p->kind == PIECE_TEXT && str_starts(str_from(text, at), p->text)) {
                at += p->text.len;
                piece++;
                continue;
            }
        }
        if (!has_run || run_at >= text.len)
            return false;
        run_at += char_bytes(text, run_at);
        if (run_piece < count && pieces[run_piece].kind == PIECE_TEXT) {
            ptrdiff_t next = str_find(str_from(text, run_at), pieces[run_piece].text);
            if (next < 0)
                return false;
            run_at += (size_t)next;
        }
        at = run_at;
        piece = run_piece;
    }
}

bool number_parse(struct str text, struct number *out)
{
    struct number made = {0};
    if (str_to_i64(text, &made.integer)) {
        made.whole = true;
        made.value = (double)made.integer;
    } else if (!str_to_double(text, &made.value)) {
        return false;
    }
    *out = made;
    return true;
}

int number_compare(const struct number *a, const struct number *b)
{
    if (a->whole && b->whole)
        return (a->integer > b->integer) - (a->integer < b->integer);
    return (a->value > b->value) - (a->value < b->value);
}

/* inet_pton wants a C string, and no address is longer than this. */
enum { ADDRESS_MAX = 46 };

static bool address_parse(struct str text, uint8_t out[static 16], uint8_t *bytes)
{
    char copy[ADDRESS_MAX];
    if (text.len == 0 || text.len >= sizeof copy || memchr(text.ptr, '\0', text.len))
        return false;
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    bool six = memchr(text.ptr, ':', text.len);
    if (inet_pton(six ? AF_INET6 : AF_INET, copy, out) != 1)
        return false;
    *bytes = six ? 16 : 4;
    return true;
}

bool cidr_parse(struct str text, struct cidr *out)
{
    struct cidr made = {0};
    ptrdiff_t slash = str_find_char(text, '/');
    if (!address_parse(slash < 0 ? text : str_head(text, (size_t)slash), made.address, &made.bytes))
        return false;
    int64_t bits = made.bytes * 8;
    if (slash >= 0 && (!str_to_i64(str_from(text, (size_t)slash + 1), &bits) || bits < 0 ||
                       bits > made.bytes * 8))
        return false;
    made.bits = (uint8_t)bits;
    *out = made;
    return true;
}

bool cidr_holds(const struct cidr *cidr, struct str address)
{
    uint8_t given[16], bytes;
    if (!address_parse(address, given, &bytes) || bytes != cidr->bytes)
        return false;
    size_t whole = cidr->bits / 8;
    if (memcmp(given, cidr->address, whole) != 0)
        return false;
    unsigned rest = cidr->bits % 8;
    return rest == 0 || FAULT("cidr-whole-bytes") ||
           (given[whole] ^ cidr->address[whole]) >> (8 - rest) == 0;
}
