#include "rule/condition.h"

#include "base/fault.h"
#include "base/limits.h"
#include "base/mem.h"

/* A word or a bracket of the condition. */
struct token {
    struct str text; /* empty at the end */
    size_t at;       /* byte offset in the condition */
};

struct parser {
    struct rule_build *build;
    const struct yaml_node *node;
    struct token token; /* the one that is looked at */
    unsigned depth;
    bool failed; /* an error was reported that parsing cannot go on after */
    bool wrong;  /* some error was reported */
};

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct token token_after(const struct parser *p, size_t at)
{
    struct str text = p->node->value;
    while (at < text.len && is_space(text.ptr[at]))
        at++;
    size_t end = at;
    if (end < text.len && strchr("()|", text.ptr[end]))
        end++;
    else
        while (end < text.len && !is_space(text.ptr[end]) && !strchr("()|", text.ptr[end]))
            end++;
    return (struct token){{text.ptr + at, end - at}, at};
}

static void advance(struct parser *p)
{
    p->token = token_after(p, p->token.at + p->token.text.len);
}

static struct place place_of(const struct parser *p, struct token token)
{
    return build_place(p->build, p->node, token.at);
}

/* Reports the first thing that cannot be read; what follows would only be noise. */
static const struct expr *unreadable(struct parser *p, const char *expected)
{
    if (p->failed)
        return NULL;
    struct token token = p->token;
    struct place place = place_of(p, token);
    p->failed = p->wrong = true;
    if (token.text.len == 0)
        diag_error(p->build->diags, "condition-syntax", place,
                   "the condition ends where %s is expected", expected);
    else if (str_is(token.text, "|"))
        diag_error(p->build->diags, "aggregation", place,
                   "aggregations (| count() …) are not part of the Sigma 2 detection language");
    else
        diag_error(p->build->diags, "condition-syntax", place, "found '%.*s' where %s is expected",
                   STR_ARG(token.text), expected);
    return NULL;
}

static bool at_keyword(const struct parser *p, const char *keyword)
{
    return str_is(p->token.text, keyword);
}

static bool is_reserved(struct str word)
{
    static const char *const reserved[] = {"and", "or", "not", "of", "them", "(", ")", "|"};
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (str_eq_nocase(word, str_of(reserved[i])))
            return true;
    return word.len == 0;
}

/* A name pattern: * stands for any run of characters. */
static bool glob(struct str pattern, struct str name)
{
    size_t p = 0, n = 0, star = SIZE_MAX, mark = 0;
    while (n < name.len) {
        if (p < pattern.len && pattern.ptr[p] == '*') {
            star = p++;
            mark = n;
        } else if (p < pattern.len && pattern.ptr[p] == name.ptr[n]) {
            p++;
            n++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            n = ++mark;
        } else {
            return false;
        }
    }
    while (p < pattern.len && pattern.ptr[p] == '*')
        p++;
    return p == pattern.len;
}

static const struct expr *selection_node(struct parser *p, size_t index, struct place place)
{
    struct expr *expr = ARENA_NEW(p->build->arena, struct expr);
    p->build->selections[index].used = true;
    expr->kind = EXPR_SELECTION;
    expr->place = place;
    expr->selection = index;
    return expr;
}

static const char *selection_hint(struct parser *p, struct str word)
{
    struct rule_build *build = p->build;
    size_t count = build->selection_count - build->first_selection;
    const char **names = ARENA_ARRAY(build->arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++)
        names[i] = build->selections[build->first_selection + i].name.ptr;
    return build_hint(build, word, names, count);
}

static const struct expr *parse_name(struct parser *p)
{
    struct token token = p->token;
    struct rule_build *build = p->build;
    advance(p);
    for (size_t i = build->first_selection; i < build->selection_count; i++)
        if (str_eq(build->selections[i].name, token.text))
            return selection_node(p, i, place_of(p, token));
    p->wrong = true;
    if (str_find_char(token.text, '*') >= 0)
        diag_error(build->diags, "condition-syntax", place_of(p, token),
                   "the name pattern '%.*s' needs '1 of' or 'all of' before it",
                   STR_ARG(token.text));
    else
        diag_error(build->diags, "unknown-selection", place_of(p, token),
                   "the detection has no selection '%.*s'%s", STR_ARG(token.text),
                   selection_hint(p, token.text));
    return NULL;
}

/* "1 of PATTERN", "all of them": selections whose name begins with '_' are left out by
 * convention, except by a pattern that begins with '_' itself. */
