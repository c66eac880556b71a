/* usage: bench_engine --interdict PROGRAM [--seed N] [--json FILE]
 *
 * The same events through the floor and through the whole engine up to formatted alerts, and what
 * loading costs. Every ratio is to something measured in the same run. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine.h"

enum { EVENTS = 50000, SCAN_COPIES = 8 };

struct options {
    const char *json, *interdict;
    uint64_t seed;
};

static void check(bool good, const char *what)
{
    if (!good) {
        fprintf(stderr, "bench: %s\n", what);
        exit(1);
    }
}

static void compare_into(struct figures *figures, const struct generate_spec *spec,
                         double *engine_us, double *floor_us)
{
    struct setting setting;
    struct comparison result;
    char name[64];
    setting_init(&setting, spec);
    compare(&setting, &result);

    size_t patterns = GENERATE_PATTERNS * spec->rules;
    double rejected = 100.0 * (double)(result.floor.events_hit - setting.events.alerts) / EVENTS;
    check(result.last.rejects == 0, "a generated event was rejected");
    check(result.last.alerts >= setting.events.alerts, "fewer alerts than events made to match");
    check(result.last.alerts <= setting.events.alerts + setting.events.alerts / 10 + EVENTS / 100,
          "far more alerts than events made to match");
    check(rejected >= 30, "fewer than 30 % of the events hold a literal that a regex rejects");

    snprintf(name, sizeof name, "floor.%zu-patterns.%u%%-alerts", patterns, spec->alert_percent);
    struct figure *figure = figures_add(figures, name, result.floor_us, "us/event");
    figure->spread = result.floor_spread;
    snprintf(figure->note, sizeof figure->note, "%zu bytes an event, %.0f of text, %.0f %% near",
             setting.events.offsets[EVENTS] / EVENTS, (double)result.floor.text_bytes / EVENTS,
             rejected);
    snprintf(name, sizeof name, "engine.%zu-patterns.%u%%-alerts", patterns, spec->alert_percent);
    figure = figures_add(figures, name, result.engine_us, "us/event");
    figure->ratio = result.engine_us / result.floor_us;
    figure->spread = result.engine_spread;
    snprintf(figure->note, sizeof figure->note, "to the floor; %.0f events/s, %llu alerts",
             1e6 / result.engine_us, (unsigned long long)result.last.alerts);
    snprintf(name, sizeof name, "mallocs.%zu-patterns.%u%%-alerts", patterns, spec->alert_percent);
    figures_add(figures, name, (double)result.last.mallocs / EVENTS, "calls/event");
    *engine_us = result.engine_us;
    *floor_us = result.floor_us;
    setting_clear(&setting);
}

/* --- one alert ------------------------------------------------------------------------------- */

struct format_timer {
    const struct alert_format *format;
    struct buf out;
    double us;
    uint64_t alerts;
    size_t bytes;
};

enum { REPEATS = 20 };

static void time_format(void *ctx, const struct alert *alert, struct arena *arena)
{
    struct format_timer *timer = ctx;
    double begin = cpu_us();
    for (int i = 0; i < REPEATS; i++) {
        buf_reset(&timer->out);
        timer->format->write(alert, arena, &timer->out);
    }
    timer->us += (cpu_us() - begin) / REPEATS;
    timer->bytes += timer->out.len;
    timer->alerts++;
}

static void measure_format(struct figures *figures, const struct alert_format *format,
                           uint64_t seed)
{
    struct generate_spec spec = {.seed = seed, .rules = 20, .events = 5000, .alert_percent = 100};
    struct setting setting;
    struct format_timer timer = {.format = format};
    char name[64];
    struct record_meta meta = {.topic = STR("bench"), .timestamp_ms = 1767225600000};
    setting_init(&setting, &spec);
    for (size_t i = 0; i < spec.events; i++) {
        struct outcome outcome;
        processor_run(setting.processor, generated_event(&setting.events, i), &meta, time_format,
                      &timer, &outcome);
    }
    check(timer.alerts >= spec.events, "no alert to format");
    snprintf(name, sizeof name, "format.%s", format->name);
    struct figure *figure = figures_add(figures, name, timer.us / (double)timer.alerts, "us/alert");
    snprintf(figure->note, sizeof figure->note, "%zu bytes an alert",
             timer.bytes / (size_t)timer.alerts);
    buf_clear(&timer.out);
    setting_clear(&setting);
}

/* --- whole processes ------------------------------------------------------------------------- */

