/* Every key of an instrument: right, wrong, missing. */
#include "law/world.h"

struct fixture {
    struct yaml_file file;
    struct diags diags;
    struct arena arena;
    struct instrument instrument;
    bool good;
};

static void read(struct fixture *f, const char *changes)
{
    struct buf text = {0};
    *f = (struct fixture){0};
    diags_init(&f->diags);
    arena_init(&f->arena, 4096);
    world_instrument(changes, &text);
    yaml_load_bytes("i.yaml", buf_str(&text), &f->diags, &f->file);
    if (f->file.count)
        f->good = instrument_read(f->file.documents[0], &f->arena, &f->diags, &f->instrument);
    buf_clear(&text);
}

static void done(struct fixture *f)
{
    yaml_file_clear(&f->file);
    diags_clear(&f->diags);
    arena_clear(&f->arena);
}

static day_t day(const char *text)
{
    day_t out = DAY_NONE;
    assert_true(day_parse(str_of(text), &out));
    return out;
}

static void every_key_is_read(void **state)
{
    (void)state;
    struct fixture f;
    read(&f, "title: {en: Law, zh: 法, zh-Hant: 灋}\n"
             "authority: Ministry\n"
             "force: advisory\n"
             "restricts:\n"
             "    - {tag: vendor.acme, reach: affiliate, limits: {category: {any_of: [a, b]}}}\n"
             "    - {tag: brand.fizz_buzz, reach: inferred}\n"
             "prohibits: [use, fund]\n"
             "binds: [{country: CN, role: r}, {organisation: O}, {country: EU}]\n"
             "limits: {purpose: {none_of: [p]}, country_of_origin: {any_of: [CN, RU]}, supplier: "
             "others, component: inferred}\n"
             "unless: certificate\n"
             "until: 2030-12-31\n"
             "spares: {contracts_before: 2019-08-13, in_use_until: 2027-12-31}\n"
             "provisions:\n"
             "    - {law: {en: L, de: G}, article: 35, until: 2025-12-31}\n"
             "    - {law: L, article: 35, effective: 2026-01-01, inferred: true}\n"
             "consequence: Fine\n"
             "report: Within a day\n"
             "references: ['https://a.example', 'http://b.example']\n"
             "reported: true\n");
    const struct instrument *i = &f.instrument;
    world_show_diags(&(struct world){.diags = f.diags});
    assert_true(f.good);
    assert_int_equal(f.diags.count, 0);
    assert_str(i->id, "cn-acme-2023");
    assert_str(i->title.en, "Law");
    assert_int_equal(i->title.count, 2);
    assert_str(i->title.languages[1], "zh-Hant");
    assert_str(i->title.texts[0], "法");
    assert_str(i->authority.en, "Ministry");
    assert_str(i->jurisdiction, "CN");
    assert_int_equal(i->force, FORCE_ADVISORY);
    assert_int_equal(i->restrict_count, 2);
    assert_str(i->restricts[0].tag, "vendor.acme");
    assert_int_equal(i->restricts[0].reach, REACH_AFFILIATE);
    assert_int_equal(i->restricts[0].limits.category.count, 2);
    assert_int_equal(i->restricts[1].reach, REACH_INFERRED);
    assert_false(i->restricts[1].limits.category.present);
    for (int act = ACT_PURCHASE; act <= ACT_FUND; act++)
        assert_int_equal(i->prohibits[act], act == ACT_USE || act == ACT_FUND);
    assert_int_equal(i->bind_count, 3);
    assert_str(i->binds[0].role, "r");
    assert_str(i->binds[1].organisation, "O");
    assert_null(i->binds[1].country.ptr);
    assert_str(i->binds[2].country, "EU");
    assert_true(i->limits.purpose.present && i->limits.purpose.none_of);
    assert_true(i->limits.country_of_origin.present && !i->limits.country_of_origin.none_of);
    assert_int_equal(i->limits.supplier, SUPPLIER_OTHERS);
    assert_true(i->limits.has_component);
    assert_int_equal(i->limits.component, COMPONENT_INFERRED);
    assert_int_equal(i->unless, UNLESS_CERTIFICATE);
    assert_str(i->timezone_name, "Asia/Shanghai");
    assert_int_equal(i->adopted, day("2023-05-01"));
    assert_int_equal(i->effective, day("2023-05-21"));
    assert_int_equal(i->until, day("2030-12-31"));
    assert_int_equal(i->spares_contracts_before, day("2019-08-13"));
    assert_int_equal(i->spares_in_use_until, day("2027-12-31"));
    assert_int_equal(i->provision_count, 2);
    assert_str(i->provisions[0].law.texts[0], "G");
    assert_str(i->provisions[0].article, "35");
    assert_int_equal(i->provisions[0].effective, DAY_NONE);
    assert_int_equal(i->provisions[0].until, day("2025-12-31"));
    assert_false(i->provisions[0].inferred);
    assert_int_equal(i->provisions[1].until, DAY_MAX);
    assert_true(i->provisions[1].inferred);
    assert_str(i->consequence, "Fine");
    assert_str(i->report, "Within a day");
    assert_int_equal(i->reference_count, 2);
    assert_int_equal(i->verified_on, day("2026-11-22"));
    assert_str(i->verified_how, "official text");
    assert_str(i->verified_by, "somebody");
    assert_true(i->reported_only);
    assert_string_equal(i->file, "i.yaml");
    done(&f);
}

