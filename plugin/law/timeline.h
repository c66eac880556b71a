/* How the law stands on a day, and what changes from one day to another. */
#ifndef INTERDICT_LAW_TIMELINE_H
#define INTERDICT_LAW_TIMELINE_H

#include "base/arena.h"
#include "law/law.h"

enum standing { STANDING_NOT_ADOPTED, STANDING_UPCOMING, STANDING_IN_FORCE, STANDING_ENDED };

/* "not adopted", "upcoming", "in force", "ended" */
const char *standing_name(enum standing standing);
enum standing instrument_standing(const struct instrument *instrument, day_t day);

/* The day whose provisions are cited on `day`: of an instrument that is to come the day when it
 * takes effect, of one that has ended its last one. */
day_t instrument_cited_day(const struct instrument *instrument, day_t day);
bool provision_holds(const struct provision *provision, day_t day);

/* Whether it was last held against its source more than max_age days before. */
bool instrument_is_stale(const struct instrument *instrument, day_t day, int32_t max_age);

/* In the order in which several of one day and instrument are told. */
enum turn_kind {
    TURN_ADOPTED,            /* and not yet in force */
    TURN_IN_FORCE,           /* or adopted and in force at once */
    TURN_CONTRACTS_REACHED,  /* contracts from this day on are not spared */
    TURN_USE_REACHED,        /* things already in use are no longer spared */
    TURN_ARTICLE_RENUMBERED, /* `before` became `after` */
    TURN_ARTICLE_ADDED,      /* `after` */
    TURN_ARTICLE_ENDED,      /* `before` */
    TURN_ENDED,
};

/* One change of one instrument: `day` is the first on which it is so. */
struct turn {
    day_t day;
    enum turn_kind kind;
    const struct instrument *instrument;
    const struct provision *before, *after; /* of articles; else NULL */
};

/* "adopted", "in-force", "contracts-reached" … */
const char *turn_name(enum turn_kind kind);
/* "Article 35 of the … is now Article 37", into the arena. */
struct str turn_text(const struct turn *turn, struct arena *arena);

struct turns {
    struct turn *items; /* owned; by day, then the instrument's id, then kind */
    size_t count, cap;
};

/* Every change after the day `after`, up to and including `through`. Articles that come and go with
 * their instrument, or outside its days, are no changes of their own. */
void turns_find(const struct law *law, day_t after, day_t through, struct turns *out);
void turns_clear(struct turns *turns);

#endif
