/* Drafts of reports to authorities: every particular that the clause asks for, from the alerts, and
 * what no alert can know marked to be filled in. An instrument leads here by naming the format in
 * its duty to report ("template far-52.204-25"), so which law has which form is data. */
#include <stdio.h>

#include "report/html.h"

/* What one particular is called, and where it comes from; COLUMN_COUNT: from a person. */
struct particular {
    const char *name;
    enum column from, otherwise;
};

struct draft {
    const char *clause; /* as the instruments name it */
    const char *title, *intro;
    const struct particular *first; /* ends with a NULL name */
    const struct particular *further;
};

static const struct particular supply[] = {
    {"Contract number", COLUMN_CONTRACT_NUMBER, COLUMN_COUNT},
    {"Order number, if there is one", COLUMN_ORDER_NUMBER, COLUMN_COUNT},
    {"Supplier: name", COLUMN_SUPPLIER_NAME, COLUMN_COUNT},
    {"Supplier: unique entity identifier, if known", COLUMN_COUNT, COLUMN_COUNT},
    {"Supplier: CAGE code, if known", COLUMN_COUNT, COLUMN_COUNT},
    {"Brand", COLUMN_BRAND, COLUMN_VENDOR},
    {"Model number (of the maker, part number, or of the wholesaler)", COLUMN_MODEL,
     COLUMN_PART_NUMBER},
    {"Description of the item", COLUMN_PRODUCT, COLUMN_CATEGORY},
    {"Mitigation: what is known of steps taken or recommended", COLUMN_COUNT, COLUMN_COUNT},
    {NULL, COLUMN_COUNT, COLUMN_COUNT},
};

static const struct particular mitigation[] = {
    {"Further information on mitigation", COLUMN_COUNT, COLUMN_COUNT},
    {"What was done to prevent use or submission", COLUMN_COUNT, COLUMN_COUNT},
    {"What more will be done to prevent it", COLUMN_COUNT, COLUMN_COUNT},
    {NULL, COLUMN_COUNT, COLUMN_COUNT},
};

static const struct draft far_25 = {
    "far-52.204-25", "Draft reports under FAR 52.204-25(d)",
    "To the contracting officer (indefinite delivery: also to those of the orders concerned); for "
    "the Department of Defense through dibnet.dod.mil. The first report is due within one business "
    "day after the identification or notification, the further one within ten business days after "
    "the first. Whether the contract holds this clause or FAR 52.240-91, the contract says.",
    supply, mitigation};

static const struct draft far_91 = {
    "far-52.240-91", "Draft reports under FAR 52.240-91",
    "One report within 72 hours. The list of particulars is that of FAR 52.204-25(d): compare it "
    "with the paragraph on reporting in the contract at hand before use.",
    supply, NULL};

static bool is_asked(const struct finding *finding, const char *clause, const struct basis **why)
{
    for (size_t i = 0; i < finding->basis_count; i++)
        if (str_find(finding->basis[i].report, str_of(clause)) >= 0) {
            *why = &finding->basis[i];
            return true;
        }
    return false;
}

static void put_fill(struct buf *out)
{
    buf_add(out, STR("<span class=\"fill\">not in the alert; to be filled in</span>"));
}

static void put_particulars(struct buf *out, const char *caption, const struct particular *list,
                            const struct finding *finding)
{
    buf_printf(out,
               "<div class=\"wide\"><table><caption>%s</caption><thead><tr><th scope=\"col\">"
               "Particular</th><th scope=\"col\">Entry</th></tr></thead><tbody>\n",
               caption);
    for (; list->name; list++) {
        struct str value = {NULL, 0};
        if (list->from != COLUMN_COUNT)
            value = finding->columns[list->from];
        if (!value.len && list->otherwise != COLUMN_COUNT)
            value = finding->columns[list->otherwise];
        buf_printf(out, "<tr><th scope=\"row\">%s</th><td>", list->name);
        if (value.len)
            html_text(out, value);
        else
            put_fill(out);
        buf_add(out, STR("</td></tr>\n"));
    }
    buf_add(out, STR("</tbody></table></div>\n"));
}

