/* Plain librdkafka clients for tests/bench/stream, one a subcommand. Each prints one JSON object.
 *
 *   rules   FOLDER                      writes the generated rules
 *   produce -b B -t T -n N -p P         N generated events into P partitions; the last of each
 *                                       partition is a sentinel, which always gives an alert
 *   consume -b B -t T -n N              reads N records and does nothing with them
 *   relay   -b B -t T -n N -o OUT       the same, and writes an alert-sized record for each 100th
 *   watch   -b B -t T -p P              from the first alert to the P-th sentinel's
 *   latency -b B -t T -o OUT -r RATE -s SECONDS   from producing an event to receiving its alert,
 *                                       after WARM_UP_S seconds that do not count
 *
 * -g GROUP, -X KEY=VALUE (librdkafka), -a PERCENT (of events that give an alert), -S SEED */
#include <errno.h>
#include <inttypes.h>
#include <librdkafka/rdkafka.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "generate.h"

enum {
    BATCH = 1000,
    ALERT_BYTES = 2300,
    RELAY_EVERY = 100,
    CHUNK = 100000,
    DEADLINE_S = 300,
    WARM_UP_S = 3
};

struct options {
    const char *brokers, *topic, *out, *group;
    const char *properties[64];
    size_t property_count;
    int64_t count, rate, seconds;
    int partitions;
    struct generate_spec spec;
};

