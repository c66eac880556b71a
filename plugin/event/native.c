/* The native event, interdict.event/1: design and schema agree on the layout in the tables here. */
#include "event/decoder.h"

#include <stdio.h>

#include "base/limits.h"
#include "base/mem.h"

enum event_key {
    KEY_SCHEMA,
    KEY_KIND,
    KEY_ID,
    KEY_TIME,
    KEY_ACTION,
    KEY_SITE,
    KEY_SYSTEM,
    KEY_PURPOSE,
    KEY_ORG,
    KEY_SUPPLIER,
    KEY_ORDER,
    KEY_CONTRACT,
    KEY_ITEMS,
    EVENT_KEY_COUNT,
};

static const char *const event_keys[EVENT_KEY_COUNT] = {
    [KEY_SCHEMA] = "schema",     [KEY_KIND] = "kind",       [KEY_ID] = "id",
    [KEY_TIME] = "time",         [KEY_ACTION] = "action",   [KEY_SITE] = "site",
    [KEY_SYSTEM] = "system",     [KEY_PURPOSE] = "purpose", [KEY_ORG] = "org",
    [KEY_SUPPLIER] = "supplier", [KEY_ORDER] = "order",     [KEY_CONTRACT] = "contract",
    [KEY_ITEMS] = "items",
};

/* Keys of org, supplier, order and contract. */
enum part_key { PART_ID, PART_NAME, PART_COUNTRY, PART_ROLES, PART_NUMBER, PART_DATE, PART_COUNT };

static const char *const part_keys[PART_COUNT] = {
    [PART_ID] = "id",       [PART_NAME] = "name",     [PART_COUNTRY] = "country",
    [PART_ROLES] = "roles", [PART_NUMBER] = "number", [PART_DATE] = "date",
};

/* Where each of them goes; 0 (the kind, which no part has) is an unknown key. */
static const unsigned char part_fields[EVENT_KEY_COUNT][PART_COUNT] = {
    [KEY_ORG] = {[PART_ID] = FIELD_ORG_ID,
                 [PART_NAME] = FIELD_ORG_NAME,
                 [PART_COUNTRY] = FIELD_ORG_COUNTRY,
                 [PART_ROLES] = FIELD_ORG_ROLES},
    [KEY_SUPPLIER] = {[PART_ID] = FIELD_SUPPLIER_ID,
                      [PART_NAME] = FIELD_SUPPLIER_NAME,
                      [PART_COUNTRY] = FIELD_SUPPLIER_COUNTRY},
    [KEY_ORDER] = {[PART_NUMBER] = FIELD_ORDER_NUMBER},
    [KEY_CONTRACT] = {[PART_NUMBER] = FIELD_CONTRACT_NUMBER, [PART_DATE] = FIELD_CONTRACT_DATE},
};

static const struct {
    const char *word;
    enum event_kind kind;
    enum event_action action;
} actions[] = {
    {"requested", EVENT_PURCHASE, ACTION_REQUESTED}, {"quoted", EVENT_PURCHASE, ACTION_QUOTED},
    {"ordered", EVENT_PURCHASE, ACTION_ORDERED},     {"received", EVENT_PURCHASE, ACTION_RECEIVED},
    {"invoiced", EVENT_PURCHASE, ACTION_INVOICED},   {"awarded", EVENT_PURCHASE, ACTION_AWARDED},
    {"cancelled", EVENT_PURCHASE, ACTION_CANCELLED}, {"discovered", EVENT_ASSET, ACTION_DISCOVERED},
    {"updated", EVENT_ASSET, ACTION_UPDATED},        {"retired", EVENT_ASSET, ACTION_RETIRED},
};

static const uint32_t NO_PARENT = UINT32_MAX;

void native_init(struct decoder *decoder)
{
    const char *item_keys[ITEM_COMPONENTS + 1];
    memcpy(item_keys, field_names + FIELD_FIRST_OF_ITEM, sizeof item_keys);
    item_keys[ITEM_COMPONENTS] = "components"; /* in the place of `path`, which we make ourselves */
    key_table_init(&decoder->event_keys, event_keys, EVENT_KEY_COUNT);
    key_table_init(&decoder->part_keys, part_keys, PART_COUNT);
    key_table_init(&decoder->item_keys, item_keys, ITEM_COMPONENTS + 1);
}

static bool has(const struct key_values *keys, unsigned key)
{
    return (keys->mask >> key & 1) != 0;
}

/* For a message: short, and on one line. */
static struct str shown(struct values values)
{
    enum { SHOWN_BYTES = 60 };
    struct str text = values.items[0].text;
    return str_head(text, str_utf8_floor(text, SHOWN_BYTES));
}

