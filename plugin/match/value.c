/* One test on one text. */
#include "event/text.h"
#include "match/compare.h"
#include "match/scanner.h"
#include "rule/value_list.h"

static bool is_ascii(struct str text)
{
    unsigned char all = 0;
    for (size_t i = 0; i < text.len; i++)
        all |= (unsigned char)text.ptr[i];
    return all < 0x80;
}

static struct str folded(struct scanner *s, struct str text)
{
    if (s->folded_of.ptr != text.ptr || s->folded_of.len != text.len || !text.ptr) {
        buf_reset(&s->folded);
        text_simple_fold(&s->folded, text);
        s->folded_of = text;
    }
    return buf_str(&s->folded);
}

/* The byte in `text` that stands where byte `at` stands in its folded form: folding keeps the
 * number of characters, not that of bytes. */
static size_t unfold(struct str text, struct str folded_text, size_t at)
{
    if (folded_text.len == text.len && is_ascii(text))
        return at;
    size_t chars = str_code_points(str_head(folded_text, at));
    size_t byte = 0;
    while (chars > 0 && byte < text.len) {
        byte++;
        while (byte < text.len && ((unsigned char)text.ptr[byte] & 0xC0) == 0x80)
            byte++;
        chars--;
    }
    return byte;
}

static enum truth text_test(struct scanner *s, const struct compiled_test *test, enum test_op op,
                            struct str text, size_t *start, size_t *end)
{
    bool cased = test->cased;
    struct str seen = cased ? text : folded(s, text);
    if (test->wildcards) {
        if (!compare_wildcards(op, seen, test->pieces, test->test->piece_count))
            return TRUTH_FALSE;
        *start = 0;
        *end = text.len;
        return TRUTH_TRUE;
    }
    ptrdiff_t at = compare_find(op, seen, test->needle);
    if (at < 0)
        return TRUTH_FALSE;
    *start = (size_t)at;
    *end = (size_t)at + test->needle.len;
    if (!cased) {
        *start = unfold(text, seen, *start);
        *end = unfold(text, seen, *end);
    }
    return TRUTH_TRUE;
}

static bool holds_in_order(unsigned op, int order)
{
    switch (op) {
    case TEST_LT:
        return order < 0;
    case TEST_LTE:
        return order <= 0;
    case TEST_GT:
        return order > 0;
    case TEST_GTE:
        return order >= 0;
    default:
        return order == 0;
    }
}

static bool number_test(const struct compiled_test *test, struct str text)
{
    struct number given;
    return number_parse(text, &given) &&
           holds_in_order(test->op, number_compare(&given, &test->number));
}

bool value_is_number_test(const struct compiled_test *test)
{
    return (test->op >= TEST_LT && test->op <= TEST_GTE) ||
           (test->op == TEST_EQUALS && test->is_number);
}

bool value_test_tape(const struct compiled_test *test, const struct json_doc *doc, uint32_t at)
{
    struct number given = {0};
    uint64_t bits = doc->tape[at + 1];
    switch (json_type(doc, at)) {
    case 'l':
        given.whole = true;
        memcpy(&given.integer, &bits, sizeof bits);
        given.value = (double)given.integer;
        break;
    case 'u':
        given.value = (double)bits;
        break;
    case 'd':
        memcpy(&given.value, &bits, sizeof bits);
        break;
    default:
        return false;
    }
    return holds_in_order(test->op, number_compare(&given, &test->number));
}

static bool time_test(const struct test *test, struct str text)
{
    struct moment moment;
    if (!moment_parse(text, &moment))
        return false;
    bool of_day = test->time_part == PART_MINUTE || test->time_part == PART_HOUR;
    if (of_day && moment.date_only)
        return false; /* a day has no hour */
    struct civil civil;
    civil_of(moment.ms, &civil);
    const int parts[] = {
        [PART_MINUTE] = civil.minute, [PART_HOUR] = civil.hour,   [PART_DAY] = civil.day,
        [PART_WEEK] = civil.week,     [PART_MONTH] = civil.month, [PART_YEAR] = civil.year,
    };
    int part = parts[test->time_part];
    return holds_in_order(test->other_op, (part > test->number) - (part < test->number));
}

/* Folds two texts, and the scanner's own buffer holds one: the other goes into the arena. */
static bool fieldref_test(struct scanner *s, const struct compiled_test *test, struct str text)
{
    bool of_event;
    struct lookup others = lookup_item(s, test->other, &of_event);
    struct str mine = text;
    if (!test->cased)
        mine = arena_dup(s->arena, folded(s, text));
    for (uint32_t i = 0; i < others.count; i++) {
        struct str other = others.values[i].text;
        if (!test->cased)
            other = folded(s, other);
        if (compare_find(test->test->other_op, mine, other) >= 0)
            return true;
    }
    return false;
}

static bool list_test(struct scanner *s, const struct test *test, struct str text, size_t *end)
{
    struct str key = test->cased ? text : folded(s, text);
    if (test->other_op == TEST_EQUALS)
        return value_list_has(test->list, key);
    size_t length;
    if (!value_list_has_prefix(test->list, key, &length))
        return false;
    *end = test->cased ? length : unfold(text, key, length);
    return true;
}

enum truth value_test(struct scanner *s, const struct compiled_test *test,
                      const struct value *value, field_key key, enum limit_hit *limit,
                      size_t *start, size_t *end)
{
    struct str text = key_is_raw(key) ? value->raw : value->text;
    bool holds;
    *start = 0;
    *end = text.len;
    switch ((enum test_op)test->op) {
    case TEST_RE:
        return confirm_regex(s, test, value, text, limit, start, end);
    case TEST_EQUALS:
        if (test->is_number && number_test(test, text))
            return TRUTH_TRUE;
        /* fallthrough */
    case TEST_CONTAINS:
    case TEST_STARTSWITH:
    case TEST_ENDSWITH:
        return text_test(s, test, (enum test_op)test->op, text, start, end);
    case TEST_CIDR:
        holds = cidr_holds(&test->cidr, text);
        break;
    case TEST_LT:
    case TEST_LTE:
    case TEST_GT:
    case TEST_GTE:
        holds = number_test(test, text);
        break;
    case TEST_FIELDREF:
        holds = fieldref_test(s, test, text);
        break;
    case TEST_LIST:
        holds = list_test(s, test->test, text, end);
        break;
    case TEST_TIME_PART:
        holds = time_test(test->test, text);
        break;
    default: /* null and exists look at the field, not at a text */
        holds = false;
        break;
    }
    return holds ? TRUTH_TRUE : TRUTH_FALSE;
}
