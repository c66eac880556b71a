/* Where a field's texts are: canonical ones in the event, others along a path of its JSON. */
#include "match/scanner.h"

bool lookup_purpose_of_event(const struct event *event, const struct item *item)
{
    struct values own = item_values(item, FIELD_PURPOSE);
    return own.count > 0 && own.items == event->purpose.items;
}

/* --- raw --- */

/* Texts found along a path; the array grows in the arena. */
struct found {
    const struct event *event;
    struct arena *arena;
    struct value *values;
    uint32_t count, cap;
    uint32_t ends; /* values that the path led to */
    bool filled;
};

static void add_text(struct found *found, struct str text)
{
    if (found->count == found->cap) {
        uint32_t cap = found->cap ? found->cap * 2 : 4;
        struct value *values = ARENA_ARRAY(found->arena, struct value, cap);
        if (found->count)
            memcpy(values, found->values, found->count * sizeof *values);
        found->values = values;
        found->cap = cap;
    }
    found->values[found->count++] = (struct value){text, text};
    found->filled = true;
}

static void take_value(struct found *found, uint32_t at)
{
    const struct json_doc *doc = &found->event->doc;
    char type = json_type(doc, at);
    found->ends++;
    switch (type) {
    case '"':
        add_text(found, json_string(doc, at));
        break;
    case 't':
        add_text(found, STR("true"));
        break;
    case 'f':
        add_text(found, STR("false"));
        break;
    case 'l':
    case 'u':
    case 'd':
        add_text(found, json_number_text(doc, found->event->bytes, at));
        break;
    case '[':
        for (uint32_t i = at + 1; json_type(doc, i) != ']'; i = json_next(doc, i))
            take_value(found, i);
        break;
    case '{':
        found->filled = true; /* something, but no text */
        break;
    default: /* null */
        break;
    }
}

/* Every text inside the value at `at`, its keys left out. */
static void take_texts(struct found *found, uint32_t at)
{
    const struct json_doc *doc = &found->event->doc;
    switch (json_type(doc, at)) {
    case '"':
        take_value(found, at);
        break;
    case '[':
        for (uint32_t i = at + 1; json_type(doc, i) != ']'; i = json_next(doc, i))
            take_texts(found, i);
        break;
    case '{':
        for (uint32_t i = at + 1; json_type(doc, i) != '}'; i = json_next(doc, i + 1))
            take_texts(found, i + 1);
        break;
    default:
        break;
    }
}

/* The value at `at` along `path`: the whole path as one key first, then its first step. */
static void follow(struct found *found, uint32_t at, struct str path)
{
    const struct json_doc *doc = &found->event->doc;
    if (json_type(doc, at) == '[') {
        for (uint32_t i = at + 1; json_type(doc, i) != ']'; i = json_next(doc, i))
            follow(found, i, path);
        return;
    }
    if (json_type(doc, at) != '{')
        return;
    uint32_t value = json_find(doc, at, path);
    if (value) {
        take_value(found, value);
        return;
    }
    for (size_t dot = 1; dot + 1 < path.len; dot++) {
        if (path.ptr[dot] != '.')
            continue;
        value = json_find(doc, at, str_head(path, dot));
        if (!value)
            continue;
        uint32_t before = found->ends;
        follow(found, value, str_from(path, dot + 1));
        if (found->ends != before)
            return;
    }
}

struct lookup raw_lookup(const struct event *event, uint32_t object, struct str path,
                         struct arena *arena)
{
    struct found found = {.event = event, .arena = arena};
    if (path.len)
        follow(&found, object, path);
    else
        take_texts(&found, object);
    return (struct lookup){found.values, found.count, found.ends > 0, found.filled};
}

/* Appends the path on which the text at `bytes` stands, below the value at `at`. */
static bool add_path(const struct json_doc *doc, uint32_t at, const char *bytes, struct buf *out)
{
    char type = json_type(doc, at);
    size_t len = out->len;
    if (type == '"')
        return json_string(doc, at).ptr == bytes;
    if (type != '[' && type != '{')
        return false;
    for (uint32_t i = at + 1; json_type(doc, i) != (type == '[' ? ']' : '}');
         i = json_next(doc, i)) {
        if (type == '{') {
            if (len)
                buf_add_char(out, '.');
            buf_add(out, json_string(doc, i++));
        }
        if (add_path(doc, i, bytes, out))
            return true;
        out->len = len;
    }
    return false;
}

struct str raw_path_of(struct scanner *s, struct str text)
{
    struct buf path = {0};
    add_path(&s->event->doc, JSON_ROOT, text.ptr, &path);
    struct str copy = arena_dup(s->arena, buf_str(&path));
    buf_clear(&path);
    return copy;
}

/* --- canonical --- */

static struct lookup of_values(struct values values)
{
    return (struct lookup){values.items, values.count, values.count > 0, values.count > 0};
}

static struct lookup one_text(struct scanner *s, struct str text)
{
    if (!text.ptr)
        return (struct lookup){0};
    struct value *value = ARENA_NEW(s->arena, struct value);
    *value = (struct value){text, text};
    return (struct lookup){value, 1, true, true};
}

static struct lookup made_field(struct scanner *s, enum field field)
{
    const struct item *item = s->item;
    if (field == FIELD_PATH)
        return one_text(s, item_path(s->event, item, s->arena));
    uint32_t at = field == FIELD_QUANTITY ? item->quantity_at : item->unit_price_at;
    if (at == 0)
        return of_values(item_values(item, field));
    return one_text(s, item_number_text(s->event, item, field));
}

struct lookup lookup_event(struct scanner *s, field_key key)
{
    if (key == FIELD_PURPOSE)
        return of_values(s->event->purpose);
    if (!key_is_raw(key))
        return of_values(s->event->fields[key]);
    struct raw_memory *memory = &s->event_raw[key - FIELD_COUNT];
    if (memory->when != s->event_now) {
        memory->when = s->event_now;
        memory->lookup =
            raw_lookup(s->event, JSON_ROOT, s->program->raw[key - FIELD_COUNT], s->arena);
    }
    return memory->lookup;
}

struct lookup lookup_item(struct scanner *s, field_key key, bool *of_event)
{
    *of_event = false;
    if (key < FIELD_FIRST_OF_ITEM) {
        *of_event = true;
        return lookup_event(s, key);
    }
    if (!key_is_raw(key)) {
        *of_event = key == FIELD_PURPOSE && lookup_purpose_of_event(s->event, s->item);
        return field_is_made((enum field)key) ? made_field(s, (enum field)key)
                                              : of_values(item_values(s->item, (enum field)key));
    }
    /* The item's own object first; where it lacks the path, the event. */
    if (s->item->json == JSON_ROOT) { /* the item is the event: its texts are laid once */
        *of_event = true;
        return lookup_event(s, key);
    }
    struct raw_memory *memory = &s->item_raw[key - FIELD_COUNT];
    if (memory->when != s->item_now) {
        memory->when = s->item_now;
        memory->lookup =
            raw_lookup(s->event, s->item->json, s->program->raw[key - FIELD_COUNT], s->arena);
    }
    if (memory->lookup.present)
        return memory->lookup;
    *of_event = true;
    return lookup_event(s, key);
}