static void put_due(struct buf *out, const struct draft *draft, const struct record *record)
{
    buf_add(out, STR("<p>Identified by interdict at "));
    html_time(out, record->first_ms, false);
    buf_add(out, STR("."));
    for (size_t i = 0; i < duty_count; i++) {
        if (strcmp(duties[i].clause, draft->clause) != 0)
            continue;
        struct moment due = duty_due(&duties[i], record->first_ms);
        buf_printf(out, " The %s is due ", duties[i].what);
        if (due.date_only)
            buf_add(out, STR("on "));
        html_time(out, due.ms, due.date_only);
        buf_printf(out, " (%s).", duties[i].period);
    }
    buf_add(out, STR("</p>\n"));
}

static void put_draft(struct buf *out, const struct draft *draft, struct report *report,
                      const struct record *record, const struct finding *finding,
                      const struct basis *why)
{
    buf_add(out, STR("<section>\n<h2>"));
    html_text(out, finding_item(finding, &report->arena));
    buf_printf(out, " <span class=\"tag %s\">%s</span></h2>\n", rank_name(finding->rank),
               rank_name(finding->rank));
    put_due(out, draft, record);
    put_particulars(out, draft->further ? "First report" : "Report", draft->first, finding);
    if (draft->further)
        put_particulars(out, "Further report", draft->further, finding);
    buf_add(out, STR("<dl class=\"facts\"><dt>Reporting organisation</dt><dd>"));
    html_text(out, finding_org(finding));
    buf_add(out, STR("</dd><dt>Legal basis</dt><dd>"));
    html_text(out, why->title);
    buf_add(out, STR(": "));
    html_text(out, why->citation);
    buf_add(out, STR("</dd><dt>Evidence</dt><dd>"));
    html_text(out, finding->columns[COLUMN_EVIDENCE]);
    buf_add(out, STR("</dd><dt>Missing facts</dt><dd>"));
    html_text(out, finding->columns[COLUMN_MISSING]);
    buf_add(out, STR("</dd><dt>Alert</dt><dd class=\"id\">"));
    html_text(out, finding->columns[COLUMN_ID]);
    buf_add(out, STR("</dd></dl>\n</section>\n"));
}

static void put_notice(struct buf *out, const struct draft *draft)
{
    html_begin(out, draft->title);
    buf_printf(out,
               "<header>\n<h1>%s</h1>\n<p class=\"notice\"><strong>A draft, and no legal advice."
               "</strong> Nothing has been sent to anybody. A person has to check each entry, fill "
               "in what is marked, and decide whether to report.</p>\n<p>%s</p>\n</header>\n",
               draft->title, draft->intro);
}

/* Open findings that are violations, or may be: whether to report them is not for us to decide. */
static bool is_candidate(const struct record *record)
{
    return record->current && !record->closed && record->rank <= RANK_REVIEW;
}

static int write_drafts(const struct draft *draft, struct report *report, report_write_fn *write,
                        void *ctx, struct error *error)
{
    struct page page = {.write = write, .ctx = ctx};
    size_t count = 0;
    int code = ERROR_NONE;
    report_settle(report);
    put_notice(&page.buf, draft);
    for (size_t i = 0; i < report->count && code == ERROR_NONE && !page.failed; i++) {
        const struct record *record = &report->records[i];
        const struct basis *why;
        struct finding finding;
        if (!is_candidate(record))
            continue;
        code = report_read(report, record, &finding, error);
        if (code == ERROR_NONE && is_asked(&finding, draft->clause, &why)) {
            put_draft(&page.buf, draft, report, record, &finding, why);
            count++;
        }
        page_pass(&page);
    }
    buf_printf(&page.buf, "<footer><p>%zu findings. interdict %s.</p></footer>\n", count,
               INTERDICT_VERSION);
    html_end(&page.buf);
    int ended = page_end(&page, code == ERROR_NONE ? error : NULL);
    return code != ERROR_NONE ? code : ended;
}

int report_write_far_25(struct report *report, report_write_fn *write, void *ctx,
                        struct error *error)
{
    return write_drafts(&far_25, report, write, ctx, error);
}

int report_write_far_91(struct report *report, report_write_fn *write, void *ctx,
                        struct error *error)
{
    return write_drafts(&far_91, report, write, ctx, error);
}

/* --- the product list for a cybersecurity review --------------------------------------------- */

