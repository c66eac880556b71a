/* Needed literals against plain PCRE2: what the set promises must hold for every match. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "event/text.h"
#include "pattern/literal.h"
#include "pattern/regex.h"

/* The set as "a|b|c" (its order is by bytes), or "" when nothing is known. */
static void join(struct literal_set set, struct buf *out)
{
    buf_reset(out);
    for (size_t i = 0; i < set.count; i++) {
        if (i)
            buf_add_char(out, '|');
        buf_add(out, set.items[i]);
    }
}

static const struct {
    const char *pattern, *expected;
} table[] = {
    {"micron", "micron"},
    {"Mi", ""},
    {"", ""},
    {"MICRON", "micron"},
    {"美光", "美光"},
    {"美", "美"},
    {"\\bmicron\\b", "micron"},
    {"^micron$|美光", "micron|美光"},
    {"\\bmicron (technology|memory)\\b|^micron$|美光", "micron|美光"},
    {"\\bmicron (technology|memory)\\b", "micron "},
    {"huawei|zte", "huawei|zte"},
    {"huawei|zt", ""},
    {"huawei|", ""},
    {"(huawei)?", ""},
    {"(huawei)?abc", "abc"},
    {"(?:huawei){0,1}abc", "abc"},
    {"MTC?40F", "mt40f|mtc40f"},
    {"ab[12]c", "ab1c|ab2c"},
    {"ab[a-cA-C]d", "abad|abbd|abcd"},
    {"ab[^a]cde", "cde"},
    {"abc.def0", "def0"},
    {"abcd.*efg", "abcd"},
    {"ab+c", ""},
    {"abb+c", "abb"},
    {"abc+de", "abc"},
    {"(abc)+", "abc"},
    {"(abc){2}", "abcabc"},
    {"(abc){2,}", "abcabc"},
    {"(abc){0}defg", "defg"},
    {"(abc){2,3}x", "abcabcx"},
    {"a{3}", "aaa"},
    {"a{2,3}", ""},
    {"(?i)Kiel", "kiel"},
    {"(?x) a b c # comment\n d", "abcd"},
    {"(?x)a\\ bc[ ]d", "a bc d"},
    {"(a(?x) b | c d e)f g", "abf g|cdef g"},
    {"(?x: a b c ) d", "abc d"},
    {"(?x)abc +d", "abc"},
    {"abc(?#comment)+d", "abc"},
    {"\\Qa.b*\\Ec", "a.b*c"},
    {"\\Qabc\\E+", "abc"},
    {"\\Qabc", "abc"},
    {"abc\\E+", "abc"},
    {"abcd\\d+wx", "abcd"},
    {"abcd\\1wxyz(a)", "wxyza"},
    {"(abc)\\1", "abc"},
    {"(?<n>abc)\\k<n>d", "abc"},
    {"(?>abc|abcd)ef", "abcdef|abcef"},
    {"abc++de", "abc"},
    {"abc\\Kdef", "abcdef"},
    {"(?=abc)...d", ""},
    {"(?!abcdef)ghi", "ghi"},
    {"(?<=abcdef)ghi", "ghi"},
    {"(?<!abcdef)ghi", "ghi"},
    {"abc(?=def)ghi", "abcghi"},
    {"abc(?=.*[)](x|y))def", "abcdef"},
    {"\\p{Lu}abc\\pLd", "abc"},
    {"abc\\x41\\x{42}d", "abcabd"},
    {"abc\\tde", "abc\tde"},
    {"abc\\Rdefg", "defg"},
    {"(?(?=abc)abcd|efgh)ijkl", "ijkl"},
    {"(a)?(?(1)bcd|efg)hij", "hij"},
    {"(?(DEFINE)(?<q>abcdef))(?&q)ghi", "ghi"},
    {"abc(?R)?def", "abc"},
    {"(?|(abc)|(abd))e", "abce|abde"},
    {"(*ACCEPT)abc", ""},
    {"abc(*ACCEPT)def", ""},
    {"(?i:ABC)def", "abcdef"},
    {"[]abc]def", "]def|adef|bdef|cdef"},
    {"[^]abc]defg", "defg"},
    {"[a\\]]bcd", "]bcd|abcd"},
    {"[[:alpha:]]bcd", "bcd"},
    {"[\\d-z]bcd", "bcd"},
    {"[\\Q^a]\\E]bcd", "bcd"},
    {"[\\E^a]bcd", "bcd"},
    {"ab{2", ""},
    {"abc{x", "abc{x"},
    {"abc{,3}", ""},
    {"\xE2\x84\xAA"
     "elvin",
     "kelvin"},
    {"a(b|c(d|e)f)g", "abg|acdfg|acefg"},
    {"xa(b|c(d|e)f)g", "xabg|xacdfg|xacefg"},
    {"(?^x:a b c)d", "abcd"},
    {"(?xx:[a b]cd e)", "cde"},
    {"(?-i)abc(?+1)(x)", "abc"},
};

