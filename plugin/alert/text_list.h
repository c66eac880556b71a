/* A list of texts in one text, with something between them. Lives in the arena. */
#ifndef INTERDICT_ALERT_TEXT_LIST_H
#define INTERDICT_ALERT_TEXT_LIST_H

#include "base/arena.h"
#include "base/buf.h"

struct text_list {
    struct arena *arena;
    struct str between;
    struct buf text; /* so far; its memory is the arena's */
};

void text_list_add(struct text_list *list, struct str item);

#endif
