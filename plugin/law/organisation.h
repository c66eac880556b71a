/* Organisations: what events lack about who buys or uses. */
#ifndef INTERDICT_LAW_ORGANISATION_H
#define INTERDICT_LAW_ORGANISATION_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/yaml.h"
#include "law/vocabulary.h"
#include "pattern/regex.h"

struct organisation {
    struct str id, name, pattern, country; /* at least one of the first three */
    const struct str *roles;               /* as written: "role" or "role@CC" */
    size_t role_count;                     /* 0: nobody knows */
    day_t from, until;                     /* both inclusive; DAY_NONE, DAY_MAX where open */
    struct str folded_name;
    struct regex *regex; /* of the pattern; owned */
    struct place place, roles_place;
};

struct organisation_key {
    struct str text;
    size_t row;
};

struct organisations {
    struct organisation *rows; /* owned */
    size_t count, cap;
    /* Made by organisations_link, sorted by text, then row. Owned. */
    struct organisation_key *by_id, *by_name;
    size_t id_count, name_count;
    size_t *patterns; /* rows that have one, owned */
    size_t pattern_count;
};

void organisations_clear(struct organisations *organisations);

/* A YAML list of maps, or CSV. Texts point into the document, or into the arena. Returns false,
 * and adds no row at all, when any row is wrong. */
bool organisations_read_yaml(struct organisations *organisations, const struct yaml_node *list,
                             struct arena *arena, struct diags *diags);
bool organisations_read_csv(struct organisations *organisations, const char *file, struct str bytes,
                            struct arena *arena, struct diags *diags);

/* One map, as under the config's `organisation:`; needs no id, name or pattern, takes no dates. */
bool organisation_read_operator(const struct yaml_node *map, struct arena *arena,
                                struct diags *diags, struct organisation *out);

/* Roles exist, names folded, indexes made. */
void organisations_link(struct organisations *organisations, const struct glossary *roles,
                        struct arena *arena, struct diags *diags);
void organisation_check_roles(const struct organisation *organisation, const struct glossary *roles,
                              struct diags *diags);

/* "role" or "role@CC" in its two parts; the country is absent in the first form. */
void role_split(struct str text, struct str *role, struct str *country);

/* A name as names are compared: normalised, simply case-folded; into the arena. */
struct str name_fold(struct str name, struct arena *arena);

/* Rows of the strongest kind that know the organisation on the day: by id, else by exact name,
 * else by pattern. Calls `found` in file order. `folded_name` is the event's name as name_fold
 * makes it. With DAY_NONE a row that has dates is passed over. */
typedef void organisation_fn(void *ctx, const struct organisation *organisation);
void organisations_find(const struct organisations *organisations, struct regex_scratch *scratch,
                        struct str id, struct str folded_name, struct str name, day_t day,
                        organisation_fn *found, void *ctx);

#endif
