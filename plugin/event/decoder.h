/* The decoder's inside, shared by the files that fill an event: decode.c (the record), native.c
 * (the native layout) and values.c (one field). */
#ifndef INTERDICT_EVENT_DECODER_H
#define INTERDICT_EVENT_DECODER_H

#include "event/decode.h"
#include "event/key.h"
#include "event/plain.h"

struct decoder {
    struct json_parser *parser;
    size_t event_bytes, item_limit;
    enum mapping mapping;
    struct logsource logsource;
    struct arena arena; /* of the current event */
    struct event event;
    /* Items are collected here, because their number is known only at the end. */
    struct item *items;
    size_t item_cap, items_seen;
    struct value singles[FIELD_FIRST_OF_ITEM + 1]; /* the event's own fields, and its purpose */
    struct note *notes;                            /* in the arena; room for LIMIT_NOTES */
    uint32_t notes_dropped;
    struct decode_counts counts;
    struct key_table event_keys, part_keys, item_keys;
};

/* What was wrong with a field. */
enum { PROBLEM_WRONG_TYPE = 1, PROBLEM_EMPTY = 2, PROBLEM_CUT = 4 };

/* What decoder_values does with text that has to be changed, and with everything but text. */
unsigned decoder_odd_values(struct decoder *decoder, enum field field, uint32_t at,
                            struct value *single, struct values *out);

/* Reads the text, or the list of texts, at tape index `at` into *out: no values when there is none
 * that can be used. A single text is kept in *single, a list in the arena. Returns PROBLEM_ bits.
 */
static inline unsigned decoder_values(struct decoder *decoder, enum field field, uint32_t at,
                                      struct value *single, struct values *out)
{
    const struct json_doc *doc = &decoder->event.doc;
    if (json_type(doc, at) == '"') {
        struct str raw = json_string(doc, at);
        if (raw.len > 0 && text_is_plain(raw) && !field_is_identifier(field)) {
            *single = (struct value){raw, raw};
            *out = (struct values){single, 1};
            return 0;
        }
    }
    return decoder_odd_values(decoder, field, at, single, out);
}

/* Counts the problems. */
void decoder_count(struct decoder *decoder, unsigned problems);

/* Adds a note about the event; beyond LIMIT_NOTES they are only counted. The texts must live as
 * long as the event. decoder_close_notes says how many there were more. */
void decoder_note(struct decoder *decoder, struct str field, const char *code, struct str text);
bool decoder_wants_notes(const struct decoder *decoder); /* or would only count them */
void decoder_close_notes(struct decoder *decoder);

/* Notes each problem of one field of the event. */
void decoder_note_problems(struct decoder *decoder, struct str field, unsigned problems);

/* The layout of native events, for decoder_native. */
void native_init(struct decoder *decoder);
enum reject_reason native_read(struct decoder *decoder, struct error *error);

/* The sentence for a problem; `code` is set to its code. One bit at a time. */
struct str problem_text(unsigned problem, const char **code);

#endif
