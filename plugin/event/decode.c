#include "event/decoder.h"

#include "base/limits.h"
#include "base/mem.h"

enum { ARENA_BLOCK = 64 << 10 };

const char *reject_name(enum reject_reason reason)
{
    static const char *const names[REJECT_COUNT] = {
        [REJECT_NONE] = "none",
        [REJECT_EMPTY] = "empty-value",
        [REJECT_NOT_JSON] = "not-json",
        [REJECT_BAD_UTF8] = "invalid-utf8",
        [REJECT_TOO_LARGE] = "too-large",
        [REJECT_TOO_DEEP] = "too-deep",
        [REJECT_TOO_MANY] = "too-many-items",
        [REJECT_NO_MAPPING] = "no-mapping",
        [REJECT_NOT_OBJECT] = "not-object",
        [REJECT_NO_KIND] = "no-kind",
        [REJECT_UNKNOWN_KIND] = "unknown-kind",
        [REJECT_NO_ITEMS] = "no-items",
    };
    return (unsigned)reason < REJECT_COUNT ? names[reason] : "";
}

struct decoder *decoder_new(const struct decoder_options *options)
{
    struct decoder *decoder = mem_zalloc(sizeof *decoder);
    decoder->event_bytes =
        options && options->event_bytes ? options->event_bytes : LIMIT_EVENT_BYTES;
    if (decoder->event_bytes > LIMIT_EVENT_BYTES_MAX)
        decoder->event_bytes = LIMIT_EVENT_BYTES_MAX;
    decoder->item_limit = options && options->items ? options->items : LIMIT_ITEMS;
    if (decoder->item_limit > LIMIT_EVENT_BYTES_MAX) /* there are fewer items than bytes */
        decoder->item_limit = LIMIT_EVENT_BYTES_MAX;
    if (options) {
        decoder->mapping = options->mapping;
        decoder->logsource = options->logsource;
    }
    decoder->parser = json_parser_new(decoder->event_bytes, LIMIT_JSON_DEPTH);
    arena_init(&decoder->arena, ARENA_BLOCK);
    native_init(decoder);
    return decoder;
}

void decoder_free(struct decoder *decoder)
{
    if (!decoder)
        return;
    json_parser_free(decoder->parser);
    arena_clear(&decoder->arena);
    mem_free(decoder->items);
    mem_free(decoder);
}

struct arena *decoder_arena(struct decoder *decoder)
{
    return &decoder->arena;
}

const struct decode_counts *decoder_counts(const struct decoder *decoder)
{
    return &decoder->counts;
}

/* Forgets the last event, and the memory beyond the usual that it took. */
static void reset(struct decoder *decoder)
{
    arena_reset(&decoder->arena, LIMIT_SCANNER_KEEP);
    if (decoder->item_cap * sizeof *decoder->items > LIMIT_SCANNER_KEEP) {
        mem_free(decoder->items);
        decoder->items = NULL;
        decoder->item_cap = 0;
    }
    decoder->event = (struct event){0};
    decoder->items_seen = 0;
    decoder->notes = NULL;
    decoder->notes_dropped = 0;
}

static enum reject_reason reject_of(enum json_status status)
{
    switch (status) {
    case JSON_OK:
        return REJECT_NONE;
    case JSON_BAD_UTF8:
        return REJECT_BAD_UTF8;
    case JSON_TOO_DEEP:
        return REJECT_TOO_DEEP;
    case JSON_TOO_LARGE:
        return REJECT_TOO_LARGE;
    case JSON_EMPTY:
        return REJECT_EMPTY;
    default:
        return REJECT_NOT_JSON;
    }
}

/* What all kinds of events begin with: an object. */
static enum reject_reason parse(struct decoder *decoder, struct str bytes,
                                const struct record_meta *meta, struct error *error)
{
    struct json_doc doc;
    enum json_status status = json_parse(decoder->parser, bytes, &doc, error);
    reset(decoder);
    if (status != JSON_OK)
        return reject_of(status);
    decoder->event.bytes = bytes;
    decoder->event.doc = doc;
    decoder->event.meta = meta;
    if (json_type(&doc, JSON_ROOT) != '{') {
        error_set(error, ERROR_INVALID, "the record is %s, not an object",
                  json_type_name(json_type(&doc, JSON_ROOT)));
        return REJECT_NOT_OBJECT;
    }
    return REJECT_NONE;
}

enum reject_reason decoder_native(struct decoder *decoder, struct str bytes,
                                  const struct record_meta *meta, const struct event **event,
                                  struct error *error)
{
    enum reject_reason reason = parse(decoder, bytes, meta, error);
    if (reason == REJECT_NONE)
        reason = native_read(decoder, error);
    if (reason != REJECT_NONE)
        return reason;
    decoder->event.items = decoder->items;
    decoder_close_notes(decoder);
    *event = &decoder->event;
    return REJECT_NONE;
}

enum reject_reason decoder_raw(struct decoder *decoder, struct str bytes,
                               const struct record_meta *meta, const struct event **event,
                               struct error *error)
{
    enum reject_reason reason = parse(decoder, bytes, meta, error);
    if (reason != REJECT_NONE)
        return reason;
    struct event *made = &decoder->event;
    struct item *item = ARENA_NEW(&decoder->arena, struct item);
    *item = (struct item){.json = JSON_ROOT};
    memset(item->slot, ITEM_NO_SLOT, sizeof item->slot);
    made->kind = EVENT_RAW;
    made->logsource = &decoder->logsource;
    made->items = item;
    made->item_count = 1;
    if (meta && meta->timestamp_ms >= 0) {
        made->has_time = made->time_from_record = true;
        made->time = (struct moment){.ms = meta->timestamp_ms};
    }
    *event = made;
    return REJECT_NONE;
}

enum reject_reason decoder_read(struct decoder *decoder, struct str bytes,
                                const struct record_meta *meta, const struct event **event,
                                struct error *error)
{
    return decoder->mapping == MAPPING_RAW ? decoder_raw(decoder, bytes, meta, event, error)
                                           : decoder_native(decoder, bytes, meta, event, error);
}

bool mapping_find(struct str name, enum mapping *out)
{
    if (!str_is(name, "native") && !str_is(name, "auto") && !str_is(name, "raw"))
        return false;
    *out = str_is(name, "raw") ? MAPPING_RAW : MAPPING_NATIVE;
    return true;
}
