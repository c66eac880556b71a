/* A workbook by libxlsxwriter, row by row: memory does not grow with the rows. Dates and numbers
 * are real ones; every text is written as a text, so none is ever computed. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "report/store.h"

/* Excel's own bounds, and the digits that its numbers hold. */
enum { ROWS_MOST = 1048576, CELL_CHARS = 32767, NUMBER_DIGITS = 15, COPY_BYTES = 64 << 10 };
enum { MS_PER_DAY = 86400000, SERIAL_1970 = 25569 };

struct book {
    lxw_workbook *workbook;
    lxw_format *head, *instant, *day, *wrapped;
    struct buf text;
};

/* As a C string without what XML cannot hold; cut to what a cell can. */
static const char *cell_text(struct book *book, struct str text)
{
    size_t chars = 0;
    buf_reset(&book->text);
    for (size_t at = 0; at < text.len; at++) {
        bool begins = ((unsigned char)text.ptr[at] & 0xC0) != 0x80;
        struct str rest = str_from(text, at);
        /* Excel counts UTF-16 units. */
        chars += begins + ((unsigned char)text.ptr[at] >= 0xF0);
        if (begins && chars >= CELL_CHARS)
            break;
        if (text.ptr[at] == '\0' || str_starts(rest, STR("\xEF\xBF\xBE")) ||
            str_starts(rest, STR("\xEF\xBF\xBF"))) {
            buf_add(&book->text, STR("\uFFFD"));
            at += text.ptr[at] == '\0' ? 0 : 2;
        } else {
            buf_add_char(&book->text, text.ptr[at]);
        }
    }
    buf_add_char(&book->text, '\0');
    return book->text.ptr;
}

static bool is_short_number(struct str text, double *out)
{
    struct decimal number;
    size_t digits = 0;
    for (size_t i = 0; i < text.len; i++)
        digits += text.ptr[i] >= '0' && text.ptr[i] <= '9';
    return digits <= NUMBER_DIGITS && decimal_parse(text, &number) && str_to_double(text, out);
}

static int put_cell(struct book *book, lxw_worksheet *sheet, size_t row, enum column column,
                    struct str text)
{
    struct moment moment;
    double number;
    lxw_row_t r = (lxw_row_t)row;
    lxw_col_t c = (lxw_col_t)column;
    enum column_type type = column_type(column);
    if (text.len == 0)
        return LXW_NO_ERROR;
    if (type == COLUMN_NUMBER && is_short_number(text, &number))
        return worksheet_write_number(sheet, r, c, number, NULL);
    if ((type == COLUMN_INSTANT || type == COLUMN_DAY) && moment_parse(text, &moment))
        return worksheet_write_number(sheet, r, c, (double)moment.ms / MS_PER_DAY + SERIAL_1970,
                                      moment.date_only ? book->day : book->instant);
    return worksheet_write_string(sheet, r, c, cell_text(book, text), NULL);
}

static double width_of(enum column column)
{
    if (column == COLUMN_SUMMARY || column == COLUMN_CITATIONS)
        return 60;
    if (column_type(column) == COLUMN_NUMBER)
        return 12;
    return column_type(column) == COLUMN_TEXT ? 18 : 20;
}

static int put_alerts(struct book *book, struct report *report, struct error *error)
{
    lxw_worksheet *sheet = workbook_add_worksheet(book->workbook, "Alerts");
    struct finding finding;
    for (enum column c = 0; c < COLUMN_COUNT; c++) {
        worksheet_set_column(sheet, (lxw_col_t)c, (lxw_col_t)c, width_of(c), NULL);
        worksheet_write_string(sheet, 0, (lxw_col_t)c, column_name(c), book->head);
    }
    worksheet_freeze_panes(sheet, 1, 1);
    worksheet_autofilter(sheet, 0, 0, (lxw_row_t)report->count, COLUMN_COUNT - 1);
    worksheet_set_landscape(sheet);
    worksheet_repeat_rows(sheet, 0, 0);
    for (size_t i = 0; i < report->count; i++) {
        int code = report_read(report, &report->records[i], &finding, error);
        if (code != ERROR_NONE)
            return code;
        for (enum column c = 0; c < COLUMN_COUNT; c++) {
            int failed = put_cell(book, sheet, i + 1, c, finding.columns[c]);
            if (failed != LXW_NO_ERROR)
                return error_set(error, ERROR_IO, "%s: %s", column_name(c),
                                 lxw_strerror((lxw_error)failed));
        }
    }
    return ERROR_NONE;
}

