/* One instrument weighed against one match. */
#ifndef INTERDICT_LAW_APPLICABILITY_H
#define INTERDICT_LAW_APPLICABILITY_H

#include "law/facts.h"

/* Which step says no; the later, the nearer the match came to the instrument. */
enum stage {
    STAGE_NONE,
    STAGE_ACT,
    STAGE_BOUND,
    STAGE_DAY,
    STAGE_LIMITS,
};

enum { MISSING_MAX = 10 };

struct weighing {
    struct judgement judgement;
    enum stage failed;                /* STAGE_NONE: nothing known fails */
    bool advisory_at_most;            /* the act is not the one that it forbids */
    const char *missing[MISSING_MAX]; /* fields */
    size_t missing_count;
};

/* The judgement's texts live in the facts' arena. */
void weigh(struct facts *facts, const struct link *link, struct weighing *out);

#endif
