#include "io/kafka_sink.h"

#include "base/limits.h"
#include "base/mem.h"

/* A transaction that hangs holds back whoever reads committed records, so it is given up early; and
 * its messages must be given up before. */
#define TRANSACTION_TIMEOUT_MS "30000"
#define TRANSACTION_MESSAGE_MS "20000"

struct kafka_topic {
    rd_kafka_topic_t *handle;
    struct kafka_topic *next;
};

struct kafka_sink {
    struct kafka_client client;
    rd_kafka_t *rk;
    struct kafka_topic *topics; /* owned */
    size_t in_flight, bytes;
    rd_kafka_resp_err_t send_error;
    void (*delivered)(void *ctx, void *tag, enum delivery_result result, rd_kafka_resp_err_t err);
    void *ctx;
};

static enum delivery_result result_of(rd_kafka_resp_err_t err)
{
    switch (err) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
        return DELIVERY_DONE;
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE:
        return DELIVERY_TOO_LARGE;
    case RD_KAFKA_RESP_ERR_INVALID_RECORD:
    case RD_KAFKA_RESP_ERR_POLICY_VIOLATION:
        return DELIVERY_REFUSED;
    case RD_KAFKA_RESP_ERR__PURGE_QUEUE:
    case RD_KAFKA_RESP_ERR__PURGE_INFLIGHT:
        return DELIVERY_DROPPED;
    default:
        return DELIVERY_RETRY;
    }
}

static void on_delivery(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque)
{
    struct kafka_client *client = opaque;
    struct kafka_sink *sink = client->owner;
    (void)rk;
    sink->in_flight--;
    sink->bytes -= message->len + message->key_len;
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR)
        kafka_client_up(client);
    sink->delivered(sink->ctx, message->_private, result_of(message->err), message->err);
}

static bool is_set(const struct kafka_sink_options *options, const char *name)
{
    for (size_t i = 0; i < options->property_count; i++)
        if (strcmp(options->properties[i].name, name) == 0)
            return true;
    return false;
}

int kafka_sink_new(const struct kafka_sink_options *options, struct kafka_sink **out,
                   struct error *error)
{
    struct kafka_property forced[4] = {{"enable.idempotence", "true"}};
    size_t forced_count = 1;
    struct kafka_sink *sink = mem_zalloc(sizeof *sink);
    char reason[512];
    rd_kafka_conf_t *conf;
    sink->client.log = options->log;
    sink->client.owner = sink;
    sink->delivered = options->delivered;
    sink->ctx = options->ctx;
    if (options->transactional_id) {
        forced[forced_count++] =
            (struct kafka_property){"transactional.id", options->transactional_id};
        if (!is_set(options, "transaction.timeout.ms"))
            forced[forced_count++] =
                (struct kafka_property){"transaction.timeout.ms", TRANSACTION_TIMEOUT_MS};
        if (!is_set(options, "message.timeout.ms"))
            forced[forced_count++] =
                (struct kafka_property){"message.timeout.ms", TRANSACTION_MESSAGE_MS};
    }
    int rc = kafka_conf_make(KAFKA_PRODUCER, options->properties, options->property_count, forced,
                             forced_count, &sink->client, &conf, error);
    if (rc != ERROR_NONE) {
        mem_free(sink);
        return rc;
    }
    rd_kafka_conf_set_dr_msg_cb(conf, on_delivery);
    sink->rk = rd_kafka_new(RD_KAFKA_PRODUCER, conf, reason, sizeof reason);
    if (!sink->rk) {
        rd_kafka_conf_destroy(conf);
        mem_free(sink);
        return error_set(error, ERROR_CONFIG, "kafka: %s", reason);
    }
    *out = sink;
    return ERROR_NONE;
}

void kafka_sink_free(struct kafka_sink *sink)
{
    if (!sink)
        return;
    for (struct kafka_topic *next, *topic = sink->topics; topic; topic = next) {
        next = topic->next;
        rd_kafka_topic_destroy(topic->handle);
        mem_free(topic);
    }
    rd_kafka_destroy(sink->rk);
    mem_free(sink);
}

struct kafka_topic *kafka_sink_topic(struct kafka_sink *sink, const char *name)
{
    for (struct kafka_topic *topic = sink->topics; topic; topic = topic->next)
        if (strcmp(rd_kafka_topic_name(topic->handle), name) == 0)
            return topic;
    rd_kafka_topic_t *handle = rd_kafka_topic_new(sink->rk, name, NULL);
    if (!handle)
        return NULL;
    struct kafka_topic *topic = mem_zalloc(sizeof *topic);
    topic->handle = handle;
    topic->next = sink->topics;
    sink->topics = topic;
    return topic;
}

const char *kafka_topic_name(const struct kafka_topic *topic)
{
    return rd_kafka_topic_name(topic->handle);
}

rd_kafka_resp_err_t kafka_sink_ask(struct kafka_sink *sink, struct kafka_topic *topic,
                                   int timeout_ms)
{
    const struct rd_kafka_metadata *metadata;
    rd_kafka_resp_err_t err = rd_kafka_metadata(sink->rk, 0, topic->handle, &metadata, timeout_ms);
    rd_kafka_poll(sink->rk, 0);
    if (err)
        return err;
    err = metadata->topic_cnt == 1 ? metadata->topics[0].err
                                   : RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
    rd_kafka_metadata_destroy(metadata);
    kafka_client_up(&sink->client);
    return err;
}

