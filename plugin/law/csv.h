/* CSV by RFC 4180, with places: commas, quotes doubled inside quotes, line ends CRLF or LF. */
#ifndef INTERDICT_LAW_CSV_H
#define INTERDICT_LAW_CSV_H

#include "base/arena.h"
#include "base/diag.h"

struct csv_cell {
    struct str text; /* NUL-terminated, in the arena */
    struct place place;
};

struct csv_row {
    struct csv_cell *cells;
    size_t count;
};

struct csv {
    struct csv_row *rows; /* the header is the first; blank lines are left out */
    size_t count;
};

/* Reads all rows into the arena. Each mistake goes to diags; false if there was one. `file` must
 * outlive the places. */
bool csv_read(const char *file, struct str bytes, struct arena *arena, struct diags *diags,
              struct csv *out);

#endif
