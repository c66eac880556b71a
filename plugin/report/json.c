/* The report for machines, interdict.report/1 (schemas/report.schema.json): the figures, and the
 * alerts as they came, in the order of their ids. */
#include <stdio.h>

#include "base/json_write.h"
#include "report/summary.h"

static void put_ms(struct json_writer *w, const char *key, int64_t ms)
{
    char text[32];
    instant_format(ms, text);
    json_field_str(w, key, str_of(text));
}

static void put_filter(struct json_writer *w, const struct report_filter *filter)
{
    json_key(w, "filter");
    json_open(w, '{');
    json_field_opt(w, "from", filter->from);
    json_field_opt(w, "to", filter->to);
    json_field_opt(w, "org", filter->org);
    json_field_opt(w, "jurisdiction", filter->jurisdiction);
    json_field_opt(w, "instrument", filter->instrument);
    json_field_opt(w, "disposition", filter->disposition);
    json_close(w, '}');
}

static void put_inputs(struct json_writer *w, const struct report *report)
{
    json_key(w, "inputs");
    json_open(w, '[');
    for (size_t i = 0; i < report->input_count; i++) {
        char digest[SHA256_HEX + 1];
        input_digest(report->inputs[i].input, digest);
        json_open(w, '{');
        json_field_str(w, "name", str_of(input_name(report->inputs[i].input)));
        json_field_str(w, "sha256", str_of(digest));
        json_field_i64(w, "lines", (int64_t)report->inputs[i].lines);
        json_field_i64(w, "rejected", (int64_t)report->inputs[i].rejected);
        json_close(w, '}');
    }
    json_close(w, ']');
}

static void put_counts(struct json_writer *w, const struct counts *counts)
{
    json_key(w, "open");
    json_open(w, '{');
    for (size_t i = 0; i < RANK_COUNT; i++)
        json_field_i64(w, rank_name((enum disposition_rank)i), (int64_t)counts->open[i]);
    json_close(w, '}');
    json_field_i64(w, "closed", (int64_t)counts->closed);
}

static void put_tally(struct json_writer *w, const char *key, const struct tally *tally)
{
    json_key(w, key);
    json_open(w, '[');
    for (size_t i = 0; i < tally->names.count; i++) {
        json_open(w, '{');
        json_field_str(w, "name", tally_name(tally, i));
        json_field_i64(w, "findings", (int64_t)counts_all(&tally_entry(tally, i)->counts));
        put_counts(w, &tally_entry(tally, i)->counts);
        json_close(w, '}');
    }
    json_close(w, ']');
}

/* As text: a reader's double would not hold it. */
static void put_decimal(struct json_writer *w, const char *key, struct decimal value)
{
    struct buf text = {0};
    decimal_write(value, &text);
    json_field_str(w, key, buf_str(&text));
    buf_clear(&text);
}

static void put_money(struct json_writer *w, const char *key, const struct money_table *table)
{
    json_key(w, key);
    json_open(w, '[');
    for (size_t i = 0; i < table->names.count; i++) {
        const struct money *money = &table->items[table->order[i]];
        json_open(w, '{');
        if (money->group.len)
            json_field_str(w, "org", money->group);
        json_field_str(w, "currency", money->currency);
        if (money->too_large) {
            json_field_bool(w, "too_large", true);
        } else {
            json_key(w, "open");
            json_open(w, '{');
            for (size_t rank = 0; rank < RANK_COUNT; rank++)
                put_decimal(w, rank_name((enum disposition_rank)rank), money->open[rank]);
            json_close(w, '}');
            put_decimal(w, "closed", money->closed);
        }
        json_close(w, '}');
    }
    json_close(w, ']');
}

static void put_clocks(struct json_writer *w, struct page *page, const struct report *report,
                       const struct summary *summary)
{
    json_key(w, "clocks");
    json_open(w, '[');
    for (size_t i = 0; i < summary->clock_count; i++) {
        const struct clock *clock = &summary->clocks[i];
        const struct duty *duty = &duties[clock->duty];
        const uint8_t *id = report->records[clock->record].id;
        char due[32], hex[33], uuid[40];
        if (duty->hours)
            instant_format(clock->due_ms, due);
        else
            day_format((day_t)(clock->due_ms / 86400000), due);
        hex_encode(id, 16, hex);
        snprintf(uuid, sizeof uuid, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16,
                 hex + 20);
        json_open(w, '{');
        json_field_str(w, "alert", str_of(uuid));
        json_field_str(w, "clause", str_of(duty->clause));
        json_field_str(w, "report", str_of(duty->what));
        json_field_str(w, "period", str_of(duty->period));
        put_ms(w, "identified", report->records[clock->record].first_ms);
        json_field_str(w, "due", str_of(due));
        json_close(w, '}');
        buf_add_char(w->out, '\n');
        page_pass(page);
    }
    json_close(w, ']');
}

static void put_summary(struct json_writer *w, struct page *page, const struct report *report,
                        const struct summary *summary)
{
    json_key(w, "summary");
    json_open(w, '{');
    json_field_i64(w, "alerts", (int64_t)summary->alerts);
    json_field_i64(w, "repeated", (int64_t)report->duplicates);
    json_field_i64(w, "findings", (int64_t)summary->findings);
    put_counts(w, &summary->counts);
    if (summary->alerts > 0) {
        put_ms(w, "first_event", summary->first_ms);
        put_ms(w, "last_event", summary->last_ms);
        put_ms(w, "last_judged", summary->judged_ms);
    }
    put_money(w, "value", &summary->money);
    put_money(w, "value_by_org", &summary->money_by_org);
    json_field_i64(w, "without_value", (int64_t)summary->unpriced);
    put_tally(w, "months", &summary->months);
    put_tally(w, "instruments", &summary->instruments);
    put_tally(w, "jurisdictions", &summary->jurisdictions);
    put_tally(w, "vendors", &summary->vendors);
    put_tally(w, "organisations", &summary->orgs);
    put_tally(w, "missing", &summary->missing);
    put_tally(w, "exceptions", &summary->exceptions);
    put_tally(w, "rulesets", &summary->rulesets);
    put_clocks(w, page, report, summary);
    json_close(w, '}');
}

int report_write_json(struct report *report, report_write_fn *write, void *ctx, struct error *error)
{
    struct page page = {.write = write, .ctx = ctx};
    struct json_writer w = {&page.buf, false};
    struct summary summary;
    struct finding finding;
    int code = summary_make(report, &summary, error);
    if (code != ERROR_NONE)
        return code;
    json_open(&w, '{');
    json_field_str(&w, "schema", STR("interdict.report/1"));
    json_field_str(&w, "notice", STR("This is no legal advice."));
    put_filter(&w, report->filter);
    put_inputs(&w, report);
    put_summary(&w, &page, report, &summary);
    json_key(&w, "alerts");
    json_open(&w, '[');
    for (size_t i = 0; i < report->count && code == ERROR_NONE && !page.failed; i++) {
        code = report_read(report, &report->records[i], &finding, error);
        if (code != ERROR_NONE)
            break;
        if (i > 0)
            buf_add_char(&page.buf, ',');
        buf_add_char(&page.buf, '\n');
        buf_add(&page.buf, finding.raw);
        page_pass(&page);
    }
    buf_add_char(&page.buf, '\n');
    json_close(&w, ']');
    json_close(&w, '}');
    buf_add_char(&page.buf, '\n');
    int ended = page_end(&page, code == ERROR_NONE ? error : NULL);
    summary_clear(&summary);
    return code != ERROR_NONE ? code : ended;
}
