#include "test.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <pthread.h>
#include <utf8proc.h>

#include "base/mem.h"
#include "event/text.h"

enum { CODE_POINTS = 0x110000, BLOCK = 64 };

static size_t put(uint32_t c, char *out)
{
    return (size_t)utf8proc_encode_char((int32_t)c, (utf8proc_uint8_t *)out);
}

/* --- what PCRE2 thinks equal ------------------------------------------------------------------ */

/* All code points in a row, and where each begins; surrogates are left out. */
static char *all;
static size_t *begin;
static bool *cased; /* found to equal another one */
static pcre2_match_data *match_data;

static pcre2_code *compile(const char *pattern)
{
    int code;
    size_t offset;
    pcre2_code *re =
        pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
                      PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_DOTALL, &code, &offset, NULL);
    assert_non_null(re);
    pcre2_jit_compile(re, PCRE2_JIT_COMPLETE);
    return re;
}

/* Matches re in the text of the code points from..to-1 at or behind `*at`, a code point. */
static bool match(const pcre2_code *re, uint32_t from, uint32_t to, uint32_t at)
{
    return pcre2_match(re, (PCRE2_SPTR)all + begin[from], begin[to] - begin[from],
                       begin[at] - begin[from], PCRE2_NO_UTF_CHECK, match_data, NULL) > 0;
}

static uint32_t code_point_at(size_t offset)
{
    int32_t c;
    utf8proc_iterate((const utf8proc_uint8_t *)all + offset, 4, &c);
    return (uint32_t)c;
}

/* Marks those of a..b-1 that equal one of the code points from..to-1. */
static void mark_equals(uint32_t from, uint32_t to, uint32_t a, uint32_t b)
{
    char pattern[64];
    if (begin[from] == begin[to] || begin[a] == begin[b])
        return; /* surrogates only */
    if (to > 0xD800 && to <= 0xE000)
        to = 0xD800;
    if (from >= 0xD800 && from < 0xE000)
        from = 0xE000;
    snprintf(pattern, sizeof pattern, "[\\x{%x}-\\x{%x}]", from, to - 1);
    pcre2_code *re = compile(pattern);
    for (uint32_t at = a; at < b && match(re, a, b, at);) {
        at = code_point_at(begin[a] + pcre2_get_ovector_pointer(match_data)[0]);
        cased[at++] = true;
    }
    pcre2_code_free(re);
}

/* Marks the code points from..to-1 that equal another one of them: halves against each other, and
 * small blocks by a caseless back reference. */
static void mark_cased(uint32_t from, uint32_t to, const pcre2_code *twice)
{
    if (to - from > BLOCK) {
        uint32_t middle = from + (to - from) / 2;
        mark_equals(from, middle, middle, to);
        mark_equals(middle, to, from, middle);
        mark_cased(from, middle, twice);
        mark_cased(middle, to, twice);
        return;
    }
    for (uint32_t at = from; at < to && begin[from] < begin[to] && match(twice, from, to, at);) {
        const size_t *ends = pcre2_get_ovector_pointer(match_data);
        cased[code_point_at(begin[from] + ends[4])] = true;
        at = code_point_at(begin[from] + ends[2]);
        cased[at++] = true;
    }
}

static void folds_whatever_pcre2_equates(void **state)
{
    (void)state;
    size_t len = 0, pairs = 0, found = 0;
    all = mem_alloc((size_t)CODE_POINTS * 4);
    begin = mem_alloc((CODE_POINTS + 1) * sizeof *begin);
    cased = mem_zalloc(CODE_POINTS + 1);
    match_data = pcre2_match_data_create(4, NULL);
    for (uint32_t c = 0; c < CODE_POINTS; c++) {
        begin[c] = len;
        if (c < 0xD800 || c > 0xDFFF)
            len += put(c, all + len);
    }
    begin[CODE_POINTS] = len;
    pcre2_code *twice = compile("(.)(?=.*?(\\1))");
    mark_cased(0, CODE_POINTS, twice);
    pcre2_code_free(twice);

    /* Each against all of them: the pairs themselves. */
    char *subject = mem_alloc(len);
    size_t subject_len = 0;
    for (uint32_t c = 0; c < CODE_POINTS; c++)
        if (cased[c])
            subject_len += put(c, subject + subject_len);
    for (uint32_t c = 0; c < CODE_POINTS; c++) {
        char pattern[16];
        if (!cased[c])
            continue;
        found++;
        snprintf(pattern, sizeof pattern, "\\x{%x}", c);
        pcre2_code *re = compile(pattern);
        for (size_t at = 0; pcre2_match(re, (PCRE2_SPTR)subject, subject_len, at,
                                        PCRE2_NO_UTF_CHECK, match_data, NULL) > 0;) {
            const size_t *ends = pcre2_get_ovector_pointer(match_data);
            int32_t other;
            utf8proc_iterate((const utf8proc_uint8_t *)subject + ends[0], 4, &other);
            pairs += (uint32_t)other != c;
            if (text_fold_char(c) != text_fold_char((uint32_t)other))
                fail_msg("U+%04X and U+%04X match, but fold to U+%04X and U+%04X", c,
                         (unsigned)other, text_fold_char(c), text_fold_char((uint32_t)other));
            at = ends[1];
        }
        pcre2_code_free(re);
    }
    assert_true(cased['k'] && cased[0x212A] && cased[0x1E9E] && cased[0x1E943]);
    assert_true(found > 2700 && pairs >= found);
    pcre2_match_data_free(match_data);
    mem_free(subject);
    mem_free(cased);
    mem_free(begin);
    mem_free(all);
}

