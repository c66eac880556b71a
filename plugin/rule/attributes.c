#include "rule/attributes.h"

#include "base/suggest.h"
#include "rule/attribute_value.h"
#include "rule/custom.h"

enum { TITLE_CHARS = 256, DESCRIPTION_CHARS = 65535 };

static const char *const levels[] = {"informational", "low", "medium", "high", "critical"};
static const char *const statuses[] = {"stable", "test", "experimental", "deprecated",
                                       "unsupported"};
static const char *const relations[] = {"derived", "obsolete", "merged", "renamed", "similar"};

static void read_text(struct rule_build *build, const struct yaml_node *node, size_t most,
                      struct str *out)
{
    if (!attribute_text(build, node, out))
        return;
    if (str_code_points(*out) > most)
        diag_error(build->diags, "too-long", node->place, "more than %zu characters", most);
}

static void read_title(struct rule_build *build, const struct yaml_node *node, struct rule *rule)
{
    read_text(build, node, TITLE_CHARS, &rule->title);
}

static void read_name(struct rule_build *build, const struct yaml_node *node, struct rule *rule)
{
    read_text(build, node, TITLE_CHARS, &rule->name);
}

static void read_description(struct rule_build *build, const struct yaml_node *node,
                             struct rule *rule)
{
    read_text(build, node, DESCRIPTION_CHARS, &rule->description);
}

static void read_author(struct rule_build *build, const struct yaml_node *node, struct rule *rule)
{
    attribute_text(build, node, &rule->author);
}

static void read_license(struct rule_build *build, const struct yaml_node *node, struct rule *rule)
{
    attribute_text(build, node, &rule->license);
}

static void read_id(struct rule_build *build, const struct yaml_node *node, struct rule *rule)
{
    attribute_uuid(build, node, &rule->id);
}

static void read_date(struct rule_build *build, const struct yaml_node *node, struct rule *rule)
{
    attribute_day(build, node, &rule->date);
}

static void read_modified(struct rule_build *build, const struct yaml_node *node, struct rule *rule)
{
    attribute_day(build, node, &rule->modified);
}

static void read_level(struct rule_build *build, const struct yaml_node *node, struct rule *rule)
{
    int level = attribute_word(build, node, levels, sizeof levels / sizeof *levels);
    if (level >= 0)
        rule->level = (enum level)level;
}

static void read_status(struct rule_build *build, const struct yaml_node *node, struct rule *rule)
{
    int status = attribute_word(build, node, statuses, sizeof statuses / sizeof *statuses);
    if (status < 0)
        return;
    rule->status = node->value;
    if (status >= 3)
        diag_warn(build->diags, "status", node->place,
                  "the rule calls itself %s; it is loaded all the same", statuses[status]);
}

static void read_taxonomy(struct rule_build *build, const struct yaml_node *node, struct rule *rule)
{
    static const char *const known[] = {"interdict", "sigma"};
    struct str name;
    if (!attribute_text(build, node, &name))
        return;
    rule->taxonomy_interdict = str_is(name, "interdict");
    const char *near = suggest(name, known, 2);
    if (near && !str_is(name, near))
        diag_error(build->diags, "unknown-value", node->place,
                   "unknown taxonomy '%.*s', did you mean '%s'?", STR_ARG(name), near);
}

static void read_references(struct rule_build *build, const struct yaml_node *node,
                            struct rule *rule)
{
    attribute_texts(build, node, false, &rule->references, &rule->reference_count);
}

static void read_falsepositives(struct rule_build *build, const struct yaml_node *node,
                                struct rule *rule)
{
    attribute_texts(build, node, true, &rule->falsepositives, &rule->falsepositive_count);
}

/* `fields` and `scope` say something to people; here only their form is checked. */
static void read_texts(struct rule_build *build, const struct yaml_node *node, struct rule *rule)
{
    const struct str *texts;
    size_t count;
    (void)rule;
    attribute_texts(build, node, false, &texts, &count);
}

static bool is_tag(struct str tag)
{
    ptrdiff_t dot = str_find_char(tag, '.');
    bool fine = dot > 0 && (size_t)dot + 1 < tag.len;
    for (size_t i = 0; i < tag.len && fine; i++) {
        char c = tag.ptr[i];
        fine = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
               (c == '.' && i >= (size_t)dot);
    }
    return fine;
}