static void put_about(struct book *book, const struct report *report)
{
    lxw_worksheet *sheet = workbook_add_worksheet(book->workbook, "About");
    lxw_row_t row = 0;
    worksheet_set_column(sheet, 0, 0, 24, NULL);
    worksheet_set_column(sheet, 1, 1, 90, book->wrapped);
    worksheet_write_string(sheet, row, 0, "Notice", book->head);
    worksheet_write_string(sheet, row++, 1, "This is no legal advice.", book->wrapped);
    worksheet_write_string(sheet, row, 0, "Made by", book->head);
    worksheet_write_string(sheet, row++, 1, "interdict " INTERDICT_VERSION, book->wrapped);
    for (size_t i = 0; i < report->input_count && row < ROWS_MOST - 2; i++) {
        char digest[SHA256_HEX + 1];
        input_digest(report->inputs[i].input, digest);
        worksheet_write_string(sheet, row, 0, "Input", book->head);
        worksheet_write_string(sheet, row++, 1,
                               cell_text(book, str_of(input_name(report->inputs[i].input))), NULL);
        worksheet_write_string(sheet, row, 0, "Its SHA-256", book->head);
        worksheet_write_string(sheet, row++, 1, digest, NULL);
    }
}

static int make_book(const char *name, struct report *report, struct error *error)
{
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .use_zip64 = LXW_TRUE};
    /* A fixed day: the workbook's own time would make other bytes of the same input. */
    lxw_doc_properties properties = {.title = "Restricted hardware: findings",
                                     .comments = "This is no legal advice.",
                                     .created = 946684800};
    struct book book = {.workbook = workbook_new_opt(name, &options)};
    if (!book.workbook)
        return error_set(error, ERROR_IO, "a workbook cannot be made in a temporary file");
    workbook_set_properties(book.workbook, &properties);
    book.head = workbook_add_format(book.workbook);
    format_set_bold(book.head);
    book.instant = workbook_add_format(book.workbook);
    format_set_num_format(book.instant, "yyyy-mm-dd hh:mm:ss");
    book.day = workbook_add_format(book.workbook);
    format_set_num_format(book.day, "yyyy-mm-dd");
    book.wrapped = workbook_add_format(book.workbook);
    format_set_text_wrap(book.wrapped);
    int code = put_alerts(&book, report, error);
    put_about(&book, report);
    lxw_error closed = workbook_close(book.workbook);
    buf_clear(&book.text);
    if (code == ERROR_NONE && closed != LXW_NO_ERROR)
        code = error_set(error, ERROR_IO, "the workbook: %s", lxw_strerror(closed));
    return code;
}

/* A workbook is written to and fro, so it comes into being in a file of its own. */
static int copy_out(int fd, report_write_fn *write, void *ctx, struct error *error)
{
    char bytes[COPY_BYTES];
    for (off_t at = 0;;) {
        ssize_t got = pread(fd, bytes, sizeof bytes, at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_set(error, ERROR_IO, "the workbook cannot be read: %s", strerror(errno));
        if (got == 0)
            return ERROR_NONE;
        if (!write(ctx, (struct str){bytes, (size_t)got}))
            return error_set(error, ERROR_IO, "the document cannot be written");
        at += got;
    }
}

int report_write_xlsx(struct report *report, report_write_fn *write, void *ctx, struct error *error)
{
    char name[] = P_tmpdir "/interdict-XXXXXX";
    report_settle(report);
    if (report->count >= ROWS_MOST)
        return error_set(error, ERROR_LIMIT,
                         "a sheet holds %d rows and there are %zu alerts; take csv, or a filter",
                         ROWS_MOST, report->count + 1);
    int fd = mkstemp(name);
    if (fd < 0)
        return error_set(error, ERROR_IO, "a temporary file cannot be made: %s", strerror(errno));
    int code = make_book(name, report, error);
    if (code == ERROR_NONE)
        code = copy_out(fd, write, ctx, error);
    close(fd);
    unlink(name);
    return code;
}
