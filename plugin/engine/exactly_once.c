#include "engine/exactly_once.h"

#include <stdio.h>

#include "base/fault.h"
#include "base/limits.h"
#include "base/mem.h"
#include "engine/batch.h"
#include "engine/committer.h"
#include "engine/emit.h"
#include "engine/suspects.h"
#include "io/dead_letter.h"

enum {
    BATCH_US = 500000,    /* a batch without outputs waits so long, one with outputs at most */
    TICK_RECORDS = 64,    /* records between two looks at the clock */
    GENTLE_RECORDS = 500, /* of a gentle batch, which costs a round trip an output */
    WAIT_MS = 20,
    PAUSE_FIRST_MS = 200,
    PAUSE_MAX_MS = 30000,
};

struct exactly_once {
    struct exactly_once_options options;
    const struct pipeline_options *pipeline;
    struct pipeline_counts *counts;
    struct log *log;
    struct processor *processor;
    struct committer *committer;
    struct kafka_source *source;
    struct batch batches[2]; /* one is filled, the other may be with the committer */
    struct batch *filling;
    struct suspects suspects;
    struct buf bytes;
    size_t gentle_left; /* records to come that are sent gently */
    unsigned pause_ms;  /* after aborts that no record is to blame for */
    int64_t resume_us;
    unsigned ticks;
    bool blamed;   /* the abort before had a record to blame */
    bool revoking; /* the partitions go away: nothing to go back to */
    bool failed;
};

static int64_t now_us(const struct exactly_once *eos)
{
    return clock_monotonic_us(eos->pipeline->clock);
}

static struct batch *other_batch(struct exactly_once *eos)
{
    return eos->filling == &eos->batches[0] ? &eos->batches[1] : &eos->batches[0];
}

/* --- what became of a batch --------------------------------------------------------------- */

static void on_committed(struct exactly_once *eos, const struct batch *batch)
{
    if (eos->pause_ms)
        log_info(eos->log, "delivered-again", "transactions are committed again");
    eos->pause_ms = 0;
    eos->blamed = false;
    eos->counts->transactions++;
    eos->gentle_left -= batch->records < eos->gentle_left ? batch->records : eos->gentle_left;
    for (size_t i = 0; i < batch->position_count; i++)
        if (batch->positions[i].partition->assigned)
            batch->positions[i].partition->committed = batch->positions[i].next;
    for (size_t i = 0; eos->suspects.count && i < batch->count; i++)
        suspects_forget(&eos->suspects, batch->outputs[i].topic, batch->outputs[i].partition,
                        batch->outputs[i].offset);
}

static void count_outputs(struct exactly_once *eos, const struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->outputs[i].is_alert)
            eos->counts->alerts_delivered++;
        else
            eos->counts->dead_letters_delivered++;
    }
}

static void alert_is_dead(struct exactly_once *eos, const struct batch_output *output)
{
    eos->counts->alerts_dead++;
    log_warning(eos->log, "alert-refused",
                "topic '%s' refused an alert, even shortened, of %s/%d/%lld: its event goes to the "
                "dead letters: %s",
                eos->pipeline->sinks[output->sink].topic, output->topic, (int)output->partition,
                (long long)output->offset, rd_kafka_err2str(output->err));
}

/* Whether the output is to blame and will be sent otherwise the next time. */
static bool blame(struct exactly_once *eos, const struct batch *batch,
                  const struct batch_output *output)
{
    bool too_large = output->result == DELIVERY_TOO_LARGE;
    if (!too_large && !(output->result == DELIVERY_REFUSED && output->is_alert))
        return false;
    eos->counts->refused++;
    /* Together with others it may only have been their sum that was too large. */
    if (too_large && !batch->gentle)
        return true;
    struct suspect *suspect = suspects_note(&eos->suspects, output);
    if (!output->is_alert && suspect->level == DEAD_LETTER_CUTS)
        return false;
    suspect->level = too_large ? suspect->level + 1 : SUSPECT_LETTER;
    suspect->err = output->err;
    if (!output->is_alert)
        eos->counts->dead_letters_cut += suspect->level == 1;
    else if (suspect->level == SUSPECT_SHORTEN)
        eos->counts->alerts_shortened++;
    else
        alert_is_dead(eos, output);
    return true;
}

