#include "test.h"

#include "base/buf.h"
#include "law/exception.h"

struct fixture {
    struct yaml_file file;
    struct diags diags;
    struct arena arena;
    struct exceptions exceptions;
    bool good;
};

static void read(struct fixture *f, const char *text)
{
    *f = (struct fixture){0};
    diags_init(&f->diags);
    arena_init(&f->arena, 4096);
    yaml_load_bytes("e.yaml", str_of(text), &f->diags, &f->file);
    f->good = exceptions_read(&f->exceptions, f->file.documents[0], &f->arena, &f->diags);
}

static void read_csv(struct fixture *f, const char *text)
{
    *f = (struct fixture){0};
    diags_init(&f->diags);
    arena_init(&f->arena, 4096);
    f->good = exceptions_read_csv(&f->exceptions, "e.csv", str_of(text), &f->arena, &f->diags);
}

static void done(struct fixture *f)
{
    exceptions_clear(&f->exceptions);
    yaml_file_clear(&f->file);
    diags_clear(&f->diags);
    arena_clear(&f->arena);
}

static void every_key_is_read(void **state)
{
    (void)state;
    struct fixture f;
    read(&f, "- id: EX-1\n  instruments: [a, b]\n  rule: r\n  vendor: Ｖ Ltd\n  part_number: P-1\n"
             "  org: Org\n  site: S\n  contract: C\n  ticket: T\n  requested_by: x\n"
             "  approved_by: y\n  from: 1970-01-01\n  until: 1970-01-01\n");
    assert_true(f.good);
    assert_int_equal(f.exceptions.count, 1);
    const struct exception *e = &f.exceptions.items[0];
    assert_str(e->id, "EX-1");
    assert_true(exception_names(e, STR("a")) && exception_names(e, STR("b")));
    assert_false(exception_names(e, STR("c")));
    assert_str(e->rule, "r");
    assert_str(e->vendor, "Ｖ Ltd");
    assert_str(e->folded_vendor, "v ltd");
    assert_str(e->folded_part_number, "p-1");
    assert_str(e->folded_org, "org");
    assert_str(e->folded_site, "s");
    assert_str(e->folded_contract, "c");
    assert_str(e->ticket, "T");
    assert_str(e->requested_by, "x");
    assert_str(e->approved_by, "y");
    assert_int_equal(e->from, 0);
    assert_int_equal(e->until, 0);
    done(&f);
}

#define GOOD "id: a, instruments: [i], org: o, ticket: t, requested_by: x, approved_by: y"
#define DAYS ", from: 2026-01-01, until: 2026-12-31"

static void mistakes_have_a_place(void **state)
{
    (void)state;
    static const struct {
        const char *text, *code, *says;
        unsigned line, column;
    } rows[] = {
        {"id: a", "wrong-type", "list of maps", 1, 1},
        {"- a", "wrong-type", "map", 1, 3},
        {"- {" GOOD DAYS "}\n- {" GOOD DAYS "}", "duplicate-id", "line 1", 2, 3},
        {"- {" GOOD DAYS ", who: me}", "unknown-key", "who", 1, 118},
        {"- {" GOOD ", from: 2026-01-01}", "missing-key", "'until'", 1, 3},
        {"- {" GOOD ", until: 2026-01-01}", "missing-key", "'from'", 1, 3},
        {"- {" GOOD ", from: 2026-01-02, until: 2026-01-01}", "bad-period", "before", 1, 106},
        {"- {id: a, instruments: [i], ticket: t, requested_by: x, approved_by: y" DAYS "}",
         "missing-key", "at least one of rule", 1, 3},
        {"- {id: a, instruments: [i], org: o, requested_by: x, approved_by: y" DAYS "}",
         "missing-key", "'ticket'", 1, 3},
        {"- {id: a, org: o, ticket: t, requested_by: x, approved_by: y" DAYS "}", "missing-key",
         "'instruments'", 1, 3},
        {"- {instruments: [i], org: o, ticket: t, requested_by: x, approved_by: y" DAYS "}",
         "missing-key", "'id'", 1, 3},
        {"- {id: a, instruments: [i], org: o, ticket: t, approved_by: y" DAYS "}", "missing-key",
         "'requested_by'", 1, 3},
        {"- {id: a, instruments: [i], org: o, ticket: t, requested_by: y" DAYS "}", "missing-key",
         "'approved_by'", 1, 3},
        {"- {id: a, instruments: [i], org: o, ticket: t, requested_by: A. B, approved_by: a. b" DAYS
         "}",
         "same-person", "cannot approve", 1, 81},
        {"- {id: a, instruments: i, org: o, ticket: t, requested_by: x, approved_by: y" DAYS "}",
         "wrong-type", "list", 1, 24},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fixture f;
        read(&f, rows[i].text);
        if (f.good || f.diags.errors == 0)
            fail_msg("no mistake is found in %s", rows[i].text);
        assert_int_equal(f.exceptions.count, 0);
        const struct diag *diag = &f.diags.items[0];
        if (strcmp(diag->code, rows[i].code) != 0 || !strstr(diag->message, rows[i].says) ||
            diag->place.line != rows[i].line || diag->place.column != rows[i].column)
            fail_msg("%s: %u:%u: %s [%s]", rows[i].text, diag->place.line, diag->place.column,
                     diag->message, diag->code);
        done(&f);
    }
}

