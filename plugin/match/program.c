#include "match/program.h"

#include <stdlib.h>

#include "base/fault.h"
#include "base/mem.h"
#include "event/text.h"
#include "match/compare.h"
#include "match/intern.h"
#include "pattern/literal.h"

/* A literal of a test, as found. */
struct literal_need {
    uint32_t literal, test;
    const struct proof_list *proofs;
};

/* What only compiling needs. */
struct builder {
    struct program *program;
    const struct rule_set *rules;
    struct diags *diags;
    struct arena work; /* while compiling */
    struct intern literals, patterns, raw;
    size_t rule_cap, test_cap, node_cap, regex_cap;
    struct literal_need *needs;
    bool with_proofs, few_patterns;
    size_t need_count, need_cap;
    struct buf buf;
};

/* --- one test --- */

/* Keywords of a rule for raw events: the empty path is every text of the record. */
static field_key key_of_keyword(struct builder *b, bool native)
{
    return native ? KEY_ANY : FIELD_COUNT + intern_add(&b->raw, STR(""), NULL);
}

static field_key key_of(struct builder *b, const struct field_ref *ref)
{
    return ref->field == FIELD_RAW ? FIELD_COUNT + intern_add(&b->raw, ref->path, NULL)
                                   : (field_key)ref->field;
}

static struct str folded(struct builder *b, struct str text)
{
    buf_reset(&b->buf);
    text_simple_fold(&b->buf, text);
    return arena_dup(&b->program->arena, buf_str(&b->buf));
}

static struct regex_flags regex_flags_of(const struct test *test)
{
    return (struct regex_flags){test->re_i, test->re_m, test->re_s};
}

/* At the very character where PCRE2 stopped, where the file shows it; the message says it too, for
 * values that are folded over lines. */
static void bad_regex(const struct rule_set *rules, struct diags *diags, const struct test *test,
                      const struct error *error)
{
    size_t at = 0;
    for (unsigned left = error->column > 0 ? error->column - 1 : 0; left > 0; left--)
        for (at++; at < test->text.len && ((unsigned char)test->text.ptr[at] & 0xC0) == 0x80;)
            at++;
    diag_error(diags, "bad-regex", rule_set_place(rules, test, at), "%s (at character %u)",
               error->message, error->column);
}

static bool compile_regex(struct builder *b, const struct test *test, struct compiled_test *out)
{
    struct program *program = b->program;
    struct regex_flags flags = regex_flags_of(test);
    /* Rules share many patterns; one copy of the machine code is enough. */
    struct str key = arena_printf(&b->work, "%c%c%c", flags.caseless ? 'i' : '-',
                                  flags.multiline ? 'm' : '-', flags.dotall ? 's' : '-');
    char *bytes = arena_alloc(&b->work, key.len + test->text.len);
    memcpy(bytes, key.ptr, key.len);
    if (test->text.len)
        memcpy(bytes + key.len, test->text.ptr, test->text.len);
    bool is_new;
    uint32_t number =
        intern_add(&b->patterns, (struct str){bytes, key.len + test->text.len}, &is_new);
    if (is_new) {
        struct regex *regex = NULL;
        struct error error = {0};
        if (regex_new(test->text, flags, &regex, &error))
            bad_regex(b->rules, b->diags, test, &error);
        program->regexes =
            mem_grow(program->regexes, &b->regex_cap, number, sizeof(struct regex *));
        program->regexes[number] = regex;
        program->regex_count = number + 1;
    } else if (!program->regexes[number]) {
        /* Said again with its place and reason: nobody should have to look for the first one. */
        struct regex *none = NULL;
        struct error error = {0};
        if (regex_new(test->text, flags, &none, &error))
            bad_regex(b->rules, b->diags, test, &error);
        regex_free(none);
    }
    out->regex = program->regexes[number];
    return out->regex != NULL;
}

void program_check_strays(const struct rule_set *rules, struct diags *diags)
{
    for (size_t i = 0; i < rule_set_stray_count(rules); i++) {
        const struct test *test = rule_set_stray_at(rules, i);
        struct regex *regex = NULL;
        struct error error = {0};
        if (regex_new(test->text, regex_flags_of(test), &regex, &error))
            bad_regex(rules, diags, test, &error);
        regex_free(regex);
    }
}

