#include "test.h"

#include "base/limits.h"
#include "base/mem.h"
#include "event/json.h"

static struct json_parser *parser;
static struct json_doc doc;
static struct error error;

static enum json_status parse(struct str text)
{
    error = (struct error){0};
    return json_parse(parser, text, &doc, &error);
}

#define PARSE(literal) parse(STR(literal))

static void expect_number(struct str json, const char *text)
{
    assert_int_equal(parse(json), JSON_OK);
    assert_true(json_is_number(&doc, JSON_ROOT + 1));
    struct str found = json_number_text(&doc, json, JSON_ROOT + 1);
    assert_int_equal(found.len, strlen(text));
    assert_memory_equal(found.ptr, text, found.len);
}

/* The first element of the list is text that reads so. */
static void expect_text(struct str json, struct str text)
{
    assert_int_equal(parse(json), JSON_OK);
    assert_int_equal(json_type(&doc, JSON_ROOT + 1), '"');
    struct str found = json_string(&doc, JSON_ROOT + 1);
    assert_int_equal(found.len, text.len);
    assert_memory_equal(found.ptr, text.ptr, text.len);
}

static void values_are_on_the_tape(void **state)
{
    (void)state;
    assert_int_equal(PARSE("{\"a\":[1,-2,3.5,true,false,null,{}],\"b\":\"x\",\"a\":\"last\"}"),
                     JSON_OK);
    assert_int_equal(json_type(&doc, JSON_ROOT), '{');
    uint32_t at = json_find(&doc, JSON_ROOT, STR("a"));
    assert_true(str_is(json_string(&doc, at), "last"));
    assert_int_equal(json_find(&doc, JSON_ROOT, STR("c")), 0);
    assert_int_equal(json_find(&doc, at, STR("a")), 0); /* no object */

    static const char types[] = {'l', 'l', 'd', 't', 'f', 'n', '{'};
    static const double numbers[] = {1, -2, 3.5};
    size_t n = 0;
    for (at = JSON_ROOT + 3; json_type(&doc, at) != ']'; at = json_next(&doc, at), n++) {
        assert_int_equal(json_type(&doc, at), types[n]);
        if (n < 3)
            assert_true(json_number(&doc, at) == numbers[n]);
    }
    assert_int_equal(n, sizeof types);
    assert_int_equal(PARSE("[18446744073709551615]"), JSON_OK);
    assert_true(json_number(&doc, JSON_ROOT + 1) == 18446744073709551615.0);
}

static void what_simdjson_refuses_is_repaired(void **state)
{
    (void)state;
    static const char *const numbers[] = {
        "18446744073709551616",
        "-9223372036854775809",
        "123456789012345678901234567890",
        "1e400",
        "-1E+400",
        "1.7976931348623159e308",
        "17976931348623158e293",
        "0.0001e313",
        "1e99999999999999999999999",
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char json[100];
        int len = snprintf(json, sizeof json, "[%s, 7]", numbers[i]);
        expect_text((struct str){json, (size_t)len}, str_of(numbers[i]));
        assert_true(json_number(&doc, JSON_ROOT + 2) == 7);
    }
    expect_text(STR("[\"\\ud800\"]"), STR("\xEF\xBF\xBD"));
    expect_text(STR("[\"a\\uDFFFz\"]"), STR("a\xEF\xBF\xBDz"));
    expect_text(STR("[\"\\ud83d\\u0041\"]"), STR("\xEF\xBF\xBD"
                                                 "A"));
    expect_text(STR("[\"\\ud83d\\ud83d\\ude00\"]"), STR("\xEF\xBF\xBD\xF0\x9F\x98\x80"));
    expect_text(STR("[\"\\\\ud800\\\" \\ud800\"]"), STR("\\ud800\" \xEF\xBF\xBD"));
    expect_text(STR("\xEF\xBB\xBF[\"x\"]"), STR("x"));
    expect_text(STR("[\"\xEF\xBB\xBF\", 1e400]"), STR("\xEF\xBB\xBF"));
}

static void what_a_double_holds_stays_a_number(void **state)
{
    (void)state;
    static const char *const numbers[] = {
        "1.7976931348623157e308",
        "-1.7976931348623157e+308",
        "179769313486231570e291",
        "0.00000000017976931348623157e318",
        "1e-400",
        "0e99999999999",
        "-0.0e400",
        "1e308",
        "18446744073709551615",
        "-9223372036854775808",
    };
    /* The 1e400 sends the whole document through the repair. */
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char json[100];
        int len = snprintf(json, sizeof json, "[%s,1e400]", numbers[i]);
        expect_number((struct str){json, (size_t)len}, numbers[i]);
    }
}

