/* Needed literals, read off the regex's own text by a small parser of PCRE2's syntax. It has to
 * find where each construct ends and what it consumes, nothing more; whatever it does not know
 * makes it give up on the whole pattern, which is then tried directly: slow, never wrong.
 *
 * Letter case needs no care: all literals are folded, and so is the text that is scanned. */
#include "pattern/literal.h"

#include "event/text.h"
#include "pattern/literal_parser.h"

enum { DEPTH_MAX = 200, REPEAT_MAX = 65535 };

static struct need alternatives(struct parser *p);

/* What does not stand for itself between two elements: comments, white space under (?x), \E. */
static void skip_ignored(struct parser *p)
{
    while (p->at < p->end && !p->quoted) {
        if (parser_take(p, "(?#")) {
            if (!parser_skip_past(p, ')'))
                parser_give_up(p);
        } else if (parser_take(p, "\\Q\\E") || parser_take(p, "\\E")) {
            continue;
        } else if (!p->extended) {
            return;
        } else if (*p->at == '#') {
            if (!parser_skip_past(p, '\n'))
                p->at = p->end;
        } else if (*p->at == ' ' || (*p->at >= '\t' && *p->at <= '\r')) {
            p->at++;
        } else if (!parser_take(p, "\xC2\x85") && !parser_take(p, "\xE2\x80\x8E") &&
                   !parser_take(p, "\xE2\x80\x8F") && !parser_take(p, "\xE2\x80\xA8") &&
                   !parser_take(p, "\xE2\x80\xA9")) {
            return;
        }
    }
}

/* Behind "(?": letters of options up to ")" or ":". Returns that character, or 0. */
static char options(struct parser *p)
{
    bool on = true;
    if (parser_take(p, "^"))
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
        return parser_give_up(p);
    p->depth++;
    struct need body = alternatives(p);
    p->depth--;
    if (!p->failed && !parser_take(p, ")"))
        return parser_give_up(p);
    p->extended = extended;
    p->extended_more = extended_more;
    return body;
}

static struct need group(struct parser *p);

/* Behind "(?(": whichever branch, if any, may be taken. */
static struct need conditional(struct parser *p, bool extended, bool extended_more)
{
    if (parser_at(p, "?") || parser_at(p, "*"))
        group(p); /* an assertion is the condition */
    else if (!parser_skip_past(p, ')'))
        return parser_give_up(p);
    group_body(p, extended, extended_more);
    return need_any();
}

/* Whether a class, brackets included, certainly holds all ASCII letters and digits. */
static bool holds_alnum(struct str text)
{
    struct parser p = {.at = text.ptr, .end = text.ptr + text.len};
    bool upper = false, lower = false, digits = false;
    if (!parser_take(&p, "["))
        return false;
    while (p.end - p.at > 1) {
        if (parser_take(&p, "A-Z"))
            upper = true;
        else if (parser_take(&p, "a-z"))
            lower = true;
        else if (parser_take(&p, "0-9") || parser_take(&p, "\\d"))
            digits = true;
        else if (memchr("_./+", *p.at, 4) && p.at[1] != '-')
            p.at++;
        else
            return false;
    }
    return upper && lower && digits && parser_take(&p, "]");
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
        if (!parser_take(p, assertions[i]))
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
    if (parser_take(p, "("))
        return conditional(p, extended, extended_more);
    if (parser_take(p, ">") || parser_take(p, "|"))
        return group_body(p, extended, extended_more);
    if (parser_at(p, "P<") || parser_at(p, "<") || parser_at(p, "'")) {
        parser_take(p, "P");
        char close = *p->at == '<' ? '>' : '\'';
        p->at++;
        return parser_skip_past(p, close) ? group_body(p, extended, extended_more)
                                          : parser_give_up(p);
    }
    bool sign =
        parser_at(p, "+") || (parser_at(p, "-") && p->end - p->at >= 2 && is_digit(p->at[1]));
    if (parser_at(p, "P=") || parser_at(p, "P>") || parser_at(p, "&") || parser_at(p, "R") ||
        sign || (p->at < p->end && is_digit(*p->at)))
        return parser_skip_past(p, ')') ? need_any()
                                        : parser_give_up(p); /* back reference or recursion */
    char stop = options(p);
    if (stop == ':')
        return group_body(p, extended, extended_more);
    return stop == ')' ? need_empty(p->arena)
                       : parser_give_up(p); /* the rest of the group has them */
}

/* Behind "(". */
static struct need group(struct parser *p)
{
    bool extended = p->extended, extended_more = p->extended_more;
    if (parser_at(p, "*"))
        return parser_give_up(p); /* verbs: (*ACCEPT) may leave anything out */
    if (parser_take(p, "?"))
        return special_group(p, extended, extended_more);
    return group_body(p, extended, extended_more);
}

static struct need atom(struct parser *p)
{
    if (p->quoted)
        return parser_char(p);
    switch (*p->at) {
    case '\\':
        p->at++;
        return parser_escape(p);
    case '[':
        p->at++;
        /* Old spellings of \b at the start and the end of a word. */
        return parser_at(p, "[:<:]]") || parser_at(p, "[:>:]]") ? parser_give_up(p)
                                                                : parser_class(p);
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
        return parser_give_up(p);
    default:
        return parser_char(p);
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
        if (parser_take(p, ",") && !number(p, max))
            *max = -1;
        if (parser_take(p, "}"))
            return true;
    } else if (parser_at(p, ",") || parser_at(p, " ") || parser_at(p, "\t")) {
        parser_give_up(p); /* a quantifier in newer releases of PCRE2, text in older ones */
        return false;
    }
    p->at = start;
    /* Digits and then something else: spaces may make it a quantifier in newer releases. */
    if (p->end - start >= 2 && is_digit(start[1]))
        parser_give_up(p);
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
    if (!parser_take(p, "+"))
        parser_take(p, "?");
    return true;
}

static struct need sequence(struct parser *p)
{
    struct need all = need_empty(p->arena);
    for (;;) {
        if (p->quoted && parser_take(p, "\\E"))
            p->quoted = false;
        skip_ignored(p);
        if (!p->quoted && parser_take(p, "\\Q")) {
            p->quoted = true;
            continue;
        }
        if (p->at >= p->end || p->failed)
            return all;
        if (!p->quoted && (*p->at == '|' || *p->at == ')'))
            return all;
        struct need next = atom(p);
        /* After \E, so that \Qab\E+ repeats the b. */
        if (p->quoted && parser_take(p, "\\E"))
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
    while (!p->failed && !p->quoted && parser_take(p, "|"))
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