static void table_holds(void **state)
{
    (void)state;
    struct buf got = {0};
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct arena arena;
        arena_init(&arena, 4096);
        join(literal_of_regex(&arena, str_of(table[i].pattern), (struct regex_flags){0}), &got);
        if (!str_is(buf_str(&got), table[i].expected)) {
            print_error("%s: got \"%.*s\", expected \"%s\"\n", table[i].pattern,
                        STR_ARG(buf_str(&got)), table[i].expected);
            wrong++;
        }
        arena_clear(&arena);
    }
    buf_clear(&got);
    assert_int_equal(wrong, 0);
}

/* --- the property, on generated patterns --- */

static uint64_t seed;

static unsigned pick(unsigned n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (unsigned)(seed % n);
}

static const char *const letters[] = {"a", "b", "C", "k",  "s", "ß", "ı", "\xE2\x84\xAA",
                                      "ſ", "ä", "Ä", "美", "1", "-", " ", "#",
                                      "I", "S", "K", "İ"};

static void letter(struct buf *out)
{
    buf_add(out, str_of(letters[pick(pick(3) ? 6 : sizeof letters / sizeof *letters)]));
}

static const char *const odd[] = {"\\b",
                                  "^",
                                  "$",
                                  "\\d",
                                  "\\w",
                                  ".",
                                  "\\s",
                                  "[^a]",
                                  "[a-cK]",
                                  "[ksß]",
                                  "[]a]",
                                  "[[:alpha:]]",
                                  "\\x41",
                                  "\\x{212A}",
                                  "\\K",
                                  "\\p{L}",
                                  "\\1",
                                  "\\Q.a\\E",
                                  "\\Qab",
                                  "\\E",
                                  "(?i)",
                                  "(?x)",
                                  "(?-i)",
                                  "(?-x)",
                                  "(?s)",
                                  "(?#x)",
                                  "\\ ",
                                  "\\R",
                                  "\\X",
                                  "(?R)?",
                                  "(?1)",
                                  "\\N",
                                  "\\B",
                                  "(*ACCEPT)",
                                  "(*SKIP)",
                                  "(?=a)",
                                  "(?!b)",
                                  "(?<=a)",
                                  "(?<!b)",
                                  "#",
                                  " ",
                                  "[a\\-c]",
                                  "[\\E^a]",
                                  "[a-\\d]",
                                  "(?(1)a|b)",
                                  "{",
                                  "}",
                                  "\\g1",
                                  "\\g{-1}",
                                  "[\\Qa-c\\E]",
                                  "[a\\E-c]",
                                  "(?^)",
                                  "\\h",
                                  "\\A",
                                  "\\z",
                                  "\\Z",
                                  "(?m)",
                                  "(?<![A-Za-z0-9])",
                                  "(?![a-zA-Z\\d_])",
                                  "(?<!\\w)",
                                  "(?!\\w)",
                                  "\\b",
                                  "\\b",
                                  "^",
                                  "$",
                                  "(?<![a-z])",
                                  "(?:^|-)",
                                  "(?:$| )",
                                  "(?:\\b|a)"};

