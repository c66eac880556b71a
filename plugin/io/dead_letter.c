#include "io/dead_letter.h"

#include <inttypes.h>
#include <stdio.h>

/* What is left of the value after so many refusals for its size. Topics take 1 MB by default. From
 * the second refusal on the record's own headers, and at last its key, are left out as well. */
static const size_t cut_bytes[DEAD_LETTER_CUTS + 1] = {SIZE_MAX, 512 << 10, 64 << 10, 4 << 10, 0};
enum { CUT_HEADERS_FROM = 2, CUT_KEY_FROM = 3, MESSAGE_BYTES = 1024, KEY_WORTH_CUTTING = 1024 };

static void add(rd_kafka_headers_t *headers, const char *name, struct str value)
{
    /* A dead letter that was sent back and failed again brings those of the first time along. */
    rd_kafka_header_remove(headers, name);
    rd_kafka_header_add(headers, name, -1, value.len ? value.ptr : "", (ssize_t)value.len);
}

static void add_number(rd_kafka_headers_t *headers, const char *name, int64_t number)
{
    char text[32];
    snprintf(text, sizeof text, "%" PRId64, number);
    add(headers, name, str_of(text));
}

static rd_kafka_headers_t *headers_make(const struct dead_letter *letter, struct hasher *hasher)
{
    const struct kafka_record *record = letter->record;
    rd_kafka_headers_t *headers = NULL, *original;
    if (letter->cut < CUT_HEADERS_FROM &&
        rd_kafka_message_headers(record->message, &original) == RD_KAFKA_RESP_ERR_NO_ERROR)
        headers = rd_kafka_headers_copy(original);
    if (!headers)
        headers = rd_kafka_headers_new(16);
    add(headers, "__connect.errors.topic", str_of(rd_kafka_topic_name(record->message->rkt)));
    add_number(headers, "__connect.errors.partition", record->message->partition);
    add_number(headers, "__connect.errors.offset", record->offset);
    add(headers, "__connect.errors.stage", str_of(letter->stage));
    add(headers, "__connect.errors.exception.class.name", str_of(letter->reason));
    add(headers, "__connect.errors.exception.message",
        str_head(letter->message, str_utf8_floor(letter->message, MESSAGE_BYTES)));
    if (record->timestamp_ms >= 0)
        add_number(headers, "interdict-original-timestamp", record->timestamp_ms);
    add(headers, "interdict-version", STR(INTERDICT_VERSION));
    if (letter->cut == 0)
        return headers;
    uint8_t digest[SHA256_BYTES];
    char hex[SHA256_HEX + 1];
    hasher_sha256(hasher, record->value, digest);
    hex_encode(digest, SHA256_BYTES, hex);
    add_number(headers, "interdict-original-length", (int64_t)record->value.len);
    add(headers, "interdict-original-sha256", str_of(hex));
    return headers;
}

enum send_result dead_letter_send(const struct dead_letter *letter, struct kafka_sink *sink,
                                  struct kafka_topic *topic, struct hasher *hasher, void *tag)
{
    struct str key = letter->record->key, value = letter->record->value;
    rd_kafka_headers_t *headers = headers_make(letter, hasher);
    value.len = value.len < cut_bytes[letter->cut] ? value.len : cut_bytes[letter->cut];
    if (letter->cut >= CUT_KEY_FROM && key.len > KEY_WORTH_CUTTING)
        key = (struct str){0};
    enum send_result result = kafka_sink_send(sink, topic, key, value, headers, tag);
    if (result != SEND_OK)
        rd_kafka_headers_destroy(headers);
    return result;
}
