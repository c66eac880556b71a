#include "engine/sample.h"

#include "base/error.h"
#include "base/json_write.h"
#include "base/suggest.h"

/* Groups of the native format whose fields have dotted names. */
static const char *const groups[] = {"org", "supplier", "contract", "order"};

/* YAML knows more spellings of numbers than JSON. */
static bool is_json_number(struct str text)
{
    size_t i = text.len && text.ptr[0] == '-';
    size_t digits = 0;
    for (; i < text.len && text.ptr[i] >= '0' && text.ptr[i] <= '9'; i++)
        digits++;
    if (digits == 0 || (digits > 1 && text.ptr[i - digits] == '0'))
        return false;
    if (i < text.len && text.ptr[i] == '.') {
        size_t dot = i++;
        for (; i < text.len && text.ptr[i] >= '0' && text.ptr[i] <= '9'; i++)
            ;
        if (i == dot + 1)
            return false;
    }
    return i == text.len;
}

static void write_value(struct json_writer *w, enum field field, const struct yaml_node *node)
{
    double number;
    bool is_number = field == FIELD_QUANTITY || field == FIELD_UNIT_PRICE;
    if (node->type == YAML_SEQ) {
        json_open(w, '[');
        for (size_t i = 0; i < node->count; i++)
            write_value(w, field, node->items[i]);
        json_close(w, ']');
    } else if (node->type == YAML_MAP || yaml_is_null(node)) {
        json_null(w);
    } else if (is_number && yaml_to_double(node, &number) && is_json_number(node->value)) {
        json_raw(w, node->value);
    } else {
        json_str(w, node->value);
    }
}

static bool check_fields(const struct yaml_node *map, struct diags *diags)
{
    bool ok = true;
    for (size_t i = 0; i < map->count; i++) {
        struct str name = map->keys[i]->value;
        if (field_find(name) != FIELD_COUNT)
            continue;
        const char *near = suggest(name, field_names, FIELD_COUNT);
        diag_error(diags, "unknown-field", map->keys[i]->place,
                   "a sample has no field '%.*s'%s%s%s", STR_ARG(name),
                   near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
        ok = false;
    }
    return ok;
}

/* Writes the fields of one level: those whose name is `prefix` and a dot and a last part; with an
 * empty prefix the item's own. */
static void write_fields(struct json_writer *w, const struct yaml_node *map, const char *prefix)
{
    size_t len = strlen(prefix);
    for (size_t i = 0; i < map->count; i++) {
        struct str name = map->keys[i]->value;
        enum field field = field_find(name);
        if (len ? !(str_starts(name, str_of(prefix)) && name.len > len && name.ptr[len] == '.')
                : !field_is_of_item(field))
            continue;
        json_key(w, name.ptr + (len ? len + 1 : 0)); /* scalars end in NUL */
        write_value(w, field, map->items[i]);
    }
}

static void write_event_fields(struct json_writer *w, const struct yaml_node *map)
{
    static const char *const own[] = {"site", "system"};
    write_fields(w, map, "event"); /* id, time, action; kind is written before and comes first */
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        json_key(w, groups[i]);
        json_open(w, '{');
        write_fields(w, map, groups[i]);
        json_close(w, '}');
    }
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        const struct yaml_node *value = yaml_get(map, own[i]);
        if (value) {
            json_key(w, own[i]);
            write_value(w, field_find(str_of(own[i])), value);
        }
    }
}

/* A key that may hold anything. */
static void put_key(struct json_writer *w, struct str name)
{
    struct buf escaped = {0};
    json_escape(&escaped, name);
    buf_add_char(&escaped, '\0');
    json_key(w, escaped.ptr);
    buf_clear(&escaped);
}

/* A sample of a rule that uses the source's own names is the source event itself. */
static void write_raw(struct json_writer *w, const struct yaml_node *node)
{
    bool truth;
    double number;
    switch (node->type) {
    case YAML_MAP:
        json_open(w, '{');
        for (size_t i = 0; i < node->count; i++) {
            put_key(w, node->keys[i]->value);
            write_raw(w, node->items[i]);
        }
        json_close(w, '}');
        return;
    case YAML_SEQ:
        json_open(w, '[');
        for (size_t i = 0; i < node->count; i++)
            write_raw(w, node->items[i]);
        json_close(w, ']');
        return;
    case YAML_SCALAR:
        break;
    }
    if (yaml_is_null(node))
        json_null(w);
    else if (yaml_to_bool(node, &truth))
        json_bool(w, truth);
    else if (yaml_to_double(node, &number) && is_json_number(node->value))
        json_raw(w, node->value);
    else
        json_str(w, node->value);
}

int sample_event(const struct rule *rule, const struct rule_sample *sample, struct diags *diags,
                 struct buf *out)
{
    struct json_writer w = {out, false};
    if (!rule->taxonomy_interdict) {
        write_raw(&w, sample->node);
        return ERROR_NONE;
    }
    if (!check_fields(sample->node, diags))
        return ERROR_INVALID;
    bool asset = str_is(rule->logsource.category, "asset");
    json_open(&w, '{');
    if (!yaml_get(sample->node, "event.kind"))
        json_field_str(&w, "kind", asset ? STR("asset") : STR("purchase"));
    write_event_fields(&w, sample->node);
    json_key(&w, "items");
    json_open(&w, '[');
    json_open(&w, '{');
    write_fields(&w, sample->node, "");
    json_close(&w, '}');
    json_close(&w, ']');
    json_close(&w, '}');
    return ERROR_NONE;
}