/* --- the event's own fields ------------------------------------------------------------------- */

static void read_field(struct decoder *decoder, enum field field, uint32_t at)
{
    unsigned problems =
        decoder_values(decoder, field, at, &decoder->singles[field], &decoder->event.fields[field]);
    if (problems)
        decoder_note_problems(decoder, str_of(field_name(field)), problems);
}

static void read_roles(struct decoder *decoder, uint32_t at)
{
    struct event *event = &decoder->event;
    const struct json_doc *doc = &event->doc;
    if (json_type(doc, at) == '[' && json_type(doc, at + 1) == ']') {
        event->roles_present = true; /* said to have none: a fact, not a gap */
        return;
    }
    unsigned problems =
        decoder_values(decoder, FIELD_ORG_ROLES, at, &decoder->singles[FIELD_ORG_ROLES],
                       &event->fields[FIELD_ORG_ROLES]);
    event->roles_present = problems == 0;
    if (problems)
        decoder_note_problems(decoder, STR("org.roles"), problems);
}

/* org, supplier, order or contract. */
static void read_part(struct decoder *decoder, enum event_key part, uint32_t at)
{
    char type = json_type(&decoder->event.doc, at);
    if (type != '{') {
        decoder_note_problems(decoder, str_of(event_keys[part]),
                              type == 'n' ? PROBLEM_EMPTY : PROBLEM_WRONG_TYPE);
        return;
    }
    struct key_values keys;
    key_table_read(&decoder->part_keys, &decoder->event.doc, at, &keys);
    for (uint32_t mask = keys.mask; mask; mask &= mask - 1) {
        unsigned key = (unsigned)__builtin_ctz(mask);
        enum field field = part_fields[part][key];
        if (field == FIELD_ORG_ROLES)
            read_roles(decoder, keys.at[key]);
        else if (field)
            read_field(decoder, field, keys.at[key]);
    }
}

static void set_time(struct decoder *decoder)
{
    struct event *event = &decoder->event;
    struct values *values = &event->fields[FIELD_EVENT_TIME];
    if (values->count > 0 && moment_parse(values->items[0].text, &event->time)) {
        event->has_time = true;
        return;
    }
    if (values->count > 0) {
        decoder->counts.bad_dates++;
        decoder_note(decoder, STR("event.time"), "bad-time",
                     STR("The time is not RFC 3339 and counts as missing."));
        *values = (struct values){0};
    }
    if (event->meta && event->meta->timestamp_ms >= 0) {
        event->has_time = event->time_from_record = true;
        event->time = (struct moment){.ms = event->meta->timestamp_ms};
        decoder_note(decoder, STR("event.time"), "record-time",
                     STR("The event has no time of its own; the record's timestamp stands in."));
    } else {
        decoder_note(decoder, STR("event.time"), "no-time",
                     STR("Neither the event nor its record has a time."));
    }
}

static void set_contract_date(struct decoder *decoder)
{
    struct event *event = &decoder->event;
    struct values *values = &event->fields[FIELD_CONTRACT_DATE];
    struct moment moment;
    if (values->count == 0)
        return;
    if (moment_parse(values->items[0].text, &moment)) {
        event->has_contract_date = true;
        event->contract_date = moment_day(moment, NULL);
        return;
    }
    decoder->counts.bad_dates++;
    decoder_note(decoder, STR("contract.date"), "bad-date",
                 STR("The date is not YYYY-MM-DD and counts as missing."));
    *values = (struct values){0};
}

static void set_action(struct decoder *decoder)
{
    struct event *event = &decoder->event;
    struct values values = event->fields[FIELD_EVENT_ACTION];
    if (values.count == 0)
        return;
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        if (actions[i].kind == event->kind && str_is(values.items[0].text, actions[i].word)) {
            event->action = actions[i].action;
            return;
        }
    }
    event->action = ACTION_OTHER;
    decoder->counts.unknown_actions++;
    decoder_note(decoder, STR("event.action"), "unknown-action",
                 arena_printf(&decoder->arena, "\"%.*s\" is no known action of this kind of event.",
                              STR_ARG(shown(values))));
}

/* --- items ------------------------------------------------------------------------------------ */

