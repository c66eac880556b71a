#include "test.h"

#include <stdlib.h>

#include "engine/processor.h"

#define RULES PROJECT_SOURCE_DIR "/rules"

static int load(const char *folder, struct diags *diags, struct ruleset **ruleset)
{
    struct ruleset_sources sources = {
        .folders = &folder, .folder_count = 1, .vocabulary = RULES "/law/vocabulary"};
    diags_init(diags);
    return ruleset_load(&sources, diags, ruleset);
}

static void run(const char *format, const char *folder)
{
    char command[1024];
    snprintf(command, sizeof command, format, folder);
    assert_int_equal(system(command), 0);
}

static void the_digest_follows_the_content_and_not_the_place(void **state)
{
    (void)state;
    char folder[] = "/tmp/interdict-ruleset-XXXXXX";
    struct diags diags;
    struct ruleset *shipped, *copy, *changed;
    assert_non_null(mkdtemp(folder));
    assert_int_equal(load(RULES, &diags, &shipped), ERROR_NONE);
    diags_clear(&diags);
    run("cp -r " RULES "/. %s", folder);
    assert_int_equal(load(folder, &diags, &copy), ERROR_NONE);
    diags_clear(&diags);
    run("echo '# one more line' >> %s/hardware/micron.yaml", folder);
    assert_int_equal(load(folder, &diags, &changed), ERROR_NONE);
    diags_clear(&diags);
    /* The copy's vocabulary comes on top of the shipped one; what else differs is the place. */
    assert_int_equal(strlen(ruleset_info(shipped)->digest), 64);
    assert_string_not_equal(ruleset_info(copy)->digest, ruleset_info(changed)->digest);
    ruleset_unref(shipped);
    ruleset_unref(copy);
    ruleset_unref(changed);
    run("rm -r %s", folder);
}

static bool has_code(const struct diags *diags, const char *code)
{
    for (size_t i = 0; i < diags->count; i++)
        if (strcmp(diags->items[i].code, code) == 0)
            return true;
    return false;
}

static void a_ruleset_with_a_mistake_is_none(void **state)
{
    (void)state;
    char folder[] = "/tmp/interdict-ruleset-XXXXXX";
    struct diags diags;
    struct ruleset *ruleset = NULL;
    assert_non_null(mkdtemp(folder));
    run("printf 'detection: &a\\n  x: 1\\ntitle: [\"t\"]\\n' > %s/a.yml", folder);
    run("printf 'colour: red\\n' > %s/b.yml", folder);
    run("touch %s/c.yml", folder);
    assert_int_equal(load(folder, &diags, &ruleset), ERROR_INVALID);
    assert_null(ruleset);
    assert_true(has_code(&diags, "yaml-anchor")); /* and what else is wrong with that file */
    assert_true(has_code(&diags, "missing-key") || has_code(&diags, "missing-attribute"));
    assert_true(has_code(&diags, "unknown-document"));
    assert_true(has_code(&diags, "empty-file"));
    diags_clear(&diags);
    assert_int_equal(load("/nowhere", &diags, &ruleset), ERROR_INVALID);
    assert_true(has_code(&diags, "unreadable"));
    diags_clear(&diags);
    run("rm -r %s", folder);
}

static void lists_stand_below_or_beside_the_rules(void **state)
{
    (void)state;
    struct diags diags;
    struct ruleset *ruleset = NULL;
    const char *folders[] = {RULES "/hardware", RULES "/law"};
    struct ruleset_sources sources = {
        .folders = folders, .folder_count = 2, .vocabulary = RULES "/law/vocabulary"};
    diags_init(&diags);
    assert_int_equal(ruleset_load(&sources, &diags, &ruleset), ERROR_NONE);
    assert_int_equal(diags.errors, 0);
    ruleset_unref(ruleset);
    diags_clear(&diags);
}

static void count_alerts(void *ctx, const struct alert *alert, struct arena *arena)
{
    (void)arena;
    assert_int_equal(alert->verdict->disposition, DISPOSITION_VIOLATION);
    ++*(size_t *)ctx;
}

static void a_processor_judges_and_rejects(void **state)
{
    (void)state;
    struct diags diags;
    struct ruleset *ruleset;
    struct outcome outcome;
    struct record_meta meta = {.timestamp_ms = -1};
    struct processor_options options = {.as_of = DAY_NONE};
    size_t alerts = 0;
    assert_int_equal(load(RULES, &diags, &ruleset), ERROR_NONE);
    struct processor *processor = processor_new(ruleset, &options, &clock_system);
    ruleset_unref(ruleset); /* the processor keeps it */
    processor_run(processor,
                  STR("{\"kind\":\"purchase\",\"time\":\"2026-03-02\",\"org\":{\"country\":\"CN\","
                      "\"roles\":[\"cii_operator\"]},\"items\":[{\"vendor\":\"Micron\"}]}"),
                  &meta, count_alerts, &alerts, &outcome);
    assert_int_equal(outcome.reject, REJECT_NONE);
    assert_int_equal(outcome.alerts, 1);
    assert_int_equal(alerts, 1);
    processor_run(processor, STR("{\"kind\":"), &meta, count_alerts, &alerts, &outcome);
    assert_int_equal(outcome.reject, REJECT_NOT_JSON);
    assert_int_equal(outcome.alerts, 0);
    const struct processor_counts *counts = processor_counts(processor);
    assert_int_equal(counts->events, 1);
    assert_int_equal(counts->rejected[REJECT_NOT_JSON], 1);
    assert_int_equal(counts->alerts[DISPOSITION_VIOLATION], 1);
    processor_free(processor);
    diags_clear(&diags);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_digest_follows_the_content_and_not_the_place),
        cmocka_unit_test(a_ruleset_with_a_mistake_is_none),
        cmocka_unit_test(lists_stand_below_or_beside_the_rules),
        cmocka_unit_test(a_processor_judges_and_rejects),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