static void pause_growing(struct exactly_once *eos, const struct batch *batch)
{
    const char *why = batch->error.message, *advice = "";
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->outputs[i].result == DELIVERY_DONE)
            continue;
        why = rd_kafka_err2str(batch->outputs[i].err);
        advice = kafka_advice(batch->outputs[i].err);
        break;
    }
    if (eos->pause_ms == 0)
        log_error(eos->log, "not-delivered",
                  "alerts cannot be written in a transaction: %s: %s; offsets stay, trying again",
                  why, advice);
    unsigned pause = eos->pause_ms ? eos->pause_ms * 2 : PAUSE_FIRST_MS;
    eos->pause_ms = pause < PAUSE_MAX_MS ? pause : PAUSE_MAX_MS;
    eos->resume_us = now_us(eos) + (int64_t)eos->pause_ms * 1000;
}

static void rewind_source(struct exactly_once *eos)
{
    if (eos->revoking || FAULT("no-rewind"))
        return;
    eos->failed = !kafka_source_rewind(eos->source) || eos->failed;
}

static void on_aborted(struct exactly_once *eos, const struct batch *batch)
{
    bool blamed = false, too_large = false;
    eos->counts->aborts++;
    for (size_t i = 0; i < batch->count; i++) {
        blamed = blame(eos, batch, &batch->outputs[i]) || blamed;
        too_large = too_large || batch->outputs[i].result == DELIVERY_TOO_LARGE;
    }
    log_debug(eos->log, "aborted", "a transaction of %zu record(s) was aborted: %s", batch->records,
              batch->error.message);
    if (too_large && batch->records + eos->filling->records > eos->gentle_left)
        eos->gentle_left = batch->records + eos->filling->records;
    /* What was refused leaves a gap in librdkafka's sequence numbers, and the transaction that
     * finds it is aborted as well. */
    if (!blamed && !eos->blamed)
        pause_growing(eos, batch);
    eos->blamed = blamed;
    batch_reset(eos->filling);
    rewind_source(eos);
}

static void collect(struct exactly_once *eos, int timeout_ms)
{
    struct batch *batch = committer_collect(eos->committer, timeout_ms);
    if (!batch)
        return;
    switch (batch->outcome) {
    case BATCH_COMMITTED:
        count_outputs(eos, batch);
        on_committed(eos, batch);
        break;
    case BATCH_CONTINUES:
        count_outputs(eos, batch);
        break;
    case BATCH_ABORTED:
        on_aborted(eos, batch);
        break;
    case BATCH_FATAL:
        eos->counts->aborts++;
        log_error(eos->log, "transaction-lost", "the transactional producer is lost: %s",
                  batch->error.message);
        eos->failed = true;
        break;
    }
    batch_reset(batch);
}

static void submit(struct exactly_once *eos)
{
    struct batch *batch = eos->filling;
    if (!batch->more)
        batch->group = kafka_source_group(eos->source);
    eos->filling = other_batch(eos);
    committer_submit(eos->committer, batch);
}

/* Until nothing is handed over any more. The committer always comes back: librdkafka's time limits
 * see to it. */
static void wait_idle(struct exactly_once *eos)
{
    while (committer_busy(eos->committer))
        collect(eos, WAIT_MS);
}

static bool paused(const struct exactly_once *eos)
{
    return eos->pause_ms && now_us(eos) < eos->resume_us;
}

static bool stopping(const struct exactly_once *eos)
{
    return atomic_load_explicit(eos->options.stop, memory_order_relaxed);
}

/* Puts everything through that was judged. False when it was aborted or has failed. */
static bool put_through(struct exactly_once *eos)
{
    uint64_t aborts = eos->counts->aborts;
    wait_idle(eos);
    while (paused(eos) && !stopping(eos))
        collect(eos, WAIT_MS);
    if (eos->counts->aborts == aborts && eos->filling->records)
        submit(eos);
    wait_idle(eos);
    return eos->counts->aborts == aborts && !eos->failed;
}

/* --- judging ------------------------------------------------------------------------------ */

struct judging {
    struct exactly_once *eos;
    const struct kafka_record *record;
    size_t ordinal;
    bool suspect;
    bool discard; /* its transaction was aborted meanwhile: the record comes again */
    rd_kafka_resp_err_t letter_for; /* an alert that has to become a dead letter */
    size_t letter_ordinal;
};

/* One event's outputs alone are too much for one batch: a part of them goes ahead in the same
 * transaction. */
static void send_part(struct judging *judging)
{
    struct exactly_once *eos = judging->eos;
    uint64_t aborts = eos->counts->aborts;
    wait_idle(eos);
    if (eos->counts->aborts != aborts || eos->failed) {
        judging->discard = true;
        return;
    }
    eos->filling->more = true;
    batch_continue(eos->filling, other_batch(eos));
    submit(eos);
}

