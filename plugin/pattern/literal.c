/* Needed literals, read off the regex's own text by a small parser of PCRE2's syntax. It has to
 * find where each construct ends and what it consumes, nothing more; whatever it does not know
 * makes it give up on the whole pattern, which is then tried directly: slow, never wrong.
 *
 * Letter case needs no care: all literals are folded, and so is the text that is scanned. */
#include "pattern/literal.h"

#include "base/buf.h"
#include "event/text.h"
#include "pattern/literal_set.h"

enum { DEPTH_MAX = 200, CLASS_MAX = 32, REPEAT_MAX = 65535 };

struct parser {
    struct arena *arena;
    const char *at, *end;
    bool extended;      /* (?x): white space and comments do not count */
    bool extended_more; /* (?xx): nor do spaces in a class */
    bool multiline;     /* ^ and $ may stand at any line */
    bool quoted;        /* between \Q and \E */
    bool failed;        /* not understood: the result is worthless */
    unsigned depth;
    struct buf folded; /* reused */
};

static struct need alternatives(struct parser *p);

static struct need give_up(struct parser *p)
{
    p->failed = true;
    p->at = p->end;
    return need_any();
}

static bool looking_at(const struct parser *p, const char *text)
{
    size_t len = strlen(text);
    return (size_t)(p->end - p->at) >= len && memcmp(p->at, text, len) == 0;
}

static bool take(struct parser *p, const char *text)
{
    if (!looking_at(p, text))
        return false;
    p->at += strlen(text);
    return true;
}

/* Goes behind the next `c`. */
static bool skip_past(struct parser *p, char c)
{
    while (p->at < p->end && *p->at != c)
        p->at++;
    if (p->at == p->end)
        return false;
    p->at++;
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
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
        return give_up(p);
    return need_text(p->arena, folded_char(p, c));
}

/* What does not stand for itself between two elements: comments, white space under (?x), \E. */
static void skip_ignored(struct parser *p)
{
    while (p->at < p->end && !p->quoted) {
        if (take(p, "(?#")) {
            if (!skip_past(p, ')'))
                give_up(p);
        } else if (take(p, "\\Q\\E") || take(p, "\\E")) {
            continue;
        } else if (!p->extended) {
            return;
        } else if (*p->at == '#') {
            if (!skip_past(p, '\n'))
                p->at = p->end;
        } else if (*p->at == ' ' || (*p->at >= '\t' && *p->at <= '\r')) {
            p->at++;
        } else if (!take(p, "\xC2\x85") && !take(p, "\xE2\x80\x8E") && !take(p, "\xE2\x80\x8F") &&
                   !take(p, "\xE2\x80\xA8") && !take(p, "\xE2\x80\xA9")) {
            return;
        }
    }
}

/* Behind "\x": up to two hex digits, or any number in braces. */
static struct need hex_escape(struct parser *p)
{
    uint32_t c = 0;
    if (take(p, "{")) {
        int digits = 0;
        for (; p->at < p->end && hex_value(*p->at) >= 0 && c <= 0x10FFFF; p->at++, digits++)
            c = c << 4 | (uint32_t)hex_value(*p->at);
        return digits && take(p, "}") ? a_char(p, c) : give_up(p);
    }
    for (int i = 0; i < 2 && p->at < p->end && hex_value(*p->at) >= 0; i++)
        c = c << 4 | (uint32_t)hex_value(*p->at++);
    return a_char(p, c);
}

/* A name or number in <>, '' or {} behind \k or \g. */
static struct need reference(struct parser *p)
{
    char close = looking_at(p, "<")   ? '>'
                 : looking_at(p, "{") ? '}'
                 : looking_at(p, "'") ? '\''
                                      : 0;
    if (!close)
        return give_up(p);
    p->at++;
    return skip_past(p, close) ? need_any() : give_up(p);
}

