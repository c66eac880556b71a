#include "io/kafka_conf.h"

#include <regex.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Queues are small, so that the whole process stays under 256 MB; what is fetched from a partition
 * at once is small, because compressed records come out ten times as large. A record of 100 MB
 * still comes through: receive.message.max.bytes bounds a response, and a broker always sends at
 * least one record. */
static const struct kafka_property consumer_defaults[] = {
    {"client.id", "interdict"},
    {"auto.offset.reset", "earliest"},
    {"auto.commit.interval.ms", "1000"},
    {"partition.assignment.strategy", "range,roundrobin"},
    {"queued.max.messages.kbytes", "16384"},
    {"fetch.max.bytes", "16777216"},
    {"fetch.message.max.bytes", "262144"},
    {"receive.message.max.bytes", "300000000"},
    {"topic.metadata.refresh.interval.ms", "10000"},
    {"socket.keepalive.enable", "true"},
    {"socket.nagle.disable", "true"},
    {"log.connection.close", "false"},
};

/* The producer's own queue is bounded by LIMIT_PRODUCER_BYTES, which lets one large record pass.
 * An alert is never given up for having waited too long: without it the offset may not move. */
static const struct kafka_property producer_defaults[] = {
    {"client.id", "interdict"},          {"message.timeout.ms", "0"},
    {"message.max.bytes", "100000000"},  {"queue.buffering.max.kbytes", "262144"},
    {"partitioner", "murmur2_random"},   {"topic.metadata.refresh.interval.ms", "10000"},
    {"socket.keepalive.enable", "true"}, {"socket.nagle.disable", "true"},
};

/* Set by the program, because delivery depends on it. */
static const struct kafka_property reserved[] = {
    {"group.id", "source.group"},       {"enable.auto.commit", NULL},
    {"enable.auto.offset.store", NULL}, {"auto.commit.enable", NULL},
    {"enable.idempotence", NULL},       {"transactional.id", "instance"},
    {"enable.partition.eof", NULL},
};

/* Cooperative rebalancing has known losses and crashes in every release before this one. */
enum { COOPERATIVE_FROM = 0x020a00ff, SCRAM_FROM = 0x020601ff };

enum { TOPIC_MAX = 249 /* of the brokers */ };

static int set(rd_kafka_conf_t *conf, const struct kafka_property *property, struct error *error)
{
    char reason[512];
    switch (rd_kafka_conf_set(conf, property->name, property->value, reason, sizeof reason)) {
    case RD_KAFKA_CONF_OK:
        return ERROR_NONE;
    case RD_KAFKA_CONF_UNKNOWN:
        return error_set(error, ERROR_CONFIG, "kafka: librdkafka %s has no property '%s'",
                         rd_kafka_version_str(), property->name);
    default:
        /* librdkafka repeats the value in its reason, and the value may be a secret. */
        return error_set(
            error, ERROR_CONFIG, "kafka: the value of '%s' is not valid: %s", property->name,
            strstr(property->name, "password") || strstr(property->name, "secret") ? "(not shown)"
                                                                                   : reason);
    }
}

static int check_one(const struct kafka_property *property, struct error *error)
{
    for (size_t i = 0; i < COUNT(reserved); i++) {
        if (strcmp(property->name, reserved[i].name) != 0)
            continue;
        if (reserved[i].value)
            return error_set(error, ERROR_CONFIG, "kafka: '%s' is set by interdict: use '%s:'",
                             property->name, reserved[i].value);
        return error_set(error, ERROR_CONFIG,
                         "kafka: '%s' is set by interdict, because delivery depends on it",
                         property->name);
    }
    if (strcmp(property->name, "partition.assignment.strategy") == 0 &&
        strstr(property->value, "cooperative") && rd_kafka_version() < COOPERATIVE_FROM)
        return error_set(
            error, ERROR_CONFIG,
            "kafka: cooperative rebalancing loses records with librdkafka %s, it needs "
            "2.10; use 'range,roundrobin'",
            rd_kafka_version_str());
    return ERROR_NONE;
}

int kafka_conf_check(const struct kafka_property *properties, size_t count, struct error *error)
{
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    int rc = ERROR_NONE;
    for (size_t i = 0; i < count && rc == ERROR_NONE; i++) {
        rc = check_one(&properties[i], error);
        if (rc == ERROR_NONE)
            rc = set(conf, &properties[i], error);
    }
    rd_kafka_conf_destroy(conf);
    return rc;
}

int kafka_topic_check(const char *name, bool read, struct error *error)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    if (name[0] == '^' && read) {
        regex_t regex; /* librdkafka's own are these */
        char reason[128];
        int rc = regcomp(&regex, name, REG_EXTENDED | REG_NOSUB);
        if (rc == 0) {
            regfree(&regex);
            return ERROR_NONE;
        }
        regerror(rc, &regex, reason, sizeof reason);
        return error_set(error, ERROR_CONFIG, "'%s' is no valid POSIX regex: %s", name, reason);
    }
    size_t len = strlen(name);
    if (len > 0 && len <= TOPIC_MAX && strspn(name, letters) == len && strcmp(name, ".") != 0 &&
        strcmp(name, "..") != 0)
        return ERROR_NONE;
    return error_set(error, ERROR_CONFIG,
                     "no topic can be called '%s': letters, digits, '.', '_' and '-', at most %d%s",
                     name, TOPIC_MAX, read ? "; a regex begins with ^" : "");
}

