#include "test.h"

#include "event/key.h"

static const char *const names[] = {
    "a", "country", "country_of_origin", "country_of_origim", "exactly8", "exactly8x"};
enum { NAMES = sizeof names / sizeof *names };

static struct json_parser *parser;
static struct json_doc doc;

static void read(const char *json, struct key_values *out)
{
    struct key_table table;
    key_table_init(&table, names, NAMES);
    assert_int_equal(json_parse(parser, str_of(json), &doc, NULL), JSON_OK);
    key_table_read(&table, &doc, JSON_ROOT, out);
}

static void each_key_finds_its_value(void **state)
{
    (void)state;
    struct key_values keys;
    read("{\"exactly8x\":\"5\",\"country\":\"1\",\"country_of_origin\":\"2\",\"a\":\"0\","
         "\"exactly8\":\"4\",\"country_of_origim\":\"3\"}",
         &keys);
    assert_int_equal(keys.mask, (1u << NAMES) - 1);
    for (unsigned i = 0; i < NAMES; i++) {
        const char digit[] = {(char)('0' + i), '\0'};
        assert_true(str_is(json_string(&doc, keys.at[i]), digit));
    }
}

static void similar_keys_are_unknown(void **state)
{
    (void)state;
    struct key_values keys;
    read("{\"\":1,\"b\":1,\"A\":1,\"a\\u0000\":1,\"countr\":1,\"country_\":1,\"exactly\":1,"
         "\"exactly8\\u0000\":1,\"country_of_origi\":1,\"country_of_origin_\":1,"
         "\"country_of_orixin\":1,\"country_if_origin\":1,\"bountry_of_origin\":1}",
         &keys);
    assert_int_equal(keys.mask, 0);
}

static void the_last_of_two_wins(void **state)
{
    (void)state;
    struct key_values keys;
    read("{\"a\":\"first\",\"x\":{\"a\":\"inner\"},\"a\":\"last\"}", &keys);
    assert_int_equal(keys.mask, 1);
    assert_true(str_is(json_string(&doc, keys.at[0]), "last"));
}

static int setup(void **state)
{
    (void)state;
    parser = json_parser_new(4096, 16);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    json_parser_free(parser);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_key_finds_its_value),
        cmocka_unit_test(similar_keys_are_unknown),
        cmocka_unit_test(the_last_of_two_wins),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
