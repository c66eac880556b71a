/* The report for people: one file that needs nothing else, not even a network. */
#include "report/html.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

/* What one page can bear; the rest is in the table, and the page says so. */
enum { FINDINGS_MOST = 2000, GROUP_MOST = 100, CLOCKS_MOST = 200, ROWS_MOST = 200, BARS_MOST = 12 };

struct html {
    struct report *report;
    const struct summary *summary;
    struct page *page;
    struct buf *out;
};

static void put(struct html *h, const char *text)
{
    buf_add(h->out, str_of(text));
}

/* --- summary --------------------------------------------------------------------------------- */

static void put_card(struct html *h, const char *class, const char *name, uint64_t n)
{
    buf_printf(h->out, "<div class=\"%s\"><dt>%s</dt><dd>%llu</dd></div>\n", class, name,
               (unsigned long long)n);
}

static void put_scope(struct html *h)
{
    const struct report_filter *filter = h->report->filter;
    const struct {
        const char *name;
        struct str value;
    } rows[] = {{"from", filter->from},
                {"to", filter->to},
                {"organisation", filter->org},
                {"jurisdiction", filter->jurisdiction},
                {"instrument", filter->instrument},
                {"disposition", filter->disposition}};
    put(h, "<p class=\"lead\">");
    if (h->summary->alerts) {
        put(h, "Events from ");
        html_time(h->out, h->summary->first_ms, true);
        put(h, " to ");
        html_time(h->out, h->summary->last_ms, true);
        put(h, ", judged up to ");
        html_time(h->out, h->summary->judged_ms, false);
        put(h, ".");
    } else {
        put(h, "There are no alerts.");
    }
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].value.ptr) {
            buf_printf(h->out, " Only %s ", rows[i].name);
            html_text(h->out, rows[i].value);
            put(h, ".");
        }
    put(h, "</p>\n");
}

static uint64_t rejected_lines(const struct report *report)
{
    uint64_t all = 0;
    for (size_t i = 0; i < report->input_count; i++)
        all += report->inputs[i].rejected;
    return all;
}

static void put_head(struct html *h)
{
    static const char *const places[][2] = {
        {"summary", "Summary"},    {"value", "Value"},           {"charts", "Charts"},
        {"clocks", "Reports due"}, {"exceptions", "Exceptions"}, {"undecided", "Undecided"},
        {"findings", "Findings"},  {"law", "The law"},           {"method", "How this was made"}};
    put(h, "<header>\n<h1>Restricted hardware: findings</h1>\n");
    put_scope(h);
    put(h, "<p class=\"notice\"><strong>This is no legal advice.</strong> It shows what rules "
           "recognised and what the instruments that they lead to say; a person has to decide."
           "</p>\n");
    if (rejected_lines(h->report))
        buf_printf(h->out,
                   "<p class=\"notice\"><strong>Incomplete:</strong> %llu lines of the input could "
                   "not be used.</p>\n",
                   (unsigned long long)rejected_lines(h->report));
    put(h, "</header>\n<nav aria-label=\"Sections\"><ul>\n");
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        buf_printf(h->out, "<li><a href=\"#%s\">%s</a></li>\n", places[i][0], places[i][1]);
    put(h, "</ul></nav>\n");
}