static const struct expr *parse_quantified(struct parser *p)
{
    struct rule_build *build = p->build;
    struct token quantifier = p->token;
    struct exprs kids = {0};
    advance(p); /* now at "of" */
    advance(p);
    bool them = at_keyword(p, "them");
    if (!them && is_reserved(p->token.text))
        return unreadable(p, "a name pattern or 'them'");
    struct token pattern = p->token;
    advance(p);
    bool all = str_is(quantifier.text, "all");
    if (!all && !str_is(quantifier.text, "1")) {
        diag_error(build->diags, "condition-syntax", place_of(p, quantifier),
                   "'%.*s of' is not defined; only '1 of' and 'all of' are",
                   STR_ARG(quantifier.text));
        p->wrong = true;
        return NULL;
    }
    bool hidden = !them && pattern.text.ptr[0] == '_';
    for (size_t i = build->first_selection; i < build->selection_count; i++) {
        struct str name = build->selections[i].name;
        if ((name.ptr[0] != '_' || hidden) && (them || glob(pattern.text, name)))
            exprs_add(&kids, selection_node(p, i, place_of(p, pattern)));
    }
    const struct expr *expr = NULL;
    if (kids.count) {
        expr = build_join(build, all ? EXPR_AND : EXPR_OR, place_of(p, quantifier), kids.items,
                          kids.count);
    } else {
        p->wrong = true;
        diag_error(build->diags, "unknown-selection", place_of(p, pattern),
                   "no selection has a name like '%.*s'%s", STR_ARG(pattern.text),
                   them ? "" : selection_hint(p, pattern.text));
    }
    mem_free(kids.items);
    return expr;
}

static const struct expr *parse_or(struct parser *p);

static const struct expr *parse_primary(struct parser *p)
{
    if (at_keyword(p, "(")) {
        advance(p);
        const struct expr *expr = parse_or(p);
        if (p->failed)
            return NULL;
        if (!at_keyword(p, ")"))
            return unreadable(p, "'and', 'or' or ')'");
        advance(p);
        return expr;
    }
    if (is_reserved(p->token.text))
        return unreadable(p, "a selection, '1 of', 'all of', 'not' or '('");
    struct token next = token_after(p, p->token.at + p->token.text.len);
    return str_is(next.text, "of") ? parse_quantified(p) : parse_name(p);
}

static const struct expr *parse_not(struct parser *p)
{
    const struct expr *expr;
    struct token token = p->token;
    if (p->depth >= LIMIT_CONDITION_DEPTH) {
        if (!p->failed)
            diag_error(p->build->diags, "condition-syntax", place_of(p, token),
                       "brackets and nots are nested more than %d deep", LIMIT_CONDITION_DEPTH);
        p->failed = p->wrong = true;
        return NULL;
    }
    p->depth++;
    if (at_keyword(p, "not")) {
        advance(p);
        expr = parse_not(p);
        expr = expr ? build_not(p->build, place_of(p, token), expr) : NULL;
    } else {
        expr = parse_primary(p);
    }
    p->depth--;
    return expr;
}

/* A chain of one operator. A missing operand (already reported) does not stop the others from
 * being read, so that all wrong names are found at once. */
static const struct expr *parse_chain(struct parser *p, const char *keyword, enum expr_kind kind,
                                      const struct expr *(*operand)(struct parser *))
{
    struct exprs kids = {0};
    struct token first = p->token;
    bool more = true;
    while (more && !p->failed) {
        const struct expr *expr = operand(p);
        if (expr)
            exprs_add(&kids, expr);
        more = !p->failed && at_keyword(p, keyword);
        if (more)
            advance(p);
    }
    const struct expr *result = NULL;
    if (!p->failed && kids.count)
        result = build_join(p->build, kind, place_of(p, first), kids.items, kids.count);
    mem_free(kids.items);
    return result;
}

static const struct expr *parse_and(struct parser *p)
{
    return parse_chain(p, "and", FAULT("and-is-or") ? EXPR_OR : EXPR_AND, parse_not);
}

static const struct expr *parse_or(struct parser *p)
{
    return parse_chain(p, "or", EXPR_OR, parse_and);
}

const struct expr *condition_parse(struct rule_build *build, const struct yaml_node *node)
{
    struct parser p = {.build = build, .node = node};
    p.token = token_after(&p, 0);
    const struct expr *expr = parse_or(&p);
    if (!p.failed && p.token.text.len)
        unreadable(&p, str_is(p.token.text, ")") ? "the end (no bracket is open)"
                                                 : "'and', 'or' or the end");
    return p.wrong ? NULL : expr;
}
