/* Everything of a rule but its detection. */
#include "rules.h"

#define DETECTION "detection: {s: {vendor: a}, condition: s}\n"
#define REQUIRED                                                                                   \
    "title: T\nid: 929A690E-bef0-4204-a928-ef5e620d6fcc\ntaxonomy: interdict\n"                    \
    "logsource: {product: interdict}\n" DETECTION

static void test_everything_is_read(void **state)
{
    (void)state;
    struct loaded loaded;
    loaded_init(&loaded);
    struct str text =
        STR(REQUIRED "name: the_rule\n"
                     "status: stable\n"
                     "description: D\n"
                     "license: Apache-2.0\n"
                     "author: A\n"
                     "references: [https://a.example, https://b.example]\n"
                     "date: 2026-01-02\n"
                     "modified: 2026-01-03\n"
                     "tags: [vendor.micron, brand.crucial]\n"
                     "level: high\n"
                     "falsepositives: [units of length]\n"
                     "fields: [vendor]\n"
                     "scope: [server]\n"
                     "related: [{id: 0c0e3f3e-6b8e-4b0f-9a58-0d7f0d7a7f11, type: derived}]\n"
                     "confidence: low\n"
                     "valid: {from: 2020-01-01, until: 2021-12-31}\n"
                     "implies: {category: video_surveillance}\n"
                     "legal_basis: [us-889, {id: cn-x, reach: inferred}]\n"
                     "tests: {match: [{vendor: a, org.roles: [x, y]}], no_match: [{vendor: b}, "
                     "{}]}\n");
    assert_int_equal(loaded_add(&loaded, "x/r.yml", text), 1);
    rule_set_check(loaded.rules, &loaded.diags);
    assert_int_equal(loaded.diags.count, 0);
    const struct rule *rule = rule_set_at(loaded.rules, 0);
    assert_str(rule->title, "T");
    assert_str(rule->id, "929a690e-bef0-4204-a928-ef5e620d6fcc");
    assert_str(rule->name, "the_rule");
    assert_str(rule->status, "stable");
    assert_str(rule->description, "D");
    assert_str(rule->license, "Apache-2.0");
    assert_str(rule->author, "A");
    assert_int_equal(rule->reference_count, 2);
    assert_str(rule->references[1], "https://b.example");
    assert_int_equal(rule->date + 1, rule->modified);
    assert_int_equal(rule->tag_count, 2);
    assert_str(rule->tags[1], "brand.crucial");
    assert_int_equal(rule->level, LEVEL_HIGH);
    assert_int_equal(rule->falsepositive_count, 1);
    assert_int_equal(rule->confidence, CONFIDENCE_LOW);
    assert_int_equal(rule->valid_until - rule->valid_from, 365 + 366 - 1);
    assert_int_equal(rule->implies_count, 1);
    assert_int_equal(rule->implies[0].field, FIELD_CATEGORY);
    assert_str(rule->implies[0].value, "video_surveillance");
    assert_int_equal(rule->legal_basis_count, 2);
    assert_str(rule->legal_basis[0].id, "us-889");
    assert_int_equal(rule->legal_basis[0].reach, REACH_NAMED);
    assert_int_equal(rule->legal_basis[1].reach, REACH_INFERRED);
    assert_int_equal(rule->sample_count, 3);
    assert_true(rule->samples[0].must_match);
    assert_false(rule->samples[2].must_match);
    assert_true(rule->taxonomy_interdict);
    assert_str(rule->logsource.product, "interdict");
    assert_null(rule->logsource.category.ptr);
    assert_string_equal(rule->file, "x/r.yml");
    assert_int_equal(strlen(rule->digest), 64);
    loaded_clear(&loaded);
}

static void test_defaults(void **state)
{
    (void)state;
    struct loaded loaded;
    loaded_init(&loaded);
    loaded_add(&loaded, "r.yml", STR(REQUIRED));
    const struct rule *rule = rule_set_at(loaded.rules, 0);
    assert_int_equal(rule->level, LEVEL_MEDIUM);
    assert_int_equal(rule->confidence, CONFIDENCE_MEDIUM);
    assert_int_equal(rule->date, DAY_NONE);
    assert_int_equal(rule->valid_from, DAY_NONE);
    assert_int_equal(rule->valid_until, DAY_MAX);
    loaded_clear(&loaded);
}

