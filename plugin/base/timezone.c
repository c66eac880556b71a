/* Time zones from the tz database's compiled files (TZif, RFC 8536), because the C library offers
 * them only through the process's environment. */
#include <stdio.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/file.h"
#include "base/mem.h"

/* A rule of the footer such as "M3.2.0/2": the first moment of daylight or of standard time. */
struct change {
    int month, week, weekday, seconds;
};

struct timezone_rules {
    int64_t *moments; /* seconds since the epoch; ascending */
    int32_t *offsets; /* seconds east of UTC from that moment on */
    size_t count;
    int32_t before; /* in force before the first moment */
    /* After the last moment: the footer's standard and daylight offset. */
    bool has_footer, has_daylight;
    int32_t standard, daylight;
    struct change to_daylight, to_standard;
};

enum { ZONE_BYTES = 1 << 20 };

static const char *const folders[] = {"/usr/share/zoneinfo", "/usr/lib/zoneinfo"};

static int64_t big_endian(const char *p, size_t n)
{
    uint64_t value = 0;
    for (size_t i = 0; i < n; i++)
        value = value << 8 | (unsigned char)p[i];
    return n == 4 ? (int32_t)value : (int64_t)value;
}

struct header {
    size_t isut, isstd, leap, time, type, abbreviation;
};

static bool read_header(struct str data, struct header *h, size_t word, size_t *body_bytes)
{
    if (data.len < 44 || memcmp(data.ptr, "TZif", 4) != 0)
        return false;
    size_t *counts[] = {&h->isut, &h->isstd, &h->leap, &h->time, &h->type, &h->abbreviation};
    for (size_t i = 0; i < 6; i++) {
        int64_t n = big_endian(data.ptr + 20 + 4 * i, 4);
        if (n < 0 || n > 100000)
            return false;
        *counts[i] = (size_t)n;
    }
    *body_bytes = h->time * (word + 1) + h->type * 6 + h->abbreviation + h->leap * (word + 4) +
                  h->isstd + h->isut;
    return h->type > 0 && data.len >= 44 + *body_bytes;
}

static bool read_transitions(struct timezone_rules *zone, struct str data, const struct header *h)
{
    const char *times = data.ptr + 44, *types = times + h->time * 8, *infos = types + h->time;
    zone->moments = mem_resize(NULL, h->time, sizeof *zone->moments);
    zone->offsets = mem_resize(NULL, h->time, sizeof *zone->offsets);
    zone->count = h->time;
    zone->before = (int32_t)big_endian(infos, 4);
    for (size_t i = 0; i < h->time; i++) {
        unsigned type = (unsigned char)types[i];
        if (type >= h->type)
            return false;
        zone->moments[i] = big_endian(times + 8 * i, 8);
        zone->offsets[i] = (int32_t)big_endian(infos + 6 * type, 4);
    }
    return true;
}

