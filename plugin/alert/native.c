/* The alert as native JSON, interdict.alert/1. Keys stand in the order of
 * schemas/alert.schema.json. What comes out of an event is bounded, so that no event makes an
 * alert that a topic refuses; where something was cut, the alert says `shortened`. */
#include "alert/alert.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "event/text.h"
#include "law/exception.h"

struct native {
    struct json_writer json;
    const struct alert *alert;
    struct arena *arena;
    size_t budget;     /* bytes that texts of the event may still take */
    size_t text_bytes; /* of one text */
    size_t values;     /* of one field */
    bool shortened;
};

/* --- texts of the event ---------------------------------------------------------------------- */

static void put_text(struct native *n, struct str text)
{
    size_t most = n->text_bytes < n->budget ? n->text_bytes : n->budget;
    size_t len = str_utf8_floor(text, most);
    if (len < text.len)
        n->shortened = true;
    size_t before = n->json.out->len;
    json_str(&n->json, str_head(text, len));
    size_t used = n->json.out->len - before; /* escaping may have made it longer */
    n->budget -= used < n->budget ? used : n->budget;
}

static void put_field(struct native *n, const char *key, struct str text)
{
    if (text.ptr == NULL)
        return;
    json_key(&n->json, key);
    put_text(n, text);
}

/* As the event had it: one text, or a list of them. */
static void put_values(struct native *n, const char *key, struct values values)
{
    if (values.count == 0)
        return;
    if (values.count == 1) {
        put_field(n, key, values.items[0].raw);
        return;
    }
    json_key(&n->json, key);
    json_open(&n->json, '[');
    for (uint32_t i = 0; i < values.count && i < n->values; i++)
        put_text(n, values.items[i].raw);
    json_close(&n->json, ']');
    if (values.count > n->values)
        n->shortened = true;
}

static void put_event_field(struct native *n, const char *key, enum field field)
{
    put_values(n, key, n->alert->event->fields[field]);
}

/* --- texts of rules and law ------------------------------------------------------------------ */

static void put_strings(struct native *n, const char *key, const struct str *items, size_t count)
{
    json_key(&n->json, key);
    json_open(&n->json, '[');
    for (size_t i = 0; i < count; i++)
        json_str(&n->json, items[i]);
    json_close(&n->json, ']');
}

static void put_names(struct native *n, const char *key, const struct names *names)
{
    json_key(&n->json, key);
    json_open(&n->json, '{');
    json_field_opt(&n->json, "en", names->en);
    for (size_t i = 0; i < names->count; i++) {
        char language[16];
        size_t len = names->languages[i].len < sizeof language ? names->languages[i].len
                                                               : sizeof language - 1;
        memcpy(language, names->languages[i].ptr, len);
        language[len] = '\0';
        json_field_str(&n->json, language, names->texts[i]);
    }
    json_close(&n->json, '}');
}

static void put_word(struct native *n, const char *key, const char *word)
{
    json_field_str(&n->json, key, str_of(word));
}

/* Writes nothing for an open end. */
static void put_day(struct native *n, const char *key, day_t day)
{
    char text[16];
    if (day == DAY_NONE || day == DAY_MAX)
        return;
    day_format(day, text);
    put_word(n, key, text);
}

static void put_instant(struct native *n, const char *key, int64_t ms)
{
    char text[32];
    instant_format(ms, text);
    put_word(n, key, text);
}

static void put_rule(struct native *n, const struct rule *rule)
{
    json_key(&n->json, "rule");
    json_open(&n->json, '{');
    json_field_str(&n->json, "id", rule->id.len > 0 ? rule->id : rule->title);
    json_field_str(&n->json, "title", rule->title);
    put_strings(n, "tags", rule->tags, rule->tag_count);
    put_day(n, "modified", rule->modified != DAY_NONE ? rule->modified : rule->date);
    put_word(n, "file", rule->file);
    put_word(n, "digest", rule->digest);
    json_close(&n->json, '}');
}

