#include "rule/modifiers.h"

/* Every modifier of the specification, in the order in which a chain has to name them where the
 * order carries meaning: what makes values comes before what encodes them, and that before what
 * compares them. */
#define MODIFIERS(X)                                                                               \
    X(EXPAND, "expand")                                                                            \
    X(WINDASH, "windash")                                                                          \
    X(UTF16LE, "utf16le")                                                                          \
    X(UTF16BE, "utf16be")                                                                          \
    X(UTF16, "utf16")                                                                              \
    X(WIDE, "wide")                                                                                \
    X(BASE64, "base64")                                                                            \
    X(BASE64OFFSET, "base64offset")                                                                \
    X(FIELDREF, "fieldref")                                                                        \
    X(MINUTE, "minute")                                                                            \
    X(HOUR, "hour")                                                                                \
    X(DAY, "day")                                                                                  \
    X(WEEK, "week")                                                                                \
    X(MONTH, "month")                                                                              \
    X(YEAR, "year")                                                                                \
    X(CONTAINS, "contains")                                                                        \
    X(STARTSWITH, "startswith")                                                                    \
    X(ENDSWITH, "endswith")                                                                        \
    X(RE, "re")                                                                                    \
    X(RE_I, "i")                                                                                   \
    X(RE_M, "m")                                                                                   \
    X(RE_S, "s")                                                                                   \
    X(CIDR, "cidr")                                                                                \
    X(LT, "lt")                                                                                    \
    X(LTE, "lte")                                                                                  \
    X(GT, "gt")                                                                                    \
    X(GTE, "gte")                                                                                  \
    X(EXISTS, "exists")                                                                            \
    X(CASED, "cased")                                                                              \
    X(NEQ, "neq")                                                                                  \
    X(ALL, "all")

enum modifier {
#define MODIFIER_ID(id, name) MODIFIER_##id,
    MODIFIERS(MODIFIER_ID)
#undef MODIFIER_ID
        MODIFIER_COUNT
};

static const char *const modifier_names[] = {
#define MODIFIER_NAME(id, name) name,
    MODIFIERS(MODIFIER_NAME)
#undef MODIFIER_NAME
};

#define BIT(id) (1u << MODIFIER_##id)

enum {
    ANY_WIDE = BIT(UTF16LE) | BIT(UTF16BE) | BIT(UTF16) | BIT(WIDE),
    ANY_BASE64 = BIT(BASE64) | BIT(BASE64OFFSET),
    ANY_PLACE = BIT(CONTAINS) | BIT(STARTSWITH) | BIT(ENDSWITH),
    ANY_ORDER = BIT(LT) | BIT(LTE) | BIT(GT) | BIT(GTE),
    ANY_TIME = BIT(MINUTE) | BIT(HOUR) | BIT(DAY) | BIT(WEEK) | BIT(MONTH) | BIT(YEAR),
    ANY_FLAG = BIT(RE_I) | BIT(RE_M) | BIT(RE_S),
    LINKS = BIT(NEQ) | BIT(ALL),
    /* What a literal may go through. */
    LITERAL = BIT(EXPAND) | BIT(WINDASH) | ANY_WIDE | ANY_BASE64 | ANY_PLACE | BIT(CASED) | LINKS,
};

/* What may stand in one chain with each modifier, and what it has to stand behind when both are
 * there. The table is symmetric; two of one family (contains and endswith) exclude each other. */
struct rule_of_chain {
    unsigned with, after;
};

static struct rule_of_chain chain_rule(enum modifier m)
{
    unsigned bit = 1u << m;
    if (bit & ANY_WIDE)
        return (struct rule_of_chain){LITERAL & ~ANY_WIDE, BIT(EXPAND) | BIT(WINDASH)};
    if (bit & ANY_BASE64)
        return (struct rule_of_chain){LITERAL & ~ANY_BASE64, BIT(EXPAND) | BIT(WINDASH) | ANY_WIDE};
    if (bit & ANY_PLACE)
        return (struct rule_of_chain){(LITERAL & ~ANY_PLACE) | BIT(FIELDREF),
                                      ANY_WIDE | ANY_BASE64 | BIT(FIELDREF)};
    if (bit & ANY_ORDER)
        return (struct rule_of_chain){ANY_TIME | BIT(ALL), ANY_TIME};
    if (bit & ANY_TIME)
        return (struct rule_of_chain){ANY_ORDER | LINKS, 0};
    if (bit & ANY_FLAG)
        return (struct rule_of_chain){BIT(RE) | ANY_FLAG | LINKS, BIT(RE)};
    switch (m) {
    case MODIFIER_EXPAND:
        return (struct rule_of_chain){LITERAL | BIT(CIDR), 0};
    case MODIFIER_WINDASH:
        return (struct rule_of_chain){LITERAL, BIT(EXPAND)};
    case MODIFIER_FIELDREF:
        return (struct rule_of_chain){ANY_PLACE | BIT(CASED) | LINKS, 0};
    case MODIFIER_RE:
        return (struct rule_of_chain){ANY_FLAG | LINKS, 0};
    case MODIFIER_CIDR:
        return (struct rule_of_chain){BIT(EXPAND) | LINKS, BIT(EXPAND)};
    case MODIFIER_CASED:
        return (struct rule_of_chain){LITERAL | BIT(FIELDREF), 0};
    case MODIFIER_NEQ:
        return (struct rule_of_chain){~(ANY_ORDER | BIT(EXISTS)), 0};
    case MODIFIER_ALL:
        return (struct rule_of_chain){~BIT(EXISTS), 0};
    default: /* exists stands alone */
        return (struct rule_of_chain){0, 0};
    }
}

