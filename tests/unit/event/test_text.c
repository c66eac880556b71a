#include "test.h"

#include <utf8proc.h>

#include "event/text.h"

static struct arena arena;

static struct str normal(struct str raw)
{
    return text_normalise(&arena, raw);
}

static void texts_come_out_normal(void **state)
{
    (void)state;
    static const struct {
        struct str raw;
        const char *text;
    } cases[] = {
        {STR_INIT(""), ""},
        {STR_INIT(" "), ""},
        {STR_INIT("Micron"), "Micron"},
        {STR_INIT(" Micron "), "Micron"},
        {STR_INIT("a  b"), "a b"},
        {STR_INIT("a\tb\r\nc"), "a b c"},
        {STR_INIT("a\0b"), "a b"},
        {STR_INIT("a\x7F"
                  "b"),
         "a b"},
        {STR_INIT("\x01"), ""},
        {STR_INIT("Micron\xE2\x84\xA2"), "Micron"},
        {STR_INIT("Micron\xE2\x84\xA2 RAM"), "Micron RAM"},
        {STR_INIT("Micron\xC2\xAE"
                  "RAM"),
         "Micron RAM"},
        {STR_INIT("\xC2\xA9 X \xE2\x84\xA0"), "X"},
        {STR_INIT("\xEF\xBC\xAD\xEF\xBC\xA9\xEF\xBC\xA3\xEF\xBC\xB2\xEF\xBC\xAF\xEF\xBC\xAE"),
         "MICRON"},
        {STR_INIT("Mi\xE2\x80\x8B"
                  "cron"),
         "Micron"},
        {STR_INIT("Mi\xC2\xAD"
                  "cron"),
         "Micron"},
        {STR_INIT("\xEF\xBB\xBFMicron"), "Micron"},
        {STR_INIT("Mi\xE2\x80\xAE"
                  "cron"),
         "Micron"},
        {STR_INIT("\xE7\xBE\x8E\xE5\x85\x89"), "\xE7\xBE\x8E\xE5\x85\x89"},
        {STR_INIT("a\xC2\xA0\xE3\x80\x80"
                  "b"),
         "a b"},
        {STR_INIT("a\xE2\x80\xA8"
                  "b\xE1\x9A\x80"
                  "c"),
         "a b c"},
        {STR_INIT("DS\xE2\x80\x93"
                  "2CD\xE2\x80\x94\xE2\x88\x92\xEF\xBC\x8D\xE2\x81\xBB"
                  "1"),
         "DS-2CD----1"},
        {STR_INIT("e\xCC\x81"), "\xC3\xA9"},
        {STR_INIT("\xC3\xA9"), "\xC3\xA9"},
        {STR_INIT("e\xE2\x80\x8D\xCC\x81"), "\xC3\xA9"},
        {STR_INIT("\xE2\x84\xAB"), "\xC3\x85"},                             /* Angstrom sign */
        {STR_INIT("\xEF\xAC\x81x"), "fix"},                                 /* ligature */
        {STR_INIT("\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB"), "\xED\x95\x9C"}, /* Hangul */
        {STR_INIT("a\xCC\xA7\xCC\x81"), "\xC3\xA1\xCC\xA7"},                /* reordered */
        {STR_INIT("\xE0\xA5\x98"), "\xE0\xA4\x95\xE0\xA4\xBC"},             /* excluded from NFC */
        {STR_INIT("\xC2\xB4"), "\xCC\x81"},                                 /* space and acute */
        {STR_INIT("12345678 "), "12345678"},
        {STR_INIT(" 12345678"), "12345678"},
        {STR_INIT("1234567  8"), "1234567 8"},
        {STR_INIT("12345678  9"), "12345678 9"},
        {STR_INIT("123456789abcdef  0"), "123456789abcdef 0"},
        {STR_INIT("12345678 9\x1F"
                  "abc"),
         "12345678 9 abc"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_str(normal(cases[i].raw), cases[i].text);
    assert_str(normal(STR("\xFF"
                          "a\xC3")),
               "\xEF\xBF\xBD"
               "a\xEF\xBF\xBD");
}

static void normal_text_is_not_copied(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "a",
        "ab",
        "abc d",
        "abcd",
        "abcdefg",
        "abcdefgh",
        "a b c d e f g h i j k",
        "~!\"#",
        "\xE7\xBE\x8E\xE5\x85\x89 Micron",
        "caf\xC3\xA9",
        "\xED\x95\x9C\xEA\xB5\xAD",
        "\xD0\x9C\xD0\xB8\xD0\xBA\xD1\x80\xD0\xBE\xD0\xBD",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_ptr_equal(normal(str_of(texts[i])).ptr, texts[i]);
}

/* Two spaces, or another character, at every place of texts of every small length. */
static void the_fast_path_sees_every_place(void **state)
{
    (void)state;
    for (size_t len = 1; len <= 40; len++) {
        for (size_t at = 0; at < len; at++) {
            char text[48];
            memset(text, 'x', sizeof text);
            struct str raw = {text, len};
            assert_ptr_equal(normal(raw).ptr, text);
            text[at] = ' ';
            assert_int_equal(normal(raw).len, at == 0 || at + 1 == len ? len - 1 : len);
            if (at + 1 < len) {
                text[at + 1] = ' ';
                size_t gone = at == 0 || at + 2 == len ? 2 : 1;
                assert_int_equal(normal(raw).len, len == 2 ? 0 : len - gone);
            }
            memset(text, 'x', sizeof text);
            text[at] = '\x7F';
            assert_int_equal(normal(raw).len, at == 0 || at + 1 == len ? len - 1 : len);
            assert_ptr_not_equal(normal(raw).ptr, text);
        }
    }
}

static size_t put(int32_t c, char *out)
{
    return (size_t)utf8proc_encode_char(c, (utf8proc_uint8_t *)out);
}

static bool is_scalar(int32_t c)
{
    return c < 0xD800 || c > 0xDFFF;
}

static void expect_same(struct str a, struct str b, int32_t c)
{
    if (!str_eq(a, b))
        fail_msg("U+%04X: \"%.*s\" and \"%.*s\" differ", (unsigned)c, STR_ARG(a), STR_ARG(b));
}

/* For every character: normalising twice changes nothing, and the quick look at text that is normal
 * already agrees with the long way, which a control character in front enforces. */
static void every_character_is_stable(void **state)
{
    (void)state;
    for (int32_t c = 0; c < 0x110000; c++) {
        char bytes[16] = "\x01";
        if (!is_scalar(c))
            continue;
        size_t len = put(c, bytes + 1);
        struct str once = normal((struct str){bytes + 1, len});
        expect_same(normal(once), once, c);
        expect_same(normal((struct str){bytes, len + 1}), once, c);
        if (c % 0x400 == 0)
            arena_reset(&arena, 1 << 20);
    }
}

/* For every character: what it decomposes to comes back as the same text, even behind a letter. */
static void every_decomposition_comes_back(void **state)
{
    (void)state;
    size_t decomposed = 0;
    for (int32_t c = 0xA0; c < 0x110000; c++) {
        char whole[8] = "a", parts[80] = "a";
        int32_t units[18];
        if (!is_scalar(c) || c == 0xA9 || c == 0xAE || c == 0x2120 || c == 0x2122)
            continue; /* these become a space before Unicode sees them */
        size_t whole_len = 1 + put(c, whole + 1), parts_len = 1;
        utf8proc_ssize_t n =
            utf8proc_decompose_char(c, units, 18, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, NULL);
        assert_in_range(n, 1, 18);
        for (utf8proc_ssize_t i = 0; i < n; i++)
            parts_len += put(units[i], parts + parts_len);
        decomposed += n > 1;
        expect_same(normal((struct str){parts, parts_len}), normal((struct str){whole, whole_len}),
                    c);
        if (c % 0x400 == 0)
            arena_reset(&arena, 1 << 20);
    }
    assert_true(decomposed > 10000);
}

/* An eight-mebibyte field of nothing but marks must not take quadratic time: the test's own time
 * limit would notice. */
static void hostile_marks_take_linear_time(void **state)
{
    (void)state;
    enum { PAIRS = 1 << 20 };
    char *text = arena_alloc(&arena, PAIRS * 4);
    for (size_t i = 0; i < PAIRS; i++)
        memcpy(text + i * 4, "\xCC\x81\xCC\xA7", 4); /* classes 230 and 202: to be swapped */
    struct str out = normal((struct str){text, PAIRS * 4});
    assert_int_equal(out.len, PAIRS * 4);
    assert_memory_equal(out.ptr, "\xCC\xA7", 2);
    arena_reset(&arena, 1 << 20);
}

static void long_expansions_fit(void **state)
{
    (void)state;
    char text[3000];
    for (size_t i = 0; i < sizeof text; i += 3)
        memcpy(text + i, "\xEF\xB7\xBA", 3); /* U+FDFA: 18 characters, 33 bytes */
    assert_int_equal(normal((struct str){text, sizeof text}).len, 33000);
}

static void spans_point_into_the_original(void **state)
{
    (void)state;
    static const struct {
        struct str raw;
        size_t start, end;
        uint32_t from, to;
    } cases[] = {
        {STR_INIT("abc def"), 4, 7, 4, 7},
        {STR_INIT("\xE7\xBE\x8E\xE5\x85\x89"), 3, 6, 1, 2}, /* normal already */
        {STR_INIT("  abc  def"), 0, 3, 2, 5},
        {STR_INIT("  abc  def"), 4, 7, 7, 10},
        {STR_INIT("  abc  def"), 3, 4, 5, 7}, /* the run of spaces */
        {STR_INIT("  abc  def"), 0, 7, 2, 10},
        {STR_INIT("Mi\xE2\x80\x8B"
                  "cron"),
         0, 6, 0, 7},                                             /* zero width inside */
        {STR_INIT("\xE2\x80\x8BMicron\xE2\x80\x8B"), 0, 6, 1, 7}, /* and around */
        {STR_INIT("\xE2\x84\xA2 \xEF\xBC\xADx"), 0, 1, 2, 3},
        {STR_INIT("\xEF\xAC\x81x"), 1, 2, 0, 1}, /* the i of a ligature */
        {STR_INIT("\xEF\xAC\x81x"), 2, 3, 1, 2},
        {STR_INIT("xe\xCC\x81y"), 1, 3, 1, 3}, /* composed */
        {STR_INIT("xe\xCC\x81y"), 3, 4, 3, 4},
        {STR_INIT("a  b"), 1, 1, 1, 1}, /* empty */
        {STR_INIT("a  b"), 3, 3, 4, 4},
        {STR_INIT("a  b"), 9, 12, 4, 4}, /* beyond */
        {STR_INIT("a  b"), 0, 99, 0, 4},
        {STR_INIT("abc"), 9, 12, 3, 3},
        {STR_INIT("abc"), 1, 1, 1, 1},
        {STR_INIT("\xE7\xBE\x8E"), 1, 2, 0, 1}, /* inside a character */
        {STR_INIT(" \xE7\xBE\x8E"), 1, 2, 1, 2},
        {STR_INIT(""), 0, 0, 0, 0},
        {STR_INIT(" "), 0, 1, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct span span = text_original_span(cases[i].raw, cases[i].start, cases[i].end);
        if (span.start != cases[i].from || span.end != cases[i].to)
            fail_msg("case %zu: %u to %u instead of %u to %u", i, span.start, span.end,
                     cases[i].from, cases[i].to);
    }
}

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 16);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_clear(&arena);
    return 0;
}

static void widths_are_those_of_terminals(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t columns;
    } rows[] = {
        {"", 0},          {"Micron", 6}, {"网络安全法", 10}, {"caf\xC3\xA9", 4},
        {"e\xCC\x81", 1}, {"ＭＩ", 4},   {"サイバー", 8},    {"a\xFF", 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (text_width(str_of(rows[i].text)) != rows[i].columns)
            fail_msg("'%s' takes %zu columns, not %zu", rows[i].text, rows[i].columns,
                     text_width(str_of(rows[i].text)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_come_out_normal),
        cmocka_unit_test(normal_text_is_not_copied),
        cmocka_unit_test(the_fast_path_sees_every_place),
        cmocka_unit_test(every_character_is_stable),
        cmocka_unit_test(every_decomposition_comes_back),
        cmocka_unit_test(hostile_marks_take_linear_time),
        cmocka_unit_test(long_expansions_fit),
        cmocka_unit_test(spans_point_into_the_original),
        cmocka_unit_test(widths_are_those_of_terminals),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
