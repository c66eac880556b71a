/* An approved waiver, kept on record. */
#ifndef INTERDICT_LAW_EXCEPTION_H
#define INTERDICT_LAW_EXCEPTION_H

#include "base/arena.h"
#include "base/date.h"
#include "base/diag.h"
#include "base/str.h"
#include "base/yaml.h"

struct exception {
    struct str id;
    const struct str *instruments;
    size_t instrument_count;
    struct str rule, vendor, part_number, org, site, contract; /* scope; absent: any */
    struct str ticket, requested_by, approved_by;
    day_t from, until; /* both inclusive */
    struct place place;
    /* What of the scope is compared as names are: normalised and folded, made on loading. */
    struct str folded_vendor, folded_part_number, folded_org, folded_site, folded_contract;
};

struct exceptions {
    struct exception *items; /* owned */
    size_t count, cap;
};

void exceptions_clear(struct exceptions *exceptions);

/* Reads a YAML list. Texts point into the document, arrays and folded texts into the arena.
 * Returns false, and adds none at all, when any entry is wrong. */
bool exceptions_read(struct exceptions *exceptions, const struct yaml_node *list,
                     struct arena *arena, struct diags *diags);

/* The same from CSV: a header with the names of YAML's keys in any order, instruments separated by
 * ';', an empty cell for a key that is not there. `file` must outlive the places. */
bool exceptions_read_csv(struct exceptions *exceptions, const char *file, struct str bytes,
                         struct arena *arena, struct diags *diags);

enum { EXCEPTION_KEYS = 13 };
extern const char *const exception_keys[EXCEPTION_KEYS];

/* Whether it speaks of this instrument. */
bool exception_names(const struct exception *exception, struct str instrument);

#endif
