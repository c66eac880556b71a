#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/common.h"
#include "cli/reload.h"
#include "engine/pipeline.h"
#include "engine/telemetry.h"
#include "io/mock_broker.h"
#include "metrics/http.h"

/* The embedded broker is for a first look: some partitions to read, one to read back from. */
enum { EMBEDDED_PARTITIONS = 4, EMBEDDED_OUTPUT_PARTITIONS = 1 };

static void log_to_stderr(void *ctx, struct str line)
{
    (void)ctx;
    while (line.len > 0) {
        ssize_t n = write(STDERR_FILENO, line.ptr, line.len);
        if (n < 0 && errno != EINTR)
            return; /* nobody is left to tell */
        line = str_from(line, n > 0 ? (size_t)n : 0);
    }
}

/* Configuration and ruleset as the pipeline wants them. Arrays are owned, texts are borrowed. */
struct run {
    const struct config *config;
    struct log *log;
    struct mock_broker *broker;
    char host[256];
    struct http_server *http;
    struct kafka_property *properties;
    const char **topics;
    struct pipeline_sink *sinks;
    struct pipeline_options options;
};

static void run_clear(struct run *run)
{
    mem_free(run->properties);
    mem_free(run->topics);
    mem_free(run->sinks);
    mock_broker_free(run->broker);
    log_free(run->log);
}

static void fill_properties(struct run *run)
{
    const struct config *config = run->config;
    size_t count = 0;
    run->properties = mem_zalloc((config->kafka_count + 1) * sizeof *run->properties);
    for (size_t i = 0; i < config->kafka_count; i++)
        run->properties[count++] =
            (struct kafka_property){config->kafka[i].name.ptr, config->kafka[i].value.ptr};
    if (run->broker)
        run->properties[count++] =
            (struct kafka_property){"bootstrap.servers", mock_broker_address(run->broker)};
    run->options.properties = run->properties;
    run->options.property_count = count;
}

static void fill_options(struct run *run)
{
    const struct config *config = run->config;
    run->topics = mem_zalloc((config->topic_count + 1) * sizeof *run->topics);
    for (size_t i = 0; i < config->topic_count; i++)
        run->topics[i] = config->topics[i].ptr;
    run->sinks = mem_zalloc((config->sink_count + 1) * sizeof *run->sinks);
    for (size_t i = 0; i < config->sink_count; i++)
        run->sinks[i] = (struct pipeline_sink){config->sinks[i].topic.ptr,
                                               config->sinks[i].file.ptr, config->sinks[i].format};
    run->options.topics = run->topics;
    run->options.topic_count = config->topic_count;
    run->options.group = config->group.ptr;
    run->options.instance = config->instance.ptr ? config->instance.ptr : run->host;
    run->options.exactly_once = config->delivery == DELIVERY_EXACTLY_ONCE;
    run->options.sinks = run->sinks;
    run->options.sink_count = config->sink_count;
    run->options.dead_letters = config->dead_letter_topic.ptr;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    run->options.workers = config->workers  ? config->workers
                           : processors > 0 ? (unsigned)processors
                                            : 1;
    run->options.processor =
        (struct processor_options){.decoder = {config->limit_event_bytes, config->limit_items,
                                               config->mapping, config->logsource},
                                   .as_of = DAY_NONE,
                                   .all_matches = config->mapping == MAPPING_RAW};
    run->options.clock = &clock_system;
    run->options.log = run->log;
}

#ifdef INTERDICT_TEST_FAULTS
#include <fcntl.h>
#include <sys/mman.h>

