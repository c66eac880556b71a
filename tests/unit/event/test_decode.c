#include "test.h"

#include "base/limits.h"
#include "base/mem.h"
#include "event/decode.h"

static struct decoder *decoder;
static const struct record_meta meta = {.timestamp_ms = 1772445660000}; /* 2026-03-02T10:01Z */
static const struct event *event;
static struct error error;

static enum reject_reason decode(struct str json)
{
    event = NULL;
    error = (struct error){0};
    return decoder_native(decoder, json, &meta, &event, &error);
}

static void accept(const char *json)
{
    enum reject_reason reason = decode(str_of(json));
    if (reason != REJECT_NONE)
        fail_msg("%s: %s", reject_name(reason), error.message);
}

static void expect_field(enum field field, const char *expected)
{
    struct values values = event_values(event, &event->items[0], field);
    assert_int_equal(values.count, expected ? 1 : 0);
    if (expected)
        assert_str(values.items[0].text, expected);
}

static const struct note *find_note(const struct note *notes, uint32_t count, const char *field,
                                    const char *code)
{
    for (uint32_t i = 0; i < count; i++)
        if (str_is(notes[i].field, field) && strcmp(notes[i].code, code) == 0)
            return &notes[i];
    return NULL;
}

static bool noted(const char *field, const char *code)
{
    return find_note(event->notes, event->note_count, field, code) != NULL;
}

static bool item_noted(uint32_t item, const char *field, const char *code)
{
    uint32_t count;
    const struct note *notes = item_notes(&event->items[item], decoder_arena(decoder), &count);
    return find_note(notes, count, field, code) != NULL;
}

static uint32_t item_note_count(uint32_t item)
{
    uint32_t count;
    item_notes(&event->items[item], decoder_arena(decoder), &count);
    return count;
}

#define PURCHASE(items) "{\"kind\":\"purchase\",\"time\":\"2026-03-02\",\"items\":[" items "]}"
#define WITH(fields)                                                                               \
    "{\"kind\":\"purchase\",\"time\":\"2026-03-02\"," fields ",\"items\":[{\"vendor\":\"V\"}]}"

