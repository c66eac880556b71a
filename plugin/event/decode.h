/* Bytes → event. One decoder a thread; everything a decoded event points to lives until the next
 * decode with the same decoder. */
#ifndef INTERDICT_EVENT_DECODE_H
#define INTERDICT_EVENT_DECODE_H

#include "base/error.h"
#include "event/event.h"

/* Why a record cannot be used; the names are the dead letter's exception class. */
enum reject_reason {
    REJECT_NONE,
    REJECT_EMPTY,        /* empty-value: zero bytes or only white space */
    REJECT_NOT_JSON,     /* not-json */
    REJECT_BAD_UTF8,     /* invalid-utf8 */
    REJECT_TOO_LARGE,    /* too-large: beyond event_bytes */
    REJECT_TOO_DEEP,     /* too-deep */
    REJECT_TOO_MANY,     /* too-many-items */
    REJECT_NO_MAPPING,   /* no-mapping: an object that no mapping knows, e.g. another `schema` */
    REJECT_NOT_OBJECT,   /* not-object */
    REJECT_NO_KIND,      /* no-kind */
    REJECT_UNKNOWN_KIND, /* unknown-kind */
    REJECT_NO_ITEMS,     /* no-items: missing, empty or not a list */
    REJECT_COUNT,
};

const char *reject_name(enum reject_reason reason);

/* How events are written. */
enum mapping {
    MAPPING_NATIVE, /* interdict.event/1 */
    MAPPING_RAW,    /* any JSON object, under its own names */
};
/* "native" and "auto" (which knows only native events yet), "raw"; false for anything else. */
bool mapping_find(struct str name, enum mapping *out);

struct decoder_options {
    size_t event_bytes; /* 0: LIMIT_EVENT_BYTES */
    size_t items;       /* 0: LIMIT_ITEMS */
    enum mapping mapping;
    struct logsource logsource; /* of MAPPING_RAW: what is known of where the events come from; its
                                 * texts must outlive the decoder */
};

struct decoder;
struct decoder *decoder_new(const struct decoder_options *options);
void decoder_free(struct decoder *decoder);

/* Decodes a native event (interdict.event/1). Returns REJECT_NONE and sets *event, or a reason
 * with the explanation in *error. Never allocates in the steady state. `bytes` and `meta` must live
 * as long as the event.
 *
 * Only a `kind` and a non-empty `items` are required. A field of the wrong type, null, empty or
 * blank is missing and noted; unknown keys are passed over; where a key stands twice, the last one
 * counts. A string field also takes a list of strings. Texts are text_normalise_field's; where such
 * a text is empty, the field is blank. Without a readable `time` the record's timestamp stands in.
 */
enum reject_reason decoder_native(struct decoder *decoder, struct str bytes,
                                  const struct record_meta *meta, const struct event **event,
                                  struct error *error);

/* Takes any JSON object as it came: one item, no canonical field, nothing normalised and nothing
 * noted. The record's timestamp is the event's time. */
enum reject_reason decoder_raw(struct decoder *decoder, struct str bytes,
                               const struct record_meta *meta, const struct event **event,
                               struct error *error);

/* One of the two, as the options say. */
enum reject_reason decoder_read(struct decoder *decoder, struct str bytes,
                                const struct record_meta *meta, const struct event **event,
                                struct error *error);

/* The arena of the current event: what a stage downstream makes for this event lives there. */
struct arena *decoder_arena(struct decoder *decoder);

/* What was seen so far and did not make a dead letter; for metrics. */
struct decode_counts {
    uint64_t wrong_type_fields, empty_fields, bad_items, values_cut, unknown_actions, bad_dates;
};
const struct decode_counts *decoder_counts(const struct decoder *decoder);

#endif
