/* Exact decimals for sums of money: no binary fraction ever touches an amount. */
#ifndef INTERDICT_REPORT_DECIMAL_H
#define INTERDICT_REPORT_DECIMAL_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/* digits / 10^scale, at most DECIMAL_DIGITS digits and DECIMAL_SCALE of them behind the point. */
struct decimal {
    __int128 digits;
    unsigned scale;
};

enum { DECIMAL_DIGITS = 37, DECIMAL_SCALE = 30 };

/* A whole JSON-style number, "12.50" or "1e3". False on anything else and beyond the bounds: an
 * amount that cannot be held exactly is not an amount that may be summed. *out untouched then. */
bool decimal_parse(struct str text, struct decimal *out);

/* False where the result does not fit; *out untouched then. */
bool decimal_multiply(struct decimal a, struct decimal b, struct decimal *out);
bool decimal_add(struct decimal a, struct decimal b, struct decimal *out);

/* Every digit, zeros behind the point included: "931.50". */
void decimal_write(struct decimal value, struct buf *out);

#endif
