/* Days, instants and time zones, without the C library's global state. */
#ifndef INTERDICT_BASE_DATE_H
#define INTERDICT_BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"

/* Days since 1970-01-01 in the proleptic Gregorian calendar. */
typedef int32_t day_t;
#define DAY_NONE INT32_MIN /* no date; sorts before every day */
#define DAY_MAX  INT32_MAX /* never ends */

/* An instant as somebody wrote it. "2026-03-02" names a day and no instant: its day is that day in
 * every time zone. */
struct moment {
    int64_t ms; /* since the epoch, UTC; of a bare date its midnight UTC */
    bool date_only;
};

bool day_parse(struct str text, day_t *out);            /* YYYY-MM-DD, a real date */
bool days_parse(struct str text, int32_t *out);         /* "180d" or "26w", as days */
void day_format(day_t day, char out[static 16]);        /* YYYY-MM-DD and NUL */
bool moment_parse(struct str text, struct moment *out); /* RFC 3339, or a bare date */
void instant_format(int64_t ms, char out[static 32]);   /* 2026-03-02T10:01:00.000Z; no .000 */

struct civil {
    int year, month, day, hour, minute, second, week; /* week: ISO 8601 */
};
void civil_of(int64_t ms, struct civil *out); /* UTC */

/* A zone of the tz database (Debian: tzdata). Immutable once loaded; shared by threads. */
struct timezone_rules;
int timezone_load(const char *name, struct timezone_rules **out, struct error *error);
void timezone_free(struct timezone_rules *zone);

/* The calendar day of the moment in the zone. NULL is UTC. */
day_t moment_day(struct moment moment, const struct timezone_rules *zone);

#endif
