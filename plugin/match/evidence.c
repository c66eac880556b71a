/* Why a rule matched: a second pass, for matches only. */
#include "match/scanner.h"

/* An entry while it is collected: with what the list is ordered by. */
struct found {
    struct evidence evidence;
    size_t selection;
    field_key key;
    uint32_t value; /* its number among the field's values */
};

struct collector {
    struct scanner *s;
    const struct compiled_rule *rule;
    size_t selection; /* being walked; SIZE_MAX outside of any */
    struct found *items;
    size_t count, cap;
    struct incomplete *missing;
    size_t missing_count, missing_cap;
};

struct field_ref ref_of_key(struct scanner *s, field_key key, const struct value *value)
{
    if (key_is_raw(key) && s->program->raw[key - FIELD_COUNT].len == 0) /* a keyword's */
        return (struct field_ref){FIELD_RAW, value ? raw_path_of(s, value->raw) : STR("*")};
    if (key_is_raw(key))
        return (struct field_ref){FIELD_RAW, s->program->raw[key - FIELD_COUNT]};
    return (struct field_ref){.field = (enum field)key};
}

/* The arena has no realloc: the array moves to one of twice the size. */
static void *grow(struct arena *arena, void *items, size_t *cap, size_t count, size_t of)
{
    if (count < *cap)
        return items;
    *cap = *cap ? *cap * 2 : 8;
    void *larger = arena_alloc(arena, *cap * of);
    if (count)
        memcpy(larger, items, count * of);
    return larger;
}

static void add_found(struct collector *c, const struct compiled_test *test, field_key key,
                      uint32_t number, const struct value *value, size_t start, size_t end)
{
    const struct rule *rule = c->rule->rule;
    c->items = grow(c->s->arena, c->items, &c->cap, c->count, sizeof *c->items);
    struct found *found = &c->items[c->count++];
    *found = (struct found){.selection = c->selection, .key = key, .value = number};
    found->evidence.field = ref_of_key(c->s, key, value);
    if (c->selection < rule->selection_count)
        found->evidence.selection = rule->selections[c->selection].name;
    found->evidence.pattern = test->test->source;
    found->evidence.value = value;
    found->evidence.start = start;
    found->evidence.end = end;
}

static void add_values(struct collector *c, const struct compiled_test *test, struct lookup texts,
                       field_key key)
{
    bool whole = test->op == TEST_EXISTS;
    for (uint32_t i = 0; i < texts.count; i++) {
        const struct value *value = &texts.values[i];
        enum limit_hit limit;
        size_t start = 0, end = value->text.len;
        if (whole || value_test(c->s, test, value, key, &limit, &start, &end) == TRUTH_TRUE)
            add_found(c, test, key, i, value, start, end);
    }
}

static void add_test(struct collector *c, uint32_t number)
{
    struct scanner *s = c->s;
    const struct compiled_test *test = &s->program->tests[number];
    if (s->collected[number] == s->collecting || test->op == TEST_NULL)
        return;
    s->collected[number] = s->collecting;
    bool of_event;
    if (test->key != KEY_ANY) {
        struct lookup texts = lookup_item(s, test->key, &of_event);
        add_values(c, test, texts, test->key);
        return;
    }
    for (field_key key = 0; key < FIELD_COUNT; key++) {
        if (key >= FIELD_FIRST_OF_ITEM && field_is_made((enum field)key))
            continue;
        struct lookup texts = lookup_item(s, key, &of_event);
        /* An item's own purpose hides the event's from lookup, not from a keyword. */
        if (key == FIELD_PURPOSE && !of_event)
            add_values(c, test, lookup_event(s, key), key);
        add_values(c, test, texts, key);
    }
}

static void add_if_true(struct collector *c, uint32_t test)
{
    if (evaluate_test(c->s, test).truth == TRUTH_TRUE)
        add_test(c, test);
}

