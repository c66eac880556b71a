#include "test.h"

#include "law/organisation.h"

struct fixture {
    struct yaml_file file;
    struct diags diags;
    struct arena arena;
    struct organisations organisations;
    bool good;
};

static void open(struct fixture *f)
{
    *f = (struct fixture){0};
    diags_init(&f->diags);
    arena_init(&f->arena, 4096);
}

static void read_csv(struct fixture *f, const char *text)
{
    open(f);
    f->good =
        organisations_read_csv(&f->organisations, "o.csv", str_of(text), &f->arena, &f->diags);
}

static void read_yaml(struct fixture *f, const char *text)
{
    open(f);
    yaml_load_bytes("o.yaml", str_of(text), &f->diags, &f->file);
    f->good =
        organisations_read_yaml(&f->organisations, f->file.documents[0], &f->arena, &f->diags);
}

static void done(struct fixture *f)
{
    organisations_clear(&f->organisations);
    yaml_file_clear(&f->file);
    diags_clear(&f->diags);
    arena_clear(&f->arena);
}

static void check_rows(const struct organisations *o)
{
    assert_int_equal(o->count, 3);
    assert_str(o->rows[0].id, "acme");
    assert_str(o->rows[0].country, "CN");
    assert_int_equal(o->rows[0].role_count, 2);
    assert_str(o->rows[0].roles[0], "cii_operator");
    assert_str(o->rows[0].roles[1], "government_contractor@US");
    assert_int_equal(o->rows[0].from, 0);
    assert_int_equal(o->rows[0].until, 1);
    assert_str(o->rows[1].name, "Works, Ltd");
    assert_int_equal(o->rows[1].role_count, 0);
    assert_int_equal(o->rows[1].from, DAY_NONE);
    assert_int_equal(o->rows[1].until, DAY_MAX);
    assert_str(o->rows[2].pattern, "^stadtwerke ");
    assert_non_null(o->rows[2].regex);
}

static void csv_and_yaml_say_the_same(void **state)
{
    (void)state;
    struct fixture f;
    read_csv(&f, "id,name,pattern,country,roles,from,until\r\n"
                 "acme,,,CN, cii_operator ; government_contractor@US;,1970-01-01,1970-01-02\r\n"
                 ",\"Works, Ltd\",,,,,\r\n"
                 ",,^stadtwerke ,DE,private,,\r\n");
    assert_true(f.good);
    check_rows(&f.organisations);
    done(&f);
    read_yaml(&f, "- {id: acme, country: CN, roles: [cii_operator, government_contractor@US], "
                  "from: 1970-01-01, until: 1970-01-02}\n"
                  "- name: Works, Ltd\n"
                  "- {pattern: '^stadtwerke ', country: DE, roles: [private]}\n");
    assert_true(f.good);
    check_rows(&f.organisations);
    done(&f);
}

static void columns_come_in_any_order(void **state)
{
    (void)state;
    struct fixture f;
    read_csv(&f, "roles,name\nprivate,A\n");
    assert_true(f.good);
    assert_str(f.organisations.rows[0].name, "A");
    assert_str(f.organisations.rows[0].roles[0], "private");
    done(&f);
}

struct mistake {
    const char *text, *code, *says;
    unsigned line, column;
};

static void check(const struct fixture *f, const struct mistake *m)
{
    if (f->good || f->diags.errors == 0)
        fail_msg("no mistake is found in %s", m->text);
    assert_int_equal(f->organisations.count, 0); /* whole or not at all */
    const struct diag *diag = &f->diags.items[0];
    if (strcmp(diag->code, m->code) != 0 || !strstr(diag->message, m->says) ||
        diag->place.line != m->line || diag->place.column != m->column)
        fail_msg("%s: %u:%u: %s [%s]", m->text, diag->place.line, diag->place.column, diag->message,
                 diag->code);
}

