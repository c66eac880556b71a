/* The outputs of some records, made and not yet sent, and how far those records reach: what one
 * transaction holds. */
#ifndef INTERDICT_ENGINE_BATCH_H
#define INTERDICT_ENGINE_BATCH_H

#include "base/arena.h"
#include "io/kafka_sink.h"
#include "io/kafka_source.h"

/* One alert for one topic, or one dead letter. */
struct batch_output {
    bool is_alert;
    unsigned sink;               /* of an alert: index of the pipeline's sink */
    size_t ordinal;              /* of an alert: which of its record's alerts */
    struct str key, value;       /* of an alert; in the batch's arena */
    rd_kafka_headers_t *headers; /* of an alert; owned until it is sent */
    struct kafka_record record;  /* of a dead letter: kept until the batch is reset */
    const char *stage, *reason;  /* of a dead letter; literals */
    struct str message;          /* of a dead letter; in the batch's arena */
    unsigned cut;                /* of a dead letter */
    const char *topic;           /* the record's coordinates; borrowed from its partition */
    int32_t partition;
    int64_t offset;
    enum delivery_result result; /* once the batch is through */
    rd_kafka_resp_err_t err;
};

struct batch_position {
    struct kafka_partition *partition; /* held */
    int64_t next;
};

enum batch_outcome {
    BATCH_COMMITTED,
    BATCH_CONTINUES, /* a part: sent, its transaction stays open */
    BATCH_ABORTED,
    BATCH_FATAL, /* the producer has to be made anew */
};

struct batch {
    struct arena arena;
    struct batch_output *outputs;
    size_t count, cap;
    struct batch_position *positions;
    size_t position_count, position_cap;
    size_t records, bytes; /* bytes of outputs */
    int64_t began_us;
    bool gentle;    /* each output goes out in a batch of Kafka's of its own */
    bool more;      /* only a part: the next batch goes on in the same transaction */
    bool continues; /* that next batch */
    rd_kafka_consumer_group_metadata_t *group; /* owned */
    enum batch_outcome outcome;
    struct error error; /* with ABORTED and FATAL */
};

void batch_init(struct batch *batch);
void batch_clear(struct batch *batch);

/* Empties it and keeps the memory, up to a bound. */
void batch_reset(struct batch *batch);

/* The record belongs to the batch: its partition is finished up to it once this is committed. */
void batch_reach(struct batch *batch, const struct kafka_record *record);

/* An output of the record, all else zero. Valid until the next one is added. */
struct batch_output *batch_add(struct batch *batch, const struct kafka_record *record);

/* Hands how far it reaches over to the batch that continues it. */
void batch_continue(struct batch *from, struct batch *to);

/* The offsets to commit; the caller destroys the list. */
rd_kafka_topic_partition_list_t *batch_offsets(const struct batch *batch);

#endif
