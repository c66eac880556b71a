/* What one match establishes, for all instruments alike: who, when, what kind of thing, what for.
 * Lives in the event's arena. */
#ifndef INTERDICT_LAW_FACTS_H
#define INTERDICT_LAW_FACTS_H

#include "base/limits.h"
#include "law/law_internal.h"

struct judge {
    const struct law *law;
    struct recogniser *recogniser;
    struct buf folded; /* reused */
    struct judge_counts counts;
};

/* A role that the organisation has; without a country it has it in its own. */
struct held_role {
    int role;
    struct str country;
};

/* Of what kind the thing is, or what it is for. */
struct kind_fact {
    bool done, known, inferred; /* inferred: by the rule, where the event is silent */
    struct term_set terms;
};

struct origin_fact {
    bool done, known, inferred;
    const struct str *countries;
    size_t count;
};

struct facts {
    struct judge *judge;
    const struct law *law;
    struct scanner *scanner; /* may be NULL: then no supplier is known to be the maker */
    const struct event *event;
    const struct match *match;
    const struct rule_links *links;
    struct arena *arena;
    struct org org;
    struct str folded_org_name;
    struct str org_text; /* by facts_describe_org */
    const struct held_role *roles;
    size_t role_count;
    day_t as_of;
    struct kind_fact category, purpose; /* by facts_category, facts_purpose */
    struct origin_fact origin;          /* by facts_origin */
    /* Exceptions whose scope fits, whatever their day and instruments; by facts_exceptions. */
    bool exceptions_done;
    const struct exception **exceptions;
    size_t exception_count;
    struct note notes[LIMIT_NOTES];
    size_t note_count;
};

/* Starts a match: the organisation is resolved at once, the rest when it is asked for. */
void facts_init(struct facts *facts, struct judge *judge, struct scanner *scanner,
                const struct event *event, const struct match *match, day_t as_of,
                struct arena *arena);

/* The day of the event in the zone (NULL: UTC), or as_of; DAY_NONE when nobody knows. */
day_t facts_day(const struct facts *facts, const struct timezone_rules *zone);
/* The same, as_of aside, unless there is no other. */
day_t facts_event_day(const struct facts *facts);

const struct kind_fact *facts_category(struct facts *facts);
const struct kind_fact *facts_purpose(struct facts *facts);
const struct origin_fact *facts_origin(struct facts *facts);
void facts_exceptions(struct facts *facts);

/* Whether a name is the organisation's id or name. */
enum truth facts_is_organisation(const struct facts *facts, struct str name, struct str folded);

/* "in CN, roles: private", for sentences. */
struct str facts_describe_org(struct facts *facts);

/* Adds a note unless the same is there. `field` and `code` are literals. */
void facts_note(struct facts *facts, const char *field, const char *code, struct str text);

/* One text from several, in the arena; quicker than printf, which counts: every match makes
 * dozens. */
struct str text_join(struct arena *arena, const struct str *parts, size_t count);
#define TEXT(arena, ...)                                                                           \
    text_join((arena), (const struct str[]){__VA_ARGS__},                                          \
              sizeof((const struct str[]){__VA_ARGS__}) / sizeof(struct str))

#endif