static void read_item_fields(struct decoder *decoder, struct item *item,
                             const struct key_values *keys)
{
    uint32_t mask = keys->mask & ~(UINT32_C(1) << ITEM_COMPONENTS);
    size_t room = keys->count + 1; /* one more for the event's purpose */
    struct values *fields = ARENA_ARRAY(&decoder->arena, struct values, room);
    struct value *singles = ARENA_ARRAY(&decoder->arena, struct value, room);
    uint8_t count = 0;
    item->fields = fields;
    for (; mask; mask &= mask - 1) {
        unsigned key = (unsigned)__builtin_ctz(mask);
        enum field field = FIELD_FIRST_OF_ITEM + key;
        uint32_t at = keys->at[key];
        if ((field == FIELD_QUANTITY || field == FIELD_UNIT_PRICE) &&
            json_is_number(&decoder->event.doc, at)) {
            *(field == FIELD_QUANTITY ? &item->quantity_at : &item->unit_price_at) = at;
            continue;
        }
        unsigned problems = decoder_values(decoder, field, at, singles++, &fields[count]);
        if (problems) {
            decoder_count(decoder, problems);
            item->wrong_type |= (problems & PROBLEM_WRONG_TYPE ? 1u : 0) << key;
            item->empty |= (problems & PROBLEM_EMPTY ? 1u : 0) << key;
            item->cut |= (problems & PROBLEM_CUT ? 1u : 0) << key;
        }
        if (fields[count].count > 0)
            item->slot[key] = count++;
    }
    uint8_t *purpose = &item->slot[FIELD_PURPOSE - FIELD_FIRST_OF_ITEM];
    if (*purpose == ITEM_NO_SLOT && decoder->event.purpose.count > 0) {
        *purpose = count;
        fields[count++] = decoder->event.purpose;
    }
    item->field_count = count;
}

/* Notes a list's entry that is no object. */
static void note_bad_item(struct decoder *decoder, uint32_t parent, uint32_t step, uint32_t at)
{
    decoder->counts.bad_items++;
    struct str path = {0}, what = {0};
    if (decoder_wants_notes(decoder)) {
        struct item item = {.parent = parent, .step = step, .is_component = parent != NO_PARENT};
        decoder->event.items = decoder->items;
        path = item_path(&decoder->event, &item, &decoder->arena);
        what = arena_printf(&decoder->arena, "It is %s and no object, and was passed over.",
                            json_type_name(json_type(&decoder->event.doc, at)));
    }
    decoder_note(decoder, path, "item-not-object", what);
}

static bool read_items(struct decoder *decoder, uint32_t list, uint32_t parent);

/* The components of the item `index`, whose JSON value stands at `at`; false if there are too many
 * items. */
static bool read_components(struct decoder *decoder, uint32_t index, uint32_t at)
{
    struct item *item = &decoder->items[index];
    char type = json_type(&decoder->event.doc, at);
    uint32_t bit = UINT32_C(1) << ITEM_COMPONENTS;
    if (type == '[')
        return read_items(decoder, at, index);
    if (type == 'n') {
        item->empty |= bit;
        decoder->counts.empty_fields++;
    } else {
        item->wrong_type |= bit;
        decoder->counts.wrong_type_fields++;
    }
    return true;
}

static bool read_item(struct decoder *decoder, uint32_t at, uint32_t parent, uint32_t step)
{
    uint32_t index = decoder->event.item_count++;
    decoder->items = mem_grow(decoder->items, &decoder->item_cap, index, sizeof *decoder->items);
    struct item *item = &decoder->items[index];
    *item = (struct item){.json = at,
                          .parent = parent == NO_PARENT ? index : parent,
                          .step = step,
                          .is_component = parent != NO_PARENT};
    memset(item->slot, ITEM_NO_SLOT, sizeof item->slot);
    struct key_values keys;
    key_table_read(&decoder->item_keys, &decoder->event.doc, at, &keys);
    read_item_fields(decoder, item, &keys);
    return !has(&keys, ITEM_COMPONENTS) ||
           read_components(decoder, index, keys.at[ITEM_COMPONENTS]);
}

/* Items and, in depth, their components; the JSON's depth is bounded, so recursion is. */
static bool read_items(struct decoder *decoder, uint32_t list, uint32_t parent)
{
    const struct json_doc *doc = &decoder->event.doc;
    uint32_t step = 0;
    for (uint32_t at = list + 1; json_type(doc, at) != ']'; at = json_next(doc, at), step++) {
        if (++decoder->items_seen > decoder->item_limit)
            return false;
        if (json_type(doc, at) != '{')
            note_bad_item(decoder, parent, step, at);
        else if (!read_item(decoder, at, parent, step))
            return false;
    }
    return true;
}

/* --- the record ------------------------------------------------------------------------------- */

