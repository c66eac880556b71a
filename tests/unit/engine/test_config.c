#include "test.h"

#include <stdlib.h>
#include <unistd.h>

#include "engine/config.h"

struct fixture {
    char folder[64], path[128];
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    strcpy(f->folder, "/tmp/interdict-config-XXXXXX");
    *state = f;
    if (!mkdtemp(f->folder))
        return -1;
    snprintf(f->path, sizeof f->path, "%s/interdict.yaml", f->folder);
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    char secret[128];
    snprintf(secret, sizeof secret, "%s/secret", f->folder);
    unlink(secret);
    unlink(f->path);
    rmdir(f->folder);
    free(f);
    return 0;
}

static void write_file(const char *path, const char *text)
{
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
}

static const char *environment(const char *name)
{
    return strcmp(name, "KAFKA_PASSWORD") == 0 ? "from-env" : NULL;
}

static int load(struct fixture *f, const char *text, bool for_run, struct diags *diags,
                struct config *config)
{
    write_file(f->path, text);
    diags_init(diags);
    return config_load(f->path, for_run, environment, diags, config);
}

/* Loads and expects exactly these mistakes, as "line:column code" lines. */
static void assert_mistakes(struct fixture *f, const char *text, const char *expected)
{
    struct diags diags;
    struct config config;
    struct buf got = {0};
    int result = load(f, text, true, &diags, &config);
    diags_sort(&diags);
    for (size_t i = 0; i < diags.count; i++)
        buf_printf(&got, "%u:%u %s\n", diags.items[i].place.line, diags.items[i].place.column,
                   diags.items[i].code);
    assert_int_equal(result, diags.errors ? ERROR_CONFIG : ERROR_NONE);
    assert_str(buf_str(&got), expected);
    buf_clear(&got);
    config_clear(&config);
    diags_clear(&diags);
}

#define MINIMAL                                                                                    \
    "kafka: {bootstrap.servers: 'h:9092'}\nsource: {topics: [in]}\nsinks: [{topic: out}]\n"

static void defaults_fill_what_is_not_said(void **state)
{
    struct diags diags;
    struct config config;
    assert_int_equal(load(*state, MINIMAL, true, &diags, &config), ERROR_NONE);
    assert_str(config_kafka(&config, "bootstrap.servers"), "h:9092");
    assert_str(config.group, "interdict");
    assert_str(config.topics[0], "in");
    assert_str(config.sinks[0].topic, "out");
    assert_string_equal(config.sinks[0].format->name, "native");
    assert_str(config.dead_letter_topic, "interdict.dead-letters");
    assert_int_equal(config.workers, 1);
    assert_int_equal(config.delivery, DELIVERY_AT_LEAST_ONCE);
    assert_int_equal(config.rule_count, 0);
    assert_int_equal(config.law_max_age, LAW_MAX_AGE_DAYS);
    config_clear(&config);
    diags_clear(&diags);
}

static void paths_start_at_the_file(void **state)
{
    struct fixture *f = *state;
    struct diags diags;
    struct config config;
    char expected[128];
    int result = load(f,
                      MINIMAL "rules: [mine, /abs]\norganisations: o.csv\nlimits: {items: 5}\n"
                              "law: {max_age: 26w}\n",
                      true, &diags, &config);
    assert_int_equal(result, ERROR_NONE);
    snprintf(expected, sizeof expected, "%s/mine", f->folder);
    assert_str(config.rules[0], expected);
    assert_str(config.rules[1], "/abs");
    snprintf(expected, sizeof expected, "%s/o.csv", f->folder);
    assert_str(config.organisations, expected);
    assert_int_equal(config.limit_items, 5);
    assert_int_equal(config.law_max_age, 182);
    config_clear(&config);
    diags_clear(&diags);
}

static void secrets_come_from_files_or_the_environment(void **state)
{
    struct fixture *f = *state;
    struct diags diags;
    struct config config;
    char secret[128];
    snprintf(secret, sizeof secret, "%s/secret", f->folder);
    write_file(secret, "from-file\n");
    int result = load(f,
                      "kafka:\n  bootstrap.servers: h\n  sasl.password: {file: secret}\n"
                      "  ssl.key.password: {env: KAFKA_PASSWORD}\n",
                      false, &diags, &config);
    assert_int_equal(result, ERROR_NONE);
    assert_str(config_kafka(&config, "sasl.password"), "from-file");
    assert_str(config_kafka(&config, "ssl.key.password"), "from-env");
    assert_true(config.kafka[1].secret);
    config_clear(&config);
    diags_clear(&diags);
}

static void raw_events_have_a_source(void **state)
{
    struct diags diags;
    struct config config;
    int result =
        load(*state, "source: {mapping: raw, logsource: {product: windows, service: dns}}\n", false,
             &diags, &config);
    assert_int_equal(result, ERROR_NONE);
    assert_int_equal(config.mapping, MAPPING_RAW);
    assert_str(config.logsource.product, "windows");
    assert_str(config.logsource.service, "dns");
    assert_int_equal(config.logsource.category.len, 0);
    config_clear(&config);
    diags_clear(&diags);
    assert_mistakes(*state,
                    "kafka: {bootstrap.servers: h}\n"
                    "source: {topics: [in], logsource: {product: windows, vendor: x}}\n"
                    "sinks: [{topic: out}]\n",
                    "2:35 wrong-value\n2:54 unknown-key\n");
}

static void every_mistake_has_its_place(void **state)
{
    assert_mistakes(*state, MINIMAL "workerz: 2\n", "4:1 unknown-key\n");
    assert_mistakes(*state, "a: 1\n",
                    "1:1 unknown-key\n1:1 missing-key\n1:1 missing-key\n1:1 missing-key\n");
    assert_mistakes(*state, MINIMAL "workers: 0\nlimits: {event_bytes: many}\n",
                    "4:10 wrong-type\n5:23 wrong-type\n");
    assert_mistakes(*state, MINIMAL "delivery: exactly-twice\nlog: {level: loud}\n",
                    "4:11 wrong-value\n5:14 wrong-value\n");
    assert_mistakes(*state,
                    "kafka: {bootstrap.servers: h, sasl.password: {env: NOT_SET}}\n"
                    "source: {topics: [in], mapping: theirs}\n"
                    "sinks: [{topic: in}, {format: native}, {topic: x, format: xml}]\n",
                    "1:52 missing-secret\n2:33 unknown-mapping\n3:9 topic-loop\n3:22 wrong-sink\n"
                    "3:59 unknown-format\n");
    assert_mistakes(*state, "- a\n", "1:1 wrong-type\n");
    assert_mistakes(*state, "", "0:0 wrong-type\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(defaults_fill_what_is_not_said, set_up, tear_down),
        cmocka_unit_test_setup_teardown(paths_start_at_the_file, set_up, tear_down),
        cmocka_unit_test_setup_teardown(secrets_come_from_files_or_the_environment, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(raw_events_have_a_source, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_mistake_has_its_place, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
