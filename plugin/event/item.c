#include "event/event.h"

#include "base/limits.h"
#include "event/decoder.h"

const char *event_kind_name(enum event_kind kind)
{
    static const char *const names[] = {"asset", "purchase", "raw"};
    return names[kind];
}

struct str item_path(const struct event *event, const struct item *item, struct arena *arena)
{
    uint32_t steps[LIMIT_COMPONENT_DEPTH + 1];
    unsigned n = 0;
    if (event->kind == EVENT_RAW)
        return STR("");
    for (; item->is_component && n < LIMIT_COMPONENT_DEPTH; item = &event->items[item->parent])
        steps[n++] = item->step;
    steps[n++] = item->step;
    size_t most = n * (sizeof "/components/" + 10);
    char *out = arena_alloc(arena, most);
    struct buf buf = {out, 0, most}; /* never grows: `most` holds ten digits a step */
    for (unsigned i = n; i-- > 0;) {
        buf_add(&buf, i == n - 1 ? STR("/items/") : STR("/components/"));
        buf_add_i64(&buf, steps[i]);
    }
    return buf_str(&buf);
}

static uint32_t number_at(const struct item *item, enum field field)
{
    return field == FIELD_QUANTITY     ? item->quantity_at
           : field == FIELD_UNIT_PRICE ? item->unit_price_at
                                       : 0;
}

struct str item_number_text(const struct event *event, const struct item *item, enum field field)
{
    uint32_t at = number_at(item, field);
    if (at)
        return json_number_text(&event->doc, event->bytes, at);
    return values_first(item_values(item, field));
}

bool item_number(const struct event *event, const struct item *item, enum field field,
                 double *number)
{
    uint32_t at = number_at(item, field);
    struct values values = item_values(item, field);
    if (at == 0)
        return values.count > 0 && str_to_double(values.items[0].text, number);
    *number = json_number(&event->doc, at);
    return true;
}

/* Adds a note for each field of the mask. */
static uint32_t add_notes(struct note *notes, uint32_t count, uint32_t mask, unsigned problem)
{
    for (; mask; mask &= mask - 1) {
        unsigned bit = (unsigned)__builtin_ctz(mask);
        struct note note = {.text = problem_text(problem, &note.code)};
        note.field = str_of(field_name(FIELD_FIRST_OF_ITEM + bit));
        if (bit == ITEM_COMPONENTS)
            note.field = STR("components");
        notes[count++] = note;
    }
    return count;
}

const struct note *item_notes(const struct item *item, struct arena *arena, uint32_t *count)
{
    unsigned total = (unsigned)(__builtin_popcount(item->wrong_type) +
                                __builtin_popcount(item->empty) + __builtin_popcount(item->cut));
    *count = 0;
    if (total == 0)
        return NULL;
    struct note *notes = ARENA_ARRAY(arena, struct note, total);
    *count = add_notes(notes, *count, item->wrong_type, PROBLEM_WRONG_TYPE);
    *count = add_notes(notes, *count, item->empty, PROBLEM_EMPTY);
    *count = add_notes(notes, *count, item->cut, PROBLEM_CUT);
    return notes;
}

struct span value_original_span(struct arena *arena, const struct value *value, size_t start,
                                size_t end)
{
    /* Also text that was never normalised: that of raw events. */
    if (value->raw.ptr == value->text.ptr && value->raw.len == value->text.len)
        return text_plain_span(value->raw, start, end);
    if (str_eq(text_normalise(arena, value->raw), value->text))
        return text_original_span(value->raw, start, end);
    return (struct span){0, (uint32_t)str_code_points(value->raw)};
}
