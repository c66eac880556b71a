#include "rule/rule.h"

#include <stdlib.h>

#include "base/mem.h"
#include "rule/attributes.h"
#include "rule/detection.h"
#include "rule/rule_set.h"

struct rule_set *rule_set_new(void)
{
    struct rule_set *rules = mem_zalloc(sizeof *rules);
    arena_init(&rules->arena, 65536);
    word_lists_init(&rules->lists);
    rules->hasher = hasher_new();
    return rules;
}

void rule_set_free(struct rule_set *rules)
{
    if (!rules)
        return;
    for (size_t i = 0; i < rules->file_count; i++)
        yaml_file_clear(&rules->files[i]);
    word_lists_clear(&rules->lists);
    hasher_free(rules->hasher);
    arena_clear(&rules->arena);
    mem_free(rules->files);
    mem_free(rules->rules);
    mem_free(rules->filters);
    mem_free(rules->stray);
    mem_free(rules);
}

void rule_set_root(struct rule_set *rules, const char *folder)
{
    rules->root = arena_dup(&rules->arena, str_of(folder));
}

/* The path below the root; borrowed from `path`. */
static const char *below_root(const struct rule_set *rules, const char *path)
{
    struct str root = rules->root, rest = str_of(path);
    while (root.len && root.ptr[root.len - 1] == '/')
        root.len--;
    if (root.len == 0 || !str_starts(rest, root) || rest.ptr[root.len] != '/')
        return path;
    rest = str_from(rest, root.len);
    while (rest.len > 1 && rest.ptr[0] == '/')
        rest = str_from(rest, 1);
    return rest.ptr;
}

void rule_set_add_lists(struct rule_set *rules, const char *folder, struct diags *diags)
{
    word_lists_load(&rules->lists, folder, diags);
}

bool rule_is(const struct yaml_node *document)
{
    return yaml_get(document, "detection") || yaml_get(document, "logsource") ||
           yaml_get(document, "filter") || yaml_get(document, "correlation");
}

void rule_set_finish_rule(struct rule_set *rules, struct rule *rule, struct rule_build *build,
                          const struct expr *condition)
{
    struct arena *arena = &rules->arena;
    struct selection *selections = ARENA_ARRAY(arena, struct selection, build->selection_count + 1);
    const struct test **tests = ARENA_ARRAY(arena, const struct test *, build->test_count + 1);
    if (build->selection_count)
        memcpy(selections, build->selections, build->selection_count * sizeof *selections);
    if (build->test_count)
        memcpy(tests, build->tests, build->test_count * sizeof *tests);
    rule->selections = selections;
    rule->selection_count = build->selection_count;
    rule->tests = tests;
    rule->test_count = build->test_count;
    rule->condition = condition;
}

/* Rules and filters; says so of anything else but an empty document. */
static bool is_loadable(const struct yaml_node *document, struct diags *diags)
{
    if (yaml_is_null(document))
        return false;
    if (!rule_is(document)) {
        diag_error(diags, "unknown-document", document->place,
                   "neither a rule (no 'detection') nor a Sigma filter (no 'filter')");
        return false;
    }
    for (size_t i = 0; i < document->count; i++) {
        const struct yaml_node *key = document->keys[i];
        if (str_is(key->value, "correlation")) {
            diag_error(diags, "correlation", key->place,
                       "correlation rules are not supported: every rule is about one item of one "
                       "event");
            return false;
        }
        if (str_is(key->value, "action")) {
            diag_error(diags, "rule-collection", key->place,
                       "rule collections ('action') are not part of Sigma 2: write each rule out");
            return false;
        }
    }
    return true;
}

static void keep_stray_regexes(struct rule_set *rules, const struct rule_build *build)
{
    for (size_t i = 0; i < build->test_count; i++) {
        if (build->tests[i]->op != TEST_RE)
            continue;
        rules->stray =
            mem_grow(rules->stray, &rules->stray_cap, rules->stray_count, sizeof *rules->stray);
        rules->stray[rules->stray_count++] = build->tests[i];
    }
}

static bool load_rule(struct rule_set *rules, struct rule_build *build,
                      const struct yaml_node *document, const char *digest)
{
    struct rule *rule = ARENA_NEW(&rules->arena, struct rule);
    size_t errors = build->diags->errors;
    const struct yaml_node *detection = yaml_get(document, "detection");
    attributes_read(build, document, rule);
    const struct expr *condition = detection ? detection_read(build, detection, false) : NULL;
    if (!condition || build->diags->errors != errors) {
        keep_stray_regexes(rules, build);
        return false;
    }
    rule_set_finish_rule(rules, rule, build, condition);
    rule->file = below_root(rules, document->place.file);
    rule->place = document->place;
    memcpy(rule->digest, digest, sizeof rule->digest);
    rules->rules = mem_grow(rules->rules, &rules->cap, rules->count, sizeof *rules->rules);
    rules->rules[rules->count++] = rule;
    return true;
}

