/* The parser under literal.c: where it stands in the regex, and the elements that stand for one
 * character. Only literal.c and literal_char.c include this. */
#ifndef INTERDICT_PATTERN_LITERAL_PARSER_H
#define INTERDICT_PATTERN_LITERAL_PARSER_H

#include "base/buf.h"
#include "pattern/literal_set.h"

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

static inline bool parser_at(const struct parser *p, const char *text)
{
    size_t len = strlen(text);
    return (size_t)(p->end - p->at) >= len && memcmp(p->at, text, len) == 0;
}

static inline bool parser_take(struct parser *p, const char *text)
{
    if (!parser_at(p, text))
        return false;
    p->at += strlen(text);
    return true;
}

/* Goes behind the next `c`. */
static inline bool parser_skip_past(struct parser *p, char c)
{
    while (p->at < p->end && *p->at != c)
        p->at++;
    if (p->at == p->end)
        return false;
    p->at++;
    return true;
}

static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Not understood: the whole pattern is given up. */
struct need parser_give_up(struct parser *p);

/* The next character as it stands; what follows a backslash; what follows "[". */
struct need parser_char(struct parser *p);
struct need parser_escape(struct parser *p);
struct need parser_class(struct parser *p);

#endif
