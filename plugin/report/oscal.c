/* OSCAL 1.2.2 Assessment Results: https://pages.nist.gov/OSCAL/. Laws are no controls of any
 * catalogue, so each instrument stands as an objective under its own id, with its citation and
 * sources in the back matter. Each current finding gives an inventory item, an observation, a risk,
 * and one finding for each instrument. */
#include <stdio.h>

#include "base/json_write.h"
#include "report/summary.h"

enum { LINE_BYTES = 2000, INSTRUMENT_BYTES = 200 };

/* The namespace of interdict's own names, as for alerts. */
static const uint8_t own_namespace[16] = {0xCE, 0x2A, 0xAD, 0xED, 0xB5, 0x1C, 0x55, 0xAB,
                                          0xBB, 0xE1, 0xE1, 0x9C, 0xC0, 0x06, 0xE6, 0x6C};
static const char own_props[] = "https://interdict.invalid/oscal";

struct oscal {
    struct report *report;
    const struct summary *summary;
    struct page *page;
    struct json_writer *w;
    struct hasher *hasher;
    struct buf line;
};

/* --- texts ----------------------------------------------------------------------------------- */

static bool is_blank(struct str text, size_t at, size_t *len)
{
    static const struct str wide[] = {STR_INIT("\xC2\x85"), STR_INIT("\u00A0"), STR_INIT("\u1680"),
                                      STR_INIT("\u2028"), STR_INIT("\u2029"), STR_INIT("\u202F"),
                                      STR_INIT("\u205F"), STR_INIT("\u3000"), STR_INIT("\uFEFF")};
    unsigned char c = (unsigned char)text.ptr[at];
    struct str rest = str_from(text, at);
    *len = 1;
    if (c <= ' ' || c == 0x7F)
        return true;
    *len = 3; /* U+2000 to U+200A */
    if (str_starts(rest, STR("\xE2\x80")) && rest.len > 2 && (unsigned char)rest.ptr[2] <= 0x8A)
        return true;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++) {
        *len = wide[i].len;
        if (str_starts(rest, wide[i]))
            return true;
    }
    return false;
}

/* One line that neither begins nor ends with a blank, as OSCAL's strings have to be. With
 * `markdown`, what Markdown would take for markup is escaped. */
static struct str one_line(struct oscal *o, struct str text, bool markdown)
{
    size_t len, cut = str_utf8_floor(text, LINE_BYTES);
    bool gap = false;
    buf_reset(&o->line);
    for (size_t at = 0; at < cut; at += len) {
        if (is_blank(text, at, &len)) {
            gap = o->line.len > 0;
            continue;
        }
        if (gap)
            buf_add_char(&o->line, ' ');
        gap = false;
        len = 1;
        if (markdown && memchr("\\`*_{}[]<>#|~&", text.ptr[at], 14))
            buf_add_char(&o->line, '\\');
        buf_add_char(&o->line, text.ptr[at]);
    }
    if (cut < text.len)
        buf_add(&o->line, STR(" \u2026"));
    return o->line.len ? buf_str(&o->line) : STR("(none)");
}

static void put_line(struct oscal *o, const char *key, struct str text)
{
    json_field_str(o->w, key, one_line(o, text, false));
}

static void put_markdown(struct oscal *o, const char *key, struct str text)
{
    json_field_str(o->w, key, one_line(o, text, true));
}

static void put_time(struct oscal *o, const char *key, int64_t ms)
{
    char text[32];
    instant_format(ms, text);
    json_field_str(o->w, key, str_of(text));
}

/* The same for the same alert, kind and instrument. */
static void put_uuid(struct oscal *o, const char *key, const uint8_t space[static 16],
                     const char *kind, struct str which)
{
    char name[INSTRUMENT_BYTES + 64], uuid[UUID_TEXT + 1];
    int len =
        snprintf(name, sizeof name, "%s\x1F%.*s", kind, STR_ARG(str_head(which, INSTRUMENT_BYTES)));
    hasher_uuid_v5(o->hasher, space, (struct str){name, (size_t)len}, uuid);
    json_field_str(o->w, key, str_of(uuid));
}

static void put_prop(struct oscal *o, const char *name, struct str value)
{
    if (value.len == 0)
        return;
    json_open(o->w, '{');
    json_field_str(o->w, "name", str_of(name));
    json_field_str(o->w, "ns", STR(own_props));
    put_line(o, "value", value);
    json_close(o->w, '}');
}

/* --- the parts of one finding ---------------------------------------------------------------- */

typedef void part_fn(struct oscal *o, const struct record *record, const struct finding *finding);

static const struct str none = {NULL, 0};

