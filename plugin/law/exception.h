/* An approved waiver, kept on record. */
#ifndef INTERDICT_LAW_EXCEPTION_H
#define INTERDICT_LAW_EXCEPTION_H

#include "base/date.h"
#include "base/diag.h"
#include "base/str.h"

struct exception {
    struct str id;
    const struct str *instruments;
    size_t instrument_count;
    struct str rule, vendor, part_number, org, site, contract; /* scope; absent: any */
    struct str ticket, requested_by, approved_by;
    day_t from, until; /* both inclusive */
    struct place place;
};

#endif