/* --- the law --------------------------------------------------------------------------------- */

static void put_exception(struct native *n, const struct exception *exception)
{
    if (exception == NULL)
        return;
    json_key(&n->json, "exception");
    json_open(&n->json, '{');
    json_field_str(&n->json, "id", exception->id);
    json_field_str(&n->json, "ticket", exception->ticket);
    json_field_str(&n->json, "requested_by", exception->requested_by);
    json_field_str(&n->json, "approved_by", exception->approved_by);
    put_day(n, "from", exception->from);
    put_day(n, "until", exception->until);
    json_close(&n->json, '}');
}

static void put_provisions(struct native *n, const struct judgement *judgement)
{
    json_key(&n->json, "provisions");
    json_open(&n->json, '[');
    for (size_t i = 0; i < judgement->provision_count; i++) {
        const struct provision *provision = judgement->provisions[i];
        json_open(&n->json, '{');
        put_names(n, "law", &provision->law);
        json_field_opt(&n->json, "article", provision->article);
        put_day(n, "effective", provision->effective);
        put_day(n, "until", provision->until);
        if (provision->inferred)
            json_field_bool(&n->json, "inferred", true);
        json_close(&n->json, '}');
    }
    json_close(&n->json, ']');
}

static void put_verified(struct native *n, const struct instrument *instrument)
{
    json_key(&n->json, "verified");
    json_open(&n->json, '{');
    put_day(n, "on", instrument->verified_on);
    json_field_opt(&n->json, "how", instrument->verified_how);
    json_field_opt(&n->json, "by", instrument->verified_by);
    json_close(&n->json, '}');
}

static void put_judgement(struct native *n, const struct judgement *judgement)
{
    const struct instrument *instrument = judgement->instrument;
    json_open(&n->json, '{');
    json_field_str(&n->json, "id", instrument->id);
    put_names(n, "title", &instrument->title);
    json_field_str(&n->json, "jurisdiction", instrument->jurisdiction);
    put_names(n, "authority", &instrument->authority);
    put_word(n, "force", force_name(instrument->force));
    put_word(n, "applicability", applicability_name(judgement->applicability));
    put_word(n, "reach", reach_name(judgement->reach));
    json_key(&n->json, "because");
    json_open(&n->json, '[');
    for (size_t i = 0; i < judgement->because_count; i++)
        put_text(n, judgement->because[i]); /* may quote the event */
    json_close(&n->json, ']');
    put_exception(n, judgement->exception);
    put_provisions(n, judgement);
    put_day(n, "effective", instrument->effective);
    json_field_opt(&n->json, "consequence", instrument->consequence);
    json_field_opt(&n->json, "report", instrument->report);
    put_strings(n, "references", instrument->references, instrument->reference_count);
    put_verified(n, instrument);
    if (instrument->reported_only)
        json_field_bool(&n->json, "reported", true);
    json_close(&n->json, '}');
}

static void put_legal_basis(struct native *n)
{
    const struct verdict *verdict = n->alert->verdict;
    json_key(&n->json, "legal_basis");
    json_open(&n->json, '[');
    for (size_t i = 0; i < verdict->reaching; i++)
        put_judgement(n, &verdict->judgements[i]);
    json_close(&n->json, ']');
}

/* --- the event ------------------------------------------------------------------------------- */

static void put_source(struct native *n, const struct record_meta *meta)
{
    if (meta == NULL)
        return;
    json_key(&n->json, "source");
    json_open(&n->json, '{');
    if (meta->topic.len > 0) {
        json_field_str(&n->json, "topic", meta->topic);
        json_field_i64(&n->json, "partition", meta->partition);
        json_field_i64(&n->json, "offset", meta->offset);
        if (meta->timestamp_ms >= 0)
            put_instant(n, "timestamp", meta->timestamp_ms);
    } else if (meta->file.len > 0) {
        json_field_str(&n->json, "file", meta->file);
        json_field_i64(&n->json, "line", (int64_t)meta->line);
    }
    json_close(&n->json, '}');
}

