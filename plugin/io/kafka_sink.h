/* One idempotent producer, transactional if asked: records out, and what became of each. Belongs
 * to one thread. */
#ifndef INTERDICT_IO_KAFKA_SINK_H
#define INTERDICT_IO_KAFKA_SINK_H

#include "base/str.h"
#include "io/kafka_conf.h"

struct kafka_sink;
struct kafka_topic; /* of a sink, freed with it */

enum delivery_result {
    DELIVERY_DONE,      /* acknowledged by the broker */
    DELIVERY_TOO_LARGE, /* refused for its size, or for that of the batch it was sent in */
    DELIVERY_REFUSED,   /* refused for what it is: sending it again cannot help */
    DELIVERY_RETRY,     /* not delivered for a reason that may pass: no topic, no right … */
    DELIVERY_DROPPED,   /* given up by kafka_sink_purge */
};

struct kafka_sink_options {
    const struct kafka_property *properties;
    size_t property_count;
    const char *transactional_id; /* or NULL */
    struct log *log;
    /* Called from kafka_sink_poll, _flush and _purge, once for each record that was sent. */
    void (*delivered)(void *ctx, void *tag, enum delivery_result result, rd_kafka_resp_err_t err);
    void *ctx;
};

int kafka_sink_new(const struct kafka_sink_options *options, struct kafka_sink **out,
                   struct error *error);

/* Everything has to be delivered or purged before. NULL is fine. */
void kafka_sink_free(struct kafka_sink *sink);

struct kafka_topic *kafka_sink_topic(struct kafka_sink *sink, const char *name);
const char *kafka_topic_name(const struct kafka_topic *topic);

/* Asks the brokers for a topic, waiting up to timeout_ms; where they create topics by themselves,
 * this does it. Returns RD_KAFKA_RESP_ERR_NO_ERROR when it is there. */
rd_kafka_resp_err_t kafka_sink_ask(struct kafka_sink *sink, struct kafka_topic *topic,
                                   int timeout_ms);

enum send_result { SEND_OK, SEND_FULL, SEND_TOO_LARGE, SEND_FAILED };

/* Sends a copy of key and value (ptr NULL: null). Headers (may be NULL) are taken over with
 * SEND_OK only. SEND_FULL: poll, then try again. */
enum send_result kafka_sink_send(struct kafka_sink *sink, struct kafka_topic *topic, struct str key,
                                 struct str value, rd_kafka_headers_t *headers, void *tag);

/* Why the last kafka_sink_send was SEND_FAILED. */
rd_kafka_resp_err_t kafka_sink_send_error(const struct kafka_sink *sink);

/* Hands out what is known about sent records, waiting up to timeout_ms for the first. */
void kafka_sink_poll(struct kafka_sink *sink, int timeout_ms);

/* Sends everything at once and waits. True when nothing is under way any more. */
bool kafka_sink_flush(struct kafka_sink *sink, int timeout_ms);

/* Gives up what is under way. It may have been delivered all the same. */
void kafka_sink_purge(struct kafka_sink *sink);

/* Sent records whose fate is not known yet. */
size_t kafka_sink_in_flight(const struct kafka_sink *sink);

/* Transactions. TXN_ABORT: the transaction cannot be committed any more; abort it. TXN_FATAL: make
 * the sink anew. TXN_RETRY, from _init only: the brokers did not answer in time. */
enum txn_result { TXN_OK, TXN_RETRY, TXN_ABORT, TXN_FATAL };
enum txn_result kafka_sink_init(struct kafka_sink *sink, int timeout_ms, struct error *error);
enum txn_result kafka_sink_begin(struct kafka_sink *sink, struct error *error);
enum txn_result kafka_sink_offsets(struct kafka_sink *sink,
                                   const rd_kafka_topic_partition_list_t *offsets,
                                   const rd_kafka_consumer_group_metadata_t *group,
                                   struct error *error);
enum txn_result kafka_sink_commit(struct kafka_sink *sink, struct error *error);
enum txn_result kafka_sink_abort(struct kafka_sink *sink, struct error *error);

bool kafka_sink_failed(const struct kafka_sink *sink);

#endif
