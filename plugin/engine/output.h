/* What the outbox keeps of records and of their outputs until the broker has acknowledged them. */
#ifndef INTERDICT_ENGINE_OUTPUT_H
#define INTERDICT_ENGINE_OUTPUT_H

#include "alert/alert.h"
#include "io/file_sink.h"
#include "io/kafka_sink.h"
#include "io/kafka_source.h"

/* A record some of whose outputs are not acknowledged. */
struct flight {
    struct kafka_record record;
    uint64_t sequence;
    uint32_t outputs; /* and one while it is being judged */
    bool booked;      /* in the partition's offsets */
    struct flight *next_free;
};

/* One alert in one topic, or one dead letter. It is judged again rather than kept as bytes: that
 * happens rarely, and an alert can only be shortened while it is being made. */
struct output {
    struct flight *flight;
    struct destination *destination;
    bool is_alert;
    size_t ordinal; /* which of the record's alerts */
    unsigned cut;   /* how often it was made smaller */
    bool alone;     /* sent in a batch of its own: a refusal for size is about this one */
    rd_kafka_resp_err_t refused; /* why an alert had to become this dead letter */
    struct output *next;
};

struct output_list {
    struct output *first, **end;
};

/* Where outputs go: one of the sinks, or the dead letters. */
struct destination {
    struct kafka_topic *topic;
    const struct alert_format *format; /* NULL: dead letters */
    struct file_sink *file;            /* instead of a topic */
    struct output_list waiting;        /* for the next try */
    unsigned pause_ms;                 /* between two tries; 0: it works */
    int64_t due_us;
    const struct output *probe; /* sent to find out whether it works again */
};

static inline void list_init(struct output_list *list)
{
    list->first = NULL;
    list->end = &list->first;
}

static inline void list_push(struct output_list *list, struct output *output)
{
    output->next = NULL;
    *list->end = output;
    list->end = &output->next;
}

static inline struct output *list_pop(struct output_list *list)
{
    struct output *output = list->first;
    if (!output)
        return NULL;
    list->first = output->next;
    if (!list->first)
        list->end = &list->first;
    return output;
}

#endif