static void put_group(struct native *n, const char *key, const char *member, enum field field)
{
    if (n->alert->event->fields[field].count == 0)
        return;
    json_key(&n->json, key);
    json_open(&n->json, '{');
    put_event_field(n, member, field);
    json_close(&n->json, '}');
}

static void put_contract(struct native *n)
{
    const struct event *event = n->alert->event;
    if (event->fields[FIELD_CONTRACT_NUMBER].count + event->fields[FIELD_CONTRACT_DATE].count == 0)
        return;
    json_key(&n->json, "contract");
    json_open(&n->json, '{');
    put_event_field(n, "number", FIELD_CONTRACT_NUMBER);
    put_event_field(n, "date", FIELD_CONTRACT_DATE);
    json_close(&n->json, '}');
}

static void put_event(struct native *n)
{
    const struct event *event = n->alert->event;
    json_key(&n->json, "event");
    json_open(&n->json, '{');
    put_word(n, "kind", event_kind_name(event->kind));
    put_event_field(n, "id", FIELD_EVENT_ID);
    put_event_field(n, "time", FIELD_EVENT_TIME);
    put_event_field(n, "action", FIELD_EVENT_ACTION);
    json_field_bool(&n->json, "planned", event_is_planned(event));
    put_group(n, "order", "number", FIELD_ORDER_NUMBER);
    put_contract(n);
    put_event_field(n, "site", FIELD_SITE);
    put_event_field(n, "system", FIELD_SYSTEM);
    put_word(n, "sha256", n->alert->event_sha256);
    put_source(n, event->meta);
    json_close(&n->json, '}');
}

/* As judged: the event's own words, filled in from the organisations or the operator. */
static void put_org(struct native *n)
{
    const struct org *org = &n->alert->verdict->org;
    json_key(&n->json, "org");
    json_open(&n->json, '{');
    put_field(n, "id", org->id);
    put_field(n, "name", org->name);
    put_field(n, "country", org->country);
    if (org->roles_known) {
        json_key(&n->json, "roles");
        json_open(&n->json, '[');
        for (size_t i = 0; i < org->role_count; i++)
            put_text(n, org->roles[i]);
        json_close(&n->json, ']');
    }
    if (org->source != NULL && org->source[0] != '\0')
        put_word(n, "source", org->source);
    json_close(&n->json, '}');
}

static void put_supplier(struct native *n)
{
    const struct values *fields = n->alert->event->fields;
    if (fields[FIELD_SUPPLIER_ID].count + fields[FIELD_SUPPLIER_NAME].count +
            fields[FIELD_SUPPLIER_COUNTRY].count ==
        0)
        return;
    json_key(&n->json, "supplier");
    json_open(&n->json, '{');
    put_event_field(n, "id", FIELD_SUPPLIER_ID);
    put_event_field(n, "name", FIELD_SUPPLIER_NAME);
    put_event_field(n, "country", FIELD_SUPPLIER_COUNTRY);
    json_close(&n->json, '}');
}

/* A number keeps the digits that it came with, and stays a number. */
static void put_number(struct native *n, enum field field, uint32_t at)
{
    struct str text = item_number_text(n->alert->event, n->alert->item, field);
    if (text.len == 0)
        return;
    if (at == 0 || text.len > n->text_bytes) {
        put_field(n, field_name(field), text);
        return;
    }
    json_key(&n->json, field_name(field));
    json_raw(&n->json, text);
}

static void put_item(struct native *n)
{
    const struct item *item = n->alert->item;
    json_key(&n->json, "item");
    json_open(&n->json, '{');
    json_field_str(&n->json, "path", n->alert->path);
    for (enum field field = FIELD_FIRST_OF_ITEM; field < FIELD_COUNT; field++) {
        if (field == FIELD_QUANTITY)
            put_number(n, field, item->quantity_at);
        else if (field == FIELD_UNIT_PRICE)
            put_number(n, field, item->unit_price_at);
        else if (field != FIELD_PATH)
            put_values(n, field_name(field), item_values(item, field));
    }
    json_close(&n->json, '}');
}

