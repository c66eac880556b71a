/* Tables and paragraphs for people: columns as wide as terminals show them, not as bytes count. */
#ifndef INTERDICT_CLI_TABLE_H
#define INTERDICT_CLI_TABLE_H

#include "base/buf.h"

struct table {
    const char *const *heads; /* borrowed */
    size_t columns;
    struct str *cells; /* owned array of borrowed texts, row by row */
    size_t count, cap;
};

void table_init(struct table *table, const char *const *heads, size_t columns);
void table_clear(struct table *table);

/* The next cell, from left to right; the text has to live as long as the table. */
void table_add(struct table *table, struct str cell);

/* Every line begins with `indent` blanks. The last column ends where the line is `width` columns
 * wide, cut with "…"; 0: no end. */
void table_write(const struct table *table, size_t indent, size_t width, struct buf *out);

/* Text broken at blanks, all lines but the first `indent` columns in. */
void write_wrapped(struct str text, size_t indent, size_t width, struct buf *out);

void write_blanks(size_t count, struct buf *out);

#endif
