#include "event/json_repair.h"

#include <stdio.h>

/* What the reader stands before. */
enum expect {
    EXPECT_VALUE,
    EXPECT_VALUE_OR_END, /* behind '[' */
    EXPECT_KEY_OR_END,   /* behind '{' */
    EXPECT_KEY,          /* behind ',' in an object */
    EXPECT_COLON,
    EXPECT_NEXT, /* behind a value: ',' or the container's end */
};

struct reader {
    struct str in;
    size_t at, origin;
    unsigned char *stack; /* '[' or '{' of each open container */
    size_t depth, max_depth;
    struct buf *out;
    struct error *error;
};

static enum json_status refuse(struct reader *r, size_t at, const char *what)
{
    error_set(r->error, ERROR_INVALID, "not JSON: %s at byte %zu", what, r->origin + at);
    return JSON_SYNTAX;
}

static bool is_digit(struct str s, size_t at)
{
    return at < s.len && s.ptr[at] >= '0' && s.ptr[at] <= '9';
}

/* The end of the number at `at` by the grammar of RFC 8259, or `at` itself if there is none. */
static size_t number_end(struct str s, size_t at, bool *integer)
{
    size_t i = at;
    *integer = true;
    if (i < s.len && s.ptr[i] == '-')
        i++;
    if (!is_digit(s, i))
        return at;
    if (s.ptr[i] == '0') {
        i++;
    } else {
        while (is_digit(s, i))
            i++;
    }
    if (i < s.len && s.ptr[i] == '.') {
        *integer = false;
        if (!is_digit(s, ++i))
            return at;
        while (is_digit(s, i))
            i++;
    }
    if (i < s.len && (s.ptr[i] == 'e' || s.ptr[i] == 'E')) {
        *integer = false;
        i++;
        if (i < s.len && (s.ptr[i] == '+' || s.ptr[i] == '-'))
            i++;
        if (!is_digit(s, i))
            return at;
        while (is_digit(s, i))
            i++;
    }
    return i;
}

static bool fits_integer(struct str number)
{
    int64_t negative;
    uint64_t positive;
    return number.ptr[0] == '-' ? str_to_i64(number, &negative) : str_to_u64(number, &positive);
}

/* Whether a double holds the number: its first 17 digits and its decimal exponent against those of
 * the largest double. A number between that and the next one up counts as too large. */
static bool fits_double(struct str number)
{
    static const char largest[] = "17976931348623157"; /* × 10^292, so exponent 308 */
    enum { DIGITS = sizeof largest - 1, LARGEST_EXPONENT = 308, EXPONENT_BOUND = 1000000 };
    char digits[DIGITS];
    int n = 0;
    int64_t exponent = -1; /* of the first significant digit, before the written exponent */
    bool fraction = false, tail = false;
    size_t i = number.ptr[0] == '-';
    for (; i < number.len && number.ptr[i] != 'e' && number.ptr[i] != 'E'; i++) {
        char c = number.ptr[i];
        if (c == '.') {
            fraction = true;
            continue;
        }
        if (n == 0 && c == '0') {
            exponent -= fraction;
            continue;
        }
        exponent += !fraction;
        if (n < DIGITS)
            digits[n++] = c;
        else
            tail |= c != '0';
    }
    if (n == 0)
        return true; /* zero, whatever its exponent */
    int64_t written = 0;
    bool down = i + 1 < number.len && number.ptr[i + 1] == '-';
    for (i++; i < number.len; i++)
        if (is_digit(number, i) && written < INT64_MAX / 100)
            written = written * 10 + (number.ptr[i] - '0');
    /* Each digit before the point adds one, so the sum cannot overflow: lengths are bounded. */
    exponent += down ? -written : written;
    if (exponent != LARGEST_EXPONENT)
        return exponent < LARGEST_EXPONENT;
    while (n < DIGITS)
        digits[n++] = '0';
    int order = memcmp(digits, largest, DIGITS);
    return order < 0 || (order == 0 && !tail);
}

static enum json_status read_number(struct reader *r)
{
    bool integer;
    size_t end = number_end(r->in, r->at, &integer);
    if (end == r->at)
        return refuse(r, r->at, "a number is malformed");
    struct str number = {r->in.ptr + r->at, end - r->at};
    bool quote = integer ? !fits_integer(number) : !fits_double(number);
    if (quote)
        buf_add_char(r->out, '"');
    buf_add(r->out, number);
    if (quote)
        buf_add_char(r->out, '"');
    r->at = end;
    return JSON_OK;
}

