#include "law/facts.h"

#include "base/mem.h"
#include "event/text.h"
#include "law/country.h"

struct str text_join(struct arena *arena, const struct str *parts, size_t count)
{
    size_t len = 0;
    for (size_t i = 0; i < count; i++)
        len += parts[i].len;
    char *text = arena_alloc(arena, len + 1), *p = text;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].len)
            memcpy(p, parts[i].ptr, parts[i].len);
        p += parts[i].len;
    }
    *p = '\0';
    return (struct str){text, len};
}

void facts_note(struct facts *facts, const char *field, const char *code, struct str text)
{
    for (size_t i = 0; i < facts->note_count; i++)
        if (str_is(facts->notes[i].field, field) && strcmp(facts->notes[i].code, code) == 0 &&
            str_eq(facts->notes[i].text, text))
            return;
    if (facts->note_count == LIMIT_NOTES)
        return;
    facts->notes[facts->note_count++] =
        (struct note){.field = str_of(field), .code = code, .text = text};
}

/* ---- Days ---- */

static bool has_day(const struct event *event)
{
    return event->has_time || event->time_from_record;
}

day_t facts_day(const struct facts *facts, const struct timezone_rules *zone)
{
    if (facts->as_of != DAY_NONE)
        return facts->as_of;
    return has_day(facts->event) ? moment_day(facts->event->time, zone) : DAY_NONE;
}

day_t facts_event_day(const struct facts *facts)
{
    return has_day(facts->event) ? moment_day(facts->event->time, NULL) : facts->as_of;
}

/* ---- The organisation ---- */

static struct str fold(const struct facts *facts, struct str text)
{
    struct buf *folded = &facts->judge->folded;
    buf_reset(folded);
    text_simple_fold(folded, text);
    return buf_str(folded);
}

struct org_builder {
    struct facts *facts;
    struct str *roles;
    struct held_role *held;
    size_t count, cap;
    bool from_rows;
};

static void add_role(struct org_builder *builder, int role, struct str country, struct str text)
{
    struct facts *facts = builder->facts;
    for (size_t i = 0; i < builder->count; i++)
        if (builder->held[i].role == role && str_eq(builder->held[i].country, country) &&
            role != TERM_NONE)
            return;
    if (builder->count == builder->cap) {
        size_t cap = builder->cap ? builder->cap * 2 : 8;
        struct str *roles = ARENA_ARRAY(facts->arena, struct str, cap);
        struct held_role *held = ARENA_ARRAY(facts->arena, struct held_role, cap);
        if (builder->count) {
            memcpy(roles, builder->roles, builder->count * sizeof *roles);
            memcpy(held, builder->held, builder->count * sizeof *held);
        }
        builder->roles = roles;
        builder->held = held;
        builder->cap = cap;
    }
    builder->roles[builder->count] = text;
    builder->held[builder->count++] = (struct held_role){role, country};
}

/* The roles that a text means, as a source system writes it: the term's name or its words. */
static struct term_set recognise_roles(const struct facts *facts, struct str text)
{
    struct value value = {text, text};
    struct term_set set;
    recogniser_run(facts->judge->recogniser, &facts->law->vocabulary.roles, (struct values){0},
                   (struct values){&value, 1}, &set);
    return set;
}

static void take_event_roles(struct org_builder *builder, struct values values)
{
    struct facts *facts = builder->facts;
    const struct glossary *roles = &facts->law->vocabulary.roles;
    for (uint32_t i = 0; i < values.count; i++) {
        struct str role, country;
        role_split(values.items[i].text, &role, &country);
        struct str code =
            country.ptr ? country_parse(country, &facts->judge->folded) : (struct str){0};
        struct term_set means = recognise_roles(facts, role);
        if (term_set_is_empty(&means) || (country.ptr && !code.len)) {
            facts->judge->counts.unknown_roles++;
            facts_note(facts, "org.roles", "unknown-role", values.items[i].text);
            add_role(builder, TERM_NONE, code, values.items[i].text);
            continue;
        }
        for (size_t j = 0; j < roles->count; j++) {
            struct str name = roles->terms[j].name;
            if (term_set_has(&means, j))
                add_role(builder, (int)j, code,
                         code.len ? TEXT(facts->arena, name, STR("@"), code) : name);
        }
    }
}

/* The roles of a row hold in the row's country, which need not be the one the event says. */
static void take_roles(struct org_builder *builder, const struct organisation *row)
{
    struct facts *facts = builder->facts;
    for (size_t i = 0; i < row->role_count; i++) {
        struct str role, country, text = row->roles[i];
        role_split(text, &role, &country);
        if (!country.len && row->country.len && !str_eq(row->country, facts->org.country)) {
            country = row->country;
            text = TEXT(facts->arena, role, STR("@"), country);
        }
        add_role(builder, glossary_find(&facts->law->vocabulary.roles, role), country, text);
        facts->org.roles_known = true;
    }
}

