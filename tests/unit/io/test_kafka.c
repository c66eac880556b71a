/* Source, sink and dead letters against the embedded broker. */
#include "test.h"

#include <string.h>

#include "base/clock.h"
#include "io/dead_letter.h"
#include "io/mock_broker.h"

enum { DEADLINE_MS = 30000, STEP_MS = 50 };

static struct mock_broker *broker;
static unsigned done, dropped;
static bool revoked;

static int start(void **state)
{
    (void)state;
    done = dropped = 0;
    revoked = false;
    assert_int_equal(mock_broker_new(&broker, NULL), ERROR_NONE);
    assert_int_equal(mock_broker_create(broker, "in", 2, NULL), ERROR_NONE);
    assert_int_equal(mock_broker_create(broker, "dead", 1, NULL), ERROR_NONE);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    mock_broker_free(broker);
    return 0;
}

static void on_delivered(void *ctx, void *tag, enum delivery_result result, rd_kafka_resp_err_t err)
{
    (void)ctx;
    (void)tag;
    (void)err;
    done += result == DELIVERY_DONE;
    dropped += result == DELIVERY_DROPPED;
}

static void on_revoking(void *ctx, bool lost)
{
    (void)ctx;
    (void)lost;
    revoked = true;
}

static struct kafka_sink *sink_new(void)
{
    struct kafka_property servers = {"bootstrap.servers", mock_broker_address(broker)};
    struct kafka_sink_options options = {
        .properties = &servers, .property_count = 1, .delivered = on_delivered};
    struct kafka_sink *sink;
    struct error error;
    if (kafka_sink_new(&options, &sink, &error) != ERROR_NONE)
        fail_msg("%s", error.message);
    return sink;
}

static struct kafka_source *source_new(const char *topic, const char *excluded)
{
    struct kafka_property properties[] = {
        {"bootstrap.servers", mock_broker_address(broker)},
        {"session.timeout.ms", "3000"},
        {"topic.metadata.refresh.interval.ms", "500"},
    };
    struct kafka_source_options options = {
        .properties = properties,
        .property_count = 3,
        .topics = &topic,
        .topic_count = 1,
        .excluded = &excluded,
        .excluded_count = excluded != NULL,
        .group = "g",
        .revoking = on_revoking,
    };
    struct kafka_source *source;
    struct error error;
    if (kafka_source_new(&options, &source, &error) != ERROR_NONE)
        fail_msg("%s", error.message);
    return source;
}

static struct kafka_record next_record(struct kafka_source *source)
{
    struct kafka_record record;
    for (int left = DEADLINE_MS; left > 0; left -= STEP_MS)
        if (kafka_source_poll(source, STEP_MS, &record))
            return record;
    fail_msg("no record in time");
    return record;
}

static struct str header(const struct kafka_record *record, const char *name)
{
    return kafka_record_header(record, name);
}

