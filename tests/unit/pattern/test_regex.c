#include "test.h"

#include <stdlib.h>
#include <time.h>

#include "base/buf.h"
#include "base/mem.h"
#include "pattern/regex.h"

static enum regex_result search(const char *pattern, struct regex_flags flags, struct str text,
                                size_t *start, size_t *end)
{
    struct regex *regex;
    struct error error;
    if (regex_new(str_of(pattern), flags, &regex, &error))
        fail_msg("%s: %s", pattern, error.message);
    struct regex_scratch *scratch = regex_scratch_new();
    enum regex_result result = regex_search(regex, scratch, text, 0, start, end);
    regex_scratch_free(scratch);
    regex_free(regex);
    return result;
}

static void found_and_not(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *text;
        int start, end; /* -1: not found */
        struct regex_flags flags;
    } cases[] = {
        {"b+", "abbc", 1, 3, {0}},
        {"B", "abc", -1, -1, {0}},
        {"B", "abc", 1, 2, {.caseless = true}},
        {"Ä", "xä", 1, 3, {.caseless = true}},
        {"\\bé\\w+", "a ét", 2, 5, {0}}, /* \b and \w know more than ASCII */
        {"\\d", "٣", 0, 2, {0}},
        {"k", "\xE2\x84\xAA", 0, 3, {.caseless = true}},
        {"s", "ſ", 0, 2, {.caseless = true}},
        {"i", "ı", -1, -1, {.caseless = true}},
        {"ss", "ß", -1, -1, {.caseless = true}},
        {"^b", "a\nb", -1, -1, {0}},
        {"^b", "a\nb", 2, 3, {.multiline = true}},
        {"a.b", "a\nb", -1, -1, {0}},
        {"a.b", "a\nb", 0, 3, {.dotall = true}},
        {"ab\\Kc", "abc", 2, 3, {0}},
        {"(?<=a)b(?=c)", "abc", 1, 2, {0}},
        {"(a)(b)(c)\\3", "abcc", 0, 4, {0}}, /* more groups than offsets are kept */
        {"", "", 0, 0, {0}},
        {"美光", "xx美光", 2, 8, {0}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t start, end;
        enum regex_result result =
            search(cases[i].pattern, cases[i].flags, str_of(cases[i].text), &start, &end);
        if (result != (cases[i].start >= 0 ? REGEX_YES : REGEX_NO))
            fail_msg("/%s/ on \"%s\": %d", cases[i].pattern, cases[i].text, result);
        if (result == REGEX_YES) {
            assert_int_equal(start, cases[i].start);
            assert_int_equal(end, cases[i].end);
        }
    }
}

static void mistakes_have_a_place(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *message;
        unsigned column;
    } cases[] = {
        {"a(b", "missing closing parenthesis", 4},
        {"美光[", "missing terminating ]", 4},
        {"*a", "quantifier does not follow a repeatable item", 1},
        {"a\\C", "\\C", 4},
        {"(*NO_JIT)abc", "just-in-time", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct regex *regex = NULL;
        struct error error = {0};
        int code = regex_new(str_of(cases[i].pattern), (struct regex_flags){0}, &regex, &error);
        assert_int_equal(code, ERROR_INVALID);
        assert_null(regex);
        if (!strstr(error.message, cases[i].message))
            fail_msg("%s: %s", cases[i].pattern, error.message);
        assert_int_equal(error.column, cases[i].column);
    }
}

/* A regex that would run for years comes back with "nobody knows", and soon. */
static void limits_hold(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *unit;
        size_t times;
    } cases[] = {
        {"^(?:.?x?)*[yz]$", "x", 60},
        {"^(a+)+[bc]$", "a", 60},
        {"(?:(a|b|ab)*[cd])", "abababab", 7000},
        {"^(?:(a)|b)*[de]", "ab", 32000}, /* the stack rather than the steps */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf text = {0};
        for (size_t n = 0; n < cases[i].times; n++)
            buf_add(&text, str_of(cases[i].unit));
        size_t start, end;
        struct timespec before, after;
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
        enum regex_result result =
            search(cases[i].pattern, (struct regex_flags){0}, buf_str(&text), &start, &end);
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
        double seconds =
            (double)(after.tv_sec - before.tv_sec) + (double)(after.tv_nsec - before.tv_nsec) / 1e9;
        if (result != REGEX_LIMIT)
            fail_msg("/%s/: %d", cases[i].pattern, result);
        /* It takes a millisecond or two; the bound leaves room for slow and busy machines. */
        if (seconds > 0.5)
            fail_msg("/%s/ took %.3f s", cases[i].pattern, seconds);
        buf_clear(&text);
    }
}

/* Parts of a text, one after the other, find what one search finds. */
static void parts_make_a_whole(void **state)
{
    (void)state;
    static const char *const patterns[] = {"b",  "$",      "^a",     "(?<=a)b",
                                           "x*", "[bc]x?", "\\baab", "ä"};
    struct str text = STR("aaab äx aab");
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        struct regex *regex;
        assert_int_equal(regex_new(str_of(patterns[i]), (struct regex_flags){0}, &regex, NULL), 0);
        struct regex_scratch *scratch = regex_scratch_new();
        size_t start, end, part_start = 0, part_end = 0;
        enum regex_result whole = regex_search(regex, scratch, text, 0, &start, &end);
        enum regex_result parts = REGEX_NO;
        for (size_t from = 0; from <= text.len && parts == REGEX_NO;) {
            size_t to = from + 1;
            while (to < text.len && ((unsigned char)text.ptr[to] & 0xC0) == 0x80)
                to++;
            struct regex_bounds bounds = {from, to, 1000};
            parts = regex_search_part(regex, scratch, text, bounds, &part_start, &part_end);
            from = to;
        }
        assert_int_equal(whole, REGEX_YES);
        assert_int_equal(parts, REGEX_YES);
        assert_int_equal(part_start, start);
        assert_int_equal(part_end, end);
        assert_false(regex_sees_start(regex));
        regex_scratch_free(scratch);
        regex_free(regex);
    }
    struct regex *regex;
    struct regex_scratch *scratch = regex_scratch_new();
    size_t start, end;
    assert_int_equal(regex_new(STR("b"), (struct regex_flags){0}, &regex, NULL), 0);
    struct regex_bounds bounds = {0, 3, 1000};
    assert_int_equal(regex_search_part(regex, scratch, text, bounds, &start, &end), REGEX_NO);
    bounds.to = 4;
    assert_int_equal(regex_search_part(regex, scratch, text, bounds, &start, &end), REGEX_YES);
    regex_scratch_free(scratch);
    regex_free(regex);
    assert_int_equal(regex_new(STR("\\Gab"), (struct regex_flags){0}, &regex, NULL), 0);
    assert_true(regex_sees_start(regex));
    regex_free(regex);
}

static void memory_is_known(void **state)
{
    (void)state;
    struct regex *regex;
    assert_int_equal(regex_new(STR("abc"), (struct regex_flags){0}, &regex, NULL), 0);
    assert_true(regex_memory(regex) > 100);
    assert_true(regex_memory(regex) < 20000);
    regex_free(regex);
    regex_free(NULL);
    regex_scratch_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(found_and_not),   cmocka_unit_test(mistakes_have_a_place),
        cmocka_unit_test(limits_hold),     cmocka_unit_test(parts_make_a_whole),
        cmocka_unit_test(memory_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
