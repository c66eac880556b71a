#include "test.h"

#include "base/arena.h"
#include "base/diag.h"
#include "base/suggest.h"

static void a_reset_arena_reuses_its_memory(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1024);
    void *first = arena_alloc(&arena, 100);
    for (int i = 0; i < 100; i++)
        memset(arena_alloc(&arena, 500), i, 500);
    arena_reset(&arena, 1 << 20);
    assert_ptr_equal(arena_alloc(&arena, 100), first);
    struct str big =
        arena_dup(&arena, (struct str){memset(arena_alloc(&arena, 5000), 'x', 5000), 5000});
    assert_int_equal(big.ptr[4999], 'x');
    assert_int_equal(big.ptr[5000], '\0');
    arena_reset(&arena, 0);
    assert_null(arena.first);
    assert_str(arena_printf(&arena, "%d-%s", 7, "a"), "7-a");
    arena_clear(&arena);
}

static void diagnostics_are_sorted_and_counted(void **state)
{
    (void)state;
    struct diags diags;
    diags_init(&diags);
    diag_error(&diags, "b", ((struct place){"z", 1, 1}), "%s", "third");
    diag_warn(&diags, "a", ((struct place){"a", 9, 2}), "second");
    diag_error(&diags, "c", ((struct place){"a", 9, 1}), "first");
    diag_error(&diags, "d", ((struct place){"a", 9, 2}), "second, too");
    diags_sort(&diags);
    assert_int_equal(diags.errors, 3);
    assert_int_equal(diags.warnings, 1);
    assert_string_equal(diags.items[0].message, "first");
    assert_string_equal(diags.items[1].message, "second");
    assert_string_equal(diags.items[2].message, "second, too");
    assert_string_equal(diags.items[3].message, "third");
    diags_clear(&diags);
}

static void near_names_are_suggested(void **state)
{
    (void)state;
    static const char *const names[] = {"vendor", "product", "part_number", "mac"};
    assert_string_equal(suggest(STR("vendro"), names, 4), "vendor");
    assert_string_equal(suggest(STR("partnumber"), names, 4), "part_number");
    assert_null(suggest(STR("colour"), names, 4));
    assert_null(suggest(STR(""), names, 4));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reset_arena_reuses_its_memory),
        cmocka_unit_test(diagnostics_are_sorted_and_counted),
        cmocka_unit_test(near_names_are_suggested),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
