#include "base/yaml.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/suggest.h"

struct reader {
    yaml_parser_t parser;
    struct yaml_file *file;
    struct diags *diags;
    const char *name;
    size_t nodes;
    bool failed; /* libyaml cannot go on, or a limit was hit */
};

static struct place place_of(const struct reader *r, yaml_mark_t mark)
{
    return (struct place){r->name, (unsigned)mark.line + 1, (unsigned)mark.column + 1};
}

static bool next_event(struct reader *r, yaml_event_t *event)
{
    if (yaml_parser_parse(&r->parser, event))
        return true;
    const yaml_parser_t *p = &r->parser;
    r->failed = true;
    if (p->error == YAML_READER_ERROR)
        diag_error(r->diags, "yaml-syntax", ((struct place){r->name, 0, 0}),
                   "byte %zu: %s; the file has to be UTF-8", p->problem_offset, p->problem);
    else
        diag_error(r->diags, "yaml-syntax", place_of(r, p->problem_mark), "%s%s%s",
                   p->problem ? p->problem : "not valid YAML", p->context ? ", " : "",
                   p->context ? p->context : "");
    return false;
}

static void refuse(struct reader *r, const char *code, yaml_mark_t mark, const char *what)
{
    diag_error(r->diags, code, place_of(r, mark), "%s", what);
}

/* Anchors, aliases, tags: refused, so that a rule means what stands there and no file can blow up
 * by reference. The node itself is still read, to find the mistakes behind it. */
static void check_decoration(struct reader *r, const yaml_event_t *event, const yaml_char_t *anchor,
                             const yaml_char_t *tag)
{
    if (anchor)
        refuse(r, "yaml-anchor", event->start_mark,
               "anchors (&) and aliases (*) are not supported: write the value out");
    if (tag)
        refuse(r, "yaml-tag", event->start_mark, "tags (!) are not supported");
}

static struct yaml_node *new_node(struct reader *r, enum yaml_type type, yaml_mark_t mark)
{
    struct yaml_node *node = ARENA_NEW(&r->file->arena, struct yaml_node);
    node->type = type;
    node->value = STR(""); /* also of a node that is only there because something was refused */
    node->place = place_of(r, mark);
    if (++r->nodes > LIMIT_YAML_NODES && !r->failed) {
        refuse(r, "yaml-limit", mark, "the file has too many nodes");
        r->failed = true;
    }
    return node;
}

static struct yaml_node *read_scalar(struct reader *r, const yaml_event_t *event)
{
    struct yaml_node *node = new_node(r, YAML_SCALAR, event->start_mark);
    struct str value = {(const char *)event->data.scalar.value, event->data.scalar.length};
    node->value = arena_dup(&r->file->arena, value);
    node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    check_decoration(r, event, event->data.scalar.anchor, event->data.scalar.tag);
    return node;
}

static struct yaml_node *read_node(struct reader *r, yaml_event_t *event, unsigned depth);

/* A list of nodes under construction; its final array lies in the arena. */
struct node_list {
    struct yaml_node **items;
    size_t count, cap;
};

static void list_add(struct node_list *list, struct yaml_node *node)
{
    list->items = mem_grow(list->items, &list->cap, list->count, sizeof *list->items);
    list->items[list->count++] = node;
}

static struct yaml_node **list_finish(struct reader *r, struct node_list *list)
{
    struct yaml_node **items = ARENA_ARRAY(&r->file->arena, struct yaml_node *, list->count + 1);
    if (list->count)
        memcpy(items, list->items, list->count * sizeof *items);
    mem_free(list->items);
    return items;
}

static struct yaml_node *read_seq(struct reader *r, const yaml_event_t *start, unsigned depth)
{
    struct yaml_node *node = new_node(r, YAML_SEQ, start->start_mark);
    struct node_list items = {0};
    check_decoration(r, start, start->data.sequence_start.anchor, start->data.sequence_start.tag);
    while (!r->failed) {
        yaml_event_t event;
        if (!next_event(r, &event))
            break;
        bool end = event.type == YAML_SEQUENCE_END_EVENT;
        if (!end)
            list_add(&items, read_node(r, &event, depth + 1));
        yaml_event_delete(&event);
        if (end)
            break;
    }
    node->count = items.count;
    node->items = list_finish(r, &items);
    return node;
}

static bool key_is_fine(struct reader *r, const struct yaml_node *key)
{
    if (key->type != YAML_SCALAR) {
        diag_error(r->diags, "yaml-key", key->place, "a key has to be plain text");
        return false;
    }
    if (!key->quoted && str_is(key->value, "<<")) {
        diag_error(r->diags, "yaml-merge", key->place,
                   "merge keys (<<) are not supported: write the keys out");
        return false;
    }
    return true;
}

struct key_place {
    struct str key;
    const struct yaml_node *node;
};

