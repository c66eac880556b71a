#include "engine/outbox.h"

#include <stdio.h>

#include "base/fault.h"
#include "base/mem.h"
#include "engine/emit.h"
#include "engine/output.h"
#include "io/dead_letter.h"

enum {
    ASK_MS = 1000,      /* one question for a topic's metadata */
    FULL_WAIT_MS = 100, /* one wait for room in the producer's queue */
    STOP_WAITS = 100,   /* such waits once a stop was asked for */
    ALONE_WAIT_MS = 5000,
    RETRY_FIRST_MS = 200,
    RETRY_MAX_MS = 30000,
};

struct outbox {
    struct outbox_options options;
    const struct pipeline_options *pipeline;
    struct pipeline_counts *counts;
    struct log *log;
    struct processor *processor;
    struct kafka_sink *sink;
    struct hasher *hasher;
    struct buf bytes;
    struct destination *destinations; /* the sinks, then the dead letters */
    struct destination *dead_letters;
    struct output_list refused;
    struct output *sent_alone;
    size_t outstanding;
    bool failed;
    struct flight *free_flights;
    struct output *free_outputs;
};

/* --- lists and pools ---------------------------------------------------------------------- */

static void gauge_add(struct outbox *outbox, unsigned add)
{
#ifdef INTERDICT_TEST_FAULTS
    if (outbox->pipeline->gauges.unacknowledged)
        atomic_fetch_add(outbox->pipeline->gauges.unacknowledged, add);
#endif
    (void)outbox;
    (void)add;
}

static struct flight *flight_new(struct outbox *outbox, const struct kafka_record *record)
{
    struct flight *flight = outbox->free_flights;
    if (flight)
        outbox->free_flights = flight->next_free;
    else
        flight = mem_alloc(sizeof *flight);
    *flight = (struct flight){.record = *record, .outputs = 1, .booked = true};
    kafka_partition_hold(record->partition);
    return flight;
}

static void flight_release(struct outbox *outbox, struct flight *flight)
{
    if (--flight->outputs)
        return;
    kafka_record_release(&flight->record);
    kafka_partition_release(flight->record.partition);
    flight->next_free = outbox->free_flights;
    outbox->free_flights = flight;
}

static void flight_done(struct outbox *outbox, struct flight *flight)
{
    if (flight->booked)
        offsets_done(flight->record.partition->offsets, flight->sequence);
    flight_release(outbox, flight);
}

static struct output *output_new(struct outbox *outbox, struct flight *flight,
                                 struct destination *destination)
{
    struct output *output = outbox->free_outputs;
    if (output)
        outbox->free_outputs = output->next;
    else
        output = mem_alloc(sizeof *output);
    *output = (struct output){
        .flight = flight, .destination = destination, .is_alert = destination->format != NULL};
    flight->outputs++;
    if (flight->booked)
        offsets_add(flight->record.partition->offsets, flight->sequence, 1);
    outbox->outstanding++;
    gauge_add(outbox, 1);
    return output;
}

static void output_recycle(struct outbox *outbox, struct output *output)
{
    output->next = outbox->free_outputs;
    outbox->free_outputs = output;
    outbox->outstanding--;
    gauge_add(outbox, -1u);
}

static void output_done(struct outbox *outbox, struct output *output)
{
    struct flight *flight = output->flight;
    output_recycle(outbox, output);
    flight_done(outbox, flight);
}

/* The record stays unfinished: whoever reads the partition next judges it again. */
static void output_drop(struct outbox *outbox, struct output *output)
{
    struct flight *flight = output->flight;
    output_recycle(outbox, output);
    flight_release(outbox, flight);
}

/* --- what became of it -------------------------------------------------------------------- */

static const char *kind_name(const struct output *output)
{
    return output->is_alert ? "alerts" : "dead letters";
}

