#include "event/text.h"

#include "event/plain.h"
#include "event/utf8.h"

enum {
    MAX_MARKS = 30,          /* combining marks in a row: UAX #15, Stream-Safe Text Format */
    SEGMENT = MAX_MARKS + 2, /* code points that may reorder or compose with each other */
    MAX_DECOMPOSED = 32,     /* code points of one; Unicode's most is 18 */
};

/* A code point of the normalised text and the code points of the original that it came from. */
struct unit {
    int32_t c;
    uint32_t from, to;
};

struct normaliser {
    struct unit segment[SEGMENT];
    unsigned segment_len, marks;
    bool space; /* one is due before the next character */
    uint32_t space_from, space_to;
    /* Output, unless out is NULL. */
    struct arena *arena;
    char *out;
    size_t len, cap;
    /* The span that is looked for. */
    size_t start, end;
    struct span span;
    bool started;
};

/* --- what a character is ---------------------------------------------------------------------- */

/* Unicode's property Dash; no library here knows it. */
static bool is_dash(int32_t c)
{
    static const struct {
        int32_t first, last;
    } dashes[] = {
        {0x2D, 0x2D},     {0x58A, 0x58A},   {0x5BE, 0x5BE},     {0x1400, 0x1400}, {0x1806, 0x1806},
        {0x2010, 0x2015}, {0x2053, 0x2053}, {0x207B, 0x207B},   {0x208B, 0x208B}, {0x2212, 0x2212},
        {0x2E17, 0x2E17}, {0x2E1A, 0x2E1A}, {0x2E3A, 0x2E3B},   {0x2E40, 0x2E40}, {0x2E5D, 0x2E5D},
        {0x301C, 0x301C}, {0x3030, 0x3030}, {0x30A0, 0x30A0},   {0xFE31, 0xFE32}, {0xFE58, 0xFE58},
        {0xFE63, 0xFE63}, {0xFF0D, 0xFF0D}, {0x10EAD, 0x10EAD},
    };
    for (size_t i = 0; i < sizeof dashes / sizeof *dashes && c >= dashes[i].first; i++)
        if (c <= dashes[i].last)
            return true;
    return false;
}