/* The footer's little language: names, offsets [+-]h[h][:mm[:ss]] (positive is west), rules. */
static const char *skip_name(const char *p)
{
    if (*p == '<') {
        while (*p && *p != '>')
            p++;
        return *p ? p + 1 : NULL;
    }
    const char *start = p;
    while ((*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z'))
        p++;
    return p - start >= 3 ? p : NULL;
}

static const char *read_seconds(const char *p, int *seconds)
{
    int sign = *p == '-' ? -1 : 1, unit = 3600;
    *seconds = 0;
    if (*p == '-' || *p == '+')
        p++;
    for (; unit; unit /= 60) {
        char *end;
        if (*p < '0' || *p > '9')
            return NULL;
        *seconds += (int)strtol(p, &end, 10) * unit;
        p = end;
        if (*p != ':' || unit == 1)
            break;
        p++;
    }
    *seconds *= sign;
    return p;
}

static const char *read_change(const char *p, struct change *change)
{
    int n = 0;
    change->seconds = 7200;
    if (sscanf(p, ",M%d.%d.%d%n", &change->month, &change->week, &change->weekday, &n) != 3 ||
        change->month < 1 || change->month > 12 || change->week < 1 || change->week > 5 ||
        change->weekday < 0 || change->weekday > 6)
        return NULL;
    p += n;
    return *p == '/' ? read_seconds(p + 1, &change->seconds) : p;
}

static bool read_footer(struct timezone_rules *zone, const char *p)
{
    int seconds;
    if (!(p = skip_name(p)) || !(p = read_seconds(p, &seconds)))
        return false;
    zone->has_footer = true;
    zone->standard = -seconds;
    if (!*p)
        return true;
    if (!(p = skip_name(p)))
        return false;
    zone->has_daylight = true;
    zone->daylight = zone->standard + 3600;
    if (*p != ',') {
        if (!(p = read_seconds(p, &seconds)))
            return false;
        zone->daylight = -seconds;
    }
    return (p = read_change(p, &zone->to_daylight)) && (p = read_change(p, &zone->to_standard)) &&
           !*p;
}

static bool read_file(struct timezone_rules *zone, struct str data)
{
    struct header h;
    size_t body;
    if (!read_header(data, &h, 4, &body))
        return false;
    data = str_from(data, 44 + body); /* version 1 is for the 1970s to 2037; take version 2 */
    if (!read_header(data, &h, 8, &body) || !read_transitions(zone, data, &h))
        return false;
    struct str footer = str_trim(str_from(data, 44 + body));
    if (footer.len == 0)
        return true;
    char *text = mem_dup(footer);
    bool ok = read_footer(zone, text);
    mem_free(text);
    return ok;
}

int timezone_load(const char *name, struct timezone_rules **out, struct error *error)
{
    struct buf data = {0};
    bool found = false;
    if (!name[0] || name[0] == '/' || strstr(name, ".."))
        return error_set(error, ERROR_INVALID, "'%s' is no time zone name", name);
    for (size_t i = 0; i < sizeof folders / sizeof *folders && !found; i++) {
        char path[512];
        if (snprintf(path, sizeof path, "%s/%s", folders[i], name) < (int)sizeof path)
            found = file_read(path, ZONE_BYTES, &data, NULL) == ERROR_NONE;
    }
    if (!found)
        return error_set(error, ERROR_INVALID,
                         "the time zone '%s' is unknown here (is the package tzdata installed?)",
                         name);
    struct timezone_rules *zone = mem_zalloc(sizeof *zone);
    bool ok = read_file(zone, buf_str(&data));
    buf_clear(&data);
    if (!ok) {
        timezone_free(zone);
        return error_set(error, ERROR_INVALID, "the file of time zone '%s' cannot be read", name);
    }
    *out = zone;
    return ERROR_NONE;
}

void timezone_free(struct timezone_rules *zone)
{
    if (!zone)
        return;
    mem_free(zone->moments);
    mem_free(zone->offsets);
    mem_free(zone);
}

/* When `change` happens in that year: seconds since the epoch, given the offset before it. */
static int64_t change_in_year(const struct change *change, int year, int32_t offset)
{
    char text[32];
    day_t first, next_first;
    snprintf(text, sizeof text, "%04d-%02d-01", year, change->month);
    day_parse(str_of(text), &first);
    snprintf(text, sizeof text, "%04d-%02d-01", change->month == 12 ? year + 1 : year,
             change->month == 12 ? 1 : change->month + 1);
    day_parse(str_of(text), &next_first);
    int weekday = (int)((((int64_t)first + 4) % 7 + 7) % 7); /* 1970-01-01 was a Thursday */
    day_t day = first + (change->weekday - weekday + 7) % 7 + 7 * (change->week - 1);
    while (day >= next_first)
        day -= 7;
    return (int64_t)day * 86400 + change->seconds - offset;
}

static int32_t footer_offset(const struct timezone_rules *zone, int64_t seconds)
{
    if (!zone->has_daylight)
        return zone->standard;
    struct civil civil;
    civil_of((seconds + zone->standard) * 1000, &civil);
    int64_t on = change_in_year(&zone->to_daylight, civil.year, zone->standard);
    int64_t off = change_in_year(&zone->to_standard, civil.year, zone->daylight);
    bool daylight = on < off ? seconds >= on && seconds < off : seconds >= on || seconds < off;
    return daylight ? zone->daylight : zone->standard;
}

static int32_t offset_at(const struct timezone_rules *zone, int64_t seconds)
{
    size_t low = 0, high = zone->count; /* the first moment after `seconds` */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (zone->moments[middle] <= seconds)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == zone->count && zone->has_footer)
        return footer_offset(zone, seconds);
    return low ? zone->offsets[low - 1] : zone->before;
}

day_t moment_day(struct moment moment, const struct timezone_rules *zone)
{
    int64_t seconds = moment.ms / 1000 - (moment.ms % 1000 < 0);
    if (zone && !moment.date_only)
        seconds += offset_at(zone, seconds);
    return (day_t)(seconds / 86400 - (seconds % 86400 < 0));
}
