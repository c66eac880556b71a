/* RFC 4180: every text in quotes, CR LF behind each row. A text that a spreadsheet would take for a
 * formula gets an apostrophe in front (OWASP, CSV injection), so this is a document for people;
 * machines take the JSON. */
#include "report/csv.h"

#include "base/str.h"
#include "report/store.h"

/* First characters that begin a formula: ASCII, and their full-width twins. */
static bool begins_formula(struct str text)
{
    static const struct str wide[] = {STR_INIT("\uFF1D"), STR_INIT("\uFF0B"), STR_INIT("\uFF0D"),
                                      STR_INIT("\uFF20")};
    if (text.len == 0)
        return false;
    if (memchr("=+-@\t\r\n", text.ptr[0], 7))
        return true;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (str_starts(text, wide[i]))
            return true;
    return false;
}

void csv_text(struct str text, struct buf *out)
{
    struct str shown = text;
    while (shown.len > 0 && (shown.ptr[0] == ' ' || shown.ptr[0] == '\0'))
        shown = str_from(shown, 1);
    buf_add_char(out, '"');
    if (begins_formula(shown))
        buf_add_char(out, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"')
            buf_add_char(out, '"');
        if (text.ptr[i] != '\0') /* no reader of CSV gets past a NUL */
            buf_add_char(out, text.ptr[i]);
    }
    buf_add_char(out, '"');
}

/* A number stays one, unless the event wrote something else there. */
static void put_cell(const struct finding *finding, enum column column, struct buf *out)
{
    struct decimal number;
    struct str text = finding->columns[column];
    if (text.len == 0)
        return;
    if (column_type(column) == COLUMN_NUMBER && decimal_parse(text, &number))
        buf_add(out, text);
    else
        csv_text(text, out);
}

int report_write_csv(struct report *report, report_write_fn *write, void *ctx, struct error *error)
{
    struct page page = {.write = write, .ctx = ctx};
    struct finding finding;
    int code = ERROR_NONE;
    report_settle(report);
    for (enum column c = 0; c < COLUMN_COUNT; c++) {
        buf_add(&page.buf, c == 0 ? STR("\xEF\xBB\xBF") : STR(","));
        buf_add(&page.buf, str_of(column_name(c)));
    }
    buf_add(&page.buf, STR("\r\n"));
    for (size_t i = 0; i < report->count && code == ERROR_NONE && !page.failed; i++) {
        code = report_read(report, &report->records[i], &finding, error);
        for (enum column c = 0; c < COLUMN_COUNT && code == ERROR_NONE; c++) {
            if (c > 0)
                buf_add_char(&page.buf, ',');
            put_cell(&finding, c, &page.buf);
        }
        buf_add(&page.buf, STR("\r\n"));
        page_pass(&page);
    }
    int ended = page_end(&page, code == ERROR_NONE ? error : NULL);
    return code != ERROR_NONE ? code : ended;
}