static const struct draft cac = {
    "cac-review", "Draft: products for an application for cybersecurity review",
    "To the Cybersecurity Review Office, before the purchase. The list is one part of an "
    "application; the others are named below and have to be written by people. Which article asks "
    "for what has to be compared with the Measures themselves.",
    NULL, NULL};

static const struct particular products[] = {
    {"Product", COLUMN_PRODUCT, COLUMN_CATEGORY},
    {"Supplier of the product", COLUMN_SUPPLIER_NAME, COLUMN_COUNT},
    {"Maker or brand", COLUMN_VENDOR, COLUMN_BRAND},
    {"Model or part number", COLUMN_MODEL, COLUMN_PART_NUMBER},
    {"Country of origin", COLUMN_COUNTRY_OF_ORIGIN, COLUMN_COUNT},
    {"Quantity", COLUMN_QUANTITY, COLUMN_COUNT},
    {"Value", COLUMN_VALUE, COLUMN_COUNT},
    {"Currency", COLUMN_CURRENCY, COLUMN_COUNT},
    {"Purpose", COLUMN_PURPOSE, COLUMN_COUNT},
    {"Where it will be used", COLUMN_SYSTEM, COLUMN_SITE},
    {"Order or contract", COLUMN_ORDER_NUMBER, COLUMN_CONTRACT_NUMBER},
    {"Organisation", COLUMN_ORG_NAME, COLUMN_ORG_ID},
    {"Alert", COLUMN_ID, COLUMN_COUNT},
    {NULL, COLUMN_COUNT, COLUMN_COUNT},
};

static void put_product(struct buf *out, size_t number, const struct finding *finding)
{
    buf_printf(out, "<tr><td class=\"n\">%zu</td>", number);
    for (const struct particular *p = products; p->name; p++) {
        struct str value = finding->columns[p->from];
        if (!value.len && p->otherwise != COLUMN_COUNT)
            value = finding->columns[p->otherwise];
        buf_add(out, p->from == COLUMN_ID ? STR("<td class=\"id\">") : STR("<td>"));
        if (value.len)
            html_text(out, value);
        else
            buf_add(out, STR("<span class=\"fill\">to be filled in</span>"));
        buf_add(out, STR("</td>"));
    }
    buf_add(out, STR("</tr>\n"));
}

int report_write_cac(struct report *report, report_write_fn *write, void *ctx, struct error *error)
{
    static const char *const others[] = {
        "Declaration of the operator", "Analysis of the influence on national security",
        "Procurement documents, agreement or draft of the contract",
        "Further material that the review asks for"};
    struct page page = {.write = write, .ctx = ctx};
    size_t count = 0;
    int code = ERROR_NONE;
    report_settle(report);
    put_notice(&page.buf, &cac);
    buf_add(&page.buf, STR("<h2>Products</h2>\n<div class=\"wide\"><table><thead><tr><th "
                           "scope=\"col\" class=\"n\">No.</th>"));
    for (const struct particular *p = products; p->name; p++)
        buf_printf(&page.buf, "<th scope=\"col\">%s</th>", p->name);
    buf_add(&page.buf, STR("</tr></thead><tbody>\n"));
    for (size_t i = 0; i < report->count && code == ERROR_NONE && !page.failed; i++) {
        const struct basis *why;
        struct finding finding;
        if (!is_candidate(&report->records[i]))
            continue;
        code = report_read(report, &report->records[i], &finding, error);
        if (code == ERROR_NONE && is_asked(&finding, cac.clause, &why))
            put_product(&page.buf, ++count, &finding);
        page_pass(&page);
    }
    buf_printf(&page.buf,
               "</tbody></table></div>\n<p>%zu products.</p>\n<h2>The other parts</h2>\n<dl "
               "class=\"facts\">\n",
               count);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        buf_printf(&page.buf, "<dt>%s</dt><dd>", others[i]);
        put_fill(&page.buf);
        buf_add(&page.buf, STR("</dd>\n"));
    }
    buf_printf(&page.buf, "</dl>\n<footer><p>interdict %s.</p></footer>\n", INTERDICT_VERSION);
    html_end(&page.buf);
    int ended = page_end(&page, code == ERROR_NONE ? error : NULL);
    return code != ERROR_NONE ? code : ended;
}
