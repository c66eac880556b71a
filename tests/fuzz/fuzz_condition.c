/* libFuzzer: any text as the condition of a rule with six selections. */
#include "base/mem.h"
#include "rule/condition.h"
#include "rule/dump.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"a", "b", "sel_1", "sel_2", "_x", "1"};
    struct arena arena;
    struct diags diags;
    struct buf out = {0};
    struct str text = {(const char *)data, size};
    if (!str_is_utf8(text, &(size_t){0}))
        return 0;
    arena_init(&arena, 4096);
    diags_init(&diags);
    struct selection selections[6] = {0};
    for (size_t i = 0; i < 6; i++)
        selections[i].name = str_of(names[i]);
    struct rule_build build = {
        .arena = &arena, .diags = &diags, .selections = selections, .selection_count = 6};
    struct yaml_node node = {
        .type = YAML_SCALAR, .value = arena_dup(&arena, text), .place = {"fuzz", 1, 1}};
    const struct expr *expr = condition_parse(&build, &node);
    /* A tree, or a reason. */
    if (!expr == !diags.errors)
        __builtin_trap();
    struct rule rule = {.selections = selections, .selection_count = 6};
    if (expr)
        dump_expr(&out, &rule, expr, false);
    buf_clear(&out);
    diags_clear(&diags);
    arena_clear(&arena);
    return 0;
}
