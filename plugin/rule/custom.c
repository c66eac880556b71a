#include "rule/custom.h"

#include "rule/attribute_value.h"

static const char *const confidences[] = {"low", "medium", "high"};
static const char *const reaches[] = {"named", "affiliate", "inferred"};

static bool is_map(struct rule_build *build, const struct yaml_node *node, const char *what)
{
    if (node->type == YAML_MAP)
        return true;
    diag_error(build->diags, "wrong-type", node->place, "'%s' has to be a map", what);
    return false;
}

/* A sample: field names as the rule's taxonomy has them; values as an event may hold them. */
static bool check_sample(struct rule_build *build, const struct yaml_node *node)
{
    bool fine = true;
    if (node->type != YAML_MAP) {
        diag_error(build->diags, "wrong-type", node->place,
                   "a sample is a map of fields and values");
        return false;
    }
    for (size_t i = 0; i < node->count; i++) {
        const struct yaml_node *value = node->items[i];
        struct field_ref ignored = {0};
        if (!build->interdict)
            continue;
        fine &= build_field(build, node->keys[i]->value, node->keys[i]->place, &ignored);
        bool flat = value->type != YAML_MAP;
        for (size_t j = 0; value->type == YAML_SEQ && j < value->count; j++)
            flat &= value->items[j]->type == YAML_SCALAR;
        if (!flat && ignored.field != FIELD_RAW) {
            diag_error(build->diags, "wrong-type", value->place,
                       "a field of a sample is a value or a list of values");
            fine = false;
        }
    }
    return fine;
}

static size_t read_samples(struct rule_build *build, const struct yaml_node *list, bool must_match,
                           struct rule_sample *out)
{
    size_t count = 0;
    if (!list || !attribute_list(build, list))
        return 0;
    for (size_t i = 0; i < list->count; i++)
        if (check_sample(build, list->items[i]))
            out[count++] = (struct rule_sample){must_match, list->items[i], list->items[i]->place};
    return count;
}

void custom_tests(struct rule_build *build, const struct yaml_node *node, struct rule *rule)
{
    static const char *const keys[] = {"match", "no_match"};
    if (!is_map(build, node, "tests"))
        return;
    yaml_check_keys(node, "tests", keys, 2, build->diags);
    const struct yaml_node *match = yaml_get(node, "match"), *no = yaml_get(node, "no_match");
    size_t most = (match ? match->count : 0) + (no ? no->count : 0);
    struct rule_sample *samples = ARENA_ARRAY(build->arena, struct rule_sample, most + 1);
    size_t count = read_samples(build, match, true, samples);
    count += read_samples(build, no, false, samples + count);
    rule->samples = samples;
    rule->sample_count = count;
}

void custom_confidence(struct rule_build *build, const struct yaml_node *node, struct rule *rule)
{
    int word = attribute_word(build, node, confidences, 3);
    if (word >= 0)
        rule->confidence = (enum confidence)word;
}

void custom_valid(struct rule_build *build, const struct yaml_node *node, struct rule *rule)
{
    static const char *const keys[] = {"from", "until"};
    if (!is_map(build, node, "valid"))
        return;
    yaml_check_keys(node, "valid", keys, 2, build->diags);
    const struct yaml_node *from = yaml_get(node, "from"), *until = yaml_get(node, "until");
    bool fine = true;
    if (from)
        fine &= attribute_day(build, from, &rule->valid_from);
    if (until)
        fine &= attribute_day(build, until, &rule->valid_until);
    if (fine && rule->valid_from > rule->valid_until)
        diag_error(build->diags, "bad-date", until->place, "'until' lies before 'from'");
    if (!from && !until)
        diag_error(build->diags, "missing-key", node->place, "'from' or 'until' is required");
}

void custom_implies(struct rule_build *build, const struct yaml_node *node, struct rule *rule)
{
    static const enum field allowed[] = {
        FIELD_CATEGORY, FIELD_COUNTRY_OF_ORIGIN, FIELD_PURPOSE, FIELD_VENDOR,
        FIELD_BRAND,    FIELD_PRODUCT,           FIELD_MODEL};
    enum { ALLOWED = sizeof allowed / sizeof *allowed };
    const char *names[ALLOWED];
    for (size_t i = 0; i < ALLOWED; i++)
        names[i] = field_name(allowed[i]);
    if (!is_map(build, node, "implies"))
        return;
    struct implied_fact *facts = ARENA_ARRAY(build->arena, struct implied_fact, node->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < node->count; i++) {
        int field = attribute_word(build, node->keys[i], names, ALLOWED);
        struct str value;
        if (attribute_text(build, node->items[i], &value) && field >= 0)
            facts[count++] = (struct implied_fact){allowed[field], value};
    }
    rule->implies = facts;
    rule->implies_count = count;
}

static bool read_link(struct rule_build *build, const struct yaml_node *node,
                      struct legal_link *link)
{
    static const char *const keys[] = {"id", "reach"};
    *link = (struct legal_link){.reach = REACH_NAMED, .place = node->place};
    if (node->type != YAML_MAP)
        return attribute_text(build, node, &link->id);
    yaml_check_keys(node, "legal_basis", keys, 2, build->diags);
    const struct yaml_node *id = yaml_get(node, "id"), *reach = yaml_get(node, "reach");
    if (reach) {
        int word = attribute_word(build, reach, reaches, 3);
        if (word < 0)
            return false;
        link->reach = (enum reach)word;
    }
    if (!id) {
        diag_error(build->diags, "missing-key", node->place, "'id' is required");
        return false;
    }
    link->place = id->place;
    return attribute_text(build, id, &link->id);
}

void custom_legal_basis(struct rule_build *build, const struct yaml_node *node, struct rule *rule)
{
    if (!attribute_list(build, node))
        return;
    struct legal_link *links = ARENA_ARRAY(build->arena, struct legal_link, node->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < node->count; i++)
        count += read_link(build, node->items[i], &links[count]);
    rule->legal_basis = links;
    rule->legal_basis_count = count;
}

const char *confidence_name(enum confidence confidence)
{
    return confidences[confidence];
}

const char *reach_name(enum reach reach)
{
    return reaches[reach];
}

bool reach_parse(struct str name, enum reach *out)
{
    for (int i = 0; i < 3; i++)
        if (str_is(name, reaches[i])) {
            *out = (enum reach)i;
            return true;
        }
    return false;
}