static void fill_from(struct facts *facts, const struct organisation *row, const char *source)
{
    struct org *org = &facts->org;
    bool filled = false;
    if (!org->country.len && row->country.len) {
        org->country = row->country;
        filled = true;
    }
    if (!org->name.len && row->name.len) {
        org->name = row->name;
        facts->folded_org_name = arena_dup(facts->arena, fold(facts, row->name));
        filled = true;
    }
    if (!org->id.len && row->id.len)
        org->id = row->id;
    if (filled || row->role_count)
        org->source = source;
}

static void found_row(void *ctx, const struct organisation *row)
{
    struct org_builder *builder = ctx;
    fill_from(builder->facts, row, "organisations");
    if (builder->from_rows)
        take_roles(builder, row);
}

/* Events that name nobody are the operator's own, unless they say another country. */
static void take_operator(struct facts *facts, struct org_builder *builder)
{
    const struct organisation *operator= & facts->law->operator_organisation;
    struct org *org = &facts->org;
    if (!facts->law->has_operator ||
        (org->country.len && operator->country.len && !str_eq(org->country, operator->country)))
        return;
    fill_from(facts, operator, "operator");
    if (builder->from_rows)
        take_roles(builder, operator);
}

static void take_event_country(struct facts *facts)
{
    struct values country = facts->event->fields[FIELD_ORG_COUNTRY];
    if (!country.count)
        return;
    facts->org.country = country_parse(country.items[0].text, &facts->judge->folded);
    if (!facts->org.country.len)
        facts_note(facts, "org.country", "unknown-country", country.items[0].text);
}

static void resolve_organisation(struct facts *facts)
{
    const struct event *event = facts->event;
    struct org *org = &facts->org;
    struct values names = event->fields[FIELD_ORG_NAME], roles = event->fields[FIELD_ORG_ROLES];
    struct org_builder builder = {.facts = facts};
    *org = (struct org){
        .source = "", .id = values_first(event->fields[FIELD_ORG_ID]), .name = values_first(names)};
    take_event_country(facts);
    org->roles_known = roles.count > 0;
    builder.from_rows = !org->roles_known;
    if (org->id.len || org->name.len || org->country.len || roles.count)
        org->source = "event";
    if (names.count)
        facts->folded_org_name = arena_dup(facts->arena, fold(facts, names.items[0].text));
    take_event_roles(&builder, roles);
    if (!org->id.len && !org->name.len)
        take_operator(facts, &builder);
    /* The operator may stand in the organisations too, with what the config leaves out. */
    if ((org->id.len || org->name.len) && facts->law->organisations.count) {
        struct str name = names.count ? names.items[0].text : org->name;
        builder.from_rows = !org->roles_known;
        organisations_find(
            &facts->law->organisations, recogniser_regex_scratch(facts->judge->recogniser), org->id,
            facts->folded_org_name, name, facts_event_day(facts), found_row, &builder);
    }
    org->roles = builder.roles;
    org->role_count = builder.count;
    facts->roles = builder.held;
    facts->role_count = builder.count;
}

enum truth facts_is_organisation(const struct facts *facts, struct str name, struct str folded)
{
    if (facts->org.id.len && str_eq(facts->org.id, name))
        return TRUTH_TRUE;
    if (facts->folded_org_name.len)
        return str_eq(facts->folded_org_name, folded) ? TRUTH_TRUE : TRUTH_FALSE;
    return TRUTH_UNKNOWN; /* an id alone does not tell what it is called */
}

struct str facts_describe_org(struct facts *facts)
{
    const struct org *org = &facts->org;
    struct str roles = {0};
    if (facts->org_text.len)
        return facts->org_text;
    for (size_t i = 0; i < org->role_count; i++)
        roles = i ? TEXT(facts->arena, roles, STR(", "), org->roles[i]) : org->roles[i];
    facts->org_text = TEXT(
        facts->arena, org->country.len ? STR("in ") : STR("in an unknown country"), org->country,
        !org->roles_known ? STR(", roles unknown")
        : roles.len       ? STR(", roles: ")
                          : STR(", without roles"),
        roles);
    return facts->org_text;
}

/* ---- What kind of thing, what for, from where ---- */

static struct values item_or_event(const struct facts *facts, enum field field)
{
    return event_values(facts->event, facts->match->item, field);
}

static void finish_kind(struct facts *facts, struct kind_fact *fact, const char *field,
                        const struct term_set *implied, struct str implied_text)
{
    fact->done = true;
    fact->known = !term_set_is_empty(&fact->terms);
    if (fact->known || term_set_is_empty(implied))
        return;
    fact->known = fact->inferred = true;
    fact->terms = *implied;
    facts_note(facts, field, "inferred-by-rule", implied_text);
}

