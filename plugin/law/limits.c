#include "law/limits.h"

#include "law/country.h"

static void add(struct findings *findings, enum truth truth, const char *missing, struct str text)
{
    findings->items[findings->count++] = (struct finding){truth, missing, text};
}

static struct str reached(const struct facts *facts, const struct limit *limit)
{
    return limit->none_of ? TEXT(facts->arena, STR("anything but "), limit->list) : limit->list;
}

static void weigh_kind(struct facts *facts, const struct limit *limit, const struct kind_fact *fact,
                       const struct glossary *glossary, const char *field,
                       struct findings *findings)
{
    bool category = glossary == &facts->law->vocabulary.categories;
    if (!fact->known) {
        add(findings, TRUTH_UNKNOWN, field,
            TEXT(facts->arena, STR("It reaches only "), reached(facts, limit),
                 category ? STR("; what kind of thing this is, is not known.")
                          : STR("; what this is for is not known.")));
        return;
    }
    bool meets = term_set_meets(&fact->terms, &limit->terms);
    bool holds = meets != limit->none_of;
    struct term_set shown = fact->terms;
    for (size_t i = 0; holds && meets && i < TERMS_MAX / 64; i++)
        shown.bits[i] &= limit->terms.bits[i]; /* the ones that matter */
    struct str kinds = term_set_list(glossary, &shown, ", ", facts->arena);
    add(findings, holds ? TRUTH_TRUE : TRUTH_FALSE, NULL,
        TEXT(facts->arena, STR("It reaches only "), reached(facts, limit),
             category ? STR("; this is ") : STR("; this is for "), kinds,
             fact->inferred ? STR(" (inferred by the rule).") : STR(".")));
}

static bool lists_country(const struct limit *limit, struct str country)
{
    for (size_t i = 0; i < limit->count; i++)
        if (country_within(country, limit->words[i]))
            return true;
    return false;
}

static void weigh_origin(struct facts *facts, const struct limit *limit, struct findings *findings)
{
    const struct origin_fact *fact = facts_origin(facts);
    struct str countries = {0};
    bool meets = false;
    if (!fact->known) {
        add(findings, TRUTH_UNKNOWN, "country_of_origin",
            TEXT(facts->arena, STR("It reaches only goods from "), reached(facts, limit),
                 STR("; where this was made is not known.")));
        return;
    }
    for (size_t i = 0; i < fact->count; i++) {
        meets |= lists_country(limit, fact->countries[i]);
        countries =
            i ? TEXT(facts->arena, countries, STR(", "), fact->countries[i]) : fact->countries[i];
    }
    add(findings, meets != limit->none_of ? TRUTH_TRUE : TRUTH_FALSE, NULL,
        TEXT(facts->arena, STR("It reaches only goods from "), reached(facts, limit),
             STR("; this was made in "), countries,
             fact->inferred ? STR(" (inferred by the rule).") : STR(".")));
}

static void weigh_supplier(struct facts *facts, enum supplier_limit limit,
                           struct findings *findings)
{
    struct values names = facts->event->fields[FIELD_SUPPLIER_NAME];
    struct str only = limit == SUPPLIER_MAKER
                          ? STR("It reaches only what the maker itself supplies")
                          : STR("It reaches only what others than the maker "
                                "supply");
    enum truth maker = TRUTH_UNKNOWN;
    for (uint32_t i = 0; facts->scanner && i < names.count && maker != TRUTH_TRUE; i++)
        maker = scanner_is_maker(facts->scanner, facts->match, names.items[i].text);
    if (maker == TRUTH_UNKNOWN) {
        add(findings, TRUTH_UNKNOWN, "supplier.name",
            TEXT(facts->arena, only,
                 names.count ? STR("; whether the supplier is the maker is not known.")
                             : STR("; who supplies this is not known.")));
        return;
    }
    bool holds = (maker == TRUTH_TRUE) == (limit == SUPPLIER_MAKER);
    add(findings, holds ? TRUTH_TRUE : TRUTH_FALSE, NULL,
        TEXT(facts->arena, only, STR("; the supplier "), names.items[0].raw,
             maker == TRUTH_TRUE ? STR(" is the maker.") : STR(" is not the maker.")));
}

static void weigh_component(const struct facts *facts, const struct limits *limits,
                            struct findings *findings)
{
    if (!facts->match->item->is_component || limits->component == COMPONENT_REACHED)
        return;
    if (limits->component == COMPONENT_NOT) {
        add(findings, TRUTH_FALSE, NULL,
            STR("It reaches whole items only, and this is a component."));
        return;
    }
    findings->reach = REACH_INFERRED;
    add(findings, TRUTH_TRUE, NULL,
        STR("This is a component, which it reaches by inference only."));
}

enum truth limits_weigh(struct facts *facts, const struct limits *limits, struct findings *out)
{
    const struct vocabulary *vocabulary = &facts->law->vocabulary;
    out->count = 0;
    out->reach = REACH_NAMED;
    if (limits->has_component)
        weigh_component(facts, limits, out);
    if (limits->country_of_origin.present)
        weigh_origin(facts, &limits->country_of_origin, out);
    if (limits->supplier != SUPPLIER_ANY)
        weigh_supplier(facts, limits->supplier, out);
    if (limits->category.present)
        weigh_kind(facts, &limits->category, facts_category(facts), &vocabulary->categories,
                   "category", out);
    if (limits->purpose.present)
        weigh_kind(facts, &limits->purpose, facts_purpose(facts), &vocabulary->purposes, "purpose",
                   out);
    enum truth all = TRUTH_TRUE;
    for (size_t i = 0; i < out->count; i++) {
        if (out->items[i].truth == TRUTH_FALSE)
            return TRUTH_FALSE;
        if (out->items[i].truth == TRUTH_UNKNOWN)
            all = TRUTH_UNKNOWN;
    }
    return all;
}