static void put_item(struct oscal *o, const struct record *record, const struct finding *f)
{
    static const enum column props[] = {COLUMN_VENDOR,      COLUMN_PRODUCT,  COLUMN_MODEL,
                                        COLUMN_PART_NUMBER, COLUMN_SERIAL,   COLUMN_ORG_ID,
                                        COLUMN_ORG_NAME,    COLUMN_ITEM_PATH};
    json_open(o->w, '{');
    put_uuid(o, "uuid", record->id, "item", none);
    put_markdown(o, "description", finding_item(f, &o->report->arena));
    json_key(o->w, "props");
    json_open(o->w, '[');
    put_prop(o, "alert-id", f->columns[COLUMN_ID]);
    for (size_t i = 0; i < sizeof props / sizeof *props; i++) {
        char name[32];
        snprintf(name, sizeof name, "%s", column_name(props[i]));
        for (char *p = name; *p; p++)
            *p = *p == '_' ? '-' : *p;
        put_prop(o, name, f->columns[props[i]]);
    }
    json_close(o->w, ']');
    json_close(o->w, '}');
}

static void put_observation(struct oscal *o, const struct record *record, const struct finding *f)
{
    json_open(o->w, '{');
    put_uuid(o, "uuid", record->id, "observation", none);
    put_markdown(o, "title", f->columns[COLUMN_RULE_TITLE]);
    put_markdown(o, "description", f->columns[COLUMN_SUMMARY]);
    json_key(o->w, "props");
    json_open(o->w, '[');
    put_prop(o, "alert-id", f->columns[COLUMN_ID]);
    put_prop(o, "disposition", f->columns[COLUMN_DISPOSITION]);
    put_prop(o, "status", f->columns[COLUMN_STATUS]);
    put_prop(o, "rule-id", f->columns[COLUMN_RULE_ID]);
    put_prop(o, "ruleset-digest", f->columns[COLUMN_RULESET_DIGEST]);
    put_prop(o, "missing", f->columns[COLUMN_MISSING]);
    json_close(o->w, ']');
    json_key(o->w, "methods");
    json_open(o->w, '[');
    json_str(o->w, STR("EXAMINE"));
    json_close(o->w, ']');
    json_key(o->w, "subjects");
    json_open(o->w, '[');
    json_open(o->w, '{');
    put_uuid(o, "subject-uuid", record->id, "item", none);
    json_field_str(o->w, "type", STR("inventory-item"));
    json_close(o->w, '}');
    json_close(o->w, ']');
    if (f->columns[COLUMN_EVIDENCE].len) {
        json_key(o->w, "relevant-evidence");
        json_open(o->w, '[');
        json_open(o->w, '{');
        put_markdown(o, "description", f->columns[COLUMN_EVIDENCE]);
        json_close(o->w, '}');
        json_close(o->w, ']');
    }
    put_time(o, "collected", record->judged_ms);
    json_close(o->w, '}');
}

static void put_risk(struct oscal *o, const struct record *record, const struct finding *f)
{
    static const char *const states[RANK_COUNT] = {"open", "investigating", "deviation-approved",
                                                   "open", "open"};
    json_open(o->w, '{');
    put_uuid(o, "uuid", record->id, "risk", none);
    put_markdown(o, "title", finding_item(f, &o->report->arena));
    put_markdown(o, "description", f->columns[COLUMN_SUMMARY]);
    put_markdown(o, "statement",
                 f->basis_count && f->basis[0].consequence.len
                     ? f->basis[0].consequence
                     : STR("The consequence is not stated in the alert."));
    json_field_str(o->w, "status", str_of(f->closed ? "closed" : states[f->rank]));
    json_close(o->w, '}');
}

static void put_related(struct oscal *o, const struct record *record, const char *list,
                        const char *key, const char *kind)
{
    json_key(o->w, list);
    json_open(o->w, '[');
    json_open(o->w, '{');
    put_uuid(o, key, record->id, kind, none);
    json_close(o->w, '}');
    json_close(o->w, ']');
}

static void put_target(struct oscal *o, const struct finding *f, const struct basis *b)
{
    static const char *const words[RANK_COUNT] = {
        "A binding instrument forbids it.", "Undecided: a person has to decide.",
        "Covered by an approved exception.", "Only guidance, or law to come, applies.",
        "No instrument applies."};
    json_key(o->w, "target");
    json_open(o->w, '{');
    json_field_str(o->w, "type", STR("objective-id"));
    put_line(o, "target-id", b->id);
    json_key(o->w, "status");
    json_open(o->w, '{');
    json_field_str(o->w, "state", f->closed ? STR("satisfied") : STR("not-satisfied"));
    json_field_str(o->w, "reason",
                   !f->closed && f->rank == RANK_VIOLATION ? STR("fail") : STR("other"));
    json_field_str(o->w, "remarks",
                   f->closed ? STR("Closed: cancelled or retired.") : str_of(words[f->rank]));
    json_close(o->w, '}');
    json_close(o->w, '}');
}