static bool is_control(int32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

/* White space that NFKC does not turn into U+0020 by itself. */
static bool is_other_space(int32_t c)
{
    return c == 0x1680 || c == 0x2028 || c == 0x2029;
}

/* What stands in for `c` before NFKC. */
static int32_t replaced(int32_t c)
{
    switch (c) {
    case 0xA9:   /* © */
    case 0xAE:   /* ® */
    case 0x2120: /* ℠ */
    case 0x2122: /* ™ */
        return ' ';
    default:
        return is_control(c) || is_other_space(c) ? ' ' : is_dash(c) ? '-' : c;
    }
}

/* Default_Ignorable_Code_Point, whose reserved ranges utf8proc leaves out, and interlinear
 * annotation (U+FFF9 to U+FFFB). */
static bool is_ignorable(int32_t c, const utf8proc_property_t *property)
{
    return property->ignorable || c == 0x2065 || (c >= 0xFFF0 && c <= 0xFFFB) ||
           (c >= 0xE0000 && c <= 0xE0FFF);
}

/* Whether normalisation may join `c` to what stands before it: marks, and the vowels and final
 * consonants of decomposed Hangul. */
static bool joins_before(int32_t c, const utf8proc_property_t *property)
{
    return property->category == UTF8PROC_CATEGORY_MN ||
           property->category == UTF8PROC_CATEGORY_MC ||
           property->category == UTF8PROC_CATEGORY_ME || (c >= 0x1160 && c <= 0x11FF);
}

static utf8proc_ssize_t compose(int32_t *units, utf8proc_ssize_t n)
{
    return utf8proc_normalize_utf32(units, n, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

static int decompose(int32_t c, int32_t out[static MAX_DECOMPOSED])
{
    utf8proc_ssize_t n =
        utf8proc_decompose_char(c, out, MAX_DECOMPOSED, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, NULL);
    if (n >= 1 && n <= MAX_DECOMPOSED)
        return (int)n;
    out[0] = c;
    return 1;
}

/* Whether `c`, which is not ASCII, stays as it is whatever stands around it. */
static bool is_normal(int32_t c)
{
    const utf8proc_property_t *property = utf8proc_get_property(c);
    if (joins_before(c, property) || is_ignorable(c, property) || replaced(c) != c)
        return false;
    if (property->decomp_seqindex == UINT16_MAX)
        return true; /* Hangul syllables are here too: they decompose by rule and come back */
    int32_t units[MAX_DECOMPOSED];
    int n = decompose(c, units);
    return compose(units, n) == 1 && units[0] == c;
}

/* --- text that is normal already -------------------------------------------------------------- */

static bool is_normal_text(struct str s)
{
    if (text_is_plain(s))
        return true;
    if (s.ptr[0] == ' ' || s.ptr[s.len - 1] == ' ')
        return false;
    for (size_t i = 0, n; i < s.len; i += n) {
        int32_t c = utf8_get(s, i, &n);
        if (c < 0x80 ? is_control(c) || (c == ' ' && s.ptr[i + 1] == ' ') : !is_normal(c))
            return false;
        if (n == 1 && c == UTF8_REPLACEMENT)
            return false;
    }
    return true;
}

/* --- everything else -------------------------------------------------------------------------- */

static void emit_unit(struct normaliser *n, struct unit unit)
{
    char bytes[UTF8_MAX_BYTES];
    size_t len = utf8_put(unit.c, bytes);
    if (!n->out) {
        if (!n->started && n->len + len > n->start) {
            n->started = true;
            n->span.start = unit.from;
        }
        if (n->len < n->end || !n->started)
            n->span.end = unit.to;
    } else {
        if (n->cap - n->len < len) {
            char *more = arena_alloc(n->arena, n->cap * 2);
            memcpy(more, n->out, n->len);
            n->out = more;
            n->cap *= 2;
        }
        memcpy(n->out + n->len, bytes, len);
    }
    n->len += len;
}

static void emit(struct normaliser *n, struct unit unit)
{
    if (unit.c == ' ') {
        if (n->len == 0)
            return;
        if (!n->space)
            n->space_from = unit.from;
        n->space = true;
        n->space_to = unit.to;
        return;
    }
    if (n->space)
        emit_unit(n, (struct unit){' ', n->space_from, n->space_to});
    n->space = false;
    emit_unit(n, unit);
}

static unsigned mark_class(int32_t c)
{
    return (unsigned)utf8proc_get_property(c)->combining_class;
}

/* Unicode's canonical ordering: marks by class, others stay. Insertion is fast, runs are short. */
static void order_segment(struct normaliser *n)
{
    for (unsigned i = 1; i < n->segment_len; i++) {
        struct unit unit = n->segment[i];
        unsigned class = mark_class(unit.c), at = i;
        while (class && at > 0 && mark_class(n->segment[at - 1].c) > class) {
            n->segment[at] = n->segment[at - 1];
            at--;
        }
        n->segment[at] = unit;
    }
}

/* Unicode's canonical composition; utf8proc knows the pairs, we keep where each came from. */
static void compose_segment(struct normaliser *n)
{
    unsigned len = 0, last_class = 0;
    int starter = -1;
    for (unsigned i = 0; i < n->segment_len; i++) {
        struct unit unit = n->segment[i];
        unsigned class = mark_class(unit.c);
        bool adjacent = starter >= 0 && (unsigned)starter + 1 == len;
        if (starter >= 0 && (adjacent || last_class < class)) {
            struct unit *first = &n->segment[starter];
            int32_t pair[2] = {first->c, unit.c};
            if (compose(pair, 2) == 1) {
                first->c = pair[0];
                first->from = unit.from < first->from ? unit.from : first->from;
                first->to = unit.to > first->to ? unit.to : first->to;
                continue;
            }
        }
        if (class == 0)
            starter = (int)len;
        last_class = class;
        n->segment[len++] = unit;
    }
    n->segment_len = len;
}

static void flush(struct normaliser *n)
{
    if (n->segment_len > 1) {
        order_segment(n);
        compose_segment(n);
    }
    for (unsigned i = 0; i < n->segment_len; i++)
        emit(n, n->segment[i]);
    n->segment_len = n->marks = 0;
}

/* Takes one code point of the original, the one with number `index`. */
static void take(struct normaliser *n, int32_t c, uint32_t index)
{
    int32_t units[MAX_DECOMPOSED];
    c = replaced(c);
    units[0] = c;
    int count = c < 0x80 ? 1 : decompose(c, units);
    for (int i = 0; i < count; i++) {
        const utf8proc_property_t *property = utf8proc_get_property(units[i]);
        if (is_ignorable(units[i], property))
            continue;
        if (!joins_before(units[i], property) || n->marks == MAX_MARKS)
            flush(n);
        else
            n->marks++;
        n->segment[n->segment_len++] = (struct unit){replaced(units[i]), index, index + 1};
    }
}

/* Goes through `raw`, or as far as the span that is looked for. */
static void run(struct normaliser *n, struct str raw)
{
    uint32_t index = 0;
    for (size_t i = 0, len; i < raw.len; i += len, index++) {
        if (!n->out && n->started && n->len >= n->end)
            return;
        take(n, utf8_get(raw, i, &len), index);
    }
    flush(n);
}

struct str text_normalise(struct arena *arena, struct str raw)
{
    if (is_normal_text(raw))
        return raw;
    struct normaliser n = {.arena = arena, .cap = raw.len + raw.len / 2 + 16};
    n.out = arena_alloc(arena, n.cap);
    run(&n, raw);
    return (struct str){n.out, n.len};
}

struct span text_plain_span(struct str text, size_t start, size_t end)
{
    start = str_utf8_floor(text, start);
    uint32_t before = (uint32_t)str_code_points(str_head(text, start));
    uint32_t inside =
        end > start ? (uint32_t)str_code_points(str_from(str_head(text, end), start)) : 0;
    return (struct span){before, before + inside};
}

struct span text_original_span(struct str raw, size_t start, size_t end)
{
    struct normaliser n = {.start = start, .end = end};
    if (is_normal_text(raw))
        return text_plain_span(raw, start, end);
    run(&n, raw);
    if (!n.started)
        n.span.start = n.span.end;
    if (end <= start)
        n.span.end = n.span.start;
    return n.span;
}
