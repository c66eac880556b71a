#include "match/explain.h"

#include "match/scanner.h"

struct explainer {
    struct scanner *s;
    const struct compiled_rule *rule;
};

/* --- the texts of a test ---------------------------------------------------------------------- */

struct texts {
    struct seen_text *items;
    size_t count, total;
};

static void add_text(struct texts *texts, const struct seen_text *text)
{
    texts->total++;
    if (texts->count < EXPLAIN_TEXTS) {
        texts->items[texts->count++] = *text;
        return;
    }
    /* A text that holds takes the place of the last one that does not. */
    for (size_t i = EXPLAIN_TEXTS; text->holds && i-- > 0;) {
        if (texts->items[i].holds)
            continue;
        texts->items[i] = *text;
        return;
    }
}

/* Only a test that is true is tried once more on each text, as for evidence: what made it false or
 * unknown is known without, and trying costs of the event's budget. */
static void add_texts(struct scanner *s, const struct compiled_test *test, enum truth truth,
                      struct lookup found, field_key key, struct texts *texts)
{
    for (uint32_t i = 0; i < found.count; i++) {
        const struct value *value = &found.values[i];
        struct seen_text text = {.field = ref_of_key(s, key, value), .value = value};
        enum limit_hit limit;
        text.holds = truth == TRUTH_TRUE &&
                     value_test(s, test, value, key, &limit, &text.start, &text.end) == TRUTH_TRUE;
        add_text(texts, &text);
    }
}

static struct lookup texts_of_field(struct scanner *s, const struct compiled_test *test,
                                    enum truth truth, struct texts *texts)
{
    bool of_event;
    struct lookup found = lookup_item(s, test->key, &of_event);
    add_texts(s, test, truth, found, test->key, texts);
    return found;
}

static void texts_of_keyword(struct scanner *s, const struct compiled_test *test, enum truth truth,
                             struct texts *texts)
{
    for (field_key key = 0; key < FIELD_COUNT; key++) {
        bool of_event;
        if (key >= FIELD_FIRST_OF_ITEM && field_is_made((enum field)key))
            continue;
        struct lookup found = lookup_item(s, key, &of_event);
        if (key == FIELD_PURPOSE && !of_event)
            add_texts(s, test, truth, lookup_event(s, key), key, texts);
        add_texts(s, test, truth, found, key, texts);
    }
}

/* Texts that hold first, else as they came. */
static void order_texts(struct texts *texts)
{
    size_t at = 0;
    for (size_t i = 0; i < texts->count; i++) {
        if (!texts->items[i].holds)
            continue;
        struct seen_text moving = texts->items[i];
        for (size_t j = i; j > at; j--)
            texts->items[j] = texts->items[j - 1];
        texts->items[at++] = moving;
    }
}

/* --- nodes ------------------------------------------------------------------------------------ */

static void explain_test(struct explainer *e, struct explained *node)
{
    struct scanner *s = e->s;
    uint32_t number = e->rule->first_test + (uint32_t)node->expr->test->id;
    const struct compiled_test *test = &s->program->tests[number];
    struct verdict verdict = evaluate_test(s, number);
    node->ruled_out = test->prefiltered && s->event_mark[number] != s->event_now &&
                      s->item_mark[number] != s->item_now;
    struct str *literals = ARENA_ARRAY(s->arena, struct str, test->literal_count);
    for (uint32_t i = 0; i < test->literal_count; i++)
        literals[i] = s->program->literals[test->literals[i]];
    node->literals = literals;
    node->literal_count = test->literal_count;
    if (verdict.truth == TRUTH_UNKNOWN) {
        node->limit = limit_name(verdict.limit);
        node->unsure = ref_of_key(s, verdict.key, NULL);
    }
    struct texts texts = {.items = ARENA_ARRAY(s->arena, struct seen_text, EXPLAIN_TEXTS)};
    if (test->key == KEY_ANY)
        texts_of_keyword(s, test, verdict.truth, &texts);
    else
        node->missing = !texts_of_field(s, test, verdict.truth, &texts).present;
    order_texts(&texts);
    node->texts = texts.items;
    node->text_count = texts.count;
    node->text_total = texts.total;
}

/* `at` is the node of the expression; a test may stand in a list that is one node. */
static void explain_node(struct explainer *e, const struct expr *expr, uint32_t at,
                         struct explained *node)
{
    const struct node *nodes = e->s->program->nodes;
    if (expr->kind == EXPR_TEST) {
        uint32_t test = e->rule->first_test + (uint32_t)expr->test->id;
        *node = (struct explained){.expr = expr, .truth = evaluate_test(e->s, test).truth};
        explain_test(e, node);
        return;
    }
    const struct expr *const *kids = expr->kids;
    size_t count = expr->kid_count;
    *node = (struct explained){.expr = expr, .truth = evaluate(e->s, at)};
    if (expr->kind == EXPR_SELECTION) {
        kids = &e->rule->rule->selections[expr->selection].expr;
        count = 1;
    }
    struct explained *made = ARENA_ARRAY(e->s->arena, struct explained, count);
    uint32_t kid = at + 1;
    for (size_t i = 0; i < count; i++) {
        explain_node(e, kids[i], kid, &made[i]);
        if (nodes[at].kind != NODE_ANY_TEST)
            kid = nodes[kid].end;
    }
    node->kids = made;
    node->kid_count = count;
}

static bool has(const uint32_t *rules, uint32_t count, uint32_t rule)
{
    for (uint32_t i = 0; i < count; i++)
        if (rules[i] == rule)
            return true;
    return false;
}

static void explain_item(struct explainer *e, struct explanation *explanation)
{
    struct scanner *s = e->s;
    uint32_t number = (uint32_t)(e->rule - s->program->rules);
    scanner_candidates(s);
    explanation->contradicted = !scanner_tries(s, e->rule);
    explanation->candidate =
        has(s->candidates, s->candidate_count, number) ||
        has(s->program->always[s->event->kind], s->program->always_count[s->event->kind], number);
    /* The whole first: what it did not need to look at is looked at afterwards. */
    struct match *match = &explanation->match;
    match->truth = evaluate(s, e->rule->first_node);
    if (match->truth != TRUTH_FALSE)
        evidence_collect(s, e->rule, match);
    explain_node(e, e->rule->rule->condition, e->rule->first_node, &explanation->root);
}

void scanner_explain(struct scanner *s, const struct event *event, struct arena *arena,
                     size_t rule_index, explain_fn *each, void *ctx)
{
    scanner_begin(s, event, arena);
    struct explainer e = {s, program_rule_at(s->program, rule_index)};
    bool go_on = true;
    for (uint32_t i = 0; i < event->item_count && go_on; i++) {
        scanner_begin_item(s, i);
        struct explanation explanation = {
            .match = {.rule_index = rule_index, .item = s->item},
            .other_names = e.rule == NULL,
        };
        if (e.rule) {
            explanation.match.rule = e.rule->rule;
            explain_item(&e, &explanation);
        }
        go_on = each(ctx, &explanation);
    }
    scanner_end(s);
}