static struct literal_set longest_piece(struct builder *b, const struct test *test)
{
    struct literal_set best = {0};
    for (size_t i = 0; i < test->piece_count; i++) {
        if (test->pieces[i].kind != PIECE_TEXT)
            continue;
        struct literal_set set = literal_of_text(&b->work, test->pieces[i].text);
        if (set.count && (!best.count || set.items[0].len > best.items[0].len))
            best = set;
    }
    return best;
}

static struct literal_set literals_of(struct builder *b, const struct test *test)
{
    switch (test->op) {
    case TEST_RE:
        return literal_of_regex(&b->work, test->text, regex_flags_of(test));
    case TEST_EQUALS:
        if (test->is_number)
            return (struct literal_set){0}; /* 8 is also 8.0 */
        /* fallthrough */
    case TEST_CONTAINS:
    case TEST_STARTSWITH:
    case TEST_ENDSWITH:
        return test->wildcards ? longest_piece(b, test) : literal_of_text(&b->work, test->text);
    default:
        return (struct literal_set){0};
    }
}

static void fold_pieces(struct builder *b, const struct test *test, struct compiled_test *out)
{
    struct wildcard_piece *pieces =
        ARENA_ARRAY(&b->program->arena, struct wildcard_piece, test->piece_count);
    for (size_t i = 0; i < test->piece_count; i++) {
        pieces[i] = test->pieces[i];
        if (pieces[i].kind == PIECE_TEXT && !test->cased)
            pieces[i].text = folded(b, pieces[i].text);
    }
    out->pieces = pieces;
}

/* Whether the proofs say more than that one of the literals is there. */
static bool says_more(const struct literal_set *set)
{
    for (size_t i = 0; i < set->proof_count; i++) {
        const struct literal_proof *proof = &set->proofs[i];
        if (proof->before != LITERAL_EDGE_ANY || proof->after != LITERAL_EDGE_ANY)
            return true;
        bool known = false;
        for (size_t j = 0; j < set->count && !known; j++)
            known = str_eq(proof->text, set->items[j]);
        if (!known)
            return true;
    }
    return false;
}

static const struct proof_list *keep_proofs(struct builder *b, const struct literal_set *set)
{
    if (!b->with_proofs || !says_more(set))
        return NULL;
    size_t bytes = sizeof(struct proof_list) + set->proof_count * sizeof(struct literal_proof);
    size_t at = bytes;
    for (size_t i = 0; i < set->proof_count; i++)
        bytes += set->proofs[i].text.len;
    struct proof_list *list = arena_alloc(&b->program->arena, bytes);
    list->count = set->proof_count;
    for (size_t i = 0; i < set->proof_count; i++) {
        struct str text = set->proofs[i].text;
        list->items[i] = set->proofs[i];
        list->items[i].text.ptr = memcpy((char *)list + at, text.ptr, text.len);
        at += text.len;
    }
    return list;
}

/* With few patterns the scan takes more and longer literals at no cost, and has fewer hits to look
 * into: the proofs' own texts. With thousands it is the number of literals that costs. */
static struct literal_set sharpen(struct builder *b, struct literal_set set)
{
    if (!b->few_patterns || set.proof_count == 0)
        return set;
    struct str *items = ARENA_ARRAY(&b->work, struct str, set.proof_count);
    size_t count = 0;
    for (size_t i = 0; i < set.proof_count; i++) {
        bool covered = false;
        for (size_t j = 0; j < set.proof_count && !covered; j++) {
            struct str shorter = set.proofs[j].text, longer = set.proofs[i].text;
            bool same = str_eq(shorter, longer);
            covered = same ? j < i : str_find(longer, shorter) >= 0;
        }
        if (!covered)
            items[count++] = set.proofs[i].text;
    }
    set.items = items;
    set.count = count;
    return set;
}

