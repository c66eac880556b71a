/* Raw events: any JSON object as it came. */
#include "test.h"

#include "event/decode.h"

static void test_object(void **state)
{
    (void)state;
    struct decoder *decoder = decoder_new(&(struct decoder_options){.mapping = MAPPING_RAW});
    static const struct record_meta meta = {.timestamp_ms = 1772445660000};
    const struct event *event = NULL;
    struct error error = {0};
    struct str bytes = STR("{\"kind\": 5, \"vendor\": \" Acme\\u2122\", \"items\": null}");
    assert_int_equal(decoder_read(decoder, bytes, &meta, &event, &error), REJECT_NONE);
    assert_int_equal(event->kind, EVENT_RAW);
    assert_string_equal(event_kind_name(event->kind), "raw");
    assert_int_equal(event->item_count, 1);
    assert_int_equal(event->note_count, 0);
    for (enum field field = 0; field < FIELD_COUNT; field++)
        assert_int_equal(event_values(event, &event->items[0], field).count, 0);
    assert_str(item_path(event, &event->items[0], decoder_arena(decoder)), "");
    uint32_t notes;
    item_notes(&event->items[0], decoder_arena(decoder), &notes);
    assert_int_equal(notes, 0);
    assert_true(event->has_time && event->time_from_record);
    assert_int_equal(event->time.ms, 1772445660000);
    assert_int_equal(event->items[0].json, JSON_ROOT);
    decoder_free(decoder);
}

static void test_rejects(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        enum reject_reason reason;
    } cases[] = {
        {"[]", REJECT_NOT_OBJECT}, {"\"x\"", REJECT_NOT_OBJECT},          {"", REJECT_EMPTY},
        {"{", REJECT_NOT_JSON},    {"{\"a\":\"\xff\"}", REJECT_BAD_UTF8}, {"{}", REJECT_NONE},
    };
    struct decoder *decoder = decoder_new(&(struct decoder_options){.mapping = MAPPING_RAW});
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct event *event = NULL;
        struct error error = {0};
        assert_int_equal(decoder_read(decoder, str_of(cases[i].bytes), NULL, &event, &error),
                         cases[i].reason);
        assert_int_equal(event != NULL, cases[i].reason == REJECT_NONE);
    }
    decoder_free(decoder);
}

static void test_mappings(void **state)
{
    (void)state;
    enum mapping mapping = MAPPING_RAW;
    assert_true(mapping_find(STR("native"), &mapping));
    assert_int_equal(mapping, MAPPING_NATIVE);
    assert_true(mapping_find(STR("raw"), &mapping));
    assert_int_equal(mapping, MAPPING_RAW);
    assert_false(mapping_find(STR("RAW"), &mapping));
    assert_int_equal(mapping, MAPPING_RAW);
}

/* Offsets in text that was never normalised count its own characters. */
static void test_span(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 256);
    struct str text = STR("\xc3\xa9  x\xc3\xa9y ");
    struct value value = {text, text};
    struct span span = value_original_span(&arena, &value, 4, 7);
    assert_int_equal(span.start, 3);
    assert_int_equal(span.end, 5);
    arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_object),
        cmocka_unit_test(test_rejects),
        cmocka_unit_test(test_mappings),
        cmocka_unit_test(test_span),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