static void try_later(struct outbox *outbox, struct output *output, const char *why,
                      const char *advice)
{
    struct destination *destination = output->destination;
    bool first = destination->pause_ms == 0;
    list_push(&destination->waiting, output);
    if (!first && output != destination->probe)
        return;
    if (first)
        log_error(outbox->log, "not-delivered",
                  "%s cannot be written to topic '%s': %s: %s; offsets stay, trying again",
                  kind_name(output), kafka_topic_name(destination->topic), why, advice);
    unsigned pause = first ? RETRY_FIRST_MS : destination->pause_ms * 2;
    destination->pause_ms = pause < RETRY_MAX_MS ? pause : RETRY_MAX_MS;
    destination->due_us =
        clock_monotonic_us(outbox->pipeline->clock) + (int64_t)destination->pause_ms * 1000;
}

static void delivered(struct outbox *outbox, struct output *output)
{
    struct destination *destination = output->destination;
    if (destination->pause_ms)
        log_info(outbox->log, "delivered-again", "topic '%s' takes %s again",
                 kafka_topic_name(destination->topic), kind_name(output));
    destination->pause_ms = 0;
    destination->due_us = 0;
    if (output->is_alert)
        outbox->counts->alerts_delivered++;
    else
        outbox->counts->dead_letters_delivered++;
    output_done(outbox, output);
}

static void become_dead_letter(struct outbox *outbox, struct output *output)
{
    output->is_alert = false;
    output->alone = false;
    output->cut = 0;
    output->destination = outbox->dead_letters;
    outbox->counts->alerts_dead++;
    outbox->counts->dead_letters_sent++;
}

static void on_delivered(void *ctx, void *tag, enum delivery_result result, rd_kafka_resp_err_t err)
{
    struct outbox *outbox = ctx;
    struct output *output = tag;
    if (outbox->sent_alone == output)
        outbox->sent_alone = NULL;
    switch (result) {
    case DELIVERY_DONE:
        delivered(outbox, output);
        return;
    case DELIVERY_DROPPED:
        output_drop(outbox, output);
        return;
    case DELIVERY_TOO_LARGE:
        outbox->counts->refused++;
        output->refused = err;
        list_push(&outbox->refused, output);
        return;
    case DELIVERY_REFUSED:
        outbox->counts->refused++;
        if (!output->is_alert)
            break;
        log_warning(outbox->log, "alert-refused", "topic '%s' refused an alert: %s",
                    kafka_topic_name(output->destination->topic), rd_kafka_err2str(err));
        output->refused = err;
        become_dead_letter(outbox, output);
        list_push(&outbox->refused, output);
        return;
    case DELIVERY_RETRY:
        break;
    }
    try_later(outbox, output, rd_kafka_err2str(err), kafka_advice(err));
}

/* --- sending ------------------------------------------------------------------------------ */

/* Waits for room in the producer's queue. False when it is time to give up. */
static bool wait_for_room(struct outbox *outbox, unsigned *waits)
{
    if (atomic_load_explicit(outbox->options.stop, memory_order_relaxed) && ++*waits > STOP_WAITS)
        return false;
    kafka_sink_poll(outbox->sink, FULL_WAIT_MS);
    return !kafka_sink_failed(outbox->sink);
}

static void sent(struct outbox *outbox, struct output *output, enum send_result result)
{
    switch (result) {
    case SEND_OK:
        return;
    case SEND_TOO_LARGE:
        outbox->counts->refused++;
        output->alone = true;
        output->refused = RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE;
        list_push(&outbox->refused, output);
        return;
    case SEND_FULL: /* wait_for_room gave up */
        output_drop(outbox, output);
        return;
    case SEND_FAILED:
        outbox->failed = outbox->failed || kafka_sink_failed(outbox->sink);
        if (outbox->failed) {
            output_drop(outbox, output);
            return;
        }
        rd_kafka_resp_err_t err = kafka_sink_send_error(outbox->sink);
        try_later(outbox, output, rd_kafka_err2str(err), kafka_advice(err));
    }
}