static void put_summary(struct html *h)
{
    const struct summary *s = h->summary;
    put(h, "<section aria-labelledby=\"summary\">\n<h2 id=\"summary\">Summary</h2>\n<dl "
           "class=\"cards\">\n");
    put_card(h, "violation", "Violations", s->counts.open[RANK_VIOLATION]);
    put_card(h, "review", "To review", s->counts.open[RANK_REVIEW]);
    put_card(h, "waived", "Waived", s->counts.open[RANK_WAIVED]);
    put_card(h, "advisory", "Advisory", s->counts.open[RANK_ADVISORY]);
    put_card(h, "closed", "Closed", s->counts.closed);
    put_card(h, "all", "Organisations", s->orgs.names.count);
    put(h, "</dl>\n");
    buf_printf(h->out,
               "<p>%llu findings, from %llu alerts (%llu repeated ones left out). A finding is one "
               "rule on one line of a purchase, or on one device; where several alerts tell of it, "
               "the latest in time says how it stands.</p>\n",
               (unsigned long long)s->findings, (unsigned long long)s->alerts,
               (unsigned long long)h->report->duplicates);
    if (s->counts.open[RANK_NONE])
        buf_printf(h->out, "<p>%llu open findings are reached by no instrument.</p>\n",
                   (unsigned long long)s->counts.open[RANK_NONE]);
    put(h, "</section>\n");
}

static void put_money_row(struct html *h, const struct money *money, bool with_org)
{
    put(h, "<tr>");
    if (with_org) {
        put(h, "<th scope=\"row\">");
        html_text(h->out, money->group);
        put(h, "</th><td>");
    } else {
        put(h, "<th scope=\"row\">");
    }
    html_text(h->out, money->currency);
    put(h, with_org ? "</td>" : "</th>");
    if (money->too_large) {
        put(h, "<td colspan=\"5\">too large to be summed exactly</td>");
    } else {
        struct decimal sums[] = {money->open[RANK_VIOLATION], money->open[RANK_REVIEW],
                                 money->open[RANK_WAIVED], money->open[RANK_ADVISORY],
                                 money->closed};
        struct decimal even = {0}; /* as many decimals in the whole row */
        for (size_t i = 0; i < sizeof sums / sizeof *sums; i++)
            even.scale = sums[i].scale > even.scale ? sums[i].scale : even.scale;
        for (size_t i = 0; i < sizeof sums / sizeof *sums; i++) {
            decimal_add(sums[i], even, &sums[i]);
            put(h, "<td class=\"n\">");
            html_decimal(h->out, sums[i]);
            put(h, "</td>");
        }
    }
    put(h, "</tr>\n");
}

static void put_money(struct html *h, const struct money_table *table, bool with_org)
{
    put(h, "<div class=\"wide\"><table><caption>");
    put(h, with_org ? "By organisation" : "Altogether");
    put(h, "</caption><thead><tr>");
    if (with_org)
        put(h, "<th scope=\"col\">Organisation</th>");
    put(h, "<th scope=\"col\">Currency</th><th scope=\"col\" class=\"n\">Violations</th>"
           "<th scope=\"col\" class=\"n\">To review</th><th scope=\"col\" class=\"n\">Waived</th>"
           "<th scope=\"col\" class=\"n\">Advisory</th><th scope=\"col\" class=\"n\">Closed</th>"
           "</tr></thead><tbody>\n");
    for (size_t i = 0; i < table->names.count && i < ROWS_MOST; i++)
        put_money_row(h, &table->items[table->order[i]], with_org);
    put(h, "</tbody></table></div>\n");
    if (table->names.count > ROWS_MOST)
        buf_printf(h->out, "<p><small>%d of %zu rows; all of them are in the JSON.</small></p>\n",
                   ROWS_MOST, table->names.count);
}

static void put_value(struct html *h)
{
    put(h, "<section aria-labelledby=\"value\">\n<h2 id=\"value\">Value of the purchases</h2>\n");
    if (h->summary->money.names.count == 0) {
        put(h, "<p>No alert of a purchase says what it cost.</p>\n");
    } else {
        put(h, "<p>Quantity times unit price, in exact decimals; currencies are not converted. "
               "Each line of a purchase counts once, as it stood last, under the gravest of its "
               "dispositions.</p>\n");
        put_money(h, &h->summary->money, false);
        put_money(h, &h->summary->money_by_org, true);
    }
    if (h->summary->unpriced)
        buf_printf(
            h->out,
            "<p>%llu lines of purchases have no price, or none that is a plain number.</p>\n",
            (unsigned long long)h->summary->unpriced);
    put(h, "</section>\n");
}

