#include "event/text.h"
#include "pattern/literal_parser.h"

enum { CLASS_MAX = 32 };

struct need parser_give_up(struct parser *p)
{
    p->failed = true;
    p->at = p->end;
    return need_any();
}

static int hex_value(char c)
{
    if (is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The code point at p->at, which it passes. The pattern is valid UTF-8: PCRE2 has compiled it. */
static uint32_t next_char(struct parser *p)
{
    unsigned char lead = (unsigned char)*p->at++;
    int more = lead < 0xC0 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
    uint32_t c = more == 0 ? lead : lead & (0x3Fu >> more);
    while (more-- > 0 && p->at < p->end)
        c = c << 6 | ((unsigned char)*p->at++ & 0x3F);
    return c;
}

static size_t encode(uint32_t c, char out[static 4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

static struct str folded_char(struct parser *p, uint32_t c)
{
    char bytes[4];
    struct str text = {bytes, encode(c, bytes)};
    buf_reset(&p->folded);
    text_fold(&p->folded, text);
    return arena_dup(p->arena, buf_str(&p->folded));
}

static struct need a_char(struct parser *p, uint32_t c)
{
    if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        return parser_give_up(p);
    return need_text(p->arena, folded_char(p, c));
}

struct need parser_char(struct parser *p)
{
    return a_char(p, next_char(p));
}

/* Behind "\x": up to two hex digits, or any number in braces. */
static struct need hex_escape(struct parser *p)
{
    uint32_t c = 0;
    if (parser_take(p, "{")) {
        int digits = 0;
        for (; p->at < p->end && hex_value(*p->at) >= 0 && c <= 0x10FFFF; p->at++, digits++)
            c = c << 4 | (uint32_t)hex_value(*p->at);
        return digits && parser_take(p, "}") ? a_char(p, c) : parser_give_up(p);
    }
    for (int i = 0; i < 2 && p->at < p->end && hex_value(*p->at) >= 0; i++)
        c = c << 4 | (uint32_t)hex_value(*p->at++);
    return a_char(p, c);
}

/* A name or number in <>, '' or {} behind \k or \g. */
static struct need reference(struct parser *p)
{
    char close = parser_at(p, "<") ? '>' : parser_at(p, "{") ? '}' : parser_at(p, "'") ? '\'' : 0;
    if (!close)
        return parser_give_up(p);
    p->at++;
    return parser_skip_past(p, close) ? need_any() : parser_give_up(p);
}

/* Behind "\p" or "\P": one letter or a name in braces. */
static struct need property(struct parser *p)
{
    if (parser_take(p, "{"))
        return parser_skip_past(p, '}') ? need_any() : parser_give_up(p);
    if (p->at == p->end || !is_alpha(*p->at))
        return parser_give_up(p);
    p->at++;
    return need_any();
}

static struct need digits_escape(struct parser *p)
{
    /* A back reference or an octal number, perhaps with digits behind it: any text at all. */
    while (p->at < p->end && is_digit(*p->at))
        p->at++;
    return need_any();
}

/* An escape that stands for one certain character, wherever it stands; -1: it does not. */
static int simple_escape(char c)
{
    switch (c) {
    case 'a':
        return 7;
    case 'e':
        return 27;
    case 'f':
        return 12;
    case 'n':
        return 10;
    case 'r':
        return 13;
    case 't':
        return 9;
    default:
        return -1;
    }
}

/* Behind a backslash, outside a class. */
struct need parser_escape(struct parser *p)
{
    if (p->at == p->end)
        return parser_give_up(p);
    char c = *p->at;
    if (is_digit(c))
        return digits_escape(p);
    if (!is_alpha(c))
        return a_char(p, next_char(p));
    p->at++;
    if (simple_escape(c) >= 0)
        return a_char(p, (uint32_t)simple_escape(c));
    switch (c) {
    case 'd':
    case 'D':
    case 'h':
    case 'H':
    case 's':
    case 'S':
    case 'v':
    case 'V':
    case 'w':
    case 'W':
    case 'R':
    case 'X':
        return need_any();
    case 'N': /* not a line end; but \N{U+…} is a character */
        return parser_at(p, "{") ? parser_give_up(p) : need_any();
    case 'b':
        return need_edge(p->arena, EDGE_BYTE_BOUNDARY);
    case 'A':
        return need_edge(p->arena, EDGE_BYTE_START);
    case 'Z':
    case 'z':
        return need_edge(p->arena, EDGE_BYTE_END);
    case 'B':
    case 'G':
    case 'K':
        return need_empty(p->arena);
    case 'p':
    case 'P':
        return property(p);
    case 'x':
        return hex_escape(p);
    case 'k':
        return reference(p);
    case 'g':
        if (parser_at(p, "-") || parser_at(p, "+"))
            p->at++;
        if (p->at < p->end && is_digit(*p->at))
            return digits_escape(p);
        return reference(p);
    default: /* \c \o \C \L … */
        return parser_give_up(p);
    }
}

/* The characters of a class while it is read. */
struct class_chars {
    struct str texts[CLASS_MAX];
    size_t count;
    bool open; /* holds more than the listed ones */
};

static void class_add(struct parser *p, struct class_chars *chars, uint32_t first, uint32_t last)
{
    if (last < first || last - first >= CLASS_MAX) {
        chars->open = true;
        return;
    }
    for (uint32_t c = first; c <= last && !chars->open; c++) {
        struct need text = a_char(p, c);
        if (p->failed)
            return;
        bool known = false;
        for (size_t i = 0; i < chars->count && !known; i++)
            known = str_eq(chars->texts[i], text.head.items[0]);
        if (known)
            continue;
        if (chars->count == CLASS_MAX)
            chars->open = true;
        else
            chars->texts[chars->count++] = text.head.items[0];
    }
}

/* [:alpha:] inside a class. */
static bool take_posix(struct parser *p)
{
    if (!parser_at(p, "[:"))
        return false;
    const char *q = p->at + 2;
    while (q < p->end && (is_alpha(*q) || *q == '^'))
        q++;
    if (p->end - q < 2 || q[0] != ':' || q[1] != ']')
        return false;
    p->at = q + 2;
    return true;
}

/* One member of a class: a certain character in *c, or false, and then the class is open. */
static bool class_member(struct parser *p, uint32_t *c)
{
    if (take_posix(p))
        return false;
    if (p->quoted || *p->at != '\\') {
        *c = next_char(p);
        return true;
    }
    p->at++;
    if (p->at == p->end) {
        parser_give_up(p);
        return false;
    }
    char kind = *p->at;
    if (is_digit(kind)) {
        while (p->at < p->end && is_digit(*p->at))
            p->at++;
        return false;
    }
    if (!is_alpha(kind)) {
        *c = next_char(p);
        return true;
    }
    p->at++;
    if (simple_escape(kind) >= 0) {
        *c = (uint32_t)simple_escape(kind);
        return true;
    }
    if (kind == 'b') {
        *c = 8;
        return true;
    }
    if (kind == 'p' || kind == 'P')
        property(p);
    else if (kind == 'x')
        hex_escape(p); /* rare: not worth more than knowing where it ends */
    else if (!memchr("dDhHsSvVwW", kind, 10))
        parser_give_up(p); /* \c, \o, \N{…} and what is no escape at all */
    return false;
}

/* Behind "[". */
struct need parser_class(struct parser *p)
{
    struct class_chars chars = {.open = p->extended_more};
    if (parser_take(p, "^"))
        chars.open = true;
    bool quoted = p->quoted; /* \Q ends with its \E, not with the class */
    bool first = true;
    while (!p->failed) {
        if (p->at == p->end)
            return parser_give_up(p);
        if (parser_at(p, "\\E") || (!p->quoted && parser_at(p, "\\Q"))) {
            /* They may stand in the middle of a range, or before the "^": not worth following. */
            p->quoted = p->at[1] == 'Q';
            chars.open = true;
            p->at += 2;
            continue;
        }
        if (!p->quoted && !first && parser_take(p, "]"))
            break;
        first = false;
        uint32_t from = 0, to;
        bool certain = class_member(p, &from);
        to = from;
        if (!certain)
            chars.open = true;
        /* A range: a hyphen that is not the last thing in the class. */
        if (!p->quoted && p->end - p->at >= 2 && p->at[0] == '-' && p->at[1] != ']') {
            p->at++;
            if (parser_at(p, "\\E") || parser_at(p, "\\Q") || !class_member(p, &to))
                chars.open = true;
        }
        if (!chars.open)
            class_add(p, &chars, from, to);
    }
    p->quoted = quoted;
    if (p->failed || chars.open || chars.count == 0)
        return need_any();
    return need_texts(p->arena, chars.texts, chars.count);
}