static int compare_keys(const void *a, const void *b)
{
    const struct key_place *x = a, *y = b;
    int order = str_cmp(x->key, y->key);
    if (order)
        return order;
    return x->node->place.line != y->node->place.line
               ? (x->node->place.line < y->node->place.line ? -1 : 1)
               : (x->node->place.column < y->node->place.column ? -1 : 1);
}

static void check_duplicates(struct reader *r, const struct yaml_node *map)
{
    if (map->count < 2)
        return;
    struct key_place *sorted = mem_resize(NULL, map->count, sizeof *sorted);
    for (size_t i = 0; i < map->count; i++)
        sorted[i] = (struct key_place){map->keys[i]->value, map->keys[i]};
    qsort(sorted, map->count, sizeof *sorted, compare_keys);
    for (size_t i = 1; i < map->count; i++)
        if (str_eq(sorted[i].key, sorted[i - 1].key))
            diag_error(r->diags, "duplicate-key", sorted[i].node->place,
                       "the key '%.*s' stands already in line %u", STR_ARG(sorted[i].key),
                       sorted[i - 1].node->place.line);
    mem_free(sorted);
}

static struct yaml_node *read_map(struct reader *r, const yaml_event_t *start, unsigned depth)
{
    struct yaml_node *node = new_node(r, YAML_MAP, start->start_mark);
    struct node_list keys = {0}, values = {0};
    check_decoration(r, start, start->data.mapping_start.anchor, start->data.mapping_start.tag);
    while (!r->failed) {
        yaml_event_t event;
        if (!next_event(r, &event))
            break;
        if (event.type == YAML_MAPPING_END_EVENT) {
            yaml_event_delete(&event);
            break;
        }
        struct yaml_node *key = read_node(r, &event, depth + 1);
        yaml_event_delete(&event);
        if (r->failed || !next_event(r, &event))
            break;
        struct yaml_node *value = read_node(r, &event, depth + 1);
        yaml_event_delete(&event);
        if (key_is_fine(r, key)) {
            list_add(&keys, key);
            list_add(&values, value);
        }
    }
    node->count = keys.count;
    node->keys = list_finish(r, &keys);
    node->items = list_finish(r, &values);
    check_duplicates(r, node);
    return node;
}

/* Reads the node that `event` begins; never NULL. The caller deletes the event. */
static struct yaml_node *read_node(struct reader *r, yaml_event_t *event, unsigned depth)
{
    if (depth > LIMIT_YAML_DEPTH) {
        refuse(r, "yaml-limit", event->start_mark, "nested too deeply");
        r->failed = true;
        return new_node(r, YAML_SCALAR, event->start_mark);
    }
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return read_scalar(r, event);
    case YAML_SEQUENCE_START_EVENT:
        return read_seq(r, event, depth);
    case YAML_MAPPING_START_EVENT:
        return read_map(r, event, depth);
    default: /* an alias; there is nothing else here */
        refuse(r, "yaml-anchor", event->start_mark,
               "anchors (&) and aliases (*) are not supported: write the value out");
        return new_node(r, YAML_SCALAR, event->start_mark);
    }
}

static void read_documents(struct reader *r)
{
    struct node_list documents = {0};
    bool end = false;
    while (!end && !r->failed) {
        yaml_event_t event;
        if (!next_event(r, &event))
            break;
        switch (event.type) {
        case YAML_STREAM_START_EVENT:
        case YAML_DOCUMENT_START_EVENT:
        case YAML_DOCUMENT_END_EVENT:
            break;
        case YAML_STREAM_END_EVENT:
            end = true;
            break;
        default:
            list_add(&documents, read_node(r, &event, 0));
        }
        yaml_event_delete(&event);
    }
    r->file->count = r->failed ? 0 : documents.count;
    r->file->documents = list_finish(r, &documents);
}

int yaml_load_bytes(const char *name, struct str bytes, struct diags *diags, struct yaml_file *file)
{
    size_t errors_before = diags->errors, bad;
    *file = (struct yaml_file){0};
    arena_init(&file->arena, 16384);
    /* Editors on Windows write it, and libyaml takes it for a column of the first line. */
    if (str_starts(bytes, STR("\xEF\xBB\xBF")))
        bytes = str_from(bytes, 3);
    struct reader r = {
        .file = file, .diags = diags, .name = arena_dup(&file->arena, str_of(name)).ptr};
    file->bytes = arena_dup(&file->arena, bytes);
    if (bytes.len > LIMIT_YAML_BYTES) {
        diag_error(diags, "yaml-limit", ((struct place){r.name, 0, 0}),
                   "the file has %zu bytes, more than %d are not read", bytes.len,
                   LIMIT_YAML_BYTES);
        return ERROR_INVALID;
    }
    if (!str_is_utf8(bytes, &bad)) {
        unsigned line = 1;
        for (size_t i = 0; i < bad; i++)
            line += bytes.ptr[i] == '\n';
        diag_error(diags, "yaml-syntax", ((struct place){r.name, line, 0}), "not UTF-8 at byte %zu",
                   bad);
        return ERROR_INVALID;
    }
    if (!yaml_parser_initialize(&r.parser)) {
        diag_error(diags, "yaml-syntax", ((struct place){r.name, 0, 0}), "libyaml did not start");
        return ERROR_INVALID;
    }
    yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)bytes.ptr, bytes.len);
    read_documents(&r);
    yaml_parser_delete(&r.parser);
    return diags->errors == errors_before ? ERROR_NONE : ERROR_INVALID;
}

