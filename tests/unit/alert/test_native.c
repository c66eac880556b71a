#include "fixture.h"

#include "base/limits.h"

static void test_whole_alert(void **state)
{
    static const char wanted[] =
        "{\"schema\":\"interdict.alert/1\",\"id\":\"0c0d0620-db7b-5e67-abdc-8c841d7cac45\","
        "\"finding_id\":\"a3a8e86a-9ed2-553a-bca4-13b0123cf445\","
        "\"time\":\"2026-03-02T10:01:00Z\",\"judged_at\":\"2026-11-18T11:06:40Z\","
        "\"summary\":\"Violation: Micron Technology RDIMM 64GB ordered by acme (CN): Decision (CN, "
        "binding), Article 37 Cybersecurity Law\",\"disposition\":\"violation\","
        "\"status\":\"open\",\"level\":\"high\",\"confidence\":\"medium\","
        "\"rule\":{\"id\":\"0c0e3f3e-6b8e-4b0f-9a58-0d7f0d7a7f11\",\"title\":\"Micron\","
        "\"tags\":[\"vendor.micron\"],\"modified\":\"2026-11-22\","
        "\"file\":\"hardware/micron.yaml\",\"digest\":\"d1\"},"
        "\"legal_basis\":[{\"id\":\"cn-test\",\"title\":{\"en\":\"Decision\",\"zh\":\"美光\"},"
        "\"jurisdiction\":\"CN\",\"authority\":{\"en\":\"CAC\"},\"force\":\"binding\","
        "\"applicability\":\"binding\",\"reach\":\"named\","
        "\"because\":[\"bought by a CII operator in CN\"],"
        "\"provisions\":[{\"law\":{\"en\":\"Cybersecurity Law\",\"zh\":\"网络安全法\"},"
        "\"article\":\"37\",\"effective\":\"2026-01-01\"}],\"effective\":\"2023-05-21\","
        "\"consequence\":\"fine\",\"references\":[\"https://www.cac.gov.cn/x.htm\"],"
        "\"verified\":{\"on\":\"2026-11-22\",\"how\":\"official text\"}}],"
        "\"event\":{\"kind\":\"purchase\",\"id\":\"PO-1\",\"action\":\"ordered\","
        "\"planned\":false,"
        "\"sha256\":\"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\","
        "\"source\":{\"topic\":\"purchases\",\"partition\":3,\"offset\":42,"
        "\"timestamp\":\"2026-03-02T10:01:00Z\"}},"
        "\"org\":{\"id\":\"acme\",\"country\":\"CN\",\"roles\":[\"cii_operator\"],"
        "\"source\":\"event\"},"
        "\"item\":{\"path\":\"/items/0\",\"vendor\":\"Micron Technology\","
        "\"product\":\"RDIMM 64GB\"},\"evidence\":[],\"missing\":[],\"incomplete\":[],"
        "\"notes\":[],\"ruleset\":{\"digest\":\"abc\",\"version\":\"0.1.0\"}}";
    assert_string_equal(fixture_json(*state), wanted);
}

static void test_only_what_reaches_is_a_legal_basis(void **state)
{
    struct fixture *f = *state;
    struct instrument other = f->instrument;
    other.id = STR("elsewhere");
    f->judgements[1] = f->judgements[2];
    f->judgements[1].instrument = &other;
    f->verdict.judgement_count = 2;
    assert_lacks(fixture_json(f), "elsewhere");
    f->verdict.reaching = 2;
    assert_has(fixture_json(f), "\"id\":\"elsewhere\"");
}

static void test_evidence_quotes_the_original(void **state)
{
    struct fixture *f = *state;
    struct value value = {STR("＂Ｍicron™ RDIMM"), STR("\"Micron RDIMM")};
    struct evidence evidence[] = {
        {{FIELD_VENDOR, {0}}, STR("maker"), STR("micron"), &value, 1, 7},
        {{FIELD_RAW, STR("a.b")}, STR("x"), STR("y"), &value, 0, 1},
    };
    f->match.evidence = evidence;
    f->match.evidence_count = 2;
    const char *json = fixture_json(f);
    assert_has(json, "{\"field\":\"vendor\",\"selection\":\"maker\",\"pattern\":\"micron\","
                     "\"text\":\"Ｍicron\",\"start\":1,\"end\":7}");
    assert_has(json, "{\"field\":\"raw.a.b\",\"selection\":\"x\"");
    f->rule.taxonomy_interdict = false;
    assert_has(fixture_json(f), "{\"field\":\"a.b\",\"selection\":\"x\"");
}

