/* What only shows when everything is loaded. */
#include "law/world.h"

static const struct diag *only_diag(const struct world *world)
{
    if (world->diags.count != 1)
        world_show_diags(world);
    assert_int_equal(world->diags.count, 1);
    return &world->diags.items[0];
}

struct row {
    const char *instrument, *rule, *exceptions, *code, *says;
    enum severity severity;
};

static void slips_between_files(void **state)
{
    (void)state;
#define EXCEPTION(what)                                                                            \
    "- {id: E, " what ", org: o, ticket: t, requested_by: a, approved_by: b, from: 2026-01-01, "   \
    "until: 2026-01-01}"
    static const struct row rows[] = {
        {.instrument = "binds: [{role: cii_operatr}]",
         .code = "unknown-role",
         .says = "did you mean 'cii_operator'"},
        {.instrument = "limits: {category: {any_of: [rooter]}}",
         .code = "unknown-category",
         .says = "did you mean 'router'"},
        {.instrument = "limits: {purpose: {none_of: [offise]}}",
         .code = "unknown-purpose",
         .says = "did you mean 'office'"},
        {.instrument = "restricts: [{tag: vendor.acme, reach: named, limits: {category: {any_of: "
                       "[nothing]}}}]",
         .code = "unknown-category",
         .says = "'nothing'"},
        {.instrument = "timezone: Asia/Shangai", .code = "unknown-timezone", .says = "Shangai"},
        {.instrument = "restricts: [{tag: vendor.amce, reach: named}]",
         .code = "unknown-tag",
         .says = "vendor.amce",
         .severity = SEVERITY_WARNING},
        {.rule = "tags: [vendor.acme]\nlegal_basis: [cn-acme-2022]\n",
         .code = "unknown-instrument",
         .says = "did you mean 'cn-acme-2023'"},
        {.rule = "tags: [vendor.acme]\nimplies: {category: rooter}\n",
         .code = "unknown-category",
         .says = "router"},
        {.rule = "tags: [vendor.acme]\nimplies: {purpose: offise}\n",
         .code = "unknown-purpose",
         .says = "office"},
        {.rule = "tags: [vendor.acme]\nimplies: {country_of_origin: China}\n",
         .code = "unknown-country",
         .says = "alpha-2"},
        {.exceptions = EXCEPTION("instruments: [cn-acme-1999]"),
         .code = "unknown-instrument",
         .says = "not loaded"},
        {.exceptions = EXCEPTION("instruments: [cn-acme-2023], rule: r"),
         .code = "unknown-rule",
         .says = "not loaded"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct world world;
        world_open(&world);
        world_add_rule(&world, rows[i].rule);
        world_add_instrument(&world, rows[i].instrument);
        world_add_people(&world, NULL, NULL, rows[i].exceptions);
        world_link(&world);
        const struct diag *diag = only_diag(&world);
        assert_string_equal(diag->code, rows[i].code);
        assert_int_equal(diag->severity, rows[i].severity);
        if (!strstr(diag->message, rows[i].says))
            fail_msg("%s", diag->message);
        assert_true(diag->place.line > 0);
        world_close(&world);
    }
}

static void two_with_one_id(void **state)
{
    (void)state;
    struct world world;
    world_open(&world);
    world_add_rule(&world, NULL);
    world_add_instrument(&world, NULL);
    world_add_instrument(&world, NULL);
    world_link(&world);
    assert_string_equal(only_diag(&world)->code, "duplicate-id");
    world_close(&world);
}

static void instruments_are_listed_by_id(void **state)
{
    (void)state;
    struct world world;
    world_open(&world);
    world_add_rule(&world, NULL);
    world_add_instrument(&world, "id: b");
    world_add_instrument(&world, "id: c");
    world_add_instrument(&world, "id: a");
    world_link(&world);
    assert_int_equal(world.diags.count, 0);
    assert_int_equal(law_count(world.law), 3);
    assert_str(law_at(world.law, 0)->id, "a");
    assert_str(law_at(world.law, 2)->id, "c");
    assert_non_null(law_at(world.law, 1)->timezone);
    world_close(&world);
}

static bool is_law(const char *text)
{
    struct diags diags;
    struct yaml_file file;
    diags_init(&diags);
    yaml_load_bytes("f", str_of(text), &diags, &file);
    bool is = law_is(file.documents[0]);
    yaml_file_clear(&file);
    diags_clear(&diags);
    return is;
}

static void documents_are_told_apart(void **state)
{
    (void)state;
    assert_true(is_law("restricts: []"));
    assert_true(is_law("prohibits: []"));
    assert_true(is_law("binds: []"));
    assert_true(is_law("roles: {}"));
    assert_true(is_law("categories: {}"));
    assert_true(is_law("purposes: {}"));
    assert_false(is_law("detection: {}"));
    assert_false(is_law("- roles"));
    assert_false(is_law("roles"));
    assert_false(law_is(NULL));
}

static void a_file_of_something_else(void **state)
{
    (void)state;
    struct world world;
    world_open(&world);
    world_load_law(&world, "binds: 1\n---\nlogsource: {}\n");
    assert_string_equal(world.diags.items[world.diags.count - 1].code, "not-law");
    assert_int_equal(world.diags.items[world.diags.count - 1].place.line, 3);
    assert_int_equal(law_count(world.law), 0);
    world_close(&world);
}

static void people_are_loaded_from_files(void **state)
{
    (void)state;
    struct world world;
    world_open(&world);
    law_load_organisations(world.law, PROJECT_SOURCE_DIR "/schemas/samples/organisations.csv",
                           &world.diags);
    law_load_exceptions(world.law, PROJECT_SOURCE_DIR "/schemas/samples/exceptions.yaml",
                        &world.diags);
    world_show_diags(&world);
    assert_int_equal(world.diags.count, 0);
    assert_true(world.law->organisations.count > 0);
    assert_true(world.law->exceptions.count > 0);
    law_load_organisations(world.law, "/nowhere/o.csv", &world.diags);
    law_load_organisations(world.law, "/nowhere/o.yaml", &world.diags);
    law_load_exceptions(world.law, "/nowhere/e.yaml", &world.diags);
    assert_int_equal(world.diags.errors, 3);
    for (size_t i = 0; i < 3; i++)
        assert_string_equal(world.diags.items[i].code, "unreadable");
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slips_between_files),
        cmocka_unit_test(two_with_one_id),
        cmocka_unit_test(instruments_are_listed_by_id),
        cmocka_unit_test(documents_are_told_apart),
        cmocka_unit_test(a_file_of_something_else),
        cmocka_unit_test(people_are_loaded_from_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