static void read_tags(struct rule_build *build, const struct yaml_node *node, struct rule *rule)
{
    if (!attribute_texts(build, node, false, &rule->tags, &rule->tag_count))
        return;
    for (size_t i = 0; i < node->count; i++)
        if (node->items[i]->type == YAML_SCALAR && !is_tag(node->items[i]->value))
            diag_error(build->diags, "bad-tag", node->items[i]->place,
                       "'%.*s' is no tag; expected namespace.name in lower-case letters, digits, "
                       "'_' and '-'",
                       STR_ARG(node->items[i]->value));
}

static void read_related(struct rule_build *build, const struct yaml_node *node, struct rule *rule)
{
    static const char *const keys[] = {"id", "type"};
    (void)rule;
    if (!attribute_list(build, node))
        return;
    for (size_t i = 0; i < node->count; i++) {
        const struct yaml_node *one = node->items[i], *id = yaml_get(one, "id"),
                               *type = yaml_get(one, "type");
        struct str ignored;
        if (one->type != YAML_MAP || !id || !type) {
            diag_error(build->diags, "wrong-type", one->place,
                       "expected a map with 'id' and 'type'");
            continue;
        }
        yaml_check_keys(one, "a related rule", keys, 2, build->diags);
        attribute_uuid(build, id, &ignored);
        attribute_word(build, type, relations, sizeof relations / sizeof *relations);
    }
}

static void read_logsource(struct rule_build *build, const struct yaml_node *node,
                           struct rule *rule)
{
    static const char *const known[] = {"category", "product", "service", "definition"};
    struct str definition;
    struct str *const out[] = {&rule->logsource.category, &rule->logsource.product,
                               &rule->logsource.service, &definition};
    if (node->type != YAML_MAP) {
        diag_error(build->diags, "wrong-type", node->place, "'logsource' has to be a map");
        return;
    }
    for (size_t i = 0; i < node->count; i++) {
        struct str key = node->keys[i]->value;
        size_t at = 0;
        while (at < 4 && !str_is(key, known[at]))
            at++;
        if (at < 4) {
            attribute_text(build, node->items[i], out[at]);
            continue;
        }
        const char *near = suggest(key, known, 4);
        if (near) /* further ones are allowed and are notes to people */
            diag_error(build->diags, "unknown-key", node->keys[i]->place,
                       "unknown key '%.*s' in logsource, did you mean '%s'?", STR_ARG(key), near);
    }
}

/* In a rule for canonical events a wrong word here would mean that the rule is never tried. */
static void check_logsource(struct rule_build *build, const struct yaml_node *document,
                            const struct rule *rule)
{
    static const char *const kinds[] = {"asset", "purchase"};
    const struct yaml_node *node = yaml_get(document, "logsource");
    /* Not there where `logsource` stands twice, an error already, and only the other has it. */
    const struct yaml_node *category = yaml_get(node, "category");
    bool ours = node && str_is(rule->logsource.product, "interdict");
    if (ours && !rule->taxonomy_interdict)
        diag_warn(build->diags, "taxonomy-missing", node->place,
                  "logsource.product is interdict, but without 'taxonomy: interdict' the rule "
                  "reads the source's own field names");
    if (ours && category && rule->taxonomy_interdict && rule->logsource.category.ptr)
        attribute_word(build, category, kinds, 2);
    struct str product = rule->logsource.product, kind = rule->logsource.category;
    bool foreign =
        product.ptr ? !ours : kind.ptr && !str_is(kind, kinds[0]) && !str_is(kind, kinds[1]);
    if (foreign && rule->taxonomy_interdict)
        diag_warn(build->diags, "foreign-logsource", node->place,
                  "native events come from product interdict: the rule is only tried where a "
                  "mapping says that its events come from '%.*s'",
                  STR_ARG(product.ptr ? product : kind));
}

static void ignore(struct rule_build *build, const struct yaml_node *node, struct rule *rule)
{
    (void)build;
    (void)node;
    (void)rule;
}

