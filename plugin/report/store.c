#include "report/store.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"

enum { MS_PER_DAY = 86400000, PASS_BYTES = 256 << 10, FIRST_SLOTS = 1024, NAME_BYTES = 256 };

const struct report_format report_formats[] = {
    {"csv", "a table, one alert a row", report_write_csv, false},
    {"json", "figures and the alerts themselves", report_write_json, false},
    {"html", "a page to read, print and hand in", report_write_html, false},
    {"xlsx", "a workbook, one alert a row", report_write_xlsx, true},
    {"oscal", "OSCAL 1.2.2 Assessment Results", report_write_oscal, false},
    {"far-52.204-25", "drafts of the two reports of that clause", report_write_far_25, false},
    {"far-52.240-91", "drafts of the report within 72 hours", report_write_far_91, false},
    {"cac-review", "the product list of an application for review", report_write_cac, false},
};
const size_t report_format_count = sizeof report_formats / sizeof *report_formats;

/* FNV-1a: decides nothing but places in tables and equality of 64-bit keys. */
static uint64_t hash_more(uint64_t hash, struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        hash = (hash ^ (unsigned char)text.ptr[i]) * 0x100000001B3ull;
    return (hash ^ 0x1F) * 0x100000001B3ull;
}

static uint64_t mix(uint64_t hash)
{
    hash ^= hash >> 32;
    hash *= 0xD6E8FEB86659FD93ull;
    return hash ^ hash >> 32;
}

/* --- names ----------------------------------------------------------------------------------- */

static void names_rehash(struct names *names)
{
    mem_free(names->slots);
    names->slot_count = names->slot_count ? 2 * names->slot_count : FIRST_SLOTS;
    names->slots = mem_zalloc(names->slot_count * sizeof *names->slots);
    for (size_t i = 0; i < names->count; i++) {
        size_t at = mix(hash_more(0, names->items[i])) & (names->slot_count - 1);
        while (names->slots[at])
            at = (at + 1) & (names->slot_count - 1);
        names->slots[at] = (uint32_t)i + 1;
    }
}

uint32_t names_add(struct names *names, struct str text)
{
    text = str_head(text, str_utf8_floor(text, NAME_BYTES));
    if (2 * (names->count + 1) > names->slot_count)
        names_rehash(names);
    size_t at = mix(hash_more(0, text)) & (names->slot_count - 1);
    for (; names->slots[at]; at = (at + 1) & (names->slot_count - 1))
        if (str_eq(names->items[names->slots[at] - 1], text))
            return names->slots[at] - 1;
    names->items = mem_grow(names->items, &names->cap, names->count, sizeof *names->items);
    names->items[names->count] = arena_dup(&names->arena, text);
    names->slots[at] = (uint32_t)++names->count;
    return (uint32_t)names->count - 1;
}

void names_clear(struct names *names)
{
    mem_free(names->items);
    mem_free(names->slots);
    arena_clear(&names->arena);
}

/* --- making ---------------------------------------------------------------------------------- */

static int read_bound(struct str text, const char *what, bool last, struct moment *out,
                      struct error *error)
{
    if (text.ptr == NULL)
        return ERROR_NONE;
    if (!moment_parse(text, out))
        return error_set(error, ERROR_CONFIG,
                         "--%s '%.*s' is no time such as 2026-01-31 or 2026-01-31T08:00:00Z", what,
                         STR_ARG(text));
    if (last && out->date_only)
        out->ms += MS_PER_DAY - 1;
    return ERROR_NONE;
}

static int check_filter(struct report *report, struct error *error)
{
    const struct report_filter *filter = report->filter;
    int code = read_bound(filter->from, "from", false, &report->from, error);
    if (code == ERROR_NONE)
        code = read_bound(filter->to, "to", true, &report->to, error);
    if (code != ERROR_NONE || filter->disposition.ptr == NULL)
        return code;
    for (size_t i = 0; i < RANK_COUNT; i++)
        if (str_is(filter->disposition, rank_name((enum disposition_rank)i)))
            return ERROR_NONE;
    return error_set(error, ERROR_CONFIG,
                     "there is no disposition '%.*s'; there are: violation review waived advisory "
                     "none",
                     STR_ARG(filter->disposition));
}

int report_new(const struct report_filter *filter, struct report **out, struct error *error)
{
    struct report *report = mem_zalloc(sizeof *report);
    report->filter = filter;
    report->from.ms = INT64_MIN;
    report->to.ms = INT64_MAX;
    report->parser = json_parser_new(LIMIT_EVENT_BYTES, LIMIT_JSON_DEPTH);
    arena_init(&report->arena, 64 << 10);
    arena_init(&report->orgs.arena, 64 << 10);
    arena_init(&report->instruments.arena, 4 << 10);
    int code = check_filter(report, error);
    if (code == ERROR_NONE)
        *out = report;
    else
        report_free(report);
    return code;
}

void report_free(struct report *report)
{
    if (!report)
        return;
    for (size_t i = 0; i < report->input_count; i++)
        input_close(report->inputs[i].input);
    names_clear(&report->orgs);
    names_clear(&report->instruments);
    json_parser_free(report->parser);
    arena_clear(&report->arena);
    mem_free(report->inputs);
    mem_free(report->records);
    mem_free(report->slots);
    mem_free(report);
}

