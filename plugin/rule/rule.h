/* A Sigma rule, checked: its metadata and its detection as a tree of boolean operators over tests
 * on fields. Conditions are parsed here and evaluated in match/. Immutable once loaded. */
#ifndef INTERDICT_RULE_RULE_H
#define INTERDICT_RULE_RULE_H

#include "base/arena.h"
#include "base/date.h"
#include "base/diag.h"
#include "base/str.h"
#include "base/yaml.h"
#include "event/event.h"

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
 * it. Keywords have no field: any string of the item or of the event's own fields.
 *
 * Literals: `text` is the value after unescaping and, unless the field is FIELD_RAW (or a keyword
 * of another taxonomy), text_normalise. Wildcards occur only with TEST_EQUALS and only where
 * nothing simpler says the same: `*x*`, `x*`, `*x` and `contains: x` all arrive as TEST_CONTAINS,
 * TEST_STARTSWITH and TEST_ENDSWITH. Then `wildcards` is true, `text` is absent, and the whole
 * text has to be the `pieces` in order: no two texts side by side, no two PIECE_ANY_RUN side by
 * side, PIECE_ANY_CHAR (one code point) before the PIECE_ANY_RUN beside it. A lone PIECE_ANY_RUN
 * is any text at all, the empty one too. Literals compare by text_simple_fold unless `cased`. */
struct test {
    enum test_op op;
    bool keyword;
    struct field_ref field;
    bool cased; /* |cased; always false for TEST_RE, which is caseless only with re_i */
    bool wildcards;
    bool re_i, re_m, re_s;
    bool wanted;       /* TEST_EXISTS */
    struct str source; /* the value as the rule wrote it; what evidence shows as `pattern` */
    struct str text;   /* the literal; the regex for TEST_RE; address/bits for TEST_CIDR, checked,
                        * e.g. "10.0.0.0/8" or "2001:db8::/32"; else absent */
    const struct wildcard_piece *pieces; /* with wildcards */
    size_t piece_count;
    double number;  /* TEST_LT … TEST_GTE, TEST_TIME_PART; TEST_EQUALS with is_number */
    bool is_number; /* TEST_EQUALS on an unquoted number: holds where the field's text is `text`,
                     * or is a number equal to `number` */
    enum time_part time_part;
    struct field_ref other;        /* TEST_FIELDREF */
    enum test_op other_op;         /* TEST_FIELDREF: equals, contains, startswith, endswith;
                                    * TEST_TIME_PART: equals, lt, lte, gt, gte;
                                    * TEST_LIST: equals, startswith */
    const struct value_list *list; /* TEST_LIST */
    struct place place;            /* of the value */
    size_t id;                     /* index in rule->tests */
};

enum piece_kind { PIECE_TEXT, PIECE_ANY_CHAR, PIECE_ANY_RUN };
struct wildcard_piece {
    enum piece_kind kind;
    struct str text;
};

enum expr_kind { EXPR_AND, EXPR_OR, EXPR_NOT, EXPR_TEST, EXPR_SELECTION };

/* Lists of values, |all, neq and the values that one value expands to (base64offset, windash, …)
 * are spelled out here. No kid is ever NULL, no AND or OR has fewer than two kids. */
struct expr {
    enum expr_kind kind;
    struct place place;
    const struct expr *const *kids; /* AND, OR: at least two; NOT: exactly one */
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

struct rule {
    struct str title, id /* a UUID in lower case */, name, status, description, author, license;
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
    const char *file; /* its path, relative to the folder set with rule_set_root */
    char digest[65];  /* SHA-256 of the rule's file */
    struct place place;
};

/* Rules of several files with one lifetime. */
struct rule_set;
struct rule_set *rule_set_new(void);
void rule_set_free(struct rule_set *rules);

/* Loads the rules and Sigma filters of one already parsed YAML file (one a document); any
 * other document in it is an error. Takes the YAML tree over (frees it with the set),
 * whatever the outcome, and leaves an empty *file. Each mistake is added to diags with its place; a
 * rule with mistakes is not added. Returns the number of rules added. */
size_t rule_set_load(struct rule_set *rules, struct yaml_file *file, struct diags *diags);

/* The rules folder that is being loaded: rules loaded from here on name their file relative to it,
 * so that alerts are the same wherever the folder lies. Places keep the path as loaded. */
void rule_set_root(struct rule_set *rules, const char *folder);

/* Makes the lists in a folder (NAME.txt, NAME.csv) known to |expand as %NAME%. To be called before
 * the rules that use them are loaded. A folder that does not exist is fine. */
void rule_set_add_lists(struct rule_set *rules, const char *folder, struct diags *diags);

/* After all files, once: applies Sigma filters to the rules they name, reports mistakes that
 * concern several rules (two with one id or name; two with one title), and lints each rule. */
void rule_set_check(struct rule_set *rules, struct diags *diags);

size_t rule_set_count(const struct rule_set *rules);
const struct rule *rule_set_at(const struct rule_set *rules, size_t index);

/* Tests with a regex that stand in rules refused for some other mistake: whoever compiles regexes
 * looks at these as well, so that all mistakes of a file are shown in one go. */
size_t rule_set_stray_count(const struct rule_set *rules);
const struct test *rule_set_stray_at(const struct rule_set *rules, size_t index);

/* Where byte `offset` of the value of a test stands in its file, as exact as possible: its column
 * in a value that stands on one line, else the place of the value. */
struct place rule_set_place(const struct rule_set *rules, const struct test *test, size_t offset);

/* Whether a YAML document looks like something of Sigma's (has `detection`, `logsource`, `filter`
 * or `correlation`), so that a folder may hold rules and instruments side by side. */
bool rule_is(const struct yaml_node *document);

#endif