static int hex4(struct str s, size_t at)
{
    int value = 0;
    if (at + 4 > s.len)
        return -1;
    for (size_t i = at; i < at + 4; i++) {
        char c = s.ptr[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

/* `at` is the 'u' of an escape. Copies it, or U+FFFD for half a surrogate pair. */
static enum json_status read_unicode_escape(struct reader *r)
{
    int unit = hex4(r->in, r->at + 1);
    if (unit < 0)
        return refuse(r, r->at - 1, "an escape \\u lacks four hex digits");
    size_t len = 5;
    if (unit >= 0xD800 && unit <= 0xDFFF) {
        struct str next = str_from(r->in, r->at + 5);
        int low = str_starts(next, STR("\\u")) ? hex4(next, 2) : -1;
        if (unit >= 0xDC00 || low < 0xDC00 || low > 0xDFFF) {
            buf_add(r->out, STR("ufffd"));
            r->at += 5;
            return JSON_OK;
        }
        len = 11;
    }
    buf_add(r->out, (struct str){r->in.ptr + r->at, len});
    r->at += len;
    return JSON_OK;
}

static enum json_status read_string(struct reader *r)
{
    size_t begin = r->at++;
    buf_add_char(r->out, '"');
    while (r->at < r->in.len) {
        unsigned char c = (unsigned char)r->in.ptr[r->at];
        if (c < 0x20)
            return refuse(r, r->at, "a control character stands unescaped in a string");
        buf_add_char(r->out, (char)c);
        r->at++;
        if (c == '"')
            return JSON_OK;
        if (c != '\\')
            continue;
        char escape = r->at < r->in.len ? r->in.ptr[r->at] : '\0';
        if (escape == 'u') {
            enum json_status status = read_unicode_escape(r);
            if (status != JSON_OK)
                return status;
        } else if (escape && strchr("\"\\/bfnrt", escape)) {
            buf_add_char(r->out, escape);
            r->at++;
        } else {
            return refuse(r, r->at - 1, "an unknown escape stands in a string");
        }
    }
    return refuse(r, begin, "a string without an end begins");
}

static enum json_status read_scalar(struct reader *r)
{
    static const struct str words[] = {STR_INIT("true"), STR_INIT("false"), STR_INIT("null")};
    struct str rest = str_from(r->in, r->at);
    char c = rest.ptr[0];
    if (c == '"')
        return read_string(r);
    if (c == '-' || (c >= '0' && c <= '9'))
        return read_number(r);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!str_starts(rest, words[i]))
            continue;
        buf_add(r->out, words[i]);
        r->at += words[i].len;
        return JSON_OK;
    }
    return refuse(r, r->at, "a value is expected");
}

static const char *expected(const struct reader *r, enum expect expect)
{
    switch (expect) {
    case EXPECT_KEY_OR_END:
        return "a key or '}' is expected";
    case EXPECT_KEY:
        return "a key is expected";
    case EXPECT_COLON:
        return "':' is expected";
    case EXPECT_NEXT:
        if (r->depth == 0)
            return "something stands behind the end";
        return r->stack[r->depth - 1] == '{' ? "',' or '}' is expected" : "',' or ']' is expected";
    default:
        return "a value is expected";
    }
}

static enum json_status open_container(struct reader *r, char bracket)
{
    if (r->depth == r->max_depth + 1) {
        error_set(r->error, ERROR_LIMIT, "the JSON is nested more than %zu levels deep",
                  r->max_depth);
        return JSON_TOO_DEEP;
    }
    r->stack[r->depth++] = (unsigned char)bracket;
    buf_add_char(r->out, bracket);
    r->at++;
    return JSON_OK;
}

/* One token; *expect moves on. */
static enum json_status read_token(struct reader *r, enum expect *expect)
{
    char c = r->in.ptr[r->at], open = r->depth ? (char)r->stack[r->depth - 1] : '\0';
    bool end =
        *expect == EXPECT_NEXT || *expect == EXPECT_VALUE_OR_END || *expect == EXPECT_KEY_OR_END;
    if (end && ((c == ']' && open == '[') || (c == '}' && open == '{'))) {
        r->depth--;
        *expect = EXPECT_NEXT;
    } else if (*expect == EXPECT_NEXT && c == ',' && open) {
        *expect = open == '{' ? EXPECT_KEY : EXPECT_VALUE;
    } else if (*expect == EXPECT_COLON && c == ':') {
        *expect = EXPECT_VALUE;
    } else if ((*expect == EXPECT_KEY || *expect == EXPECT_KEY_OR_END) && c == '"') {
        *expect = EXPECT_COLON;
        return read_string(r);
    } else if (*expect == EXPECT_VALUE || *expect == EXPECT_VALUE_OR_END) {
        if (c == '{' || c == '[') {
            *expect = c == '{' ? EXPECT_KEY_OR_END : EXPECT_VALUE_OR_END;
            return open_container(r, c);
        }
        *expect = EXPECT_NEXT;
        return read_scalar(r);
    } else {
        return refuse(r, r->at, expected(r, *expect));
    }
    buf_add_char(r->out, c);
    r->at++;
    return JSON_OK;
}

enum json_status json_repair(struct str bytes, size_t origin, unsigned char *stack,
                             size_t max_depth, struct buf *out, struct error *error)
{
    struct reader r = {bytes, 0, origin, stack, 0, max_depth, out, error};
    enum expect expect = EXPECT_VALUE;
    bool any = false;
    while (r.at < bytes.len) {
        char c = bytes.ptr[r.at];
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            buf_add_char(out, c);
            r.at++;
            continue;
        }
        any = true;
        enum json_status status = read_token(&r, &expect);
        if (status != JSON_OK)
            return status;
    }
    if (!any) {
        error_set(error, ERROR_INVALID, "the record is empty");
        return JSON_EMPTY;
    }
    if (r.depth > 0 || expect != EXPECT_NEXT)
        return refuse(&r, bytes.len, "the text ends in the middle of a value,");
    return JSON_OK;
}
