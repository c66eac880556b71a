#include "law/timeline.h"

#include <stdlib.h>

#include "base/mem.h"

const char *standing_name(enum standing standing)
{
    static const char *const names[] = {"not adopted", "upcoming", "in force", "ended"};
    return names[standing];
}

enum standing instrument_standing(const struct instrument *instrument, day_t day)
{
    if (day > instrument->until)
        return STANDING_ENDED;
    if (day >= instrument->effective)
        return STANDING_IN_FORCE;
    return day >= instrument->adopted ? STANDING_UPCOMING : STANDING_NOT_ADOPTED;
}

day_t instrument_cited_day(const struct instrument *instrument, day_t day)
{
    if (day < instrument->effective)
        return instrument->effective;
    return day > instrument->until ? instrument->until : day;
}

bool provision_holds(const struct provision *provision, day_t day)
{
    return provision->effective <= day && day <= provision->until;
}

bool instrument_is_stale(const struct instrument *instrument, day_t day, int32_t max_age)
{
    return (int64_t)instrument->verified_on + max_age < day;
}

/* ---- Finding changes ---- */

struct search {
    day_t after, through;
    const struct instrument *instrument;
    struct turns *turns;
};

static void add(struct search *s, day_t day, enum turn_kind kind, const struct provision *before,
                const struct provision *after)
{
    if (day <= s->after || day > s->through)
        return;
    struct turns *turns = s->turns;
    turns->items = mem_grow(turns->items, &turns->cap, turns->count, sizeof *turns->items);
    turns->items[turns->count++] = (struct turn){day, kind, s->instrument, before, after};
}

static bool is_peer(const struct provision *one, const struct provision *other, bool ending)
{
    return str_eq(other->law.en, one->law.en) &&
           (ending ? other->until == one->until : other->effective == one->effective);
}

/* How many of the first `count` provisions end, or begin, together with this one, in its law. */
static size_t peers(const struct instrument *instrument, const struct provision *one, size_t count,
                    bool ending)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        found += is_peer(one, &instrument->provisions[i], ending);
    return found;
}

/* The article that takes the place of one that ends, or the other way round; NULL: none. Where as
 * many of a law come as go, the first became the first, the second the second. */
static const struct provision *counterpart(const struct instrument *instrument, size_t index,
                                           bool ending)
{
    const struct provision *one = &instrument->provisions[index];
    size_t count = instrument->provision_count;
    if (ending && one->until == DAY_MAX)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        const struct provision *other = &instrument->provisions[i];
        const struct provision *first = ending ? one : other, *then = ending ? other : one;
        if (first->until != DAY_MAX && then->effective == first->until + 1 &&
            str_eq(other->law.en, one->law.en) &&
            peers(instrument, one, count, ending) == peers(instrument, other, count, !ending) &&
            peers(instrument, one, index, ending) == peers(instrument, other, i, !ending))
            return other;
    }
    return NULL;
}

static void find_articles(struct search *s)
{
    const struct instrument *instrument = s->instrument;
    for (size_t i = 0; i < instrument->provision_count; i++) {
        const struct provision *one = &instrument->provisions[i];
        bool begins = one->effective > instrument->effective && one->effective <= instrument->until;
        bool ends = one->until >= instrument->effective && one->until < instrument->until;
        if (ends) {
            const struct provision *next = counterpart(instrument, i, true);
            add(s, one->until + 1, next ? TURN_ARTICLE_RENUMBERED : TURN_ARTICLE_ENDED, one, next);
        }
        if (begins && !counterpart(instrument, i, false))
            add(s, one->effective, TURN_ARTICLE_ADDED, NULL, one);
    }
}

static void find_turns(struct search *s)
{
    const struct instrument *instrument = s->instrument;
    if (instrument->adopted < instrument->effective)
        add(s, instrument->adopted, TURN_ADOPTED, NULL, NULL);
    add(s, instrument->effective, TURN_IN_FORCE, NULL, NULL);
    /* The same day says nothing that its coming into force does not. */
    if (instrument->spares_contracts_before != DAY_NONE &&
        instrument->spares_contracts_before != instrument->effective)
        add(s, instrument->spares_contracts_before, TURN_CONTRACTS_REACHED, NULL, NULL);
    if (instrument->spares_in_use_until != DAY_NONE)
        add(s, instrument->spares_in_use_until + 1, TURN_USE_REACHED, NULL, NULL);
    find_articles(s);
    if (instrument->until != DAY_MAX)
        add(s, instrument->until + 1, TURN_ENDED, NULL, NULL);
}

static int compare_turns(const void *a, const void *b)
{
    const struct turn *x = a, *y = b;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    int order = str_cmp(x->instrument->id, y->instrument->id);
    if (order)
        return order;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    const struct provision *p = x->before ? x->before : x->after;
    const struct provision *q = y->before ? y->before : y->after;
    return p < q ? -1 : p > q; /* in the order of the file */
}

void turns_find(const struct law *law, day_t after, day_t through, struct turns *out)
{
    *out = (struct turns){0};
    struct search search = {.after = after, .through = through, .turns = out};
    for (size_t i = 0; i < law_count(law); i++) {
        search.instrument = law_at(law, i);
        find_turns(&search);
    }
    if (out->count)
        qsort(out->items, out->count, sizeof *out->items, compare_turns);
}

void turns_clear(struct turns *turns)
{
    mem_free(turns->items);
    *turns = (struct turns){0};
}

/* ---- Telling them ---- */

const char *turn_name(enum turn_kind kind)
{
    static const char *const names[] = {
        [TURN_ADOPTED] = "adopted",
        [TURN_IN_FORCE] = "in-force",
        [TURN_CONTRACTS_REACHED] = "contracts-reached",
        [TURN_USE_REACHED] = "use-reached",
        [TURN_ARTICLE_RENUMBERED] = "article-renumbered",
        [TURN_ARTICLE_ADDED] = "article-added",
        [TURN_ARTICLE_ENDED] = "article-ended",
        [TURN_ENDED] = "ended",
    };
    return names[kind];
}

struct str turn_text(const struct turn *turn, struct arena *arena)
{
    const struct provision *one = turn->before ? turn->before : turn->after;
    const char *reported = turn->instrument->reported_only ? " (as the press reports)" : "";
    char day[16];
    switch (turn->kind) {
    case TURN_ADOPTED:
        day_format(turn->instrument->effective, day);
        return arena_printf(arena, "adopted%s; takes effect on %s", reported, day);
    case TURN_IN_FORCE:
        return arena_printf(arena, "comes into force%s", reported);
    case TURN_CONTRACTS_REACHED:
        return STR("contracts dated from this day on are not spared");
    case TURN_USE_REACHED:
        return STR("things already in use are no longer spared");
    case TURN_ARTICLE_RENUMBERED:
        return arena_printf(arena, "%.*s becomes %.*s%s: %.*s", STR_ARG(turn->before->article),
                            STR_ARG(turn->after->article),
                            turn->after->inferred ? " (inferred, not read)" : "",
                            STR_ARG(turn->after->law.en));
    case TURN_ARTICLE_ADDED:
    case TURN_ARTICLE_ENDED:
        return arena_printf(arena, "%.*s %s%s: %.*s", STR_ARG(one->article),
                            turn->kind == TURN_ARTICLE_ADDED ? "is cited from now on"
                                                             : "is cited no longer",
                            one->inferred ? " (inferred, not read)" : "", STR_ARG(one->law.en));
    case TURN_ENDED:
        break;
    }
    day_format(turn->instrument->until, day);
    return arena_printf(arena, "has ended; the last day was %s", day);
}
