/* Regexes that compile and are hardly meant, found by trying them on texts made for it. */
#include "base/limits.h"
#include "base/mem.h"
#include "match/program.h"

enum {
    PUMP_BYTES = 300, /* as long as a long product description */
    PUMP_US = 20000,  /* for all tries of one regex */
    PUMPS_MAX = 24,   /* pieces that are repeated … */
    PREFIXES_MAX = 4, /* … behind so many beginnings */
    MEASURE_US = 1000,
    MEASURE_TRIES = 64,
    SHORT_CHARS = 2,
};

struct linter {
    const struct program *program;
    const struct clock_source *clock;
    struct regex_scratch *scratch;
    struct diags *diags;
    struct buf text;
};

static enum regex_result search(struct linter *l, const struct regex *regex, struct str text)
{
    size_t start, end;
    return regex_search(regex, l->scratch, text, 0, &start, &end);
}

/* --- too little is enough --------------------------------------------------------------------- */

/* Two characters that make the regex match between other letters. Those of Chinese and the like
 * say more than two letters do, and are not tried. */
static bool is_short(struct linter *l, const struct regex *regex, char found[SHORT_CHARS + 1])
{
    static const char tried[] = "abcdefghijklmnopqrstuvwxyz0123456789-./_ ";
    char text[] = "xz??zx";
    if (regex_min_chars(regex) > SHORT_CHARS)
        return false;
    for (const char *a = tried; *a; a++) {
        for (const char *b = tried; *b; b++) {
            text[2] = *a;
            text[3] = *b;
            if (search(l, regex, str_of(text)) != REGEX_YES)
                continue;
            memcpy(found, text + 2, SHORT_CHARS);
            found[SHORT_CHARS] = '\0';
            return true;
        }
    }
    return false;
}

/* --- too much time ---------------------------------------------------------------------------- */

static bool is_quantifier(char c)
{
    return c == '*' || c == '+' || c == '{';
}

/* Backtracking explodes only where something repeats in more than one way. */
static bool may_explode(struct str pattern)
{
    size_t quantifiers = 0;
    bool alternatives = false;
    for (size_t i = 0; i < pattern.len; i++) {
        if (pattern.ptr[i] == '\\')
            i++;
        else
            quantifiers += is_quantifier(pattern.ptr[i]);
        alternatives |= i < pattern.len && pattern.ptr[i] == '|';
    }
    return quantifiers > 1 || (quantifiers == 1 && alternatives);
}

static size_t char_len(struct str text, size_t at)
{
    size_t end = at + 1;
    while (end < text.len && ((unsigned char)text.ptr[end] & 0xC0) == 0x80)
        end++;
    return end - at;
}

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           ((unsigned char)c & 0x80) != 0;
}

static size_t add_piece(struct str *pieces, size_t count, size_t most, struct str piece)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(pieces[i], piece))
            return count;
    if (count < most)
        pieces[count++] = piece;
    return count;
}

/* What is worth repeating: usual characters, those of the pattern, and pairs of them. */
static size_t find_pumps(struct str pattern, struct str pumps[PUMPS_MAX])
{
    static const struct str usual[] = {STR_INIT("a"), STR_INIT("0"),  STR_INIT(" "),
                                       STR_INIT("-"), STR_INIT("a "), STR_INIT("a-")};
    size_t count = 0;
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        pumps[count++] = usual[i];
    for (size_t i = 0; i < pattern.len; i += char_len(pattern, i)) {
        if (!is_word_byte(pattern.ptr[i]))
            continue;
        size_t one = char_len(pattern, i), next = i + one;
        count = add_piece(pumps, count, PUMPS_MAX, (struct str){pattern.ptr + i, one});
        if (next < pattern.len && is_word_byte(pattern.ptr[next]))
            count = add_piece(pumps, count, PUMPS_MAX,
                              (struct str){pattern.ptr + i, one + char_len(pattern, next)});
    }
    return count;
}

/* The beginning, then the piece again and again, then something that fits nowhere, and the end:
 * PCRE2 looks ahead for characters that the regex needs, and gives up at once where one is missing.
 */
static bool hits_limit(struct linter *l, const struct regex *regex, struct str prefix,
                       struct str pump, struct str suffix)
{
    buf_reset(&l->text);
    buf_add(&l->text, prefix);
    while (l->text.len < PUMP_BYTES)
        buf_add(&l->text, pump);
    buf_add_char(&l->text, '\x01');
    buf_add(&l->text, suffix);
    return search(l, regex, buf_str(&l->text)) == REGEX_LIMIT;
}

