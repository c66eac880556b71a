/* Tests and expressions for the current item, in three-valued logic. */
#include "match/scanner.h"

#include "base/fault.h"

static const struct verdict NOT_HERE = {TRUTH_FALSE, LIMIT_HIT_NONE, 0};

/* Any value that satisfies the test makes it true; else one that nobody knows makes it unknown. */
static void on_values(struct scanner *s, const struct compiled_test *test, struct lookup texts,
                      field_key key, struct verdict *verdict)
{
    for (uint32_t i = 0; i < texts.count && verdict->truth != TRUTH_TRUE; i++) {
        enum limit_hit limit = LIMIT_HIT_NONE;
        size_t start, end;
        enum truth truth = value_test(s, test, &texts.values[i], key, &limit, &start, &end);
        if (truth == TRUTH_TRUE)
            *verdict = (struct verdict){TRUTH_TRUE, LIMIT_HIT_NONE, key};
        else if (truth == TRUTH_UNKNOWN && verdict->truth == TRUTH_FALSE)
            *verdict = (struct verdict){TRUTH_UNKNOWN, limit, key};
    }
}

static struct verdict on_lookup(struct scanner *s, const struct compiled_test *test,
                                struct lookup found, field_key key)
{
    struct verdict verdict = NOT_HERE;
    if (test->op == TEST_NULL)
        verdict.truth = found.filled ? TRUTH_FALSE : TRUTH_TRUE;
    else if (test->op == TEST_EXISTS)
        verdict.truth = found.present == test->wanted ? TRUTH_TRUE : TRUTH_FALSE;
    else
        on_values(s, test, found, key, &verdict);
    return verdict;
}

/* The event's own strings, for keywords: all fields and the shared purpose. */
static struct verdict keyword_in_event(struct scanner *s, const struct compiled_test *test)
{
    struct verdict verdict = NOT_HERE;
    for (unsigned f = 0; f < FIELD_FIRST_OF_ITEM; f++)
        on_values(s, test, lookup_event(s, f), f, &verdict);
    on_values(s, test, lookup_event(s, FIELD_PURPOSE), FIELD_PURPOSE, &verdict);
    return verdict;
}

static struct verdict keyword_in_item(struct scanner *s, const struct compiled_test *test)
{
    struct verdict verdict = NOT_HERE;
    for (field_key f = FIELD_FIRST_OF_ITEM; f < FIELD_COUNT; f++) {
        if (field_is_made((enum field)f))
            continue;
        bool of_event;
        struct lookup texts = lookup_item(s, f, &of_event);
        if (!of_event)
            on_values(s, test, texts, f, &verdict);
    }
    return verdict;
}

static struct verdict in_event(struct scanner *s, uint32_t number)
{
    const struct compiled_test *test = &s->program->tests[number];
    struct memory *memory = &s->event_memory[number];
    /* fieldref compares with a field that may be the item's */
    if (memory->when == s->event_now && test->op != TEST_FIELDREF)
        return memory->verdict;
    memory->when = s->event_now;
    memory->verdict = test->key == KEY_ANY
                          ? keyword_in_event(s, test)
                          : on_lookup(s, test, lookup_event(s, test->key), test->key);
    return memory->verdict;
}

/* Where a quantity or price stands in the JSON document as a number that the test can look at as
 * it is: finding its text takes a walk through the source. 0: nowhere. */
static uint32_t number_on_tape(const struct scanner *s, const struct compiled_test *test)
{
    if (!value_is_number_test(test))
        return 0;
    return test->key == FIELD_QUANTITY     ? s->item->quantity_at
           : test->key == FIELD_UNIT_PRICE ? s->item->unit_price_at
                                           : 0;
}