/* --- why ------------------------------------------------------------------------------------- */

static void put_field_ref(struct native *n, const struct field_ref *ref)
{
    json_key(&n->json, "field");
    if (ref->field != FIELD_RAW) {
        json_str(&n->json, str_of(field_name(ref->field)));
        return;
    }
    size_t len = ref->path.len + 4;
    struct buf name = {arena_alloc(n->arena, len), 0, len};
    if (n->alert->match->rule->taxonomy_interdict)
        buf_add(&name, STR("raw."));
    buf_add(&name, ref->path);
    json_str(&n->json, buf_str(&name));
}

/* Byte offset of a code point; both ends of a quote are found on the way. */
static size_t byte_of_code_point(struct str text, size_t from, uint32_t count)
{
    size_t at = from;
    for (; count > 0 && at < text.len; count--) {
        do
            at++;
        while (at < text.len && ((unsigned char)text.ptr[at] & 0xC0) == 0x80);
    }
    return at;
}

/* Quotes the original text where the normalised one matched. */
static void put_quote(struct native *n, const struct evidence *evidence)
{
    struct str raw = evidence->value->raw;
    struct span span =
        value_original_span(n->arena, evidence->value, evidence->start, evidence->end);
    uint32_t shown = span.end - span.start;
    if (shown > LIMIT_EVIDENCE_CHARS)
        shown = LIMIT_EVIDENCE_CHARS;
    size_t start = byte_of_code_point(raw, 0, span.start);
    size_t end = byte_of_code_point(raw, start, shown);
    json_key(&n->json, "text");
    put_text(n, (struct str){raw.ptr + start, end - start});
    json_field_i64(&n->json, "start", span.start);
    json_field_i64(&n->json, "end", span.end);
}

static void put_evidence(struct native *n)
{
    const struct match *match = n->alert->match;
    json_key(&n->json, "evidence");
    json_open(&n->json, '[');
    for (size_t i = 0; i < match->evidence_count && i < LIMIT_EVIDENCE; i++) {
        const struct evidence *evidence = &match->evidence[i];
        json_open(&n->json, '{');
        put_field_ref(n, &evidence->field);
        json_field_str(&n->json, "selection", evidence->selection);
        json_field_str(&n->json, "pattern",
                       str_head(evidence->pattern,
                                str_utf8_floor(evidence->pattern, LIMIT_ALERT_PATTERN_BYTES)));
        if (evidence->value != NULL)
            put_quote(n, evidence);
        json_close(&n->json, '}');
    }
    json_close(&n->json, ']');
    if (match->evidence_count > LIMIT_EVIDENCE)
        n->shortened = true;
}

static void put_incomplete(struct native *n)
{
    const struct match *match = n->alert->match;
    json_key(&n->json, "incomplete");
    json_open(&n->json, '[');
    for (size_t i = 0; i < match->incomplete_count && i < LIMIT_EVIDENCE; i++) {
        const struct incomplete *incomplete = &match->incomplete[i];
        json_open(&n->json, '{');
        put_field_ref(n, &incomplete->field);
        json_field_str(&n->json, "pattern",
                       str_head(incomplete->pattern,
                                str_utf8_floor(incomplete->pattern, LIMIT_ALERT_PATTERN_BYTES)));
        put_word(n, "limit", incomplete->limit);
        json_close(&n->json, '}');
    }
    json_close(&n->json, ']');
    if (match->incomplete_count > LIMIT_EVIDENCE)
        n->shortened = true;
}

static void put_note(struct native *n, struct str field, const char *code, struct str text)
{
    json_open(&n->json, '{');
    if (field.len > 0)
        put_field(n, "field", field);
    put_word(n, "code", code);
    put_field(n, "text", text);
    json_close(&n->json, '}');
}