static void invalid_json_stays_invalid(void **state)
{
    (void)state;
    static const struct {
        struct str json;
        const char *message;
    } cases[] = {
        {STR_INIT("{"), "ends in the middle"},
        {STR_INIT("[1,]"), "a value is expected at byte 3"},
        {STR_INIT("{\"a\":1,}"), "a key is expected at byte 7"},
        {STR_INIT("{\"a\" 1}"), "':' is expected at byte 5"},
        {STR_INIT("{a:1}"), "a key or '}' is expected at byte 1"},
        {STR_INIT("[1 2]"), "',' or ']' is expected at byte 3"},
        {STR_INIT("{\"a\":1]"), "',' or '}' is expected at byte 6"},
        {STR_INIT("[1}"), "',' or ']' is expected at byte 2"},
        {STR_INIT("{\"a\":}"), "a value is expected at byte 5"},
        {STR_INIT("{\"a\"}"), "':' is expected at byte 4"},
        {STR_INIT("[01]"), "',' or ']' is expected at byte 2"},
        {STR_INIT("[1.]"), "a number is malformed at byte 1"},
        {STR_INIT("[-]"), "a number is malformed at byte 1"},
        {STR_INIT("[1e]"), "a number is malformed at byte 1"},
        {STR_INIT("[+1]"), "a value is expected at byte 1"},
        {STR_INIT("[.5]"), "a value is expected at byte 1"},
        {STR_INIT("[0x10]"), "',' or ']' is expected at byte 2"},
        {STR_INIT("[NaN]"), "a value is expected at byte 1"},
        {STR_INIT("[truE]"), "a value is expected at byte 1"},
        {STR_INIT("[truest]"), "',' or ']' is expected at byte 5"},
        {STR_INIT("[nul"), "a value is expected at byte 1"},
        {STR_INIT("1 2"), "something stands behind the end at byte 2"},
        {STR_INIT("[1]]"), "something stands behind the end at byte 3"},
        {STR_INIT("[1]\0"), "something stands behind the end at byte 3"},
        {STR_INIT("]"), "a value is expected at byte 0"},
        {STR_INIT(","), "a value is expected at byte 0"},
        {STR_INIT("[\"abc"), "a string without an end begins at byte 1"},
        {STR_INIT("[\"abc\\\"]"), "a string without an end begins at byte 1"},
        {STR_INIT("[\"\\"), "an unknown escape stands in a string at byte 2"},
        {STR_INIT("[\"a\nb\"]"), "a control character stands unescaped in a string at byte 3"},
        {STR_INIT("[\"a\0b\"]"), "a control character stands unescaped in a string at byte 3"},
        {STR_INIT("[\"\\x\"]"), "an unknown escape stands in a string at byte 2"},
        {STR_INIT("[\"\\u12g4\"]"), "an escape \\u lacks four hex digits at byte 2"},
        {STR_INIT("[\"\\ud800\\u12\"]"), "an escape \\u lacks four hex digits at byte 8"},
        {STR_INIT("['a']"), "a value is expected at byte 1"},
        {STR_INIT("[1e400,]"), "a value is expected at byte 7"},
        {STR_INIT("[1e400"), "ends in the middle"},
        {STR_INIT("\xEF\xBB\xBF[1,]"), "a value is expected at byte 6"},
        {STR_INIT("\xEF\xBB\xBF\xEF\xBB\xBF[1]"), "a value is expected at byte 3"},
        {STR_INIT("// x\n[1]"), "a value is expected at byte 0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(parse(cases[i].json), JSON_SYNTAX);
        if (!strstr(error.message, cases[i].message))
            fail_msg("case %zu: \"%s\" lacks \"%s\"", i, error.message, cases[i].message);
    }
}

static void invalid_utf8_is_told_apart(void **state)
{
    (void)state;
    static const struct str cases[] = {
        STR_INIT("[\"ab\xFF\"]"),          STR_INIT("[\"ab\xC3\"]"),
        STR_INIT("[\"ab\xED\xA0\x80\"]"),  STR_INIT("[\"ab\xC0\xAF\"]"),
        STR_INIT("[\"ab\xF4\x90\x80\x80"), STR_INIT("[1e4\x80]"),
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(parse(cases[i]), JSON_BAD_UTF8);
        assert_string_equal(error.message, "invalid UTF-8 at byte 4");
    }
}

static void empty_and_large_are_told_apart(void **state)
{
    (void)state;
    assert_int_equal(PARSE(""), JSON_EMPTY);
    assert_int_equal(PARSE(" \t\r\n"), JSON_EMPTY);
    assert_int_equal(PARSE("\xEF\xBB\xBF "), JSON_EMPTY);
    struct json_parser *small = json_parser_new(8, 4);
    assert_int_equal(json_parse(small, STR("[1,2,34]"), &doc, &error), JSON_OK);
    assert_int_equal(json_parse(small, STR("[1,2,345]"), &doc, &error), JSON_TOO_LARGE);
    assert_string_equal(error.message, "9 bytes are more than the limit of 8");
    json_parser_free(small);
}

static void nest(char *out, int levels, const char *core)
{
    out[0] = '\0';
    for (int i = 0; i < levels; i++)
        strcat(out, i % 2 ? "{\"a\":" : "[");
    strcat(out, core);
    for (int i = levels; i-- > 0;)
        strcat(out, i % 2 ? "}" : "]");
}

static void depth_is_bounded(void **state)
{
    (void)state;
    char json[4096];
    static const char *const cores[] = {"1", "1e400", "{\"a\":[]}"};
    static const int levels[] = {LIMIT_JSON_DEPTH, LIMIT_JSON_DEPTH, LIMIT_JSON_DEPTH - 1};
    for (size_t i = 0; i < 3; i++) {
        nest(json, levels[i], cores[i]);
        assert_int_equal(parse(str_of(json)), JSON_OK);
        nest(json, levels[i] + 1, cores[i]);
        assert_int_equal(parse(str_of(json)), JSON_TOO_DEEP);
        assert_non_null(strstr(error.message, "more than 128 levels"));
    }
    nest(json, 200, "1");
    assert_int_equal(parse(str_of(json)), JSON_TOO_DEEP);
    memset(json, '[', sizeof json);
    assert_int_equal(parse((struct str){json, sizeof json}), JSON_TOO_DEEP);
    assert_int_equal(PARSE("[1]"), JSON_OK);
}

static void a_nul_in_a_string_is_kept(void **state)
{
    (void)state;
    expect_text(STR("[\"a\\u0000b\"]"), STR("a\0b"));
    expect_text(STR("[\"a\\u0000b\",1e400]"), STR("a\0b"));
}

/* Every number of the document, by its text in the source. */
static void number_texts(struct str json, const char *const *expected, size_t count)
{
    assert_int_equal(parse(json), JSON_OK);
    uint32_t end = (uint32_t)doc.tape[0];
    size_t n = 0;
    for (uint32_t at = JSON_ROOT; at < end; at += json_is_number(&doc, at) ? 2 : 1) {
        if (!json_is_number(&doc, at))
            continue;
        assert_true(n < count);
        struct str text = json_number_text(&doc, json, at);
        assert_int_equal(text.len, strlen(expected[n]));
        assert_memory_equal(text.ptr, expected[n], text.len);
        assert_true(text.ptr >= json.ptr && text.ptr + text.len <= json.ptr + json.len);
        n++;
    }
    assert_int_equal(n, count);
}

static void numbers_keep_their_text(void **state)
{
    (void)state;
    static const char *const plain[] = {"310.50", "8", "-0", "1.0E+2", "0.10"};
    number_texts(STR("{\"p\" : 310.50 , \"a,:]\\\"\\\\\":[8,\"7\",-0,null,true],\n"
                     "\"o\":{},\"l\":[],\"x\":{\"y\":1.0E+2},\"z\":0.10}"),
                 plain, 5);
    static const char *const repaired[] = {"1.50", "2.0"};
    number_texts(STR("\xEF\xBB\xBF{\"a\":1.50,\"b\":1e400,\"c\":\"\\ud800\","
                     "\"d\":99999999999999999999999,\"e\":2.0}"),
                 repaired, 2);
    static const char *const root[] = {"42.0"};
    number_texts(STR(" 42.0 "), root, 1);
}

static void numbers_far_into_a_document_keep_their_text(void **state)
{
    (void)state;
    enum { NUMBERS = 5000 };
    static const char *expected[NUMBERS];
    static char texts[NUMBERS][16], json[NUMBERS * 24];
    size_t len = 0;
    json[len++] = '[';
    for (int i = 0; i < NUMBERS; i++) {
        snprintf(texts[i], sizeof texts[i], "%d.%d0", i, i % 7);
        expected[i] = texts[i];
        len += (size_t)snprintf(json + len, sizeof json - len, i % 3 ? "%s, " : "\"x\",%s ,",
                                texts[i]);
    }
    json[len++] = '0';
    json[len++] = ']';
    assert_int_equal(parse((struct str){json, len}), JSON_OK);
    uint32_t at = JSON_ROOT + 1, places[NUMBERS];
    for (int i = 0; i < NUMBERS; at = json_next(&doc, at))
        if (json_is_number(&doc, at))
            places[i++] = at;
    for (int i = NUMBERS; i-- > 0;) { /* backwards: the order does not matter */
        struct str text = json_number_text(&doc, (struct str){json, len}, places[i]);
        assert_int_equal(text.len, strlen(expected[i]));
        assert_memory_equal(text.ptr, expected[i], text.len);
    }
}

static void a_huge_document_parses_and_small_ones_after_it(void **state)
{
    (void)state;
    size_t len = 32u << 20;
    char *json = mem_alloc(len);
    memset(json, '1', len);
    for (size_t i = 1; i < len - 1; i += 2)
        json[i] = ',';
    memcpy(json, "[2", 2);
    memcpy(json + len - 3, "  ]", 3);
    assert_int_equal(parse((struct str){json, len}), JSON_OK);
    assert_true(json_number(&doc, JSON_ROOT + 1) == 21);
    assert_int_equal(PARSE("[\"after\"]"), JSON_OK);
    assert_true(str_is(json_string(&doc, JSON_ROOT + 1), "after"));
    memset(json + 1, 'x', len - 2);
    json[1] = json[len - 2] = '"';
    assert_int_equal(parse((struct str){json, len}), JSON_OK);
    assert_int_equal(json_string(&doc, JSON_ROOT + 1).len, len - 4);
    mem_free(json);
}

/* No prefix, and no document with one byte changed, is read beyond its end or crashes; what is
 * valid is so for both readers. */
static void mutated_documents_are_judged(void **state)
{
    (void)state;
    static const char source[] = "{\"a\":[1,-2.5e3,\"x\\u00e9\\ud83d\\ude00\\n\",true,null,{}],"
                                 "\"b\":{\"c\":18446744073709551616}}";
    static const char bytes[] = "\0\t \"\\,:{}[]0-.eEu\x80\xE2\xFF";
    size_t len = sizeof source - 1, valid = 0, invalid = 0;
    for (size_t cut = 0; cut < len; cut++) {
        char *exact = mem_alloc(cut); /* so that the sanitizer sees a read beyond */
        memcpy(exact, source, cut);
        assert_int_not_equal(parse((struct str){exact, cut}), JSON_OK);
        mem_free(exact);
    }
    for (size_t at = 0; at < len; at++) {
        for (size_t b = 0; b < sizeof bytes - 1; b++) {
            char copy[sizeof source];
            memcpy(copy, source, sizeof source);
            copy[at] = bytes[b];
            struct str json = {copy, len};
            if (parse(json) == JSON_OK) {
                valid++;
                for (uint32_t i = JSON_ROOT; i < (uint32_t)doc.tape[0];
                     i += json_is_number(&doc, i) ? 2 : 1)
                    if (json_is_number(&doc, i)) {
                        double value;
                        assert_true(str_to_double(json_number_text(&doc, json, i), &value));
                        assert_true(value == json_number(&doc, i));
                    }
            } else {
                invalid++;
                assert_true(error.message[0] != '\0');
            }
        }
    }
    assert_true(valid > 100 && invalid > 1000);
}

static int setup(void **state)
{
    (void)state;
    parser = json_parser_new(LIMIT_EVENT_BYTES_MAX, LIMIT_JSON_DEPTH);
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
        cmocka_unit_test(values_are_on_the_tape),
        cmocka_unit_test(what_simdjson_refuses_is_repaired),
        cmocka_unit_test(what_a_double_holds_stays_a_number),
        cmocka_unit_test(invalid_json_stays_invalid),
        cmocka_unit_test(invalid_utf8_is_told_apart),
        cmocka_unit_test(empty_and_large_are_told_apart),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(a_nul_in_a_string_is_kept),
        cmocka_unit_test(numbers_keep_their_text),
        cmocka_unit_test(numbers_far_into_a_document_keep_their_text),
        cmocka_unit_test(a_huge_document_parses_and_small_ones_after_it),
        cmocka_unit_test(mutated_documents_are_judged),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
