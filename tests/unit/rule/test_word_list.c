/* Lists for |expand: reading them, their tables, and what a rule makes of them. */
#include "rules.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "rule/rule_set.h"

static void read_lists(struct loaded *loaded)
{
    struct word_lists *lists = &loaded->rules->lists;
    word_lists_read(lists, "makers.txt", "l/makers.txt",
                    STR("\xEF\xBB\xBF# comment\nMicron\xE2\x84\xA2\r\n\n  Huawei  \nZTE*"),
                    &loaded->diags);
    word_lists_read(lists, "oui.csv", "l/oui.csv",
                    STR("prefix,\"the name\"\n00:1A,\"a, \"\"b\"\"\"\n00:1B,\"two\nlines\"\n,x\n"),
                    &loaded->diags);
    word_lists_read(lists, "nets.txt", "l/nets.txt", STR("10.0.0.0/8\n::1\n"), &loaded->diags);
    word_lists_read(lists, "none.txt", "l/none.txt", STR("# nothing\n"), &loaded->diags);
    word_lists_read(lists, "README.md", "l/README.md", STR("x"), &loaded->diags);
}

static void test_reading(void **state)
{
    (void)state;
    struct loaded loaded;
    loaded_init(&loaded);
    read_lists(&loaded);
    assert_int_equal(loaded.diags.count, 0);
    const struct word_lists *lists = &loaded.rules->lists;
    assert_int_equal(lists->count, 6);
    assert_str(lists->items[0]->name, "makers");
    assert_int_equal(lists->items[0]->count, 3);
    assert_str(lists->items[0]->words[1], "Huawei");
    assert_str(lists->items[0]->words[2], "ZTE*");
    assert_str(lists->items[1]->name, "oui.prefix");
    assert_str(lists->items[2]->name, "oui.the name");
    assert_str(lists->items[2]->words[0], "a, \"b\"");
    assert_str(lists->items[2]->words[1], "two\nlines");
    assert_int_equal(lists->items[2]->count, 3);
    assert_str(lists->items[3]->name, "oui");
    assert_int_equal(lists->items[3]->count, 2);
    assert_str(lists->items[3]->words[1], "00:1B");
    loaded_clear(&loaded);
}

static void test_mistakes(void **state)
{
    (void)state;
    struct loaded loaded;
    struct buf codes = {0};
    char long_line[1200];
    memset(long_line, 'x', sizeof long_line);
    long_line[0] = '\n';
    loaded_init(&loaded);
    struct word_lists *lists = &loaded.rules->lists;
    word_lists_read(lists, "a.txt", "a.txt", STR("x"), &loaded.diags);
    word_lists_read(lists, "a.csv", "a.csv", STR("h\nx"), &loaded.diags);
    word_lists_read(lists, "b.txt", "b.txt", (struct str){long_line, sizeof long_line},
                    &loaded.diags);
    word_lists_read(lists, "c.txt", "c.txt", STR("\xFF"), &loaded.diags);
    loaded_codes(&loaded, &codes);
    assert_str(buf_str(&codes), "1:1 duplicate-list\n2:1 list-entry\n0:0 list-entry");
    buf_clear(&codes);
    loaded_clear(&loaded);
}