static void fill_gauges(struct pipeline_options *options)
{
    const char *gauge = getenv("INTERDICT_FAULT_GAUGE");
    int fd = gauge ? open(gauge, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0)
        return;
    atomic_uint *gauges = mmap(NULL, 2 * sizeof *gauges, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (gauges == MAP_FAILED)
        return;
    options->gauges.unacknowledged = &gauges[0];
    options->gauges.transactions = &gauges[1];
}
#else
static void fill_gauges(struct pipeline_options *options)
{
    (void)options;
}
#endif

static int start_broker(struct run *run, struct error *error)
{
    const struct config *config = run->config;
    int rc = mock_broker_new(&run->broker, error);
    for (size_t i = 0; i < config->topic_count && rc == ERROR_NONE; i++)
        if (config->topics[i].ptr[0] != '^')
            rc = mock_broker_create(run->broker, config->topics[i].ptr, EMBEDDED_PARTITIONS, error);
    for (size_t i = 0; i < config->sink_count && rc == ERROR_NONE; i++)
        if (config->sinks[i].topic.ptr)
            rc = mock_broker_create(run->broker, config->sinks[i].topic.ptr,
                                    EMBEDDED_OUTPUT_PARTITIONS, error);
    if (rc == ERROR_NONE)
        rc = mock_broker_create(run->broker, config->dead_letter_topic.ptr,
                                EMBEDDED_OUTPUT_PARTITIONS, error);
    if (rc != ERROR_NONE)
        return rc;
    printf("bootstrap: %s\n", mock_broker_address(run->broker));
    fflush(stdout);
    return ERROR_NONE;
}

static void report(struct run *run, struct pipeline *pipeline)
{
    struct pipeline_counts counts;
    pipeline_counts(pipeline, &counts);
    log_info(run->log, "stopped",
             "%llu record(s) read, %llu alert(s) and %llu dead letter(s) delivered",
             (unsigned long long)counts.records, (unsigned long long)counts.alerts_delivered,
             (unsigned long long)counts.dead_letters_delivered);
}

/* Waits for a signal or for the workers to end by themselves. A second signal ends at once: what
 * is in flight is then judged again at the next start. */
static void wait_for_end(struct run *run, struct pipeline *pipeline, struct reload *reload,
                         const sigset_t *signals)
{
    static const struct timespec step = {.tv_nsec = 200000000};
    bool stopping = false;
    while (!pipeline_ended(pipeline)) {
        int signal = sigtimedwait(signals, NULL, &step);
        if (!stopping && (signal < 0 || signal == SIGHUP))
            reload_turn(reload, signal == SIGHUP);
        if (signal < 0 || signal == SIGHUP)
            continue;
        if (stopping) {
            log_warning(run->log, "stop-now", "second signal: ending at once");
            _exit(EXIT_ERROR);
        }
        log_info(run->log, "stopping", "%s: finishing what is in flight",
                 signal == SIGINT ? "SIGINT" : "SIGTERM");
        stopping = true;
        pipeline_stop(pipeline);
    }
}

/* Those who watch need somebody to ask; without `metrics` in the configuration nobody listens. */
static int start_metrics(struct run *run, struct telemetry *telemetry, struct error *error)
{
    struct http_options options = {run->config->metrics_listen, telemetry_metrics,
                                   telemetry_healthy, telemetry_ready, telemetry};
    if (!options.listen.ptr)
        return ERROR_NONE;
    int rc = http_start(&options, &run->http, error);
    if (rc == ERROR_NONE)
        log_info(run->log, "metrics", "listening on %.*s (port %u)", STR_ARG(options.listen),
                 http_port(run->http));
    return rc;
}

static int run_pipeline(struct run *run, const struct args *args, struct ruleset *ruleset,
                        const sigset_t *signals, struct error *error)
{
    struct pipeline *pipeline;
    struct reload reload;
    int rc = pipeline_start(&run->options, ruleset, &pipeline, error);
    if (rc != ERROR_NONE)
        return rc;
    struct telemetry telemetry = {.pipeline = pipeline};
    rc = start_metrics(run, &telemetry, error);
    if (rc != ERROR_NONE) {
        pipeline_join(pipeline, NULL);
        pipeline_free(pipeline);
        return rc;
    }
    log_info(run->log, "started", "interdict %s, %zu rule(s), %zu instrument(s), ruleset %.12s",
             INTERDICT_VERSION, rule_set_count(ruleset_rules(ruleset)),
             law_count(ruleset_law(ruleset)), ruleset_info(ruleset)->digest);
    reload_init(&reload, args, run->config, run->log, &telemetry);
    wait_for_end(run, pipeline, &reload, signals);
    reload_clear(&reload);
    rc = pipeline_join(pipeline, error);
    report(run, pipeline);
    http_stop(run->http); /* it asks the pipeline */
    pipeline_free(pipeline);
    return rc;
}

static int run_config(const struct args *args, const struct config *config, struct ruleset *ruleset,
                      const sigset_t *signals)
{
    struct run run = {.config = config};
    struct error error = {0};
    if (gethostname(run.host, sizeof run.host - 1) != 0)
        strcpy(run.host, "localhost");
    run.log = log_new(config->log_level, config->log_format, &clock_system, log_to_stderr, NULL);
    int rc = ERROR_NONE;
    if (args_flag(args, OPTION_EMBEDDED_BROKER))
        rc = start_broker(&run, &error);
    if (rc == ERROR_NONE) {
        fill_properties(&run);
        fill_options(&run);
        fill_gauges(&run.options);
        if (kafka_conf_scram_broken(run.properties, run.options.property_count))
            log_warning(run.log, "scram-broken",
                        "librdkafka %s cannot log in to Kafka 4 with SCRAM, and the broker will "
                        "say that the password is wrong: it needs librdkafka 2.6.1 or newer",
                        rd_kafka_version_str());
        rc = run_pipeline(&run, args, ruleset, signals, &error);
    }
    if (rc != ERROR_NONE)
        fprintf(stderr, "interdict run: %s\n", error.message);
    run_clear(&run);
    return rc == ERROR_NONE ? EXIT_DONE : EXIT_ERROR;
}

int cmd_run(const struct args *args)
{
    struct diags diags;
    struct config config;
    struct ruleset *ruleset;
    int status = EXIT_ERROR;
    if (!args_value(args, OPTION_CONFIG)) {
        fprintf(stderr, "interdict run: needs a configuration: interdict run -c interdict.yaml\n");
        return EXIT_ERROR;
    }
    /* Before anything is loaded, so that a stop at any moment is a clean one, and before any thread
     * starts, so that all of them leave signals to this one. */
    sigset_t signals;
    signal(SIGPIPE, SIG_IGN);
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    diags_init(&diags);
    if (load_all(args, true, &diags, &config, &ruleset) == ERROR_NONE) {
        status = run_config(args, &config, ruleset, &signals);
        ruleset_unref(ruleset);
    } else {
        print_errors(&diags);
    }
    config_clear(&config);
    diags_clear(&diags);
    return status;
}