static void expression(struct buf *out, unsigned depth)
{
    unsigned parts = 1 + pick(4);
    for (unsigned i = 0; i < parts; i++) {
        unsigned kind = pick(14);
        if (kind < 7 || depth == 0) {
            for (unsigned n = 1 + pick(3); n > 0; n--)
                letter(out);
        } else if (kind < 10) {
            static const char *const opens[] = {"(",   "(?:",   "(?>", "(?i:",  "(?x:",   "(?=",
                                                "(?!", "(?<n>", "(?|", "(?i)(", "(?x-i:", "("};
            unsigned which = pick(12);
            buf_add(out, str_of(opens[which]));
            expression(out, depth - 1);
            buf_add_char(out, ')');
        } else if (kind < 12) {
            buf_add(out, str_of(odd[pick(sizeof odd / sizeof *odd)]));
        } else {
            buf_add(out, STR("|"));
            letter(out);
        }
        static const char *const counts[] = {"?",  "*",  "+",  "{2}",   "{1,2}", "{0}", "{2,}",
                                             "??", "++", "*+", "{0,3}", " +",    "{1}?"};
        if (pick(4) == 0)
            buf_add(out, str_of(counts[pick(13)]));
    }
}

/* Strings close to the pattern: its letters, its pieces, the odd characters. */
static void subject(struct buf *out, struct str pattern)
{
    buf_reset(out);
    unsigned parts = pick(12);
    for (unsigned i = 0; i < parts; i++) {
        if (pick(12) == 0)
            buf_add_char(out, '\n');
        if (pick(2) || pattern.len == 0) {
            letter(out);
            continue;
        }
        size_t from = str_utf8_floor(pattern, pick((unsigned)pattern.len));
        size_t to = str_utf8_floor(pattern, from + 1 + pick(6));
        for (size_t at = from; at < to && at < pattern.len; at++) {
            char c = pattern.ptr[at];
            if (!strchr("\\()[]?*+{}|^$:<>=!", c))
                buf_add_char(out, c);
        }
    }
    size_t bad;
    if (!str_is_utf8(buf_str(out), &bad))
        out->len = bad;
}

static bool holds_one(struct literal_set set, struct str folded)
{
    for (size_t i = 0; i < set.count; i++)
        if (str_find(folded, set.items[i]) >= 0)
            return true;
    return false;
}

/* A text written in another case, as caseless matching may meet it. */
static void vary(struct buf *text, struct buf *out)
{
    static const char *const variants[][2] = {{"k", "\xE2\x84\xAA"},
                                              {"s", "ſ"},
                                              {"ä", "Ä"},
                                              {"a", "A"},
                                              {"b", "B"},
                                              {"C", "c"},
                                              {"ß", "ẞ"}};
    buf_reset(out);
    for (size_t at = 0; at < text->len;) {
        struct str rest = str_from(buf_str(text), at);
        bool done = false;
        for (size_t v = 0; v < sizeof variants / sizeof *variants && !done; v++) {
            if (str_starts(rest, str_of(variants[v][0])) && pick(2)) {
                buf_add(out, str_of(variants[v][1]));
                at += strlen(variants[v][0]);
                done = true;
            }
        }
        if (!done)
            buf_add_char(out, text->ptr[at++]);
    }
}

