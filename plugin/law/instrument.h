/* A legal instrument as its YAML file states it. Immutable once loaded. */
#ifndef INTERDICT_LAW_INSTRUMENT_H
#define INTERDICT_LAW_INSTRUMENT_H

#include "base/date.h"
#include "base/diag.h"
#include "base/str.h"
#include "base/yaml.h"
#include "law/vocabulary.h"
#include "rule/rule.h"

/* A name in English and in the official language(s): {en: …, zh: …}. */
struct names {
    struct str en;
    const struct str *languages, *texts; /* every language but en, in file order */
    size_t count;
};

enum act { ACT_PURCHASE, ACT_USE, ACT_IMPORT, ACT_SELL, ACT_AUTHORISE, ACT_FUND };
enum force { FORCE_BINDING, FORCE_ADVISORY };
enum unless { UNLESS_NONE, UNLESS_REVIEW, UNLESS_APPROVAL, UNLESS_CERTIFICATE };

/* What an instrument narrows itself to. The words are terms of a vocabulary, or countries. */
struct limit {
    bool present, none_of; /* else any_of */
    const struct str *words;
    size_t count;
    struct place place;
    struct term_set terms; /* the same words, resolved by law_link */
    struct str list;       /* "a, b or c", for sentences */
};

enum supplier_limit { SUPPLIER_ANY, SUPPLIER_MAKER, SUPPLIER_OTHERS };
enum component_reach { COMPONENT_REACHED, COMPONENT_INFERRED, COMPONENT_NOT };

struct limits {
    struct limit category, purpose, country_of_origin;
    enum supplier_limit supplier;
    bool has_component;
    enum component_reach component;
};

struct restriction {
    struct str tag;
    enum reach reach;
    struct limits limits; /* for this entry alone; on top of the instrument's */
    struct place place;
};

struct binding {
    struct str country, role, organisation; /* each may be absent: any */
    struct str organisation_folded;         /* as names are compared */
    int role_term;                          /* in the vocabulary; resolved by law_link */
    struct str text;                        /* "cii_operator in CN", for sentences */
    struct place place;
};

struct provision {
    struct names law;
    struct str article;
    day_t effective, until; /* DAY_NONE, DAY_MAX where open */
    bool inferred;          /* the number was not read in the official text */
    struct place place;
};

struct instrument {
    struct str id;
    struct names title, authority;
    struct str jurisdiction;
    enum force force;
    struct restriction *restricts;
    size_t restrict_count;
    bool prohibits[ACT_FUND + 1];
    struct binding *binds;
    size_t bind_count;
    struct str binds_text; /* all of them in a few words, for sentences */
    struct limits limits;
    enum unless unless;
    struct str timezone_name;
    const struct timezone_rules *timezone; /* owned by the collection */
    day_t adopted, effective, until;
    day_t spares_contracts_before, spares_in_use_until; /* DAY_NONE: not spared */
    const struct provision *provisions;
    size_t provision_count;
    struct str consequence, report;
    const struct str *references;
    size_t reference_count;
    day_t verified_on;
    struct str verified_how, verified_by;
    bool reported_only; /* only the press reports it: an optional pack, marked */
    const char *file;
    struct place place;
};

const char *act_name(enum act act);
const char *force_name(enum force force);
const char *unless_name(enum unless unless);

/* Reads one instrument document. Every mistake goes to diags with its place; *out is set only when
 * there is none. Texts point into the document, arrays into the arena. The time zone and the
 * limits' terms are resolved by law_link. */
bool instrument_read(const struct yaml_node *document, struct arena *arena, struct diags *diags,
                     struct instrument *out);

#endif