static void test_rules(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"  s: {vendor|expand: '%makers%'}\n  condition: s", "(list vendor equals makers)"},
        {"  s: {vendor|expand|startswith: '%makers%'}\n  condition: s",
         "(list vendor startswith makers)"},
        {"  s: {vendor|expand|cased: '%makers%'}\n  condition: s",
         "(list/cased vendor equals makers)"},
        {"  s: {vendor|expand|neq: '%makers%'}\n  condition: s",
         "(not (list vendor equals makers))"},
        {"  s: {vendor|expand: ['%makers%', '%oui%x']}\n  condition: s",
         "(or (list vendor equals makers) (or (equals vendor \"00:1Ax\") (equals vendor "
         "\"00:1Bx\")))"},
        {"  s: {vendor|expand|contains: '%makers%'}\n  condition: s",
         "(or (contains vendor \"Micron \") (contains vendor \"Huawei\") (contains vendor "
         "\"ZTE*\"))"},
        {"  s: {vendor|contains|expand|all: '%oui.prefix%'}\n  condition: s",
         "(or (contains vendor \"00:1A\") (contains vendor \"00:1B\"))"},
        {"  s: {vendor|expand: '%oui% *%oui%'}\n  condition: s",
         "(or (equals vendor \"00:1A \" * \"00:1A\") (equals vendor \"00:1A \" * \"00:1B\") "
         "(equals vendor \"00:1B \" * \"00:1A\") (equals vendor \"00:1B \" * \"00:1B\"))"},
        {"  s: {vendor|expand: '\\%makers%oui%'}\n  condition: s",
         "(or (equals vendor \"%makers00:1A\") (equals vendor \"%makers00:1B\"))"},
        {"  s: {vendor: '%makers%'}\n  condition: s", "(equals vendor \"%makers%\")"},
        {"  s: {ip|expand|cidr: '%nets%'}\n  condition: s",
         "(or (cidr ip \"10.0.0.0/8\") (cidr ip \"::1/128\"))"},
        {"  s: {'|expand': '%oui%'}\n  condition: s",
         "(or (contains keyword \"00:1A\") (contains keyword \"00:1B\"))"},
        {"  s: {raw.a|expand|base64: '%oui%'}\n  condition: s",
         "(or (equals raw:a \"MDA6MUE=\") (equals raw:a \"MDA6MUI=\"))"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct loaded loaded;
        struct buf tree = {0};
        loaded_init(&loaded);
        read_lists(&loaded);
        loaded_detection(&loaded, true, cases[i][0]);
        if (rule_set_count(loaded.rules) != 1)
            fail_msg("%s: %s", cases[i][0], loaded.diags.items[0].message);
        const struct rule *rule = rule_set_at(loaded.rules, 0);
        dump_expr(&tree, rule, rule->condition, true);
        if (!str_is(buf_str(&tree), cases[i][1]))
            fail_msg("%s: got %.*s", cases[i][0], STR_ARG(buf_str(&tree)));
        buf_clear(&tree);
        loaded_clear(&loaded);
    }
}

static void test_unknown_list(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"%maker%", "did you mean 'makers'?"},
        {"%none%", "has no entries"},
    };
    for (size_t i = 0; i < 2; i++) {
        struct loaded loaded;
        struct buf text = {0};
        loaded_init(&loaded);
        read_lists(&loaded);
        buf_printf(&text, "  s: {vendor|expand: '%s'}\n  condition: s%c", cases[i][0], '\0');
        loaded_detection(&loaded, true, text.ptr);
        assert_int_equal(loaded.diags.errors, 1);
        assert_non_null(strstr(loaded.diags.items[0].message, cases[i][1]));
        buf_clear(&text);
        loaded_clear(&loaded);
    }
}

static void test_tables(void **state)
{
    (void)state;
    size_t length = 0;
    struct loaded loaded;
    loaded_init(&loaded);
    read_lists(&loaded);
    struct word_list *makers = loaded.rules->lists.items[0];
    const struct value_list *folded = word_list_table(makers, FIELD_VENDOR, false);
    const struct value_list *cased = word_list_table(makers, FIELD_RAW, true);
    assert_ptr_equal(folded, word_list_table(makers, FIELD_VENDOR, false));
    assert_int_equal(value_list_count(folded), 3);
    assert_true(value_list_has(folded, STR("micron")));
    assert_true(value_list_has(folded, STR("huawei")));
    assert_false(value_list_has(folded, STR("Huawei"))); /* the key has to come folded */
    assert_false(value_list_has(folded, STR("huawe")));
    assert_false(value_list_has(folded, STR("")));
    assert_true(value_list_has(cased, STR("Huawei")));
    assert_true(value_list_has(cased, STR("Micron\xE2\x84\xA2")));
    assert_false(value_list_has(cased, STR("Micron")));
    assert_true(value_list_has_prefix(folded, STR("micron technology"), &length));
    assert_int_equal(length, 6);
    assert_false(value_list_has_prefix(folded, STR("micro"), &length));
    assert_false(value_list_has_prefix(folded, STR("a micron"), &length));
    loaded_clear(&loaded);
}

