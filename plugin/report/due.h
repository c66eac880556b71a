/* When a report is due: clauses with their periods as data, and the business days of the United
 * States federal government. */
#ifndef INTERDICT_REPORT_DUE_H
#define INTERDICT_REPORT_DUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/date.h"

/* One report that a clause asks for. */
struct duty {
    const char *clause;     /* the format's name; an instrument's `report` names it as template */
    const char *what;       /* which report it is */
    const char *period;     /* in words */
    int hours;              /* calendar hours after the identification; 0: business days */
    int business_days;      /* after the identification … */
    int more_business_days; /* … and so many after that */
};
extern const struct duty duties[];
extern const size_t duty_count;

/* A holiday of 5 U.S.C. 6103 on the day it is observed. Days are calendar days in UTC. */
bool is_federal_holiday(day_t day);

/* The last moment: an instant for a duty in hours, else the end of a day (date_only). */
struct moment duty_due(const struct duty *duty, int64_t identified_ms);

#endif