static void add_alert(struct judging *judging, unsigned sink, const struct alert *alert,
                      struct arena *arena)
{
    struct exactly_once *eos = judging->eos;
    const struct alert_format *format = eos->pipeline->sinks[sink].format;
    struct batch *batch = eos->filling;
    struct batch_output *output = batch_add(batch, judging->record);
    struct alert copy = *alert;
    output->is_alert = true;
    output->sink = sink;
    output->ordinal = judging->ordinal;
    const struct suspect *suspect = judging->suspect ? suspects_find(&eos->suspects, output) : NULL;
    if (suspect && suspect->level >= SUSPECT_LETTER) {
        judging->letter_for = suspect->err;
        judging->letter_ordinal = judging->ordinal;
        batch->count--;
        return;
    }
    copy.shortened = alert->shortened || suspect;
    buf_reset(&eos->bytes);
    format->write(&copy, arena, &eos->bytes);
    output->key = arena_dup(&batch->arena, (struct str){alert->finding_id, ALERT_ID_TEXT});
    output->value = arena_dup(&batch->arena, buf_str(&eos->bytes));
    output->headers = emit_alert_headers(&copy, format, judging->record, arena);
    batch->bytes += output->value.len;
}

static void on_alert(void *ctx, const struct alert *alert, struct arena *arena)
{
    struct judging *judging = ctx;
    struct exactly_once *eos = judging->eos;
    for (unsigned i = 0; i < eos->pipeline->sink_count && !judging->discard; i++) {
        eos->counts->alerts_sent++;
        add_alert(judging, i, alert, arena);
        if (eos->filling->bytes >= 2 * LIMIT_BATCH_BYTES)
            send_part(judging);
    }
    judging->ordinal++;
}

/* The record goes with its dead letter. */
static void add_letter(struct judging *judging, const struct outcome *outcome)
{
    struct exactly_once *eos = judging->eos;
    struct batch *batch = eos->filling;
    struct batch_output *output = batch_add(batch, judging->record);
    eos->counts->dead_letters_sent++;
    output->record = *judging->record;
    if (outcome->reject != REJECT_NONE) {
        output->stage = "decode";
        output->reason = reject_name(outcome->reject);
        output->message = arena_dup(&batch->arena, str_of(outcome->error.message));
    } else {
        output->stage = "deliver";
        output->reason = "alert-refused";
        output->message =
            arena_printf(&batch->arena, "alert %zu of this event was refused by the broker: %s",
                         judging->letter_ordinal + 1, rd_kafka_err2str(judging->letter_for));
    }
    const struct suspect *suspect = judging->suspect ? suspects_find(&eos->suspects, output) : NULL;
    output->cut = suspect ? suspect->level : 0;
    batch->bytes += judging->record->value.len;
}

static void begin_batch(struct exactly_once *eos)
{
    if (eos->filling->records)
        return;
    eos->filling->began_us = now_us(eos);
    eos->filling->gentle = eos->gentle_left > 0;
}

void exactly_once_judge(struct exactly_once *eos, struct kafka_record *record)
{
    bool suspect = eos->suspects.count && suspects_has(&eos->suspects, record->partition->topic,
                                                       record->partition->number, record->offset);
    struct judging judging = {.eos = eos, .record = record, .suspect = suspect};
    struct outcome outcome = {0};
    if (suspect && !put_through(eos)) {
        kafka_record_release(record); /* the source went back: it comes again */
        return;
    }
    begin_batch(eos);
    eos->filling->gentle = eos->filling->gentle || suspect;
    eos->counts->records++;
    eos->counts->bytes += record->value.len;
    if (record->value.ptr) {
        struct record_meta meta;
        emit_record_meta(record, &meta);
        processor_run(eos->processor, record->value, &meta, on_alert, &judging, &outcome);
    } else {
        eos->counts->tombstones++;
    }
    if (judging.discard) {
        kafka_record_release(record);
        return;
    }
    batch_reach(eos->filling, record);
    if (outcome.reject != REJECT_NONE || judging.letter_for)
        add_letter(&judging, &outcome);
    else
        kafka_record_release(record);
    /* A transaction that is open already must not wait for anything. */
    if (suspect || eos->filling->continues)
        put_through(eos);
}

/* --- turns -------------------------------------------------------------------------------- */