/* --- reading --------------------------------------------------------------------------------- */

static bool fits_text(struct str wanted, struct str a, struct str b)
{
    return wanted.ptr == NULL || str_eq(wanted, a) || str_eq(wanted, b);
}

static bool fits(const struct report *report, const struct finding *finding)
{
    const struct report_filter *filter = report->filter;
    bool jurisdiction = filter->jurisdiction.ptr == NULL, instrument = !filter->instrument.ptr;
    for (size_t i = 0; i < finding->basis_count; i++) {
        jurisdiction |= str_eq_nocase(finding->basis[i].jurisdiction, filter->jurisdiction);
        instrument |= str_eq(finding->basis[i].id, filter->instrument);
    }
    return jurisdiction && instrument &&
           fits_text(filter->org, finding->columns[COLUMN_ORG_ID],
                     finding->columns[COLUMN_ORG_NAME]) &&
           fits_text(filter->disposition, finding->columns[COLUMN_DISPOSITION],
                     (struct str){NULL, 0});
}

static uint64_t first_bytes(const uint8_t *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

/* Two rules may recognise the same thing, and three events tell of it: what it cost counts once. */
static uint64_t line_key(const struct finding *finding)
{
    const struct str *c = finding->columns;
    struct str subject = c[COLUMN_ORDER_NUMBER];
    if (!subject.len)
        subject = c[COLUMN_EVENT_ID].len ? c[COLUMN_EVENT_ID] : c[COLUMN_EVENT_SHA256];
    uint64_t hash = hash_more(0xCBF29CE484222325ull, c[COLUMN_EVENT_KIND]);
    hash = hash_more(hash, finding_org_key(finding));
    return hash_more(hash_more(hash, subject), c[COLUMN_ITEM_PATH]);
}

static void slots_grow(struct report *report)
{
    mem_free(report->slots);
    report->slot_count = report->slot_count ? 2 * report->slot_count : FIRST_SLOTS;
    report->slots = mem_zalloc(report->slot_count * sizeof *report->slots);
    for (size_t i = 0; i < report->count; i++) {
        size_t at = mix(first_bytes(report->records[i].id)) & (report->slot_count - 1);
        while (report->slots[at])
            at = (at + 1) & (report->slot_count - 1);
        report->slots[at] = (uint32_t)i + 1;
    }
}

/* The record with this id, or a new one. */
static struct record *find_record(struct report *report, const uint8_t id[static 16], bool *is_new)
{
    if (2 * (report->count + 1) > report->slot_count)
        slots_grow(report);
    size_t at = mix(first_bytes(id)) & (report->slot_count - 1);
    for (; report->slots[at]; at = (at + 1) & (report->slot_count - 1)) {
        struct record *record = &report->records[report->slots[at] - 1];
        if (memcmp(record->id, id, sizeof record->id) == 0) {
            *is_new = false;
            return record;
        }
    }
    report->records =
        mem_grow(report->records, &report->cap, report->count, sizeof *report->records);
    report->slots[at] = (uint32_t)++report->count;
    *is_new = true;
    return &report->records[report->count - 1];
}

static int keep(struct report *report, const struct finding *finding, struct str line,
                uint64_t offset, struct error *error)
{
    bool is_new;
    if (report->count >= UINT32_MAX / 2)
        return error_set(error, ERROR_LIMIT, "there are more alerts than a report can hold");
    struct record *record = find_record(report, finding->id, &is_new);
    int64_t first_ms = finding->judged_ms;
    if (!is_new) {
        report->duplicates++;
        if (record->first_ms < first_ms)
            first_ms = record->first_ms;
        record->first_ms = first_ms;
        if (record->judged_ms > finding->judged_ms)
            return ERROR_NONE;
    }
    struct str instrument = finding->basis_count ? finding->basis[0].id : STR("");
    *record = (struct record){
        .finding = first_bytes(finding->finding_id),
        .line = line_key(finding),
        .time_ms = finding->time.ms,
        .judged_ms = finding->judged_ms,
        .first_ms = first_ms,
        .offset = offset + (uint64_t)(finding->raw.ptr - line.ptr), /* behind a BOM */
        .length = (uint32_t)finding->raw.len,
        .org = names_add(&report->orgs, finding_org(finding)),
        .instrument = names_add(&report->instruments, instrument),
        .input = (uint16_t)(report->input_count - 1),
        .rank = (uint8_t)finding->rank,
        .closed = finding->closed,
        .dated = finding->time.ms >= report->from.ms && finding->time.ms <= report->to.ms,
        .counts = fits(report, finding),
    };
    memcpy(record->id, finding->id, sizeof record->id);
    return ERROR_NONE;
}

static int read_line(struct report *report, struct report_input *source,
                     const struct input_line *line, report_reject_fn *rejected, void *ctx,
                     struct error *error)
{
    struct finding finding;
    struct error why = {0};
    source->lines++;
    if (str_trim(line->text).len == 0 && !line->too_long)
        return ERROR_NONE;
    arena_reset(&report->arena, LIMIT_SCANNER_KEEP);
    if (line->too_long)
        error_set(&why, ERROR_LIMIT, "the line is too long");
    else if (finding_read(report->parser, line->text, &report->arena, &finding, &why) == ERROR_NONE)
        return keep(report, &finding, line->text, line->offset, error);
    source->rejected++;
    rejected(ctx, input_name(source->input), source->lines, why.message);
    return ERROR_NONE;
}

int report_add(struct report *report, int fd, const char *name, report_reject_fn *rejected,
               void *ctx, struct error *error)
{
    struct input *input;
    struct input_line line;
    if (report->input_count == UINT16_MAX)
        return error_set(error, ERROR_LIMIT, "there are more files than a report can hold");
    int code = input_open(fd, name, &input, error);
    if (code != ERROR_NONE)
        return code;
    report->inputs =
        mem_grow(report->inputs, &report->input_cap, report->input_count, sizeof *report->inputs);
    struct report_input *source = &report->inputs[report->input_count++];
    *source = (struct report_input){.input = input};
    while (code == ERROR_NONE && input_next(input, &line, error))
        code = read_line(report, source, &line, rejected, ctx, error);
    return code != ERROR_NONE ? code : (int)error->code;
}

/* --- settling -------------------------------------------------------------------------------- */

static int compare(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

/* <0 where `a` says less about the present than `b`. */
static int compare_state(const struct record *a, const struct record *b)
{
    if (a->time_ms != b->time_ms)
        return a->time_ms < b->time_ms ? -1 : 1;
    if (a->judged_ms != b->judged_ms)
        return a->judged_ms < b->judged_ms ? -1 : 1;
    if (a->rank != b->rank)
        return a->rank > b->rank ? -1 : 1;
    return memcmp(a->id, b->id, sizeof a->id);
}

static int by_finding(const void *left, const void *right)
{
    const struct record *a = left, *b = right;
    int order = compare(a->finding, b->finding);
    return order ? order : compare_state(a, b);
}

/* Of one line's alerts: the latest time decides, then the worst disposition. */
static int by_line(const void *left, const void *right)
{
    const struct record *a = left, *b = right;
    int order = compare(a->line, b->line);
    if (order)
        return order;
    if (a->time_ms != b->time_ms)
        return a->time_ms < b->time_ms ? -1 : 1;
    if (a->rank != b->rank)
        return a->rank > b->rank ? -1 : 1;
    return compare_state(a, b);
}

static int by_id(const void *left, const void *right)
{
    const struct record *a = left, *b = right;
    return memcmp(a->id, b->id, sizeof a->id);
}

void report_settle(struct report *report)
{
    if (report->settled)
        return;
    report->settled = true;
    mem_free(report->slots);
    report->slots = NULL;
    struct record *all = report->records;
    size_t kept = 0;
    for (size_t i = 0; i < report->count; i++)
        if (all[i].dated)
            all[kept++] = all[i];
    report->count = 0;
    if (kept == 0)
        return;
    qsort(all, kept, sizeof *all, by_finding);
    for (size_t i = 0, begin = 0; i < kept; i++) {
        if (all[i].finding != all[begin].finding)
            begin = i;
        if (all[begin].first_ms > all[i].first_ms)
            all[begin].first_ms = all[i].first_ms;
        all[i].first_ms = all[begin].first_ms;
        all[i].current = i + 1 == kept || all[i + 1].finding != all[i].finding;
    }
    qsort(all, kept, sizeof *all, by_line);
    for (size_t i = 0; i < kept; i++)
        all[i].valued = i + 1 == kept || all[i + 1].line != all[i].line;
    for (size_t i = 0; i < kept; i++)
        if (all[i].counts)
            all[report->count++] = all[i];
    qsort(all, report->count, sizeof *all, by_id);
}

int report_read(struct report *report, const struct record *record, struct finding *out,
                struct error *error)
{
    struct input *input = report->inputs[record->input].input;
    struct str line;
    arena_reset(&report->arena, LIMIT_SCANNER_KEEP);
    int code = input_again(input, record->offset, record->length, &line, error);
    if (code != ERROR_NONE)
        return code;
    if (finding_read(report->parser, line, &report->arena, out, error) != ERROR_NONE ||
        memcmp(out->id, record->id, sizeof record->id) != 0)
        return error_set(error, ERROR_IO, "%s: has changed while it was read", input_name(input));
    out->columns[COLUMN_CURRENT] = record->current ? STR("yes") : STR("no");
    return ERROR_NONE;
}

/* --- pages ----------------------------------------------------------------------------------- */

void page_pass(struct page *page)
{
    if (page->buf.len < PASS_BYTES)
        return;
    page->failed = page->failed || !page->write(page->ctx, buf_str(&page->buf));
    buf_reset(&page->buf);
}

int page_end(struct page *page, struct error *error)
{
    page->failed = page->failed || !page->write(page->ctx, buf_str(&page->buf));
    buf_clear(&page->buf);
    return page->failed ? error_set(error, ERROR_IO, "the document cannot be written") : ERROR_NONE;
}
