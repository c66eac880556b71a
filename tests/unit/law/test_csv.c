#include "test.h"

#include "law/csv.h"

struct fixture {
    struct arena arena;
    struct diags diags;
    struct csv csv;
    bool good;
};

static void read(struct fixture *f, const char *text)
{
    arena_init(&f->arena, 4096);
    diags_init(&f->diags);
    f->csv = (struct csv){0};
    f->good = csv_read("f.csv", str_of(text), &f->arena, &f->diags, &f->csv);
}

static void done(struct fixture *f)
{
    arena_clear(&f->arena);
    diags_clear(&f->diags);
}

static void rows_and_cells(void **state)
{
    (void)state;
    struct fixture f;
    read(&f, "\xEF\xBB\xBF"
             "a,b,c\r\n1,\"x,\"\"y\"\"\r\nz\",\n\n,,\"\"\n四,五,六");
    assert_true(f.good);
    assert_int_equal(f.csv.count, 4);
    assert_int_equal(f.csv.rows[1].count, 3);
    assert_str(f.csv.rows[0].cells[0].text, "a");
    assert_str(f.csv.rows[1].cells[1].text, "x,\"y\"\r\nz");
    assert_str(f.csv.rows[1].cells[2].text, "");
    assert_str(f.csv.rows[2].cells[2].text, "");
    assert_str(f.csv.rows[3].cells[2].text, "六");
    assert_int_equal(f.csv.rows[3].cells[2].place.line, 6);
    assert_int_equal(f.csv.rows[3].cells[2].place.column, 5);
    done(&f);
}

static void nothing_at_all(void **state)
{
    (void)state;
    struct fixture f;
    read(&f, "");
    assert_true(f.good);
    assert_int_equal(f.csv.count, 0);
    done(&f);
}

static void mistakes_have_a_place(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
        unsigned line, column;
    } rows[] = {
        {"a,b\n1,\"x", "never closed", 2, 3},
        {"a\nx\"y", "quotes inside", 2, 2},
        {"a\n\"x\"y,1", "has to follow", 2, 4},
        {"a\n\xFF", "not UTF-8", 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fixture f;
        read(&f, rows[i].text);
        assert_false(f.good);
        assert_int_equal(f.csv.count, 0);
        assert_int_equal(f.diags.count, 1);
        assert_non_null(strstr(f.diags.items[0].message, rows[i].says));
        assert_int_equal(f.diags.items[0].place.line, rows[i].line);
        assert_int_equal(f.diags.items[0].place.column, rows[i].column);
        done(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_and_cells),
        cmocka_unit_test(nothing_at_all),
        cmocka_unit_test(mistakes_have_a_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
