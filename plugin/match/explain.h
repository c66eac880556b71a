/* Why a rule matches an item or does not. The truths are those of the engine's own evaluation,
 * asked node by node after the event was set up as for a scan: this cannot disagree with one. */
#ifndef INTERDICT_MATCH_EXPLAIN_H
#define INTERDICT_MATCH_EXPLAIN_H

#include "match/match.h"

/* One text that a test looked at. */
struct seen_text {
    struct field_ref field;
    const struct value *value;
    bool holds;        /* it satisfies the test */
    size_t start, end; /* then: what of value->text does */
};

/* A node of the condition; everything lives in the arena. */
struct explained {
    const struct expr *expr;
    enum truth truth;
    const struct explained *kids; /* those of the expression; of a selection its one expression */
    size_t kid_count;
    /* Of a test. */
    bool missing;               /* the field is not there */
    bool ruled_out;             /* by the scan: none of the literals that it needs occurs */
    const struct str *literals; /* those, folded */
    size_t literal_count;
    const char *limit;             /* unknown: which limit was hit … */
    struct field_ref unsure;       /* … in which field */
    const struct seen_text *texts; /* at most EXPLAIN_TEXTS, those that hold first */
    size_t text_count, text_total;
};

enum { EXPLAIN_TEXTS = 16 };

struct explanation {
    struct match match; /* also when it is false, then without evidence */
    bool other_names;   /* the rule's names are not of this kind of event: not tried, no root */
    bool contradicted;  /* its logsource contradicts the event: not tried, but explained */
    bool candidate;     /* the scan made it one, or it needs no literal: the engine evaluates it */
    struct explained root;
};

/* Returns false to stop. */
typedef bool explain_fn(void *ctx, const struct explanation *explanation);

/* Explains one rule on every item of the event, in order. Lives in `arena`. */
void scanner_explain(struct scanner *scanner, const struct event *event, struct arena *arena,
                     size_t rule_index, explain_fn *each, void *ctx);

#endif