static void every_match_holds_a_literal(void **state)
{
    (void)state;
    seed = 20261123;
    const char *rounds_text = getenv("INTERDICT_TEST_ROUNDS");
    unsigned long rounds = rounds_text ? strtoul(rounds_text, NULL, 10) : 6000;
    struct buf pattern = {0}, base = {0}, text = {0}, folded = {0};
    struct regex_scratch *scratch = regex_scratch_new();
    size_t compiled = 0, with_literals = 0, matches = 0, proven = 0;
    for (unsigned long round = 0; round < rounds; round++) {
        buf_reset(&pattern);
        expression(&pattern, 3);
        struct regex_flags flags = {.caseless = pick(2), .dotall = pick(2), .multiline = pick(2)};
        struct regex *regex;
        if (regex_new(buf_str(&pattern), flags, &regex, NULL))
            continue;
        compiled++;
        struct arena arena;
        arena_init(&arena, 4096);
        struct literal_set set = literal_of_regex(&arena, buf_str(&pattern), flags);
        with_literals += set.count > 0;
        for (int i = 0; i < 60 && set.count > 0; i++) {
            subject(&base, buf_str(&pattern));
            vary(&base, &text);
            size_t start, end;
            if (regex_search(regex, scratch, buf_str(&text), 0, &start, &end) != REGEX_YES)
                continue;
            matches++;
            buf_reset(&folded);
            text_fold(&folded, buf_str(&text));
            proven += set.proof_count > 0;
            bool one = holds_one(set, buf_str(&folded));
            if (!one || (set.proof_count &&
                         !literal_proven(set.proofs, set.proof_count, buf_str(&folded)))) {
                print_error("%s\n", one ? "proof" : "literal");
                struct buf shown = {0};
                join(set, &shown);
                print_error("/%.*s/ (i=%d) matches \"%.*s\", which holds none of \"%.*s\"\n",
                            STR_ARG(buf_str(&pattern)), flags.caseless, STR_ARG(buf_str(&text)),
                            STR_ARG(buf_str(&shown)));
                fail();
            }
        }
        arena_clear(&arena);
        regex_free(regex);
    }
    /* The generator has to produce what it tests. */
    print_message("%zu patterns, %zu with literals, %zu matches\n", compiled, with_literals,
                  matches);
    assert_true(compiled > rounds / 3);
    assert_true(with_literals > compiled / 5);
    assert_true(matches > with_literals / 2);
    assert_true(proven > matches / 2);
    regex_scratch_free(scratch);
    buf_clear(&pattern);
    buf_clear(&base);
    buf_clear(&text);
    buf_clear(&folded);
}

/* What stands beside a literal: where PCRE2 matches, the proof holds (as above); and it does not
 * hold where that is the point of it. */
