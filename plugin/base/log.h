/* Structured log lines to a sink that the program hands in. Nothing is printed here.
 * Thread-safe: a sink is called with one whole line at a time, under the log's lock. */
#ifndef INTERDICT_BASE_LOG_H
#define INTERDICT_BASE_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/str.h"

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };
enum log_format { LOG_FORMAT_TEXT, LOG_FORMAT_JSON };

/* Gets a finished line, newline included; borrowed for the call. */
typedef void log_sink_fn(void *ctx, struct str line);

struct log;
struct log *log_new(enum log_level level, enum log_format format, const struct clock_source *clock,
                    log_sink_fn *sink, void *ctx);
void log_free(struct log *log);

/* `event` is a stable kebab-case word ("broker-down"); the message is for people. At most ten
 * lines of one event and level a minute; the next one then says how many were held back.
 * A NULL log swallows everything. */
__attribute__((format(printf, 4, 5))) void log_line(struct log *log, enum log_level level,
                                                    const char *event, const char *format, ...);

bool log_level_parse(struct str name, enum log_level *out); /* error|warning|info|debug */

#define log_error(log, event, ...)   log_line((log), LOG_LEVEL_ERROR, (event), __VA_ARGS__)
#define log_warning(log, event, ...) log_line((log), LOG_LEVEL_WARNING, (event), __VA_ARGS__)
#define log_info(log, event, ...)    log_line((log), LOG_LEVEL_INFO, (event), __VA_ARGS__)
#define log_debug(log, event, ...)   log_line((log), LOG_LEVEL_DEBUG, (event), __VA_ARGS__)

#endif
