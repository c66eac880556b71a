#include "engine/emit.h"

static void add_header(rd_kafka_headers_t *headers, const char *name, struct str value)
{
    rd_kafka_header_add(headers, name, -1, value.len ? value.ptr : "", (ssize_t)value.len);
}

rd_kafka_headers_t *emit_alert_headers(const struct alert *alert, const struct alert_format *format,
                                       const struct kafka_record *record, struct arena *arena)
{
    static const char *const passed[] = {"traceparent", "tracestate"};
    rd_kafka_headers_t *headers = rd_kafka_headers_new(8);
    add_header(headers, "interdict-disposition",
               str_of(disposition_name(alert->verdict->disposition)));
    add_header(headers, "interdict-legal-basis", alert_legal_basis_header(alert, arena));
    add_header(headers, "interdict-jurisdiction", alert_jurisdiction_header(alert, arena));
    add_header(headers, "interdict-rule", alert->match->rule->id);
    add_header(headers, "content-type", str_of(format->content_type));
    for (size_t i = 0; i < sizeof passed / sizeof *passed; i++) {
        struct str value = kafka_record_header(record, passed[i]);
        if (value.ptr)
            add_header(headers, passed[i], value);
    }
    return headers;
}

void emit_record_meta(const struct kafka_record *record, struct record_meta *meta)
{
    *meta = (struct record_meta){
        .topic = str_of(record->partition->topic),
        .partition = record->partition->number,
        .offset = record->offset,
        .timestamp_ms = record->timestamp_ms,
    };
}

bool emit_wait_topic(struct kafka_sink *sink, struct kafka_topic *topic, const char *what,
                     struct log *log, const atomic_bool *stop)
{
    enum { ASK_MS = 1000, PAUSE_FIRST_MS = 100 };
    const char *name = kafka_topic_name(topic);
    rd_kafka_resp_err_t said = RD_KAFKA_RESP_ERR_NO_ERROR;
    int pause = PAUSE_FIRST_MS;
    while (!atomic_load(stop) && !kafka_sink_failed(sink)) {
        rd_kafka_resp_err_t err = kafka_sink_ask(sink, topic, ASK_MS);
        if (err == RD_KAFKA_RESP_ERR_NO_ERROR) {
            if (said)
                log_info(log, "topic-found", "topic '%s' is there now", name);
            return true;
        }
        /* Brokers that cannot be reached are reported by the client; a topic that is just being
         * made has no leader for a moment. */
        bool passing = err == RD_KAFKA_RESP_ERR__TRANSPORT || err == RD_KAFKA_RESP_ERR__TIMED_OUT ||
                       err == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE;
        if (err != said && !passing) {
            log_error(log, "topic-missing", "topic '%s' for %s: %s: %s; waiting for it", name, what,
                      rd_kafka_err2str(err), kafka_advice(err));
            said = err;
        }
        kafka_sink_poll(sink, pause);
        pause = pause * 2 < ASK_MS ? pause * 2 : ASK_MS;
    }
    return false;
}