/* --- Unicode's own mappings ------------------------------------------------------------------- */

static void folds_whatever_a_mapping_equates(void **state)
{
    (void)state;
    static uint8_t members[CODE_POINTS];
    for (uint32_t c = 0; c < CODE_POINTS; c++) {
        uint32_t folded = text_fold_char(c);
        int32_t code = (int32_t)c;
        assert_int_equal(text_fold_char(folded), folded);
        assert_int_equal(text_fold_char((uint32_t)utf8proc_tolower(code)), folded);
        assert_int_equal(text_fold_char((uint32_t)utf8proc_toupper(code)), folded);
        assert_int_equal(text_fold_char((uint32_t)utf8proc_totitle(code)), folded);
        assert_int_equal(text_fold_char(text_simple_fold_char(c)), folded);
        assert_int_equal(text_simple_fold_char(text_simple_fold_char(c)), text_simple_fold_char(c));
        members[folded]++;
        char bytes[4];
        assert_true(put(folded, bytes) <= put(c, bytes));
    }
    for (uint32_t c = 0; c < CODE_POINTS; c++)
        assert_true(members[c] <= 5); /* the class of U+03B9 has 4, that of 'i' 4 */
    for (uint32_t c = 0; c < 0x80; c++)
        assert_int_equal(text_fold_char(c), c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static void simple_folding_is_unicodes(void **state)
{
    (void)state;
    static const uint32_t pairs[][2] = {
        {'A', 'a'},         {'z', 'z'},         {0xB5, 0x3BC},        {0xDF, 0xDF},
        {0x130, 0x130},     {0x131, 0x131},     {0x17F, 's'},         {0x1C5, 0x1C6},
        {0x23A, 0x2C65},    {0x345, 0x3B9},     {0x3C2, 0x3C3},       {0x1E9E, 0xDF},
        {0x1F88, 0x1F80},   {0x1F80, 0x1F80},   {0x1FBC, 0x1FB3},     {0x1FBE, 0x3B9},
        {0x2126, 0x3C9},    {0x212A, 'k'},      {0x212B, 0xE5},       {0x13A0, 0x13A0},
        {0x13F8, 0x13F0},   {0xAB70, 0x13A0},   {0xFB00, 0xFB00},     {0xFF21, 0xFF41},
        {0x10400, 0x10428}, {0x1E900, 0x1E922}, {0x10FFFF, 0x10FFFF},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        assert_int_equal(text_simple_fold_char(pairs[i][0]), pairs[i][1]);
    /* Where the two differ. */
    assert_int_equal(text_fold_char(0x131), 'i');
    assert_int_equal(text_fold_char(0x130), 'i');
}

static void texts_fold_as_their_characters(void **state)
{
    (void)state;
    struct buf wide = {0}, simple = {0};
    buf_add(&wide, STR("kept "));
    text_fold(&wide, STR("MICRON Technology [\\]^_`{|} 0123456789 Z@"));
    assert_str(buf_str(&wide), "kept micron technology [\\]^_`{|} 0123456789 z@");
    /* A character at every place in and around a block of sixteen. */
    for (size_t at = 0; at < 40; at++) {
        char text[64];
        memset(text, 'Q', sizeof text);
        memcpy(text + at, "\xE2\x84\xAA", 3); /* Kelvin */
        buf_reset(&wide);
        text_fold(&wide, (struct str){text, 48});
        assert_int_equal(wide.len, 46);
        for (size_t i = 0; i < wide.len; i++)
            assert_int_equal(wide.ptr[i], i == at ? 'k' : 'q');
    }
    buf_reset(&wide);
    text_fold(&wide, STR("\xC4\xB0\xC4\xB1I \xE1\xBA\x9E\xC3\x9F \xFF\xC3"));
    text_simple_fold(&simple, STR("\xC4\xB0\xC4\xB1I \xE1\xBA\x9E\xC3\x9F \xFF\xC3"));
    assert_str(buf_str(&wide), "iii \xC3\x9F\xC3\x9F \xFF\xC3");
    assert_str(buf_str(&simple), "\xC4\xB0\xC4\xB1i \xC3\x9F\xC3\x9F \xFF\xC3");
    buf_reset(&simple);
    for (int i = 0; i < 1000; i++) /* two bytes become three */
        text_simple_fold(&simple, STR("\xC8\xBA\xC8\xBA"));
    assert_int_equal(simple.len, 6000);
    text_fold(&wide, STR(""));
    buf_clear(&wide);
    buf_clear(&simple);
}

static void *fold_in_a_thread(void *c)
{
    return (void *)(uintptr_t)text_fold_char((uint32_t)(uintptr_t)c);
}

/* First in the list, so that the table is made by several threads at once. */
static void threads_share_the_table(void **state)
{
    (void)state;
    pthread_t threads[4];
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, fold_in_a_thread, (void *)0x212A), 0);
    for (size_t i = 0; i < 4; i++) {
        void *folded;
        pthread_join(threads[i], &folded);
        assert_int_equal((uintptr_t)folded, 'k');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_share_the_table),
        cmocka_unit_test(folds_whatever_pcre2_equates),
        cmocka_unit_test(folds_whatever_a_mapping_equates),
        cmocka_unit_test(simple_folding_is_unicodes),
        cmocka_unit_test(texts_fold_as_their_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