static _Noreturn void die(const char *what, const char *why)
{
    fprintf(stderr, "bench_client: %s: %s\n", what, why);
    exit(2);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double cpu_seconds(void)
{
    struct rusage r;
    getrusage(RUSAGE_SELF, &r);
    return (double)r.ru_utime.tv_sec + (double)r.ru_utime.tv_usec / 1e6 +
           (double)r.ru_stime.tv_sec + (double)r.ru_stime.tv_usec / 1e6;
}

/* --- clients --------------------------------------------------------------------------------- */

static void set(rd_kafka_conf_t *conf, const char *key, const char *value)
{
    char why[512];
    if (rd_kafka_conf_set(conf, key, value, why, sizeof why) != RD_KAFKA_CONF_OK)
        die(key, why);
}

static rd_kafka_t *client_new(const struct options *o, rd_kafka_type_t type, const char *from)
{
    char why[512];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    set(conf, "bootstrap.servers", o->brokers);
    set(conf, "log.connection.close", "false");
    if (type == RD_KAFKA_CONSUMER) {
        set(conf, "group.id", o->group);
        set(conf, "auto.offset.reset", from);
    }
    for (size_t i = 0; i < o->property_count; i++) {
        char key[128];
        const char *equals = strchr(o->properties[i], '=');
        snprintf(key, sizeof key, "%.*s", (int)(equals - o->properties[i]), o->properties[i]);
        set(conf, key, equals + 1);
    }
    rd_kafka_t *rk = rd_kafka_new(type, conf, why, sizeof why);
    if (rk == NULL)
        die("client", why);
    return rk;
}

static rd_kafka_t *consumer_new(const struct options *o, const char *topic, const char *from)
{
    rd_kafka_t *rk = client_new(o, RD_KAFKA_CONSUMER, from);
    rd_kafka_topic_partition_list_t *topics = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(topics, topic, RD_KAFKA_PARTITION_UA);
    rd_kafka_poll_set_consumer(rk);
    rd_kafka_resp_err_t error = rd_kafka_subscribe(rk, topics);
    if (error)
        die("subscribe", rd_kafka_err2str(error));
    rd_kafka_topic_partition_list_destroy(topics);
    return rk;
}

static void record_send(rd_kafka_t *rk, const char *topic, int32_t partition, struct str value)
{
    for (;;) {
        rd_kafka_resp_err_t error =
            rd_kafka_producev(rk, RD_KAFKA_V_TOPIC(topic), RD_KAFKA_V_PARTITION(partition),
                              RD_KAFKA_V_VALUE((void *)value.ptr, value.len),
                              RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END);
        if (error != RD_KAFKA_RESP_ERR__QUEUE_FULL) {
            if (error)
                die("produce", rd_kafka_err2str(error));
            return;
        }
        rd_kafka_poll(rk, 10);
    }
}

static void client_flush(rd_kafka_t *rk)
{
    if (rd_kafka_flush(rk, 120000) != RD_KAFKA_RESP_ERR_NO_ERROR)
        die("flush", "the broker did not take everything");
}

/* An event that a generated rule recognises, with an id of ours. */
static void event_with_id(const struct generated_events *alerting, size_t i, const char *id,
                          struct buf *out)
{
    struct str event = generated_event(alerting, i % alerting->count);
    ptrdiff_t at = str_find(event, STR("\"id\":\"PO-"));
    struct str rest = str_from(event, (size_t)at + 6);
    buf_reset(out);
    buf_add(out, str_head(event, (size_t)at + 6));
    buf_add(out, str_of(id));
    buf_add(out, str_from(rest, (size_t)str_find_char(rest, '"')));
}

/* --- subcommands ----------------------------------------------------------------------------- */

static int run_produce(const struct options *o)
{
    rd_kafka_t *rk = client_new(o, RD_KAFKA_PRODUCER, NULL);
    struct generate_spec spec = o->spec, alerting = o->spec;
    struct generated_events events;
    struct buf sentinel = {0};
    int64_t sent = 0;
    while (sent < o->count) { /* the same chunk again and again: the ids do not matter here */
        spec.events = o->count - sent < CHUNK ? (size_t)(o->count - sent) : CHUNK;
        generate_events(&spec, &events);
        for (size_t i = 0; i < events.count; i++, sent++) {
            record_send(rk, o->topic, (int32_t)(sent % o->partitions), generated_event(&events, i));
            if (i % 1000 == 0)
                rd_kafka_poll(rk, 0);
        }
        generated_events_clear(&events);
    }
    client_flush(rk);
    alerting.events = (size_t)o->partitions;
    alerting.alert_percent = 100;
    generate_events(&alerting, &events);
    for (int p = 0; p < o->partitions; p++) {
        char id[32];
        snprintf(id, sizeof id, "SENTINEL-%d", p);
        event_with_id(&events, (size_t)p, id, &sentinel);
        record_send(rk, o->topic, p, buf_str(&sentinel));
    }
    client_flush(rk);
    generated_events_clear(&events);
    buf_clear(&sentinel);
    rd_kafka_destroy(rk);
    printf("{\"events\": %" PRId64 "}\n", sent + o->partitions);
    return 0;
}

static int run_consume(const struct options *o)
{
    static char alert[ALERT_BYTES];
    memset(alert, 'x', sizeof alert);
    rd_kafka_t *rk = consumer_new(o, o->topic, "earliest");
    rd_kafka_t *producer = o->out ? client_new(o, RD_KAFKA_PRODUCER, NULL) : NULL;
    rd_kafka_queue_t *queue = rd_kafka_queue_get_consumer(rk);
    rd_kafka_message_t *messages[BATCH];
    double begin = 0, deadline = now() + DEADLINE_S;
    int64_t seen = 0, bytes = 0;
    while (seen < o->count && now() < deadline) {
        ssize_t n = rd_kafka_consume_batch_queue(queue, 100, messages, BATCH);
        for (ssize_t i = 0; i < n; i++) {
            if (!messages[i]->err) {
                begin = begin > 0 ? begin : now();
                bytes += (int64_t)messages[i]->len;
                if (producer && ++seen % RELAY_EVERY == 0)
                    record_send(producer, o->out, RD_KAFKA_PARTITION_UA,
                                (struct str){alert, sizeof alert});
                else if (!producer)
                    seen++;
            }
            rd_kafka_message_destroy(messages[i]);
        }
        if (producer)
            rd_kafka_poll(producer, 0);
    }
    if (producer)
        client_flush(producer);
    printf("{\"events\": %" PRId64 ", \"bytes\": %" PRId64
           ", \"wall_seconds\": %.6f, \"cpu_seconds\": %.6f}\n",
           seen, bytes, now() - begin, cpu_seconds());
    rd_kafka_queue_destroy(queue);
    rd_kafka_consumer_close(rk);
    rd_kafka_destroy(rk);
    if (producer)
        rd_kafka_destroy(producer);
    return seen >= o->count ? 0 : 1;
}

static int run_watch(const struct options *o)
{
    rd_kafka_t *rk = consumer_new(o, o->topic, "earliest");
    double begin = 0, deadline = now() + DEADLINE_S;
    int64_t alerts = 0;
    int sentinels = 0;
    while (sentinels < o->partitions && now() < deadline) {
        rd_kafka_message_t *message = rd_kafka_consumer_poll(rk, 100);
        if (message && !message->err) {
            struct str value = {message->payload, message->len};
            begin = begin > 0 ? begin : now();
            alerts++;
            sentinels += str_find(value, STR("\"id\":\"SENTINEL-")) >= 0;
        }
        if (message)
            rd_kafka_message_destroy(message);
    }
    printf("{\"alerts\": %" PRId64 ", \"sentinels\": %d, \"wall_seconds\": %.6f}\n", alerts,
           sentinels, now() - begin);
    rd_kafka_consumer_close(rk);
    rd_kafka_destroy(rk);
    return sentinels == o->partitions ? 0 : 1;
}

/* --- latency --------------------------------------------------------------------------------- */

struct pacer {
    const struct options *options;
    int64_t sent;
};

static void *pace(void *arg)
{
    struct pacer *pacer = arg;
    const struct options *o = pacer->options;
    rd_kafka_t *rk = client_new(o, RD_KAFKA_PRODUCER, NULL);
    struct generate_spec plain_spec = o->spec, alert_spec = o->spec;
    struct generated_events plain, alerting;
    struct buf event = {0};
    plain_spec.events = alert_spec.events = 10000;
    plain_spec.alert_percent = 0;
    alert_spec.alert_percent = 100;
    generate_events(&plain_spec, &plain);
    generate_events(&alert_spec, &alerting);
    double begin = now();
    for (int64_t i = 0; i < o->rate * (o->seconds + WARM_UP_S); i++) {
        double due = begin + (double)i / (double)o->rate, wait = due - now();
        if (wait > 0)
            usleep((useconds_t)(wait * 1e6));
        if (i % 100 < (int64_t)o->spec.alert_percent) {
            char id[48];
            snprintf(id, sizeof id, i < o->rate * WARM_UP_S ? "W-%.6f" : "T-%.6f", now());
            event_with_id(&alerting, (size_t)i, id, &event);
            record_send(rk, o->topic, (int32_t)(i % o->partitions), buf_str(&event));
            pacer->sent++;
        } else {
            record_send(rk, o->topic, (int32_t)(i % o->partitions),
                        generated_event(&plain, (size_t)i % plain.count));
        }
        rd_kafka_poll(rk, 0);
    }
    client_flush(rk);
    generated_events_clear(&plain);
    generated_events_clear(&alerting);
    buf_clear(&event);
    rd_kafka_destroy(rk);
    return NULL;
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int run_latency(const struct options *o)
{
    struct pacer pacer = {.options = o};
    pthread_t thread;
    int64_t want = o->rate * o->seconds * o->spec.alert_percent / 100, got = 0;
    double *samples = mem_alloc(((size_t)want + 1) * sizeof *samples);
    rd_kafka_t *rk = consumer_new(o, o->out, "earliest");
    double deadline = now() + DEADLINE_S;
    /* First the assignment, so that joining the group is not measured. */
    for (int assigned = 0; !assigned && now() < deadline;) {
        rd_kafka_topic_partition_list_t *list;
        rd_kafka_message_t *message = rd_kafka_consumer_poll(rk, 100);
        if (message)
            rd_kafka_message_destroy(message);
        if (rd_kafka_assignment(rk, &list) == RD_KAFKA_RESP_ERR_NO_ERROR) {
            assigned = list->cnt > 0;
            rd_kafka_topic_partition_list_destroy(list);
        }
    }
    pthread_create(&thread, NULL, pace, &pacer);
    while (got < want && now() < deadline) {
        rd_kafka_message_t *message = rd_kafka_consumer_poll(rk, 100);
        if (message && !message->err) {
            struct str value = {message->payload, message->len};
            ptrdiff_t at = str_find(value, STR("\"id\":\"T-"));
            if (at >= 0)
                samples[got++] = now() - strtod(value.ptr + at + 8, NULL);
        }
        if (message)
            rd_kafka_message_destroy(message);
    }
    pthread_join(thread, NULL);
    qsort(samples, (size_t)got, sizeof *samples, compare_doubles);
    if (got > 0)
        printf("{\"alerts\": %" PRId64 ", \"wanted\": %" PRId64
               ", \"p50_ms\": %.3f, \"p99_ms\": %.3f, \"p999_ms\": %.3f}\n",
               got, want, samples[got / 2] * 1e3, samples[got * 99 / 100] * 1e3,
               samples[got * 999 / 1000] * 1e3);
    rd_kafka_consumer_close(rk);
    rd_kafka_destroy(rk);
    mem_free(samples);
    return got == want ? 0 : 1;
}

static void parse_options(int argc, char **argv, struct options *o)
{
    int c;
    *o = (struct options){.group = "bench", .partitions = 4};
    o->spec = (struct generate_spec){.seed = 1, .rules = 20, .alert_percent = 1};
    while ((c = getopt(argc, argv, "b:t:o:n:p:g:X:a:S:r:s:")) != -1) {
        switch (c) {
        case 'b':
            o->brokers = optarg;
            break;
        case 't':
            o->topic = optarg;
            break;
        case 'o':
            o->out = optarg;
            break;
        case 'g':
            o->group = optarg;
            break;
        case 'n':
            o->count = strtoll(optarg, NULL, 10);
            break;
        case 'p':
            o->partitions = atoi(optarg);
            break;
        case 'a':
            o->spec.alert_percent = (unsigned)atoi(optarg);
            break;
        case 'S':
            o->spec.seed = strtoull(optarg, NULL, 10);
            break;
        case 'r':
            o->rate = strtoll(optarg, NULL, 10);
            break;
        case 's':
            o->seconds = strtoll(optarg, NULL, 10);
            break;
        case 'X':
            if (o->property_count < 64 && strchr(optarg, '='))
                o->properties[o->property_count++] = optarg;
            break;
        default:
            exit(2);
        }
    }
}

int main(int argc, char **argv)
{
    struct options options;
    const char *command = argc > 1 ? argv[1] : "";
    if (argc < 2)
        die("usage", "see the head of bench_client.c");
    parse_options(argc - 1, argv + 1, &options);
    if (strcmp(command, "rules") == 0 && argc == 3) {
        if (generate_rules(&options.spec, argv[2]) != 0)
            die(argv[2], strerror(errno));
        return 0;
    }
    if (!options.brokers || !options.topic)
        die("usage", "-b and -t are needed");
    if (strcmp(command, "produce") == 0)
        return run_produce(&options);
    if (strcmp(command, "consume") == 0 || strcmp(command, "relay") == 0)
        return run_consume(&options);
    if (strcmp(command, "watch") == 0)
        return run_watch(&options);
    if (strcmp(command, "latency") == 0)
        return run_latency(&options);
    die("unknown subcommand", command);
}
