#include "report/summary.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"

enum { MONTH = 7, FACT_BYTES = 4096 };

uint64_t counts_all(const struct counts *counts)
{
    uint64_t all = counts->closed;
    for (size_t i = 0; i < RANK_COUNT; i++)
        all += counts->open[i];
    return all;
}

static void count(struct counts *counts, const struct finding *finding)
{
    if (finding->closed)
        counts->closed++;
    else
        counts->open[finding->rank]++;
}

/* --- tallies --------------------------------------------------------------------------------- */

static struct tally_entry *tally_count(struct tally *tally, struct str name,
                                       const struct finding *finding)
{
    if (tally->names.count >= LIMIT_REPORT_KEYS)
        name = STR("(others)");
    size_t before = tally->names.count;
    uint32_t at = names_add(&tally->names, name);
    if (at == before) {
        tally->entries = mem_grow(tally->entries, &tally->cap, before, sizeof *tally->entries);
        tally->entries[at] = (struct tally_entry){0};
    }
    count(&tally->entries[at].counts, finding);
    return &tally->entries[at];
}

/* Facts are those of the first finding that has the entry. */
static void tally_facts(struct tally *tally, struct tally_entry *entry, const struct str *facts,
                        size_t n)
{
    if (entry->facts)
        return;
    entry->facts = arena_zalloc(&tally->names.arena, FACT_COUNT * sizeof *facts);
    for (size_t i = 0; i < n; i++)
        if (facts[i].ptr)
            entry->facts[i] = arena_dup(&tally->names.arena,
                                        str_head(facts[i], str_utf8_floor(facts[i], FACT_BYTES)));
}

struct str tally_name(const struct tally *tally, size_t at)
{
    return tally->names.items[tally->order[at]];
}

const struct tally_entry *tally_entry(const struct tally *tally, size_t at)
{
    return &tally->entries[tally->order[at]];
}

int text_compare(struct str a, struct str b)
{
    size_t most = a.len < b.len ? a.len : b.len;
    int order = most ? memcmp(a.ptr, b.ptr, most) : 0;
    return order ? order : a.len < b.len ? -1 : a.len > b.len;
}

static int by_count(const void *left, const void *right, void *ctx)
{
    const struct tally *tally = ctx;
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    uint64_t in_a = counts_all(&tally->entries[a].counts);
    uint64_t in_b = counts_all(&tally->entries[b].counts);
    if (in_a != in_b)
        return in_a > in_b ? -1 : 1;
    return text_compare(tally->names.items[a], tally->names.items[b]);
}

static int by_name(const void *left, const void *right, void *ctx)
{
    const struct names *names = ctx;
    return text_compare(names->items[*(const uint32_t *)left],
                        names->items[*(const uint32_t *)right]);
}

static uint32_t *numbers(size_t count)
{
    uint32_t *order = mem_alloc((count + 1) * sizeof *order);
    for (size_t i = 0; i < count; i++)
        order[i] = (uint32_t)i;
    return order;
}

static void tally_sort(struct tally *tally, bool by_their_name)
{
    tally->order = numbers(tally->names.count);
    if (by_their_name)
        qsort_r(tally->order, tally->names.count, sizeof *tally->order, by_name, &tally->names);
    else
        qsort_r(tally->order, tally->names.count, sizeof *tally->order, by_count, tally);
}

static void tally_clear(struct tally *tally)
{
    names_clear(&tally->names);
    mem_free(tally->entries);
    mem_free(tally->order);
}

/* --- money ----------------------------------------------------------------------------------- */

static void add_money(struct money_table *table, struct str group, const struct finding *finding)
{
    char key[1024];
    struct str currency = finding->columns[COLUMN_CURRENCY];
    if (!currency.len)
        currency = STR("(no currency)");
    currency = str_head(currency, str_utf8_floor(currency, 16));
    group = str_head(group, str_utf8_floor(group, 200));
    if (table->names.count >= LIMIT_REPORT_KEYS)
        group = STR("(others)");
    int len = snprintf(key, sizeof key, "%.*s\x1F%.*s", STR_ARG(group), STR_ARG(currency));
    size_t before = table->names.count;
    uint32_t at = names_add(&table->names, (struct str){key, (size_t)len});
    if (at == before) {
        struct str kept = table->names.items[at];
        table->items = mem_grow(table->items, &table->cap, before, sizeof *table->items);
        table->items[at] = (struct money){.group = str_head(kept, group.len),
                                          .currency = str_from(kept, group.len + 1)};
    }
    struct money *money = &table->items[at];
    struct decimal *sum = finding->closed ? &money->closed : &money->open[finding->rank];
    if (!decimal_add(*sum, finding->value, sum))
        money->too_large = true;
}

static void money_sort(struct money_table *table)
{
    table->order = numbers(table->names.count);
    qsort_r(table->order, table->names.count, sizeof *table->order, by_name, &table->names);
}

static void money_clear(struct money_table *table)
{
    names_clear(&table->names);
    mem_free(table->items);
    mem_free(table->order);
}

/* --- one finding ----------------------------------------------------------------------------- */