static bool compile_test(struct builder *b, const struct test *test, uint32_t rule, bool native)
{
    struct program *program = b->program;
    struct compiled_test made = {
        .test = test,
        .rule = rule,
        .op = (uint8_t)test->op,
        .cased = test->cased,
        .wildcards = test->wildcards,
        .is_number = test->is_number,
        .wanted = test->wanted,
    };
    made.key = test->keyword ? key_of_keyword(b, native) : key_of(b, &test->field);
    made.of_event = made.key < FIELD_FIRST_OF_ITEM;
    /* Whole numbers compare exactly, beyond what a double holds. */
    if (test->op != TEST_CIDR &&
        !number_parse(test->text.ptr ? test->text : test->source, &made.number))
        made.number = (struct number){.value = test->number};
    switch (test->op) {
    case TEST_RE:
        if (!compile_regex(b, test, &made))
            return false;
        break;
    case TEST_EQUALS:
    case TEST_CONTAINS:
    case TEST_STARTSWITH:
    case TEST_ENDSWITH:
        made.needle = test->cased ? test->text : folded(b, test->text);
        if (test->wildcards)
            fold_pieces(b, test, &made);
        break;
    case TEST_CIDR:
        if (!cidr_parse(test->text, &made.cidr)) {
            diag_error(b->diags, "bad-cidr", test->place,
                       "\"%.*s\" is no network such as 10.0.0.0/8", STR_ARG(test->text));
            return false;
        }
        break;
    case TEST_FIELDREF:
        made.other = key_of(b, &test->other);
        break;
    default:
        break;
    }

    bool scanned =
        made.key == KEY_ANY || key_is_raw(made.key) || !field_is_made((enum field)made.key);
    struct literal_set set = scanned ? sharpen(b, literals_of(b, test)) : (struct literal_set){0};
    uint32_t number = program->test_count;
    const struct proof_list *proofs = keep_proofs(b, &set);
    uint32_t *literals = ARENA_ARRAY(&program->arena, uint32_t, set.count);
    for (size_t i = 0; i < set.count; i++) {
        bool is_new;
        literals[i] = intern_add(&b->literals, set.items[i], &is_new);
        if (is_new)
            b->literals.items[literals[i]] = arena_dup(&program->arena, set.items[i]);
        b->needs = mem_grow(b->needs, &b->need_cap, b->need_count, sizeof *b->needs);
        b->needs[b->need_count++] = (struct literal_need){literals[i], number, proofs};
    }
    made.literals = literals;
    made.literal_count = (uint32_t)set.count;
    made.prefiltered = set.count > 0;
    program->unanchored += test->op == TEST_RE && set.count == 0;

    program->tests = mem_grow(program->tests, &b->test_cap, number, sizeof *program->tests);
    program->tests[program->test_count++] = made;
    return true;
}

/* --- one rule --- */

static uint32_t node_add(struct builder *b, enum node_kind kind, uint32_t number)
{
    struct program *program = b->program;
    program->nodes =
        mem_grow(program->nodes, &b->node_cap, program->node_count, sizeof *program->nodes);
    program->nodes[program->node_count] =
        (struct node){.kind = (uint8_t)kind, .number = number, .end = program->node_count + 1};
    return program->node_count++;
}

/* A long list of values under one field: tests with neighbouring numbers, all of which the scan
 * finds. Then only those with a hit are looked at, and not thousands of others. */
static bool is_any_test(const struct builder *b, uint32_t first_test, const struct expr *expr)
{
    enum { LONG_LIST = 8 };
    if (expr->kind != EXPR_OR || expr->kid_count < LONG_LIST)
        return false;
    for (size_t i = 0; i < expr->kid_count; i++) {
        const struct expr *kid = expr->kids[i];
        if (kid->kind != EXPR_TEST || kid->test->id != expr->kids[0]->test->id + i ||
            !b->program->tests[first_test + kid->test->id].prefiltered)
            return false;
    }
    return true;
}

static void flatten(struct builder *b, const struct rule *rule, uint32_t first_test,
                    const struct expr *expr)
{
    static const enum node_kind kinds[] = {
        [EXPR_AND] = NODE_AND,
        [EXPR_OR] = NODE_OR,
        [EXPR_NOT] = NODE_NOT,
        [EXPR_TEST] = NODE_TEST,
        [EXPR_SELECTION] = NODE_SELECTION,
    };
    struct program *program = b->program;
    if (is_any_test(b, first_test, expr)) {
        uint32_t node = node_add(b, NODE_ANY_TEST, first_test + (uint32_t)expr->kids[0]->test->id);
        program->nodes[node].count = (uint32_t)expr->kid_count;
        return;
    }
    uint32_t node = node_add(b, kinds[expr->kind], 0);
    if (expr->kind == EXPR_TEST) {
        uint32_t test = first_test + (uint32_t)expr->test->id;
        program->nodes[node].number = test;
        program->nodes[node].prefiltered = program->tests[test].prefiltered;
    } else if (expr->kind == EXPR_SELECTION) {
        program->nodes[node].number = (uint32_t)expr->selection;
        flatten(b, rule, first_test, rule->selections[expr->selection].expr);
    } else {
        for (size_t i = 0; i < expr->kid_count; i++)
            flatten(b, rule, first_test, expr->kids[i]);
    }
    program->nodes[node].end = program->node_count;
}