static void put_charts(struct html *h)
{
    const struct summary *s = h->summary;
    put(h, "<section aria-labelledby=\"charts\">\n<h2 id=\"charts\">Charts</h2>\n"
           "<ul class=\"key\"><li class=\"violation\">violation</li><li class=\"review\">review"
           "</li><li class=\"waived\">waived</li><li class=\"advisory\">advisory</li>"
           "<li class=\"no-disposition\">none</li><li class=\"closed\">closed</li></ul>\n");
    html_months(h->out, &s->months);
    put(h, "<div class=\"charts\">\n");
    html_chart(h->out, "regimes", "Findings by instrument", "Instrument", &s->instruments,
               BARS_MOST);
    html_chart(h->out, "countries", "Findings by jurisdiction", "Jurisdiction", &s->jurisdictions,
               BARS_MOST);
    html_chart(h->out, "vendors", "Findings by vendor, as the events spell it", "Vendor",
               &s->vendors, BARS_MOST);
    html_chart(h->out, "orgs", "Findings by organisation", "Organisation", &s->orgs, BARS_MOST);
    put(h, "</div>\n</section>\n");
}

/* --- clocks, exceptions, what is missing ----------------------------------------------------- */

static int put_clocks(struct html *h, struct error *error)
{
    const struct summary *s = h->summary;
    int code = ERROR_NONE;
    put(h,
        "<section aria-labelledby=\"clocks\">\n<h2 id=\"clocks\">Reports due</h2>\n"
        "<p>Counted from the first time that interdict judged the finding (UTC). If somebody "
        "knew earlier, or was notified, the periods began then. Which clause holds is said by "
        "the contract. Business days leave out Saturdays, Sundays and the federal holidays of "
        "the United States; the further report counts from the last day of the first one.</p>\n");
    if (s->clock_count == 0) {
        put(h, "<p>No instrument of an open finding names a report with a period.</p>\n"
               "</section>\n");
        return code;
    }
    put(h, "<div class=\"wide\"><table><thead><tr><th scope=\"col\">Due</th><th scope=\"col\">"
           "Clause</th><th scope=\"col\">Report</th><th scope=\"col\">Finding</th><th "
           "scope=\"col\">Contract</th><th scope=\"col\">Identified</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < s->clock_count && i < CLOCKS_MOST && code == ERROR_NONE; i++) {
        const struct clock *clock = &s->clocks[i];
        const struct duty *duty = &duties[clock->duty];
        const struct record *record = &h->report->records[clock->record];
        struct finding finding;
        code = report_read(h->report, record, &finding, error);
        if (code != ERROR_NONE)
            break;
        put(h, "<tr><td class=\"t\">");
        html_time(h->out, clock->due_ms, duty->hours == 0);
        buf_printf(
            h->out,
            "</td><td class=\"t\">%s</td><td>%s<br><small>%s</small></td><td class=\"item\">",
            duty->clause, duty->what, duty->period);
        html_text(h->out, finding_item(&finding, &h->report->arena));
        put(h, "<br><small>");
        html_text(h->out, finding_org(&finding));
        put(h, "</small></td><td>");
        html_text(h->out, finding.columns[COLUMN_CONTRACT_NUMBER]);
        put(h, "</td><td class=\"t\">");
        html_time(h->out, record->first_ms, false);
        put(h, "</td></tr>\n");
    }
    put(h, "</tbody></table></div>\n");
    if (s->clock_count > CLOCKS_MOST)
        buf_printf(h->out,
                   "<p><small>The first %d of %zu; all of them are in the JSON.</small></p>\n",
                   CLOCKS_MOST, s->clock_count);
    put(h, "</section>\n");
    return code;
}