static void add_clocks(struct summary *summary, const struct report *report, size_t at,
                       const struct finding *finding)
{
    if (finding->closed || finding->rank > RANK_REVIEW)
        return;
    for (size_t d = 0; d < duty_count; d++) {
        bool asked = false;
        for (size_t i = 0; i < finding->basis_count && !asked; i++)
            asked = str_find(finding->basis[i].report, str_of(duties[d].clause)) >= 0;
        if (!asked)
            continue;
        summary->clocks = mem_grow(summary->clocks, &summary->clock_cap, summary->clock_count,
                                   sizeof *summary->clocks);
        summary->clocks[summary->clock_count++] = (struct clock){
            duty_due(&duties[d], report->records[at].first_ms).ms, (uint32_t)at, (uint32_t)d};
    }
}

static void add_basis(struct summary *summary, const struct finding *finding)
{
    struct str last = {NULL, 0};
    for (size_t i = 0; i < finding->basis_count; i++) {
        const struct basis *b = &finding->basis[i];
        const struct str facts[FACT_COUNT] = {
            b->title,        b->jurisdiction, b->authority, b->force,      b->citation,
            b->effective,    b->consequence,  b->report,    b->references, b->verified_on,
            b->verified_how, b->verified_by,  b->reported};
        struct tally_entry *entry = tally_count(&summary->instruments, b->id, finding);
        tally_facts(&summary->instruments, entry, facts, FACT_COUNT);
        if (!str_eq(last, b->jurisdiction)) /* instruments of one country stand together mostly */
            tally_count(&summary->jurisdictions, b->jurisdiction, finding);
        last = b->jurisdiction;
        if (!b->exception.len)
            continue;
        const struct str about[] = {b->ticket, b->requested_by, b->approved_by, b->from, b->until};
        entry = tally_count(&summary->exceptions, b->exception, finding);
        tally_facts(&summary->exceptions, entry, about, sizeof about / sizeof *about);
    }
}

static void add_finding(struct summary *summary, const struct finding *finding)
{
    struct str month = str_head(finding->columns[COLUMN_TIME], MONTH);
    summary->findings++;
    count(&summary->counts, finding);
    tally_count(&summary->months, month.len == MONTH ? month : STR("(unknown)"), finding);
    tally_count(&summary->vendors, finding_vendor(finding), finding);
    tally_count(&summary->orgs, finding_org(finding), finding);
    add_basis(summary, finding);
    for (size_t i = 0; i < finding->missing_count; i++)
        tally_count(&summary->missing, finding->missing[i], finding);
}

static void add_alert(struct summary *summary, const struct report *report, size_t at,
                      const struct finding *finding)
{
    const struct record *record = &report->records[at];
    summary->alerts++;
    if (record->time_ms < summary->first_ms)
        summary->first_ms = record->time_ms;
    if (record->time_ms > summary->last_ms)
        summary->last_ms = record->time_ms;
    if (record->judged_ms > summary->judged_ms)
        summary->judged_ms = record->judged_ms;
    tally_count(&summary->rulesets, finding->columns[COLUMN_RULESET_DIGEST], finding);
    if (record->valued && str_is(finding->columns[COLUMN_EVENT_KIND], "purchase")) {
        if (finding->value_known) {
            add_money(&summary->money, STR(""), finding);
            add_money(&summary->money_by_org, finding_org(finding), finding);
        } else {
            summary->unpriced++;
        }
    }
    if (record->current) {
        add_finding(summary, finding);
        add_clocks(summary, report, at, finding);
    }
}

static int by_due(const void *left, const void *right)
{
    const struct clock *a = left, *b = right;
    if (a->due_ms != b->due_ms)
        return a->due_ms < b->due_ms ? -1 : 1;
    if (a->record != b->record)
        return a->record < b->record ? -1 : 1;
    return a->duty < b->duty ? -1 : a->duty > b->duty;
}

static struct tally *tally_of(struct summary *summary, size_t at)
{
    struct tally *all[] = {&summary->months,     &summary->instruments, &summary->jurisdictions,
                           &summary->vendors,    &summary->orgs,        &summary->missing,
                           &summary->exceptions, &summary->rulesets};
    return at < sizeof all / sizeof *all ? all[at] : NULL;
}

int summary_make(struct report *report, struct summary *out, struct error *error)
{
    struct summary summary = {.first_ms = INT64_MAX, .last_ms = INT64_MIN, .judged_ms = INT64_MIN};
    struct finding finding;
    int code = ERROR_NONE;
    for (size_t i = 0; tally_of(&summary, i); i++)
        arena_init(&tally_of(&summary, i)->names.arena, 4 << 10);
    arena_init(&summary.money.names.arena, 4 << 10);
    arena_init(&summary.money_by_org.names.arena, 4 << 10);
    report_settle(report);
    for (size_t i = 0; i < report->count && code == ERROR_NONE; i++) {
        code = report_read(report, &report->records[i], &finding, error);
        if (code == ERROR_NONE)
            add_alert(&summary, report, i, &finding);
    }
    for (size_t i = 0; tally_of(&summary, i); i++)
        tally_sort(tally_of(&summary, i), tally_of(&summary, i) == &summary.months);
    money_sort(&summary.money);
    money_sort(&summary.money_by_org);
    if (summary.clock_count)
        qsort(summary.clocks, summary.clock_count, sizeof *summary.clocks, by_due);
    if (code == ERROR_NONE)
        *out = summary;
    else
        summary_clear(&summary);
    return code;
}

void summary_clear(struct summary *summary)
{
    for (size_t i = 0; tally_of(summary, i); i++)
        tally_clear(tally_of(summary, i));
    money_clear(&summary->money);
    money_clear(&summary->money_by_org);
    mem_free(summary->clocks);
}
