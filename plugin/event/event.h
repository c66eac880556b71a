/* One record, decoded: the event's own fields and its items. Everything points into the record's
 * bytes, the JSON document or the decoder's arena, and dies with the next decode. */
#ifndef INTERDICT_EVENT_EVENT_H
#define INTERDICT_EVENT_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/date.h"
#include "base/str.h"
#include "event/field.h"
#include "event/json.h"
#include "event/text.h"

/* One text of a field: as it came, and normalised (event/text.h). Often the same bytes. */
struct value {
    struct str raw;
    struct str text;
};

/* A field's values; count 0 is a missing field. */
struct values {
    const struct value *items;
    uint32_t count;
};

/* EVENT_RAW: somebody else's event as it came (decoder_raw). It has one item, whose JSON is the
 * whole record, and no canonical field: only rules that use the source's own names see it, and no
 * law judges it. */
enum event_kind { EVENT_ASSET, EVENT_PURCHASE, EVENT_RAW };

/* "asset", "purchase", "raw". */
const char *event_kind_name(enum event_kind kind);

/* What Sigma says of where events come from; absent attributes are {NULL, 0}. */
struct logsource {
    struct str category, product, service;
};

/* purchase: requested … cancelled; asset: discovered … retired; ACTION_NONE when absent. */
enum event_action {
    ACTION_NONE,
    ACTION_REQUESTED,
    ACTION_QUOTED,
    ACTION_ORDERED,
    ACTION_RECEIVED,
    ACTION_INVOICED,
    ACTION_AWARDED,
    ACTION_CANCELLED,
    ACTION_DISCOVERED,
    ACTION_UPDATED,
    ACTION_RETIRED,
    ACTION_OTHER, /* a word that is none of these: noted, judged like a purchase or use */
};

/* Something about the event that the alert has to say: {field, code, text}. Decoding says:
 *   wrong-type            a field (or an element of its list) of another type: missing
 *   empty                 null, blank or an empty list: missing
 *   values-cut            more than LIMIT_FIELD_VALUES strings: the rest was not read
 *   item-not-object       field is the JSON Pointer of what was passed over
 *   record-time, no-time  the record's timestamp stands for the event's time; there is none
 *   bad-time, bad-date    event.time or contract.date cannot be read: missing
 *   unknown-action        event.action is no word for this kind of event
 *   more-notes            how many more there were */
struct note {
    struct str field; /* canonical name or JSON pointer; may be empty */
    const char *code; /* of the above, "inferred-by-rule", … */
    struct str text;
};

enum {
    ITEM_FIELD_COUNT = FIELD_COUNT - FIELD_FIRST_OF_ITEM,
    ITEM_NO_SLOT = 0xFF,
    /* In an item's masks: its `components`. (No source has a `path`, we make it.) */
    ITEM_COMPONENTS = FIELD_PATH - FIELD_FIRST_OF_ITEM,
};

struct item {
    uint8_t slot[ITEM_FIELD_COUNT]; /* index into `fields`, or ITEM_NO_SLOT */
    uint8_t field_count;
    bool is_component;
    uint32_t parent;             /* index of the item that holds this component; else itself */
    const struct values *fields; /* the present ones */
    uint32_t json;               /* tape index of the item's object, for raw. paths */
    /* Tape indexes of `quantity` and `unit_price` where they came as JSON numbers, else 0. Such a
     * field has no slot: its value is item_number, its text item_number_text. */
    uint32_t quantity_at, unit_price_at;
    /* The JSON Pointer is built when it is asked for (item_path): parent + one step. */
    uint32_t step;
    /* What was wrong, a bit a field (1 << field - FIELD_FIRST_OF_ITEM, or ITEM_COMPONENTS); told by
     * item_notes. A field may be in a mask and have values: the readable ones of a list. */
    uint32_t wrong_type, empty, cut;
};

/* Where a record came from; the caller owns the texts. */
struct record_meta {
    struct str topic; /* Kafka; empty for files */
    int32_t partition;
    int64_t offset;
    int64_t timestamp_ms; /* of the record; -1 when there is none */
    struct str file;      /* `scan`: the file's name, "-" for standard input */
    uint64_t line;        /* from 1 */
};

struct event {
    struct str bytes; /* the record's value */
    struct json_doc doc;
    const struct record_meta *meta;
    enum event_kind kind;
    enum event_action action;
    const struct logsource *logsource; /* EVENT_RAW: what the mapping declares; else NULL */
    bool has_time, time_from_record;
    struct moment time; /* of the event, else the record's timestamp */
    bool has_contract_date;
    day_t contract_date;
    struct values fields[FIELD_FIRST_OF_ITEM];
    /* org.roles was a list, perhaps an empty one, and every element of it could be read: it is
     * complete, and a role that is not in it does not hold. Without this the roles that were read
     * hold, and nothing is known of others. */
    bool roles_present;
    const struct item *items; /* an item stands before its components, they before the next item */
    uint32_t item_count;      /* 0 when no entry of the list was an object */
    const struct note *notes; /* of the event's own fields; an item's are item_notes */
    uint32_t note_count;
    /* An event-level purpose; items without their own take it (their slot points to it). */
    struct values purpose;
};

static inline struct values item_values(const struct item *item, enum field field)
{
    uint8_t slot = item->slot[field - FIELD_FIRST_OF_ITEM];
    return slot == ITEM_NO_SLOT ? (struct values){0} : item->fields[slot];
}

/* A canonical field as a rule sees it beside `item`: the item's, or the event's. */
static inline struct values event_values(const struct event *event, const struct item *item,
                                         enum field field)
{
    return field < FIELD_FIRST_OF_ITEM ? event->fields[field] : item_values(item, field);
}

/* The first value as it came, or an absent string. */
static inline struct str values_first(struct values values)
{
    return values.count ? values.items[0].raw : (struct str){0};
}

/* Builds the item's JSON Pointer, e.g. "/items/0/components/2", into the arena; empty, the whole
 * record, for EVENT_RAW. */
struct arena;
struct str item_path(const struct event *event, const struct item *item, struct arena *arena);

/* What was wrong with the item's own fields, made into the arena; *count may be 0. */
const struct note *item_notes(const struct item *item, struct arena *arena, uint32_t *count);

/* FIELD_QUANTITY or FIELD_UNIT_PRICE exactly as it was written, number or string; absent if
 * missing. A view into the event. */
struct str item_number_text(const struct event *event, const struct item *item, enum field field);

/* The same as a number; false if it is missing or its text is no JSON number. */
bool item_number(const struct event *event, const struct item *item, enum field field,
                 double *number);

/* Where the bytes from `start` to `end` of value->text stand in value->raw, in code points. Like
 * text_original_span, but knows identifiers in one spelling: of those the whole is meant. */
struct span value_original_span(struct arena *arena, const struct value *value, size_t start,
                                size_t end);

/* `requested` and `quoted`. */
static inline bool event_is_planned(const struct event *event)
{
    return event->action == ACTION_REQUESTED || event->action == ACTION_QUOTED;
}

/* `cancelled` and `retired`. */
static inline bool event_is_closed(const struct event *event)
{
    return event->action == ACTION_CANCELLED || event->action == ACTION_RETIRED;
}

#endif
