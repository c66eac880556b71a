/* What is known only when everything is loaded: time zones, the vocabularies' terms, and which
 * rule leads to which instrument. */
#include "law/law_internal.h"

#include "base/mem.h"
#include "base/suggest.h"
#include "law/country.h"
#include "law/read.h"

/* ---- Instruments ---- */

static const struct timezone_rules *zone_of(struct law *law, const struct instrument *instrument,
                                            struct diags *diags)
{
    struct str name = instrument->timezone_name;
    for (size_t i = 0; i < law->zone_count; i++)
        if (str_eq(law->zones[i].name, name))
            return law->zones[i].rules;
    struct zone zone = {.name = arena_dup(&law->arena, name)};
    struct error error;
    if (timezone_load(zone.name.ptr, &zone.rules, &error) != ERROR_NONE) {
        zone.rules = NULL;
        diag_error(diags, "unknown-timezone", instrument->place, "%s", error.message);
    }
    law->zones = mem_grow(law->zones, &law->zone_cap, law->zone_count, sizeof *law->zones);
    law->zones[law->zone_count++] = zone;
    return zone.rules;
}

static struct str join(const struct str *words, size_t count, struct arena *arena)
{
    struct buf text = {0};
    for (size_t i = 0; i < count; i++) {
        if (i)
            buf_add(&text, i + 1 < count ? STR(", ") : STR(" or "));
        buf_add(&text, words[i]);
    }
    struct str copy = arena_dup(arena, buf_str(&text));
    buf_clear(&text);
    return copy;
}

static void link_limit(struct limit *limit, const struct glossary *glossary, struct arena *arena,
                       struct diags *diags)
{
    if (!limit->present)
        return;
    limit->list = join(limit->words, limit->count, arena);
    for (size_t i = 0; glossary && i < limit->count; i++) {
        int index = glossary_find(glossary, limit->words[i]);
        if (index == TERM_NONE)
            glossary_unknown(glossary, limit->words[i], limit->place, diags);
        else
            term_set_add(&limit->terms, (size_t)index);
    }
}

static void link_limits(struct law *law, struct limits *limits, struct diags *diags)
{
    link_limit(&limits->category, &law->vocabulary.categories, &law->arena, diags);
    link_limit(&limits->purpose, &law->vocabulary.purposes, &law->arena, diags);
    link_limit(&limits->country_of_origin, NULL, &law->arena, diags);
}

static void link_binding(struct law *law, struct binding *binding, struct diags *diags)
{
    const struct glossary *roles = &law->vocabulary.roles;
    binding->role_term = glossary_find(roles, binding->role);
    if (binding->role.len && binding->role_term == TERM_NONE)
        glossary_unknown(roles, binding->role, binding->place, diags);
    struct buf text = {0};
    if (binding->organisation.len) {
        binding->organisation_folded = name_fold(binding->organisation, &law->arena);
        buf_add(&text, binding->organisation);
    }
    if (binding->role.len) {
        buf_add(&text, text.len ? STR(" as ") : STR(""));
        buf_add(&text, binding->role);
    }
    if (binding->country.len) {
        buf_add(&text, text.len ? STR(" in ") : STR("everyone in "));
        buf_add(&text, binding->country);
    }
    binding->text = arena_dup(&law->arena, buf_str(&text));
    buf_clear(&text);
}

/* Some bind dozens of firms by name: the first few will do in a sentence. */
static struct str binds_text(const struct instrument *instrument, struct arena *arena)
{
    enum { SHOWN = 4 };
    struct buf text = {0};
    for (size_t i = 0; i < instrument->bind_count && i < SHOWN; i++) {
        buf_add(&text, i ? STR(", or ") : STR(""));
        buf_add(&text, instrument->binds[i].text);
    }
    if (instrument->bind_count > SHOWN)
        buf_printf(&text, " and %zu others", instrument->bind_count - SHOWN);
    struct str copy = arena_dup(arena, buf_str(&text));
    buf_clear(&text);
    return copy;
}

void instrument_link(struct law *law, struct instrument *instrument, struct diags *diags)
{
    instrument->timezone = zone_of(law, instrument, diags);
    link_limits(law, &instrument->limits, diags);
    for (size_t i = 0; i < instrument->restrict_count; i++)
        link_limits(law, &instrument->restricts[i].limits, diags);
    for (size_t i = 0; i < instrument->bind_count; i++)
        link_binding(law, &instrument->binds[i], diags);
    instrument->binds_text = binds_text(instrument, &law->arena);
}