static void what_is_left_out(void **state)
{
    (void)state;
    struct fixture f;
    read(&f, NULL);
    const struct instrument *i = &f.instrument;
    assert_true(f.good);
    assert_int_equal(i->until, DAY_MAX);
    assert_int_equal(i->spares_contracts_before, DAY_NONE);
    assert_int_equal(i->spares_in_use_until, DAY_NONE);
    assert_int_equal(i->unless, UNLESS_NONE);
    assert_int_equal(i->limits.supplier, SUPPLIER_ANY);
    assert_false(i->limits.has_component);
    assert_int_equal(i->limits.component, COMPONENT_REACHED);
    assert_int_equal(i->provision_count, 0);
    assert_false(i->reported_only);
    done(&f);
}

static void what_is_required(void **state)
{
    (void)state;
    static const char *const keys[] = {
        "id",    "title",    "jurisdiction", "authority", "force",      "restricts", "prohibits",
        "binds", "timezone", "adopted",      "effective", "references", "verified"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        struct fixture f;
        char dropped[64];
        snprintf(dropped, sizeof dropped, "-%s:", keys[i]);
        read(&f, dropped);
        if (f.good || f.diags.count != 1)
            fail_msg("without '%s': %zu mistakes", keys[i], f.diags.count);
        assert_string_equal(f.diags.items[0].code, "missing-key");
        assert_non_null(strstr(f.diags.items[0].message, keys[i]));
        done(&f);
    }
}

struct mistake {
    const char *changes, *code, *says;
    unsigned column;
};

