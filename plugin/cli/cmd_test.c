#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "cli/common.h"
#include "cli/junit.h"

struct tester {
    struct rule_tester *rules;
    struct diags *diags;
    struct buf junit;
    size_t samples, failed, unexercised;
};

/* A selection that nothing shows to work may be dead without anybody noticing. */
static void report_selections(struct tester *t, const struct rule_result *result)
{
    const struct rule *rule = result->rule;
    for (size_t i = 0; i < rule->selection_count && rule->sample_count; i++) {
        const struct selection *selection = &rule->selections[i];
        if (!selection->used || result->exercised[i])
            continue;
        t->unexercised++;
        diag_warn(t->diags, "not-exercised", selection->place,
                  "rule '%.*s': no sample makes the selection '%.*s' true", STR_ARG(rule->title),
                  STR_ARG(selection->name));
    }
}

static void test_rule(struct tester *t, size_t index)
{
    struct arena arena;
    struct rule_result result;
    arena_init(&arena, 4096);
    rule_tester_run(t->rules, index, t->diags, &arena, &result);
    for (size_t i = 0; i < result.rule->sample_count; i++)
        if (result.samples[i].failure)
            diag_error(t->diags, "sample", result.samples[i].sample->place, "rule '%.*s': %s",
                       STR_ARG(result.rule->title), result.samples[i].failure);
    t->samples += result.rule->sample_count;
    t->failed += result.failed;
    report_selections(t, &result);
    junit_add(&t->junit, &result);
    arena_clear(&arena);
}

static bool write_junit(const char *path, struct str text)
{
    FILE *file = fopen(path, "w");
    bool ok = file && fwrite(text.ptr, 1, text.len, file) == text.len;
    if (file && fclose(file) != 0)
        ok = false;
    if (!ok)
        fprintf(stderr, "interdict test: %s: cannot be written: %s\n", path, strerror(errno));
    return ok;
}

static int test_all(const struct args *args, const struct ruleset *ruleset, struct diags *results)
{
    const char *path = args_value(args, OPTION_JUNIT);
    size_t count = rule_set_count(ruleset_rules(ruleset));
    struct tester t = {.rules = rule_tester_new(ruleset, &clock_system), .diags = results};
    junit_begin(&t.junit);
    for (size_t i = 0; i < count; i++)
        test_rule(&t, i);
    junit_end(&t.junit);
    print_diags(stdout, results);
    printf("%zu rules, %zu samples, %zu failed", count, t.samples, t.failed);
    if (t.unexercised)
        printf(", %zu selection%s that no sample exercises", t.unexercised,
               t.unexercised == 1 ? "" : "s");
    putchar('\n');
    int status = t.failed ? EXIT_FAULTY : EXIT_DONE;
    if (path && !write_junit(path, buf_str(&t.junit)))
        status = EXIT_ERROR;
    rule_tester_free(t.rules);
    buf_clear(&t.junit);
    return status;
}

int cmd_test(const struct args *args)
{
    struct diags diags, results;
    struct config config;
    struct ruleset *ruleset;
    int status = EXIT_FAULTY;
    diags_init(&diags);
    diags_init(&results);
    if (load_all(args, false, &diags, &config, &ruleset) == ERROR_NONE) {
        status = test_all(args, ruleset, &results);
        ruleset_unref(ruleset);
    } else {
        print_errors(&diags);
    }
    config_clear(&config);
    diags_clear(&results);
    diags_clear(&diags);
    return status;
}