bool kafka_conf_scram_broken(const struct kafka_property *properties, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if ((strcmp(properties[i].name, "sasl.mechanisms") == 0 ||
             strcmp(properties[i].name, "sasl.mechanism") == 0) &&
            strncasecmp(properties[i].value, "SCRAM", 5) == 0)
            return rd_kafka_version() < SCRAM_FROM;
    return false;
}

const char *kafka_advice(rd_kafka_resp_err_t err)
{
    switch (err) {
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
    case RD_KAFKA_RESP_ERR__TRANSPORT:
        return "is the broker running, and is bootstrap.servers right";
    case RD_KAFKA_RESP_ERR__RESOLVE:
        return "the host's name is unknown: check bootstrap.servers and the name service";
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
        return "check sasl.username, sasl.password and sasl.mechanisms";
    case RD_KAFKA_RESP_ERR__SSL:
        return "check ssl.ca.location, the certificates and their dates";
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
        return "create the topic, or let the broker do so (auto.create.topics.enable)";
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
        return "the principal needs ACLs on the topic: Read and Describe for sources, Write and "
               "Describe for sinks and dead letters";
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
        return "the principal needs the ACL Read on the group";
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
        return "the principal needs the ACL IdempotentWrite on the cluster";
    case RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
        return "the principal needs the ACLs Write and Describe on the transactional id";
    case RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED:
        return "the outputs took longer than max.poll.interval.ms; the partitions were given away "
               "and come back";
    default:
        return "retried";
    }
}

static const char *role_name(const struct kafka_client *client)
{
    return client->role == KAFKA_CONSUMER ? "consumer" : "producer";
}

static void on_error(rd_kafka_t *rk, int code, const char *reason, void *opaque)
{
    struct kafka_client *client = opaque;
    rd_kafka_resp_err_t err = (rd_kafka_resp_err_t)code;
    char fatal[512];
    switch (err) {
    case RD_KAFKA_RESP_ERR__FATAL:
        client->fatal = true;
        err = rd_kafka_fatal_error(rk, fatal, sizeof fatal);
        log_error(client->log, "kafka-fatal", "%s: %s; starting it anew", role_name(client), fatal);
        return;
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
        if (!client->down)
            log_error(client->log, "broker-down", "%s: no broker can be reached: %s; trying again",
                      role_name(client), kafka_advice(err));
        client->down = true;
        return;
    case RD_KAFKA_RESP_ERR__TRANSPORT:
    case RD_KAFKA_RESP_ERR__TIMED_OUT:
        /* One broker of several comes and goes; only the loss of all is news. */
        log_debug(client->log, "broker-connection", "%s: %s", role_name(client), reason);
        return;
    default:
        log_error(client->log, "kafka-error", "%s: %s: %s", role_name(client), reason,
                  kafka_advice(err));
    }
}

void kafka_client_up(struct kafka_client *client)
{
    if (client->down)
        log_info(client->log, "broker-up", "%s: a broker answers again", role_name(client));
    client->down = false;
}

/* Facilities of librdkafka whose lines are no news: lost connections and failed transactions are
 * reported by us as well, in better words; that one client has no use for the other's property, or
 * that a coordinator still loads, needs no attention. */
static bool is_no_news(const char *facility)
{
    static const char *const names[] = {"FAIL", "ERROR", "CONFWARN", "GETPID", "TXNERR"};
    for (size_t i = 0; i < COUNT(names); i++)
        if (strcmp(facility, names[i]) == 0)
            return true;
    return false;
}

static void on_log(const rd_kafka_t *rk, int level, const char *facility, const char *line)
{
    const struct kafka_client *client = rd_kafka_opaque(rk);
    bool grave = level <= 4; /* of syslog: warning or worse */
    log_line(client->log, grave && !is_no_news(facility) ? LOG_LEVEL_WARNING : LOG_LEVEL_DEBUG,
             "librdkafka", "%s: %s", facility, line);
}

int kafka_conf_make(enum kafka_role role, const struct kafka_property *properties, size_t count,
                    const struct kafka_property *forced, size_t forced_count,
                    struct kafka_client *client, rd_kafka_conf_t **out, struct error *error)
{
    const struct kafka_property *defaults = consumer_defaults;
    size_t default_count = COUNT(consumer_defaults);
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    int rc = ERROR_NONE;
    if (role == KAFKA_PRODUCER) {
        defaults = producer_defaults;
        default_count = COUNT(producer_defaults);
    }
    for (size_t i = 0; i < default_count && rc == ERROR_NONE; i++)
        rc = set(conf, &defaults[i], error);
    /* Not known to librdkafka before 2.2; see kafka_source_prefetch. */
    if (role == KAFKA_CONSUMER)
        rd_kafka_conf_set(conf, "fetch.queue.backoff.ms", "5", NULL, 0);
    for (size_t i = 0; i < count && rc == ERROR_NONE; i++) {
        rc = check_one(&properties[i], error);
        if (rc == ERROR_NONE)
            rc = set(conf, &properties[i], error);
    }
    for (size_t i = 0; i < forced_count && rc == ERROR_NONE; i++)
        rc = set(conf, &forced[i], error);
    if (rc != ERROR_NONE) {
        rd_kafka_conf_destroy(conf);
        return rc;
    }
    client->role = role;
    rd_kafka_conf_set_opaque(conf, client);
    rd_kafka_conf_set_error_cb(conf, on_error);
    rd_kafka_conf_set_log_cb(conf, on_log);
    *out = conf;
    return ERROR_NONE;
}