size_t rule_set_load(struct rule_set *rules, struct yaml_file *file, struct diags *diags)
{
    uint8_t sha[SHA256_BYTES];
    char digest[SHA256_HEX + 1];
    struct source source;
    size_t added = 0;
    rules->files =
        mem_grow(rules->files, &rules->file_cap, rules->file_count, sizeof *rules->files);
    struct yaml_file *own = &rules->files[rules->file_count++];
    *own = *file;
    *file = (struct yaml_file){0};
    hasher_sha256(rules->hasher, own->bytes, sha);
    hex_encode(sha, sizeof sha, digest);
    source_init(&source, own->bytes);
    for (size_t i = 0; i < own->count; i++) {
        const struct yaml_node *document = own->documents[i];
        struct rule_build build = {
            .arena = &rules->arena, .diags = diags, .source = &source, .lists = &rules->lists};
        if (!is_loadable(document, diags))
            continue;
        if (yaml_get(document, "filter"))
            filter_load(rules, &build, document);
        else
            added += load_rule(rules, &build, document, digest);
        build_clear(&build);
    }
    source_clear(&source);
    return added;
}

static int by_id(const void *a, const void *b)
{
    const struct rule *x = *(struct rule *const *)a, *y = *(struct rule *const *)b;
    return str_cmp(x->id, y->id);
}

static int by_name(const void *a, const void *b)
{
    const struct rule *x = *(struct rule *const *)a, *y = *(struct rule *const *)b;
    return str_cmp(x->name, y->name);
}

static int by_title(const void *a, const void *b)
{
    const struct rule *x = *(struct rule *const *)a, *y = *(struct rule *const *)b;
    return str_cmp(x->title, y->title);
}

/* The order in which the rules were loaded decides which of two is "already" there. */
static int by_load(const struct rule_set *rules, const struct rule *a, const struct rule *b)
{
    for (size_t i = 0; i < rules->count; i++)
        if (rules->rules[i] == a || rules->rules[i] == b)
            return rules->rules[i] == a ? -1 : 1;
    return 0;
}

static void report_twice(const struct rule_set *rules, int (*compare)(const void *, const void *),
                         enum severity severity, const char *code, const char *what,
                         struct diags *diags)
{
    if (rules->count < 2)
        return;
    struct rule **sorted = mem_resize(NULL, rules->count, sizeof *sorted);
    memcpy(sorted, rules->rules, rules->count * sizeof *sorted);
    qsort(sorted, rules->count, sizeof *sorted, compare);
    for (size_t i = 1; i < rules->count; i++) {
        const struct rule *first = sorted[i - 1], *second = sorted[i];
        if (compare(&sorted[i - 1], &sorted[i]) || (compare == by_name && !second->name.ptr))
            continue;
        if (by_load(rules, first, second) > 0) {
            first = sorted[i];
            second = sorted[i - 1];
        }
        diag_add(diags, severity, code, second->place, "%s with the same %s stands in %s:%u:%u",
                 "a rule", what, first->place.file, first->place.line, first->place.column);
    }
    mem_free(sorted);
}

void rule_set_check(struct rule_set *rules, struct diags *diags)
{
    filters_apply(rules, diags);
    report_twice(rules, by_id, SEVERITY_ERROR, "duplicate-id", "id", diags);
    report_twice(rules, by_name, SEVERITY_ERROR, "duplicate-name", "name", diags);
    report_twice(rules, by_title, SEVERITY_WARNING, "duplicate-title", "title", diags);
    for (size_t i = 0; i < rules->count; i++)
        lint_rule(rules->rules[i], diags);
}

size_t rule_set_stray_count(const struct rule_set *rules)
{
    return rules->stray_count;
}

const struct test *rule_set_stray_at(const struct rule_set *rules, size_t index)
{
    return rules->stray[index];
}

size_t rule_set_count(const struct rule_set *rules)
{
    return rules->count;
}

const struct rule *rule_set_at(const struct rule_set *rules, size_t index)
{
    return rules->rules[index];
}

struct place rule_set_place(const struct rule_set *rules, const struct test *test, size_t offset)
{
    struct place place = test->place;
    for (size_t i = 0; place.file && i < rules->file_count; i++) {
        const struct yaml_file *file = &rules->files[i];
        if (file->count == 0 || str_cmp(str_of(file->documents[0]->place.file), str_of(place.file)))
            continue;
        struct source source;
        source_init(&source, file->bytes);
        place = source_place(&source, place, test->text, offset);
        source_clear(&source);
        break;
    }
    return place;
}