static enum reject_reason check_schema(struct decoder *decoder, const struct key_values *keys,
                                       struct error *error)
{
    const struct json_doc *doc = &decoder->event.doc;
    uint32_t at = has(keys, KEY_SCHEMA) ? keys->at[KEY_SCHEMA] : 0;
    if (at == 0 || json_type(doc, at) == 'n')
        return REJECT_NONE;
    if (json_type(doc, at) == '"' && str_is(json_string(doc, at), "interdict.event/1"))
        return REJECT_NONE;
    error_set(error, ERROR_INVALID, "its \"schema\" is not \"interdict.event/1\"");
    return REJECT_NO_MAPPING;
}

static enum reject_reason read_kind(struct decoder *decoder, const struct key_values *keys,
                                    struct error *error)
{
    struct event *event = &decoder->event;
    struct values *kind = &event->fields[FIELD_EVENT_KIND];
    if (has(keys, KEY_KIND))
        decoder_values(decoder, FIELD_EVENT_KIND, keys->at[KEY_KIND],
                       &decoder->singles[FIELD_EVENT_KIND], kind);
    if (kind->count == 0) {
        error_set(error, ERROR_INVALID, "\"kind\" (\"asset\" or \"purchase\") is missing");
        return REJECT_NO_KIND;
    }
    if (kind->count == 1 && str_is(kind->items[0].text, "purchase")) {
        event->kind = EVENT_PURCHASE;
    } else if (kind->count == 1 && str_is(kind->items[0].text, "asset")) {
        event->kind = EVENT_ASSET;
    } else {
        error_set(error, ERROR_INVALID, "\"kind\" is \"%.*s\" and not \"asset\" or \"purchase\"",
                  STR_ARG(shown(*kind)));
        return REJECT_UNKNOWN_KIND;
    }
    return REJECT_NONE;
}

static enum reject_reason check_items(struct decoder *decoder, const struct key_values *keys,
                                      struct error *error)
{
    const struct json_doc *doc = &decoder->event.doc;
    uint32_t at = has(keys, KEY_ITEMS) ? keys->at[KEY_ITEMS] : 0;
    if (at == 0)
        error_set(error, ERROR_INVALID, "\"items\" is missing");
    else if (json_type(doc, at) != '[')
        error_set(error, ERROR_INVALID, "\"items\" is %s and not a list",
                  json_type_name(json_type(doc, at)));
    else if (json_type(doc, at + 1) == ']')
        error_set(error, ERROR_INVALID, "\"items\" is empty");
    else
        return REJECT_NONE;
    return REJECT_NO_ITEMS;
}

static void read_event_fields(struct decoder *decoder, const struct key_values *keys)
{
    static const struct {
        enum event_key key;
        enum field field;
    } plain[] = {
        {KEY_ID, FIELD_EVENT_ID}, {KEY_TIME, FIELD_EVENT_TIME}, {KEY_ACTION, FIELD_EVENT_ACTION},
        {KEY_SITE, FIELD_SITE},   {KEY_SYSTEM, FIELD_SYSTEM},
    };
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (has(keys, plain[i].key))
            read_field(decoder, plain[i].field, keys->at[plain[i].key]);
    for (unsigned part = KEY_ORG; part <= KEY_CONTRACT; part++)
        if (has(keys, part))
            read_part(decoder, part, keys->at[part]);
    if (has(keys, KEY_PURPOSE)) {
        unsigned problems =
            decoder_values(decoder, FIELD_PURPOSE, keys->at[KEY_PURPOSE],
                           &decoder->singles[FIELD_FIRST_OF_ITEM], &decoder->event.purpose);
        if (problems)
            decoder_note_problems(decoder, STR("purpose"), problems);
    }
    set_time(decoder);
    set_contract_date(decoder);
    set_action(decoder);
}

enum reject_reason native_read(struct decoder *decoder, struct error *error)
{
    struct key_values keys;
    key_table_read(&decoder->event_keys, &decoder->event.doc, JSON_ROOT, &keys);
    enum reject_reason reason = check_schema(decoder, &keys, error);
    if (reason == REJECT_NONE)
        reason = read_kind(decoder, &keys, error);
    if (reason == REJECT_NONE)
        reason = check_items(decoder, &keys, error);
    if (reason != REJECT_NONE)
        return reason;
    read_event_fields(decoder, &keys);
    if (!read_items(decoder, keys.at[KEY_ITEMS], NO_PARENT)) {
        error_set(error, ERROR_LIMIT, "there are more than %zu items and components",
                  decoder->item_limit);
        return REJECT_TOO_MANY;
    }
    return REJECT_NONE;
}