struct verdict evaluate_test(struct scanner *s, uint32_t number)
{
    const struct compiled_test *test = &s->program->tests[number];
    bool hit_in_event = true, hit_in_item = true;
    if (test->prefiltered) {
        hit_in_event = s->event_mark[number] == s->event_now;
        hit_in_item = s->item_mark[number] == s->item_now;
        if (!hit_in_event && !hit_in_item)
            return NOT_HERE;
        if (FAULT("join-crossed") && test->test->op == TEST_CONTAINS && !test->test->cased)
            return (struct verdict){TRUTH_TRUE, LIMIT_HIT_NONE, test->key};
    }
    if (test->of_event)
        return in_event(s, number);
    struct memory *memory = &s->item_memory[number];
    if (memory->when == s->item_now || (FAULT("stale-memory") && memory->when >= s->event_now))
        return memory->verdict;

    struct verdict verdict;
    if (test->key == KEY_ANY) {
        verdict = hit_in_event ? in_event(s, number) : NOT_HERE;
        if (verdict.truth != TRUTH_TRUE && hit_in_item) {
            struct verdict own = keyword_in_item(s, test);
            if (own.truth != TRUTH_FALSE)
                verdict = own;
        }
    } else if (number_on_tape(s, test)) {
        bool holds = value_test_tape(test, &s->event->doc, number_on_tape(s, test));
        verdict = (struct verdict){holds ? TRUTH_TRUE : TRUTH_FALSE, LIMIT_HIT_NONE, test->key};
    } else {
        bool of_event;
        struct lookup found = lookup_item(s, test->key, &of_event);
        verdict = of_event ? in_event(s, number) : on_lookup(s, test, found, test->key);
    }
    memory->when = s->item_now;
    memory->verdict = verdict;
    return verdict;
}

/* Any of a list of tests: only those with a hit can be. */
static enum truth any_test(struct scanner *s, const struct node *node)
{
    enum truth result = TRUTH_FALSE;
    for (uint32_t i = 0; i < s->item_test_count + s->event_test_count; i++) {
        uint32_t test =
            i < s->item_test_count ? s->item_tests[i] : s->event_tests[i - s->item_test_count];
        if (test - node->number >= node->count)
            continue;
        enum truth truth = evaluate_test(s, test).truth;
        if (truth == TRUTH_TRUE)
            return truth;
        if (truth == TRUTH_UNKNOWN)
            result = truth;
    }
    return result;
}

enum truth evaluate(struct scanner *s, uint32_t at)
{
    const struct node *nodes = s->program->nodes, *node = &nodes[at];
    switch ((enum node_kind)node->kind) {
    case NODE_TEST:
        return evaluate_test(s, node->number).truth;
    case NODE_ANY_TEST:
        return any_test(s, node);
    case NODE_SELECTION:
        return evaluate(s, at + 1);
    case NODE_NOT: {
        enum truth kid = evaluate(s, at + 1);
        if (FAULT("not-inverted"))
            return kid;
        return kid == TRUTH_UNKNOWN ? kid : kid == TRUTH_TRUE ? TRUTH_FALSE : TRUTH_TRUE;
    }
    case NODE_AND:
    case NODE_OR:
        break;
    }
    /* One false kid decides AND, one true kid OR; otherwise an unknown one leaves it unknown. */
    enum truth decisive = node->kind == NODE_AND ? TRUTH_FALSE : TRUTH_TRUE;
    enum truth result = node->kind == NODE_AND ? TRUTH_TRUE : TRUTH_FALSE;
    for (uint32_t i = at + 1; i < node->end; i = nodes[i].end) {
        /* The commonest kid without a call: a test that no text can make true. */
        bool idle = nodes[i].kind == NODE_TEST && nodes[i].prefiltered &&
                    s->item_mark[nodes[i].number] != s->item_now && s->event_test_count == 0;
        enum truth kid = idle ? TRUTH_FALSE : evaluate(s, i);
        if (kid == decisive)
            return kid;
        if (kid == TRUTH_UNKNOWN)
            result = kid;
    }
    return result;
}
