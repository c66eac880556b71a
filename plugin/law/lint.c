/* What is allowed and most likely not meant between rules and law. */
#include "law/law_internal.h"

static bool is_restricted(const struct law *law, struct str tag)
{
    for (size_t i = 0; i < law->count; i++)
        for (size_t j = 0; j < law->instruments[i].restrict_count; j++)
            if (str_eq(law->instruments[i].restricts[j].tag, tag))
                return true;
    return false;
}

/* Only the namespaces that name makers and kinds of things are the law's; a brand that no
 * instrument lists is reached through its maker. */
static void lint_tags(const struct law *law, const struct rule *rule, struct diags *diags)
{
    for (size_t i = 0; i < rule->tag_count; i++) {
        struct str tag = rule->tags[i];
        bool of_law = str_starts(tag, STR("vendor.")) || str_starts(tag, STR("category."));
        if (of_law && !is_restricted(law, tag))
            diag_add(diags, SEVERITY_NOTE, "unrestricted-tag", rule->place,
                     "no loaded instrument restricts the tag '%.*s' of the rule '%.*s'",
                     STR_ARG(tag), STR_ARG(rule->title));
    }
}

static void lint_legal_basis(const struct law *law, const struct rule *rule, day_t today,
                             struct diags *diags)
{
    for (size_t i = 0; i < rule->legal_basis_count; i++) {
        const struct legal_link *link = &rule->legal_basis[i];
        char day[16];
        for (size_t j = 0; j < law->count; j++) {
            const struct instrument *instrument = &law->instruments[j];
            if (!str_eq(instrument->id, link->id) || instrument->until >= today)
                continue;
            day_format(instrument->until, day);
            diag_warn(diags, "ended-instrument", link->place,
                      "the instrument '%.*s' has ended on %s", STR_ARG(link->id), day);
        }
    }
}

void law_lint(const struct law *law, const struct rule_set *rules, day_t today, struct diags *diags)
{
    for (size_t i = 0; i < rule_set_count(rules); i++) {
        const struct rule *rule = rule_set_at(rules, i);
        lint_legal_basis(law, rule, today, diags);
        /* A folder of rules alone has no law to lead to. */
        if (law->count == 0 || !rule->taxonomy_interdict)
            continue;
        if (law->rules[i].count == 0)
            diag_warn(diags, "unrestricted-rule", rule->place,
                      "no loaded instrument restricts a tag of the rule '%.*s', and it names no "
                      "legal basis: it never gives an alert",
                      STR_ARG(rule->title));
        else
            lint_tags(law, rule, diags);
    }
}
