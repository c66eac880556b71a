#include "cli/explain_write.h"
#include "rule/dump.h"

enum { SHOWN_CHARS = 160, SHOWN_LITERALS = 4 };

const char *truth_name(enum truth truth)
{
    static const char *const names[] = {"false", "true", "unknown"};
    return names[truth];
}

/* In quotes, on one line and cut where it is long. */
static void add_quoted(struct buf *out, struct str text)
{
    size_t len = str_utf8_floor(text, SHOWN_CHARS);
    buf_add_char(out, '"');
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c < ' ' || c == 0x7F)
            buf_printf(out, "\\x%02x", c);
        else
            buf_add_char(out, (char)c);
    }
    buf_add(out, len < text.len ? STR("\"…") : STR("\""));
}

static void begin_line(struct buf *out, unsigned depth, const char *first)
{
    buf_printf(out, "  %-8s%*s", first, (int)(2 * depth), "");
}

/* Lines that say why a node is what it is. */
static void begin_reason(struct buf *out, unsigned depth)
{
    begin_line(out, depth + 2, "");
}

static void write_texts(const struct rule *rule, const struct explained *node, unsigned depth,
                        struct buf *out)
{
    for (size_t i = 0; i < node->text_count; i++) {
        const struct seen_text *text = &node->texts[i];
        struct str seen = text->field.field == FIELD_RAW ? text->value->raw : text->value->text;
        begin_reason(out, depth);
        if (text->holds && text->end - text->start < seen.len) {
            buf_add(out, STR("found "));
            add_quoted(out, (struct str){seen.ptr + text->start, text->end - text->start});
            buf_add(out, STR(" in "));
        } else {
            buf_add(out, text->holds ? STR("holds for ") : STR("saw "));
        }
        dump_field(out, rule, &text->field);
        buf_add_char(out, ' ');
        add_quoted(out, seen);
        if (!str_eq(seen, text->value->raw)) {
            buf_add(out, STR(", which came as "));
            add_quoted(out, text->value->raw);
        }
        buf_add_char(out, '\n');
    }
    if (node->text_total > node->text_count) {
        begin_reason(out, depth);
        buf_printf(out, "and %zu texts more\n", node->text_total - node->text_count);
    }
}

static void write_literals(const struct explained *node, unsigned depth, struct buf *out)
{
    begin_reason(out, depth);
    buf_add(out, node->literal_count == 1 ? STR("it needs ") : STR("it needs one of "));
    for (size_t i = 0; i < node->literal_count && i < SHOWN_LITERALS; i++) {
        buf_add(out, i ? STR(", ") : STR(""));
        add_quoted(out, node->literals[i]);
    }
    buf_add(out, node->literal_count > SHOWN_LITERALS ? STR(", …") : STR(""));
    buf_add(out, STR(", which the scan did not find\n"));
}

static void write_test(const struct rule *rule, const struct explained *node, unsigned depth,
                       struct buf *out)
{
    const struct test *test = node->expr->test;
    dump_modifiers(out, rule, test);
    buf_add(out, STR(": "));
    if (test->source.ptr)
        add_quoted(out, test->source);
    buf_add_char(out, '\n');
    bool wants_text = test->op != TEST_NULL && test->op != TEST_EXISTS;
    if (node->limit) {
        begin_reason(out, depth);
        buf_printf(out, "nobody knows: limit %s was hit in ", node->limit);
        dump_field(out, rule, &node->unsure);
        buf_add_char(out, '\n');
    }
    if (node->missing) {
        begin_reason(out, depth);
        buf_add(out, STR("the field is missing\n"));
    }
    if (wants_text && node->truth == TRUTH_FALSE && node->ruled_out && node->text_total)
        write_literals(node, depth, out);
    if (!test->keyword || node->truth != TRUTH_FALSE)
        write_texts(rule, node, depth, out);
    else {
        begin_reason(out, depth);
        buf_printf(out, "in none of %zu texts\n", node->text_total);
    }
}

/* Tests on one field, side by side, that are all false because it is missing: how many from `at`.
 */
