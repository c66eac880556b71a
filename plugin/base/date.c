#include "base/date.h"

#include <stdio.h>

static bool digits(struct str text, size_t at, size_t n, int *out)
{
    int value = 0;
    if (at + n > text.len)
        return false;
    for (size_t i = at; i < at + n; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
        value = value * 10 + (text.ptr[i] - '0');
    }
    *out = value;
    return true;
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

/* Days from the civil calendar; years counted from March so that the leap day comes last. */
static day_t day_of(int year, int month, int day)
{
    int y = year - (month <= 2);
    int era = (y >= 0 ? y : y - 399) / 400;
    int year_of_era = y - era * 400;
    int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static void civil_of_day(day_t day, int *year, int *month, int *mday)
{
    int64_t z = (int64_t)day + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int day_of_era = (int)(z - era * 146097);
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int shifted = (5 * day_of_year + 2) / 153;
    *mday = day_of_year - (153 * shifted + 2) / 5 + 1;
    *month = shifted < 10 ? shifted + 3 : shifted - 9;
    *year = (int)(year_of_era + era * 400) + (*month <= 2);
}

static bool parse_day(struct str text, day_t *out)
{
    int year, month, day;
    if (text.len < 10 || text.ptr[4] != '-' || text.ptr[7] != '-' || !digits(text, 0, 4, &year) ||
        !digits(text, 5, 2, &month) || !digits(text, 8, 2, &day))
        return false;
    if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
        return false;
    *out = day_of(year, month, day);
    return true;
}

bool day_parse(struct str text, day_t *out)
{
    return text.len == 10 && parse_day(text, out);
}

bool days_parse(struct str text, int32_t *out)
{
    enum { DAYS_MAX = 100 * 366 };
    uint64_t count;
    if (text.len < 2 || !str_to_u64(str_head(text, text.len - 1), &count) || count > DAYS_MAX)
        return false;
    char unit = text.ptr[text.len - 1];
    if (unit == 'w')
        count *= 7;
    if ((unit != 'd' && unit != 'w') || count > DAYS_MAX)
        return false;
    *out = (int32_t)count;
    return true;
}

static char *put_digits(char *p, int count, int value)
{
    for (int i = count; i-- > 0; value /= 10)
        p[i] = (char)('0' + value % 10);
    return p + count;
}

/* By hand, not by printf: every alert writes a dozen of them. Returns where the text ends. */
static char *put_date(char *p, size_t room, int year, int month, int mday)
{
    if (year < 0 || year > 9999) {
        int n = snprintf(p, room, "%04d-%02d-%02d", year, month, mday);
        return p + (n > 0 && (size_t)n < room ? (size_t)n : 0);
    }
    p = put_digits(p, 4, year);
    *p++ = '-';
    p = put_digits(p, 2, month);
    *p++ = '-';
    return put_digits(p, 2, mday);
}

void day_format(day_t day, char out[static 16])
{
    int year, month, mday;
    civil_of_day(day, &year, &month, &mday);
    *put_date(out, 16, year, month, mday) = '\0';
}

/* "Z", "+08:00", "-0330"; seconds east of UTC. */
static bool parse_offset(struct str text, int *seconds)
{
    int hours, minutes;
    if (text.len == 1 && (text.ptr[0] == 'Z' || text.ptr[0] == 'z')) {
        *seconds = 0;
        return true;
    }
    if (text.len < 5 || (text.ptr[0] != '+' && text.ptr[0] != '-') || !digits(text, 1, 2, &hours))
        return false;
    size_t at = text.ptr[3] == ':' ? 4 : 3;
    if (text.len != at + 2 || !digits(text, at, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    *seconds = (hours * 60 + minutes) * 60 * (text.ptr[0] == '-' ? -1 : 1);
    return true;
}

/* ".123456" from `*at` on; milliseconds, further digits are cut. */
static int parse_fraction(struct str text, size_t *at)
{
    int ms = 0, place = 100;
    if (*at >= text.len || (text.ptr[*at] != '.' && text.ptr[*at] != ','))
        return 0;
    size_t i = *at + 1;
    for (; i < text.len && text.ptr[i] >= '0' && text.ptr[i] <= '9'; i++, place /= 10)
        ms += (text.ptr[i] - '0') * place;
    if (i == *at + 1)
        return 0; /* no digit: the offset's parser refuses what stands there */
    *at = i;
    return ms;
}

bool moment_parse(struct str text, struct moment *out)
{
    day_t day;
    int hour, minute, second, offset;
    if (!parse_day(text, &day))
        return false;
    if (text.len == 10) {
        *out = (struct moment){(int64_t)day * 86400000, true};
        return true;
    }
    if (text.len < 20 || (text.ptr[10] != 'T' && text.ptr[10] != 't' && text.ptr[10] != ' ') ||
        text.ptr[13] != ':' || text.ptr[16] != ':' || !digits(text, 11, 2, &hour) ||
        !digits(text, 14, 2, &minute) || !digits(text, 17, 2, &second))
        return false;
    if (hour > 23 || minute > 59 || second > 60)
        return false;
    size_t at = 19;
    int ms = parse_fraction(text, &at);
    if (!parse_offset(str_from(text, at), &offset))
        return false;
    int64_t seconds = (int64_t)day * 86400 + hour * 3600 + minute * 60 + second - offset;
    *out = (struct moment){seconds * 1000 + ms, false};
    return true;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

void civil_of(int64_t ms, struct civil *out)
{
    int64_t seconds = floor_div(ms, 1000);
    day_t day = (day_t)floor_div(seconds, 86400);
    int of_day = (int)(seconds - (int64_t)day * 86400);
    civil_of_day(day, &out->year, &out->month, &out->day);
    out->hour = of_day / 3600;
    out->minute = of_day / 60 % 60;
    out->second = of_day % 60;
    /* ISO 8601: the week belongs to the year in which its Thursday lies. */
    day_t thursday = day - (day_t)(((int64_t)day + 3) % 7 + 7) % 7 + 3;
    int year, month, mday;
    civil_of_day(thursday, &year, &month, &mday);
    out->week = (thursday - day_of(year, 1, 1)) / 7 + 1;
}

void instant_format(int64_t ms, char out[static 32])
{
    struct civil c;
    civil_of(ms, &c);
    int millis = (int)(ms - floor_div(ms, 1000) * 1000);
    const int parts[] = {c.hour, c.minute, c.second};
    char *p = put_date(out, 16, c.year, c.month, c.day);
    for (int i = 0; i < 3; i++) {
        *p++ = i == 0 ? 'T' : ':';
        p = put_digits(p, 2, parts[i]);
    }
    if (millis) {
        *p++ = '.';
        p = put_digits(p, 3, millis);
    }
    memcpy(p, "Z", 2);
}