static void put_findings(struct oscal *o, const struct record *record, const struct finding *f)
{
    for (size_t i = 0; i < f->basis_count; i++) {
        const struct basis *b = &f->basis[i];
        json_open(o->w, '{');
        put_uuid(o, "uuid", record->id, "finding", b->id);
        put_markdown(o, "title", b->title.len ? b->title : b->id);
        put_markdown(o, "description", b->because.len ? b->because : f->columns[COLUMN_SUMMARY]);
        json_key(o->w, "props");
        json_open(o->w, '[');
        put_prop(o, "alert-id", f->columns[COLUMN_ID]);
        put_prop(o, "instrument", b->id);
        put_prop(o, "jurisdiction", b->jurisdiction);
        put_prop(o, "citation", b->citation);
        put_prop(o, "applicability", b->applicability);
        put_prop(o, "reach", b->reach);
        put_prop(o, "exception", b->exception);
        put_prop(o, "exception-until", b->until);
        json_close(o->w, ']');
        put_target(o, f, b);
        put_related(o, record, "related-observations", "observation-uuid", "observation");
        put_related(o, record, "related-risks", "risk-uuid", "risk");
        json_close(o->w, '}');
    }
}

/* --- the document ---------------------------------------------------------------------------- */

/* A list of one part of every current finding. OSCAL has no empty lists. */
static int put_list(struct oscal *o, const char *key, part_fn *part, struct error *error)
{
    bool none_at_all = o->summary->findings == 0 ||
                       (part == put_findings && o->summary->instruments.names.count == 0);
    int code = ERROR_NONE;
    if (none_at_all)
        return ERROR_NONE;
    json_key(o->w, key);
    json_open(o->w, '[');
    for (size_t i = 0; i < o->report->count && code == ERROR_NONE && !o->page->failed; i++) {
        const struct record *record = &o->report->records[i];
        struct finding finding;
        if (!record->current)
            continue;
        code = report_read(o->report, record, &finding, error);
        if (code == ERROR_NONE)
            part(o, record, &finding);
        page_pass(o->page);
    }
    json_close(o->w, ']');
    return code;
}

static void put_reviewed(struct oscal *o)
{
    const struct tally *instruments = &o->summary->instruments;
    json_key(o->w, "reviewed-controls");
    json_open(o->w, '{');
    json_field_str(o->w, "description",
                   STR("Legal instruments, by the ids that interdict gives them; see the back "
                       "matter."));
    json_key(o->w, "control-selections");
    json_open(o->w, '[');
    json_open(o->w, '{');
    if (instruments->names.count == 0) {
        json_key(o->w, "include-all");
        json_open(o->w, '{');
        json_close(o->w, '}');
    } else {
        json_key(o->w, "include-controls");
        json_open(o->w, '[');
        for (size_t i = 0; i < instruments->names.count; i++) {
            json_open(o->w, '{');
            put_line(o, "control-id", tally_name(instruments, i));
            json_close(o->w, '}');
        }
        json_close(o->w, ']');
    }
    json_close(o->w, '}');
    json_close(o->w, ']');
    json_close(o->w, '}');
}

static void put_sources(struct oscal *o, struct str references)
{
    struct str one, rest = references;
    bool any = false;
    while (str_split(&rest, ';', &one)) {
        one = str_trim(one);
        if (!str_starts(one, STR("https://")))
            continue;
        if (!any) {
            json_key(o->w, "rlinks");
            json_open(o->w, '[');
        }
        any = true;
        json_open(o->w, '{');
        put_line(o, "href", one);
        json_close(o->w, '}');
    }
    if (any)
        json_close(o->w, ']');
}

static void put_back_matter(struct oscal *o)
{
    const struct tally *instruments = &o->summary->instruments;
    json_key(o->w, "back-matter");
    json_open(o->w, '{');
    json_key(o->w, "resources");
    json_open(o->w, '[');
    json_open(o->w, '{');
    put_uuid(o, "uuid", own_namespace, "plan", none);
    json_field_str(o->w, "title", STR("No assessment plan"));
    json_field_str(o->w, "description",
                   STR("interdict judges events as they come; there is no plan for it."));
    json_close(o->w, '}');
    for (size_t i = 0; i < instruments->names.count; i++) {
        const struct tally_entry *entry = tally_entry(instruments, i);
        json_open(o->w, '{');
        put_uuid(o, "uuid", own_namespace, "instrument", tally_name(instruments, i));
        put_markdown(o, "title", entry->facts[FACT_TITLE]);
        put_markdown(o, "description", entry->facts[FACT_CITATION]);
        json_key(o->w, "props");
        json_open(o->w, '[');
        put_prop(o, "instrument", tally_name(instruments, i));
        put_prop(o, "jurisdiction", entry->facts[FACT_JURISDICTION]);
        put_prop(o, "verified-on", entry->facts[FACT_VERIFIED_ON]);
        put_prop(o, "verified-by", entry->facts[FACT_VERIFIED_BY]);
        json_close(o->w, ']');
        put_sources(o, entry->facts[FACT_REFERENCES]);
        json_close(o->w, '}');
    }
    json_close(o->w, ']');
    json_close(o->w, '}');
}

