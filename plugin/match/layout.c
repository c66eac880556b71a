/* The texts of an event in one buffer, folded, with a byte between them that no text holds. */
#include "base/fault.h"
#include "base/limits.h"
#include "base/mem.h"
#include "event/text.h"
#include "match/scanner.h"

/* Never part of UTF-8, so no literal reaches across. */
enum { SEPARATOR = 0xFF };

enum { HITS_UNCHECKED = 32 };

static void lay(struct scanner *s, struct lookup texts, field_key key, uint32_t item)
{
    for (uint32_t i = 0; i < texts.count; i++) {
        struct str text = texts.values[i].text;
        if (text.len == 0)
            continue;
        uint32_t start = (uint32_t)s->haystack.len;
        text_fold(&s->haystack, text);
        s->spans = mem_grow(s->spans, &s->span_cap, s->span_count, sizeof *s->spans);
        s->spans[s->span_count++] =
            (struct laid){start, (uint32_t)s->haystack.len, key, item, text};
        if (!FAULT("join-crossed"))
            buf_add_char(&s->haystack, (char)SEPARATOR);
    }
}

static void lay_values(struct scanner *s, struct values values, field_key key, uint32_t item)
{
    lay(s, (struct lookup){.values = values.items, .count = values.count}, key, item);
}

static void lay_raw(struct scanner *s, uint32_t item)
{
    const struct program *program = s->program;
    for (uint32_t i = 0; i < program->raw_count; i++) {
        if (!program->raw_scanned[i])
            continue;
        field_key key = FIELD_COUNT + i;
        if (item == ITEM_OF_EVENT) {
            lay(s, lookup_event(s, key), key, item);
        } else {
            bool of_event;
            struct lookup texts = lookup_item(s, key, &of_event);
            if (!of_event) /* else it is laid already */
                lay(s, texts, key, item);
        }
    }
}

static void lay_event(struct scanner *s)
{
    const struct program *program = s->program;
    for (uint32_t i = 0; i < program->event_field_count; i++) {
        enum field field = program->event_fields[i];
        lay_values(s, s->event->fields[field], field, ITEM_OF_EVENT);
    }
    /* Items that have no purpose of their own share the event's: it is laid once, or a long one in
     * an event of many items would be laid for each. */
    for (uint32_t i = 0; i < program->item_field_count; i++)
        if (program->item_fields[i] == FIELD_PURPOSE)
            lay_values(s, s->event->purpose, FIELD_PURPOSE, ITEM_OF_EVENT);
    if (program->any_raw_scanned)
        lay_raw(s, ITEM_OF_EVENT);
}

static void lay_item(struct scanner *s, uint32_t index)
{
    const struct program *program = s->program;
    const struct item *item = &s->event->items[index];
    for (uint32_t i = 0; i < program->item_field_count; i++) {
        enum field field = program->item_fields[i];
        uint8_t slot = item->slot[field - FIELD_FIRST_OF_ITEM];
        if (slot == ITEM_NO_SLOT)
            continue;
        if (field == FIELD_PURPOSE && lookup_purpose_of_event(s->event, item))
            continue;
        lay_values(s, item->fields[slot], field, index);
    }
    if (program->any_raw_scanned) {
        s->item = item;
        s->item_now = ++s->clock_of_marks;
        lay_raw(s, index);
    }
}

static void on_hit(void *ctx, uint32_t literal, size_t end)
{
    struct scanner *s = ctx;
    /* Hits come in the order of their ends, so the span is this one or a later one; other backends
     * may start again from the front. */
    size_t at = s->cursor;
    if (end <= s->spans[at].start)
        at = 0;
    size_t end_seen = FAULT("end-in-next-text") ? end + 2 : end;
    while (at + 1 < s->span_count && s->spans[at + 1].start < end_seen)
        at++;
    s->cursor = at;
    /* Whatever the hit leads to lies far away when there are thousands of rules: let it come while
     * the scan goes on. */
    __builtin_prefetch(&s->program->uses[s->program->use_start[literal]]);
    /* A literal twice in one text is noted once, or a long text fills the memory; the few hits of
     * an ordinary event do without that, and without a cache line from far away. */
    if (s->hit_count >= HITS_UNCHECKED) {
        struct sighting *seen = &s->sightings[literal];
        if (seen->when == s->event_now && (seen->span == at || FAULT("second-hit-ignored")))
            return;
        *seen = (struct sighting){s->event_now, (uint32_t)at};
    }
    s->hits = mem_grow(s->hits, &s->hit_cap, s->hit_count, sizeof *s->hits);
    s->hits[s->hit_count++] = (struct hit){literal, (uint32_t)at};
}

/* A scan that failed has said nothing: then everything is possible everywhere. */
static void hit_everything(struct scanner *s)
{
    s->hit_count = s->cursor = 0;
    s->event_now = ++s->clock_of_marks; /* forget the sightings */
    for (size_t i = 0; i < s->span_count; i++)
        for (uint32_t literal = 0; literal < s->program->literal_count; literal++)
            on_hit(s, literal, s->spans[i].end);
}

void layout_scan(struct scanner *s)
{
    buf_reset(&s->haystack);
    s->span_count = s->hit_count = s->cursor = 0;
    lay_event(s);
    for (uint32_t i = 0; i < s->event->item_count; i++)
        lay_item(s, i);
    if (s->span_count == 0)
        return;
    if (prefilter_scan(s->program->prefilter, s->prefilter_scratch, buf_str(&s->haystack), on_hit,
                       s))
        hit_everything(s);
}