enum send_result kafka_sink_send(struct kafka_sink *sink, struct kafka_topic *topic, struct str key,
                                 struct str value, rd_kafka_headers_t *headers, void *tag)
{
    /* One record may be larger than the bound, but then it travels alone. */
    if (sink->in_flight && sink->bytes + key.len + value.len > LIMIT_PRODUCER_BYTES)
        return SEND_FULL;
    rd_kafka_vu_t vus[] = {
        {.vtype = RD_KAFKA_VTYPE_RKT, .u.rkt = topic->handle},
        {.vtype = RD_KAFKA_VTYPE_MSGFLAGS, .u.i = RD_KAFKA_MSG_F_COPY},
        {.vtype = RD_KAFKA_VTYPE_KEY, .u.mem = {(void *)(uintptr_t)key.ptr, key.len}},
        {.vtype = RD_KAFKA_VTYPE_VALUE, .u.mem = {(void *)(uintptr_t)value.ptr, value.len}},
        {.vtype = RD_KAFKA_VTYPE_OPAQUE, .u.ptr = tag},
        {.vtype = RD_KAFKA_VTYPE_HEADERS, .u.headers = headers},
    };
    size_t count = sizeof vus / sizeof *vus - (headers ? 0 : 1);
    rd_kafka_error_t *failed = rd_kafka_produceva(sink->rk, vus, count);
    if (!failed) {
        sink->in_flight++;
        sink->bytes += key.len + value.len;
        return SEND_OK;
    }
    rd_kafka_resp_err_t err = rd_kafka_error_code(failed);
    rd_kafka_error_destroy(failed);
    switch (err) {
    case RD_KAFKA_RESP_ERR__QUEUE_FULL:
        return sink->in_flight ? SEND_FULL : SEND_TOO_LARGE;
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
        return SEND_TOO_LARGE;
    default:
        sink->send_error = err;
        return SEND_FAILED;
    }
}

rd_kafka_resp_err_t kafka_sink_send_error(const struct kafka_sink *sink)
{
    return sink->send_error;
}

void kafka_sink_poll(struct kafka_sink *sink, int timeout_ms)
{
    rd_kafka_poll(sink->rk, timeout_ms);
}

bool kafka_sink_flush(struct kafka_sink *sink, int timeout_ms)
{
    return rd_kafka_flush(sink->rk, timeout_ms) == RD_KAFKA_RESP_ERR_NO_ERROR;
}

void kafka_sink_purge(struct kafka_sink *sink)
{
    rd_kafka_purge(sink->rk, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    /* The reports of what was purged only have to be collected. */
    while (sink->in_flight)
        rd_kafka_poll(sink->rk, 100);
}

/* --- transactions ------------------------------------------------------------------------- */

static enum txn_result txn_result_of(struct kafka_sink *sink, rd_kafka_error_t *failed,
                                     struct error *error)
{
    enum txn_result result = TXN_FATAL;
    if (!failed)
        return TXN_OK;
    error_set(error, ERROR_KAFKA, "%s: %s", rd_kafka_error_string(failed),
              kafka_advice(rd_kafka_error_code(failed)));
    if (rd_kafka_error_is_fatal(failed))
        sink->client.fatal = true;
    else if (rd_kafka_error_txn_requires_abort(failed))
        result = TXN_ABORT;
    else if (rd_kafka_error_is_retriable(failed))
        result = TXN_RETRY;
    rd_kafka_error_destroy(failed);
    return result;
}

enum txn_result kafka_sink_init(struct kafka_sink *sink, int timeout_ms, struct error *error)
{
    enum txn_result result =
        txn_result_of(sink, rd_kafka_init_transactions(sink->rk, timeout_ms), error);
    rd_kafka_poll(sink->rk, 0);
    return result;
}

enum txn_result kafka_sink_begin(struct kafka_sink *sink, struct error *error)
{
    enum txn_result result = txn_result_of(sink, rd_kafka_begin_transaction(sink->rk), error);
    return result == TXN_RETRY ? TXN_FATAL : result;
}

/* "The remaining transaction timeout": anything else may bring the states of client and broker
 * apart, as librdkafka's manual says. What can be retried after that is retried. */
enum { TXN_REMAINING = -1, TXN_TRIES = 3 };

enum txn_result kafka_sink_offsets(struct kafka_sink *sink,
                                   const rd_kafka_topic_partition_list_t *offsets,
                                   const rd_kafka_consumer_group_metadata_t *group,
                                   struct error *error)
{
    enum txn_result result = TXN_RETRY;
    for (int i = 0; result == TXN_RETRY && i < TXN_TRIES; i++)
        result = txn_result_of(
            sink, rd_kafka_send_offsets_to_transaction(sink->rk, offsets, group, TXN_REMAINING),
            error);
    return result == TXN_RETRY ? TXN_ABORT : result;
}

enum txn_result kafka_sink_commit(struct kafka_sink *sink, struct error *error)
{
    enum txn_result result = TXN_RETRY;
    for (int i = 0; result == TXN_RETRY && i < TXN_TRIES; i++)
        result = txn_result_of(sink, rd_kafka_commit_transaction(sink->rk, TXN_REMAINING), error);
    /* Nobody knows whether it was committed: the next start finds out. */
    return result == TXN_RETRY ? TXN_FATAL : result;
}

enum txn_result kafka_sink_abort(struct kafka_sink *sink, struct error *error)
{
    enum txn_result result = TXN_RETRY;
    for (int i = 0; result == TXN_RETRY && i < TXN_TRIES; i++)
        result = txn_result_of(sink, rd_kafka_abort_transaction(sink->rk, TXN_REMAINING), error);
    return result == TXN_OK ? TXN_OK : TXN_FATAL;
}

size_t kafka_sink_in_flight(const struct kafka_sink *sink)
{
    return sink->in_flight;
}

bool kafka_sink_failed(const struct kafka_sink *sink)
{
    return sink->client.fatal || rd_kafka_fatal_error(sink->rk, NULL, 0) != 0;
}