/* Names the document by what went in: inputs and filter. */
static struct str document_name(const struct report *report, struct arena *arena)
{
    const struct report_filter *f = report->filter;
    const struct str wanted[] = {f->from,         f->to,         f->org,
                                 f->jurisdiction, f->instrument, f->disposition};
    struct hasher *hasher = hasher_new();
    uint8_t bytes[SHA256_BYTES];
    char digest[SHA256_HEX + 1];
    hasher_begin(hasher);
    for (size_t i = 0; i < report->input_count; i++) {
        input_digest(report->inputs[i].input, digest);
        hasher_add(hasher, str_of(digest));
    }
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        hasher_add(hasher, STR("\x1F"));
        hasher_add(hasher, wanted[i]);
    }
    hasher_end(hasher, bytes);
    hasher_free(hasher);
    hex_encode(bytes, sizeof bytes, digest);
    return arena_dup(arena, str_of(digest));
}

static int put_result(struct oscal *o, struct str name, struct error *error)
{
    const struct summary *s = o->summary;
    json_open(o->w, '{');
    put_uuid(o, "uuid", own_namespace, "result", name);
    json_field_str(o->w, "title", STR("Restricted hardware"));
    json_field_str(o->w, "description",
                   STR("What interdict's rules recognised in purchase and asset events, and the "
                       "legal instruments that reach it. This is no legal advice."));
    put_time(o, "start", s->alerts ? s->first_ms : 0);
    if (s->alerts)
        put_time(o, "end", s->last_ms > s->judged_ms ? s->last_ms : s->judged_ms);
    int code = ERROR_NONE;
    if (s->findings) {
        json_key(o->w, "local-definitions");
        json_open(o->w, '{');
        code = put_list(o, "inventory-items", put_item, error);
        json_close(o->w, '}');
    }
    put_reviewed(o);
    if (code == ERROR_NONE)
        code = put_list(o, "observations", put_observation, error);
    if (code == ERROR_NONE)
        code = put_list(o, "risks", put_risk, error);
    if (code == ERROR_NONE)
        code = put_list(o, "findings", put_findings, error);
    json_close(o->w, '}');
    return code;
}

static int put_document(struct oscal *o, struct str name, struct error *error)
{
    char plan[UUID_TEXT + 1], href[UUID_TEXT + 2];
    hasher_uuid_v5(o->hasher, own_namespace, STR("plan\x1F"), plan);
    snprintf(href, sizeof href, "#%s", plan);
    json_open(o->w, '{');
    json_key(o->w, "assessment-results");
    json_open(o->w, '{');
    put_uuid(o, "uuid", own_namespace, "document", name);
    json_key(o->w, "metadata");
    json_open(o->w, '{');
    json_field_str(o->w, "title", STR("Restricted hardware: findings of interdict"));
    put_time(o, "last-modified", o->summary->alerts ? o->summary->judged_ms : 0);
    json_field_str(o->w, "version", STR(INTERDICT_VERSION));
    json_field_str(o->w, "oscal-version", STR("1.2.2"));
    json_close(o->w, '}');
    json_key(o->w, "import-ap");
    json_open(o->w, '{');
    json_field_str(o->w, "href", str_of(href));
    json_close(o->w, '}');
    json_key(o->w, "results");
    json_open(o->w, '[');
    int code = put_result(o, name, error);
    json_close(o->w, ']');
    put_back_matter(o);
    json_close(o->w, '}');
    json_close(o->w, '}');
    buf_add_char(o->w->out, '\n');
    return code;
}

int report_write_oscal(struct report *report, report_write_fn *write, void *ctx,
                       struct error *error)
{
    struct page page = {.write = write, .ctx = ctx};
    struct json_writer w = {&page.buf, false};
    struct summary summary;
    struct arena arena;
    int code = summary_make(report, &summary, error);
    if (code != ERROR_NONE)
        return code;
    arena_init(&arena, 1024);
    struct oscal o = {report, &summary, &page, &w, hasher_new(), {0}};
    code = put_document(&o, document_name(report, &arena), error);
    int ended = page_end(&page, code == ERROR_NONE ? error : NULL);
    hasher_free(o.hasher);
    buf_clear(&o.line);
    arena_clear(&arena);
    summary_clear(&summary);
    return code != ERROR_NONE ? code : ended;
}
