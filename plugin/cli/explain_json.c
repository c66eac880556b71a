#include "base/json_write.h"
#include "cli/explain_write.h"
#include "rule/dump.h"

struct writer {
    struct json_writer json;
    const struct rule *rule;
    struct buf work;
};

static void put_field(struct writer *w, const char *key, const struct field_ref *field)
{
    buf_reset(&w->work);
    dump_field(&w->work, w->rule, field);
    json_field_str(&w->json, key, buf_str(&w->work));
}

static void put_texts(struct writer *w, const struct explained *node)
{
    json_key(&w->json, "texts");
    json_open(&w->json, '[');
    for (size_t i = 0; i < node->text_count; i++) {
        const struct seen_text *text = &node->texts[i];
        struct str seen = text->field.field == FIELD_RAW ? text->value->raw : text->value->text;
        json_open(&w->json, '{');
        put_field(w, "field", &text->field);
        json_field_str(&w->json, "text", seen);
        if (!str_eq(seen, text->value->raw))
            json_field_str(&w->json, "original", text->value->raw);
        if (text->holds)
            json_field_str(&w->json, "found",
                           (struct str){seen.ptr + text->start, text->end - text->start});
        json_close(&w->json, '}');
    }
    json_close(&w->json, ']');
}

static void put_test(struct writer *w, const struct explained *node)
{
    const struct test *test = node->expr->test;
    buf_reset(&w->work);
    dump_modifiers(&w->work, w->rule, test);
    json_field_str(&w->json, "test", buf_str(&w->work));
    json_field_opt(&w->json, "pattern", test->source);
    if (node->missing)
        json_field_bool(&w->json, "missing", true);
    if (node->limit) {
        json_field_str(&w->json, "limit", str_of(node->limit));
        put_field(w, "limit_field", &node->unsure);
    }
    if (node->ruled_out) {
        json_key(&w->json, "needs_one_of");
        json_open(&w->json, '[');
        for (size_t i = 0; i < node->literal_count; i++)
            json_str(&w->json, node->literals[i]);
        json_close(&w->json, ']');
    }
    put_texts(w, node);
}

static void put_node(struct writer *w, const struct explained *node)
{
    static const char *const kinds[] = {"and", "or", "not", "test", "selection"};
    json_open(&w->json, '{');
    json_field_str(&w->json, "node", str_of(kinds[node->expr->kind]));
    json_field_str(&w->json, "truth", str_of(truth_name(node->truth)));
    if (node->expr->kind == EXPR_TEST)
        put_test(w, node);
    if (node->expr->kind == EXPR_SELECTION)
        json_field_str(&w->json, "name", w->rule->selections[node->expr->selection].name);
    if (node->kid_count) {
        json_key(&w->json, "kids");
        json_open(&w->json, '[');
        for (size_t i = 0; i < node->kid_count; i++)
            put_node(w, &node->kids[i]);
        json_close(&w->json, ']');
    }
    json_close(&w->json, '}');
}

static void put_strings(struct writer *w, const char *key, const struct str *items, size_t count)
{
    json_key(&w->json, key);
    json_open(&w->json, '[');
    for (size_t i = 0; i < count; i++)
        json_str(&w->json, items[i]);
    json_close(&w->json, ']');
}

static void put_law(struct writer *w, const struct verdict *verdict)
{
    json_field_str(&w->json, "disposition", str_of(disposition_name(verdict->disposition)));
    if (verdict->none_reason)
        json_field_str(&w->json, "none_reason", str_of(verdict->none_reason));
    json_key(&w->json, "instruments");
    json_open(&w->json, '[');
    for (size_t i = 0; i < verdict->judgement_count; i++) {
        const struct judgement *judgement = &verdict->judgements[i];
        json_open(&w->json, '{');
        json_field_str(&w->json, "id", judgement->instrument->id);
        json_field_str(&w->json, "applicability",
                       str_of(applicability_name(judgement->applicability)));
        json_field_str(&w->json, "reach", str_of(reach_name(judgement->reach)));
        put_strings(w, "because", judgement->because, judgement->because_count);
        json_close(&w->json, '}');
    }
    json_close(&w->json, ']');
    put_strings(w, "missing", verdict->missing, verdict->missing_count);
}

void explain_write_json(const struct explained_item *item, struct buf *out)
{
    const struct explanation *explanation = item->explanation;
    const struct record_meta *meta = item->event->meta;
    struct writer w = {.json = {.out = out}, .rule = explanation->match.rule};
    json_open(&w.json, '{');
    if (w.rule) {
        json_field_str(&w.json, "rule", w.rule->id);
        json_field_str(&w.json, "title", w.rule->title);
    }
    json_field_str(&w.json, "file", meta->file);
    json_field_i64(&w.json, "line", (int64_t)meta->line);
    json_field_str(&w.json, "path", item_path(item->event, explanation->match.item, item->arena));
    json_field_bool(&w.json, "tried", !explanation->other_names && !explanation->contradicted);
    if (!explanation->other_names) {
        json_field_str(&w.json, "truth", str_of(truth_name(explanation->match.truth)));
        json_key(&w.json, "condition");
        put_node(&w, &explanation->root);
    }
    if (item->verdict)
        put_law(&w, item->verdict);
    json_close(&w.json, '}');
    buf_clear(&w.work);
}