static void proofs_look_beside(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *text;
        bool caseless, multiline, proven;
    } cases[] = {
        {"\\bmicron\\b", "a micron b", false, false, true},
        {"\\bmicron\\b", "micronesia", false, false, false},
        {"\\bmicron\\b", "submicron", false, false, false},
        {"\\bmicron\\b", "submicron micron", false, false, true},
        {"\\bmicron\\b", "ämicron", false, false, true}, /* not ASCII: PCRE2 shall say */
        {"^micron$", "micron", false, false, true},
        {"^micron$", "micron\n", false, false, true},
        {"^micron$", "micron x", false, false, false},
        {"^micron$", "x\nmicron", false, false, false},
        {"^micron$", "x\nmicron\ny", false, true, true},
        {"(?m)^micron$", "x\nmicron\ny", false, false, true},
        {"(?m:x)?^micron$", "x\nmicron", false, false, true},
        {"\\Amicron\\z", "xmicron", false, true, false},
        {"\\b-abc-\\b", "x-abc-x", false, false, true}, /* bounded by words outside */
        {"(?<![A-Za-z0-9])MTC", "9MTC", false, false, false},
        {"(?<![A-Za-z0-9])MTC", "xMTC", false, false, false},
        {"(?<![A-Za-z0-9])MTC", "-MTC", false, false, true},
        {"(?<![A-Za-z0-9])MTC", "_MTC", false, false, true},
        {"(?<![A-Za-z0-9])MTC", "\xE2\x84\xAAMTC", false, false, true}, /* folds into a k */
        {"(?<![A-Za-z0-9])MTC", "ſMTC", false, false, true},
        {"(?<![A-Za-z0-9])MTC", "ıMTC", false, false, true},
        {"(?<![a-z])MTC", "XMTC", false, false, true},         /* another case is allowed */
        {"(?<![+-A-Za-z0-9])MTC", "XMTC", false, false, true}, /* a range from + to A */
        {"MTC(?![A-Za-z0-9_])", "MTC9", false, false, false},
        {"MTC(?![A-Za-z0-9_])", "MTC.", false, false, true},
        {"(?<!\\w)MTC(?!\\w)", "_MTC", false, false, false},
        {"(?<!\\w)MTC(?!\\w)", "(MTC)", false, false, true},
        {"MTC-(?<![A-Za-z0-9])", "MTC-a", false, false, true}, /* looks inwards */
        {"(?![A-Za-z0-9])-MTC", "a-MTC", false, false, true},
        {"(?:\\b|x)abc", "yxabc", false, false, true},
        {"abc[ -]?(pro|max)\\b", "abcdef", true, false, false},
        {"abc[ -]?(pro|max)\\b", "ABC Pro", true, false, true},
    };
    struct buf folded = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena;
        arena_init(&arena, 4096);
        struct regex_flags flags = {.caseless = cases[i].caseless, .multiline = cases[i].multiline};
        struct str pattern = str_of(cases[i].pattern), text = str_of(cases[i].text);
        struct literal_set set = literal_of_regex(&arena, pattern, flags);
        assert_true(set.count > 0);
        assert_true(set.proof_count > 0);
        buf_reset(&folded);
        text_fold(&folded, text);
        bool proven = literal_proven(set.proofs, set.proof_count, buf_str(&folded));
        if (proven != cases[i].proven)
            fail_msg("/%s/ on \"%s\": %d", cases[i].pattern, cases[i].text, proven);
        struct regex *regex;
        assert_int_equal(regex_new(pattern, flags, &regex, NULL), 0);
        struct regex_scratch *scratch = regex_scratch_new();
        size_t start, end;
        if (regex_search(regex, scratch, text, 0, &start, &end) == REGEX_YES && !proven)
            fail_msg("/%s/ matches \"%s\"", cases[i].pattern, cases[i].text);
        regex_scratch_free(scratch);
        regex_free(regex);
        arena_clear(&arena);
    }
    buf_clear(&folded);
}

static void garbage_gives_up(void **state)
{
    (void)state;
    static const char *const bad[] = {"(abc",    "abc)",   "[abc",  "abc\\", "(?<abc",
                                      "(?",      "\\x{12", "\\p{L", "a**",   "(?#abc",
                                      "\\k<abc", "[[:",    "[a-",   "(?i"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct arena arena;
        arena_init(&arena, 4096);
        struct literal_set set = literal_of_regex(&arena, str_of(bad[i]), (struct regex_flags){0});
        if (set.count)
            print_error("%s\n", bad[i]);
        assert_int_equal(set.count, 0);
        arena_clear(&arena);
    }
}

static void plain_text(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 4096);
    struct literal_set set = literal_of_text(&arena, STR("KaSS"));
    assert_int_equal(set.count, 1);
    assert_true(str_is(set.items[0], "kass"));
    assert_int_equal(literal_of_text(&arena, STR("ab")).count, 0);
    assert_int_equal(literal_of_text(&arena, STR("")).count, 0);
    /* Vectorscan takes no literal that begins with NUL. */
    set = literal_of_text(&arena, (struct str){"\0\0a\0b", 5});
    assert_int_equal(set.count, 1);
    assert_true(str_eq(set.items[0], (struct str){"a\0b", 3}));
    assert_int_equal(literal_of_text(&arena, (struct str){"\0\0\0\0ab", 6}).count, 0);
    set = literal_of_regex(&arena, STR("\\x00abc|\\x00\\x00abc"), (struct regex_flags){0});
    assert_int_equal(set.count, 1);
    assert_true(str_is(set.items[0], "abc"));
    assert_int_equal(
        literal_of_regex(&arena, STR("\\x00abc|\\x00\\x00ab"), (struct regex_flags){0}).count, 0);
    arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table_holds),        cmocka_unit_test(every_match_holds_a_literal),
        cmocka_unit_test(proofs_look_beside), cmocka_unit_test(garbage_gives_up),
        cmocka_unit_test(plain_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
