#include "test.h"

#include "base/json_write.h"

static void assert_escaped(struct str text, const char *expected)
{
    struct buf out = {0};
    json_escape(&out, text);
    assert_str(buf_str(&out), expected);
    buf_clear(&out);
}

static void texts_are_escaped(void **state)
{
    (void)state;
    assert_escaped(STR("plain 美光 \xF0\x9F\x98\x80"), "plain 美光 \xF0\x9F\x98\x80");
    assert_escaped(STR("q\" b\\ n\n t\t z\0."), "q\\\" b\\\\ n\\n t\\t z\\u0000.");
    assert_escaped(STR("\x1B\x7F"), "\\u001b\\u007f");
    assert_escaped(STR("a\xFF"
                       "b\xC3\xA9\xFE"),
                   "a\xEF\xBF\xBD"
                   "b\xC3\xA9\xEF\xBF\xBD");
    assert_escaped(STR("\xE7\xBE"), "\xEF\xBF\xBD\xEF\xBF\xBD");
}

static void commas_stand_between(void **state)
{
    (void)state;
    struct buf out = {0};
    struct json_writer w = {&out, false};
    json_open(&w, '{');
    json_field_str(&w, "a", STR("x"));
    json_field_opt(&w, "absent", (struct str){0});
    json_key(&w, "b");
    json_open(&w, '[');
    json_i64(&w, INT64_MIN);
    json_open(&w, '{');
    json_close(&w, '}');
    json_null(&w);
    json_close(&w, ']');
    json_field_bool(&w, "c", false);
    json_close(&w, '}');
    assert_str(buf_str(&out), "{\"a\":\"x\",\"b\":[-9223372036854775808,{},null],\"c\":false}");
    buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_escaped),
        cmocka_unit_test(commas_stand_between),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