/* What an expression can come to while every prefiltered test in it is false. */
struct outcomes {
    bool can_hold, can_fail;
};

static struct outcomes without_hits(const struct node *nodes, uint32_t at)
{
    const struct node *node = &nodes[at];
    struct outcomes all = {true, true};
    switch ((enum node_kind)node->kind) {
    case NODE_TEST:
        return (struct outcomes){!node->prefiltered, true};
    case NODE_ANY_TEST:
        return (struct outcomes){false, true};
    case NODE_SELECTION:
        return without_hits(nodes, at + 1);
    case NODE_NOT:
        all = without_hits(nodes, at + 1);
        if (FAULT("hit-demanded"))
            return all;
        return (struct outcomes){all.can_fail, all.can_hold};
    case NODE_AND:
    case NODE_OR:
        break;
    }
    bool is_and = node->kind == NODE_AND;
    all = (struct outcomes){is_and, !is_and};
    for (uint32_t i = at + 1; i < node->end; i = nodes[i].end) {
        struct outcomes kid = without_hits(nodes, i);
        all.can_hold = is_and ? all.can_hold && kid.can_hold : all.can_hold || kid.can_hold;
        all.can_fail = is_and ? all.can_fail || kid.can_fail : all.can_fail && kid.can_fail;
    }
    return all;
}

static bool tried_on(const struct logsource *source, enum event_kind kind)
{
    if (kind == EVENT_RAW)
        return true;
    const char *category = kind == EVENT_PURCHASE ? "purchase" : "asset";
    if (source->category.len && !str_eq_nocase(source->category, str_of(category)))
        return false;
    return !source->product.len || str_eq_nocase(source->product, STR("interdict"));
}

static void compile_rule(struct builder *b, const struct rule *rule, size_t index)
{
    struct program *program = b->program;
    uint32_t first = program->test_count;
    size_t needs = b->need_count;
    uint32_t number = program->rule_count;
    struct compiled_rule made = {.rule = rule, .index = index, .first_test = first};
    bool good = true;
    for (size_t i = 0; i < rule->test_count; i++)
        good &= compile_test(b, rule->tests[i], number, rule->taxonomy_interdict);
    if (!good) {
        program->test_count = first;
        b->need_count = needs;
        return;
    }
    made.first_node = program->node_count;
    flatten(b, rule, first, rule->condition);
    bool always = without_hits(program->nodes, made.first_node).can_hold;
    for (int kind = 0; kind < EVENT_KINDS; kind++) {
        made.tried[kind] = tried_on(&rule->logsource, (enum event_kind)kind);
        if (made.tried[kind] && always) {
            /* Room for all rules was made at the start. */
            program->always[kind][program->always_count[kind]++] = number;
        }
    }
    program->rules = mem_grow(program->rules, &b->rule_cap, number, sizeof *program->rules);
    program->rules[program->rule_count++] = made;
}

/* --- all together --- */

static int by_use(const void *x, const void *y)
{
    const struct literal_need *a = x, *b = y;
    if (a->literal != b->literal)
        return a->literal < b->literal ? -1 : 1;
    return (a->test > b->test) - (a->test < b->test);
}

static void build_uses(struct builder *b)
{
    struct program *program = b->program;
    uint32_t *start = ARENA_ARRAY(&program->arena, uint32_t, b->literals.count + 1);
    struct literal_use *uses = ARENA_ARRAY(&program->arena, struct literal_use, b->need_count);
    if (b->need_count)
        qsort(b->needs, b->need_count, sizeof *b->needs, by_use);
    size_t at = 0;
    for (uint32_t literal = 0; literal < b->literals.count; literal++) {
        start[literal] = (uint32_t)at;
        for (; at < b->need_count && b->needs[at].literal == literal; at++) {
            uint32_t test = b->needs[at].test;
            uses[at] = (struct literal_use){test, program->tests[test].rule,
                                            program->tests[test].key, b->needs[at].proofs};
        }
    }
    start[b->literals.count] = (uint32_t)at;
    program->use_start = start;
    program->uses = uses;

    struct str *literals = ARENA_ARRAY(&program->arena, struct str, b->literals.count);
    for (uint32_t i = 0; i < b->literals.count; i++)
        literals[i] = b->literals.items[i];
    program->literals = literals;
    program->literal_count = b->literals.count;
}