/* Tests that are true and speak for the rule: nothing below a "not". */
static void collect_evidence(struct collector *c, uint32_t at)
{
    const struct node *nodes = c->s->program->nodes, *node = &nodes[at];
    if (node->kind == NODE_NOT || evaluate(c->s, at) == TRUTH_FALSE)
        return;
    size_t outer = c->selection;
    switch ((enum node_kind)node->kind) {
    case NODE_TEST:
        add_if_true(c, node->number);
        break;
    case NODE_ANY_TEST:
        for (uint32_t i = 0; i < node->count; i++)
            add_if_true(c, node->number + i);
        break;
    case NODE_SELECTION:
        c->selection = node->number;
        collect_evidence(c, at + 1);
        c->selection = outer;
        break;
    default:
        for (uint32_t i = at + 1; i < node->end; i = nodes[i].end)
            collect_evidence(c, i);
        break;
    }
}

const char *limit_name(enum limit_hit limit)
{
    switch (limit) {
    case LIMIT_HIT_BUDGET:
        return "event-budget";
    case LIMIT_HIT_BYTES:
        return "field-bytes";
    default:
        return "match-limit";
    }
}

static void add_missing(struct collector *c, uint32_t number)
{
    struct scanner *s = c->s;
    if (s->collected[number] == s->collecting)
        return;
    s->collected[number] = s->collecting;
    struct verdict verdict = evaluate_test(s, number);
    c->missing = grow(s->arena, c->missing, &c->missing_cap, c->missing_count, sizeof *c->missing);
    c->missing[c->missing_count++] = (struct incomplete){
        .field = ref_of_key(s, verdict.key, NULL),
        .pattern = s->program->tests[number].test->source,
        .limit = limit_name(verdict.limit),
    };
}

/* Tests whose answer nobody knows, on the paths along which the whole became unknown. */
static void collect_missing(struct collector *c, uint32_t at)
{
    const struct node *nodes = c->s->program->nodes, *node = &nodes[at];
    if (evaluate(c->s, at) != TRUTH_UNKNOWN)
        return;
    if (node->kind == NODE_TEST)
        add_missing(c, node->number);
    for (uint32_t i = 0; node->kind == NODE_ANY_TEST && i < node->count; i++)
        if (evaluate_test(c->s, node->number + i).truth == TRUTH_UNKNOWN)
            add_missing(c, node->number + i);
    for (uint32_t i = at + 1; i < node->end; i = nodes[i].end)
        collect_missing(c, i);
}

static bool before(const struct found *a, const struct found *b)
{
    if (a->selection != b->selection)
        return a->selection < b->selection;
    if (a->key != b->key)
        return a->key < b->key;
    if (a->value != b->value)
        return a->value < b->value;
    if (a->evidence.start != b->evidence.start)
        return a->evidence.start < b->evidence.start;
    if (a->evidence.end != b->evidence.end)
        return a->evidence.end < b->evidence.end;
    return str_cmp(a->evidence.pattern, b->evidence.pattern) < 0;
}

/* Shell's sort: qsort may ask malloc for memory. */
static void sort_by_place(const struct found **items, size_t count)
{
    for (size_t gap = count / 2; gap > 0; gap = gap == 2 ? 1 : gap * 5 / 11) {
        for (size_t i = gap; i < count; i++) {
            const struct found *moving = items[i];
            size_t at = i;
            for (; at >= gap && before(moving, items[at - gap]); at -= gap)
                items[at] = items[at - gap];
            items[at] = moving;
        }
    }
}

void evidence_collect(struct scanner *s, const struct compiled_rule *rule, struct match *match)
{
    struct collector c = {.s = s, .rule = rule, .selection = SIZE_MAX};
    s->collecting = ++s->clock_of_marks;
    collect_evidence(&c, rule->first_node);
    if (match->truth == TRUTH_UNKNOWN)
        collect_missing(&c, rule->first_node);
    const struct found **order = ARENA_ARRAY(s->arena, const struct found *, c.count);
    struct evidence *evidence = ARENA_ARRAY(s->arena, struct evidence, c.count);
    for (size_t i = 0; i < c.count; i++)
        order[i] = &c.items[i];
    sort_by_place(order, c.count);
    for (size_t i = 0; i < c.count; i++)
        evidence[i] = order[i]->evidence;
    match->evidence = evidence;
    match->evidence_count = c.count;
    match->incomplete = c.missing;
    match->incomplete_count = c.missing_count;
}