static void every_field_is_read(void **state)
{
    (void)state;
    accept(
        "{\"schema\":\"interdict.event/1\",\"kind\":\"purchase\",\"id\":\"PO-1\","
        "\"time\":\"2026-03-02T10:01:00Z\",\"action\":\"ordered\","
        "\"org\":{\"id\":\"acme\",\"name\":\"Acme Power\",\"country\":\"CN\","
        "\"roles\":[\"cii_operator\",\"private\"]},"
        "\"supplier\":{\"id\":\"S-1\",\"name\":\"Parts\",\"country\":\"SG\"},"
        "\"order\":{\"number\":\"45\"},\"contract\":{\"number\":\"C-77\",\"date\":\"2019-08-13\"},"
        "\"site\":\"Plant 3\",\"system\":\"scada\",\"purpose\":\"control room\","
        "\"items\":[{\"vendor\":\"a\",\"brand\":\"b\",\"product\":\"c\",\"model\":\"d\","
        "\"part_number\":\"e\",\"sku\":\"f\",\"serial\":\"g\",\"category\":\"h\","
        "\"country_of_origin\":\"i\",\"purpose\":\"j\",\"cpe\":\"k\",\"purl\":\"l\","
        "\"hostname\":\"m\",\"ip\":\"n\",\"mac\":\"o\",\"pci_id\":\"p\",\"usb_id\":\"q\","
        "\"firmware\":\"r\",\"quantity\":\"8\",\"unit_price\":\"310.50\",\"currency\":\"t\"}]}");
    assert_int_equal(event->kind, EVENT_PURCHASE);
    assert_int_equal(event->action, ACTION_ORDERED);
    assert_true(event->has_time && !event->time_from_record && !event->time.date_only);
    assert_int_equal(event->time.ms, 1772445660000);
    day_t day;
    assert_true(day_parse(STR("2019-08-13"), &day));
    assert_true(event->has_contract_date && event->contract_date == day);
    assert_true(event->roles_present);
    assert_int_equal(event->note_count, 0);
    assert_int_equal(event->item_count, 1);
    static const char *const texts[FIELD_FIRST_OF_ITEM] = {
        [FIELD_EVENT_KIND] = "purchase",
        [FIELD_EVENT_ID] = "PO-1",
        [FIELD_EVENT_TIME] = "2026-03-02T10:01:00Z",
        [FIELD_EVENT_ACTION] = "ordered",
        [FIELD_ORG_ID] = "acme",
        [FIELD_ORG_NAME] = "Acme Power",
        [FIELD_ORG_COUNTRY] = "CN",
        [FIELD_SUPPLIER_NAME] = "Parts",
        [FIELD_SUPPLIER_COUNTRY] = "SG",
        [FIELD_SUPPLIER_ID] = "S-1",
        [FIELD_CONTRACT_NUMBER] = "C-77",
        [FIELD_CONTRACT_DATE] = "2019-08-13",
        [FIELD_ORDER_NUMBER] = "45",
        [FIELD_SITE] = "Plant 3",
        [FIELD_SYSTEM] = "scada",
    };
    for (unsigned f = 0; f < FIELD_FIRST_OF_ITEM; f++)
        if (f != FIELD_ORG_ROLES)
            expect_field((enum field)f, texts[f]);
    assert_int_equal(event->fields[FIELD_ORG_ROLES].count, 2);
    assert_str(event->fields[FIELD_ORG_ROLES].items[1].text, "private");
    for (unsigned f = FIELD_VENDOR; f < FIELD_QUANTITY; f++)
        expect_field((enum field)f, (const char[]){(char)('a' + f - FIELD_VENDOR), '\0'});
    expect_field(FIELD_QUANTITY, "8");
    expect_field(FIELD_UNIT_PRICE, "310.50");
    expect_field(FIELD_CURRENCY, "t");
    assert_int_equal(item_values(&event->items[0], FIELD_PATH).count, 0);
    assert_int_equal(item_note_count(0), 0);
}

static void little_is_required(void **state)
{
    (void)state;
    accept("{\"kind\":\"asset\",\"items\":[{}]}");
    assert_int_equal(event->kind, EVENT_ASSET);
    assert_int_equal(event->action, ACTION_NONE);
    assert_int_equal(event->item_count, 1);
    assert_int_equal(event->items[0].field_count, 0);
    assert_false(event->roles_present || event->has_contract_date);
    for (unsigned f = 0; f < FIELD_COUNT; f++)
        if (f != FIELD_EVENT_KIND)
            expect_field((enum field)f, NULL);
}