/* ---- Rules ---- */

static bool has_tag(const struct rule *rule, struct str tag)
{
    for (size_t i = 0; i < rule->tag_count; i++)
        if (str_eq(rule->tags[i], tag))
            return true;
    return false;
}

static bool lists_tag(const struct instrument *instrument, struct str tag)
{
    for (size_t i = 0; i < instrument->restrict_count; i++)
        if (str_eq(instrument->restricts[i].tag, tag))
            return true;
    return false;
}

static const struct legal_link *own_link(const struct rule *rule, struct str id)
{
    const struct legal_link *weakest = NULL;
    for (size_t i = 0; i < rule->legal_basis_count; i++) {
        const struct legal_link *link = &rule->legal_basis[i];
        if (str_eq(link->id, id) && (!weakest || link->reach > weakest->reach))
            weakest = link;
    }
    return weakest;
}

/* Fills *out; false when nothing leads from the rule to the instrument. */
static bool link_pair(struct law *law, const struct rule *rule, const struct instrument *instrument,
                      struct link *out)
{
    struct link link = {.instrument = instrument};
    const struct legal_link *own = own_link(rule, instrument->id);
    size_t n = 0;
    for (size_t i = 0; i < instrument->restrict_count; i++)
        n += has_tag(rule, instrument->restricts[i].tag);
    if (!n && !own)
        return false;
    link.restrictions = ARENA_ARRAY(&law->arena, const struct restriction *, n);
    for (size_t i = 0; i < instrument->restrict_count; i++)
        if (has_tag(rule, instrument->restricts[i].tag))
            link.restrictions[link.restriction_count++] = &instrument->restricts[i];
    link.by_rule = own != NULL;
    link.rule_reach = own ? own->reach : REACH_NAMED;
    for (size_t i = 0; i < rule->tag_count && !link.unlisted_brand.len; i++)
        if (str_starts(rule->tags[i], STR("brand.")) && !lists_tag(instrument, rule->tags[i]))
            link.unlisted_brand = rule->tags[i];
    *out = link;
    return true;
}

static void link_implied(struct law *law, const struct rule *rule, struct rule_links *links,
                         struct diags *diags)
{
    for (size_t i = 0; i < rule->implies_count; i++) {
        const struct implied_fact *fact = &rule->implies[i];
        bool category = fact->field == FIELD_CATEGORY, purpose = fact->field == FIELD_PURPOSE;
        if (category || purpose) {
            const struct glossary *glossary =
                category ? &law->vocabulary.categories : &law->vocabulary.purposes;
            int index = glossary_find(glossary, fact->value);
            if (index == TERM_NONE) {
                glossary_unknown(glossary, fact->value, rule->place, diags);
                continue;
            }
            term_set_unite(category ? &links->implied_categories : &links->implied_purposes,
                           &glossary->terms[index].means);
            *(category ? &links->implied_category : &links->implied_purpose) = fact->value;
        } else if (fact->field == FIELD_COUNTRY_OF_ORIGIN) {
            if (country_is_code(fact->value))
                links->implied_country = fact->value;
            else
                diag_error(diags, "unknown-country", rule->place,
                           "'%.*s' is no ISO 3166-1 alpha-2 code", STR_ARG(fact->value));
        } else {
            diag_warn(diags, "useless-implies", rule->place,
                      "no instrument asks for '%s': only category, purpose and country_of_origin "
                      "can be implied",
                      field_name(fact->field));
        }
    }
}

static void check_legal_basis(const struct law *law, const struct rule *rule, struct diags *diags)
{
    for (size_t i = 0; i < rule->legal_basis_count; i++) {
        const struct legal_link *link = &rule->legal_basis[i];
        size_t at = 0;
        while (at < law->count && !str_eq(law->instruments[at].id, link->id))
            at++;
        if (at < law->count)
            continue;
        const char **ids = mem_resize(NULL, law->count + 1, sizeof *ids);
        for (size_t j = 0; j < law->count; j++)
            ids[j] = law->instruments[j].id.ptr;
        unknown_word(diags, "unknown-instrument", link->place, "instrument", link->id, ids,
                     law->count);
        mem_free(ids);
    }
}

