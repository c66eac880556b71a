#include "match/scanner.h"

#include "base/limits.h"
#include "base/mem.h"

/* Marks and memories serve both programs: they are of one event, which is of one of them. */
static uint32_t larger(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

struct scanner *scanner_new(const struct matcher *matcher, const struct clock_source *clock)
{
    const struct program *native = &matcher->native, *source = &matcher->source;
    struct scanner *s = mem_zalloc(sizeof *s);
    s->matcher = matcher;
    s->program = native;
    s->clock = clock;
    s->native_scratch = prefilter_scratch_new(native->prefilter);
    s->source_scratch = prefilter_scratch_new(source->prefilter);
    s->regex_scratch = regex_scratch_new();
    if (!s->native_scratch || !s->source_scratch || !s->regex_scratch) {
        scanner_free(s);
        return NULL;
    }
    uint32_t literals = larger(native->literal_count, source->literal_count);
    uint32_t tests = larger(native->test_count, source->test_count);
    uint32_t rules = larger(native->rule_count, source->rule_count);
    uint32_t paths = larger(native->raw_count, source->raw_count);
    s->sightings = mem_zalloc(literals * sizeof *s->sightings);
    s->event_mark = mem_zalloc(tests * sizeof *s->event_mark);
    s->event_memory = mem_zalloc(tests * sizeof *s->event_memory);
    s->item_mark = mem_zalloc(tests * sizeof *s->item_mark);
    s->item_memory = mem_zalloc(tests * sizeof *s->item_memory);
    s->collected = mem_zalloc(tests * sizeof *s->collected);
    s->rule_mark = mem_zalloc(rules * sizeof *s->rule_mark);
    s->event_rules = mem_zalloc(rules * sizeof *s->event_rules);
    s->candidates = mem_zalloc(rules * sizeof *s->candidates);
    s->item_tests = mem_zalloc(tests * sizeof *s->item_tests);
    s->event_tests = mem_zalloc(tests * sizeof *s->event_tests);
    s->event_raw = mem_zalloc(paths * sizeof *s->event_raw);
    s->item_raw = mem_zalloc(paths * sizeof *s->item_raw);
    return s;
}

void scanner_free(struct scanner *s)
{
    if (!s)
        return;
    prefilter_scratch_free(s->native_scratch);
    prefilter_scratch_free(s->source_scratch);
    regex_scratch_free(s->regex_scratch);
    buf_clear(&s->haystack);
    buf_clear(&s->folded);
    mem_free(s->spans);
    mem_free(s->hits);
    mem_free(s->sightings);
    mem_free(s->event_mark);
    mem_free(s->event_memory);
    mem_free(s->item_mark);
    mem_free(s->item_memory);
    mem_free(s->collected);
    mem_free(s->rule_mark);
    mem_free(s->event_rules);
    mem_free(s->candidates);
    mem_free(s->item_tests);
    mem_free(s->event_tests);
    mem_free(s->event_raw);
    mem_free(s->item_raw);
    mem_free(s);
}

const struct scanner_counts *scanner_counts(const struct scanner *s)
{
    return &s->counts;
}

static uint32_t item_of_hit(const struct scanner *s, size_t hit)
{
    return s->spans[s->hits[hit].span].item;
}

/* Whether a text in which a literal was hit holds what the pattern needs beside it. Much cheaper
 * than the regex, whose code lies far away when there are thousands. */
static bool is_proven(const struct scanner *s, const struct literal_use *use, uint32_t span)
{
    enum { PROVEN_TEXT_MAX = 1024 }; /* the time of a long text is the regex's */
    const struct laid *laid = &s->spans[span];
    struct str folded = {s->haystack.ptr + laid->start, laid->end - laid->start};
    return !use->proofs || folded.len > PROVEN_TEXT_MAX ||
           literal_proven(use->proofs->items, use->proofs->count, folded);
}

/* Marks the tests that the hits from..to make possible, and lists them and their rules. */
static uint32_t mark(struct scanner *s, size_t from, size_t to, generation *marks, generation now,
                     uint32_t *rules, uint32_t *tests, uint32_t *test_count)
{
    const struct program *program = s->program;
    uint32_t count = 0;
    *test_count = 0;
    for (size_t i = from; i < to; i++) {
        const struct hit *hit = &s->hits[i];
        field_key key = s->spans[hit->span].key;
        const struct literal_use *use = program->uses + program->use_start[hit->literal];
        const struct literal_use *end = program->uses + program->use_start[hit->literal + 1];
        for (; use < end; use++) {
            if (use->key != key && (use->key != KEY_ANY || key_is_raw(key)))
                continue;
            __builtin_prefetch(&program->tests[use->test]);
            __builtin_prefetch(&s->item_memory[use->test]);
            __builtin_prefetch(&program->rules[use->rule]);
            if (marks[use->test] == now || !is_proven(s, use, hit->span))
                continue;
            marks[use->test] = now;
            tests[(*test_count)++] = use->test;
            if (s->rule_mark[use->rule] == now)
                continue;
            s->rule_mark[use->rule] = now;
            rules[count++] = use->rule;
        }
    }
    return count;
}

/* Few as a rule; qsort may ask malloc for memory. */
static void sort_rules(uint32_t *rules, uint32_t count)
{
    for (uint32_t gap = count / 2; gap > 0; gap = gap == 2 ? 1 : gap * 5 / 11) {
        for (uint32_t i = gap; i < count; i++) {
            uint32_t moving = rules[i], at = i;
            for (; at >= gap && rules[at - gap] > moving; at -= gap)
                rules[at] = rules[at - gap];
            rules[at] = moving;
        }
    }
}

static bool differs(struct str rule, struct str event)
{
    return rule.len && event.len && !str_eq_nocase(rule, event);
}

bool scanner_tries(const struct scanner *s, const struct compiled_rule *rule)
{
    const struct logsource *own = &rule->rule->logsource, *given = s->event->logsource;
    return rule->tried[s->event->kind] && !(given && (differs(own->category, given->category) ||
                                                      differs(own->product, given->product) ||
                                                      differs(own->service, given->service)));
}

static bool try_rule(struct scanner *s, uint32_t number, match_fn *found, void *ctx)
{
    const struct compiled_rule *rule = &s->program->rules[number];
    if (!scanner_tries(s, rule))
        return true;
    enum truth truth = evaluate(s, rule->first_node);
    if (truth == TRUTH_FALSE)
        return true;
    struct match match = {
        .rule = rule->rule,
        .rule_index = rule->index,
        .item = s->item,
        .truth = truth,
    };
    evidence_collect(s, rule, &match);
    s->counts.matches++;
    return found(ctx, &match);
}

void scanner_candidates(struct scanner *s)
{
    uint32_t count = mark(s, s->hits_from, s->hits_to, s->item_mark, s->item_now, s->candidates,
                          s->item_tests, &s->item_test_count);
    for (uint32_t i = 0; i < s->item_test_count; i++) {
        const struct compiled_test *test = &s->program->tests[s->item_tests[i]];
        __builtin_prefetch(&s->program->nodes[s->program->rules[test->rule].first_node]);
        if (test->regex)
            regex_prefetch(test->regex);
    }
    for (uint32_t i = 0; i < s->event_rule_count; i++) {
        uint32_t rule = s->event_rules[i];
        if (s->rule_mark[rule] != s->item_now)
            s->candidates[count++] = rule;
    }
    sort_rules(s->candidates, count);
    s->candidate_count = count;
    s->counts.candidates += count;
}

/* The candidates, and the rules that need no hit, each once and in order. */
static bool try_item(struct scanner *s, match_fn *found, void *ctx)
{
    const uint32_t *always = s->program->always[s->event->kind];
    uint32_t always_count = s->program->always_count[s->event->kind];
    scanner_candidates(s);
    uint32_t a = 0, c = 0, count = s->candidate_count;
    while (a < always_count || c < count) {
        uint32_t rule;
        if (a == always_count || (c < count && s->candidates[c] < always[a]))
            rule = s->candidates[c++];
        else
            rule = always[a++];
        if (c < count && s->candidates[c] == rule)
            c++; /* stands in both lists */
        if (!try_rule(s, rule, found, ctx))
            return false;
    }
    return true;
}

void scanner_begin(struct scanner *s, const struct event *event, struct arena *arena)
{
    bool raw = event->kind == EVENT_RAW;
    s->program = raw ? &s->matcher->source : &s->matcher->native;
    s->prefilter_scratch = raw ? s->source_scratch : s->native_scratch;
    s->event = event;
    s->arena = arena;
    s->event_now = ++s->clock_of_marks;
    s->folded_of = (struct str){0};
    s->span_latest = 0;
    s->budget_started = s->budget_spent = false;
    s->tries_unchecked = 0;
    s->bytes_unchecked = 0;
    s->counts.events++;
    s->counts.items += event->item_count;

    layout_scan(s);
    size_t at = 0;
    while (at < s->hit_count && item_of_hit(s, at) == ITEM_OF_EVENT)
        at++;
    s->hits_from = s->hits_to = at;
    s->event_rule_count = mark(s, 0, at, s->event_mark, s->event_now, s->event_rules,
                               s->event_tests, &s->event_test_count);
}

void scanner_begin_item(struct scanner *s, uint32_t index)
{
    s->hits_from = s->hits_to;
    while (s->hits_to < s->hit_count && item_of_hit(s, s->hits_to) == index)
        s->hits_to++;
    s->item = &s->event->items[index];
    s->item_now = ++s->clock_of_marks;
}

/* One huge event must not stay in memory for ever. */
void scanner_end(struct scanner *s)
{
    if (s->haystack.cap > LIMIT_SCANNER_KEEP)
        buf_clear(&s->haystack);
    if (s->folded.cap > LIMIT_SCANNER_KEEP)
        buf_clear(&s->folded);
    if (s->span_cap * sizeof *s->spans > LIMIT_SCANNER_KEEP) {
        mem_free(s->spans);
        s->spans = NULL;
        s->span_cap = s->span_count = 0;
    }
    if (s->hit_cap * sizeof *s->hits > LIMIT_SCANNER_KEEP) {
        mem_free(s->hits);
        s->hits = NULL;
        s->hit_cap = s->hit_count = 0;
    }
    s->folded_of = (struct str){0};
}

void scanner_run(struct scanner *s, const struct event *event, struct arena *arena, match_fn *found,
                 void *ctx)
{
    scanner_begin(s, event, arena);
    bool everywhere = s->event_rule_count > 0 || s->program->always_count[event->kind] > 0;
    bool go_on = true;
    for (uint32_t i = 0; i < event->item_count && go_on; i++) {
        scanner_begin_item(s, i);
        if (everywhere || s->hits_from < s->hits_to)
            go_on = try_item(s, found, ctx);
    }
    scanner_end(s);
}