static void alert_send(struct outbox *outbox, struct output *output, const struct alert *alert,
                       struct arena *arena)
{
    struct str key = {alert->finding_id, ALERT_ID_TEXT};
    rd_kafka_headers_t *headers =
        emit_alert_headers(alert, output->destination->format, &output->flight->record, arena);
    enum send_result result;
    unsigned waits = 0;
    buf_reset(&outbox->bytes);
    output->destination->format->write(alert, arena, &outbox->bytes);
    do {
        result = kafka_sink_send(outbox->sink, output->destination->topic, key,
                                 buf_str(&outbox->bytes), headers, output);
    } while (result == SEND_FULL && wait_for_room(outbox, &waits));
    if (result != SEND_OK)
        rd_kafka_headers_destroy(headers);
    sent(outbox, output, result);
}

static void letter_send(struct outbox *outbox, struct output *output, const struct outcome *outcome)
{
    char text[256];
    struct dead_letter letter = {.record = &output->flight->record, .cut = output->cut};
    enum send_result result;
    unsigned waits = 0;
    if (output->refused && outcome->reject == REJECT_NONE) {
        snprintf(text, sizeof text, "alert %zu of this event was refused by the broker: %s",
                 output->ordinal + 1, rd_kafka_err2str(output->refused));
        letter.stage = "deliver";
        letter.reason = "alert-refused";
        letter.message = str_of(text);
    } else {
        letter.stage = "decode";
        letter.reason = reject_name(outcome->reject);
        letter.message = str_of(outcome->error.message);
    }
    do {
        result = dead_letter_send(&letter, outbox->sink, output->destination->topic, outbox->hasher,
                                  output);
    } while (result == SEND_FULL && wait_for_room(outbox, &waits));
    sent(outbox, output, result);
}

/* --- judging ------------------------------------------------------------------------------ */

struct judging {
    struct outbox *outbox;
    struct flight *flight;
    size_t ordinal;
};

static void on_alert(void *ctx, const struct alert *alert, struct arena *arena)
{
    struct judging *judging = ctx;
    struct outbox *outbox = judging->outbox;
    for (size_t i = 0; i < outbox->pipeline->sink_count; i++) {
        struct destination *destination = &outbox->destinations[i];
        outbox->counts->alerts_sent++;
        if (destination->file) {
            buf_reset(&outbox->bytes);
            destination->format->write(alert, arena, &outbox->bytes);
            file_sink_add(destination->file, buf_str(&outbox->bytes));
            continue;
        }
        struct output *output = output_new(outbox, judging->flight, destination);
        output->ordinal = judging->ordinal;
        alert_send(outbox, output, alert, arena);
    }
    judging->ordinal++;
}

void outbox_judge(struct outbox *outbox, struct kafka_record *record)
{
    struct flight *flight = flight_new(outbox, record);
    struct offsets *offsets = record->partition->offsets;
    outbox->counts->records++;
    outbox->counts->bytes += record->value.len;
    flight->sequence = offsets_begin(offsets, record->offset, 1, record->value.len);
    if (FAULT("store-before-ack")) {
        offsets_done(offsets, flight->sequence);
        flight->booked = false;
    }
    if (record->value.ptr) {
        struct judging judging = {.outbox = outbox, .flight = flight};
        struct record_meta meta;
        struct outcome outcome;
        emit_record_meta(record, &meta);
        processor_run(outbox->processor, record->value, &meta, on_alert, &judging, &outcome);
        if (outcome.reject != REJECT_NONE) {
            outbox->counts->dead_letters_sent++;
            letter_send(outbox, output_new(outbox, flight, outbox->dead_letters), &outcome);
        }
    } else {
        outbox->counts->tombstones++;
    }
    flight_done(outbox, flight);
}

struct judging_again {
    struct outbox *outbox;
    struct output *output;
    size_t ordinal;
    bool sent;
};

static void on_alert_again(void *ctx, const struct alert *alert, struct arena *arena)
{
    struct judging_again *judging = ctx;
    if (judging->ordinal++ != judging->output->ordinal || !judging->output->is_alert)
        return;
    struct alert smaller = *alert;
    smaller.shortened = judging->output->cut > 0;
    judging->sent = true;
    alert_send(judging->outbox, judging->output, &smaller, arena);
}

