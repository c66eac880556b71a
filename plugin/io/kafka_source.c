#include "io/kafka_source.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/mem.h"

struct kafka_source {
    struct kafka_client client;
    rd_kafka_t *rk;
    rd_kafka_queue_t *commits; /* confirmations of commits that somebody waits for */
    struct kafka_partition *partitions;
    struct kafka_partition *last; /* of the record before: mostly the next one's too */
    size_t assigned;
    uint64_t rebalances;
    bool paused, closing, transactional;
    bool starving; /* the queue was full, is nearly used up, and does not grow yet */
    /* What kafka_source_prefetch watches. */
    rd_kafka_queue_t *queue;        /* of fetched records */
    rd_kafka_topic_t *nudged;       /* any topic of the brokers, to ask about */
    size_t queue_full, queue_bytes; /* librdkafka's own bounds: records, bytes */
    size_t peak, length_before;     /* the most records since it was full; those of the last look */
    uint64_t bytes, records;        /* polled so far: how large a record is */
    int64_t nudged_us;
    void (*revoking)(void *ctx, bool lost);
    void *ctx;
};

/* --- partitions --------------------------------------------------------------------------- */

static void partition_collect(struct kafka_partition *partition)
{
    if (partition->assigned || partition->holds)
        return;
    struct kafka_partition **at = &partition->source->partitions;
    while (*at != partition)
        at = &(*at)->next;
    *at = partition->next;
    offsets_free(partition->offsets);
    mem_free(partition->topic);
    mem_free(partition);
}

void kafka_partition_hold(struct kafka_partition *partition)
{
    partition->holds++;
}

void kafka_partition_release(struct kafka_partition *partition)
{
    partition->holds--;
    partition_collect(partition);
}

static struct kafka_partition *partition_find(struct kafka_source *source,
                                              const rd_kafka_message_t *message)
{
    struct kafka_partition *p = source->last;
    if (p && p->topic_handle == message->rkt && p->number == message->partition)
        return p;
    for (p = source->partitions; p; p = p->next) {
        if (!p->assigned || p->number != message->partition)
            continue;
        if (p->topic_handle == message->rkt ||
            strcmp(p->topic, rd_kafka_topic_name(message->rkt)) == 0)
            break;
    }
    if (p)
        p->topic_handle = message->rkt;
    source->last = p;
    return p;
}

static void partition_add(struct kafka_source *source, const char *topic, int32_t number)
{
    struct kafka_partition *partition = mem_zalloc(sizeof *partition);
    partition->source = source;
    partition->topic = mem_dup(str_of(topic));
    partition->number = number;
    partition->assigned = true;
    partition->position = partition->committed = -1;
    partition->offsets = offsets_new();
    partition->next = source->partitions;
    source->partitions = partition;
    source->assigned++;
}

static void partitions_retire(struct kafka_source *source)
{
    struct kafka_partition *next;
    source->last = NULL;
    source->assigned = 0;
    for (struct kafka_partition *p = source->partitions; p; p = next) {
        next = p->next;
        p->assigned = false;
        p->topic_handle = NULL;
        partition_collect(p);
    }
}

/* --- rebalances --------------------------------------------------------------------------- */

static void on_assign(struct kafka_source *source, rd_kafka_topic_partition_list_t *list)
{
    partitions_retire(source);
    for (int i = 0; i < list->cnt; i++)
        partition_add(source, list->elems[i].topic, list->elems[i].partition);
    rd_kafka_resp_err_t err = rd_kafka_assign(source->rk, list);
    if (err)
        log_error(source->client.log, "assign-failed", "partitions cannot be taken: %s",
                  rd_kafka_err2str(err));
    if (source->paused)
        rd_kafka_pause_partitions(source->rk, list);
    kafka_client_up(&source->client);
    log_info(source->client.log, "assigned", "%d partition(s) assigned", list->cnt);
}

static void on_revoke(struct kafka_source *source, int count)
{
    enum { COMMIT_MS = 5000 };
    if (rd_kafka_assignment_lost(source->rk)) {
        log_warning(source->client.log, "partitions-lost",
                    "%d partition(s) lost: they are read again from the last commit", count);
        source->revoking(source->ctx, true);
    } else if (!source->closing && source->assigned) {
        source->revoking(source->ctx, false);
        kafka_source_commit(source, COMMIT_MS);
        log_info(source->client.log, "revoked", "%d partition(s) given back", count);
    }
    partitions_retire(source);
    rd_kafka_assign(source->rk, NULL);
}