static void a_dead_letter_keeps_bytes_key_and_headers(void **state)
{
    (void)state;
    struct kafka_sink *sink = sink_new();
    struct hasher *hasher = hasher_new();
    rd_kafka_headers_t *headers = rd_kafka_headers_new(1);
    rd_kafka_header_add(headers, "origin", -1, "erp\0x", 5);
    struct str value = {"{\0\xff not json", 11};
    assert_int_equal(
        kafka_sink_send(sink, kafka_sink_topic(sink, "in"), STR("key"), value, headers, NULL),
        SEND_OK);
    assert_true(kafka_sink_flush(sink, DEADLINE_MS));
    assert_int_equal(done, 1);

    struct kafka_source *source = source_new("in", NULL);
    struct kafka_record record = next_record(source);
    struct dead_letter letter = {&record, "decode", "not-json", STR("at byte 2"), 0};
    struct kafka_topic *dead = kafka_sink_topic(sink, "dead");
    assert_int_equal(dead_letter_send(&letter, sink, dead, hasher, NULL), SEND_OK);
    letter.cut = DEAD_LETTER_CUTS;
    assert_int_equal(dead_letter_send(&letter, sink, dead, hasher, NULL), SEND_OK);
    assert_true(kafka_sink_flush(sink, DEADLINE_MS));
    int32_t partition = record.partition->number;
    kafka_record_release(&record);
    kafka_source_free(source, DEADLINE_MS);

    source = source_new("dead", NULL);
    record = next_record(source);
    assert_int_equal(record.value.len, 11);
    assert_memory_equal(record.value.ptr, value.ptr, 11);
    assert_str(record.key, "key");
    assert_int_equal(header(&record, "origin").len, 5);
    assert_str(header(&record, "__connect.errors.topic"), "in");
    assert_str(header(&record, "__connect.errors.partition"), partition ? "1" : "0");
    assert_str(header(&record, "__connect.errors.offset"), "0");
    assert_str(header(&record, "__connect.errors.stage"), "decode");
    assert_str(header(&record, "__connect.errors.exception.class.name"), "not-json");
    assert_str(header(&record, "__connect.errors.exception.message"), "at byte 2");
    assert_str(header(&record, "interdict-version"), INTERDICT_VERSION);
    assert_true(header(&record, "interdict-original-timestamp").len >= 13);
    assert_null(header(&record, "interdict-original-length").ptr);
    kafka_record_release(&record);

    record = next_record(source);
    assert_non_null(record.value.ptr);
    assert_int_equal(record.value.len, 0);
    assert_str(header(&record, "interdict-original-length"), "11");
    assert_int_equal(header(&record, "interdict-original-sha256").len, SHA256_HEX);
    assert_null(header(&record, "origin").ptr);
    kafka_record_release(&record);
    kafka_source_free(source, DEADLINE_MS);
    kafka_sink_free(sink);
    hasher_free(hasher);
}

static void send_plain(struct kafka_sink *sink, const char *topic, struct str value)
{
    assert_int_equal(
        kafka_sink_send(sink, kafka_sink_topic(sink, topic), STR("k"), value, NULL, NULL), SEND_OK);
}

static void offsets_are_where_the_next_consumer_begins(void **state)
{
    (void)state;
    struct kafka_sink *sink = sink_new();
    send_plain(sink, "in", STR("one"));
    send_plain(sink, "in", STR("two"));
    send_plain(sink, "in", (struct str){0});
    assert_true(kafka_sink_flush(sink, DEADLINE_MS));
    assert_int_equal(kafka_sink_in_flight(sink), 0);

    struct kafka_source *source = source_new("in", NULL);
    struct kafka_record one = next_record(source), two = next_record(source);
    assert_str(one.value, "one");
    assert_str(two.value, "two");
    uint64_t first = offsets_begin(one.partition->offsets, one.offset, 1, 3);
    offsets_begin(two.partition->offsets, two.offset, 1, 3);
    offsets_done(one.partition->offsets, first);
    size_t records, bytes;
    kafka_source_in_flight(source, &records, &bytes);
    assert_int_equal(records, 1);
    assert_int_equal(bytes, 3);
    kafka_record_release(&one);
    kafka_record_release(&two);
    assert_true(kafka_source_commit(source, DEADLINE_MS));
    kafka_source_free(source, DEADLINE_MS);

    source = source_new("in", NULL);
    struct kafka_record again = next_record(source), null = next_record(source);
    assert_str(again.value, "two");
    assert_null(null.value.ptr);
    kafka_record_release(&again);
    kafka_record_release(&null);
    kafka_source_free(source, DEADLINE_MS);
    kafka_sink_free(sink);
}

static void a_pause_loses_no_record(void **state)
{
    enum { COUNT = 200 };
    (void)state;
    char text[16];
    bool seen[COUNT] = {0};
    struct kafka_sink *sink = sink_new();
    for (int i = 0; i < COUNT; i++) {
        snprintf(text, sizeof text, "%d", i);
        send_plain(sink, "in", str_of(text));
    }
    assert_true(kafka_sink_flush(sink, DEADLINE_MS));
    struct kafka_source *source = source_new("in", NULL);
    for (int i = 0; i < COUNT; i++) {
        struct kafka_record record = next_record(source);
        int64_t number;
        assert_true(str_to_i64(record.value, &number));
        assert_int_equal(number, i); /* one partition: in order, none missing, none twice */
        seen[number] = true;
        kafka_record_release(&record);
        if (i % 50 == 20) {
            kafka_source_pause(source);
            assert_true(kafka_source_is_paused(source));
            assert_false(kafka_source_poll(source, STEP_MS, &record));
            kafka_source_resume(source);
        }
    }
    for (int i = 0; i < COUNT; i++)
        assert_true(seen[i]);
    kafka_source_free(source, DEADLINE_MS);
    kafka_sink_free(sink);
}