static bool is_catastrophic(struct linter *l, const struct compiled_test *test, struct str *pump)
{
    struct str pumps[PUMPS_MAX], prefixes[PREFIXES_MAX + 1] = {STR_INIT("")};
    struct str pattern = test->test->text;
    size_t prefix_count = 1;
    if (!may_explode(pattern))
        return false;
    size_t pump_count = find_pumps(pattern, pumps);
    for (uint32_t i = 0; i < test->literal_count; i++)
        prefix_count = add_piece(prefixes, prefix_count, PREFIXES_MAX + 1,
                                 l->program->literals[test->literals[i]]);
    int64_t until = clock_monotonic_us(l->clock) + PUMP_US;
    for (size_t p = 0; p < prefix_count; p++) {
        for (size_t i = 0; i < pump_count; i++) {
            if (hits_limit(l, test->regex, prefixes[p], pumps[i], STR("")) ||
                hits_limit(l, test->regex, prefixes[p], pumps[i], pattern)) {
                *pump = pumps[i];
                return true;
            }
            if (clock_monotonic_us(l->clock) > until)
                return false;
        }
    }
    return false;
}

/* Nanoseconds for 100 bytes of usual text. */
static unsigned measure(struct linter *l, const struct regex *regex)
{
    static const struct str usual =
        STR_INIT("Dell PowerEdge R760 server, 2x Xeon Gold 6430, 512 GB DDR5, 4 drives of 3.84 TB,"
                 " rack kit, 3 years");
    uint64_t tries = 0;
    int64_t before = clock_monotonic_us(l->clock), now;
    do {
        for (unsigned i = 0; i < MEASURE_TRIES; i++)
            search(l, regex, usual);
        tries += MEASURE_TRIES;
        now = clock_monotonic_us(l->clock);
    } while (now - before < MEASURE_US && tries < UINT32_MAX);
    return (unsigned)((uint64_t)(now - before) * 1000 * 100 / usual.len / tries);
}

/* --- together --------------------------------------------------------------------------------- */

/* What is to be said of one regex; several tests may share it. */
struct finding {
    bool empty, everything, brief, explodes, measured;
    char enough[SHORT_CHARS + 1];
    struct str pump;
    unsigned cost;
};

static void try_regex(struct linter *l, const struct compiled_test *test, struct finding *found)
{
    const struct regex *regex = test->regex;
    *found = (struct finding){0};
    found->empty = search(l, regex, STR("")) == REGEX_YES;
    found->everything = found->empty && search(l, regex, STR("~\n")) == REGEX_YES;
    found->brief = !found->everything && is_short(l, regex, found->enough);
    found->explodes = is_catastrophic(l, test, &found->pump);
    if (!test->prefiltered && !found->explodes) {
        found->measured = true;
        found->cost = measure(l, regex);
    }
}

static void report(struct linter *l, const struct compiled_test *test, const struct finding *found)
{
    struct place place = test->test->place;
    if (found->empty)
        diag_warn(l->diags, "matches-empty", place, "the regex matches the empty text%s",
                  found->everything ? ", and with it every text" : "");
    if (found->brief)
        diag_warn(l->diags, "short-regex", place,
                  "two characters are enough: '%s' matches in the middle of any text",
                  found->enough);
    if (found->explodes)
        diag_warn(l->diags, "catastrophic-regex", place,
                  "catastrophic backtracking: \"%.*s\" repeated to %d bytes hits the match limit",
                  STR_ARG(found->pump), PUMP_BYTES);
    if (found->measured)
        diag_warn(l->diags, "no-literal", place,
                  "no literal of three bytes is needed to match, so every text is tried: about %u "
                  "ns for 100 bytes",
                  found->cost);
}

static void lint_program(struct linter *l, const struct program *program)
{
    bool *done = mem_zalloc(program->test_count * sizeof *done);
    l->program = program;
    for (uint32_t i = 0; i < program->test_count; i++) {
        const struct compiled_test *test = &program->tests[i];
        struct finding found;
        if (test->test->op != TEST_RE || done[i])
            continue;
        try_regex(l, test, &found);
        for (uint32_t j = i; j < program->test_count; j++) {
            if (program->tests[j].regex != test->regex || program->tests[j].test->op != TEST_RE)
                continue;
            done[j] = true;
            report(l, &program->tests[j], &found);
        }
    }
    mem_free(done);
}

void matcher_lint(const struct matcher *matcher, const struct clock_source *clock,
                  struct diags *diags)
{
    struct linter l = {.clock = clock, .diags = diags, .scratch = regex_scratch_new()};
    if (!l.scratch)
        return;
    lint_program(&l, &matcher->native);
    lint_program(&l, &matcher->source);
    regex_scratch_free(l.scratch);
    buf_clear(&l.text);
}
