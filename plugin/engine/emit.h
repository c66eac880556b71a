/* What both ways of delivering have in common: the Kafka record of an alert, and the topics. */
#ifndef INTERDICT_ENGINE_EMIT_H
#define INTERDICT_ENGINE_EMIT_H

#include <stdatomic.h>

#include "alert/alert.h"
#include "io/kafka_sink.h"
#include "io/kafka_source.h"

/* The caller owns the headers until a sink takes them over. */
rd_kafka_headers_t *emit_alert_headers(const struct alert *alert, const struct alert_format *format,
                                       const struct kafka_record *record, struct arena *arena);

/* Borrows from the record. */
void emit_record_meta(const struct kafka_record *record, struct record_meta *meta);

/* Waits until the topic is there, saying once what is missing. False when asked to stop, or when
 * the sink has failed. */
bool emit_wait_topic(struct kafka_sink *sink, struct kafka_topic *topic, const char *what,
                     struct log *log, const atomic_bool *stop);

#endif