static void send_again(struct outbox *outbox, struct output *output)
{
    struct judging_again judging = {.outbox = outbox, .output = output};
    const struct kafka_record *record = &output->flight->record;
    struct record_meta meta;
    struct outcome outcome;
    if (!record->partition->assigned) {
        output_drop(outbox, output);
        return;
    }
    bool is_alert = output->is_alert;
    outbox->counts->retries++;
    emit_record_meta(record, &meta);
    processor_run(outbox->processor, record->value, &meta, on_alert_again, &judging, &outcome);
    if (!is_alert)
        letter_send(outbox, output, &outcome);
    else if (!judging.sent)
        output_done(outbox, output); /* today's rules no longer see it */
}

/* --- second tries ------------------------------------------------------------------------- */

/* A smaller form of what was refused for its size: an alert loses its evidence, then its event
 * becomes a dead letter, which is cut shorter and shorter. */
static void make_smaller(struct outbox *outbox, struct output *output)
{
    if (output->is_alert && output->cut == 0) {
        output->cut = 1;
        outbox->counts->alerts_shortened++;
    } else if (output->is_alert) {
        log_warning(outbox->log, "alert-too-large",
                    "topic '%s' refused an alert even when shortened: its event goes to the dead "
                    "letters; raise max.message.bytes of the topic",
                    kafka_topic_name(output->destination->topic));
        become_dead_letter(outbox, output);
    } else if (output->cut < DEAD_LETTER_CUTS) {
        outbox->counts->dead_letters_cut += output->cut == 0;
        output->cut++;
    }
}

/* A refusal for size may be about the batch, so what was refused is sent once more, alone, before
 * it is made smaller. */
static void send_refused(struct outbox *outbox)
{
    while (outbox->refused.first) {
        if (!kafka_sink_flush(outbox->sink, ALONE_WAIT_MS))
            return;
        struct output *output = list_pop(&outbox->refused);
        if (!output)
            return;
        bool last = !output->is_alert && output->cut == DEAD_LETTER_CUTS && output->alone;
        if (last) {
            try_later(outbox, output, rd_kafka_err2str(output->refused),
                      "raise max.message.bytes of the topic");
            continue;
        }
        if (output->alone)
            make_smaller(outbox, output);
        output->alone = true;
        outbox->sent_alone = output;
        send_again(outbox, output);
        if (!kafka_sink_flush(outbox->sink, ALONE_WAIT_MS) && outbox->sent_alone)
            outbox->sent_alone->alone = false; /* others may join its batch now */
        outbox->sent_alone = NULL;
    }
}

/* While a topic fails one output at a time is tried. */
static void send_waiting(struct outbox *outbox, struct destination *destination)
{
    struct output *last = NULL;
    if (!destination->waiting.first ||
        clock_monotonic_us(outbox->pipeline->clock) < destination->due_us)
        return;
    if (destination->pause_ms) {
        destination->due_us += (int64_t)destination->pause_ms * 1000;
        destination->probe = destination->waiting.first;
        send_again(outbox, list_pop(&destination->waiting));
        return;
    }
    for (struct output *o = destination->waiting.first; o; o = o->next)
        last = o;
    for (struct output *o = NULL; o != last;) {
        o = list_pop(&destination->waiting);
        send_again(outbox, o);
    }
}

void outbox_turn(struct outbox *outbox, int timeout_ms)
{
    kafka_sink_poll(outbox->sink, timeout_ms);
    send_refused(outbox);
    for (size_t i = 0; i <= outbox->pipeline->sink_count; i++)
        send_waiting(outbox, &outbox->destinations[i]);
    outbox->failed = outbox->failed || kafka_sink_failed(outbox->sink);
}