static size_t occurrences(const char *json, const char *part)
{
    size_t count = 0;
    for (const char *p = json; (p = strstr(p, part)) != NULL; p++)
        count++;
    return count;
}

static void test_evidence_is_bounded(void **state)
{
    struct fixture *f = *state;
    char *text = arena_alloc(&f->arena, 3001);
    for (size_t i = 0; i < 1000; i++)
        memcpy(text + 3 * i, "美", 3);
    text[3000] = '\0';
    struct value value = {{text, 3000}, {text, 3000}};
    struct evidence evidence[LIMIT_EVIDENCE + 1];
    for (size_t i = 0; i < LIMIT_EVIDENCE + 1; i++)
        evidence[i] = (struct evidence){{FIELD_VENDOR, {0}}, STR("s"), STR("p"), &value, 30, 3000};
    f->match.evidence = evidence;
    f->match.evidence_count = LIMIT_EVIDENCE + 1;
    const char *json = fixture_json(f);
    assert_int_equal(occurrences(json, "\"selection\":\"s\""), LIMIT_EVIDENCE);
    assert_int_equal(occurrences(json, "美"), LIMIT_EVIDENCE * LIMIT_EVIDENCE_CHARS + 1);
    assert_has(json, "\"start\":10,\"end\":1000}");
    assert_has(json, "\"shortened\":true");
    f->match.evidence_count = LIMIT_EVIDENCE;
    assert_lacks(fixture_json(f), "shortened");
}

static void test_item_fields(void **state)
{
    struct fixture *f = *state;
    struct value two[] = {{STR("A\"1"), STR("A\"1")}, {STR("B"), STR("B")}};
    fixture_item_field(f, FIELD_PART_NUMBER, "x");
    f->fields[f->item.slot[FIELD_PART_NUMBER - FIELD_FIRST_OF_ITEM]] = (struct values){two, 2};
    fixture_item_field(f, FIELD_QUANTITY, "8 pcs");
    fixture_event_field(f, FIELD_CONTRACT_NUMBER, "C-77");
    fixture_event_field(f, FIELD_SUPPLIER_NAME, "Global Parts");
    const char *json = fixture_json(f);
    assert_has(json, "\"part_number\":[\"A\\\"1\",\"B\"],\"quantity\":\"8 pcs\"}");
    assert_has(json, "\"contract\":{\"number\":\"C-77\"}");
    assert_has(json, "\"supplier\":{\"name\":\"Global Parts\"}");
}

static void test_states(void **state)
{
    struct fixture *f = *state;
    f->event.action = ACTION_CANCELLED;
    f->event.time.date_only = true;
    const char *json = fixture_json(f);
    assert_has(json, "\"status\":\"closed\"");
    assert_has(json, "\"time\":\"2026-03-02\",\"judged_at\"");

    f->event.action = ACTION_REQUESTED;
    f->event.has_time = false;
    f->meta = (struct record_meta){.file = STR("-"), .line = 7, .timestamp_ms = -1};
    json = fixture_json(f);
    assert_has(json, "\"planned\":true");
    assert_has(json, "\"source\":{\"file\":\"-\",\"line\":7}");
    assert_lacks(json, "\"time\":");
    assert_lacks(json, "as_of");

    struct alert alert;
    struct buf out = {0};
    fixture_alert(f, &alert);
    alert.as_of = 20514;
    alert_write_native(&alert, &f->arena, &out);
    buf_add_char(&out, '\0');
    assert_has(out.ptr, "\"as_of\":\"2026-03-02\",\"ruleset\"");
    buf_clear(&out);
}