static size_t missing_run(const struct explained *node, size_t at)
{
    size_t end = at;
    for (; end < node->kid_count; end++) {
        const struct explained *kid = &node->kids[end];
        if (kid->expr->kind != EXPR_TEST || !kid->missing || kid->truth != TRUTH_FALSE)
            break;
        const struct field_ref *a = &kid->expr->test->field, *b = &node->kids[at].expr->test->field;
        if (a->field != b->field || !str_eq(a->path, b->path))
            break;
    }
    return end - at;
}

static void write_node(const struct rule *rule, const struct explained *node, unsigned depth,
                       struct buf *out);

static void write_kids(const struct rule *rule, const struct explained *node, unsigned depth,
                       struct buf *out)
{
    for (size_t i = 0; i < node->kid_count; i++) {
        size_t run = missing_run(node, i);
        if (run < 2) {
            write_node(rule, &node->kids[i], depth, out);
            continue;
        }
        begin_line(out, depth, truth_name(TRUTH_FALSE));
        buf_printf(out, "%zu tests on ", run);
        dump_field(out, rule, &node->kids[i].expr->test->field);
        buf_add(out, STR(": the field is missing\n"));
        i += run - 1;
    }
}

static void write_node(const struct rule *rule, const struct explained *node, unsigned depth,
                       struct buf *out)
{
    begin_line(out, depth, truth_name(node->truth));
    switch (node->expr->kind) {
    case EXPR_TEST:
        write_test(rule, node, depth, out);
        return;
    case EXPR_SELECTION:
        buf_printf(out, "selection %.*s\n", STR_ARG(rule->selections[node->expr->selection].name));
        break;
    case EXPR_AND:
        buf_add(out, STR("and\n"));
        break;
    case EXPR_OR:
        buf_add(out, STR("or\n"));
        break;
    case EXPR_NOT:
        buf_add(out, STR("not\n"));
        break;
    }
    write_kids(rule, node, depth + 1, out);
}

static void write_law(const struct verdict *verdict, struct buf *out)
{
    buf_printf(out, "  disposition: %s%s%s%s\n", disposition_name(verdict->disposition),
               verdict->none_reason ? " (" : "", verdict->none_reason ? verdict->none_reason : "",
               verdict->none_reason ? ")" : "");
    for (size_t i = 0; i < verdict->judgement_count; i++) {
        const struct judgement *judgement = &verdict->judgements[i];
        buf_printf(out, "    %.*s: %s, reach %s\n", STR_ARG(judgement->instrument->id),
                   applicability_name(judgement->applicability), reach_name(judgement->reach));
        for (size_t j = 0; j < judgement->because_count; j++)
            buf_printf(out, "      - %.*s\n", STR_ARG(judgement->because[j]));
    }
    for (size_t i = 0; i < verdict->missing_count; i++)
        buf_printf(out, "%s%.*s%s",
                   i ? ", " : "    facts that are missing: ", STR_ARG(verdict->missing[i]),
                   i + 1 == verdict->missing_count ? "\n" : "");
    for (size_t i = 0; i < verdict->note_count; i++)
        buf_printf(out, "    note %s: %.*s\n", verdict->notes[i].code,
                   STR_ARG(verdict->notes[i].text));
}

static const char *outcome(const struct explanation *explanation)
{
    if (explanation->other_names)
        return "the rule is not tried: its field names are of another kind of event (taxonomy)";
    if (explanation->contradicted)
        return "the rule is not tried: its logsource is another one";
    switch (explanation->match.truth) {
    case TRUTH_TRUE:
        return "the rule matches";
    case TRUTH_UNKNOWN:
        return "nobody knows whether the rule matches: a limit was hit";
    default:
        return "the rule does not match";
    }
}

void explain_write_text(const struct explained_item *item, struct buf *out)
{
    const struct explanation *explanation = item->explanation;
    struct str path = item_path(item->event, explanation->match.item, item->arena);
    buf_printf(out, "%.*s: %s\n", STR_ARG(path.len ? path : STR("the event")),
               outcome(explanation));
    if (explanation->other_names)
        return;
    write_node(explanation->match.rule, &explanation->root, 0, out);
    if (item->verdict)
        write_law(item->verdict, out);
}
