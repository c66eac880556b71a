#include "io/mock_broker.h"

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include "base/mem.h"

struct mock_broker {
    rd_kafka_t *host; /* a client that the mock cluster lives in; it connects to nothing */
    rd_kafka_mock_cluster_t *cluster;
};

int mock_broker_new(struct mock_broker **out, struct error *error)
{
    char reason[512];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set_log_cb(conf, NULL);
    rd_kafka_t *host = rd_kafka_new(RD_KAFKA_PRODUCER, conf, reason, sizeof reason);
    if (!host) {
        rd_kafka_conf_destroy(conf);
        return error_set(error, ERROR_KAFKA, "embedded broker: %s", reason);
    }
    rd_kafka_mock_cluster_t *cluster = rd_kafka_mock_cluster_new(host, 1);
    if (!cluster) {
        rd_kafka_destroy(host);
        return error_set(error, ERROR_KAFKA, "the embedded broker could not be started");
    }
    struct mock_broker *broker = mem_zalloc(sizeof *broker);
    broker->host = host;
    broker->cluster = cluster;
    *out = broker;
    return ERROR_NONE;
}

void mock_broker_free(struct mock_broker *broker)
{
    if (!broker)
        return;
    rd_kafka_mock_cluster_destroy(broker->cluster);
    rd_kafka_destroy(broker->host);
    mem_free(broker);
}

const char *mock_broker_address(const struct mock_broker *broker)
{
    return rd_kafka_mock_cluster_bootstraps(broker->cluster);
}

int mock_broker_create(struct mock_broker *broker, const char *topic, int partitions,
                       struct error *error)
{
    rd_kafka_resp_err_t err = rd_kafka_mock_topic_create(broker->cluster, topic, partitions, 1);
    if (err)
        return error_set(error, ERROR_KAFKA, "embedded broker: topic '%s': %s", topic,
                         rd_kafka_err2str(err));
    return ERROR_NONE;
}
