#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "cli/common.h"
#include "engine/processor.h"
#include "io/line_reader.h"

enum { FLUSH_BYTES = 256 << 10 };

struct scan {
    struct processor *processor;
    const struct alert_format *format;
    size_t event_bytes;
    struct buf out;
    uint64_t alerts, rejected;
    bool failed; /* a file could not be read, or standard output not be written */
};

static void flush(struct scan *scan)
{
    size_t at = 0;
    while (at < scan->out.len && !scan->failed) {
        ssize_t n = write(STDOUT_FILENO, scan->out.ptr + at, scan->out.len - at);
        if (n < 0 && errno != EINTR) {
            fprintf(stderr, "interdict scan: standard output cannot be written: %s\n",
                    strerror(errno));
            scan->failed = true;
        }
        at += n > 0 ? (size_t)n : 0;
    }
    buf_reset(&scan->out);
}

static void on_alert(void *ctx, const struct alert *alert, struct arena *arena)
{
    struct scan *scan = ctx;
    scan->format->write(alert, arena, &scan->out);
    buf_add_char(&scan->out, '\n');
    /* Of raw events, which no law judges, every match is something to report. */
    scan->alerts +=
        alert->verdict->disposition != DISPOSITION_NONE || alert->event->kind == EVENT_RAW;
    if (scan->out.len >= FLUSH_BYTES)
        flush(scan);
}

static void scan_line(struct scan *scan, struct str line, const char *name, uint64_t number)
{
    struct record_meta meta = {.timestamp_ms = -1, .file = str_of(name), .line = number};
    struct outcome outcome;
    processor_run(scan->processor, line, &meta, on_alert, scan, &outcome);
    if (outcome.reject == REJECT_NONE)
        return;
    scan->rejected++;
    fprintf(stderr, "%s:%llu: rejected: %s: %s\n", name, (unsigned long long)number,
            reject_name(outcome.reject), outcome.error.message);
}

static void scan_fd(struct scan *scan, int fd, const char *name)
{
    struct line_reader *reader = line_reader_new(fd, name, scan->event_bytes);
    struct str line;
    struct error error;
    uint64_t number = 0;
    while (!scan->failed && line_reader_next(reader, &line, &error)) {
        number++;
        if (str_trim(line).len > 0) /* a blank line in a file is no event */
            scan_line(scan, line, name, number);
        if (scan->out.len && line_reader_would_wait(reader))
            flush(scan);
    }
    if (error.code != ERROR_NONE) {
        fprintf(stderr, "interdict scan: %s\n", error.message);
        scan->failed = true;
    }
    line_reader_free(reader);
}

static void scan_file(struct scan *scan, const char *path)
{
    if (strcmp(path, "-") == 0) {
        scan_fd(scan, STDIN_FILENO, "-");
        return;
    }
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        fprintf(stderr, "interdict scan: %s: cannot be read: %s\n", path, strerror(errno));
        scan->failed = true;
        return;
    }
    scan_fd(scan, fd, path);
    close(fd);
}

static void tell(uint64_t count, const char *one, const char *many)
{
    if (count)
        fprintf(stderr, "interdict scan: %llu %s\n", (unsigned long long)count,
                count == 1 ? one : many);
}

/* What was judged all the same, though something about it was wrong: an alert says so itself, an
 * event without one could not. */
static void tell_oddities(struct scan *scan)
{
    const struct processor_counts *counts = processor_counts(scan->processor);
    tell(scan->rejected, "record could not be used", "records could not be used");
    tell(counts->decode.wrong_type_fields, "field of a wrong type was judged as missing",
         "fields of a wrong type were judged as missing");
    tell(counts->decode.bad_items, "item is no object and was passed over",
         "items are no objects and were passed over");
    tell(counts->decode.values_cut, "list of values was cut", "lists of values were cut");
    tell(counts->decode.bad_dates, "date is in no known form", "dates are in no known form");
    tell(counts->decode.unknown_actions, "action is unknown", "actions are unknown");
    tell(counts->law.unknown_roles, "role is in no vocabulary", "roles are in no vocabulary");
    tell(counts->regex_limits, "regex hit a limit", "regexes hit a limit");
}

static int scan_all(const struct args *args, struct ruleset *ruleset,
                    const struct decoder_options *decoder, const struct alert_format *format)
{
    struct processor_options options = {
        .decoder = *decoder,
        .as_of = DAY_NONE,
        .all_matches = args_flag(args, OPTION_ALL_MATCHES) || decoder->mapping == MAPPING_RAW,
    };
    struct scan scan = {
        .processor = processor_new(ruleset, &options, &clock_system),
        .format = format,
        .event_bytes = decoder->event_bytes ? decoder->event_bytes : LIMIT_EVENT_BYTES,
    };
    for (size_t i = 0; i < args->rest_count; i++)
        scan_file(&scan, args->rest[i]);
    if (args->rest_count == 0)
        scan_file(&scan, "-");
    flush(&scan);
    tell_oddities(&scan);
    processor_free(scan.processor);
    buf_clear(&scan.out);
    if (scan.failed || scan.rejected)
        return EXIT_ERROR;
    return scan.alerts ? EXIT_FOUND : EXIT_DONE;
}

int cmd_scan(const struct args *args)
{
    const char *format_name = args_value(args, OPTION_FORMAT);
    struct decoder_options decoder;
    const struct alert_format *format =
        alert_format_find(str_of(format_name ? format_name : "native"));
    if (!format) {
        fprintf(stderr, "interdict scan: there is no format '%s'\n", format_name);
        return EXIT_ERROR;
    }
    if (!read_mapping(args, "scan", &decoder))
        return EXIT_ERROR;
    struct diags diags;
    struct config config;
    struct ruleset *ruleset;
    int status = EXIT_ERROR;
    diags_init(&diags);
    if (load_all(args, false, &diags, &config, &ruleset) == ERROR_NONE) {
        decoder_options_of(args, &config, &decoder);
        status = scan_all(args, ruleset, &decoder, format);
        ruleset_unref(ruleset);
    } else {
        print_errors(&diags);
    }
    config_clear(&config);
    diags_clear(&diags);
    return status;
}