/* Entries are spelled like the field that they are compared with. */
static void test_identifiers(void **state)
{
    (void)state;
    struct loaded loaded;
    size_t length = 0;
    loaded_init(&loaded);
    word_lists_read(&loaded.rules->lists, "ids.txt", "ids.txt", STR("00-E0-FC\n0x19E5\n"),
                    &loaded.diags);
    struct word_list *ids = loaded.rules->lists.items[0];
    const struct value_list *mac = word_list_table(ids, FIELD_MAC, true);
    assert_true(value_list_has_prefix(mac, STR("00:e0:fc:12:34:56"), &length));
    assert_int_equal(length, 8);
    assert_true(value_list_has(word_list_table(ids, FIELD_PCI_ID, true), STR("19e5")));
    assert_ptr_equal(word_list_table(ids, FIELD_USB_ID, true),
                     word_list_table(ids, FIELD_PCI_ID, true));
    assert_true(value_list_has(word_list_table(ids, FIELD_VENDOR, true), STR("0x19E5")));
    assert_true(value_list_has(word_list_table(ids, FIELD_RAW, true), STR("00-E0-FC")));
    loaded_clear(&loaded);
}

/* 100,000 entries of 6 to 15 bytes: every one is found, none beside them, within a second. */
static void test_large_list(void **state)
{
    (void)state;
    enum { ENTRIES = 100000 };
    struct buf text = {0};
    struct loaded loaded;
    size_t length;
    char key[32];
    for (unsigned i = 0; i < ENTRIES; i++)
        buf_printf(&text, "pn-%0*u\n", 6 + i % 7, i);
    loaded_init(&loaded);
    struct timespec begin, end;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
    word_lists_read(&loaded.rules->lists, "big.txt", "big.txt", buf_str(&text), &loaded.diags);
    const struct value_list *table =
        word_list_table(loaded.rules->lists.items[0], FIELD_VENDOR, false);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
    double seconds =
        (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
    print_message("%d entries loaded in %.3f s, %zu bytes\n", ENTRIES, seconds,
                  value_list_memory(table));
    assert_true(seconds < 1.0);
    assert_int_equal(value_list_count(table), ENTRIES);
    for (unsigned i = 0; i < ENTRIES; i++) {
        snprintf(key, sizeof key, "pn-%0*u", 6 + i % 7, i);
        assert_true(value_list_has(table, str_of(key)));
        strcat(key, "x");
        assert_false(value_list_has(table, str_of(key)));
        assert_true(value_list_has_prefix(table, str_of(key), &length));
    }
    buf_clear(&text);
    loaded_clear(&loaded);
}

static void test_many_patterns_are_warned_of(void **state)
{
    (void)state;
    struct buf text = {0}, codes = {0};
    for (unsigned i = 0; i < 10001; i++)
        buf_printf(&text, "pn-%u\n", i);
    struct loaded loaded;
    loaded_init(&loaded);
    word_lists_read(&loaded.rules->lists, "big.txt", "big.txt", buf_str(&text), &loaded.diags);
    loaded_detection(&loaded, true, "  s: {model|expand|contains: '%big%'}\n  condition: s");
    loaded_codes(&loaded, &codes);
    assert_str(buf_str(&codes), "6:30 ~list-cost");
    assert_int_equal(rule_set_at(loaded.rules, 0)->test_count, 10001);
    buf_clear(&text);
    buf_clear(&codes);
    loaded_clear(&loaded);
}

static void test_folder(void **state)
{
    (void)state;
    struct loaded loaded;
    char folder[] = "/tmp/interdict-lists-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/a.txt", folder);
    FILE *out = fopen(path, "w");
    fputs("one\ntwo\n", out);
    fclose(out);
    loaded_init(&loaded);
    rule_set_add_lists(loaded.rules, folder, &loaded.diags);
    rule_set_add_lists(loaded.rules, "/nonexistent/lists", &loaded.diags);
    assert_int_equal(loaded.diags.count, 0);
    assert_int_equal(loaded.rules->lists.count, 1);
    assert_int_equal(loaded.rules->lists.items[0]->count, 2);
    unlink(path);
    rmdir(folder);
    loaded_clear(&loaded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reading),    cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_rules),      cmocka_unit_test(test_unknown_list),
        cmocka_unit_test(test_tables),     cmocka_unit_test(test_identifiers),
        cmocka_unit_test(test_large_list), cmocka_unit_test(test_many_patterns_are_warned_of),
        cmocka_unit_test(test_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
