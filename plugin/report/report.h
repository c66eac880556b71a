/* Documents from alerts. What goes in: files of native alerts, one a line. What comes out depends
 * on nothing else: the same input gives the same bytes; the only times in a document are those of
 * the alerts.
 *
 * An alert that stands in the input several times counts once (the latest judged_at). Alerts of one
 * finding_id are one finding: the purchase that was requested, ordered and received. The alert with
 * the latest time is its current state; figures count findings, tables list alerts. */
#ifndef INTERDICT_REPORT_REPORT_H
#define INTERDICT_REPORT_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"

/* Which alerts count. Texts are borrowed; an absent one ({NULL, 0}) asks for nothing. */
struct report_filter {
    struct str from, to;     /* of the event's time; RFC 3339 or a day, both included */
    struct str org;          /* the organisation's id or name */
    struct str jurisdiction; /* of some instrument of the legal basis */
    struct str instrument;   /* id of some instrument of the legal basis */
    struct str disposition;
};

struct report;

/* ERROR_CONFIG where a value of the filter cannot be meant. The filter is borrowed. */
int report_new(const struct report_filter *filter, struct report **out, struct error *error);
void report_free(struct report *report);

/* Called for each line that cannot be used; `line` counts from 1. */
typedef void report_reject_fn(void *ctx, const char *name, uint64_t line, const char *reason);

/* Reads one file to its end. `fd` is borrowed and stays open until report_free. */
int report_add(struct report *report, int fd, const char *name, report_reject_fn *rejected,
               void *ctx, struct error *error);

/* Gets the next piece of the document; false when it cannot be written. */
typedef bool report_write_fn(void *ctx, struct str bytes);

struct report_format {
    const char *name;
    const char *help; /* a few words for people */
    int (*write)(struct report *report, report_write_fn *write, void *ctx, struct error *error);
    bool binary; /* nothing for a terminal */
};
extern const struct report_format report_formats[];
extern const size_t report_format_count;

#endif
