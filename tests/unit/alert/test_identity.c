/* The vectors were computed apart from this program, with Python's standard library:
 *
 *   import hashlib, uuid
 *   space = uuid.UUID('ce2aaded-b51c-55ab-bbe1-e19cc006e66c')
 *   rule, path = '0c0e3f3e-6b8e-4b0f-9a58-0d7f0d7a7f11', '/items/0'
 *   v5 = lambda *parts: uuid.uuid5(space, '\x1f'.join(parts))
 *   v5(rule, 'purchase', 'acme', 'ordered', 'PO-1', path)         # id
 *   v5('finding', rule, 'acme', '4500012', path)                  # finding of an order's line
 *   v5('finding', rule, 'acme', 'SN-7')                           # finding of a device
 *   'sha256:' + hashlib.sha256(b'{}').hexdigest()                 # in place of an id
 */
#include "fixture.h"

static void assert_ids(struct fixture *f, const char *id, const char *finding)
{
    struct alert alert;
    fixture_alert(f, &alert);
    assert_string_equal(alert.id, id);
    assert_string_equal(alert.finding_id, finding);
}

static void test_purchase(void **state)
{
    struct fixture *f = *state;
    assert_ids(f, "0c0d0620-db7b-5e67-abdc-8c841d7cac45", "a3a8e86a-9ed2-553a-bca4-13b0123cf445");
}

static void test_order_number_is_the_subject(void **state)
{
    struct fixture *f = *state;
    fixture_event_field(f, FIELD_ORDER_NUMBER, "4500012");
    assert_ids(f, "0c0d0620-db7b-5e67-abdc-8c841d7cac45", "99aeebe1-7000-5a9c-904a-c101ea0cbd87");
}

static void test_hash_stands_in_for_the_id(void **state)
{
    struct fixture *f = *state;
    f->event.fields[FIELD_EVENT_ID] = (struct values){0};
    assert_ids(f, "74ad1166-2ba1-5a19-b1ec-a5bb472ba322", "0ee29d13-3bf6-55ae-9610-d37a8ec31510");
}

static void test_organisation_by_folded_name(void **state)
{
    struct fixture *f = *state;
    struct event_identity identity;
    f->event.fields[FIELD_ORG_ID] = (struct values){0};
    fixture_event_field(f, FIELD_ORG_NAME, "ACME Kräft ÄÖ ЭНЕРГО");
    event_identity_of(&f->event, f->hasher, &f->arena, &identity);
    assert_true(str_is(identity.organisation, "acme kräft äö энерго"));

    f->event.fields[FIELD_ORG_NAME] = (struct values){0};
    f->event.fields[FIELD_EVENT_ACTION] = (struct values){0};
    event_identity_of(&f->event, f->hasher, &f->arena, &identity);
    assert_true(str_is(identity.identity, "purchase\x1f\x1f\x1fPO-1"));
}

static void test_same_finding_across_actions(void **state)
{
    struct fixture *f = *state;
    struct alert ordered, invoiced;
    fixture_alert(f, &ordered);
    fixture_event_field(f, FIELD_EVENT_ACTION, "invoiced");
    fixture_alert(f, &invoiced);
    assert_string_not_equal(ordered.id, invoiced.id);
    assert_string_equal(ordered.finding_id, invoiced.finding_id);
}

static void test_asset_by_serial_then_mac(void **state)
{
    struct fixture *f = *state;
    const char *serial = "b371d84b-838e-53d6-b229-c63d770497d8",
               *mac = "a472dbdb-5b6b-55b3-a71f-74fc44e251cc",
               *id = "a3a8e86a-9ed2-553a-bca4-13b0123cf445";
    struct alert alert;
    f->event.kind = EVENT_ASSET;
    fixture_item_field(f, FIELD_SERIAL, "SN-7");
    fixture_item_field(f, FIELD_MAC, "00:1b:44:11:3a:b7");
    fixture_alert(f, &alert);
    assert_string_equal(alert.finding_id, serial);

    static const char *const fillers[] = {
        "To Be Filled By O.E.M.", "Default string", "None", "0000000000", "00-00", "n/a"};
    for (size_t i = 0; i < sizeof fillers / sizeof fillers[0]; i++) {
        fixture_item_field(f, FIELD_SERIAL, fillers[i]);
        fixture_alert(f, &alert);
        assert_string_equal(alert.finding_id, mac);
    }

    static const char *const local[] = {"02:1b:44:11:3a:b7", "a6-1b-44-11-3a-b7", "FE1B44113AB7",
                                        "ff:ff:ff:ff:ff:ff", "00:00:00:00:00:00"};
    for (size_t i = 0; i < sizeof local / sizeof local[0]; i++) {
        fixture_item_field(f, FIELD_MAC, local[i]);
        fixture_alert(f, &alert);
        assert_string_equal(alert.finding_id, id);
    }
}

static void test_real_serials_and_macs_are_kept(void **state)
{
    struct fixture *f = *state;
    struct alert by_id, alert;
    f->event.kind = EVENT_ASSET;
    fixture_alert(f, &by_id);
    static const char *const serials[] = {"0001", "NONE-1", "Default string 2", "C0"};
    for (size_t i = 0; i < sizeof serials / sizeof serials[0]; i++) {
        fixture_item_field(f, FIELD_SERIAL, serials[i]);
        fixture_alert(f, &alert);
        assert_string_not_equal(alert.finding_id, by_id.finding_id);
    }
    fixture_item_field(f, FIELD_SERIAL, "None");
    static const char *const macs[] = {"01:1b:44:11:3a:b7", "04:1b:44:11:3a:b7",
                                       "F8-1B-44-11-3A-B7"};
    for (size_t i = 0; i < sizeof macs / sizeof macs[0]; i++) {
        fixture_item_field(f, FIELD_MAC, macs[i]);
        fixture_alert(f, &alert);
        assert_string_not_equal(alert.finding_id, by_id.finding_id);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_purchase),
        TEST(test_order_number_is_the_subject),
        TEST(test_hash_stands_in_for_the_id),
        TEST(test_organisation_by_folded_name),
        TEST(test_same_finding_across_actions),
        TEST(test_asset_by_serial_then_mac),
        TEST(test_real_serials_and_macs_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
