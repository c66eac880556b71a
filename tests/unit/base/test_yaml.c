#include "test.h"

#include "base/buf.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/yaml.h"

/* The diagnostics of a text as "line:column code" lines. */
static void assert_mistakes(const char *text, const char *expected)
{
    struct diags diags;
    struct yaml_file file;
    struct buf got = {0};
    diags_init(&diags);
    int result = yaml_load_bytes("f.yml", str_of(text), &diags, &file);
    diags_sort(&diags);
    for (size_t i = 0; i < diags.count; i++) {
        const struct diag *d = &diags.items[i];
        assert_string_equal(d->place.file, "f.yml");
        buf_printf(&got, "%u:%u %s\n", d->place.line, d->place.column, d->code);
    }
    assert_int_equal(result, diags.errors ? ERROR_INVALID : ERROR_NONE);
    assert_str(buf_str(&got), expected);
    buf_clear(&got);
    yaml_file_clear(&file);
    diags_clear(&diags);
}

static void nodes_keep_their_places(void **state)
{
    (void)state;
    struct diags diags;
    struct yaml_file file;
    diags_init(&diags);
    int result = yaml_load_bytes("f.yml", STR("a: 1\nb:\n  - \"x\"\n  - 美光: y\n---\n- z\n"),
                                 &diags, &file);
    assert_int_equal(result, ERROR_NONE);
    assert_int_equal(file.count, 2);
    const struct yaml_node *b = yaml_get(file.documents[0], "b");
    assert_int_equal(b->type, YAML_SEQ);
    assert_int_equal(b->place.line, 3);
    assert_int_equal(b->items[0]->place.column, 5);
    assert_true(b->items[0]->quoted);
    const struct yaml_node *y = yaml_get(b->items[1], "美光");
    assert_str(y->value, "y");
    assert_int_equal(y->place.line, 4);
    assert_int_equal(y->place.column, 9); /* code points, not bytes */
    assert_null(yaml_get(b, "x"));
    yaml_file_clear(&file);
    diags_clear(&diags);
}

static void a_byte_order_mark_is_passed_over(void **state)
{
    (void)state;
    assert_mistakes("\xEF\xBB\xBF"
                    "a: 1\nb: 2\n",
                    "");
    assert_mistakes("\xEF\xBB\xBF"
                    "a: 1\na: 2\n",
                    "2:1 duplicate-key\n");
}

static void mistakes_are_found_all_at_once(void **state)
{
    (void)state;
    assert_mistakes("a: 1\nb: 2\na: 3\n", "3:1 duplicate-key\n");
    assert_mistakes("a: &x 1\nb: *x\n", "1:4 yaml-anchor\n2:4 yaml-anchor\n");
    assert_mistakes("a: {<<: {b: 1}}\nc: !!python/x 1\n", "1:5 yaml-merge\n2:4 yaml-tag\n");
    assert_mistakes("? [a]\n: 1\n", "1:3 yaml-key\n");
    assert_mistakes("a: [1, 2\nb: 3\n", "2:2 yaml-syntax\n");
    assert_mistakes("a: \"\xFF\"\n", "1:0 yaml-syntax\n");
    assert_mistakes("", "");
}

static void hostile_files_hit_a_limit(void **state)
{
    (void)state;
    struct buf text = {0};
    for (int i = 0; i < 5000; i++)
        buf_add_char(&text, '[');
    buf_add_char(&text, '\0');
    assert_mistakes(text.ptr, "1:66 yaml-limit\n");
    buf_clear(&text);
}

static void missing_files_are_an_error(void **state)
{
    (void)state;
    struct diags diags;
    struct yaml_file file;
    diags_init(&diags);
    assert_int_equal(yaml_load_file("/nowhere/x.yml", &diags, &file), ERROR_IO);
    assert_int_equal(diags.errors, 1);
    assert_string_equal(diags.items[0].code, "unreadable");
    assert_string_equal(diags.items[0].place.file, "/nowhere/x.yml");
    assert_int_equal(yaml_load_file("/", &diags, &file), ERROR_IO);
    yaml_file_clear(&file);
    diags_clear(&diags);
}

static void unknown_keys_get_a_suggestion(void **state)
{
    (void)state;
    static const char *const known[] = {"title", "detection", "logsource"};
    struct diags diags;
    struct yaml_file file;
    diags_init(&diags);
    yaml_load_bytes("f.yml", STR("title: x\ndetektion: 1\nzzz: 2\n"), &diags, &file);
    yaml_check_keys(file.documents[0], "a rule", known, 3, &diags);
    assert_int_equal(diags.errors, 2);
    assert_string_equal(diags.items[0].message,
                        "unknown key 'detektion' in a rule, did you mean 'detection'?");
    assert_string_equal(diags.items[1].message, "unknown key 'zzz' in a rule");
    yaml_file_clear(&file);
    diags_clear(&diags);
}

static void scalars_mean_what_the_core_schema_says(void **state)
{
    (void)state;
    struct diags diags;
    struct yaml_file file;
    bool flag = false;
    int64_t number = 0;
    diags_init(&diags);
    yaml_load_bytes("f.yml", STR("[~, null, '', 'null', true, 'true', 12, '12', no]"), &diags,
                    &file);
    struct yaml_node **items = file.documents[0]->items;
    assert_true(yaml_is_null(items[0]));
    assert_true(yaml_is_null(items[1]));
    assert_false(yaml_is_null(items[2]));
    assert_false(yaml_is_null(items[3]));
    assert_true(yaml_to_bool(items[4], &flag) && flag);
    assert_false(yaml_to_bool(items[5], &flag));
    assert_true(yaml_to_i64(items[6], &number) && number == 12);
    assert_false(yaml_to_i64(items[7], &number));
    assert_false(yaml_to_bool(items[8], &flag)); /* Norway is a country */
    yaml_file_clear(&file);
    diags_clear(&diags);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nodes_keep_their_places),
        cmocka_unit_test(a_byte_order_mark_is_passed_over),
        cmocka_unit_test(mistakes_are_found_all_at_once),
        cmocka_unit_test(hostile_files_hit_a_limit),
        cmocka_unit_test(missing_files_are_an_error),
        cmocka_unit_test(unknown_keys_get_a_suggestion),
        cmocka_unit_test(scalars_mean_what_the_core_schema_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
