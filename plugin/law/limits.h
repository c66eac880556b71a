/* What an instrument, or one entry of its `restricts`, narrows itself to. */
#ifndef INTERDICT_LAW_LIMITS_H
#define INTERDICT_LAW_LIMITS_H

#include "law/facts.h"

enum { LIMITS_MAX_LINKS = 16, FINDINGS_MAX = 5 };

struct finding {
    enum truth truth;
    const char *missing; /* the field that is not known, with TRUTH_UNKNOWN */
    struct str text;     /* a sentence; may be absent */
};

struct findings {
    struct finding items[FINDINGS_MAX];
    size_t count;
    enum reach reach; /* REACH_INFERRED where a component is only inferred; else REACH_NAMED */
};

/* All limits together: one that fails beats one that is not known. */
enum truth limits_weigh(struct facts *facts, const struct limits *limits, struct findings *out);

#endif
