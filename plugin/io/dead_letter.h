/* Dead letters: records that cannot be used, with their original bytes, key and headers, and with
 * headers that say why, as Kafka Connect writes them. */
#ifndef INTERDICT_IO_DEAD_LETTER_H
#define INTERDICT_IO_DEAD_LETTER_H

#include "base/hash.h"
#include "io/kafka_sink.h"
#include "io/kafka_source.h"

struct dead_letter {
    const struct kafka_record *record;
    const char *stage;  /* "decode", "deliver" */
    const char *reason; /* a stable word: not-json, too-large, … */
    struct str message; /* for people */
    unsigned cut;       /* 0: whole; each refusal for its size makes it one more, and it shorter */
};

/* After so many cuts nothing is left to take away. */
enum { DEAD_LETTER_CUTS = 4 };

enum send_result dead_letter_send(const struct dead_letter *letter, struct kafka_sink *sink,
                                  struct kafka_topic *topic, struct hasher *hasher, void *tag);

#endif
