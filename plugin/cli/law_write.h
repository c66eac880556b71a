/* What `interdict law` shows, for people and for machines. */
#ifndef INTERDICT_CLI_LAW_WRITE_H
#define INTERDICT_CLI_LAW_WRITE_H

#include "base/buf.h"
#include "law/timeline.h"

/* What is asked of the law. The first four are always there, the others as the question needs. */
struct law_question {
    const struct law *law;
    day_t day;    /* of list, show and due; of diff the later one */
    size_t width; /* of the terminal; 0: lines as long as they come */
    struct arena *arena;
    const struct instrument *instrument; /* show */
    day_t before;                        /* diff: the earlier day */
    const struct turns *turns;           /* diff; due: what lies ahead */
    int32_t max_age, within;             /* due */
};

void law_list_text(const struct law_question *question, struct buf *out);
void law_show_text(const struct law_question *question, struct buf *out);
void law_diff_text(const struct law_question *question, struct buf *out);
void law_due_text(const struct law_question *question, struct buf *out);

/* One line each. */
void law_list_json(const struct law_question *question, struct buf *out);
void law_show_json(const struct law_question *question, struct buf *out);
void law_diff_json(const struct law_question *question, struct buf *out);
void law_due_json(const struct law_question *question, struct buf *out);

#endif
