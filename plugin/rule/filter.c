/* Sigma filters: one more condition, written once, for several rules. */
#include "base/fault.h"
#include "base/mem.h"
#include "rule/attribute_value.h"
#include "rule/attributes.h"
#include "rule/detection.h"
#include "rule/rule_set.h"

void filter_load(struct rule_set *rules, struct rule_build *build, const struct yaml_node *document)
{
    const struct yaml_node *node = yaml_get(document, "filter"), *list = yaml_get(node, "rules");
    const struct str *names;
    size_t count = 0, errors = build->diags->errors;
    struct rule rule = {0};
    attributes_read_filter(build, document, &rule);
    if (!list)
        diag_error(build->diags, "missing-key", node->place,
                   "'rules' is required: the ids or names of the rules to filter");
    else if (attribute_texts(build, list, false, &names, &count) && count == 0)
        diag_error(build->diags, "empty-list", list->place, "the list of rules is empty");
    detection_read(build, node, true);
    if (build->diags->errors != errors)
        return;
    rules->filters =
        mem_grow(rules->filters, &rules->filter_cap, rules->filter_count, sizeof *rules->filters);
    rules->filters[rules->filter_count++] =
        (struct filter){node, rule.title, rule.logsource, rule.taxonomy_interdict};
}

static bool contradicts(struct str a, struct str b)
{
    return a.ptr && b.ptr && !str_eq(a, b);
}

/* Puts the filter's selections beside the rule's and ANDs the conditions. The filter is read once
 * more for each rule, because tests and selections are numbered within their rule. */
static void apply(struct rule_set *rules, const struct filter *filter, struct rule *rule)
{
    struct diags silent; /* what there is to say was said when the filter was loaded */
    diags_init(&silent);
    struct rule_build build = {.arena = &rules->arena,
                               .diags = &silent,
                               .interdict = filter->interdict,
                               .lists = &rules->lists};
    for (size_t i = 0; i < rule->test_count; i++) {
        build.tests = mem_grow(build.tests, &build.test_cap, build.test_count, sizeof *build.tests);
        build.tests[build.test_count++] = (struct test *)rule->tests[i];
    }
    for (size_t i = 0; i < rule->selection_count; i++) {
        build.selections = mem_grow(build.selections, &build.selection_cap, build.selection_count,
                                    sizeof *build.selections);
        build.selections[build.selection_count++] = rule->selections[i];
    }
    build.first_selection = build.selection_count;
    const struct expr *condition = detection_read(&build, filter->document, true);
    if (condition) {
        for (size_t i = build.first_selection; i < build.selection_count; i++)
            build.selections[i].name =
                arena_printf(build.arena, "filter.%.*s", STR_ARG(build.selections[i].name));
        const struct expr *both[] = {rule->condition, condition};
        const struct expr *joined = build_join(&build, EXPR_AND, rule->condition->place, both, 2);
        rule_set_finish_rule(rules, rule, &build, joined);
    }
    build_clear(&build);
    diags_clear(&silent);
}

static struct rule *find_rule(const struct rule_set *rules, struct str name)
{
    for (size_t i = 0; i < rules->count; i++)
        if (str_eq_nocase(rules->rules[i]->id, name) || str_eq(rules->rules[i]->name, name))
            return rules->rules[i];
    return NULL;
}

static void apply_to(struct rule_set *rules, const struct filter *filter,
                     const struct yaml_node *name, struct diags *diags)
{
    struct rule *rule = find_rule(rules, name->value);
    if (!rule) {
        diag_error(diags, "unknown-rule", name->place, "no loaded rule has the id or name '%.*s'",
                   STR_ARG(name->value));
        return;
    }
    if (rule->taxonomy_interdict != filter->interdict) {
        diag_error(diags, "filter", name->place,
                   "the filter and the rule '%.*s' have different taxonomies",
                   STR_ARG(rule->title));
        return;
    }
    const struct logsource *a = &filter->logsource, *b = &rule->logsource;
    if (contradicts(a->category, b->category) || contradicts(a->product, b->product) ||
        contradicts(a->service, b->service)) {
        diag_error(diags, "filter", name->place,
                   "the filter's logsource contradicts that of the rule '%.*s'",
                   STR_ARG(rule->title));
        return;
    }
    apply(rules, filter, rule);
}

void filters_apply(struct rule_set *rules, struct diags *diags)
{
    for (size_t i = 0; i < rules->filter_count; i++) {
        const struct yaml_node *list = yaml_get(rules->filters[i].document, "rules");
        for (size_t j = 0; j < list->count - (FAULT("filter-forgotten") ? 1 : 0); j++)
            apply_to(rules, &rules->filters[i], list->items[j], diags);
    }
    rules->filter_count = 0;
}
