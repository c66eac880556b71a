/* Pieces of HTML that several documents share. Everything that comes from an alert passes
 * html_text or html_plain: no character of it can become markup. */
#ifndef INTERDICT_REPORT_HTML_H
#define INTERDICT_REPORT_HTML_H

#include "report/summary.h"

/* Text of an element, isolated from its surroundings' direction; characters that cannot be seen
 * (controls, direction marks) are shown by their numbers, and beyond so many bytes it is cut and
 * says so. Absent: a dash. */
void html_text(struct buf *out, struct str text);
/* The same without any element around, for <title>: such characters become U+FFFD. */
void html_plain(struct buf *out, struct str text);
void html_time(struct buf *out, int64_t ms, bool date_only);
void html_decimal(struct buf *out, struct decimal value);

/* From the doctype to the beginning of <main>, and from its end on. `title` is HTML. */
void html_begin(struct buf *out, const char *title);
void html_end(struct buf *out);

/* A bar chart with its figures as a table: the `most` largest entries, or all months. `id` names
 * its elements. */
void html_chart(struct buf *out, const char *id, const char *title, const char *head,
                const struct tally *tally, size_t most);
void html_months(struct buf *out, const struct tally *months);

#endif