static void what_cannot_be_used_is_rejected(void **state)
{
    (void)state;
    static const struct {
        struct str json;
        enum reject_reason reason;
        const char *name, *message;
    } cases[] = {
        {STR_INIT(""), REJECT_EMPTY, "empty-value", "empty"},
        {STR_INIT(" \n"), REJECT_EMPTY, "empty-value", "empty"},
        {STR_INIT("{\"kind\":"), REJECT_NOT_JSON, "not-json", "ends in the middle"},
        {STR_INIT("{\"kind\":\"\xFF\"}"), REJECT_BAD_UTF8, "invalid-utf8", "byte 9"},
        {STR_INIT("[]"), REJECT_NOT_OBJECT, "not-object", "a list"},
        {STR_INIT("null"), REJECT_NOT_OBJECT, "not-object", "null"},
        {STR_INIT("3"), REJECT_NOT_OBJECT, "not-object", "a number"},
        {STR_INIT("\"x\""), REJECT_NOT_OBJECT, "not-object", "text"},
        {STR_INIT("{\"items\":[{}]}"), REJECT_NO_KIND, "no-kind", "kind"},
        {STR_INIT("{\"kind\":7,\"items\":[{}]}"), REJECT_NO_KIND, "no-kind", "kind"},
        {STR_INIT("{\"kind\":null,\"items\":[{}]}"), REJECT_NO_KIND, "no-kind", "kind"},
        {STR_INIT("{\"kind\":\" \",\"items\":[{}]}"), REJECT_NO_KIND, "no-kind", "kind"},
        {STR_INIT("{\"kind\":\"sale\",\"items\":[{}]}"), REJECT_UNKNOWN_KIND, "unknown-kind",
         "\"sale\""},
        {STR_INIT("{\"kind\":\"Asset\",\"items\":[{}]}"), REJECT_UNKNOWN_KIND, "unknown-kind",
         "\"Asset\""},
        {STR_INIT("{\"kind\":[\"asset\",\"purchase\"],\"items\":[{}]}"), REJECT_UNKNOWN_KIND,
         "unknown-kind", "asset"},
        {STR_INIT("{\"kind\":\"asset\"}"), REJECT_NO_ITEMS, "no-items", "missing"},
        {STR_INIT("{\"kind\":\"asset\",\"items\":[]}"), REJECT_NO_ITEMS, "no-items", "empty"},
        {STR_INIT("{\"kind\":\"asset\",\"items\":{}}"), REJECT_NO_ITEMS, "no-items", "an object"},
        {STR_INIT("{\"kind\":\"asset\",\"items\":null}"), REJECT_NO_ITEMS, "no-items", "null"},
        {STR_INIT("{\"schema\":\"interdict.event/2\",\"kind\":\"asset\",\"items\":[{}]}"),
         REJECT_NO_MAPPING, "no-mapping", "schema"},
        {STR_INIT("{\"schema\":1,\"kind\":\"asset\",\"items\":[{}]}"), REJECT_NO_MAPPING,
         "no-mapping", "schema"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(decode(cases[i].json), cases[i].reason);
        assert_null(event);
        assert_string_equal(reject_name(cases[i].reason), cases[i].name);
        if (!strstr(error.message, cases[i].message))
            fail_msg("case %zu: \"%s\" lacks \"%s\"", i, error.message, cases[i].message);
    }
    for (unsigned r = 0; r < REJECT_COUNT; r++)
        assert_true(reject_name((enum reject_reason)r)[0] != '\0');
    accept("{\"schema\":null,\"kind\":[\"asset\"],\"items\":[{}]}");
}

static void deep_nesting_is_rejected(void **state)
{
    (void)state;
    char json[1024] = "{\"kind\":\"asset\",\"items\":[{\"x\":";
    memset(json + strlen(json), '[', 200);
    strcat(json, "1");
    size_t len = strlen(json);
    memset(json + len, ']', 200);
    strcat(json, "}]}");
    assert_int_equal(decode(str_of(json)), REJECT_TOO_DEEP);
    assert_string_equal(reject_name(REJECT_TOO_DEEP), "too-deep");
}

static void useless_values_are_missing_and_noted(void **state)
{
    (void)state;
    struct decode_counts before = *decoder_counts(decoder);
    accept("{\"kind\":\"asset\",\"id\":7,\"site\":null,\"system\":\" \\t\",\"purpose\":{},"
           "\"org\":[],\"supplier\":null,\"order\":{\"number\":4500012},"
           "\"contract\":{\"date\":\"yesterday\",\"number\":\"\"},\"time\":\"2026-03-02\","
           "\"items\":[{\"vendor\":1,\"brand\":null,\"product\":\"\",\"model\":\"\\u200b\","
           "\"sku\":[],\"serial\":[1,\"S1\",null,\"\"],\"quantity\":true,\"unit_price\":{},"
           "\"cpe\":[{}],\"components\":7,\"ip\":\"\\u2122 \"}]}");
    assert_true(noted("event.id", "wrong-type") && noted("site", "empty") &&
                noted("system", "empty") && noted("purpose", "wrong-type"));
    assert_true(noted("org", "wrong-type") && noted("supplier", "empty") &&
                noted("order.number", "wrong-type") && noted("contract.date", "bad-date") &&
                noted("contract.number", "empty"));
    assert_int_equal(event->note_count, 9);
    assert_false(event->has_contract_date);
    for (unsigned f = FIELD_EVENT_ID; f < FIELD_COUNT; f++)
        if (f != FIELD_EVENT_TIME && f != FIELD_SERIAL)
            expect_field((enum field)f, NULL);
    expect_field(FIELD_SERIAL, "S1");
    assert_int_equal(event->items[0].quantity_at, 0);
    static const char *const wrong[] = {"vendor",     "serial", "quantity",
                                        "unit_price", "cpe",    "components"};
    static const char *const empty[] = {"brand", "product", "model", "sku", "serial", "ip"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_true(item_noted(0, wrong[i], "wrong-type"));
    for (size_t i = 0; i < sizeof empty / sizeof *empty; i++)
        assert_true(item_noted(0, empty[i], "empty"));
    assert_int_equal(item_note_count(0), 12);
    const struct decode_counts *after = decoder_counts(decoder);
    assert_int_equal(after->wrong_type_fields - before.wrong_type_fields, 10);
    assert_int_equal(after->empty_fields - before.empty_fields, 10);
    assert_int_equal(after->bad_dates - before.bad_dates, 1);
}

static void the_last_of_two_keys_counts_alone(void **state)
{
    (void)state;
    accept(WITH("\"site\":7,\"site\":\"B\""));
    expect_field(FIELD_SITE, "B");
    assert_int_equal(event->note_count, 0);
    accept(PURCHASE("{\"vendor\":\"A\",\"vendor\":null}"));
    expect_field(FIELD_VENDOR, NULL);
    assert_true(item_noted(0, "vendor", "empty"));
}

static void lists_of_strings_are_values(void **state)
{
    (void)state;
    accept(PURCHASE("{\"mac\":[\"00-E0-FC-12-34-56\",\"aabbccddeeff\"],\"ip\":[\"::1\"]}"));
    struct values macs = item_values(&event->items[0], FIELD_MAC);
    assert_int_equal(macs.count, 2);
    assert_str(macs.items[0].raw, "00-E0-FC-12-34-56");
    assert_str(macs.items[0].text, "00:e0:fc:12:34:56");
    assert_str(macs.items[1].text, "aa:bb:cc:dd:ee:ff");
    expect_field(FIELD_IP, "::1");

    char json[2048];
    size_t len = (size_t)snprintf(json, sizeof json, "{\"kind\":\"asset\",\"items\":[{\"ip\":[");
    for (int i = 0; i < LIMIT_FIELD_VALUES + 1; i++)
        len += (size_t)snprintf(json + len, sizeof json - len, "%s\"v%d\"", i ? "," : "", i);
    snprintf(json + len, sizeof json - len, "]}]}");
    uint64_t cut = decoder_counts(decoder)->values_cut;
    accept(json);
    struct values ips = item_values(&event->items[0], FIELD_IP);
    assert_int_equal(ips.count, LIMIT_FIELD_VALUES);
    assert_str(ips.items[LIMIT_FIELD_VALUES - 1].text, "v63");
    assert_true(item_noted(0, "ip", "values-cut"));
    assert_int_equal(decoder_counts(decoder)->values_cut, cut + 1);
}

static void texts_are_normalised_and_kept(void **state)
{
    (void)state;
    accept(PURCHASE("{\"vendor\":\" Micron\xE2\x84\xA2  Technology \",\"product\":\"a\\u0000b\","
                    "\"pci_id\":\"0x19E5\",\"usb_id\":\"12D1:1F01\"}"));
    struct value vendor = item_values(&event->items[0], FIELD_VENDOR).items[0];
    assert_str(vendor.raw, " Micron\xE2\x84\xA2  Technology ");
    assert_str(vendor.text, "Micron Technology");
    expect_field(FIELD_PRODUCT, "a b");
    expect_field(FIELD_PCI_ID, "19e5");
    expect_field(FIELD_USB_ID, "12d1:1f01");
    assert_int_equal(values_first(item_values(&event->items[0], FIELD_PRODUCT)).len, 3);
}

static void time_comes_from_event_or_record(void **state)
{
    (void)state;
    accept("{\"kind\":\"asset\",\"items\":[{}]}");
    assert_true(event->has_time && event->time_from_record);
    assert_int_equal(event->time.ms, meta.timestamp_ms);
    assert_true(noted("event.time", "record-time"));
    expect_field(FIELD_EVENT_TIME, NULL);

    accept("{\"kind\":\"asset\",\"time\":\"2026-02-30\",\"items\":[{}]}");
    assert_true(event->has_time && event->time_from_record);
    assert_true(noted("event.time", "bad-time") && noted("event.time", "record-time"));
    expect_field(FIELD_EVENT_TIME, NULL);

    accept("{\"kind\":\"asset\",\"time\":\" 2026-03-02 \",\"items\":[{}]}");
    assert_true(event->has_time && event->time.date_only && !event->time_from_record);
    assert_int_equal(event->note_count, 0);

    const struct record_meta none = {.timestamp_ms = -1};
    assert_int_equal(
        decoder_native(decoder, STR("{\"kind\":\"asset\",\"items\":[{}]}"), &none, &event, &error),
        REJECT_NONE);
    assert_false(event->has_time || event->time_from_record);
    assert_true(noted("event.time", "no-time"));
}

static void actions_belong_to_a_kind(void **state)
{
    (void)state;
    static const struct {
        const char *kind, *word;
        enum event_action action;
        bool planned, closed;
    } cases[] = {
        {"purchase", "requested", ACTION_REQUESTED, true, false},
        {"purchase", "quoted", ACTION_QUOTED, true, false},
        {"purchase", "ordered", ACTION_ORDERED, false, false},
        {"purchase", "received", ACTION_RECEIVED, false, false},
        {"purchase", "invoiced", ACTION_INVOICED, false, false},
        {"purchase", "awarded", ACTION_AWARDED, false, false},
        {"purchase", "cancelled", ACTION_CANCELLED, false, true},
        {"asset", "discovered", ACTION_DISCOVERED, false, false},
        {"asset", "updated", ACTION_UPDATED, false, false},
        {"asset", "retired", ACTION_RETIRED, false, true},
        {"asset", "quoted", ACTION_OTHER, false, false},
        {"purchase", "retired", ACTION_OTHER, false, false},
        {"purchase", "stolen", ACTION_OTHER, false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char json[200];
        snprintf(json, sizeof json, "{\"kind\":\"%s\",\"action\":\"%s\",\"items\":[{}]}",
                 cases[i].kind, cases[i].word);
        accept(json);
        assert_int_equal(event->action, cases[i].action);
        assert_int_equal(event_is_planned(event), cases[i].planned);
        assert_int_equal(event_is_closed(event), cases[i].closed);
        assert_int_equal(noted("event.action", "unknown-action"), cases[i].action == ACTION_OTHER);
        expect_field(FIELD_EVENT_ACTION, cases[i].word);
    }
}

static void roles_are_known_when_their_list_is(void **state)
{
    (void)state;
    static const struct {
        const char *org;
        bool present;
        uint32_t count;
    } cases[] = {
        {"{}", false, 0},
        {"{\"roles\":[]}", true, 0},
        {"{\"roles\":[\"a\",\"b\"]}", true, 2},
        {"{\"roles\":\"a\"}", true, 1},
        {"{\"roles\":null}", false, 0},
        {"{\"roles\":\"\"}", false, 0},
        {"{\"roles\":7}", false, 0},
        {"{\"roles\":[7]}", false, 0},
        {"{\"roles\":[\"a\",7]}", false, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char json[200];
        snprintf(json, sizeof json, "{\"kind\":\"asset\",\"org\":%s,\"items\":[{}]}", cases[i].org);
        accept(json);
        assert_int_equal(event->roles_present, cases[i].present);
        assert_int_equal(event->fields[FIELD_ORG_ROLES].count, cases[i].count);
        assert_int_equal(noted("org.roles", "wrong-type") || noted("org.roles", "empty"), i >= 4);
    }
}

static void purpose_falls_back_to_the_event(void **state)
{
    (void)state;
    accept(WITH("\"purpose\":\"control room\""));
    expect_field(FIELD_PURPOSE, "control room");
    expect_field(FIELD_VENDOR, "V");
    accept("{\"kind\":\"asset\",\"purpose\":[\"x\",\"y\"],\"items\":[{\"purpose\":\"own\"},"
           "{\"purpose\":7,\"components\":[{}]}]}");
    assert_str(values_first(item_values(&event->items[0], FIELD_PURPOSE)), "own");
    assert_int_equal(item_values(&event->items[1], FIELD_PURPOSE).count, 2);
    assert_int_equal(item_values(&event->items[2], FIELD_PURPOSE).count, 2);
}

static void expect_path(uint32_t item, const char *path)
{
    assert_true(item < event->item_count);
    assert_str(item_path(event, &event->items[item], decoder_arena(decoder)), path);
}

static void components_are_items(void **state)
{
    (void)state;
    accept(PURCHASE("{\"vendor\":\"A\",\"components\":[{\"vendor\":\"A0\"},null,{\"vendor\":\"A2\","
                    "\"components\":[{\"vendor\":\"A20\"}]}]},{\"vendor\":\"B\"},"
                    "{\"components\":[]},{\"components\":null}"));
    static const struct {
        const char *vendor, *path;
        uint32_t parent;
    } expected[] = {
        {"A", "/items/0", 0},
        {"A0", "/items/0/components/0", 0},
        {"A2", "/items/0/components/2", 0},
        {"A20", "/items/0/components/2/components/0", 2},
        {"B", "/items/1", 4},
        {"", "/items/2", 5},
        {"", "/items/3", 6},
    };
    assert_int_equal(event->item_count, 7);
    for (uint32_t i = 0; i < 7; i++) {
        const struct item *item = &event->items[i];
        assert_str(values_first(item_values(item, FIELD_VENDOR)), expected[i].vendor);
        assert_int_equal(item->parent, expected[i].parent);
        assert_int_equal(item->is_component, expected[i].parent != i);
        assert_int_equal(json_type(&event->doc, item->json), '{');
        expect_path(i, expected[i].path);
    }
    assert_int_equal(item_note_count(5), 0);
    assert_true(item_noted(6, "components", "empty"));
    assert_true(noted("/items/0/components/1", "item-not-object"));
}

/* Seventeen parts inside each other hide nothing; where the JSON is too deep, it is rejected. */
static void components_are_read_as_deep_as_the_json_goes(void **state)
{
    (void)state;
    enum { DEEPEST = (LIMIT_JSON_DEPTH - 3) / 2 };
    char json[4000] = "{\"kind\":\"asset\",\"items\":[{\"vendor\":\"0\"";
    for (int i = 1; i <= DEEPEST; i++)
        sprintf(json + strlen(json), ",\"components\":[{\"vendor\":\"%d\"", i);
    for (int i = 0; i <= DEEPEST; i++)
        strcat(json, "}]");
    strcat(json, "}");
    accept(json);
    assert_int_equal(event->item_count, DEEPEST + 1);
    char path[1000] = "/items/0";
    for (int i = 0; i < DEEPEST; i++)
        strcat(path, "/components/0");
    expect_path(DEEPEST, path);
}

static void items_that_are_no_objects_are_passed_over(void **state)
{
    (void)state;
    uint64_t before = decoder_counts(decoder)->bad_items;
    accept(PURCHASE("7,{\"vendor\":\"A\"},\"x\",[{}],null"));
    assert_int_equal(event->item_count, 1);
    expect_path(0, "/items/1");
    assert_int_equal(event->note_count, 4);
    assert_true(noted("/items/0", "item-not-object") && noted("/items/4", "item-not-object"));
    assert_non_null(strstr(find_note(event->notes, 4, "/items/3", "item-not-object")->text.ptr,
                           "It is a list"));
    accept(PURCHASE("1,2"));
    assert_int_equal(event->item_count, 0);
    assert_int_equal(decoder_counts(decoder)->bad_items, before + 6);
}

static void notes_are_bounded(void **state)
{
    (void)state;
    char json[1000] = "{\"kind\":\"asset\",\"time\":\"2026-03-02\",\"items\":[0";
    for (int i = 1; i < LIMIT_NOTES + 10; i++)
        strcat(json, ",0");
    strcat(json, "]}");
    accept(json);
    assert_int_equal(event->note_count, LIMIT_NOTES);
    const struct note *last = &event->notes[LIMIT_NOTES - 1];
    assert_string_equal(last->code, "more-notes");
    assert_str(last->text, "11 more notes are not shown.");
}

static void too_many_items_are_rejected(void **state)
{
    (void)state;
    struct decoder_options options = {.items = 3};
    struct decoder *small = decoder_new(&options);
    static const struct {
        const char *items;
        enum reject_reason reason;
    } cases[] = {
        {"{},{},{}", REJECT_NONE},
        {"{},{},{},{}", REJECT_TOO_MANY},
        {"{\"components\":[{},{}]}", REJECT_NONE},
        {"{\"components\":[{},{}]},{}", REJECT_TOO_MANY},
        {"{\"components\":[{\"components\":[{},{}]}]}", REJECT_TOO_MANY},
        {"0,0,0,0", REJECT_TOO_MANY},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char json[200];
        snprintf(json, sizeof json, "{\"kind\":\"asset\",\"items\":[%s]}", cases[i].items);
        assert_int_equal(decoder_native(small, str_of(json), &meta, &event, &error),
                         cases[i].reason);
    }
    assert_string_equal(error.message, "there are more than 3 items and components");
    decoder_free(small);
}

static void a_hundred_thousand_items_are_read(void **state)
{
    (void)state;
    enum { ITEMS = 100000 };
    char *json = mem_alloc(ITEMS * 48 + 100);
    size_t len = (size_t)sprintf(json, "{\"kind\":\"asset\",\"items\":[");
    for (int i = 0; i < ITEMS; i++)
        len += (size_t)sprintf(json + len, "%s{\"serial\":\"S%d\",\"quantity\":%d.0}", i ? "," : "",
                               i, i);
    len += (size_t)sprintf(json + len, "]}");
    assert_int_equal(decode((struct str){json, len}), REJECT_NONE);
    assert_int_equal(event->item_count, ITEMS);
    for (uint32_t i = 0; i < ITEMS; i++) {
        char expected[24];
        const struct item *item = &event->items[i];
        snprintf(expected, sizeof expected, "S%u", i);
        assert_str(values_first(item_values(item, FIELD_SERIAL)), expected);
        snprintf(expected, sizeof expected, "%u.0", i);
        assert_str(item_number_text(event, item, FIELD_QUANTITY), expected);
    }
    expect_path(ITEMS - 1, "/items/99999");
    mem_free(json);
    accept("{\"kind\":\"asset\",\"items\":[{}]}");
}

static void the_size_limit_is_configurable(void **state)
{
    (void)state;
    struct decoder_options options = {.event_bytes = 40};
    struct decoder *small = decoder_new(&options);
    struct str json = STR("{\"kind\":\"asset\",\"items\":[{\"ip\":\"12345\"}]}");
    assert_int_equal(json.len, 41);
    assert_int_equal(decoder_native(small, json, &meta, &event, &error), REJECT_TOO_LARGE);
    assert_string_equal(reject_name(REJECT_TOO_LARGE), "too-large");
    decoder_free(small);

    size_t len = 20u << 20;
    char *large = mem_alloc(len);
    memset(large, 'x', len);
    static const char head[] = "{\"kind\":\"asset\",\"items\":[{\"product\":\"", tail[] = "\"}]}";
    memcpy(large, head, sizeof head - 1);
    memcpy(large + len - (sizeof tail - 1), tail, sizeof tail - 1);
    assert_int_equal(decode((struct str){large, len}), REJECT_TOO_LARGE); /* by default 8 MiB */
    options.event_bytes = len;
    struct decoder *wide = decoder_new(&options);
    assert_int_equal(decoder_native(wide, (struct str){large, len}, &meta, &event, &error),
                     REJECT_NONE);
    assert_int_equal(values_first(item_values(&event->items[0], FIELD_PRODUCT)).len,
                     len - (sizeof head - 1) - (sizeof tail - 1));
    decoder_free(wide);
    mem_free(large);
}

static void numbers_keep_text_and_value(void **state)
{
    (void)state;
    accept(PURCHASE("{\"quantity\":8,\"unit_price\":310.50},"
                    "{\"quantity\":\" 12 \",\"unit_price\":\"1.000,00\"},"
                    "{\"quantity\":123456789012345678901},{}"));
    double number = 0;
    const struct item *items = event->items;
    assert_int_equal(item_values(&items[0], FIELD_QUANTITY).count, 0);
    assert_str(item_number_text(event, &items[0], FIELD_QUANTITY), "8");
    assert_str(item_number_text(event, &items[0], FIELD_UNIT_PRICE), "310.50");
    assert_true(item_number(event, &items[0], FIELD_UNIT_PRICE, &number) && number == 310.5);
    assert_str(item_number_text(event, &items[1], FIELD_QUANTITY), " 12 ");
    assert_true(item_number(event, &items[1], FIELD_QUANTITY, &number) && number == 12);
    assert_false(item_number(event, &items[1], FIELD_UNIT_PRICE, &number));
    assert_str(item_number_text(event, &items[1], FIELD_UNIT_PRICE), "1.000,00");
    assert_str(item_number_text(event, &items[2], FIELD_QUANTITY), "123456789012345678901");
    assert_true(item_number(event, &items[2], FIELD_QUANTITY, &number) && number > 1e20);
    assert_false(item_number(event, &items[3], FIELD_QUANTITY, &number));
    assert_null(item_number_text(event, &items[3], FIELD_QUANTITY).ptr);
}

static void evidence_is_placed_in_the_original(void **state)
{
    (void)state;
    accept(PURCHASE("{\"vendor\":\"\xE2\x84\xA2 Micron\",\"mac\":\"00e0.fc12.3456\"}"));
    struct arena *arena = decoder_arena(decoder);
    const struct value *vendor = item_values(&event->items[0], FIELD_VENDOR).items;
    struct span span = value_original_span(arena, vendor, 0, 6);
    assert_int_equal(span.start, 2);
    assert_int_equal(span.end, 8);
    span = value_original_span(arena, item_values(&event->items[0], FIELD_MAC).items, 0, 8);
    assert_int_equal(span.start, 0);
    assert_int_equal(span.end, 14);
}

static int setup(void **state)
{
    (void)state;
    decoder = decoder_new(NULL);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    decoder_free(decoder);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_is_read),
        cmocka_unit_test(little_is_required),
        cmocka_unit_test(what_cannot_be_used_is_rejected),
        cmocka_unit_test(deep_nesting_is_rejected),
        cmocka_unit_test(useless_values_are_missing_and_noted),
        cmocka_unit_test(the_last_of_two_keys_counts_alone),
        cmocka_unit_test(lists_of_strings_are_values),
        cmocka_unit_test(texts_are_normalised_and_kept),
        cmocka_unit_test(time_comes_from_event_or_record),
        cmocka_unit_test(actions_belong_to_a_kind),
        cmocka_unit_test(roles_are_known_when_their_list_is),
        cmocka_unit_test(purpose_falls_back_to_the_event),
        cmocka_unit_test(components_are_items),
        cmocka_unit_test(components_are_read_as_deep_as_the_json_goes),
        cmocka_unit_test(items_that_are_no_objects_are_passed_over),
        cmocka_unit_test(notes_are_bounded),
        cmocka_unit_test(too_many_items_are_rejected),
        cmocka_unit_test(a_hundred_thousand_items_are_read),
        cmocka_unit_test(the_size_limit_is_configurable),
        cmocka_unit_test(numbers_keep_text_and_value),
        cmocka_unit_test(evidence_is_placed_in_the_original),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
