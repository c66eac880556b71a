/* Generated rules on generated events: with the prefilter and without it the matches are the same,
 * evidence included. Whatever the scan of literals leaves out by mistake shows here. */
#include "match/fixture.h"

static uint64_t seed;

static unsigned pick(unsigned n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (unsigned)(seed % n);
}

#define PICK(list) (list)[pick(sizeof(list) / sizeof *(list))]

static const char *const words[] = {"micron", "huawei", "straße", "kiosk",  "美光",  "ds-2cd",
                                    "dahua",  "ab",     "zte",    "sſs",    "İstan", "café",
                                    "x",      "abab",   "K9",     "ǅungla", "ﬁne",   "kisS"};
static const char *const fields[] = {"vendor",        "product", "part_number",
                                     "supplier.name", "purpose", "model",
                                     "raw.note",      "brand",   "raw.deep.er"};

/* A word, perhaps in another case or cut. */
static void word(struct buf *out)
{
    struct str w = str_of(PICK(words));
    unsigned how = pick(8);
    if (how == 0)
        w = str_head(w, str_utf8_floor(w, 1 + pick((unsigned)w.len)));
    for (size_t i = 0; i < w.len; i++) {
        char c = w.ptr[i];
        if (how == 1 && c >= 'a' && c <= 'z')
            buf_add_char(out, (char)(c - 'a' + 'A'));
        else if (how == 2 && c == 'k')
            buf_add(out, STR("\xE2\x84\xAA"));
        else if (how == 3 && c == 's')
            buf_add(out, STR("ſ"));
        else
            buf_add_char(out, c);
    }
}

static void words_of(struct buf *out, unsigned most)
{
    unsigned count = 1 + pick(most);
    for (unsigned i = 0; i < count; i++) {
        static const char *const joints[] = {" ", "-", "", " ", "  "};
        if (i)
            buf_add(out, str_of(PICK(joints)));
        word(out);
    }
}

static void regex(struct buf *out)
{
    static const char *const before[] = {"",         "\\b",     "^",      "(?<![a-z])",
                                         "(?i)",     ".?",      "[xyz]?", "(?<![A-Za-z0-9])",
                                         "(?<!\\w)", "(?:^|-)", "(?=.)"};
    static const char *const after[] = {
        "",   "\\b",   "$",  "(?!\\w)",         "+", "?",         "\\d*",
        ".*", "{1,2}", "s?", "(?![A-Za-z0-9])", "$", "\\b(?: x)?"};
    buf_add(out, str_of(PICK(before)));
    if (pick(3) == 0) {
        buf_add(out, STR("(?:"));
        word(out);
        buf_add_char(out, '|');
        word(out);
        buf_add_char(out, ')');
    } else {
        words_of(out, 2);
    }
    buf_add(out, str_of(PICK(after)));
}

static void value(struct buf *out, const char *modifier)
{
    if (strncmp(modifier, "|re", 3) == 0)
        regex(out);
    else if (!*modifier && pick(3) == 0) {
        static const char *const wild[] = {"*", "?", "*a*", "??"};
        if (pick(2))
            buf_add_char(out, '*');
        word(out);
        buf_add(out, str_of(PICK(wild)));
        word(out);
    } else
        words_of(out, 2);
}

static void selection(struct buf *out, unsigned number)
{
    static const char *const modifiers[] = {"",      "|contains",    "|startswith",     "|endswith",
                                            "|re",   "|re|i",        "|contains|cased", "|neq",
                                            "|re|i", "|contains|all"};
    buf_printf(out, "  s%u:\n", number);
    if (pick(8) == 0) {
        buf_add(out, STR("    - '"));
        words_of(out, 1);
        buf_add(out, STR("'\n    - '"));
        words_of(out, 2);
        buf_add(out, STR("'\n"));
        return;
    }
    unsigned first = pick(9);
    for (unsigned i = 0; i <= pick(2); i++) {
        const char *modifier = PICK(modifiers);
        const char *field = fields[(first + i) % 9];
        if (pick(16) == 0) {
            buf_printf(out, "    %s: null\n", field);
            continue;
        }
        buf_printf(out, "    %s%s:\n", field, modifier);
        for (unsigned n = 0; n <= pick(3) || (n < 2 && strstr(modifier, "all")); n++) {
            buf_add(out, STR("      - '"));
            value(out, modifier);
            buf_add(out, STR("'\n"));
        }
    }
}

static void rule(struct buf *out, unsigned number)
{
    buf_printf(out,
               "title: r%u\nid: 00000000-0000-4000-8000-%012u\nstatus: test\n"
               "taxonomy: interdict\nlogsource: {product: interdict}\nlevel: high\ndetection:\n",
               number, number);
    unsigned count = 1 + pick(3);
    for (unsigned i = 0; i < count; i++)
        selection(out, i);
    static const char *const one[] = {"s0", "s0", "not s0"};
    static const char *const two[] = {"s0 and s1", "s0 or s1",        "s0 and not s1",
                                      "1 of s*",   "not (s0 and s1)", "all of them"};
    static const char *const three[] = {
        "(s0 or s1) and not s2", "s0 and s1 or s2",      "1 of them",
        "s0 and not (s1 or s2)", "not s0 and s1 and s2", "all of s*"};
    buf_printf(out, "  condition: %s\n---\n",
               count == 1   ? PICK(one)
               : count == 2 ? PICK(two)
                            : PICK(three));
}