static void write_events(const struct setting *setting, int copies, const char *path)
{
    FILE *out = fopen(path, "w");
    bool good = out != NULL;
    for (int i = 0; good && i < copies; i++)
        good = fwrite(setting->events.bytes, 1, setting->events.offsets[EVENTS], out) ==
               setting->events.offsets[EVENTS];
    check(good && fclose(out) == 0, "the events could not be written");
}

static void measure_scan(struct figures *figures, const struct options *options, double floor_us)
{
    struct generate_spec spec = {options->seed, 20, EVENTS, 1};
    struct setting setting;
    char events[128];
    setting_init(&setting, &spec);
    snprintf(events, sizeof events, "%s/events.ndjson", setting.folder);
    write_events(&setting, SCAN_COPIES, events);
    char *argv[] = {(char *)options->interdict, "scan", "-r", setting.folder, events, NULL};
    double runs[BENCH_RUNS];
    for (int i = 0; i < BENCH_RUNS; i++) {
        struct child_usage usage;
        check(child_run(argv, &usage) == 1, "interdict scan found nothing or failed");
        runs[i] = usage.cpu_seconds * 1e6 / ((double)EVENTS * SCAN_COPIES);
    }
    struct figure *figure =
        figures_add(figures, "scan.60-patterns.1%-alerts", median_of(runs, BENCH_RUNS), "us/event");
    figure->ratio = figure->value / floor_us;
    figure->spread = spread_of(runs, BENCH_RUNS);
    snprintf(figure->note, sizeof figure->note, "to the floor; whole process, %d events",
             EVENTS * SCAN_COPIES);
    setting_clear(&setting);
}

static void measure_load(struct figures *figures, const struct options *options, size_t rules)
{
    struct generate_spec spec = {options->seed, rules, EVENTS, 1};
    struct setting setting;
    struct child_usage usage;
    char events[128], name[64];
    setting_init(&setting, &spec);
    snprintf(name, sizeof name, "load.%zu-rules", rules);
    struct figure *figure = figures_add(figures, name, setting.load_cpu_seconds, "s");
    snprintf(figure->note, sizeof figure->note, "CPU; %.2f s by the clock", setting.load_seconds);
    snprintf(events, sizeof events, "%s/events.ndjson", setting.folder);
    write_events(&setting, 1, events);
    char *argv[] = {(char *)options->interdict, "scan", "-r", setting.folder, events, NULL};
    check(child_run(argv, &usage) == 1, "interdict scan found nothing or failed");
    snprintf(name, sizeof name, "memory.%zu-rules", rules);
    figure = figures_add(figures, name, (double)usage.peak_kib / 1024, "MiB");
    snprintf(figure->note, sizeof figure->note, "peak of interdict scan");
    setting_clear(&setting);
}

static void parse_options(int argc, char **argv, struct options *options)
{
    *options = (struct options){.seed = 1};
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--json") == 0)
            options->json = argv[i + 1];
        else if (strcmp(argv[i], "--interdict") == 0)
            options->interdict = argv[i + 1];
        else if (strcmp(argv[i], "--seed") == 0)
            options->seed = strtoull(argv[i + 1], NULL, 10);
    }
    check(options->interdict != NULL && argc % 2 == 1,
          "usage: bench_engine --interdict PROGRAM [--seed N] [--json FILE]");
}

int main(int argc, char **argv)
{
    static struct figures figures = {.bench = "engine"};
    static const unsigned rates[] = {0, 1, 20};
    struct options options;
    double few = 0, many = 0, floor_few = 0, floor_many = 0;
    parse_options(argc, argv, &options);
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        struct generate_spec spec = {options.seed, 20, EVENTS, rates[i]};
        double engine_us, floor_us;
        compare_into(&figures, &spec, &engine_us, &floor_us);
        if (rates[i] == 1)
            few = engine_us, floor_few = floor_us;
    }
    struct generate_spec spec = {options.seed, 2000, EVENTS, 1};
    compare_into(&figures, &spec, &many, &floor_many);
    struct figure *figure = figures_add(&figures, "engine.6000-over-60-patterns", many / few, "x");
    snprintf(figure->note, sizeof figure->note, "the floor alone: %.2f x", floor_many / floor_few);
    for (size_t i = 0; i < alert_format_count; i++)
        measure_format(&figures, &alert_formats[i], options.seed);
    measure_scan(&figures, &options, floor_few);
    measure_load(&figures, &options, 2000);
    measure_load(&figures, &options, 10000);
    figures_print(&figures);
    check(options.json == NULL || figures_write_json(&figures, options.json),
          "the JSON file could not be written");
    return 0;
}
