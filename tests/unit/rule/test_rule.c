/* Rule sets: several files, duplicates, lint; and mutated rules, which must never crash. */
#include "rules.h"

#include <stdlib.h>

#define RULE(id, title)                                                                            \
    "title: " title "\nid: 929a690e-bef0-4204-a928-ef5e620d6fc" id "\nlogsource: {}\n"             \
    "detection: {s: {a: b}, condition: s}\n"

static void test_duplicates(void **state)
{
    (void)state;
    struct loaded loaded;
    loaded_init(&loaded);
    assert_int_equal(
        loaded_add(&loaded, "a.yml", STR(RULE("1", "A") "name: n\n---\n" RULE("2", "B"))), 2);
    assert_int_equal(loaded_add(&loaded, "b.yml", STR("---\n" RULE("1", "B") "name: n\n")), 1);
    rule_set_check(loaded.rules, &loaded.diags);
    assert_int_equal(loaded.diags.count, 3);
    static const struct {
        const char *code, *other;
    } expected[] = {{"duplicate-id", "a.yml:1:1"},
                    {"duplicate-name", "a.yml:1:1"},
                    {"duplicate-title", "a.yml:7:1"}};
    for (size_t i = 0; i < 3; i++) {
        const struct diag *diag = &loaded.diags.items[i];
        assert_string_equal(diag->code, expected[i].code);
        assert_string_equal(diag->place.file, "b.yml");
        assert_int_equal(diag->place.line, 2);
        if (!strstr(diag->message, expected[i].other))
            fail_msg("'%s' lacks %s", diag->message, expected[i].other);
    }
    assert_int_equal(loaded.diags.errors, 2);
    loaded_clear(&loaded);
}

static void test_several_documents(void **state)
{
    (void)state;
    struct loaded loaded;
    struct buf codes = {0};
    loaded_init(&loaded);
    /* The mistakes of all of them, and the good one in between is loaded. */
    assert_int_equal(
        loaded_add(&loaded, "a.yml",
                   STR("title: X\nlogsource: {}\ndetection: {condition: s}\n---\n" RULE(
                       "1", "A") "---\n---\na: b\n")),
        1);
    loaded_codes(&loaded, &codes);
    assert_str(buf_str(&codes), "1:1 missing-key\n3:24 unknown-selection\n11:1 unknown-document");
    buf_clear(&codes);
    loaded_clear(&loaded);
}

static void test_file_below_root(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"rules", "rules/hardware/a.yml", "hardware/a.yml"},
        {"/r/", "/r//a.yml", "a.yml"},
        {"/r", "/rules/a.yml", "/rules/a.yml"},
        {"a.yml", "a.yml", "a.yml"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct loaded loaded;
        loaded_init(&loaded);
        rule_set_root(loaded.rules, cases[i][0]);
        loaded_add(&loaded, cases[i][1], STR(RULE("1", "A")));
        assert_string_equal(rule_set_at(loaded.rules, 0)->file, cases[i][2]);
        assert_string_equal(rule_set_at(loaded.rules, 0)->place.file, cases[i][1]);
        loaded_clear(&loaded);
    }
}

static void test_lint(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"  s: {vendor: a}\n  condition: not s", "1:1 ~no-samples\n7:14 ~only-negative"},
        {"  s: {vendor: a}\n  t: {vendor: b}\n  condition: s or not t",
         "1:1 ~no-samples\n8:14 ~only-negative"},
        {"  s: {vendor: a}\n  t: {vendor: b}\n  condition: s and not t", "1:1 ~no-samples"},
        {"  s: {vendor|neq: a}\n  condition: s", "1:1 ~no-samples\n7:14 ~only-negative"},
        {"  s: {vendor: a}\n  condition: s and not s",
         "1:1 ~no-samples\n7:14 ~condition-never-true"},
        {"  s: {vendor: a}\n  t: {vendor: b}\n  condition: s or (t or not s)",
         "1:1 ~no-samples\n8:14 ~condition-always-true"},
        {"  s: {vendor|re: 'Mic'}\n  condition: s", "1:1 ~no-samples\n6:18 ~case-sensitive-regex"},
        {"  s: {vendor|re: '\\bm'}\n  condition: s", "1:1 ~no-samples\n6:18 ~case-sensitive-regex"},
        {"  s: {vendor|re: '\\b\\d+'}\n  condition: s", "1:1 ~no-samples"},
        {"  s: {vendor|re: '(?i)mic'}\n  condition: s", "1:1 ~no-samples"},
        {"  s: {vendor|contains: 'mm'}\n  condition: s", "1:1 ~no-samples\n6:24 ~short-text"},
        {"  s: {vendor|contains: '\xE7\xBE\x8E'}\n  condition: s", "1:1 ~no-samples"},
        {"  s: {raw.a|contains: 'mm'}\n  condition: s", "1:1 ~no-samples"},
        {"  s: {vendor: a}\n  _t: {vendor: b}\n  condition: s",
         "1:1 ~no-samples\n7:3 ~unused-selection"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct loaded loaded;
        struct buf codes = {0};
        loaded_init(&loaded);
        loaded_detection(&loaded, true, cases[i][0]);
        rule_set_check(loaded.rules, &loaded.diags);
        loaded_codes(&loaded, &codes);
        assert_str(buf_str(&codes), cases[i][1]);
        buf_clear(&codes);
        loaded_clear(&loaded);
    }
}

/* -- mutations ------------------------------------------------------------------------------- */

