/* Outputs that made a transaction fail, remembered by their record's coordinates, and how small
 * they have to be the next time. A bounded table: the oldest is forgotten, and found out anew. */
#ifndef INTERDICT_ENGINE_SUSPECTS_H
#define INTERDICT_ENGINE_SUSPECTS_H

#include "engine/batch.h"

enum { SUSPECTS_MAX = 256, SUSPECT_TOPIC = 250 };

enum {
    SUSPECT_SHORTEN = 1, /* an alert's level: without evidence */
    SUSPECT_LETTER = 2,  /* an alert's level: the event becomes a dead letter instead */
};

struct suspect {
    char topic[SUSPECT_TOPIC]; /* Kafka allows 249 characters */
    int32_t partition;
    int64_t offset;
    bool is_alert;
    unsigned sink;
    size_t ordinal;
    unsigned level; /* of an alert: see above; of a dead letter: how often it is cut */
    rd_kafka_resp_err_t err;
};

struct suspects {
    struct suspect items[SUSPECTS_MAX];
    size_t count, oldest; /* full: a ring */
};

/* Whether any output of the record is among them. */
bool suspects_has(const struct suspects *suspects, const char *topic, int32_t partition,
                  int64_t offset);

/* The one of that output, or NULL. */
struct suspect *suspects_find(struct suspects *suspects, const struct batch_output *output);

/* Adds it with level 0, or finds it. */
struct suspect *suspects_note(struct suspects *suspects, const struct batch_output *output);

/* Forgets the record. */
void suspects_forget(struct suspects *suspects, const char *topic, int32_t partition,
                     int64_t offset);

#endif