static void choose_fields(struct builder *b)
{
    struct program *program = b->program;
    bool wanted[FIELD_COUNT] = {false};
    bool *raw_scanned = arena_zalloc(&program->arena, b->raw.count * sizeof *raw_scanned);
    for (uint32_t i = 0; i < program->test_count; i++) {
        const struct compiled_test *test = &program->tests[i];
        if (!test->prefiltered)
            continue;
        if (test->key == KEY_ANY) {
            for (unsigned f = 0; f < FIELD_COUNT; f++)
                wanted[f] |= !field_is_made((enum field)f);
        } else if (key_is_raw(test->key)) {
            raw_scanned[test->key - FIELD_COUNT] = program->any_raw_scanned = true;
        } else {
            wanted[test->key] = true;
        }
    }
    for (unsigned f = 0; f < FIELD_COUNT; f++) {
        if (wanted[f] && f < FIELD_FIRST_OF_ITEM)
            program->event_fields[program->event_field_count++] = (enum field)f;
        else if (wanted[f])
            program->item_fields[program->item_field_count++] = (enum field)f;
    }
    struct str *raw = ARENA_ARRAY(&program->arena, struct str, b->raw.count);
    for (uint32_t i = 0; i < b->raw.count; i++)
        raw[i] = b->raw.items[i];
    program->raw = raw;
    program->raw_scanned = raw_scanned;
    program->raw_count = b->raw.count;
}

int program_init(struct program *program, const struct rule_set *rules,
                 bool (*wanted)(const struct rule *), enum prefilter_backend backend,
                 struct diags *diags)
{
    *program = (struct program){0};
    arena_init(&program->arena, 64 << 10);
    /* The backend that filters nothing is the reference for all that filters. */
    struct builder b = {
        .program = program,
        .rules = rules,
        .diags = diags,
        .with_proofs = backend != PREFILTER_NONE,
    };
    arena_init(&b.work, 64 << 10);
    enum { FEW_PATTERNS = 500 };
    size_t count = rule_set_count(rules), patterns = 0;
    for (size_t i = 0; i < count; i++)
        patterns += rule_set_at(rules, i)->test_count;
    b.few_patterns = patterns <= FEW_PATTERNS;
    for (int kind = 0; kind < EVENT_KINDS; kind++)
        program->always[kind] = mem_resize(NULL, count, sizeof(uint32_t));
    for (size_t i = 0; i < count; i++) {
        const struct rule *rule = rule_set_at(rules, i);
        if (wanted(rule))
            compile_rule(&b, rule, i);
    }
    build_uses(&b);
    choose_fields(&b);

    struct error error = {0};
    int code = prefilter_new(backend, program->literals, program->literal_count,
                             &program->prefilter, &error);
    if (code)
        diag_error(diags, "prefilter", (struct place){0}, "%s", error.message);
    intern_clear(&b.literals);
    intern_clear(&b.patterns);
    intern_clear(&b.raw);
    mem_free(b.needs);
    buf_clear(&b.buf);
    arena_clear(&b.work);
    if (code)
        program_clear(program);
    return code;
}

void program_clear(struct program *program)
{
    for (uint32_t i = 0; i < program->regex_count; i++)
        regex_free(program->regexes[i]);
    mem_free(program->regexes);
    mem_free(program->rules);
    mem_free(program->tests);
    mem_free(program->nodes);
    for (int kind = 0; kind < EVENT_KINDS; kind++)
        mem_free(program->always[kind]);
    prefilter_free(program->prefilter);
    arena_clear(&program->arena);
    *program = (struct program){0};
}

const struct compiled_rule *program_rule_at(const struct program *program, size_t index)
{
    uint32_t low = 0, high = program->rule_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (program->rules[middle].index < index)
            low = middle + 1;
        else
            high = middle;
    }
    return low < program->rule_count && program->rules[low].index == index ? &program->rules[low]
                                                                           : NULL;
}

size_t program_memory(const struct program *program)
{
    size_t bytes = program->rule_count * sizeof *program->rules +
                   program->test_count * sizeof *program->tests +
                   program->node_count * sizeof *program->nodes +
                   prefilter_memory(program->prefilter);
    for (uint32_t i = 0; i < program->regex_count; i++)
        bytes += program->regexes[i] ? regex_memory(program->regexes[i]) : 0;
    for (uint32_t i = 0; i < program->literal_count; i++)
        bytes += program->literals[i].len + sizeof(struct str);
    return bytes;
}
