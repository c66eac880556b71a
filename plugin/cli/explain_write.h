/* An explanation, for people and for machines. */
#ifndef INTERDICT_CLI_EXPLAIN_WRITE_H
#define INTERDICT_CLI_EXPLAIN_WRITE_H

#include "base/buf.h"
#include "law/law.h"
#include "match/explain.h"

/* One item of one event; `verdict` is NULL when the rule does not match. */
struct explained_item {
    const struct event *event;
    const struct explanation *explanation;
    const struct verdict *verdict;
    struct arena *arena;
};

void explain_write_text(const struct explained_item *item, struct buf *out);
void explain_write_json(const struct explained_item *item, struct buf *out); /* one line */

const char *truth_name(enum truth truth);

#endif
