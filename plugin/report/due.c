#include "report/due.h"

enum weekday { SUNDAY, MONDAY, THURSDAY = 4, SATURDAY = 6 };
enum { FIRST_JUNETEENTH = 2021, MS_PER_DAY = 86400000, MS_PER_HOUR = 3600000 };

const struct duty duties[] = {
    {"far-52.204-25", "first report", "one business day", 0, 1, 0},
    {"far-52.204-25", "further report", "ten business days after the first report", 0, 1, 10},
    {"far-52.240-91", "report", "72 hours", 72, 0, 0},
};
const size_t duty_count = sizeof duties / sizeof *duties;

static int weekday_of(day_t day)
{
    int32_t n = (day + 4) % 7; /* 1970-01-01 was a Thursday */
    return n < 0 ? n + 7 : n;
}

/* The holidays that have a date, as they are on the very day. */
static bool is_fixed_holiday(day_t day)
{
    struct civil c;
    civil_of((int64_t)day * MS_PER_DAY, &c);
    return (c.month == 1 && c.day == 1) || (c.month == 7 && c.day == 4) ||
           (c.month == 11 && c.day == 11) || (c.month == 12 && c.day == 25) ||
           (c.month == 6 && c.day == 19 && c.year >= FIRST_JUNETEENTH);
}

/* Those that are the n-th, or the last, of a weekday in a month. */
static bool is_moving_holiday(day_t day)
{
    struct civil c;
    civil_of((int64_t)day * MS_PER_DAY, &c);
    int nth = (c.day - 1) / 7 + 1;
    if (weekday_of(day) == THURSDAY)
        return c.month == 11 && nth == 4;
    if (weekday_of(day) != MONDAY)
        return false;
    return ((c.month == 1 || c.month == 2) && nth == 3) || (c.month == 5 && c.day > 24) ||
           (c.month == 9 && nth == 1) || (c.month == 10 && nth == 2);
}

bool is_federal_holiday(day_t day)
{
    int weekday = weekday_of(day);
    if (weekday == SUNDAY || weekday == SATURDAY)
        return is_fixed_holiday(day);
    return is_fixed_holiday(day) || is_moving_holiday(day) ||
           (weekday == SATURDAY - 1 && is_fixed_holiday(day + 1)) ||
           (weekday == MONDAY && is_fixed_holiday(day - 1));
}

static day_t add_business_days(day_t day, int count)
{
    while (count > 0) {
        day++;
        int weekday = weekday_of(day);
        count -= weekday != SUNDAY && weekday != SATURDAY && !is_federal_holiday(day);
    }
    return day;
}

struct moment duty_due(const struct duty *duty, int64_t identified_ms)
{
    if (duty->hours > 0)
        return (struct moment){identified_ms + (int64_t)duty->hours * MS_PER_HOUR, false};
    day_t day = moment_day((struct moment){identified_ms, false}, NULL);
    day = add_business_days(day, duty->business_days + duty->more_business_days);
    return (struct moment){(int64_t)day * MS_PER_DAY, true};
}