/* Each stands in the last lines, so that only the column needs telling. */
static const struct mistake mistakes[] = {
    {"forcee: binding", "unknown-key", "did you mean 'force'", 1},
    {"id: 'CN Acme'", "bad-id", "lower-case", 5},
    {"id: [a]", "wrong-type", "text", 5},
    {"title: {zh: 法}", "missing-key", "'en' is required", 8},
    {"title: {EN: a}", "unknown-key", "no language code", 9},
    {"title: {en: [a]}", "wrong-type", "text", 13},
    {"title: [a]", "wrong-type", "map of language", 8},
    {"title: ''", "empty-value", "empty", 8},
    {"jurisdiction: China", "unknown-country", "alpha-2", 15},
    {"jurisdiction: UK", "unknown-country", "alpha-2", 15},
    {"force: bindin", "unknown-word", "did you mean 'binding'", 8},
    {"restricts: vendor.acme", "wrong-type", "list", 12},
    {"restricts: []", "wrong-type", "not empty", 12},
    {"restricts: [vendor.acme]", "wrong-type", "map", 13},
    {"restricts: [{tag: acme, reach: named}]", "bad-tag", "no tag", 19},
    {"restricts: [{tag: Vendor.acme, reach: named}]", "bad-tag", "no tag", 19},
    {"restricts: [{tag: vendor.acme}]", "missing-key", "'reach' is required", 13},
    {"restricts: [{reach: named}]", "missing-key", "'tag' is required", 13},
    {"restricts: [{tag: vendor.acme, reach: namd}]", "unknown-word", "'named'", 39},
    {"restricts: [{tag: a.b, reach: named, limit: {}}]", "unknown-key", "'limits'", 38},
    {"restricts: [{tag: a.b, reach: named}, {tag: a.b, reach: named}]", "duplicate-tag", "twice",
     39},
    {"prohibits: purchase", "wrong-type", "list", 12},
    {"prohibits: [use, bye]", "unknown-act", "unknown act 'bye'", 18},
    {"prohibits: [purchse]", "unknown-act", "did you mean 'purchase'", 13},
    {"binds: []", "wrong-type", "not empty", 8},
    {"binds: [{}]", "missing-key", "country, a role or an organisation", 9},
    {"binds: [{country: XX}]", "unknown-country", "nor EU", 19},
    {"binds: [{rolle: a}]", "unknown-key", "did you mean 'role'", 10},
    {"limits: [category]", "wrong-type", "map", 9},
    {"limits: {catgory: {any_of: [a]}}", "unknown-key", "did you mean 'category'", 10},
    {"limits: {category: [a]}", "wrong-type", "map", 20},
    {"limits: {category: {}}", "bad-limit", "either any_of or none_of", 20},
    {"limits: {category: {any_of: [a], none_of: [b]}}", "bad-limit", "not both", 20},
    {"limits: {category: {any_of: []}}", "wrong-type", "not empty", 29},
    {"limits: {category: {any_off: [a]}}", "unknown-key", "did you mean 'any_of'", 21},
    {"limits: {country_of_origin: {any_of: [cn]}}", "unknown-country", "alpha-2", 29},
    {"limits: {supplier: any}", "unknown-word", "supplier", 20},
    {"limits: {component: maybe}", "wrong-type", "true, inferred or false", 21},
    {"unless: none", "unknown-word", "unless", 9},
    {"unless: aproval", "unknown-word", "did you mean 'approval'", 9},
    {"adopted: 2023-02-29", "bad-date", "that exists", 10},
    {"adopted: 21.5.2023", "bad-date", "YYYY-MM-DD", 10},
    {"effective: 2023-5-21", "bad-date", "YYYY-MM-DD", 12},
    {"until: 2023-05-20", "bad-period", "before 'effective'", 8},
    {"spares: 2023-05-20", "wrong-type", "map", 9},
    {"spares: {}", "missing-key", "contracts_before or in_use_until", 9},
    {"spares: {contract_before: 2020-01-01}", "unknown-key", "contracts_before", 10},
    {"spares: {in_use_until: tomorrow}", "bad-date", "YYYY-MM-DD", 24},
    {"provisions: []", "wrong-type", "not empty", 13},
    {"provisions: [{article: a}]", "missing-key", "'law' is required", 14},
    {"provisions: [{law: L}]", "missing-key", "'article' is required", 14},
    {"provisions: [{law: L, article: a, from: 2020-01-01}]", "unknown-key", "provision", 35},
    {"provisions: [{law: L, article: a, effective: 2020-01-02, until: 2020-01-01}]", "bad-period",
     "before", 14},
    {"provisions: [{law: L, article: a}, {law: L, article: a}]", "overlap", "line", 36},
    {"provisions: [{law: L, article: a, until: 2020-01-01}, {law: L, article: a, effective: "
     "2020-01-01}]",
     "overlap", "same article", 55},
    {"provisions: [{law: L, article: a, inferred: 1}]", "wrong-type", "true or false", 45},
    {"consequence: [a]", "wrong-type", "text", 14},
    {"report: {to: x}", "wrong-type", "text", 9},
    {"references: []", "wrong-type", "not empty", 13},
    {"references: [law.example]", "bad-reference", "https://", 14},
    {"verified: yesterday", "wrong-type", "map", 11},
    {"verified: {on: 2026-11-22, how: text}", "missing-key", "'by' is required", 11},
    {"verified: {on: 2026-11-31, how: text, by: me}", "bad-date", "that exists", 16},
    {"verified: {on: 2026-11-22, by: me}", "missing-key", "'how' is required", 11},
    {"verified: {how: text, by: me}", "missing-key", "'on' is required", 11},
    {"reported: maybe", "wrong-type", "true or false", 11},
    {"reported: true", "reported-binding", "never as binding", 11},
    {"timezone: ''", "empty-value", "empty", 11},
};

static void mistakes_have_a_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        struct fixture f;
        const struct mistake *m = &mistakes[i];
        read(&f, m->changes);
        if (f.good || f.diags.errors == 0)
            fail_msg("no mistake is found in %s", m->changes);
        const struct diag *diag = &f.diags.items[0];
        if (strcmp(diag->code, m->code) != 0 || !strstr(diag->message, m->says) ||
            diag->place.column != m->column || diag->place.line == 0)
            fail_msg("%s: %u:%u: %s [%s]", m->changes, diag->place.line, diag->place.column,
                     diag->message, diag->code);
        done(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_is_read),
        cmocka_unit_test(what_is_left_out),
        cmocka_unit_test(what_is_required),
        cmocka_unit_test(mistakes_have_a_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