static bool is_ready(struct exactly_once *eos, bool dry)
{
    const struct batch *batch = eos->filling;
    if (batch->records == 0)
        return false;
    if (batch->records >= (batch->gentle ? GENTLE_RECORDS : LIMIT_BATCH_RECORDS) ||
        batch->bytes >= LIMIT_BATCH_BYTES)
        return true;
    if (dry && batch->count)
        return true;
    if (!dry && ++eos->ticks % TICK_RECORDS)
        return false;
    return now_us(eos) - batch->began_us >= BATCH_US;
}

bool exactly_once_turn(struct exactly_once *eos, bool dry)
{
    if (committer_done(eos->committer))
        collect(eos, 0);
    if (eos->failed || !is_ready(eos, dry))
        return true;
    if (!committer_busy(eos->committer) && !paused(eos)) {
        submit(eos);
        return true;
    }
    const struct batch *batch = eos->filling;
    if (batch->records < (batch->gentle ? GENTLE_RECORDS : 2 * LIMIT_BATCH_RECORDS) &&
        batch->bytes < 2 * LIMIT_BATCH_BYTES)
        return true;
    collect(eos, WAIT_MS);
    return false;
}

int exactly_once_poll_ms(const struct exactly_once *eos)
{
    enum { IDLE_MS = 100, FILLED_MS = 20, BUSY_MS = 1 };
    if (committer_busy(eos->committer) || paused(eos))
        return BUSY_MS;
    if (eos->filling->count)
        return 0;
    return eos->filling->records ? FILLED_MS : IDLE_MS;
}

bool exactly_once_settle(struct exactly_once *eos, int timeout_ms)
{
    int64_t until = now_us(eos) + (int64_t)timeout_ms * 1000;
    while (!eos->failed) {
        if (committer_busy(eos->committer) || paused(eos))
            collect(eos, WAIT_MS);
        else if (eos->filling->records)
            submit(eos);
        else
            return true;
        if (now_us(eos) >= until)
            return false;
    }
    return false;
}

void exactly_once_revoke(struct exactly_once *eos, bool lost, int timeout_ms)
{
    eos->revoking = true;
    if (!lost && !exactly_once_settle(eos, timeout_ms))
        log_warning(eos->log, "revoke-unfinished",
                    "a transaction is not committed after %d s: its records are judged again by "
                    "whoever gets the partitions",
                    timeout_ms / 1000);
    batch_reset(eos->filling);
    eos->revoking = false;
}

/* --- life --------------------------------------------------------------------------------- */

int exactly_once_new(const struct exactly_once_options *options, struct exactly_once **out,
                     struct error *error)
{
    struct exactly_once *eos = mem_zalloc(sizeof *eos);
    eos->options = *options;
    eos->pipeline = options->pipeline;
    eos->counts = options->counts;
    eos->log = options->pipeline->log;
    int rc = committer_new(eos->pipeline, options->worker, options->stop, &eos->committer, error);
    if (rc != ERROR_NONE) {
        mem_free(eos);
        return rc;
    }
    batch_init(&eos->batches[0]);
    batch_init(&eos->batches[1]);
    eos->filling = &eos->batches[0];
    eos->processor =
        processor_new(options->ruleset, &eos->pipeline->processor, eos->pipeline->clock);
    *out = eos;
    return ERROR_NONE;
}

void exactly_once_free(struct exactly_once *eos)
{
    if (!eos)
        return;
    committer_free(eos->committer); /* ends with the batch it has */
    batch_clear(&eos->batches[0]);
    batch_clear(&eos->batches[1]);
    processor_free(eos->processor);
    buf_clear(&eos->bytes);
    mem_free(eos);
}

bool exactly_once_ready(struct exactly_once *eos)
{
    return committer_ready(eos->committer);
}

void exactly_once_attach(struct exactly_once *eos, struct kafka_source *source)
{
    eos->source = source;
}

size_t exactly_once_outstanding(const struct exactly_once *eos)
{
    return eos->batches[0].count + eos->batches[1].count;
}

bool exactly_once_failed(const struct exactly_once *eos)
{
    return eos->failed;
}

void exactly_once_use(struct exactly_once *eos, struct ruleset *ruleset)
{
    struct processor *before = eos->processor;
    eos->processor = processor_new(ruleset, &eos->pipeline->processor, eos->pipeline->clock);
    processor_free(before);
}

const struct processor_counts *exactly_once_processor_counts(const struct exactly_once *eos)
{
    return processor_counts(eos->processor);
}