static const struct attribute {
    const char *name;
    void (*read)(struct rule_build *build, const struct yaml_node *node, struct rule *rule);
    bool required, of_filter;
} attributes[] = {
    {"title", read_title, true, true},
    {"id", read_id, true, false}, /* a filter's is optional and read below */
    {"related", read_related, false, true},
    {"name", read_name, false, true},
    {"taxonomy", read_taxonomy, false, true},
    {"status", read_status, false, true},
    {"description", read_description, false, true},
    {"license", read_license, false, true},
    {"references", read_references, false, true},
    {"author", read_author, false, true},
    {"date", read_date, false, true},
    {"modified", read_modified, false, true},
    {"logsource", read_logsource, true, true},
    {"detection", ignore, true, false}, /* detection.c */
    {"fields", read_texts, false, true},
    {"falsepositives", read_falsepositives, false, true},
    {"level", read_level, false, true},
    {"tags", read_tags, false, true},
    {"scope", read_texts, false, true},
    {"tests", custom_tests, false, false},
    {"confidence", custom_confidence, false, false},
    {"valid", custom_valid, false, false},
    {"implies", custom_implies, false, false},
    {"legal_basis", custom_legal_basis, false, false},
    {"filter", ignore, false, true}, /* filter.c */
};
enum { ATTRIBUTES = sizeof attributes / sizeof *attributes };

/* Sigma allows any further attribute, but one that is nearly a known one is a slip. */
static void report_unknown(struct rule_build *build, const struct yaml_node *key)
{
    const char *names[ATTRIBUTES];
    for (size_t i = 0; i < ATTRIBUTES; i++)
        names[i] = attributes[i].name;
    const char *near = suggest(key->value, names, ATTRIBUTES);
    if (near)
        diag_error(build->diags, "unknown-attribute", key->place,
                   "unknown attribute '%.*s', did you mean '%s'?", STR_ARG(key->value), near);
    else
        diag_warn(build->diags, "unknown-attribute", key->place,
                  "the attribute '%.*s' means nothing here", STR_ARG(key->value));
}

static void read_all(struct rule_build *build, const struct yaml_node *document, struct rule *rule,
                     bool is_filter)
{
    rule->date = rule->modified = rule->valid_from = DAY_NONE;
    rule->valid_until = DAY_MAX;
    rule->level = LEVEL_MEDIUM;
    rule->confidence = CONFIDENCE_MEDIUM;
    const struct yaml_node *taxonomy = yaml_get(document, "taxonomy");
    /* First, because samples and implied facts are checked by it. */
    rule->taxonomy_interdict =
        taxonomy && taxonomy->type == YAML_SCALAR && str_is(taxonomy->value, "interdict");
    build->interdict = rule->taxonomy_interdict;
    for (size_t i = 0; i < document->count; i++) {
        const struct yaml_node *key = document->keys[i];
        size_t at = 0;
        while (at < ATTRIBUTES && !str_is(key->value, attributes[at].name))
            at++;
        if (at == ATTRIBUTES)
            report_unknown(build, key);
        else
            attributes[at].read(build, document->items[i], rule);
    }
    for (size_t i = 0; i < ATTRIBUTES; i++)
        if (attributes[i].required && (!is_filter || attributes[i].of_filter) &&
            !yaml_get(document, attributes[i].name))
            diag_error(build->diags, "missing-key", document->place, "'%s' is required",
                       attributes[i].name);
}

void attributes_read(struct rule_build *build, const struct yaml_node *document, struct rule *rule)
{
    read_all(build, document, rule, false);
    check_logsource(build, document, rule);
}

void attributes_read_filter(struct rule_build *build, const struct yaml_node *document,
                            struct rule *rule)
{
    read_all(build, document, rule, true);
    check_logsource(build, document, rule);
    for (size_t i = 0; i < ATTRIBUTES; i++) {
        const struct yaml_node *node = yaml_get(document, attributes[i].name);
        if (node && !attributes[i].of_filter && !str_is(str_of(attributes[i].name), "id"))
            diag_error(build->diags, "filter", node->place, "a filter has no '%s'",
                       attributes[i].name);
    }
}

const char *level_name(enum level level)
{
    return levels[level];
}