#define HEADER "id,instruments,vendor,ticket,requested_by,approved_by,from,until\n"

static void csv_says_the_same(void **state)
{
    (void)state;
    struct fixture f;
    read_csv(&f, "until,from,id,instruments,rule,vendor,part_number,org,site,contract,ticket,"
                 "requested_by,approved_by\r\n"
                 "2026-06-30,2026-01-01,EX-1, a ; b;,,\"Ｖ, Ltd\",P-1,Org,S,C,T,x,y\r\n\r\n"
                 "2026-06-30,2026-06-30,EX-2,c,r,,,,,,T,x,y\r\n");
    assert_true(f.good);
    assert_int_equal(f.exceptions.count, 2);
    const struct exception *one = &f.exceptions.items[0], *two = &f.exceptions.items[1];
    assert_int_equal(one->instrument_count, 2);
    assert_str(one->instruments[0], "a");
    assert_str(one->instruments[1], "b");
    assert_null(one->rule.ptr);
    assert_str(one->folded_vendor, "v, ltd");
    assert_str(one->part_number, "P-1");
    assert_str(one->org, "Org");
    assert_str(one->site, "S");
    assert_str(one->contract, "C");
    assert_str(one->requested_by, "x");
    assert_str(one->approved_by, "y");
    assert_int_equal(one->until - one->from, 180);
    assert_int_equal(one->place.line, 2);
    assert_str(two->rule, "r");
    assert_null(two->vendor.ptr);
    assert_int_equal(two->place.line, 4);
    done(&f);
}

static void mistakes_in_csv(void **state)
{
    (void)state;
    static const struct {
        const char *text, *code, *says;
        unsigned line, column;
    } rows[] = {
        {"", "csv-header", "is missing", 1, 1},
        {"id,vendour\n", "unknown-key", "did you mean 'vendor'", 1, 4},
        {"id,vendor,id\n", "csv-header", "'id' stands twice", 1, 11},
        {HEADER "E,a,v,T,x,y,2026-01-01\n", "csv-width", "7 fields where the header has 8", 2, 1},
        {HEADER "E,a,v,T,x,y,2026-02-30,2026-12-31\n", "bad-date", "2026-02-30", 2, 13},
        {HEADER "E,a,v,T,x,y,2026-01-02,2026-01-01\n", "bad-period", "before 'from'", 2, 24},
        {HEADER "E,a,v,T,x,X,2026-01-01,2026-01-01\n", "same-person", "cannot approve", 2, 11},
        {HEADER "E,a,,T,x,y,2026-01-01,2026-01-01\n", "missing-key", "at least one of", 2, 1},
        {HEADER "E,;,v,T,x,y,2026-01-01,2026-01-01\n", "wrong-type", "'instruments'", 2, 3},
        {HEADER "E,a,v,,x,y,2026-01-01,2026-01-01\n", "missing-key", "'ticket'", 2, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fixture f;
        struct buf text = {0};
        buf_add(&text, str_of(rows[i].text));
        /* A good row does not come in with a bad one. */
        if (strncmp(rows[i].text, HEADER, sizeof HEADER - 1) == 0)
            buf_add(&text, STR("F,a,v,T,x,y,2026-01-01,2026-01-01\n"));
        buf_add_char(&text, '\0');
        read_csv(&f, text.ptr);
        assert_false(f.good);
        assert_int_equal(f.exceptions.count, 0);
        const struct diag *diag = &f.diags.items[0];
        if (f.diags.count != 1 || strcmp(diag->code, rows[i].code) != 0 ||
            !strstr(diag->message, rows[i].says) || diag->place.line != rows[i].line ||
            diag->place.column != rows[i].column)
            fail_msg("%s: %u:%u: %s [%s]", rows[i].text, diag->place.line, diag->place.column,
                     diag->message, diag->code);
        buf_clear(&text);
        done(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_is_read),
        cmocka_unit_test(mistakes_have_a_place),
        cmocka_unit_test(csv_says_the_same),
        cmocka_unit_test(mistakes_in_csv),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