/* Appended to the required attributes, whose five lines come first. */
static const struct {
    const char *text, *codes;
} cases[] = {
    {"level: hihg", "6:8 unknown-value"},
    {"level: [high]", "6:8 wrong-type"},
    {"status: done", "6:9 unknown-value"},
    {"status: deprecated", "6:9 ~status"},
    {"date: 2026/01/02", "6:7 bad-date"},
    {"date: 2026-02-30", "6:7 bad-date"},
    {"modified: soon", "6:11 bad-date"},
    {"tags: vendor.a", "6:7 wrong-type"},
    {"tags: [Vendor.a]", "6:8 bad-tag"},
    {"tags: [vendor]", "6:8 bad-tag"},
    {"tags: [vendor.a, vendor.a]", "6:18 ~duplicate-value"},
    {"references: [[a]]", "6:14 wrong-type"},
    {"description:", "6:13 wrong-type"},
    {"related: [{id: x, type: derived}]", "6:16 bad-uuid"},
    {"related: [{id: 929a690e-bef0-4204-a928-ef5e620d6fcc, type: twin}]", "6:60 unknown-value"},
    {"related: [a]", "6:11 wrong-type"},
    {"confidence: sure", "6:13 unknown-value"},
    {"valid: 2020", "6:8 wrong-type"},
    {"valid: {}", "6:8 missing-key"},
    {"valid: {form: 2020-01-01}", "6:8 missing-key\n6:9 unknown-key"},
    {"valid: {from: 2021-01-01, until: 2020-01-01}", "6:34 bad-date"},
    {"implies: {colour: red}", "6:11 unknown-value"},
    {"implies: {category: [a]}", "6:21 wrong-type"},
    {"legal_basis: us-889", "6:14 wrong-type"},
    {"legal_basis: [{id: a, reach: far}]", "6:30 unknown-value"},
    {"legal_basis: [{reach: named}]", "6:15 missing-key"},
    {"tests: [a]", "6:8 wrong-type"},
    {"tests: {matches: []}", "6:9 unknown-key"},
    {"tests: {match: {}}", "6:16 wrong-type"},
    {"tests: {match: [a]}", "6:17 wrong-type"},
    {"tests: {match: [{vendr: a}]}", "6:18 unknown-field"},
    {"tests: {match: [{vendor: {a: b}}]}", "6:26 wrong-type"},
    {"tets: {}", "6:1 unknown-attribute"},
    {"my_notes: {}", "6:1 ~unknown-attribute"},
    {"action: global", "6:1 rule-collection"},
    {"correlation: {}", "6:1 correlation"},
};

static void test_mistakes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct loaded loaded;
        struct buf text = {0}, codes = {0};
        loaded_init(&loaded);
        buf_printf(&text, "%s%s\n", REQUIRED, cases[i].text);
        size_t added = loaded_add(&loaded, "r.yml", buf_str(&text));
        loaded_codes(&loaded, &codes);
        if (!str_is(buf_str(&codes), cases[i].codes))
            fail_msg("%s: got %.*s, expected %s", cases[i].text, STR_ARG(buf_str(&codes)),
                     cases[i].codes);
        assert_int_equal(added, loaded.diags.errors == 0);
        buf_clear(&text);
        buf_clear(&codes);
        loaded_clear(&loaded);
    }
}

static const struct {
    const char *text, *codes;
} whole[] = {
    {"detection: {}\n", "1:1 missing-key\n1:1 missing-key\n1:1 missing-key\n1:12 missing-key"},
    {"title: T\nid: 1\nlogsource: x\n" DETECTION, "2:5 bad-uuid\n3:12 wrong-type"},
    {"title: T\nid: 929a690e-bef0-4204-a928-ef5e620d6fcc\ntaxonomy: interdikt\n"
     "logsource: {prodct: a}\n" DETECTION,
     "3:11 unknown-value\n4:13 unknown-key"},
    {"title: T\nid: 929a690e-bef0-4204-a928-ef5e620d6fcc\ntaxonomy: interdict\n"
     "logsource: {product: interdict, category: assets}\n" DETECTION,
     "4:43 unknown-value"},
    {"title: T\nid: 929a690e-bef0-4204-a928-ef5e620d6fcc\n"
     "logsource: {product: interdict}\n" DETECTION,
     "3:12 ~taxonomy-missing"},
    {"title: T\nid: 929a690e-bef0-4204-a928-ef5e620d6fcc\ntaxonomy: interdict\n"
     "logsource: {product: windows, category: asset}\n" DETECTION,
     "4:12 ~foreign-logsource"},
    {"title: T\nid: 929a690e-bef0-4204-a928-ef5e620d6fcc\ntaxonomy: interdict\n"
     "logsource: {category: proxy}\n" DETECTION,
     "4:12 ~foreign-logsource"},
    {"title: T\nid: 929a690e-bef0-4204-a928-ef5e620d6fcc\ntaxonomy: interdict\n"
     "logsource: {category: asset, service: x}\n" DETECTION,
     ""},
    {"title: T\nid: 929a690e-bef0-4204-a928-ef5e620d6fcc\n"
     "logsource: {product: windows}\n" DETECTION,
     ""},
    {"a: b\n", "1:1 unknown-document"},
};

static void test_documents(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) {
        struct loaded loaded;
        struct buf codes = {0};
        loaded_init(&loaded);
        loaded_add(&loaded, "r.yml", str_of(whole[i].text));
        loaded_codes(&loaded, &codes);
        if (!str_is(buf_str(&codes), whole[i].codes))
            fail_msg("%s: got %.*s, expected %s", whole[i].text, STR_ARG(buf_str(&codes)),
                     whole[i].codes);
        buf_clear(&codes);
        loaded_clear(&loaded);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_everything_is_read),
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_documents),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