static enum modifier modifier_find(struct str name)
{
    int m = 0;
    while (m < MODIFIER_COUNT && !str_is(name, modifier_names[m]))
        m++;
    return (enum modifier)m;
}

/* The first modifier of a set. */
static const char *name_in(unsigned set)
{
    return modifier_names[__builtin_ctz(set)];
}

static bool check_modifier(struct rule_build *build, enum modifier m, unsigned before, unsigned all,
                           struct place place)
{
    const char *name = modifier_names[m];
    struct rule_of_chain rule = chain_rule(m);
    unsigned clash = before & ~rule.with, late = all & ~before & rule.after;
    if (before & (1u << m))
        diag_error(build->diags, "illegal-modifiers", place, "the modifier '%s' stands twice",
                   name);
    else if (clash)
        diag_error(build->diags, "illegal-modifiers", place,
                   "the modifiers '%s' and '%s' cannot be combined", name_in(clash), name);
    else if (late)
        diag_error(build->diags, "illegal-modifiers", place,
                   "the modifier '%s' has to stand behind '%s': modifiers work in the order "
                   "given",
                   name, name_in(late));
    else if ((1u << m) & ANY_FLAG && !(all & BIT(RE)))
        diag_error(build->diags, "illegal-modifiers", place,
                   "the modifier '%s' belongs behind 're'", name);
    else
        return true;
    return false;
}

static void apply(enum modifier m, struct modifiers *out)
{
    static const enum test_op ops[MODIFIER_COUNT] = {
        [MODIFIER_CONTAINS] = TEST_CONTAINS, [MODIFIER_STARTSWITH] = TEST_STARTSWITH,
        [MODIFIER_ENDSWITH] = TEST_ENDSWITH, [MODIFIER_RE] = TEST_RE,
        [MODIFIER_CIDR] = TEST_CIDR,         [MODIFIER_LT] = TEST_LT,
        [MODIFIER_LTE] = TEST_LTE,           [MODIFIER_GT] = TEST_GT,
        [MODIFIER_GTE] = TEST_GTE,           [MODIFIER_EXISTS] = TEST_EXISTS,
        [MODIFIER_FIELDREF] = TEST_FIELDREF, [MODIFIER_MINUTE] = TEST_TIME_PART,
        [MODIFIER_HOUR] = TEST_TIME_PART,    [MODIFIER_DAY] = TEST_TIME_PART,
        [MODIFIER_WEEK] = TEST_TIME_PART,    [MODIFIER_MONTH] = TEST_TIME_PART,
        [MODIFIER_YEAR] = TEST_TIME_PART,
    };
    unsigned bit = 1u << m;
    if (out->op == TEST_EQUALS)
        out->op = ops[m];
    else if (bit & (ANY_PLACE | ANY_ORDER)) /* behind fieldref or a part of the time */
        out->how = ops[m];
    if (bit & ANY_TIME)
        out->time_part = (enum time_part)(m - MODIFIER_MINUTE + PART_MINUTE);
    if (bit & ANY_WIDE)
        out->wide = m == MODIFIER_UTF16BE ? WIDE_UTF16BE
                    : m == MODIFIER_UTF16 ? WIDE_UTF16
                                          : WIDE_UTF16LE;
    if (bit & ANY_BASE64)
        out->base64 = m == MODIFIER_BASE64 ? BASE64_PLAIN : BASE64_OFFSET;
    out->all |= m == MODIFIER_ALL;
    out->neq |= m == MODIFIER_NEQ;
    out->cased |= m == MODIFIER_CASED;
    out->re_i |= m == MODIFIER_RE_I;
    out->re_m |= m == MODIFIER_RE_M;
    out->re_s |= m == MODIFIER_RE_S;
    out->windash |= m == MODIFIER_WINDASH;
    out->expand |= m == MODIFIER_EXPAND;
}

/* Every modifier that the chain names; unknown ones are left out here. */
static unsigned modifiers_named(struct str chain)
{
    unsigned set = 0;
    struct str name;
    while (str_split(&chain, '|', &name)) {
        enum modifier m = modifier_find(name);
        if (m != MODIFIER_COUNT)
            set |= 1u << m;
    }
    return set;
}

bool modifiers_parse(struct rule_build *build, const struct yaml_node *key, struct modifiers *out)
{
    struct modifiers result = {0};
    struct str rest = key->value, name;
    bool fine = true;
    str_split(&rest, '|', &result.field);
    result.text = rest;
    unsigned before = 0, all = modifiers_named(rest);
    while (str_split(&rest, '|', &name)) {
        enum modifier m = modifier_find(name);
        struct place place = build_place(build, key, (size_t)(name.ptr - key->value.ptr));
        if (m == MODIFIER_COUNT) {
            diag_error(build->diags, "unknown-modifier", place, "unknown modifier '%.*s'%s",
                       STR_ARG(name), build_hint(build, name, modifier_names, MODIFIER_COUNT));
            fine = false;
            continue;
        }
        fine &= check_modifier(build, m, before, all, place);
        before |= 1u << m;
        apply(m, &result);
    }
    if (fine)
        *out = result;
    return fine;
}
