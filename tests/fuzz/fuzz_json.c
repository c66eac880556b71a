/* libFuzzer: any bytes as a record. */
#include <stdlib.h>

#include "event/decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_numbers(const struct event *event, const struct item *item)
{
    for (enum field field = FIELD_QUANTITY; field <= FIELD_UNIT_PRICE; field++) {
        double value;
        struct str text = item_number_text(event, item, field);
        if (item_number(event, item, field, &value) && !str_to_double(str_trim(text), &value) &&
            text.len < 300)
            abort();
    }
}

static void check_texts(const struct item *item, struct arena *arena)
{
    for (unsigned i = 0; i < item->field_count; i++) {
        for (uint32_t v = 0; v < item->fields[i].count; v++) {
            const struct value *value = &item->fields[i].items[v];
            struct span span = value_original_span(arena, value, 0, value->text.len);
            if (value->text.len == 0 || span.start >= span.end ||
                span.end > str_code_points(value->raw) ||
                !str_eq(text_normalise(arena, value->text), value->text))
                abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct decoder *decoder;
    static const struct record_meta meta = {.timestamp_ms = 1772445660000};
    const struct event *event;
    struct error error = {0};
    if (!decoder)
        decoder = decoder_new(NULL);
    decoder_raw(decoder, (struct str){(const char *)data, size}, &meta, &event, &error);
    if (decoder_native(decoder, (struct str){(const char *)data, size}, &meta, &event, &error) !=
        REJECT_NONE) {
        if (error.message[0] == '\0')
            abort();
        return 0;
    }
    for (uint32_t i = 0; i < event->item_count; i++) {
        uint32_t notes;
        item_path(event, &event->items[i], decoder_arena(decoder));
        item_notes(&event->items[i], decoder_arena(decoder), &notes);
        check_numbers(event, &event->items[i]);
        check_texts(&event->items[i], decoder_arena(decoder));
    }
    return 0;
}
