/* Rules, compiled: what the threads share. Internal to match/. */
#ifndef INTERDICT_MATCH_PROGRAM_H
#define INTERDICT_MATCH_PROGRAM_H

#include "base/arena.h"
#include "base/diag.h"
#include "match/match.h"
#include "pattern/literal.h"

/* A field as a number: canonical ones first, then the paths of `raw.` in program->raw. */
typedef uint32_t field_key;
enum { KEY_ANY = UINT32_MAX /* a keyword looks at every string */ };

static inline bool key_is_raw(field_key key)
{
    return key >= FIELD_COUNT;
}

enum event_kinds { EVENT_KINDS = EVENT_RAW + 1 };

/* A number as a text or a rule wrote it. */
struct number {
    bool whole; /* `integer` is exact */
    int64_t integer;
    double value;
};

/* A network, or one address. IPv4 in the first four bytes. */
struct cidr {
    uint8_t address[16];
    uint8_t bytes; /* 4 or 16 */
    uint8_t bits;
};

/* What events need comes first: it fits one or two cache lines, and with thousands of rules each
 * line is fetched from far away. */
struct compiled_test {
    const struct regex *regex; /* TEST_RE; program->regexes owns it */
    struct str needle;         /* the literal, folded unless it is cased */
    field_key key;
    uint32_t rule; /* index in program->rules */
    uint8_t op;    /* enum test_op; these repeat what the rule tree's test says */
    bool cased, wildcards, is_number, wanted;
    /* A scan of the texts says where it cannot be true: without a hit of one of its literals it is
     * false, and nobody looks at the text. */
    bool prefiltered;
    bool of_event;   /* its field is the event's: one truth for all items */
    field_key other; /* of TEST_FIELDREF */
    uint32_t literal_count;
    const uint32_t *literals;            /* numbers in program->literals */
    const struct wildcard_piece *pieces; /* folded unless it is cased */
    union {
        struct cidr cidr;
        struct number number;
    };
    const struct test *test; /* the rule tree's */
};

/* A condition as an array: each node before what stands below it. Selections stand where the
 * condition names them. */
enum node_kind {
    NODE_AND,
    NODE_OR,
    NODE_NOT,
    NODE_SELECTION, /* `number`: in the rule; evidence wants to know */
    NODE_TEST,      /* `number`: in program->tests */
    NODE_ANY_TEST,  /* any of `count` prefiltered tests from `number` on: a list of values */
};

struct node {
    uint8_t kind;
    bool prefiltered; /* of NODE_TEST */
    uint32_t number, count;
    uint32_t end; /* index behind the last node below this one */
};

struct compiled_rule {
    const struct rule *rule;
    size_t index;        /* in the rule set */
    uint32_t first_node; /* in program->nodes */
    uint32_t first_test;
    bool tried[EVENT_KINDS]; /* its logsource does not contradict events of that kind; a raw event
                              * has one of its own */
};

/* What must stand in a text of which a literal has a hit, or the test cannot be true there. */
struct proof_list {
    size_t count;
    struct literal_proof items[]; /* their texts follow, for the sake of the cache */
};

/* Which tests a literal concerns, and in which field. */
struct literal_use {
    uint32_t test, rule;
    field_key key;
    const struct proof_list *proofs; /* NULL: the literal says all there is to say */
};

struct program {
    struct arena arena;
    struct compiled_rule *rules;
    uint32_t rule_count;
    struct compiled_test *tests;
    uint32_t test_count;
    struct node *nodes;
    uint32_t node_count;

    struct regex **regexes; /* each pattern once, whichever rules share it */
    uint32_t regex_count, unanchored;

    const struct str *literals;
    uint32_t literal_count;
    struct prefilter *prefilter;
    /* Uses of literal i: uses[use_start[i]] up to uses[use_start[i + 1]]. */
    const uint32_t *use_start;
    const struct literal_use *uses;

    /* The fields whose texts have to be scanned, and all paths of `raw.`, scanned or not. */
    enum field event_fields[FIELD_FIRST_OF_ITEM];
    enum field item_fields[ITEM_FIELD_COUNT];
    uint32_t event_field_count, item_field_count;
    const struct str *raw;
    const bool *raw_scanned;
    uint32_t raw_count;
    bool any_raw_scanned;

    /* Rules that can be true though no literal of theirs occurs, by kind of event. */
    uint32_t *always[EVENT_KINDS];
    uint32_t always_count[EVENT_KINDS];
};

/* Compiles the rules that `wanted` says. Mistakes go to diags; their rules are left out. */
int program_init(struct program *program, const struct rule_set *rules,
                 bool (*wanted)(const struct rule *), enum prefilter_backend backend,
                 struct diags *diags);
void program_clear(struct program *program);

/* Only tries the regexes of refused rules; mistakes go to diags. */
void program_check_strays(const struct rule_set *rules, struct diags *diags);

size_t program_memory(const struct program *program);

/* The rule with that index in the rule set; NULL when it is not of this program. Rules stand in the
 * order of the set; those with mistakes are missing. */
const struct compiled_rule *program_rule_at(const struct program *program, size_t index);

/* Native events are seen by rules of the taxonomy `interdict`. The others address events by their
 * source's own names and see raw ones. */
struct matcher {
    struct program native, source;
};

/* Whether a text that is not canonical text decides the field: numbers keep their source, and
 * `path` is made when it is asked for. Such fields are not scanned. */
static inline bool field_is_made(enum field field)
{
    return field == FIELD_QUANTITY || field == FIELD_UNIT_PRICE || field == FIELD_PATH;
}

#endif