static void put_notes(struct native *n)
{
    const struct event *event = n->alert->event;
    const struct verdict *verdict = n->alert->verdict;
    uint32_t own_count; /* of this item; those of other items are their own business */
    const struct note *own = item_notes(n->alert->item, n->arena, &own_count);
    size_t shown = 0, total = (verdict->disposition == DISPOSITION_NONE) + own_count +
                              event->note_count + verdict->note_count;
    size_t most = total <= LIMIT_NOTES ? total : LIMIT_NOTES - 1;

    json_key(&n->json, "notes");
    json_open(&n->json, '[');
    if (verdict->disposition == DISPOSITION_NONE) {
        put_note(n, STR(""), verdict->none_reason,
                 event->kind == EVENT_RAW
                     ? STR("A raw event has no facts that a law could be judged by.")
                     : STR("No instrument reaches this item."));
        shown++;
    }
    for (uint32_t i = 0; i < event->note_count && shown < most; i++, shown++)
        put_note(n, event->notes[i].field, event->notes[i].code, event->notes[i].text);
    for (uint32_t i = 0; i < own_count && shown < most; i++, shown++)
        put_note(n, own[i].field, own[i].code, own[i].text);
    for (size_t i = 0; i < verdict->note_count && shown < most; i++, shown++)
        put_note(n, verdict->notes[i].field, verdict->notes[i].code, verdict->notes[i].text);
    if (shown < total)
        put_note(n, STR(""), "more-notes",
                 arena_printf(n->arena, "%zu more notes are not shown.", total - shown));
    json_close(&n->json, ']');
}

/* --- the whole ------------------------------------------------------------------------------- */

static void put_time(struct native *n)
{
    const struct event *event = n->alert->event;
    char text[32];
    if (!event->has_time)
        return;
    if (event->time.date_only)
        put_day(n, "time", moment_day(event->time, NULL));
    else {
        instant_format(event->time.ms, text);
        put_word(n, "time", text);
    }
}

static void put_head(struct native *n)
{
    const struct alert *alert = n->alert;
    const struct match *match = alert->match;
    put_word(n, "schema", "interdict.alert/1");
    put_word(n, "id", alert->id);
    put_word(n, "finding_id", alert->finding_id);
    put_time(n);
    put_instant(n, "judged_at", alert->judged_at_ms);
    json_field_str(&n->json, "summary", alert_summary(alert, n->arena));
    put_word(n, "disposition", disposition_name(alert->verdict->disposition));
    put_word(n, "status", event_is_closed(alert->event) ? "closed" : "open");
    put_word(n, "level", level_name(match->rule->level));
    put_word(n, "confidence", confidence_name(match->rule->confidence));
    put_rule(n, match->rule);
}

static void put_tail(struct native *n)
{
    const struct alert *alert = n->alert;
    put_strings(n, "missing", alert->verdict->missing, alert->verdict->missing_count);
    put_incomplete(n);
    put_notes(n);
    put_day(n, "as_of", alert->as_of);
    if (alert->shortened || n->shortened)
        json_field_bool(&n->json, "shortened", true);
    json_key(&n->json, "ruleset");
    json_open(&n->json, '{');
    put_word(n, "digest", alert->ruleset->digest);
    put_word(n, "version", alert->ruleset->version);
    json_close(&n->json, '}');
}

void alert_write_native(const struct alert *alert, struct arena *arena, struct buf *out)
{
    struct native n = {
        .json = {.out = out},
        .alert = alert,
        .arena = arena,
        .budget = alert->shortened ? LIMIT_ALERT_SHORT_BYTES : LIMIT_ALERT_BYTES,
        .text_bytes = alert->shortened ? LIMIT_ALERT_SHORT_TEXT : LIMIT_ALERT_TEXT,
        .values = alert->shortened ? 1 : LIMIT_FIELD_VALUES,
    };
    json_open(&n.json, '{');
    put_head(&n);
    put_legal_basis(&n);
    put_event(&n);
    put_org(&n);
    put_supplier(&n);
    put_item(&n);
    put_evidence(&n);
    put_tail(&n);
    json_close(&n.json, '}');
}