static void on_rebalance(rd_kafka_t *rk, rd_kafka_resp_err_t err,
                         rd_kafka_topic_partition_list_t *list, void *opaque)
{
    struct kafka_client *client = opaque;
    struct kafka_source *source = client->owner;
    (void)rk;
    source->rebalances++;
    if (err == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
        on_assign(source, list);
        return;
    }
    if (err != RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS)
        log_error(client->log, "rebalance-failed", "%s", rd_kafka_err2str(err));
    on_revoke(source, list ? list->cnt : 0);
}

static void on_commit(rd_kafka_t *rk, rd_kafka_resp_err_t err,
                      rd_kafka_topic_partition_list_t *list, void *opaque)
{
    struct kafka_client *client = opaque;
    (void)rk;
    (void)list;
    if (err == RD_KAFKA_RESP_ERR_NO_ERROR)
        kafka_client_up(client);
    else if (err != RD_KAFKA_RESP_ERR__NO_OFFSET)
        log_warning(client->log, "commit-failed", "offsets were not committed: %s: %s",
                    rd_kafka_err2str(err), kafka_advice(err));
}

/* --- life --------------------------------------------------------------------------------- */

/* A topic's name as a regex for itself. */
static void add_quoted(struct buf *out, const char *name)
{
    buf_add(out, STR("^"));
    for (; *name; name++) {
        if (*name == '.')
            buf_add_char(out, '\\');
        buf_add_char(out, *name);
    }
    buf_add_char(out, '$');
}

static bool is_subscribed(const struct kafka_source_options *options, const char *name)
{
    for (size_t i = 0; i < options->topic_count; i++)
        if (strcmp(options->topics[i], name) == 0)
            return true;
    return false;
}

/* Own output topics look to this consumer as if they did not exist, whatever its regexes say; so do
 * the brokers' own topics, unless they are named: each commit would write the next record of
 * __consumer_offsets, for ever. */
static char *blacklist_new(const struct kafka_source_options *options)
{
    static const char *const of_brokers[] = {"__consumer_offsets", "__transaction_state",
                                             "__share_group_state", "__cluster_metadata"};
    struct buf list = {0};
    for (size_t i = 0; i < options->property_count; i++) {
        if (strcmp(options->properties[i].name, "topic.blacklist") != 0)
            continue;
        buf_add(&list, str_of(options->properties[i].value));
        buf_add_char(&list, ',');
    }
    for (size_t i = 0; i < options->excluded_count; i++) {
        add_quoted(&list, options->excluded[i]);
        buf_add_char(&list, ',');
    }
    for (size_t i = 0; i < sizeof of_brokers / sizeof *of_brokers; i++) {
        if (is_subscribed(options, of_brokers[i]))
            continue;
        add_quoted(&list, of_brokers[i]);
        buf_add_char(&list, ',');
    }
    char *text = list.len ? mem_dup(str_head(buf_str(&list), list.len - 1)) : NULL;
    buf_clear(&list);
    return text;
}

static int subscribe(struct kafka_source *source, const struct kafka_source_options *options,
                     struct error *error)
{
    rd_kafka_topic_partition_list_t *topics =
        rd_kafka_topic_partition_list_new((int)options->topic_count);
    for (size_t i = 0; i < options->topic_count; i++)
        rd_kafka_topic_partition_list_add(topics, options->topics[i], RD_KAFKA_PARTITION_UA);
    rd_kafka_resp_err_t err = rd_kafka_subscribe(source->rk, topics);
    rd_kafka_topic_partition_list_destroy(topics);
    if (err)
        return error_set(error, ERROR_CONFIG,
                         "source.topics: librdkafka does not take them (is each regex valid?): %s",
                         rd_kafka_err2str(err));
    return ERROR_NONE;
}

/* Each worker is a member of its own; NULL when the operator did not ask for static membership. */
static char *instance_new(const struct kafka_source_options *options)
{
    const char *id = NULL;
    for (size_t i = 0; i < options->property_count; i++)
        if (strcmp(options->properties[i].name, "group.instance.id") == 0)
            id = options->properties[i].value;
    if (!id || !options->instance_suffix)
        return NULL;
    struct buf text = {0};
    buf_add(&text, str_of(id));
    buf_add(&text, str_of(options->instance_suffix));
    char *instance = mem_dup(buf_str(&text));
    buf_clear(&text);
    return instance;
}