static void test_exception_missing_incomplete(void **state)
{
    struct fixture *f = *state;
    struct exception exception = {.id = STR("EX-1"),
                                  .ticket = STR("T-9"),
                                  .requested_by = STR("a"),
                                  .approved_by = STR("b"),
                                  .from = 20454,
                                  .until = 20514};
    struct incomplete incomplete = {{FIELD_PRODUCT, {0}}, STR("(a+)+$"), "match-limit"};
    struct str missing = STR("org.roles");
    f->judgements[0].exception = &exception;
    f->match.incomplete = &incomplete;
    f->match.incomplete_count = 1;
    f->verdict.missing = &missing;
    f->verdict.missing_count = 1;
    const char *json = fixture_json(f);
    assert_has(json, "\"exception\":{\"id\":\"EX-1\",\"ticket\":\"T-9\",\"requested_by\":\"a\","
                     "\"approved_by\":\"b\",\"from\":\"2026-01-01\",\"until\":\"2026-03-02\"}");
    assert_has(json, "\"missing\":[\"org.roles\"]");
    assert_has(json, "\"incomplete\":[{\"field\":\"product\",\"pattern\":\"(a+)+$\","
                     "\"limit\":\"match-limit\"}]");
}

static void test_notes(void **state)
{
    struct fixture *f = *state;
    struct note event_notes[] = {
        {STR("/items/2"), "item-not-object", STR("a string")},
        {STR(""), "record-time", STR("the record's")},
    };
    struct note law_notes[LIMIT_NOTES];
    for (size_t i = 0; i < LIMIT_NOTES; i++)
        law_notes[i] = (struct note){STR("category"), "inferred-by-rule", STR("camera")};
    f->event.notes = event_notes;
    f->event.note_count = 2;
    f->item.wrong_type = 1u << (FIELD_MODEL - FIELD_FIRST_OF_ITEM);
    f->verdict.notes = law_notes;
    f->verdict.note_count = 1;
    const char *json = fixture_json(f);
    assert_has(json, "\"notes\":[{\"field\":\"/items/2\",\"code\":\"item-not-object\","
                     "\"text\":\"a string\"},{\"code\":\"record-time\",\"text\":\"the record's\"},"
                     "{\"field\":\"model\",\"code\":\"wrong-type\"");
    assert_has(json,
               "},{\"field\":\"category\",\"code\":\"inferred-by-rule\",\"text\":\"camera\"}]");

    f->verdict.note_count = LIMIT_NOTES;
    json = fixture_json(f);
    assert_int_equal(occurrences(json, "\"code\":"), LIMIT_NOTES);
    assert_has(json, "{\"code\":\"more-notes\",\"text\":\"4 more notes are not shown.\"}]");
}

static void test_matches_without_law(void **state)
{
    struct fixture *f = *state;
    f->verdict.disposition = DISPOSITION_NONE;
    f->verdict.none_reason = "not-bound";
    f->verdict.reaching = 0;
    const char *json = fixture_json(f);
    assert_has(json, "\"disposition\":\"none\"");
    assert_has(json, "\"legal_basis\":[]");
    assert_has(json, "{\"code\":\"not-bound\",\"text\":\"No instrument reaches this item.\"}");
}

static void test_huge_texts_are_cut(void **state)
{
    struct fixture *f = *state;
    enum { HUGE_TEXT = 1 << 20 };
    char *text = arena_alloc(&f->arena, HUGE_TEXT + 1);
    memset(text, '\x01', HUGE_TEXT);
    text[HUGE_TEXT] = '\0';
    for (enum field field = FIELD_VENDOR; field < FIELD_QUANTITY; field++)
        fixture_item_field(f, field, text);
    fixture_json(f);
    assert_has(f->out.ptr, "\"shortened\":true");
    assert_in_range(f->out.len, LIMIT_ALERT_BYTES / 2, 1000000);

    struct alert alert;
    fixture_alert(f, &alert);
    alert.shortened = true;
    buf_reset(&f->out);
    alert_write_native(&alert, &f->arena, &f->out);
    assert_in_range(f->out.len, 1000, 30000);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_whole_alert),
        TEST(test_only_what_reaches_is_a_legal_basis),
        TEST(test_evidence_quotes_the_original),
        TEST(test_evidence_is_bounded),
        TEST(test_item_fields),
        TEST(test_states),
        TEST(test_exception_missing_incomplete),
        TEST(test_notes),
        TEST(test_matches_without_law),
        TEST(test_huge_texts_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