static void put_exceptions(struct html *h)
{
    const struct tally *tally = &h->summary->exceptions;
    put(h, "<section aria-labelledby=\"exceptions\">\n<h2 id=\"exceptions\">Exceptions</h2>\n");
    if (tally->names.count == 0) {
        put(h, "<p>No finding is covered by an approved exception.</p>\n</section>\n");
        return;
    }
    put(h, "<div class=\"wide\"><table><thead><tr><th scope=\"col\">Exception</th><th "
           "scope=\"col\">Ends</th><th scope=\"col\">Ticket</th><th scope=\"col\">Requested by</th>"
           "<th scope=\"col\">Approved by</th><th scope=\"col\" class=\"n\">Findings</th></tr>"
           "</thead><tbody>\n");
    for (size_t i = 0; i < tally->names.count && i < ROWS_MOST; i++) {
        const struct tally_entry *entry = tally_entry(tally, i);
        put(h, "<tr><th scope=\"row\">");
        html_text(h->out, tally_name(tally, i));
        put(h, "</th><td class=\"t\">");
        html_text(h->out, entry->facts[FACT_UNTIL]);
        put(h, "</td><td>");
        html_text(h->out, entry->facts[FACT_TICKET]);
        put(h, "</td><td>");
        html_text(h->out, entry->facts[FACT_REQUESTED_BY]);
        put(h, "</td><td>");
        html_text(h->out, entry->facts[FACT_APPROVED_BY]);
        buf_printf(h->out, "</td><td class=\"n\">%llu</td></tr>\n",
                   (unsigned long long)counts_all(&entry->counts));
    }
    put(h, "</tbody></table></div>\n</section>\n");
}

static void put_undecided(struct html *h)
{
    const struct tally *tally = &h->summary->missing;
    put(h, "<section aria-labelledby=\"undecided\">\n<h2 id=\"undecided\">What could not be "
           "decided</h2>\n");
    buf_printf(h->out,
               "<p>%llu open findings wait for a person (disposition review). The facts below were "
               "missing; with them more could be decided.</p>\n",
               (unsigned long long)h->summary->counts.open[RANK_REVIEW]);
    if (tally->names.count == 0) {
        put(h, "<p>No finding lacks a fact.</p>\n</section>\n");
        return;
    }
    put(h, "<div class=\"wide\"><table><thead><tr><th scope=\"col\">Missing fact</th><th "
           "scope=\"col\" class=\"n\">Findings</th><th scope=\"col\" class=\"n\">of these to "
           "review</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < tally->names.count && i < ROWS_MOST; i++) {
        const struct counts *counts = &tally_entry(tally, i)->counts;
        put(h, "<tr><th scope=\"row\">");
        html_text(h->out, tally_name(tally, i));
        buf_printf(h->out, "</th><td class=\"n\">%llu</td><td class=\"n\">%llu</td></tr>\n",
                   (unsigned long long)counts_all(counts),
                   (unsigned long long)counts->open[RANK_REVIEW]);
    }
    put(h, "</tbody></table></div>\n</section>\n");
}

/* --- findings -------------------------------------------------------------------------------- */

static void put_fact(struct html *h, const char *name, struct str value)
{
    if (value.len == 0)
        return;
    buf_printf(h->out, "<dt>%s</dt><dd>", name);
    html_text(h->out, value);
    put(h, "</dd>\n");
}

static void put_basis(struct html *h, const struct basis *basis)
{
    put(h, "<dt>");
    html_text(h->out, basis->id);
    put(h, "</dt><dd><strong>");
    html_text(h->out, basis->citation.len ? basis->citation : basis->title);
    buf_add(h->out, STR("</strong> ("));
    html_text(h->out, basis->applicability);
    put(h, ", ");
    html_text(h->out, basis->reach);
    put(h, basis->reported.len ? ", known from the press only). " : "). ");
    html_text(h->out, basis->because);
    if (basis->exception.len) {
        put(h, " Exception ");
        html_text(h->out, basis->exception);
        put(h, " until ");
        html_text(h->out, basis->until);
        put(h, ".");
    }
    put(h, "</dd>\n");
}