bool outbox_settle(struct outbox *outbox, int timeout_ms)
{
    enum { STEP_MS = 100 };
    int64_t until = clock_monotonic_us(outbox->pipeline->clock) + (int64_t)timeout_ms * 1000;
    while (outbox->outstanding && !outbox->failed) {
        if (clock_monotonic_us(outbox->pipeline->clock) >= until)
            return false;
        kafka_sink_flush(outbox->sink, STEP_MS);
        outbox_turn(outbox, outbox->outstanding ? 10 : 0);
    }
    return outbox->outstanding == 0;
}

/* --- life --------------------------------------------------------------------------------- */

int outbox_new(const struct outbox_options *options, struct outbox **out, struct error *error)
{
    const struct pipeline_options *pipeline = options->pipeline;
    struct outbox *outbox = mem_zalloc(sizeof *outbox);
    outbox->options = *options;
    outbox->pipeline = pipeline;
    outbox->counts = options->counts;
    outbox->log = pipeline->log;
    list_init(&outbox->refused);
    struct kafka_sink_options sink = {
        .properties = pipeline->properties,
        .property_count = pipeline->property_count,
        .log = pipeline->log,
        .delivered = on_delivered,
        .ctx = outbox,
    };
    int rc = kafka_sink_new(&sink, &outbox->sink, error);
    if (rc != ERROR_NONE) {
        mem_free(outbox);
        return rc;
    }
    outbox->destinations = mem_zalloc((pipeline->sink_count + 1) * sizeof *outbox->destinations);
    outbox->dead_letters = &outbox->destinations[pipeline->sink_count];
    for (size_t i = 0; i <= pipeline->sink_count; i++) {
        struct destination *destination = &outbox->destinations[i];
        bool letters = i == pipeline->sink_count;
        list_init(&destination->waiting);
        destination->format = letters ? NULL : pipeline->sinks[i].format;
        destination->file = letters ? NULL : options->files[i];
        if (!destination->file)
            destination->topic = kafka_sink_topic(outbox->sink, letters ? pipeline->dead_letters
                                                                        : pipeline->sinks[i].topic);
    }
    outbox->processor = processor_new(options->ruleset, &pipeline->processor, pipeline->clock);
    outbox->hasher = hasher_new();
    *out = outbox;
    return ERROR_NONE;
}

void outbox_free(struct outbox *outbox)
{
    struct output *output;
    if (!outbox)
        return;
    kafka_sink_purge(outbox->sink);
    while ((output = list_pop(&outbox->refused)))
        output_drop(outbox, output);
    for (size_t i = 0; i <= outbox->pipeline->sink_count; i++)
        while ((output = list_pop(&outbox->destinations[i].waiting)))
            output_drop(outbox, output);
    kafka_sink_free(outbox->sink);
    for (struct flight *next, *flight = outbox->free_flights; flight; flight = next) {
        next = flight->next_free;
        mem_free(flight);
    }
    for (struct output *next, *o = outbox->free_outputs; o; o = next) {
        next = o->next;
        mem_free(o);
    }
    processor_free(outbox->processor);
    hasher_free(outbox->hasher);
    buf_clear(&outbox->bytes);
    mem_free(outbox->destinations);
    mem_free(outbox);
}

bool outbox_wait_topics(struct outbox *outbox)
{
    for (size_t i = 0; i <= outbox->pipeline->sink_count; i++) {
        const struct destination *destination = &outbox->destinations[i];
        if (!destination->file && !emit_wait_topic(outbox->sink, destination->topic,
                                                   destination->format ? "alerts" : "dead letters",
                                                   outbox->log, outbox->options.stop))
            return false;
    }
    return true;
}

size_t outbox_outstanding(const struct outbox *outbox)
{
    return outbox->outstanding;
}

bool outbox_failed(const struct outbox *outbox)
{
    return outbox->failed;
}

void outbox_use(struct outbox *outbox, struct ruleset *ruleset)
{
    struct processor *before = outbox->processor;
    outbox->processor =
        processor_new(ruleset, &outbox->pipeline->processor, outbox->pipeline->clock);
    processor_free(before);
}

const struct processor_counts *outbox_processor_counts(const struct outbox *outbox)
{
    return processor_counts(outbox->processor);
}
