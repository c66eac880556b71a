#ifndef INTERDICT_REPORT_CSV_H
#define INTERDICT_REPORT_CSV_H

#include "base/buf.h"

/* One text as a cell of CSV: quoted, and no formula for a spreadsheet. */
void csv_text(struct str text, struct buf *out);

#endif