static void put_finding(struct html *h, const struct finding *f)
{
    const struct str *c = f->columns;
    const char *class = f->closed ? "closed" : rank_name(f->rank);
    buf_printf(h->out, "<article class=\"finding %s\">\n<h5>", class);
    html_text(h->out, finding_item(f, &h->report->arena));
    buf_printf(h->out, " <span class=\"tag\">%s%s</span></h5>\n", rank_name(f->rank),
               f->closed ? ", closed" : "");
    put(h, "<p>");
    html_text(h->out, c[COLUMN_SUMMARY]);
    put(h, "</p>\n<dl>\n");
    for (size_t i = 0; i < f->basis_count; i++)
        put_basis(h, &f->basis[i]);
    put_fact(h, "Evidence", c[COLUMN_EVIDENCE]);
    put_fact(h, "Missing facts", c[COLUMN_MISSING]);
    put_fact(h, "Not evaluated", c[COLUMN_INCOMPLETE]);
    if (f->value_known) {
        put(h, "<dt>Value</dt><dd>");
        html_text(h->out, c[COLUMN_VALUE]);
        put(h, " ");
        html_text(h->out, c[COLUMN_CURRENCY]);
        put(h, "</dd>\n");
    }
    put_fact(h, "Part number", c[COLUMN_PART_NUMBER]);
    put_fact(h, "Serial number", c[COLUMN_SERIAL]);
    put_fact(h, "Supplier", c[COLUMN_SUPPLIER_NAME]);
    put_fact(h, "Order", c[COLUMN_ORDER_NUMBER]);
    put_fact(h, "Contract", c[COLUMN_CONTRACT_NUMBER]);
    put_fact(h, "Site", c[COLUMN_SITE]);
    put_fact(h, "Time", c[COLUMN_TIME]);
    put_fact(h, "Law as of", c[COLUMN_AS_OF]);
    put_fact(h, "Notes", c[COLUMN_NOTES]);
    put_fact(h, "Rule", c[COLUMN_RULE_TITLE]);
    put_fact(h, "Source", c[COLUMN_SOURCE]);
    put(h, "<dt>Alert</dt><dd class=\"id\">");
    html_text(h->out, c[COLUMN_ID]);
    put(h, "</dd>\n</dl>\n</article>\n");
}

struct listing {
    uint32_t *order; /* the current findings' records: by organisation, instrument, id */
    size_t count;
};

/* qsort_r hands the report through. Names are compared as texts: their numbers come from the order
 * of the input. */
static int by_group(const void *left, const void *right, void *ctx)
{
    const struct report *report = ctx;
    uint32_t i = *(const uint32_t *)left, k = *(const uint32_t *)right;
    const struct record *a = &report->records[i], *b = &report->records[k];
    int order = 0;
    if (a->org != b->org)
        order = text_compare(report->orgs.items[a->org], report->orgs.items[b->org]);
    if (order == 0 && a->instrument != b->instrument)
        order = text_compare(report->instruments.items[a->instrument],
                             report->instruments.items[b->instrument]);
    return order ? order : i < k ? -1 : i > k;
}

static void list_findings(struct report *report, struct listing *listing)
{
    listing->order = mem_alloc((report->count + 1) * sizeof *listing->order);
    for (size_t i = 0; i < report->count; i++)
        if (report->records[i].current)
            listing->order[listing->count++] = (uint32_t)i;
    qsort_r(listing->order, listing->count, sizeof *listing->order, by_group, report);
}

