#include "rule/detection.h"

#include "base/fault.h"
#include "base/mem.h"
#include "rule/condition.h"
#include "rule/modifiers.h"
#include "rule/test_value.h"

/* Modifiers that need a field; keywords have none. */
static bool needs_field(enum test_op op)
{
    return op == TEST_EXISTS || op == TEST_FIELDREF || op == TEST_TIME_PART || op == TEST_CIDR ||
           op == TEST_LT || op == TEST_LTE || op == TEST_GT || op == TEST_GTE;
}

/* Joins what the values of one field stand for. */
static const struct expr *join_values(struct rule_build *build, const struct modifiers *modifiers,
                                      struct place place, const struct exprs *values)
{
    /* neq is "none equals", and with all "differs from each": the same. */
    enum expr_kind kind = modifiers->all && !modifiers->neq ? EXPR_AND : EXPR_OR;
    if (FAULT("neq-of-all") && modifiers->neq)
        kind = EXPR_AND;
    const struct expr *expr = build_join(build, kind, place, values->items, values->count);
    return modifiers->neq ? build_not(build, place, expr) : expr;
}

static const struct expr *read_values(struct rule_build *build, struct value_context *context,
                                      const struct yaml_node *key, const struct yaml_node *node)
{
    const struct modifiers *modifiers = context->modifiers;
    struct exprs values = {0};
    const struct expr *expr = NULL;
    bool is_list = node->type == YAML_SEQ;
    size_t count = is_list ? node->count : 1;
    context->in_list = is_list;
    if (count == 0) {
        diag_error(build->diags, "empty-list", node->place, "the list of values is empty");
        return NULL;
    }
    if (modifiers->all && count < 2 && !modifiers->expand) {
        diag_error(build->diags, "all-single", key->place,
                   "'all' links several values; here is only one");
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        const struct expr *value = value_read(build, context, is_list ? node->items[i] : node);
        if (value)
            exprs_add(&values, value);
    }
    if (values.count == count)
        expr = join_values(build, modifiers, key->place, &values);
    mem_free(values.items);
    return expr;
}

/* One `field|modifiers: value(s)` of a map. */
static const struct expr *read_item(struct rule_build *build, const struct yaml_node *key,
                                    const struct yaml_node *node)
{
    struct modifiers modifiers;
    struct value_context context = {.modifiers = &modifiers};
    if (key->value.len == 0) {
        diag_error(build->diags, "no-field", key->place, "the name of the field is empty");
        return NULL;
    }
    bool fine = modifiers_parse(build, key, &modifiers);
    /* The field is looked at even if the modifiers are wrong, to find all mistakes at once. */
    struct str rest = key->value, name;
    str_split(&rest, '|', &name);
    context.keyword = name.len == 0;
    if (!context.keyword)
        fine &= build_field(build, name, key->place, &context.field);
    if (node->type == YAML_MAP) {
        diag_error(build->diags, "value-type", node->place,
                   "a field takes a value or a list of values, not a map; a field inside another "
                   "is written with a dot");
        return NULL;
    }
    if (!fine)
        return NULL;
    if (context.keyword && needs_field(modifiers.op)) {
        diag_error(build->diags, "illegal-modifiers", key->place,
                   "'%.*s' needs a field before it: keywords have none", STR_ARG(modifiers.text));
        return NULL;
    }
    return read_values(build, &context, key, node);
}

static const struct expr *read_map(struct rule_build *build, const struct yaml_node *node)
{
    struct exprs items = {0};
    const struct expr *expr = NULL;
    if (node->count == 0) {
        diag_error(build->diags, "empty-selection", node->place, "the map is empty");
        return NULL;
    }
    for (size_t i = 0; i < node->count; i++) {
        const struct expr *item = read_item(build, node->keys[i], node->items[i]);
        if (item)
            exprs_add(&items, item);
    }
    if (items.count == node->count)
        expr = build_join(build, EXPR_AND, node->place, items.items, items.count);
    mem_free(items.items);
    return expr;
}

