#include "rule/dump.h"

#include "rule/value_list.h"

static const char *const op_names[] = {
    [TEST_EQUALS] = "equals",
    [TEST_CONTAINS] = "contains",
    [TEST_STARTSWITH] = "startswith",
    [TEST_ENDSWITH] = "endswith",
    [TEST_RE] = "re",
    [TEST_CIDR] = "cidr",
    [TEST_LT] = "lt",
    [TEST_LTE] = "lte",
    [TEST_GT] = "gt",
    [TEST_GTE] = "gte",
    [TEST_NULL] = "null",
    [TEST_EXISTS] = "exists",
    [TEST_FIELDREF] = "fieldref",
    [TEST_TIME_PART] = "time",
    [TEST_LIST] = "list",
};

static const char *const part_names[] = {"minute", "hour", "day", "week", "month", "year"};

/* Text in quotes: quotes, backslashes and control characters escaped, wildcards as they are. */
static void add_quoted(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '"' || c == '\\')
            buf_printf(out, "\\%c", c);
        else if ((unsigned char)c < ' ' || c == 0x7F)
            buf_printf(out, "\\x%02x", (unsigned char)c);
        else
            buf_add_char(out, c);
    }
}

static void add_text(struct buf *out, struct str text)
{
    buf_add(out, STR(" \""));
    add_quoted(out, text);
    buf_add_char(out, '"');
}

static void add_pieces(struct buf *out, const struct test *test)
{
    for (size_t i = 0; i < test->piece_count; i++) {
        const struct wildcard_piece *piece = &test->pieces[i];
        if (piece->kind == PIECE_TEXT)
            add_text(out, piece->text);
        else
            buf_add(out, piece->kind == PIECE_ANY_CHAR ? STR(" ?") : STR(" *"));
    }
}

static void add_field(struct buf *out, struct field_ref field)
{
    buf_add_char(out, ' ');
    if (field.field == FIELD_RAW) {
        buf_add(out, STR("raw:"));
        buf_add(out, field.path);
    } else {
        buf_add(out, str_of(field_name(field.field)));
    }
}

static void add_flags(struct buf *out, const struct test *test)
{
    if (test->re_i || test->re_m || test->re_s)
        buf_printf(out, "/%s%s%s", test->re_i ? "i" : "", test->re_m ? "m" : "",
                   test->re_s ? "s" : "");
    if (test->cased)
        buf_add(out, STR("/cased"));
}

static void add_operand(struct buf *out, const struct test *test)
{
    switch (test->op) {
    case TEST_NULL:
        break;
    case TEST_EXISTS:
        buf_add(out, test->wanted ? STR(" true") : STR(" false"));
        break;
    case TEST_FIELDREF:
        buf_printf(out, " %s", op_names[test->other_op]);
        add_field(out, test->other);
        break;
    case TEST_TIME_PART:
        buf_printf(out, " %s %s %.17g", part_names[test->time_part], op_names[test->other_op],
                   test->number);
        break;
    case TEST_LIST:
        buf_printf(out, " %s %.*s", op_names[test->other_op], STR_ARG(value_list_name(test->list)));
        break;
    default:
        if (test->wildcards)
            add_pieces(out, test);
        else if (test->is_number)
            buf_printf(out, " %.17g", test->number);
        else
            add_text(out, test->text);
    }
}

void dump_test(struct buf *out, const struct test *test)
{
    buf_add_char(out, '(');
    buf_add(out, str_of(op_names[test->op]));
    add_flags(out, test);
    if (test->keyword)
        buf_add(out, STR(" keyword"));
    else
        add_field(out, test->field);
    add_operand(out, test);
    buf_add_char(out, ')');
}

void dump_expr(struct buf *out, const struct rule *rule, const struct expr *expr, bool expand)
{
    static const char *const names[] = {[EXPR_AND] = "and", [EXPR_OR] = "or", [EXPR_NOT] = "not"};
    if (expr->kind == EXPR_TEST) {
        dump_test(out, expr->test);
        return;
    }
    if (expr->kind == EXPR_SELECTION) {
        const struct selection *selection = &rule->selections[expr->selection];
        if (expand)
            dump_expr(out, rule, selection->expr, expand);
        else
            buf_printf(out, "(selection %.*s)", STR_ARG(selection->name));
        return;
    }
    buf_printf(out, "(%s", names[expr->kind]);
    for (size_t i = 0; i < expr->kid_count; i++) {
        buf_add_char(out, ' ');
        dump_expr(out, rule, expr->kids[i], expand);
    }
    buf_add_char(out, ')');
}

void dump_field(struct buf *out, const struct rule *rule, const struct field_ref *field)
{
    if (field->field != FIELD_RAW) {
        buf_add(out, str_of(field_name(field->field)));
        return;
    }
    if (rule->taxonomy_interdict)
        buf_add(out, STR("raw."));
    buf_add(out, field->path);
}

void dump_modifiers(struct buf *out, const struct rule *rule, const struct test *test)
{
    if (test->keyword)
        buf_add(out, STR("keyword"));
    else
        dump_field(out, rule, &test->field);
    enum test_op op = test->op;
    if (op == TEST_FIELDREF)
        buf_add(out, STR("|fieldref"));
    if (op == TEST_LIST)
        buf_add(out, STR("|expand"));
    if (op == TEST_TIME_PART)
        buf_printf(out, "|%s", part_names[test->time_part]);
    if (op == TEST_FIELDREF || op == TEST_LIST || op == TEST_TIME_PART)
        op = test->other_op;
    if (op != TEST_EQUALS && op != TEST_NULL)
        buf_printf(out, "|%s", op_names[op]);
    buf_add(out, test->re_i ? STR("|i") : STR(""));
    buf_add(out, test->re_m ? STR("|m") : STR(""));
    buf_add(out, test->re_s ? STR("|s") : STR(""));
    buf_add(out, test->cased ? STR("|cased") : STR(""));
}