static void put_group(struct html *h, const struct record *record, const struct finding *finding,
                      bool new_org)
{
    if (new_org) {
        put(h, "<h3>");
        html_text(h->out, h->report->orgs.items[record->org]);
        put(h, "</h3>\n");
    }
    put(h, "<h4>");
    if (finding->basis_count) {
        html_text(h->out, finding->basis[0].title);
        put(h, " <span class=\"id\">");
        html_text(h->out, finding->basis[0].id);
        put(h, "</span>");
    } else {
        put(h, "Reached by no instrument");
    }
    put(h, "</h4>\n");
}

static void put_left_out(struct html *h, size_t n)
{
    if (n)
        buf_printf(h->out, "<p class=\"lead\">%zu more; all of them are in the CSV.</p>\n", n);
}

static int put_findings(struct html *h, struct error *error)
{
    struct listing listing = {0};
    struct report *report = h->report;
    size_t shown = 0, in_group = 0, left_out = 0;
    int code = ERROR_NONE;
    list_findings(report, &listing);
    buf_printf(h->out,
               "<section aria-labelledby=\"findings\">\n<h2 id=\"findings\">Findings</h2>\n<p>By "
               "organisation and by the first instrument that reaches the item (binding ones come "
               "first); each finding names all of them. At most %d of one group and %d altogether "
               "are shown.</p>\n",
               GROUP_MOST, FINDINGS_MOST);
    for (size_t i = 0; i < listing.count && code == ERROR_NONE; i++) {
        const struct record *record = &report->records[listing.order[i]];
        const struct record *before = i ? &report->records[listing.order[i - 1]] : NULL;
        struct finding finding;
        bool new_org = !before || before->org != record->org;
        bool new_group = new_org || before->instrument != record->instrument;
        if (shown == FINDINGS_MOST) {
            left_out += listing.count - i;
            break;
        }
        if (new_group) {
            put_left_out(h, left_out);
            in_group = left_out = 0;
        }
        if (in_group++ >= GROUP_MOST) {
            left_out++;
            continue;
        }
        code = report_read(report, record, &finding, error);
        if (code != ERROR_NONE)
            break;
        if (new_group)
            put_group(h, record, &finding, new_org);
        put_finding(h, &finding);
        shown++;
        page_pass(h->page);
    }
    put_left_out(h, left_out);
    put(h, "</section>\n");
    mem_free(listing.order);
    return code;
}

/* --- the law and the method ------------------------------------------------------------------ */

/* Only what looks like an address of the web becomes a link. */
static void put_references(struct html *h, struct str references)
{
    struct str one, rest = references;
    while (str_split(&rest, ';', &one)) {
        one = str_trim(one);
        if (one.len == 0)
            continue;
        bool link = str_starts(one, STR("https://"));
        if (link) {
            put(h, "<a rel=\"noreferrer\" href=\"");
            html_plain(h->out, one);
            put(h, "\">");
        }
        html_text(h->out, one);
        put(h, link ? "</a> " : " ");
    }
}

static void put_law(struct html *h)
{
    const struct tally *tally = &h->summary->instruments;
    put(h, "<section aria-labelledby=\"law\">\n<h2 id=\"law\">The law</h2>\n<p>Each instrument as "
           "the alerts carry it, and who verified it against its source.</p>\n");
    for (size_t i = 0; i < tally->names.count && i < ROWS_MOST; i++) {
        const struct tally_entry *entry = tally_entry(tally, i);
        const struct str *facts = entry->facts;
        put(h, "<h3>");
        html_text(h->out, facts[FACT_TITLE]);
        put(h, "</h3>\n<dl class=\"facts\">\n");
        put_fact(h, "Id", tally_name(tally, i));
        put_fact(h, "Jurisdiction", facts[FACT_JURISDICTION]);
        put_fact(h, "Authority", facts[FACT_AUTHORITY]);
        put_fact(h, "Force",
                 facts[FACT_PRESS].len ? STR("known from the press only") : facts[FACT_FORCE]);
        put_fact(h, "Provisions", facts[FACT_CITATION]);
        put_fact(h, "In force since", facts[FACT_EFFECTIVE]);
        put_fact(h, "Consequence", facts[FACT_CONSEQUENCE]);
        put_fact(h, "Duty to report", facts[FACT_REPORT]);
        put_fact(h, "Verified on", facts[FACT_VERIFIED_ON]);
        put_fact(h, "Verified by", facts[FACT_VERIFIED_BY]);
        put_fact(h, "Verified how", facts[FACT_VERIFIED_HOW]);
        if (facts[FACT_REFERENCES].len) {
            put(h, "<dt>Sources</dt><dd>");
            put_references(h, facts[FACT_REFERENCES]);
            put(h, "</dd>\n");
        }
        buf_printf(h->out, "<dt>Findings</dt><dd>%llu</dd>\n</dl>\n",
                   (unsigned long long)counts_all(&entry->counts));
    }
    put(h, "</section>\n");
}

