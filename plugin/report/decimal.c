#include "report/decimal.h"

static const __int128 LARGEST = (__int128)10000000000000000000ull * 1000000000000000000ull - 1;

static bool fits(__int128 digits)
{
    return digits <= LARGEST && digits >= -LARGEST;
}

/* Adds one digit in front of the scale. */
static bool shift_in(__int128 *digits, int digit)
{
    __int128 next;
    if (__builtin_mul_overflow(*digits, (__int128)10, &next) ||
        __builtin_add_overflow(next, (__int128)digit, &next) || !fits(next))
        return false;
    *digits = next;
    return true;
}

static bool is_digit(struct str text, size_t at)
{
    return at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9';
}

/* The digits from *at on; `behind` counts them where it is given. */
static bool read_digits(struct str text, size_t *at, __int128 *digits, unsigned *behind)
{
    if (!is_digit(text, *at))
        return false;
    for (; is_digit(text, *at); ++*at) {
        if (!shift_in(digits, text.ptr[*at] - '0'))
            return false;
        if (behind && ++*behind > DECIMAL_SCALE)
            return false;
    }
    return true;
}

static bool read_exponent(struct str text, size_t *at, int *out)
{
    bool negative = false;
    __int128 value = 0;
    ++*at;
    if (*at < text.len && (text.ptr[*at] == '-' || text.ptr[*at] == '+'))
        negative = text.ptr[(*at)++] == '-';
    if (!read_digits(text, at, &value, NULL) || value > 2 * DECIMAL_DIGITS)
        return false;
    *out = negative ? -(int)value : (int)value;
    return true;
}

static bool apply_exponent(struct decimal *value, int exponent)
{
    for (; exponent < 0; exponent++)
        if (++value->scale > DECIMAL_SCALE)
            return false;
    for (; exponent > 0; exponent--) {
        if (value->scale > 0)
            value->scale--;
        else if (!shift_in(&value->digits, 0))
            return false;
    }
    return true;
}

bool decimal_parse(struct str text, struct decimal *out)
{
    struct decimal value = {0};
    size_t at = 0;
    int exponent = 0;
    bool negative = text.len > 0 && text.ptr[0] == '-';
    at += negative;
    if (!read_digits(text, &at, &value.digits, NULL))
        return false;
    if (at < text.len && text.ptr[at] == '.') {
        at++;
        if (!read_digits(text, &at, &value.digits, &value.scale))
            return false;
    }
    if (at < text.len && (text.ptr[at] | 0x20) == 'e' && !read_exponent(text, &at, &exponent))
        return false;
    if (at != text.len || !apply_exponent(&value, exponent))
        return false;
    if (negative)
        value.digits = -value.digits;
    *out = value;
    return true;
}

bool decimal_multiply(struct decimal a, struct decimal b, struct decimal *out)
{
    __int128 digits;
    if (a.scale + b.scale > DECIMAL_SCALE || __builtin_mul_overflow(a.digits, b.digits, &digits) ||
        !fits(digits))
        return false;
    *out = (struct decimal){digits, a.scale + b.scale};
    return true;
}

static bool rescale(struct decimal *value, unsigned scale)
{
    for (; value->scale < scale; value->scale++)
        if (!shift_in(&value->digits, 0))
            return false;
    return true;
}

bool decimal_add(struct decimal a, struct decimal b, struct decimal *out)
{
    unsigned scale = a.scale > b.scale ? a.scale : b.scale;
    if (!rescale(&a, scale) || !rescale(&b, scale) || !fits(a.digits + b.digits))
        return false;
    *out = (struct decimal){a.digits + b.digits, scale};
    return true;
}

void decimal_write(struct decimal value, struct buf *out)
{
    char text[DECIMAL_DIGITS + DECIMAL_SCALE + 4];
    size_t at = sizeof text;
    unsigned __int128 left =
        value.digits < 0 ? (unsigned __int128)-value.digits : (unsigned __int128)value.digits;
    for (unsigned n = 0; left > 0 || n <= value.scale; n++) {
        if (n == value.scale && n > 0)
            text[--at] = '.';
        text[--at] = (char)('0' + (int)(left % 10));
        left /= 10;
    }
    if (value.digits < 0)
        text[--at] = '-';
    buf_add(out, (struct str){text + at, sizeof text - at});
}