/* Behind "\p" or "\P": one letter or a name in braces. */
static struct need property(struct parser *p)
{
    if (take(p, "{"))
        return skip_past(p, '}') ? need_any() : give_up(p);
    if (p->at == p->end || !is_alpha(*p->at))
        return give_up(p);
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
static struct need escape(struct parser *p)
{
    if (p->at == p->end)
        return give_up(p);
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
        return looking_at(p, "{") ? give_up(p) : need_any();
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
        if (looking_at(p, "-") || looking_at(p, "+"))
            p->at++;
        if (p->at < p->end && is_digit(*p->at))
            return digits_escape(p);
        return reference(p);
    default: /* \c \o \C \L … */
        return give_up(p);
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
    if (!looking_at(p, "[:"))
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
        give_up(p);
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
        give_up(p); /* \c, \o, \N{…} and what is no escape at all */
    return false;
}

/* Behind "[". */
static struct need character_class(struct parser *p)
{
    struct class_chars chars = {.open = p->extended_more};
    if (take(p, "^"))
        chars.open = true;
    bool quoted = p->quoted; /* \Q ends with its \E, not with the class */
    bool first = true;
    while (!p->failed) {
        if (p->at == p->end)
            return give_up(p);
        if (looking_at(p, "\\E") || (!p->quoted && looking_at(p, "\\Q"))) {
            /* They may stand in the middle of a range, or before the "^": not worth following. */
            p->quoted = p->at[1] == 'Q';
            chars.open = true;
            p->at += 2;
            continue;
        }
        if (!p->quoted && !first && take(p, "]"))
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
            if (looking_at(p, "\\E") || looking_at(p, "\\Q") || !class_member(p, &to))
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

/* Behind "(?": letters of options up to ")" or ":". Returns that character, or 0. */
static char options(struct parser *p)
{
    bool on = true;
    if (take(p, "^"))
        p->extended = p->extended_more = false;
    for (; p->at < p->end; p->at++) {
        switch (*p->at) {
        case '-':
            on = false;
            break;
        case 'x':
            p->extended_more = on && p->end - p->at >= 2 && p->at[1] == 'x';
            p->extended = on;
            if (p->end - p->at >= 2 && p->at[1] == 'x')
                p->at++;
            break;
        case 'm':
            p->multiline = true; /* here on; where it is switched off again does not matter */
            break;
        case 'i':
        case 's':
        case 'n':
        case 'J':
        case 'U':
            break;
        case ')':
        case ':':
            return *p->at++;
        default:
            return 0;
        }
    }
    return 0;
}

/* The rest of a group up to its ")"; options that were set inside end with it. */
static struct need group_body(struct parser *p, bool extended, bool extended_more)
{
    if (p->depth >= DEPTH_MAX)
        return give_up(p);
    p->depth++;
    struct need body = alternatives(p);
    p->depth--;
    if (!p->failed && !take(p, ")"))
        return give_up(p);
    p->extended = extended;
    p->extended_more = extended_more;
    return body;
}

static struct need group(struct parser *p);

/* Behind "(?(": whichever branch, if any, may be taken. */
static struct need conditional(struct parser *p, bool extended, bool extended_more)
{
    if (looking_at(p, "?") || looking_at(p, "*"))
        group(p); /* an assertion is the condition */
    else if (!skip_past(p, ')'))
        return give_up(p);
    group_body(p, extended, extended_more);
    return need_any();
}

/* Whether a class, brackets included, certainly holds all ASCII letters and digits. */
static bool holds_alnum(struct str text)
{
    struct parser p = {.at = text.ptr, .end = text.ptr + text.len};
    bool upper = false, lower = false, digits = false;
    if (!take(&p, "["))
        return false;
    while (p.end - p.at > 1) {
        if (take(&p, "A-Z"))
            upper = true;
        else if (take(&p, "a-z"))
            lower = true;
        else if (take(&p, "0-9") || take(&p, "\\d"))
            digits = true;
        else if (memchr("_./+", *p.at, 4) && p.at[1] != '-')
            p.at++;
        else
            return false;
    }
    return upper && lower && digits && take(&p, "]");
}

/* What "(?!…)" or "(?<!…)" around `body` says of the character there. */
static struct need negative_edge(struct parser *p, struct str body, bool behind)
{
    if (str_is(body, "\\w"))
        return need_edge(p->arena, behind ? EDGE_BYTE_BEHIND_WORD : EDGE_BYTE_AHEAD_WORD);
    if (holds_alnum(body))
        return need_edge(p->arena, behind ? EDGE_BYTE_BEHIND_ALNUM : EDGE_BYTE_AHEAD_ALNUM);
    return need_empty(p->arena);
}

/* Behind "(?", for what is no option: lookarounds, names, recursion, … */
static struct need special_group(struct parser *p, bool extended, bool extended_more)
{
    static const char *const assertions[] = {"=", "!", "<=", "<!", "*", "<*"};
    for (size_t i = 0; i < sizeof assertions / sizeof *assertions; i++) {
        if (!take(p, assertions[i]))
            continue;
        const char *from = p->at;
        group_body(p, extended, extended_more);
        if (p->failed)
            return need_any();
        /* It looks, and consumes nothing. */
        bool negative = strchr(assertions[i], '!');
        struct str body = {from, (size_t)(p->at - from) - 1};
        bool behind = assertions[i][0] == '<';
        return negative ? negative_edge(p, body, behind) : need_empty(p->arena);
    }
    if (take(p, "("))
        return conditional(p, extended, extended_more);
    if (take(p, ">") || take(p, "|"))
        return group_body(p, extended, extended_more);
    if (looking_at(p, "P<") || looking_at(p, "<") || looking_at(p, "'")) {
        take(p, "P");
        char close = *p->at == '<' ? '>' : '\'';
        p->at++;
        return skip_past(p, close) ? group_body(p, extended, extended_more) : give_up(p);
    }
    bool sign =
        looking_at(p, "+") || (looking_at(p, "-") && p->end - p->at >= 2 && is_digit(p->at[1]));
    if (looking_at(p, "P=") || looking_at(p, "P>") || looking_at(p, "&") || looking_at(p, "R") ||
        sign || (p->at < p->end && is_digit(*p->at)))
        return skip_past(p, ')') ? need_any() : give_up(p); /* back reference or recursion */
    char stop = options(p);
    if (stop == ':')
        return group_body(p, extended, extended_more);
    return stop == ')' ? need_empty(p->arena) : give_up(p); /* the rest of the group has them */
}

/* Behind "(". */
static struct need group(struct parser *p)
{
    bool extended = p->extended, extended_more = p->extended_more;
    if (looking_at(p, "*"))
        return give_up(p); /* verbs: (*ACCEPT) may leave anything out */
    if (take(p, "?"))
        return special_group(p, extended, extended_more);
    return group_body(p, extended, extended_more);
}

static struct need atom(struct parser *p)
{
    if (p->quoted)
        return a_char(p, next_char(p));
    switch (*p->at) {
    case '\\':
        p->at++;
        return escape(p);
    case '[':
        p->at++;
        /* Old spellings of \b at the start and the end of a word. */
        return looking_at(p, "[:<:]]") || looking_at(p, "[:>:]]") ? give_up(p) : character_class(p);
    case '(':
        p->at++;
        return group(p);
    case '.':
        p->at++;
        return need_any();
    case '^':
    case '$':
        p->at++;
        return p->multiline
                   ? need_empty(p->arena)
                   : need_edge(p->arena, p->at[-1] == '^' ? EDGE_BYTE_START : EDGE_BYTE_END);
    case '*':
    case '+':
    case '?':
        return give_up(p);
    default:
        return a_char(p, next_char(p));
    }
}

static bool number(struct parser *p, long *out)
{
    if (p->at == p->end || !is_digit(*p->at))
        return false;
    long n = 0;
    for (; p->at < p->end && is_digit(*p->at); p->at++)
        n = n * 10 + (*p->at - '0') > REPEAT_MAX ? REPEAT_MAX : n * 10 + (*p->at - '0');
    *out = n;
    return true;
}

/* {n}, {n,} or {n,m}; false when the brace stands for itself. */
static bool counted(struct parser *p, long *min, long *max)
{
    const char *start = p->at;
    p->at++;
    if (number(p, min)) {
        *max = *min;
        if (take(p, ",") && !number(p, max))
            *max = -1;
        if (take(p, "}"))
            return true;
    } else if (looking_at(p, ",") || looking_at(p, " ") || looking_at(p, "\t")) {
        give_up(p); /* a quantifier in newer releases of PCRE2, text in older ones */
        return false;
    }
    p->at = start;
    /* Digits and then something else: spaces may make it a quantifier in newer releases. */
    if (p->end - start >= 2 && is_digit(start[1]))
        give_up(p);
    return false;
}

static bool quantifier(struct parser *p, long *min, long *max)
{
    if (p->quoted)
        return false;
    skip_ignored(p);
    if (p->at == p->end || p->failed)
        return false;
    *min = 0;
    *max = -1;
    switch (*p->at) {
    case '*':
        break;
    case '+':
        *min = 1;
        break;
    case '?':
        *max = 1;
        break;
    case '{':
        if (!counted(p, min, max))
            return false;
        p->at--; /* as if at its last character */
        break;
    default:
        return false;
    }
    p->at++;
    skip_ignored(p);
    if (!take(p, "+"))
        take(p, "?");
    return true;
}

static struct need sequence(struct parser *p)
{
    struct need all = need_empty(p->arena);
    for (;;) {
        if (p->quoted && take(p, "\\E"))
            p->quoted = false;
        skip_ignored(p);
        if (!p->quoted && take(p, "\\Q")) {
            p->quoted = true;
            continue;
        }
        if (p->at >= p->end || p->failed)
            return all;
        if (!p->quoted && (*p->at == '|' || *p->at == ')'))
            return all;
        struct need next = atom(p);
        /* After \E, so that \Qab\E+ repeats the b. */
        if (p->quoted && take(p, "\\E"))
            p->quoted = false;
        long min, max;
        if (!p->failed && quantifier(p, &min, &max))
            next = need_repeat(p->arena, next, min, max);
        all = need_concat(p->arena, all, next);
    }
}

static struct need alternatives(struct parser *p)
{
    struct need any = sequence(p);
    while (!p->failed && !p->quoted && take(p, "|"))
        any = need_either(p->arena, any, sequence(p));
    return any;
}

struct literal_set literal_of_regex(struct arena *arena, struct str pattern,
                                    struct regex_flags flags)
{
    struct arena work;
    arena_init(&work, 16 << 10);
    struct parser parser = {.arena = &work,
                            .at = pattern.ptr,
                            .end = pattern.ptr + pattern.len,
                            .multiline = flags.multiline};
    struct literal_set result = {0};
    if (pattern.len > 0) {
        struct need all = alternatives(&parser);
        if (!parser.failed && parser.at == parser.end)
            result = need_result(&work, all, arena);
    }
    buf_clear(&parser.folded);
    arena_clear(&work);
    return result;
}

struct literal_set literal_of_text(struct arena *arena, struct str text)
{
    struct buf folded = {0};
    text_fold(&folded, text);
    struct literal_set result = {0};
    struct str literal = literal_without_nul(buf_str(&folded));
    if (literal.len >= LITERAL_MIN_BYTES) {
        struct str *item = ARENA_ARRAY(arena, struct str, 1);
        *item = arena_dup(arena, literal);
        result = (struct literal_set){item, 1};
    }
    buf_clear(&folded);
    return result;
}

/* text_fold makes these of letters outside ASCII as well: the Kelvin sign, the long s, the i's of
 * Turkish. A class that holds only ASCII does not hold those. */
static bool is_certain_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z' && c != 'i' && c != 'k' && c != 's');
}

static bool edge_allows(enum literal_edge edge, char c)
{
    switch (edge) {
    case LITERAL_EDGE_ANY:
        return true;
    case LITERAL_EDGE_NOT_ALNUM:
        return !is_certain_alnum(c);
    case LITERAL_EDGE_NOT_WORD:
        return !is_digit(c) && !is_alpha(c) && c != '_';
    default:
        return false;
    }
}

static bool proof_stands(const struct literal_proof *proof, struct str text, size_t at)
{
    size_t end = at + proof->text.len;
    bool last = end == text.len || (end + 1 == text.len && text.ptr[end] == '\n');
    return (at == 0 || edge_allows(proof->before, text.ptr[at - 1])) &&
           (last || edge_allows(proof->after, text.ptr[end]));
}

bool literal_proven(const struct literal_proof *proofs, size_t count, struct str folded)
{
    for (size_t i = 0; i < count; i++) {
        size_t from = 0;
        for (;;) {
            ptrdiff_t found = str_find(str_from(folded, from), proofs[i].text);
            if (found < 0)
                break;
            if (proof_stands(&proofs[i], folded, from + (size_t)found))
                return true;
            from += (size_t)found + 1;
        }
    }
    return false;
}
