/* What the files of this folder share: the collection and the links between rules and
 * instruments. */
#ifndef INTERDICT_LAW_INTERNAL_H
#define INTERDICT_LAW_INTERNAL_H

#include "law/exception.h"
#include "law/law.h"
#include "law/organisation.h"
#include "law/vocabulary.h"

/* Everything that leads from one rule to one instrument. */
struct link {
    const struct instrument *instrument;
    const struct restriction **restrictions; /* whose tag the rule carries; owned by the law */
    size_t restriction_count;
    bool by_rule; /* the rule's own legal_basis */
    enum reach rule_reach;
    struct str unlisted_brand; /* a brand. tag of the rule that the instrument does not list */
};

struct rule_links {
    struct link *items; /* ordered by the instruments' ids */
    size_t count;
    struct term_set implied_categories, implied_purposes; /* with everything broader */
    struct str implied_category, implied_purpose;         /* as the rule wrote them */
    struct str implied_country;
};

struct zone {
    struct str name;
    struct timezone_rules *rules; /* owned; NULL where it could not be loaded */
};

struct law {
    struct arena arena;
    struct yaml_file *files; /* owned */
    size_t file_count, file_cap;
    struct instrument *instruments; /* owned; by id once linked */
    size_t count, cap;
    struct zone *zones; /* owned */
    size_t zone_count, zone_cap;
    struct vocabulary vocabulary;
    struct organisations organisations;
    struct organisation operator_organisation;
    bool has_operator;
    struct exceptions exceptions;
    struct rule_links *rules; /* by rule index; made by law_link */
    size_t rule_count;
};

/* law_link's part that concerns one instrument: zone, limits, people. */
void instrument_link(struct law *law, struct instrument *instrument, struct diags *diags);

/* law_link's part that concerns rules. */
void link_rules(struct law *law, const struct rule_set *rules, struct diags *diags);

#endif