static const char *const seeds[] = {
    RULE_HEAD("interdict") "  maker:\n"
                           "    vendor|re|i: '^micron( inc)?$'\n"
                           "    brand|contains|all: [' a ', b*c]\n"
                           "  keys: [mm, 'x?y', 4625]\n"
                           "  part:\n"
                           "    - part_number|startswith: ['MT\\*', \"MTC\"]\n"
                           "    - quantity|gte: 5\n"
                           "      ip|cidr: 10.0.0.0/8\n"
                           "  condition: (maker or 1 of part*) and not keys\n"
                           "level: high\ntags: [vendor.micron]\nconfidence: low\n"
                           "valid: {from: 2020-01-01}\nimplies: {category: x}\n"
                           "legal_basis: [{id: a, reach: named}]\n"
                           "tests: {match: [{vendor: a}], no_match: []}\n",
    RULE_HEAD("custom") "  s:\n"
                        "    a|windash|contains: ' -e '\n"
                        "    b|utf16le|base64offset|contains: 'foo'\n"
                        "    c|fieldref|startswith: d\n"
                        "    e|hour|lt: 7\n"
                        "    f: null\n"
                        "    g|exists: true\n"
                        "    h|neq: [1, true, '']\n"
                        "  '_k': {'|all': [a, b]}\n"
                        "  condition:\n    - all of them\n    - _k and not s\n"
                        "---\n"
                        "title: F\nlogsource: {}\nfilter:\n"
                        "  rules: [929a690e-bef0-4204-a928-ef5e620d6fcc]\n"
                        "  s: {z: y}\n  condition: not s\n",
};

/* xorshift64*: the same mutations in every run. */
static uint32_t random_below(uint64_t *state, uint32_t n)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (uint32_t)((*state * 0x2545F4914F6CDD1Dull) >> 33) % n;
}

static void mutate(struct buf *text, uint64_t *state)
{
    static const char *const tokens[] = {"|",
                                         "*",
                                         "?",
                                         "\\",
                                         "%",
                                         "'",
                                         "\"",
                                         "[",
                                         "]",
                                         "{",
                                         "}",
                                         ":",
                                         "- ",
                                         "\n",
                                         "  ",
                                         "(",
                                         ")",
                                         "not ",
                                         " and ",
                                         " or ",
                                         "1 of ",
                                         "them",
                                         "null",
                                         "|re",
                                         "|base64",
                                         "|windash",
                                         "|all",
                                         "|expand",
                                         "\xE2\x84\xA2",
                                         "\\0",
                                         "~"};
    for (uint32_t n = 1 + random_below(state, 2); n && text->len > 2; n--) {
        size_t at = random_below(state, (uint32_t)text->len);
        switch (random_below(state, 4)) {
        case 0: /* a byte is another one */
            text->ptr[at] = (char)(' ' + random_below(state, 95));
            break;
        case 1: { /* some bytes are missing */
            size_t len = 1 + random_below(state, 8);
            len = at + len > text->len ? text->len - at : len;
            memmove(text->ptr + at, text->ptr + at + len, text->len - at - len);
            text->len -= len;
            break;
        }
        case 2: { /* a token too many */
            struct str token = str_of(tokens[random_below(state, sizeof tokens / sizeof *tokens)]);
            buf_reserve(text, token.len);
            memmove(text->ptr + at + token.len, text->ptr + at, text->len - at);
            memcpy(text->ptr + at, token.ptr, token.len);
            text->len += token.len;
            break;
        }
        default: { /* a piece stands elsewhere as well */
            char piece[16];
            size_t from = random_below(state, (uint32_t)text->len),
                   len = 1 + random_below(state, 15);
            len = from + len > text->len ? text->len - from : len;
            memcpy(piece, text->ptr + from, len);
            len = at + len > text->len ? text->len - at : len;
            memcpy(text->ptr + at, piece, len);
        }
        }
    }
}

static void test_mutations(void **state)
{
    (void)state;
    enum { VARIANTS = 10000 };
    uint64_t random = 20261123;
    size_t loaded_count = 0, refused = 0;
    for (int i = 0; i < VARIANTS; i++) {
        struct loaded loaded;
        struct buf text = {0}, out = {0};
        loaded_init(&loaded);
        buf_add(&text, str_of(seeds[i % 2]));
        mutate(&text, &random);
        size_t added = loaded_add(&loaded, "m.yml", buf_str(&text));
        rule_set_check(loaded.rules, &loaded.diags);
        /* An error with a place, or a whole rule whose tree can be walked. */
        if (!added && loaded.diags.errors == 0 && text.len > 100)
            fail_msg("neither a rule nor an error:\n%.*s", STR_ARG(buf_str(&text)));
        for (size_t j = 0; j < rule_set_count(loaded.rules); j++) {
            const struct rule *rule = rule_set_at(loaded.rules, j);
            dump_expr(&out, rule, rule->condition, true);
            assert_true(out.len > 0 && rule->id.len == 36 && rule->title.len);
        }
        for (size_t j = 0; j < loaded.diags.count; j++)
            assert_string_equal(loaded.diags.items[j].place.file, "m.yml");
        loaded_count += added > 0;
        refused += loaded.diags.errors > 0;
        buf_clear(&text);
        buf_clear(&out);
        loaded_clear(&loaded);
    }
    print_message("%zu mutants loaded, %zu had errors\n", loaded_count, refused);
    assert_true(loaded_count > VARIANTS / 20 && refused > VARIANTS / 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_duplicates),      cmocka_unit_test(test_several_documents),
        cmocka_unit_test(test_file_below_root), cmocka_unit_test(test_lint),
        cmocka_unit_test(test_mutations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
