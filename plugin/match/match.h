/* Events + compiled rules → matches with evidence. */
#ifndef INTERDICT_MATCH_MATCH_H
#define INTERDICT_MATCH_MATCH_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/diag.h"
#include "event/event.h"
#include "pattern/prefilter.h"
#include "pattern/regex.h"
#include "rule/rule.h"

/* Compiled rules: immutable, shared by threads, owned by the ruleset. */
struct matcher;

struct matcher_options {
    enum prefilter_backend backend;
};

/* Compiles the rules of `rules`, which must outlive the matcher. An invalid regex and the like are
 * added to diags with the rule's place; the matcher is still made from the others. */
int matcher_new(const struct rule_set *rules, const struct matcher_options *options,
                struct diags *diags, struct matcher **out);
void matcher_free(struct matcher *matcher);

/* Warns of regexes that compile and are hardly meant: that match the empty text, that two
 * characters trigger, that hit their limit on a short text, that no literal rules out. Tries them,
 * so it takes some milliseconds for each hundred; the clock is for measuring what they cost. */
void matcher_lint(const struct matcher *matcher, const struct clock_source *clock,
                  struct diags *diags);

struct matcher_stats {
    size_t rules, tests, patterns, literals, unanchored /* patterns tried directly */, memory;
};
void matcher_stats(const struct matcher *matcher, struct matcher_stats *out);

enum truth { TRUTH_FALSE, TRUTH_TRUE, TRUTH_UNKNOWN };

struct evidence {
    struct field_ref field; /* where */
    struct str selection;   /* name in the rule */
    struct str pattern;     /* as the rule wrote it */
    const struct value *value;
    size_t start, end; /* bytes in value->text */
};

struct incomplete {
    struct field_ref field;
    struct str pattern;
    const char *limit; /* "match-limit", "event-budget", "field-bytes" */
};

struct match {
    const struct rule *rule;
    size_t rule_index;
    const struct item *item;
    enum truth truth;                /* true or unknown, never false */
    const struct evidence *evidence; /* ordered by selection, field, place; not yet cut to 16 */
    size_t evidence_count;
    const struct incomplete *incomplete;
    size_t incomplete_count;
};

struct scanner_counts {
    uint64_t events, items, candidates, matches, regex_tried, regex_limits, budget_exceeded;
};

/* One a thread. Keeps no event's data beyond the run. */
struct scanner;
struct scanner *scanner_new(const struct matcher *matcher, const struct clock_source *clock);
void scanner_free(struct scanner *scanner);
const struct scanner_counts *scanner_counts(const struct scanner *scanner);

/* Returns false to stop. The match is valid during the call. */
typedef bool match_fn(void *ctx, const struct match *match);

/* Tries every rule on every item: on a raw event those that use the source's own names, on others
 * those of the taxonomy `interdict`, each where its logsource allows. Calls `found` in the order of
 * items, then rules. What it makes lives in `arena` (the event's). */
void scanner_run(struct scanner *scanner, const struct event *event, struct arena *arena,
                 match_fn *found, void *ctx);

/* Whether the rule's conditions on `vendor`, tried on another text, hold: is the supplier the
 * maker? TRUTH_UNKNOWN when the rule has no such condition. */
enum truth scanner_is_maker(struct scanner *scanner, const struct match *match, struct str text);

#endif