/* Matches nothing, and makes many patterns of few. */
static void filler(struct buf *out)
{
    buf_add(out, STR("title: filler\nid: 00000000-0000-4000-8000-000000000099\nstatus: test\n"
                     "taxonomy: interdict\nlogsource: {product: interdict}\nlevel: high\n"
                     "detection:\n  s:\n    serial:\n"));
    for (int i = 0; i < 600; i++)
        buf_printf(out, "      - 'q%dq'\n", i);
    buf_add(out, STR("  condition: s\n"));
}

static void json_field(struct buf *out, const char *name, bool *first)
{
    buf_printf(out, "%s\"%s\":", *first ? "" : ",", name);
    *first = false;
    bool list = pick(5) == 0;
    buf_add(out, list ? STR("[") : STR(""));
    for (unsigned i = 0; i <= (list ? pick(3) : 0); i++) {
        buf_add(out, i ? STR(",\"") : STR("\""));
        words_of(out, 3);
        buf_add_char(out, '"');
    }
    buf_add(out, list ? STR("]") : STR(""));
}

static void event(struct buf *out)
{
    static const char *const names[] = {"vendor", "product", "part_number", "model",
                                        "brand",  "note",    "purpose"};
    buf_reset(out);
    buf_add(out, STR("{\"kind\":\"purchase\",\"supplier\":{"));
    bool first = true;
    if (pick(2))
        json_field(out, "name", &first);
    buf_add(out, STR("}"));
    first = false;
    if (pick(3) == 0)
        json_field(out, "purpose", &first);
    if (pick(3) == 0)
        json_field(out, "note", &first);
    buf_add(out, STR(",\"items\":["));
    unsigned items = 1 + pick(3);
    for (unsigned i = 0; i < items; i++) {
        buf_add(out, i ? STR(",{") : STR("{"));
        first = true;
        for (unsigned n = 0; n < 7; n++)
            if (pick(2))
                json_field(out, names[n], &first);
        if (pick(4) == 0) {
            buf_add(out, first ? STR("\"deep\":{") : STR(",\"deep\":{"));
            bool inner = true;
            json_field(out, "er", &inner);
            buf_add(out, STR("}"));
        }
        buf_add_char(out, '}');
    }
    buf_add(out, STR("]}"));
    buf_add_char(out, '\0');
}

static void same_matches(void **state)
{
    (void)state;
    seed = 88172645463325252u;
    enum { RULES = 12, EVENTS = 40 };
    const char *rounds_text = getenv("INTERDICT_TEST_ROUNDS");
    unsigned long rounds = rounds_text ? strtoul(rounds_text, NULL, 10) : 250;
    struct buf yaml = {0}, json = {0};
    size_t pairs = 0, matched = 0, with = 0, without = 0;
    for (unsigned long round = 0; round < rounds; round++) {
        buf_reset(&yaml);
        for (unsigned i = 0; i < RULES; i++)
            rule(&yaml, i);
        if (round % 10 == 9) /* with many patterns other literals are scanned for */
            filler(&yaml);
        buf_add_char(&yaml, '\0');
        struct fixture fast, plain;
        fixture_open(&fast, yaml.ptr, PREFILTER_VECTORSCAN);
        fixture_open(&plain, yaml.ptr, PREFILTER_NONE);
        size_t rules = rule_set_count(fast.rules);
        for (unsigned i = 0; i < EVENTS; i++) {
            event(&json);
            struct str one = fixture_run(&fast, json.ptr);
            struct str two = fixture_run(&plain, json.ptr);
            if (!str_eq(one, two)) {
                print_error("%s\n%s\nvectorscan: %.*s\nnone:       %.*s\n", yaml.ptr, json.ptr,
                            STR_ARG(one), STR_ARG(two));
                fail();
            }
            pairs += rules;
            matched += fast.matches;
        }
        with += scanner_counts(fast.scanner)->regex_tried;
        without += scanner_counts(plain.scanner)->regex_tried;
        fixture_close(&fast);
        fixture_close(&plain);
    }
    print_message("%zu pairs, %zu matches, %zu and %zu regexes tried\n", pairs, matched, with,
                  without);
    /* The generator has to produce what it tests, and the prefilter has to filter. */
    assert_true(pairs > rounds * EVENTS * RULES * 3 / 4);
    assert_true(matched > pairs / 5);
    assert_true(with < without / 2);
    buf_clear(&yaml);
    buf_clear(&json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(same_matches)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
