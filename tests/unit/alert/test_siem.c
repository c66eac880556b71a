#include "fixture.h"

#include "alert/siem.h"
#include "test.h"

/* Everything that could break a format: delimiters, escapes, line ends, controls, RTL, emoji. */
#define HOSTILE "a|b=c\\d\"e\tf\ng\rh\x01i\xE2\x80\xAEj\xF0\x9F\x98\x80k"

static struct str write_as(struct fixture *f, alert_write_fn *write)
{
    struct alert alert;
    fixture_alert(f, &alert);
    buf_reset(&f->out);
    write(&alert, &f->arena, &f->out);
    buf_add_char(&f->out, '\0');
    return (struct str){f->out.ptr, f->out.len - 1};
}

static void citations_say_instrument_article_and_law(void **state)
{
    struct fixture *f = *state;
    struct alert alert;
    fixture_alert(f, &alert);
    assert_str(siem_citations(&alert, &f->arena), "cn-test 37 Cybersecurity Law");
    assert_str(siem_legal_basis(&alert, &f->arena), "cn-test");
    f->provision.inferred = true;
    assert_str(siem_citations(&alert, &f->arena), "cn-test 37 Cybersecurity Law (inferred)");
    f->judgements[0].provision_count = 0;
    assert_str(siem_citations(&alert, &f->arena), "cn-test - Decision");
}

static void cef_escapes_what_its_grammar_needs(void **state)
{
    struct fixture *f = *state;
    fixture_item_field(f, FIELD_VENDOR, HOSTILE);
    f->rule.title = STR("a|b=c\\d\ne");
    const char *line = write_as(f, alert_write_cef).ptr;
    assert_has(line, "|Violation: a\\|b=c\\\\d e|8|rt=");
    assert_has(line, " cs3Label=manufacturer cs3=a|b\\=c\\\\d\"e f\\ng\\rh i\xE2\x80\xAEj"
                     "\xF0\x9F\x98\x80k ");
    assert_has(line, " act=violation ");
    assert_has(line, " cs2=cn-test 37 Cybersecurity Law ");
    assert_null(strchr(line, '\n'));
}

static void cef_values_keep_to_their_lengths(void **state)
{
    struct fixture *f = *state;
    char *text = arena_zalloc(&f->arena, 65537);
    memset(text, 'x', 65536);
    fixture_item_field(f, FIELD_VENDOR, text);
    struct str line = write_as(f, alert_write_cef);
    ptrdiff_t at = str_find(line, STR("cs3="));
    assert_true(at > 0);
    struct str value = str_from(line, (size_t)at + 4);
    assert_int_equal(str_find_char(value, ' '), 4000);
}

static void leef_has_no_escapes_so_nothing_that_needs_one(void **state)
{
    struct fixture *f = *state;
    fixture_item_field(f, FIELD_VENDOR, HOSTILE);
    f->rule.id = STR("r|1");
    struct str line = write_as(f, alert_write_leef);
    assert_true(str_starts(line, STR("LEEF:2.0|interdict|interdict|0.1.0|r\xC2\xA6"
                                     "1|x09|devTime=")));
    assert_has(line.ptr, "\tmanufacturer=a\xC2\xA6"
                         "b=c\\d\"e f g h i\xE2\x80\xAEj\xF0\x9F\x98\x80k\t");
    assert_has(line.ptr, "\tdisposition=violation\t");
    assert_null(strchr(line.ptr, '\n'));
}

static void ecs_repeats_what_a_soc_filters_on(void **state)
{
    struct fixture *f = *state;
    const char *json = write_as(f, alert_write_ecs).ptr;
    assert_has(json, "{\"@timestamp\":\"2026-03-02T10:01:00Z\",\"ecs\":{\"version\":\"9.4.0\"}");
    assert_has(json, "\"tags\":[\"vendor.micron\",\"cn-test\"]");
    assert_has(json, "\"device\":{\"manufacturer\":\"Micron Technology\"");
    assert_has(json, "\"interdict\":{\"schema\":\"interdict.alert/1\"");
    assert_lacks(json, "\"host\""); /* a purchase is of no host */
}

static void ocsf_tells_the_law_where_each_class_has_a_place(void **state)
{
    struct fixture *f = *state;
    const char *json = write_as(f, alert_write_ocsf_compliance).ptr;
    assert_has(json, "\"type_uid\":200301");
    assert_has(json, "\"requirements\":[\"cn-test 37 Cybersecurity Law\"]");
    assert_has(json, "\"status_id\":3,\"status\":\"Fail\"");
    json = write_as(f, alert_write_ocsf_detection).ptr;
    assert_has(json, "\"type_uid\":200401");
    assert_lacks(json, "\"compliance\"");
    assert_has(json, "{\"name\":\"legal_citation\",\"values\":[\"cn-test 37 Cybersecurity Law\"]}");
}

static void assert_ip(struct fixture *f, const char *text, const char *expected, bool v4)
{
    struct alert alert;
    bool is_v4;
    fixture_item_field(f, FIELD_IP, text);
    fixture_alert(f, &alert);
    struct str ip = siem_ip(&alert, &is_v4);
    assert_str(ip, expected);
    assert_true(ip.len == 0 || is_v4 == v4);
}

static void only_real_addresses_are_told(void **state)
{
    assert_ip(*state, "10.0.0.7", "10.0.0.7", true);
    assert_ip(*state, "2001:db8::1", "2001:db8::1", false);
    assert_ip(*state, "10.0.0.7/24", "", true);
    assert_ip(*state, "not an address, and far too long for one of either kind", "", true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(citations_say_instrument_article_and_law, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(cef_escapes_what_its_grammar_needs, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(cef_values_keep_to_their_lengths, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(leef_has_no_escapes_so_nothing_that_needs_one,
                                        fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(ecs_repeats_what_a_soc_filters_on, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(ocsf_tells_the_law_where_each_class_has_a_place,
                                        fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(only_real_addresses_are_told, fixture_setup,
                                        fixture_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
