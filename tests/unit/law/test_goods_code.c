#include "test.h"

#include "law/vocabulary.h"

enum { U = 1 << CODE_UNSPSC, C = 1 << CODE_CPV, H = 1 << CODE_HS };

static void codes_are_read_as_people_write_them(void **state)
{
    (void)state;
    static const struct {
        const char *text, *digits;
        unsigned schemes;
    } rows[] = {
        {"43222609", "43222609", U | C | H},
        {" 43222609 ", "43222609", U | C | H},
        {"43222609 Network routers", "43222609", U | C | H},
        {"43222609: routers", "43222609", U | C | H},
        {"UNSPSC 43222609", "43222609", U},
        {"unspsc:43222609", "43222609", U},
        {"UNSPSC code 4322", "4322", U},
        {"43.22.26.09", "43222609", U},
        {"4617162201", "4617162201", U | H},
        {"32420000-3", "32420000", C},
        {"32420000-3 Netzwerkgeräte", "32420000", C},
        {"CPV 32420000", "32420000", C},
        {"cpv/32420000-3", "32420000", C},
        {"8525.89", "852589", H},
        {"8525.89.30.00", "8525893000", H},
        {"8517 62 00", "85176200", H},
        {"HS 8517.62", "851762", H},
        {"8517 62", "851762", H},
        {"8517 62 00 routers", "85176200", H},
        {"8517 625", "8517", H},
        {"8517 6", "8517", H},
        {"43222609 24 ports", "43222609", U | C | H},
        {"HTSUS 8517620090", "8517620090", H},
        {"851762", "851762", H},
        {"8517", "8517", H},
        {"851762交换机", "851762", H},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct goods_code code;
        if (!goods_code_parse(str_of(rows[i].text), &code))
            fail_msg("'%s' is a code", rows[i].text);
        assert_string_equal(code.digits, rows[i].digits);
        if (code.schemes != rows[i].schemes)
            fail_msg("'%s': schemes %x, expected %x", rows[i].text, code.schemes, rows[i].schemes);
    }
}

static void other_numbers_are_no_codes(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",           "12",  "router",      "43222609AB", "802.11",    "8x16GB",
        "DS-2CD2143", "123", "12345",       "1234567",    "123456789", "8517AB",
        "UNSPSC",     "HS",  "12345678901", "-43222609",  "5 ports",   "10.0.0.1"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct goods_code code;
        if (goods_code_parse(str_of(texts[i]), &code))
            fail_msg("'%s' is no code, but gave %s", texts[i], code.digits);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_read_as_people_write_them),
        cmocka_unit_test(other_numbers_are_no_codes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
