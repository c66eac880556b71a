/* A Sigma rule, checked: its metadata and its detection as a tree of boolean operators over tests
 * on fields. Conditions are parsed here and evaluated in match/. Immutable once loaded. */
#ifndef INTERDICT_RULE_RULE_H
#define INTERDICT_RULE_RULE_H

#include "base/arena.h"
#include "base/date.h"
#include "base/diag.h"
#include "base/str.h"
#include "base/yaml.h"
#include "event/field.h"

enum level { LEVEL_INFORMATIONAL, LEVEL_LOW, LEVEL_MEDIUM, LEVEL_HIGH, LEVEL_CRITICAL };
enum confidence { CONFIDENCE_LOW, CONFIDENCE_MEDIUM, CONFIDENCE_HIGH };
enum reach { REACH_NAMED, REACH_AFFILIATE, REACH_INFERRED }; /* strongest first */

const char *level_name(enum level level);
const char *confidence_name(enum confidence confidence);
const char *reach_name(enum reach reach);
bool reach_parse(struct str name, enum reach *out);

/* What a test looks at. */
struct field_ref {
    enum field field; /* canonical, or FIELD_RAW */
    struct str path;  /* of FIELD_RAW: the name as the rule wrote it, without "raw." under the
                       * taxonomy interdict, in full under any other */
};

enum test_op {
    TEST_EQUALS, /* whole text, with wildcards when `wildcards` */
    TEST_CONTAINS,
    TEST_STARTSWITH,
    TEST_ENDSWITH,
    TEST_RE, /* PCRE2, found anywhere */
    TEST_CIDR,
    TEST_LT,
    TEST_LTE,
    TEST_GT,
    TEST_GTE,
    TEST_NULL,      /* absent, null or an empty list */
    TEST_EXISTS,    /* presence only; `wanted` says which way */
    TEST_FIELDREF,  /* text of this field equals (contains, …) that of another */
    TEST_TIME_PART, /* minute … year of a timestamp, in UTC */
    TEST_LIST,      /* exact or startswith against a long list (placeholders) */
};

enum time_part { PART_MINUTE, PART_HOUR, PART_DAY, PART_WEEK, PART_MONTH, PART_YEAR };

/* One value under one field. A test is true for an item when any of the field's values satisfies
 * it. Keywords have no field: any string of the item or of the event's own fields. */
struct test {
    enum test_op op;
    bool keyword;
    struct field_ref field;
    bool cased;     /* |cased */
    bool wildcards; /* `text` holds unescaped * or ?; see literal/pieces */
    bool re_i, re_m, re_s;
    bool wanted;       /* TEST_EXISTS */
    struct str source; /* the value as the rule wrote it; what evidence shows as `pattern` */
    struct str text;   /* literal after unescaping and, for canonical fields, normalisation;
                        * the regex for TEST_RE; CIDR text */
    /* With wildcards: the literal pieces between them, in order. */
    const struct wildcard_piece *pieces;
    size_t piece_count;
    double number;  /* TEST_LT … TEST_GTE; TEST_TIME_PART; TEST_EQUALS on a number */
    bool is_number; /* the value was an unquoted number */
    enum time_part time_part;
    struct field_ref other;        /* TEST_FIELDREF */
    enum test_op other_op;         /* TEST_FIELDREF: equals, contains, startswith, endswith */
    const struct value_list *list; /* TEST_LIST */
    struct place place;
    size_t id; /* index in rule->tests */
};

enum piece_kind { PIECE_TEXT, PIECE_ANY_CHAR, PIECE_ANY_RUN };
struct wildcard_piece {
    enum piece_kind kind;
    struct str text;
};

enum expr_kind { EXPR_AND, EXPR_OR, EXPR_NOT, EXPR_TEST, EXPR_SELECTION };

struct expr {
    enum expr_kind kind;
    struct place place;
    const struct expr *const *kids; /* AND, OR: at least one; NOT: exactly one */
    size_t kid_count;
    const struct test *test; /* EXPR_TEST */
    size_t selection;        /* EXPR_SELECTION: index in rule->selections */
};

struct selection {
    struct str name;
    struct place place;
    const struct expr *expr;
    bool used; /* by some condition */
};

/* A link to an instrument that the rule itself names. */
struct legal_link {
    struct str id;
    enum reach reach; /* REACH_NAMED unless said */
    struct place place;
};

/* A fact that the recognition itself establishes. */
struct implied_fact {
    enum field field; /* category, country_of_origin, purpose, … */
    struct str value;
};

/* A sample inside the rule: an item (with event fields by dotted name beside it). */
struct rule_sample {
    bool must_match;
    const struct yaml_node *node; /* a map of field → scalar or list */
    struct place place;
};

struct logsource {
    struct str category, product, service; /* absent: {NULL, 0} */
};

struct rule {
    struct str title, id, status, description, author, license;
    day_t date, modified;
    const struct str *references, *tags, *falsepositives;
    size_t reference_count, tag_count, falsepositive_count;
    enum level level;
    enum confidence confidence; /* default medium */
    struct logsource logsource;
    bool taxonomy_interdict;       /* else it addresses source events by their own names */
    day_t valid_from, valid_until; /* DAY_NONE, DAY_MAX where open; both inclusive */
    const struct selection *selections;
    size_t selection_count;
    const struct expr *condition; /* several conditions of a list are joined by OR */
    const struct test *const *tests;
    size_t test_count;
    const struct legal_link *legal_basis;
    size_t legal_basis_count;
    const struct implied_fact *implies;
    size_t implies_count;
    const struct rule_sample *samples;
    size_t sample_count;
    const char *file; /* path as loaded, relative to its rules folder */
    char digest[65];  /* SHA-256 of the rule's file */
    struct place place;
};

/* Rules of several files with one lifetime. */
struct rule_set;
struct rule_set *rule_set_new(void);
void rule_set_free(struct rule_set *rules);

/* Loads the rules of one already parsed YAML file (one rule a document). Takes the YAML tree over
 * (frees it with the set), whatever the outcome. Each mistake is added to diags with its place; a
 * rule with mistakes is not added. Returns the number of rules added. */
size_t rule_set_load(struct rule_set *rules, struct yaml_file *file, struct diags *diags);

/* After all files: mistakes that concern several rules (two with one id, two with one title). */
void rule_set_check(struct rule_set *rules, struct diags *diags);

size_t rule_set_count(const struct rule_set *rules);
const struct rule *rule_set_at(const struct rule_set *rules, size_t index);

/* Whether a YAML document looks like a Sigma rule (has `detection` or `logsource`), so that a
 * folder may hold rules and instruments side by side. */
bool rule_is(const struct yaml_node *document);

#endif
