/* An in-process broker (librdkafka's mock cluster) for a first look. It keeps at most 5 MB and
 * 100,000 messages a partition, all in memory: not for real work. */
#ifndef INTERDICT_IO_MOCK_BROKER_H
#define INTERDICT_IO_MOCK_BROKER_H

#include "base/error.h"

struct mock_broker;

int mock_broker_new(struct mock_broker **out, struct error *error);
void mock_broker_free(struct mock_broker *broker); /* NULL is fine */

/* HOST:PORT, borrowed; other processes can connect as well. */
const char *mock_broker_address(const struct mock_broker *broker);

int mock_broker_create(struct mock_broker *broker, const char *topic, int partitions,
                       struct error *error);

#endif