/* A list: maps and keywords, any of which. */
static const struct expr *read_list(struct rule_build *build, const struct yaml_node *node)
{
    static const struct modifiers none = {0};
    struct value_context keyword = {.modifiers = &none, .keyword = true, .in_list = true};
    struct exprs kids = {0};
    const struct expr *expr = NULL;
    if (node->count == 0) {
        diag_error(build->diags, "empty-selection", node->place, "the list is empty");
        return NULL;
    }
    for (size_t i = 0; i < node->count; i++) {
        const struct yaml_node *kid = node->items[i];
        const struct expr *one =
            kid->type == YAML_MAP ? read_map(build, kid) : value_read(build, &keyword, kid);
        if (one)
            exprs_add(&kids, one);
    }
    if (kids.count == node->count)
        expr = build_join(build, EXPR_OR, node->place, kids.items, kids.count);
    mem_free(kids.items);
    return expr;
}

static bool check_name(struct rule_build *build, const struct yaml_node *key)
{
    static const char *const reserved[] = {"and", "or", "not", "of", "them"};
    struct str name = key->value;
    bool fine = name.len > 0;
    for (size_t i = 0; i < name.len; i++)
        fine &= (unsigned char)name.ptr[i] > ' ' && !strchr("()|*", name.ptr[i]);
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        fine &= !str_is(name, reserved[i]);
    if (!fine)
        diag_error(build->diags, "bad-selection-name", key->place,
                   "'%.*s' cannot name a selection: no condition could refer to it", STR_ARG(name));
    return fine;
}

static bool read_selection(struct rule_build *build, const struct yaml_node *key,
                           const struct yaml_node *node)
{
    struct selection selection = {.name = key->value, .place = key->place};
    bool fine = check_name(build, key);
    if (node->type == YAML_SCALAR)
        diag_error(build->diags, "selection-type", node->place,
                   "a selection is a map of fields or a list of keywords or maps, not a single "
                   "value");
    else
        selection.expr = node->type == YAML_MAP ? read_map(build, node) : read_list(build, node);
    build->selections = mem_grow(build->selections, &build->selection_cap, build->selection_count,
                                 sizeof *build->selections);
    build->selections[build->selection_count++] = selection;
    return fine && selection.expr;
}

static const struct expr *read_conditions(struct rule_build *build, const struct yaml_node *node)
{
    struct exprs conditions = {0};
    const struct expr *expr = NULL;
    size_t count = node->type == YAML_SEQ ? node->count : 1;
    if (count == 0)
        diag_error(build->diags, "condition-syntax", node->place,
                   "the list of conditions is empty");
    for (size_t i = 0; i < count; i++) {
        const struct yaml_node *one = node->type == YAML_SEQ ? node->items[i] : node;
        if (one->type != YAML_SCALAR) {
            diag_error(build->diags, "condition-syntax", one->place,
                       "a condition is a text, or a list of texts");
            continue;
        }
        const struct expr *condition = condition_parse(build, one);
        if (condition)
            exprs_add(&conditions, condition);
    }
    if (count && conditions.count == count)
        expr = build_join(build, EXPR_OR, node->place, conditions.items, conditions.count);
    mem_free(conditions.items);
    return expr;
}

const struct expr *detection_read(struct rule_build *build, const struct yaml_node *node,
                                  bool is_filter)
{
    const struct yaml_node *condition = yaml_get(node, "condition");
    bool fine = true;
    if (node->type != YAML_MAP) {
        diag_error(build->diags, "wrong-type", node->place,
                   "a detection is a map of selections and a condition");
        return NULL;
    }
    for (size_t i = 0; i < node->count; i++) {
        const struct yaml_node *key = node->keys[i];
        if (node->items[i] == condition || (is_filter && str_is(key->value, "rules")))
            continue;
        if (str_is(key->value, "timeframe")) {
            diag_error(build->diags, "aggregation", key->place,
                       "'timeframe' belongs to aggregations, which are not part of the Sigma 2 "
                       "detection language");
            fine = false;
            continue;
        }
        fine &= read_selection(build, key, node->items[i]);
    }
    if (!condition) {
        diag_error(build->diags, "missing-key", node->place, "'condition' is required");
        return NULL;
    }
    const struct expr *expr = read_conditions(build, condition);
    return fine ? expr : NULL;
}