static void mistakes_in_csv(void **state)
{
    (void)state;
#define HEADER "id,name,pattern,country,roles,from,until\ngood,,,CN,,,\n"
    static const struct mistake rows[] = {
        {"", "csv-header", "missing", 1, 1},
        {"id,nmae\n", "csv-header", "did you mean 'name'", 1, 4},
        {"id,id\n", "csv-header", "twice", 1, 4},
        {HEADER ",,,CN,private,,\n", "missing-key", "id, a name or a pattern", 3, 1},
        {HEADER "a,,,China,,,\n", "unknown-country", "alpha-2", 3, 5},
        {HEADER "a,,,UK,,,\n", "unknown-country", "alpha-2", 3, 5},
        {HEADER "a,,,CN,private@Narnia,,\n", "unknown-country", "private@Narnia", 3, 8},
        {HEADER "a,,,CN,,2026-02-30,\n", "bad-date", "that exists", 3, 9},
        {HEADER "a,,,CN,,2026-02-02,2026-02-01\n", "bad-period", "before", 3, 20},
        {HEADER ",,(,CN,,,\n", "bad-regex", "pattern", 3, 3},
        {HEADER "a,,CN\n", "csv-width", "3 fields where the header has 7", 3, 1},
        {HEADER "a,,,CN,,,,\n", "csv-width", "8 fields", 3, 1},
        {HEADER "\"a,,,CN,,,\n", "csv-syntax", "never closed", 3, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fixture f;
        read_csv(&f, rows[i].text);
        check(&f, &rows[i]);
        done(&f);
    }
}

static void mistakes_in_yaml(void **state)
{
    (void)state;
    static const struct mistake rows[] = {
        {"id: a", "wrong-type", "list of maps", 1, 1},
        {"- {id: a}\n- b", "wrong-type", "map", 2, 3},
        {"- {id: a}\n- {idd: b}", "unknown-key", "did you mean 'id'", 2, 4},
        {"- {id: a}\n- {country: CN}", "missing-key", "id, a name or a pattern", 2, 3},
        {"- {id: a}\n- {id: b, roles: []}", "wrong-type", "[private]", 2, 18},
        {"- {id: a}\n- {id: b, roles: private}", "wrong-type", "list", 2, 18},
        {"- {id: a}\n- {id: b, from: soon}", "bad-date", "YYYY-MM-DD", 2, 17},
        {"- {id: a}\n- {id: b, country: [CN]}", "wrong-type", "text", 2, 20},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fixture f;
        read_yaml(&f, rows[i].text);
        check(&f, &rows[i]);
        done(&f);
    }
}

static void an_operator_takes_no_pattern(void **state)
{
    (void)state;
    struct fixture f;
    struct organisation out = {0};
    open(&f);
    yaml_load_bytes("c", STR("{country: CN, roles: [private]}\n---\n{pattern: a}"), &f.diags,
                    &f.file);
    assert_true(organisation_read_operator(f.file.documents[0], &f.arena, &f.diags, &out));
    assert_str(out.country, "CN");
    assert_false(organisation_read_operator(f.file.documents[1], &f.arena, &f.diags, &out));
    assert_string_equal(f.diags.items[0].code, "unknown-key");
    assert_int_equal(f.diags.items[0].place.column, 2);
    done(&f);
}

static void roles_have_to_be_known(void **state)
{
    (void)state;
    struct fixture f;
    struct vocabulary vocabulary;
    struct yaml_file words;
    vocabulary_init(&vocabulary);
    read_csv(&f, "id,roles\na,private\nb,private;privte@US\n");
    assert_true(f.good);
    yaml_load_bytes("v", STR("roles: {private: {definition: d, source: s}}"), &f.diags, &words);
    vocabulary_load(&vocabulary, words.documents[0], &f.diags);
    organisations_link(&f.organisations, &vocabulary.roles, &f.arena, &f.diags);
    assert_int_equal(f.diags.errors, 1);
    assert_string_equal(f.diags.items[0].code, "unknown-role");
    assert_non_null(strstr(f.diags.items[0].message, "did you mean 'private'"));
    assert_int_equal(f.diags.items[0].place.line, 3);
    assert_int_equal(f.diags.items[0].place.column, 3);
    vocabulary_clear(&vocabulary);
    yaml_file_clear(&words);
    done(&f);
}

static void count_row(void *ctx, const struct organisation *row)
{
    (void)row;
    ++*(size_t *)ctx;
}

static void many_rows_are_found(void **state)
{
    (void)state;
    struct fixture f;
    struct buf text = {0};
    struct glossary none = {.what = "role"};
    buf_printf(&text, "id,name\n");
    for (int i = 0; i < 2000; i++)
        buf_printf(&text, "id-%d,Name %d\n", i, i);
    buf_add_char(&text, '\0');
    read_csv(&f, text.ptr);
    organisations_link(&f.organisations, &none, &f.arena, &f.diags);
    for (int i = 0; i < 2001; i++) {
        char id[32], name[32];
        size_t found = 0;
        snprintf(id, sizeof id, "id-%d", i);
        snprintf(name, sizeof name, "name %d", i);
        organisations_find(&f.organisations, NULL, str_of(id), (struct str){0}, (struct str){0}, 0,
                           count_row, &found);
        assert_int_equal(found, i < 2000);
        organisations_find(&f.organisations, NULL, (struct str){0}, str_of(name), str_of(name), 0,
                           count_row, &found);
        assert_int_equal(found, i < 2000 ? 2 : 0);
    }
    buf_clear(&text);
    done(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_and_yaml_say_the_same),
        cmocka_unit_test(columns_come_in_any_order),
        cmocka_unit_test(mistakes_in_csv),
        cmocka_unit_test(mistakes_in_yaml),
        cmocka_unit_test(an_operator_takes_no_pattern),
        cmocka_unit_test(roles_have_to_be_known),
        cmocka_unit_test(many_rows_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
