#include "test.h"

#include "law/country.h"

static void countries_are_read_as_people_write_them(void **state)
{
    (void)state;
    static const struct {
        const char *text, *code;
    } rows[] = {
        {"CN", "CN"},
        {"cn", "CN"},
        {"CHN", "CN"},
        {"China", "CN"},
        {"CHINA", "CN"},
        {"Made in China", "CN"},
        {"PRC", "CN"},
        {"中国", "CN"},
        {"UK", "GB"},
        {"GBR", "GB"},
        {"EL", "GR"},
        {"usa", "US"},
        {"Deutschland", "DE"},
        {"ÖSTERREICH", "AT"},
        {"Россия", "RU"},
        {"台湾", "TW"},
        {" Taiwan ", "TW"},
        {"Hong Kong", "HK"},
        {"Republic of China", "TW"},
        {"Atlantis", ""},
        {"", ""},
        {"ZZ", ""},
        {"EU", ""},
        {"XYZ", ""},
        {"China or Vietnam", ""},
    };
    struct buf scratch = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct str code = country_parse(str_of(rows[i].text), &scratch);
        if (!str_is(code, rows[i].code))
            fail_msg("'%s' is %.*s, expected %s", rows[i].text, STR_ARG(code), rows[i].code);
    }
    buf_clear(&scratch);
}

static void instruments_write_codes(void **state)
{
    (void)state;
    assert_true(country_is_code(STR("CN")));
    assert_true(country_is_code(STR("NO")));
    assert_false(country_is_code(STR("cn")));
    assert_false(country_is_code(STR("CHN")));
    assert_false(country_is_code(STR("UK")));
    assert_false(country_is_code(STR("EU")));
    assert_false(country_is_code(STR("")));
    assert_true(country_is_jurisdiction(STR("EU")));
    assert_true(country_is_jurisdiction(STR("TW")));
}

static void the_union_stands_for_its_members(void **state)
{
    (void)state;
    static const char *const members[] = {"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES",
                                          "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
                                          "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        assert_true(country_is_code(str_of(members[i])));
        assert_true(country_within(str_of(members[i]), STR("EU")));
    }
    assert_false(country_within(STR("GB"), STR("EU")));
    assert_false(country_within(STR("T "), STR("EU")));
    assert_false(country_within(STR("DE"), STR("FR")));
    assert_true(country_within(STR("DE"), STR("DE")));
    assert_false(country_within(STR("EU"), STR("DE")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(countries_are_read_as_people_write_them),
        cmocka_unit_test(instruments_write_codes),
        cmocka_unit_test(the_union_stands_for_its_members),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
