/* librdkafka's properties: our defaults, the operator's own, and what the program needs for itself;
 * and what librdkafka reports, put into words an operator can act on. */
#ifndef INTERDICT_IO_KAFKA_CONF_H
#define INTERDICT_IO_KAFKA_CONF_H

#include <librdkafka/rdkafka.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/log.h"

struct kafka_property {
    const char *name, *value;
};

enum kafka_role { KAFKA_CONSUMER, KAFKA_PRODUCER };

/* What a client's callbacks need; part of the source and of the sink, and librdkafka's opaque. The
 * callbacks for errors run in the thread that polls, the one for log lines in any. */
struct kafka_client {
    struct log *log;
    enum kafka_role role;
    bool down;  /* no broker can be reached; said once */
    bool fatal; /* librdkafka gave this client up: it has to be made anew */
    void *owner;
};

/* Checks the operator's properties for mistakes, without connecting: unknown names, wrong values,
 * those that interdict sets itself. */
int kafka_conf_check(const struct kafka_property *properties, size_t count, struct error *error);

/* Whether a topic can have that name, or, for one that is read and begins with ^, whether it is a
 * regex that librdkafka understands. */
int kafka_topic_check(const char *name, bool read, struct error *error);

/* A configuration for one client: defaults, then `properties`, then `forced`. On success the
 * caller hands *out to rd_kafka_new or destroys it. */
int kafka_conf_make(enum kafka_role role, const struct kafka_property *properties, size_t count,
                    const struct kafka_property *forced, size_t forced_count,
                    struct kafka_client *client, rd_kafka_conf_t **out, struct error *error);

/* What to do about an error, one short sentence without full stop; never NULL. */
const char *kafka_advice(rd_kafka_resp_err_t err);

/* The brokers answer again. */
void kafka_client_up(struct kafka_client *client);

/* Whether a login by SCRAM cannot work with brokers from 4.0 on: librdkafka before 2.6.1 sends a
 * wrong nonce, and the broker then says that the password is wrong. */
bool kafka_conf_scram_broken(const struct kafka_property *properties, size_t count);

#endif