const struct kind_fact *facts_category(struct facts *facts)
{
    struct kind_fact *fact = &facts->category;
    if (fact->done)
        return fact;
    recogniser_run(facts->judge->recogniser, &facts->law->vocabulary.categories,
                   item_or_event(facts, FIELD_CATEGORY), item_or_event(facts, FIELD_PRODUCT),
                   &fact->terms);
    finish_kind(facts, fact, "category", &facts->links->implied_categories,
                facts->links->implied_category);
    return fact;
}

const struct kind_fact *facts_purpose(struct facts *facts)
{
    struct kind_fact *fact = &facts->purpose;
    if (fact->done)
        return fact;
    struct values purpose = item_or_event(facts, FIELD_PURPOSE);
    if (!purpose.count)
        purpose = facts->event->purpose;
    recogniser_run(facts->judge->recogniser, &facts->law->vocabulary.purposes, purpose,
                   item_or_event(facts, FIELD_SYSTEM), &fact->terms);
    finish_kind(facts, fact, "purpose", &facts->links->implied_purposes,
                facts->links->implied_purpose);
    return fact;
}

const struct origin_fact *facts_origin(struct facts *facts)
{
    struct origin_fact *fact = &facts->origin;
    if (fact->done)
        return fact;
    fact->done = true;
    struct values values = item_or_event(facts, FIELD_COUNTRY_OF_ORIGIN);
    struct str *countries = ARENA_ARRAY(facts->arena, struct str, values.count + 1);
    for (uint32_t i = 0; i < values.count; i++) {
        countries[fact->count] = country_parse(values.items[i].text, &facts->judge->folded);
        if (countries[fact->count].len)
            fact->count++;
        else
            facts_note(facts, "country_of_origin", "unknown-country", values.items[i].text);
    }
    if (!values.count && facts->links->implied_country.len) {
        countries[fact->count++] = facts->links->implied_country;
        fact->inferred = true;
        facts_note(facts, "country_of_origin", "inferred-by-rule", facts->links->implied_country);
    }
    fact->countries = countries;
    fact->known = fact->count > 0;
    return fact;
}

/* ---- Exceptions ---- */

static bool any_folds_to(const struct facts *facts, struct values values, struct str folded)
{
    for (uint32_t i = 0; i < values.count; i++)
        if (str_eq(fold(facts, values.items[i].text), folded))
            return true;
    return false;
}

/* Every key that the exception gives has to fit; a fact that the event lacks does not. */
static bool scope_fits(const struct facts *facts, const struct exception *exception)
{
    return (!exception->rule.len || str_eq_nocase(exception->rule, facts->match->rule->id)) &&
           (!exception->vendor.len ||
            any_folds_to(facts, item_or_event(facts, FIELD_VENDOR), exception->folded_vendor) ||
            any_folds_to(facts, item_or_event(facts, FIELD_BRAND), exception->folded_vendor)) &&
           (!exception->part_number.len ||
            any_folds_to(facts, item_or_event(facts, FIELD_PART_NUMBER),
                         exception->folded_part_number)) &&
           (!exception->org.len ||
            facts_is_organisation(facts, exception->org, exception->folded_org) == TRUTH_TRUE) &&
           (!exception->site.len ||
            any_folds_to(facts, item_or_event(facts, FIELD_SITE), exception->folded_site)) &&
           (!exception->contract.len ||
            any_folds_to(facts, item_or_event(facts, FIELD_CONTRACT_NUMBER),
                         exception->folded_contract));
}

void facts_exceptions(struct facts *facts)
{
    const struct exceptions *all = &facts->law->exceptions;
    if (facts->exceptions_done)
        return;
    facts->exceptions_done = true;
    for (size_t i = 0; i < all->count; i++) {
        if (!scope_fits(facts, &all->items[i]))
            continue;
        if (!facts->exceptions)
            facts->exceptions = ARENA_ARRAY(facts->arena, const struct exception *, all->count - i);
        facts->exceptions[facts->exception_count++] = &all->items[i];
    }
}

void facts_init(struct facts *facts, struct judge *judge, struct scanner *scanner,
                const struct event *event, const struct match *match, day_t as_of,
                struct arena *arena)
{
    /* The array of notes is large and needs no zeroes. */
    facts->judge = judge;
    facts->law = judge->law;
    facts->scanner = scanner;
    facts->event = event;
    facts->match = match;
    facts->links = &judge->law->rules[match->rule_index];
    facts->arena = arena;
    facts->folded_org_name = facts->org_text = (struct str){0};
    facts->as_of = as_of;
    facts->category = facts->purpose = (struct kind_fact){0};
    facts->origin = (struct origin_fact){0};
    facts->exceptions_done = false;
    facts->exceptions = NULL;
    facts->exception_count = facts->note_count = 0;
    resolve_organisation(facts);
}