int yaml_load_file(const char *path, struct diags *diags, struct yaml_file *file)
{
    struct buf bytes = {0};
    struct error error;
    *file = (struct yaml_file){0};
    int result = file_read(path, LIMIT_YAML_BYTES, &bytes, &error);
    if (result == ERROR_NONE)
        result = yaml_load_bytes(path, buf_str(&bytes), diags, file);
    else
        diag_error(diags, "unreadable", ((struct place){path, 0, 0}), "%s", error.message);
    buf_clear(&bytes);
    return result;
}

void yaml_file_clear(struct yaml_file *file)
{
    arena_clear(&file->arena);
    *file = (struct yaml_file){0};
}

const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key)
{
    if (!map || map->type != YAML_MAP)
        return NULL;
    for (size_t i = 0; i < map->count; i++)
        if (str_is(map->keys[i]->value, key))
            return map->items[i];
    return NULL;
}

static bool is_plain(const struct yaml_node *node)
{
    return node && node->type == YAML_SCALAR && !node->quoted;
}

bool yaml_is_null(const struct yaml_node *node)
{
    return is_plain(node) &&
           (node->value.len == 0 || str_is(node->value, "~") || str_is(node->value, "null") ||
            str_is(node->value, "Null") || str_is(node->value, "NULL"));
}

bool yaml_to_bool(const struct yaml_node *node, bool *out)
{
    if (!is_plain(node))
        return false;
    bool yes =
        str_is(node->value, "true") || str_is(node->value, "True") || str_is(node->value, "TRUE");
    bool no = str_is(node->value, "false") || str_is(node->value, "False") ||
              str_is(node->value, "FALSE");
    if (yes || no)
        *out = yes;
    return yes || no;
}

bool yaml_to_i64(const struct yaml_node *node, int64_t *out)
{
    return is_plain(node) && str_to_i64(node->value, out);
}

bool yaml_to_double(const struct yaml_node *node, double *out)
{
    return is_plain(node) && str_to_double(node->value, out);
}

void yaml_check_keys(const struct yaml_node *map, const char *what, const char *const *known,
                     size_t count, struct diags *diags)
{
    if (!map || map->type != YAML_MAP)
        return;
    for (size_t i = 0; i < map->count; i++) {
        const struct yaml_node *key = map->keys[i];
        bool found = false;
        for (size_t j = 0; j < count && !found; j++)
            found = str_is(key->value, known[j]);
        if (found)
            continue;
        const char *near = suggest(key->value, known, count);
        diag_error(diags, "unknown-key", key->place, "unknown key '%.*s' in %s%s%s%s",
                   STR_ARG(key->value), what, near ? ", did you mean '" : "", near ? near : "",
                   near ? "'?" : "");
    }
}

/* The value under `key` if it is there and not null; an error when it is required and absent. */
static const struct yaml_node *look_up(const struct yaml_node *map, const char *key, bool required,
                                       struct diags *diags)
{
    const struct yaml_node *node = yaml_get(map, key);
    if (node && !yaml_is_null(node))
        return node;
    if (required && map)
        diag_error(diags, "missing-key", node ? node->place : map->place, "'%s' is required", key);
    return NULL;
}

bool yaml_get_str(const struct yaml_node *map, const char *key, bool required, struct diags *diags,
                  struct str *out)
{
    const struct yaml_node *node = look_up(map, key, required, diags);
    if (!node)
        return false;
    if (node->type != YAML_SCALAR) {
        diag_error(diags, "wrong-type", node->place, "'%s' has to be text", key);
        return false;
    }
    *out = node->value;
    return true;
}

bool yaml_get_bool(const struct yaml_node *map, const char *key, struct diags *diags, bool *out)
{
    const struct yaml_node *node = look_up(map, key, false, diags);
    if (!node)
        return false;
    if (yaml_to_bool(node, out))
        return true;
    diag_error(diags, "wrong-type", node->place, "'%s' has to be true or false", key);
    return false;
}

bool yaml_get_i64(const struct yaml_node *map, const char *key, int64_t low, int64_t high,
                  struct diags *diags, int64_t *out)
{
    const struct yaml_node *node = look_up(map, key, false, diags);
    if (!node)
        return false;
    int64_t value;
    if (!yaml_to_i64(node, &value) || value < low || value > high) {
        diag_error(diags, "wrong-type", node->place,
                   "'%s' has to be a whole number from %lld to %lld", key, (long long)low,
                   (long long)high);
        return false;
    }
    *out = value;
    return true;
}
