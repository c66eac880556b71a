/* One consumer of the group: records in, offsets out. Belongs to one thread. */
#ifndef INTERDICT_IO_KAFKA_SOURCE_H
#define INTERDICT_IO_KAFKA_SOURCE_H

#include "base/str.h"
#include "io/kafka_conf.h"
#include "io/offsets.h"

struct kafka_source;

/* An assigned partition. It outlives its assignment while somebody holds it, because outputs of
 * its records may still be on their way. */
struct kafka_partition {
    struct kafka_source *source;
    char *topic; /* owned */
    int32_t number;
    bool assigned; /* to us, now; otherwise its offsets are another consumer's business */
    struct offsets *offsets;
    int64_t position;             /* behind the last record polled; -1: none yet */
    int64_t committed;            /* behind the last one that counts as committed; see _rewind */
    uint32_t holds;               /* kafka_partition_hold, _release */
    struct kafka_partition *next; /* in the source's list */
    const rd_kafka_topic_t *topic_handle; /* of its records; only compared */
};

void kafka_partition_hold(struct kafka_partition *partition);
void kafka_partition_release(struct kafka_partition *partition);

/* A record as it lies in librdkafka's memory, until kafka_record_release. */
struct kafka_record {
    rd_kafka_message_t *message;
    struct kafka_partition *partition;
    struct str key, value; /* ptr NULL: null, which is not the same as empty */
    int64_t offset;
    int64_t timestamp_ms; /* -1: none */
};

void kafka_record_release(struct kafka_record *record);

/* The last header of that name, or an absent string. */
struct str kafka_record_header(const struct kafka_record *record, const char *name);

struct kafka_source_options {
    const struct kafka_property *properties;
    size_t property_count;
    const char *const *topics; /* names, or regexes that begin with ^ */
    size_t topic_count;
    const char *const *excluded; /* own output topics: never subscribed to (nor the brokers'
                                  own, by a regex) */
    size_t excluded_count;
    const char *group;
    const char *instance_suffix; /* appended to a group.instance.id of the properties; or NULL */
    struct log *log;
    /* Offsets go into the producer's transactions: the source commits none by itself. */
    bool transactional;
    /* Called before partitions are given back: finish what is in flight, within a bound. Offsets
     * are committed afterwards. Partitions that are `lost` belong to others already. */
    void (*revoking)(void *ctx, bool lost);
    void *ctx;
};

/* Subscribes. Topics and properties are read during the call only. */
int kafka_source_new(const struct kafka_source_options *options, struct kafka_source **out,
                     struct error *error);

/* Leaves the group, waiting up to timeout_ms for the broker, and frees. Every record has to be
 * released before. Offsets that were not committed before stay uncommitted. */
void kafka_source_free(struct kafka_source *source, int timeout_ms);

/* True with the next record, which the caller releases; false when there is none in time. Serves
 * rebalances; has to be called at least every max.poll.interval.ms. */
bool kafka_source_poll(struct kafka_source *source, int timeout_ms, struct kafka_record *record);

/* Stores for the next automatic commit what is finished. */
void kafka_source_store(struct kafka_source *source);

/* Stores and commits, waiting up to timeout_ms. False when the broker did not confirm. */
bool kafka_source_commit(struct kafka_source *source, int timeout_ms);

/* For a transactional source: goes back, in every assigned partition, to `committed`, which begins
 * with the first record polled and is raised by whoever commits. False: make the source anew. */
bool kafka_source_rewind(struct kafka_source *source);

/* Who this consumer is in its group now, for the producer's transaction; the caller destroys it. */
rd_kafka_consumer_group_metadata_t *kafka_source_group(struct kafka_source *source);

/* Stops and resumes fetching without leaving the group; fetched records come again afterwards. */
void kafka_source_pause(struct kafka_source *source);
void kafka_source_resume(struct kafka_source *source);
bool kafka_source_is_paused(const struct kafka_source *source);

/* Keeps librdkafka fetching ahead; to be called every some dozen records. */
void kafka_source_prefetch(struct kafka_source *source, int64_t now_us);

/* Over all assigned partitions. */
void kafka_source_in_flight(const struct kafka_source *source, size_t *records, size_t *bytes);
size_t kafka_source_assigned(const struct kafka_source *source);

uint64_t kafka_source_rebalances(const struct kafka_source *source);

/* librdkafka gave up: the source has to be made anew. */
bool kafka_source_failed(const struct kafka_source *source);

#endif