static rd_kafka_t *consumer_new(struct kafka_source *source,
                                const struct kafka_source_options *options, struct error *error)
{
    char *blacklist = blacklist_new(options), *instance = instance_new(options);
    struct kafka_property forced[5] = {
        {"group.id", options->group},
        {"enable.auto.commit", options->transactional ? "false" : "true"},
        {"enable.auto.offset.store", "false"},
    };
    size_t count = 3;
    char reason[512];
    rd_kafka_conf_t *conf;
    rd_kafka_t *rk = NULL;
    if (blacklist)
        forced[count++] = (struct kafka_property){"topic.blacklist", blacklist};
    if (instance)
        forced[count++] = (struct kafka_property){"group.instance.id", instance};
    int rc = kafka_conf_make(KAFKA_CONSUMER, options->properties, options->property_count, forced,
                             count, &source->client, &conf, error);
    if (rc == ERROR_NONE) {
        rd_kafka_conf_set_rebalance_cb(conf, on_rebalance);
        rd_kafka_conf_set_offset_commit_cb(conf, on_commit);
        rk = rd_kafka_new(RD_KAFKA_CONSUMER, conf, reason, sizeof reason);
        if (!rk) {
            rd_kafka_conf_destroy(conf);
            error_set(error, ERROR_CONFIG, "kafka: %s", reason);
        }
    }
    mem_free(blacklist);
    mem_free(instance);
    return rk;
}

static size_t number_of(rd_kafka_t *rk, const char *name)
{
    char text[32];
    size_t size = sizeof text;
    uint64_t number = 0;
    if (rd_kafka_conf_get(rd_kafka_conf(rk), name, text, &size) == RD_KAFKA_CONF_OK)
        str_to_u64(str_of(text), &number);
    return (size_t)number;
}

/* Newer releases can be told to look at their queue more often (kafka_conf.c does). */
static void watch_queue(struct kafka_source *source)
{
    if (number_of(source->rk, "fetch.queue.backoff.ms"))
        return;
    source->queue_full = number_of(source->rk, "queued.min.messages");
    source->queue_bytes = number_of(source->rk, "queued.max.messages.kbytes") * 1024;
}

int kafka_source_new(const struct kafka_source_options *options, struct kafka_source **out,
                     struct error *error)
{
    struct kafka_source *source = mem_zalloc(sizeof *source);
    source->client.log = options->log;
    source->client.owner = source;
    source->transactional = options->transactional;
    source->revoking = options->revoking;
    source->ctx = options->ctx;
    source->rk = consumer_new(source, options, error);
    if (!source->rk) {
        mem_free(source);
        return ERROR_CONFIG;
    }
    rd_kafka_poll_set_consumer(source->rk);
    source->queue = rd_kafka_queue_get_consumer(source->rk);
    watch_queue(source);
    source->commits = rd_kafka_queue_new(source->rk);
    int rc = subscribe(source, options, error);
    if (rc != ERROR_NONE) {
        kafka_source_free(source, 0);
        return rc;
    }
    *out = source;
    return ERROR_NONE;
}

