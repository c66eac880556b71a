#include "base/log.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/date.h"
#include "base/json_write.h"
#include "base/mem.h"

enum { KINDS = 64, LINES_A_MINUTE = 10, MESSAGE_BYTES = 2048 };

/* How often one kind of line was written in the running minute. */
struct kind {
    const char *event;
    enum log_level level;
    int64_t minute_from_ms;
    uint64_t written, held_back;
};

struct log {
    pthread_mutex_t lock;
    enum log_level level;
    enum log_format format;
    const struct clock_source *clock;
    log_sink_fn *sink;
    void *ctx;
    struct kind kinds[KINDS];
    struct buf line;
};

static const char *const level_names[] = {"error", "warning", "info", "debug"};

bool log_level_parse(struct str name, enum log_level *out)
{
    for (size_t i = 0; i < sizeof level_names / sizeof *level_names; i++) {
        if (str_is(name, level_names[i])) {
            *out = (enum log_level)i;
            return true;
        }
    }
    return false;
}

struct log *log_new(enum log_level level, enum log_format format, const struct clock_source *clock,
                    log_sink_fn *sink, void *ctx)
{
    struct log *log = mem_zalloc(sizeof *log);
    pthread_mutex_init(&log->lock, NULL);
    log->level = level;
    log->format = format;
    log->clock = clock;
    log->sink = sink;
    log->ctx = ctx;
    return log;
}

void log_free(struct log *log)
{
    if (!log)
        return;
    pthread_mutex_destroy(&log->lock);
    buf_clear(&log->line);
    mem_free(log);
}

/* The entry of this kind of line; when the table is full, strangers share the last one. */
static struct kind *find_kind(struct log *log, const char *event, enum log_level level)
{
    for (size_t i = 0; i < KINDS; i++) {
        struct kind *kind = &log->kinds[i];
        if (!kind->event) {
            kind->event = event;
            kind->level = level;
            return kind;
        }
        if (kind->level == level && strcmp(kind->event, event) == 0)
            return kind;
    }
    return &log->kinds[KINDS - 1];
}

/* Whether this line may be written; *held_back is how many before it were not. */
static bool admit(struct log *log, const char *event, enum log_level level, int64_t now_ms,
                  uint64_t *held_back)
{
    struct kind *kind = find_kind(log, event, level);
    *held_back = 0;
    if (now_ms - kind->minute_from_ms >= 60000 || now_ms < kind->minute_from_ms) {
        *held_back = kind->held_back;
        kind->minute_from_ms = now_ms;
        kind->written = kind->held_back = 0;
    }
    if (kind->written >= LINES_A_MINUTE) {
        kind->held_back++;
        return false;
    }
    kind->written++;
    return true;
}

static void write_text(struct buf *line, const char *time, enum log_level level, const char *event,
                       struct str message, uint64_t held_back)
{
    buf_printf(line, "%s %s %s: ", time, level_names[level], event);
    for (size_t i = 0; i < message.len; i++) /* one event, one line */
        buf_add_char(line, message.ptr[i] == '\n' || message.ptr[i] == '\r' ? ' ' : message.ptr[i]);
    if (held_back)
        buf_printf(line, " (%llu like it were held back)", (unsigned long long)held_back);
}

static void write_json(struct buf *line, const char *time, enum log_level level, const char *event,
                       struct str message, uint64_t held_back)
{
    struct json_writer w = {line, false};
    json_open(&w, '{');
    json_field_str(&w, "time", str_of(time));
    json_field_str(&w, "level", str_of(level_names[level]));
    json_field_str(&w, "event", str_of(event));
    json_field_str(&w, "message", message);
    if (held_back)
        json_field_i64(&w, "held_back", (int64_t)held_back);
    json_close(&w, '}');
}

void log_line(struct log *log, enum log_level level, const char *event, const char *format, ...)
{
    if (!log || level > log->level)
        return;
    char message[MESSAGE_BYTES], time[32];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);

    pthread_mutex_lock(&log->lock);
    uint64_t held_back;
    if (admit(log, event, level, clock_monotonic_us(log->clock) / 1000, &held_back)) {
        instant_format(clock_wall_ms(log->clock), time);
        buf_reset(&log->line);
        (log->format == LOG_FORMAT_JSON ? write_json : write_text)(&log->line, time, level, event,
                                                                   str_of(message), held_back);
        buf_add_char(&log->line, '\n');
        log->sink(log->ctx, buf_str(&log->line));
    }
    pthread_mutex_unlock(&log->lock);
}
