#include "fixture.h"

static void assert_summary(struct fixture *f, const char *wanted)
{
    struct alert alert;
    fixture_alert(f, &alert);
    struct str summary = alert_summary(&alert, &f->arena);
    if (!str_is(summary, wanted))
        fail_msg("%.*s", STR_ARG(summary));
}

static void test_what_who_law_article(void **state)
{
    assert_summary(*state, "Violation: Micron Technology RDIMM 64GB ordered by acme (CN): Decision "
                           "(CN, binding), Article 37 Cybersecurity Law");
}

static void test_missing_facts_and_more_laws(void **state)
{
    struct fixture *f = *state;
    static const struct str missing[] = {STR_INIT("org.country"), STR_INIT("org.roles")};
    f->verdict.disposition = DISPOSITION_REVIEW;
    f->verdict.org = (struct org){.source = ""};
    f->verdict.reaching = 2;
    f->verdict.missing = missing;
    f->verdict.missing_count = 2;
    f->judgements[0].applicability = APPLIES_UNDETERMINED;
    assert_summary(f, "Review: Micron Technology RDIMM 64GB ordered by an organisation without a "
                      "name (country unknown): Decision (CN, undetermined), Article 37 "
                      "Cybersecurity Law; and 1 more; missing: org.country, org.roles");
}

static void test_sections_and_written_units(void **state)
{
    struct fixture *f = *state;
    f->instrument.jurisdiction = STR("US");
    f->provision.article = STR("889(a)(1)(A)");
    assert_summary(f, "Violation: Micron Technology RDIMM 64GB ordered by acme (CN): Decision "
                      "(US, binding), Section 889(a)(1)(A) Cybersecurity Law");
    f->provision.article = STR("Annex II");
    assert_summary(f, "Violation: Micron Technology RDIMM 64GB ordered by acme (CN): Decision "
                      "(US, binding), Annex II Cybersecurity Law");
}

static void test_one_line_of_bounded_length(void **state)
{
    struct fixture *f = *state;
    struct alert alert;
    char *name = arena_alloc(&f->arena, 100001);
    memset(name, 'x', 100000);
    name[100000] = '\0';
    fixture_item_field(f, FIELD_PRODUCT, name);
    f->verdict.org.name = STR("two\nlines\x01");
    fixture_alert(f, &alert);
    struct str summary = alert_summary(&alert, &f->arena);
    assert_in_range(summary.len, 100, 1000);
    assert_int_equal(str_find_char(summary, '\n'), -1);
    assert_true(str_find(summary, STR("by two lines  (CN)")) > 0);
}

static void test_waiver_and_nothing(void **state)
{
    struct fixture *f = *state;
    struct exception exception = {.ticket = STR("T-9")};
    f->verdict.disposition = DISPOSITION_WAIVED;
    f->judgements[0].exception = &exception;
    assert_summary(f, "Waived: Micron Technology RDIMM 64GB ordered by acme (CN): Decision (CN, "
                      "binding), Article 37 Cybersecurity Law; excepted by T-9");
    f->verdict.disposition = DISPOSITION_NONE;
    f->verdict.reaching = 0;
    assert_summary(f, "Recognised: Micron Technology RDIMM 64GB ordered by acme (CN): no "
                      "instrument reaches it");
}

static void test_headers(void **state)
{
    struct fixture *f = *state;
    struct instrument second = {.id = STR("us-889"), .jurisdiction = STR("US")};
    struct alert alert;
    f->judgements[1].instrument = &second;
    f->judgements[2].instrument = &f->instrument;
    f->verdict.judgement_count = f->verdict.reaching = 3;
    fixture_alert(f, &alert);
    assert_true(str_is(alert_legal_basis_header(&alert, &f->arena), "cn-test,us-889,cn-test"));
    assert_true(str_is(alert_jurisdiction_header(&alert, &f->arena), "CN,US"));
    f->verdict.reaching = 0;
    assert_int_equal(alert_legal_basis_header(&alert, &f->arena).len, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_what_who_law_article),       TEST(test_missing_facts_and_more_laws),
        TEST(test_sections_and_written_units), TEST(test_one_line_of_bounded_length),
        TEST(test_waiver_and_nothing),         TEST(test_headers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