void kafka_source_free(struct kafka_source *source, int timeout_ms)
{
    enum { STEP_MS = 50 };
    if (!source)
        return;
    source->closing = true;
    rd_kafka_error_t *failed = rd_kafka_consumer_close_queue(source->rk, source->queue);
    for (int left = timeout_ms; !failed && !rd_kafka_consumer_closed(source->rk) && left >= 0;
         left -= STEP_MS) {
        rd_kafka_message_t *message = rd_kafka_consumer_poll(source->rk, STEP_MS);
        if (message)
            rd_kafka_message_destroy(message);
    }
    bool closed = failed || rd_kafka_consumer_closed(source->rk);
    if (failed)
        rd_kafka_error_destroy(failed);
    partitions_retire(source);
    if (source->nudged)
        rd_kafka_topic_destroy(source->nudged);
    rd_kafka_queue_destroy(source->queue);
    rd_kafka_queue_destroy(source->commits);
    /* Without an answer from the broker the group finds out by the session's timeout. */
    if (closed)
        rd_kafka_destroy(source->rk);
    else
        rd_kafka_destroy_flags(source->rk, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
    mem_free(source);
}

/* --- records ------------------------------------------------------------------------------ */

static void poll_failed(struct kafka_source *source, const rd_kafka_message_t *message)
{
    const char *topic = message->rkt ? rd_kafka_topic_name(message->rkt) : "";
    switch (message->err) {
    case RD_KAFKA_RESP_ERR__PARTITION_EOF:
        return;
    case RD_KAFKA_RESP_ERR__FATAL:
        source->client.fatal = true;
        return;
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
        if (*topic == '^') {
            log_info(source->client.log, "no-topic-yet", "no topic matches '%s' yet", topic);
            return;
        }
        /* fall through */
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
        log_error(source->client.log, "source-topic", "source topic '%s': %s: %s", topic,
                  rd_kafka_err2str(message->err), kafka_advice(message->err));
        return;
    default:
        log_warning(source->client.log, "consume-error", "%s%s%s: %s", topic, *topic ? ": " : "",
                    rd_kafka_message_errstr(message), kafka_advice(message->err));
    }
}

bool kafka_source_poll(struct kafka_source *source, int timeout_ms, struct kafka_record *record)
{
    enum { RECORD_OVERHEAD = 64, STARVING_MS = 2 };
    if (source->starving && timeout_ms > STARVING_MS)
        timeout_ms = STARVING_MS;
    rd_kafka_message_t *message = rd_kafka_consumer_poll(source->rk, timeout_ms);
    if (!message)
        return false;
    struct kafka_partition *partition = message->err ? NULL : partition_find(source, message);
    if (!partition) {
        /* An error, or a record of a partition that is no longer ours. */
        if (message->err)
            poll_failed(source, message);
        rd_kafka_message_destroy(message);
        return false;
    }
    rd_kafka_timestamp_type_t type;
    if (partition->committed < 0)
        partition->committed = message->offset;
    partition->position = message->offset + 1;
    source->records++;
    source->bytes += message->len + message->key_len + RECORD_OVERHEAD;
    *record = (struct kafka_record){
        .message = message,
        .partition = partition,
        .key = {message->key, message->key ? message->key_len : 0},
        .value = {message->payload, message->payload ? message->len : 0},
        .offset = message->offset,
        .timestamp_ms = rd_kafka_message_timestamp(message, &type),
    };
    return true;
}

void kafka_record_release(struct kafka_record *record)
{
    rd_kafka_message_destroy(record->message);
    record->message = NULL;
}

struct str kafka_record_header(const struct kafka_record *record, const char *name)
{
    rd_kafka_headers_t *headers;
    const void *value;
    size_t len;
    if (rd_kafka_message_headers(record->message, &headers) ||
        rd_kafka_header_get_last(headers, name, &value, &len))
        return (struct str){0};
    return (struct str){value, len};
}

/* Before 2.2 librdkafka stops fetching when its queue is full and then looks at it once a second
 * only, unless something else happens on the broker's connection: a small queue, which memory
 * wants, runs dry again and again. So something is made to happen when a queue that was full is
 * nearly used up: a question for metadata, whose answer nobody waits for. */
static void nudge(struct kafka_source *source)
{
    const struct rd_kafka_metadata *metadata;
    if (!source->nudged && source->partitions)
        source->nudged = rd_kafka_topic_new(source->rk, source->partitions->topic, NULL);
    if (source->nudged && rd_kafka_metadata(source->rk, 0, source->nudged, &metadata, 0) ==
                              RD_KAFKA_RESP_ERR_NO_ERROR)
        rd_kafka_metadata_destroy(metadata);
}

void kafka_source_prefetch(struct kafka_source *source, int64_t now_us)
{
    enum { NUDGE_US = 1000 };
    if (!source->queue_full || source->assigned == 0)
        return;
    size_t length = rd_kafka_queue_length(source->queue);
    if (length > source->peak)
        source->peak = length;
    size_t full = source->queue_full;
    if (source->records) {
        size_t by_bytes = source->queue_bytes / (size_t)(source->bytes / source->records + 1);
        full = by_bytes < full ? by_bytes : full;
    }
    if (source->starving && length > source->length_before) {
        source->starving = false; /* it fetches again */
        source->peak = length;
    }
    if (source->peak < full / 2 || length > source->peak / 4)
        return;
    source->starving = true;
    source->length_before = length;
    /* With several brokers the question may reach the wrong one, so it is asked until it helps. */
    if (now_us - source->nudged_us < NUDGE_US)
        return;
    source->nudged_us = now_us;
    nudge(source);
}

/* --- offsets ------------------------------------------------------------------------------ */

void kafka_source_store(struct kafka_source *source)
{
    rd_kafka_topic_partition_list_t *list = NULL;
    for (struct kafka_partition *p = source->partitions; p; p = p->next) {
        int64_t next;
        if (!p->assigned || !offsets_next(p->offsets, &next))
            continue;
        if (!list)
            list = rd_kafka_topic_partition_list_new((int)source->assigned);
        rd_kafka_topic_partition_list_add(list, p->topic, p->number)->offset = next;
    }
    if (!list)
        return;
    rd_kafka_resp_err_t err = rd_kafka_offsets_store(source->rk, list);
    if (err && err != RD_KAFKA_RESP_ERR__STATE)
        log_warning(source->client.log, "store-failed", "offsets were not stored: %s",
                    rd_kafka_err2str(err));
    rd_kafka_topic_partition_list_destroy(list);
}

static bool commit_confirmed(struct kafka_source *source, rd_kafka_event_t *event)
{
    if (!event) {
        log_warning(source->client.log, "commit-failed",
                    "the broker did not confirm the commit in time: some records are judged again");
        return false;
    }
    rd_kafka_resp_err_t err = rd_kafka_event_error(event);
    rd_kafka_event_destroy(event);
    if (err && err != RD_KAFKA_RESP_ERR__NO_OFFSET) {
        log_warning(source->client.log, "commit-failed", "offsets were not committed: %s: %s",
                    rd_kafka_err2str(err), kafka_advice(err));
        return false;
    }
    return true;
}

bool kafka_source_commit(struct kafka_source *source, int timeout_ms)
{
    if (source->transactional)
        return true;
    kafka_source_store(source);
    if (source->assigned == 0)
        return true;
    rd_kafka_event_t *late;
    while ((late = rd_kafka_queue_poll(source->commits, 0)))
        rd_kafka_event_destroy(late);
    rd_kafka_resp_err_t err = rd_kafka_commit_queue(source->rk, NULL, source->commits, NULL, NULL);
    if (err == RD_KAFKA_RESP_ERR__NO_OFFSET)
        return true;
    if (err) {
        log_warning(source->client.log, "commit-failed", "offsets were not committed: %s",
                    rd_kafka_err2str(err));
        return false;
    }
    return commit_confirmed(source, rd_kafka_queue_poll(source->commits, timeout_ms));
}

bool kafka_source_rewind(struct kafka_source *source)
{
    /* Before 2.1 librdkafka waits a thousandth of the time it is told. */
    enum { SEEK_MS = 30000, UNIT_RIGHT_FROM = 0x020100ff };
    int timeout = rd_kafka_version() < UNIT_RIGHT_FROM ? SEEK_MS * 1000 : SEEK_MS;
    rd_kafka_topic_partition_list_t *list =
        rd_kafka_topic_partition_list_new((int)source->assigned);
    for (struct kafka_partition *p = source->partitions; p; p = p->next) {
        if (!p->assigned || p->position <= p->committed)
            continue;
        rd_kafka_topic_partition_list_add(list, p->topic, p->number)->offset = p->committed;
        p->position = p->committed;
    }
    bool done = true;
    if (list->cnt) {
        rd_kafka_error_t *failed = rd_kafka_seek_partitions(source->rk, list, timeout);
        for (int i = 0; i < list->cnt; i++)
            done = done && list->elems[i].err == RD_KAFKA_RESP_ERR_NO_ERROR;
        if (failed) {
            log_warning(source->client.log, "rewind-failed", "%s", rd_kafka_error_string(failed));
            rd_kafka_error_destroy(failed);
            done = false;
        }
    }
    rd_kafka_topic_partition_list_destroy(list);
    return done;
}

rd_kafka_consumer_group_metadata_t *kafka_source_group(struct kafka_source *source)
{
    return rd_kafka_consumer_group_metadata(source->rk);
}

/* --- back-pressure ------------------------------------------------------------------------ */

static void set_paused(struct kafka_source *source, bool paused)
{
    rd_kafka_topic_partition_list_t *list;
    source->paused = paused;
    if (rd_kafka_assignment(source->rk, &list))
        return;
    if (paused)
        rd_kafka_pause_partitions(source->rk, list);
    else
        rd_kafka_resume_partitions(source->rk, list);
    rd_kafka_topic_partition_list_destroy(list);
}

void kafka_source_pause(struct kafka_source *source)
{
    if (!source->paused)
        set_paused(source, true);
}

void kafka_source_resume(struct kafka_source *source)
{
    if (source->paused)
        set_paused(source, false);
}

bool kafka_source_is_paused(const struct kafka_source *source)
{
    return source->paused;
}

void kafka_source_in_flight(const struct kafka_source *source, size_t *records, size_t *bytes)
{
    *records = 0;
    *bytes = 0;
    for (const struct kafka_partition *p = source->partitions; p; p = p->next) {
        *records += offsets_in_flight(p->offsets);
        *bytes += offsets_bytes(p->offsets);
    }
}

size_t kafka_source_assigned(const struct kafka_source *source)
{
    return source->assigned;
}

uint64_t kafka_source_rebalances(const struct kafka_source *source)
{
    return source->rebalances;
}

bool kafka_source_failed(const struct kafka_source *source)
{
    return source->client.fatal;
}