static void put_method(struct html *h)
{
    const struct tally *rulesets = &h->summary->rulesets;
    put(h, "<section aria-labelledby=\"method\">\n<h2 id=\"method\">How this was made</h2>\n"
           "<p>Made by interdict " INTERDICT_VERSION " from the files below and from nothing else: "
           "<code>interdict report -f html</code> on the same files, with the same filter, gives "
           "the same bytes. <code>interdict scan</code> on the same events with the same ruleset "
           "gives the same alerts, but for <code>judged_at</code>.</p>\n"
           "<div class=\"wide\"><table><caption>Input</caption><thead><tr><th scope=\"col\">File"
           "</th><th scope=\"col\" class=\"n\">Lines</th><th scope=\"col\" class=\"n\">Not usable"
           "</th><th scope=\"col\">SHA-256</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < h->report->input_count && i < ROWS_MOST; i++) {
        const struct report_input *input = &h->report->inputs[i];
        char digest[SHA256_HEX + 1];
        input_digest(input->input, digest);
        put(h, "<tr><th scope=\"row\">");
        html_text(h->out, str_of(input_name(input->input)));
        buf_printf(h->out,
                   "</th><td class=\"n\">%llu</td><td class=\"n\">%llu</td><td "
                   "class=\"id\">%s</td></tr>\n",
                   (unsigned long long)input->lines, (unsigned long long)input->rejected, digest);
    }
    put(h, "</tbody></table></div>\n<div class=\"wide\"><table><caption>Rulesets (rules and law) "
           "that judged</caption><thead><tr><th scope=\"col\">Digest</th><th scope=\"col\" "
           "class=\"n\">Alerts</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < rulesets->names.count && i < ROWS_MOST; i++) {
        put(h, "<tr><th scope=\"row\" class=\"id\">");
        html_text(h->out, tally_name(rulesets, i));
        buf_printf(h->out, "</th><td class=\"n\">%llu</td></tr>\n",
                   (unsigned long long)counts_all(&tally_entry(rulesets, i)->counts));
    }
    put(h, "</tbody></table></div>\n</section>\n");
}

int report_write_html(struct report *report, report_write_fn *write, void *ctx, struct error *error)
{
    struct page page = {.write = write, .ctx = ctx};
    struct summary summary;
    int code = summary_make(report, &summary, error);
    if (code != ERROR_NONE)
        return code;
    struct html h = {report, &summary, &page, &page.buf};
    html_begin(h.out, "Restricted hardware: findings");
    put_head(&h);
    put_summary(&h);
    put_value(&h);
    put_charts(&h);
    code = put_clocks(&h, error);
    put_exceptions(&h);
    put_undecided(&h);
    if (code == ERROR_NONE)
        code = put_findings(&h, error);
    put_law(&h);
    put_method(&h);
    html_end(h.out);
    int ended = page_end(&page, code == ERROR_NONE ? error : NULL);
    summary_clear(&summary);
    return code != ERROR_NONE ? code : ended;
}