static void own_topics_are_never_read(void **state)
{
    (void)state;
    struct kafka_record record;
    struct kafka_sink *sink = sink_new();
    send_plain(sink, "dead", STR("loop"));
    send_plain(sink, "in", STR("event"));
    assert_true(kafka_sink_flush(sink, DEADLINE_MS));
    struct kafka_source *source = source_new("^.*", "dead");
    record = next_record(source);
    assert_str(record.value, "event");
    kafka_record_release(&record);
    assert_int_equal(kafka_source_assigned(source), 2); /* both of `in` */
    assert_false(kafka_source_poll(source, 20 * STEP_MS, &record));
    kafka_source_free(source, DEADLINE_MS);
    kafka_sink_free(sink);
}

static void the_brokers_own_topics_are_read_only_by_name(void **state)
{
    (void)state;
    struct kafka_record record;
    struct kafka_sink *sink = sink_new();
    assert_int_equal(mock_broker_create(broker, "__consumer_offsets", 1, NULL), ERROR_NONE);
    send_plain(sink, "__consumer_offsets", STR("commit"));
    send_plain(sink, "in", STR("event"));
    assert_true(kafka_sink_flush(sink, DEADLINE_MS));
    struct kafka_source *source = source_new("^.*", "dead");
    record = next_record(source);
    assert_str(record.value, "event");
    kafka_record_release(&record);
    assert_int_equal(kafka_source_assigned(source), 2); /* both of `in` */
    assert_false(kafka_source_poll(source, 20 * STEP_MS, &record));
    kafka_source_free(source, DEADLINE_MS);
    source = source_new("__consumer_offsets", NULL);
    record = next_record(source);
    assert_str(record.value, "commit");
    kafka_record_release(&record);
    kafka_source_free(source, DEADLINE_MS);
    kafka_sink_free(sink);
}

static void what_is_purged_is_reported(void **state)
{
    (void)state;
    struct kafka_sink *sink = sink_new();
    mock_broker_free(broker);
    broker = NULL;
    send_plain(sink, "in", STR("lost"));
    kafka_sink_purge(sink);
    assert_int_equal(dropped, 1);
    assert_int_equal(kafka_sink_in_flight(sink), 0);
    kafka_sink_free(sink);
}

static void mistakes_in_properties_are_named(void **state)
{
    (void)state;
    static const struct {
        struct kafka_property property;
        const char *says;
    } cases[] = {
        {{"bootstrap.server", "x"}, "'bootstrap.server'"},
        {{"fetch.wait.max.ms", "soon"}, "'fetch.wait.max.ms'"},
        {{"group.id", "g"}, "source.group"},
        {{"enable.auto.offset.store", "true"}, "delivery depends on it"},
        {{"sasl.password\n", "hunter2"}, "no property"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error error = {0};
        assert_int_equal(kafka_conf_check(&cases[i].property, 1, &error), ERROR_CONFIG);
        if (!strstr(error.message, cases[i].says))
            fail_msg("'%s' does not say '%s'", error.message, cases[i].says);
        assert_null(strstr(error.message, "hunter2"));
    }
    struct kafka_property good = {"linger.ms", "50"};
    assert_int_equal(kafka_conf_check(&good, 1, NULL), ERROR_NONE);
}

int main(void)
{
#ifdef __SANITIZE_THREAD__
    /* librdkafka starts its threads with C11's thrd_create, which the thread sanitizer does not
     * see: it crashes in the first broker thread. */
    puts("skipped: the thread sanitizer cannot run librdkafka");
    return 0;
#endif
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_dead_letter_keeps_bytes_key_and_headers, start, stop),
        cmocka_unit_test_setup_teardown(offsets_are_where_the_next_consumer_begins, start, stop),
        cmocka_unit_test_setup_teardown(a_pause_loses_no_record, start, stop),
        cmocka_unit_test_setup_teardown(own_topics_are_never_read, start, stop),
        cmocka_unit_test_setup_teardown(the_brokers_own_topics_are_read_only_by_name, start, stop),
        cmocka_unit_test_setup_teardown(what_is_purged_is_reported, start, stop),
        cmocka_unit_test(mistakes_in_properties_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
