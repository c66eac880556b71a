/* What one thread holds while it tries events. Internal to match/.
 *
 * Marks and memories are never cleared: they carry the generation in which they were set, and each
 * event and each item starts a new one. */
#ifndef INTERDICT_MATCH_SCANNER_H
#define INTERDICT_MATCH_SCANNER_H

#include "base/buf.h"
#include "match/program.h"

typedef uint64_t generation;

enum limit_hit { LIMIT_HIT_NONE, LIMIT_HIT_MATCH, LIMIT_HIT_BUDGET, LIMIT_HIT_BYTES };

/* What a test came to, in an item or in the event's own fields. */
struct verdict {
    enum truth truth;
    enum limit_hit limit; /* why it is unknown */
    field_key key;        /* and in which field */
};

struct memory {
    generation when;
    struct verdict verdict;
};

enum { ITEM_OF_EVENT = UINT32_MAX };

/* One text in the buffer that is scanned. */
struct laid {
    uint32_t start, end; /* in the buffer; the separator stands at `end` */
    field_key key;
    uint32_t item;   /* index, or ITEM_OF_EVENT */
    struct str text; /* what was laid, before folding */
};

/* A literal occurs in a text; once a pair. */
struct hit {
    uint32_t literal, span;
};

/* The latest text in which a literal was seen. */
struct sighting {
    generation when;
    uint32_t span;
};

/* The texts that a field has, seen from an item. */
struct lookup {
    const struct value *values;
    uint32_t count;
    bool present; /* `exists`: the key is there, whatever it holds */
    bool filled;  /* not `null`: it holds something, be it an object */
};

struct raw_memory {
    generation when;
    struct lookup lookup;
};

struct scanner {
    const struct matcher *matcher;
    const struct program *program; /* of the current event */
    const struct clock_source *clock;
    struct scanner_counts counts;
    struct prefilter_scratch *native_scratch, *source_scratch;
    struct prefilter_scratch *prefilter_scratch; /* the current program's */
    struct regex_scratch *regex_scratch;

    /* The current event. */
    const struct event *event;
    struct arena *arena;
    generation event_now;
    struct buf haystack;
    struct laid *spans;
    size_t span_count, span_cap;
    struct hit *hits;
    size_t hit_count, hit_cap;
    size_t cursor;               /* span of the latest hit */
    size_t span_latest;          /* span looked up last */
    struct sighting *sightings;  /* by literal */
    generation *event_mark;      /* by test: a literal of it occurs in the event's own fields */
    struct memory *event_memory; /* by test: on the event's own fields */
    uint32_t *event_rules;       /* rules with such a test, ascending */
    uint32_t event_rule_count;
    struct raw_memory *event_raw; /* by path */

    /* The current item. */
    const struct item *item;
    generation item_now;
    size_t hits_from, hits_to;  /* its hits */
    generation *item_mark;      /* by test */
    struct memory *item_memory; /* by test */
    generation *rule_mark;      /* by rule: is a candidate */
    uint32_t *candidates;
    uint32_t *item_tests, *event_tests; /* the tests marked, in no order */
    uint32_t candidate_count, item_test_count, event_test_count;
    struct raw_memory *item_raw; /* by path */
    generation *collected;       /* by test: its evidence is already in the list */
    generation collecting;

    generation clock_of_marks; /* the latest generation given out */

    /* The text folded last: several tests look at one text. */
    struct str folded_of;
    struct buf folded;

    /* The event's budget for regexes. */
    bool budget_started, budget_spent;
    int64_t budget_until;
    bool on_cpu_time;   /* see look_at_clock */
    int64_t cpu_behind; /* what to add to processor time, so that time goes on evenly */
    uint32_t tries_unchecked;
    size_t bytes_unchecked;
};

/* scanner.c: an event from its texts to the rules that its event fields make possible; each of its
 * items in turn; the rules that the item's texts or the event's make possible, in s->candidates;
 * whether the rule's logsource allows it at all; the end of the event. */
void scanner_begin(struct scanner *s, const struct event *event, struct arena *arena);
void scanner_begin_item(struct scanner *s, uint32_t index);
void scanner_candidates(struct scanner *s);
bool scanner_tries(const struct scanner *s, const struct compiled_rule *rule);
void scanner_end(struct scanner *s);

/* layout.c: lays the texts of the event out, scans them, and notes the hits. */
void layout_scan(struct scanner *s);

/* lookup.c */
struct lookup lookup_event(struct scanner *s, field_key key);
/* The item's field, else for `raw.` the event's; *of_event says that the event's was taken. */
struct lookup lookup_item(struct scanner *s, field_key key, bool *of_event);
/* Whether the item's purpose is the event's. */
bool lookup_purpose_of_event(const struct event *event, const struct item *item);
/* The texts along a path; along the empty one all texts there are. */
struct lookup raw_lookup(const struct event *event, uint32_t object, struct str path,
                         struct arena *arena);

/* Where in the record a text stands that raw_lookup found. */
struct str raw_path_of(struct scanner *s, struct str text);

/* value.c: one test on one text. *start and *end are the place of what was found. */
enum truth value_test(struct scanner *s, const struct compiled_test *test,
                      const struct value *value, field_key key, enum limit_hit *limit,
                      size_t *start, size_t *end);

/* confirm.c: the regex of a test on one text, within the limits. */
enum truth confirm_regex(struct scanner *s, const struct compiled_test *test,
                         const struct value *value, struct str text, enum limit_hit *limit,
                         size_t *start, size_t *end);

/* Whether a test compares numbers, and the test itself on a number of the JSON document. */
bool value_is_number_test(const struct compiled_test *test);
bool value_test_tape(const struct compiled_test *test, const struct json_doc *doc, uint32_t at);

/* evaluate.c: a test and the expression at a node for the current item; tests are remembered. */
struct verdict evaluate_test(struct scanner *s, uint32_t test);
enum truth evaluate(struct scanner *s, uint32_t node);

/* evidence.c: fills the lists of a match. The field of a key (of a keyword, where `value` stands),
 * and the word for a limit. */
struct field_ref ref_of_key(struct scanner *s, field_key key, const struct value *value);
const char *limit_name(enum limit_hit limit);
void evidence_collect(struct scanner *s, const struct compiled_rule *rule, struct match *match);

#endif