/* Bytes of a tag up to and with its dot. */
static size_t namespace_len(struct str tag)
{
    size_t len = 0;
    while (len < tag.len && tag.ptr[len] != '.')
        len++;
    return len < tag.len ? len + 1 : 0;
}

/* What is nearest to a tag among the rules' tags of the same namespace; the tag's own name when a
 * rule carries it; NULL when nothing is near. `names` has room for all tags of all rules. */
static const char *nearest_name(struct str tag, const struct rule_set *rules, const char **names)
{
    size_t count = 0, len = namespace_len(tag);
    struct str space = {tag.ptr, len}, name = {tag.ptr + len, tag.len - len};
    for (size_t r = 0; r < rule_set_count(rules); r++) {
        const struct rule *rule = rule_set_at(rules, r);
        for (size_t i = 0; i < rule->tag_count; i++)
            if (str_starts(rule->tags[i], space))
                names[count++] = rule->tags[i].ptr + len;
    }
    return suggest(name, names, count);
}

/* A tag that no loaded rule carries is no mistake (its pack may be switched off), but worth a word
 * when it looks like a slip. */
static void check_tags(const struct law *law, const struct rule_set *rules, struct diags *diags)
{
    size_t count = 0;
    for (size_t r = 0; r < rule_set_count(rules); r++)
        count += rule_set_at(rules, r)->tag_count;
    const char **names = mem_resize(NULL, count + 1, sizeof *names);
    for (size_t i = 0; i < law->count; i++) {
        const struct instrument *instrument = &law->instruments[i];
        for (size_t j = 0; j < instrument->restrict_count; j++) {
            const struct restriction *entry = &instrument->restricts[j];
            const char *near = nearest_name(entry->tag, rules, names);
            size_t len = namespace_len(entry->tag);
            if (near && !str_is((struct str){entry->tag.ptr + len, entry->tag.len - len}, near))
                diag_warn(diags, "unknown-tag", entry->place,
                          "no loaded rule carries the tag '%.*s'; did you mean '%.*s%s'?",
                          STR_ARG(entry->tag), (int)len, entry->tag.ptr, near);
        }
    }
    mem_free(names);
}

static void check_exceptions(const struct law *law, const struct rule_set *rules,
                             struct diags *diags)
{
    for (size_t i = 0; i < law->exceptions.count; i++) {
        const struct exception *exception = &law->exceptions.items[i];
        for (size_t j = 0; j < exception->instrument_count; j++) {
            size_t at = 0;
            while (at < law->count && !str_eq(law->instruments[at].id, exception->instruments[j]))
                at++;
            if (at == law->count)
                diag_error(diags, "unknown-instrument", exception->place,
                           "the exception '%.*s' names the instrument '%.*s', which is not loaded",
                           STR_ARG(exception->id), STR_ARG(exception->instruments[j]));
        }
        size_t r = 0;
        while (r < rule_set_count(rules) &&
               !str_eq_nocase(rule_set_at(rules, r)->id, exception->rule))
            r++;
        if (exception->rule.len && r == rule_set_count(rules))
            diag_error(diags, "unknown-rule", exception->place,
                       "the exception '%.*s' names the rule '%.*s', which is not loaded",
                       STR_ARG(exception->id), STR_ARG(exception->rule));
    }
}

void link_rules(struct law *law, const struct rule_set *rules, struct diags *diags)
{
    law->rule_count = rule_set_count(rules);
    law->rules = mem_zalloc((law->rule_count + 1) * sizeof *law->rules);
    struct link *links = mem_resize(NULL, law->count + 1, sizeof *links);
    for (size_t i = 0; i < law->rule_count; i++) {
        const struct rule *rule = rule_set_at(rules, i);
        struct rule_links *out = &law->rules[i];
        size_t n = 0;
        for (size_t j = 0; j < law->count; j++)
            n += link_pair(law, rule, &law->instruments[j], &links[n]);
        out->items = ARENA_ARRAY(&law->arena, struct link, n);
        out->count = n;
        if (n)
            memcpy(out->items, links, n * sizeof *links);
        link_implied(law, rule, out, diags);
        check_legal_basis(law, rule, diags);
    }
    mem_free(links);
    check_tags(law, rules, diags);
    check_exceptions(law, rules, diags);
}
