#include "law/csv.h"

#include "base/buf.h"
#include "base/mem.h"

struct reader {
    struct str bytes;
    size_t at;
    struct place here;
    struct arena *arena;
    struct diags *diags;
    bool good;
};

static bool at_end(const struct reader *r)
{
    return r->at == r->bytes.len;
}

static char peek(const struct reader *r, size_t ahead)
{
    return r->at + ahead < r->bytes.len ? r->bytes.ptr[r->at + ahead] : '\0';
}

static void advance(struct reader *r)
{
    unsigned char c = (unsigned char)r->bytes.ptr[r->at++];
    if (c == '\n') {
        r->here.line++;
        r->here.column = 1;
    } else if ((c & 0xC0) != 0x80) { /* columns count code points */
        r->here.column++;
    }
}

static bool at_line_end(const struct reader *r)
{
    return at_end(r) || peek(r, 0) == '\n' || (peek(r, 0) == '\r' && peek(r, 1) == '\n');
}

static void refuse(struct reader *r, struct place place, const char *what)
{
    diag_error(r->diags, "csv-syntax", place, "%s", what);
    r->good = false;
}

static void read_quoted(struct reader *r, struct buf *text)
{
    struct place start = r->here;
    advance(r);
    for (;;) {
        if (at_end(r)) {
            refuse(r, start, "the quotes that open here are never closed");
            return;
        }
        if (peek(r, 0) == '"' && peek(r, 1) != '"')
            break;
        if (peek(r, 0) == '"')
            advance(r);
        buf_add_char(text, peek(r, 0));
        advance(r);
    }
    advance(r);
    if (!at_line_end(r) && peek(r, 0) != ',') {
        refuse(r, r->here, "a comma or the line's end has to follow closing quotes");
        while (!at_line_end(r) && peek(r, 0) != ',')
            advance(r);
    }
}

static struct csv_cell read_cell(struct reader *r, struct buf *text)
{
    struct csv_cell cell = {.place = r->here};
    buf_reset(text);
    if (peek(r, 0) == '"' && !at_end(r)) {
        read_quoted(r, text);
    } else {
        while (!at_line_end(r) && peek(r, 0) != ',') {
            if (peek(r, 0) == '"')
                refuse(r, r->here,
                       "quotes inside a field: put the field in quotes and double them");
            buf_add_char(text, peek(r, 0));
            advance(r);
        }
    }
    cell.text = arena_dup(r->arena, buf_str(text));
    return cell;
}

static struct csv_row read_row(struct reader *r, struct buf *text)
{
    struct csv_cell *cells = NULL;
    size_t cap = 0;
    struct csv_row row = {0};
    for (;;) {
        cells = mem_grow(cells, &cap, row.count, sizeof *cells);
        cells[row.count++] = read_cell(r, text);
        if (at_end(r) || peek(r, 0) != ',')
            break;
        advance(r);
    }
    if (!at_end(r) && peek(r, 0) == '\r')
        advance(r);
    if (!at_end(r))
        advance(r);
    row.cells = ARENA_ARRAY(r->arena, struct csv_cell, row.count);
    memcpy(row.cells, cells, row.count * sizeof *cells);
    mem_free(cells);
    return row;
}

bool csv_read(const char *file, struct str bytes, struct arena *arena, struct diags *diags,
              struct csv *out)
{
    struct reader r = {
        .bytes = bytes, .here = {file, 1, 1}, .arena = arena, .diags = diags, .good = true};
    struct csv csv = {0};
    struct csv_row *rows = NULL;
    struct buf text = {0};
    size_t cap = 0, bad;
    if (str_starts(bytes, STR("\xEF\xBB\xBF")))
        r.at = 3;
    if (!str_is_utf8(bytes, &bad)) {
        refuse(&r, (struct place){file, 0, 0}, "not UTF-8");
        return false;
    }
    while (!at_end(&r)) {
        struct csv_row row = read_row(&r, &text);
        if (row.count == 1 && row.cells[0].text.len == 0)
            continue;
        rows = mem_grow(rows, &cap, csv.count, sizeof *rows);
        rows[csv.count++] = row;
    }
    csv.rows = ARENA_ARRAY(arena, struct csv_row, csv.count + 1);
    if (csv.count)
        memcpy(csv.rows, rows, csv.count * sizeof *rows);
    mem_free(rows);
    buf_clear(&text);
    if (r.good)
        *out = csv;
    return r.good;
}
