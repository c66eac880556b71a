#include "cli/table.h"

#include "base/mem.h"
#include "event/text.h"

enum { GAP = 2, LAST_COLUMN_MIN = 20 };

void table_init(struct table *table, const char *const *heads, size_t columns)
{
    *table = (struct table){.heads = heads, .columns = columns};
}

void table_clear(struct table *table)
{
    mem_free(table->cells);
    *table = (struct table){0};
}

void table_add(struct table *table, struct str cell)
{
    table->cells = mem_grow(table->cells, &table->cap, table->count, sizeof *table->cells);
    table->cells[table->count++] = cell;
}

void write_blanks(size_t count, struct buf *out)
{
    for (size_t i = 0; i < count; i++)
        buf_add_char(out, ' ');
}

static size_t column_width(const struct table *table, size_t column)
{
    size_t widest = strlen(table->heads[column]);
    for (size_t i = column; i < table->count; i += table->columns) {
        size_t width = text_width(table->cells[i]);
        widest = width > widest ? width : widest;
    }
    return widest;
}

/* The longest beginning that fits, a column spared for the mark that something follows. */
static struct str cut(struct str text, size_t room)
{
    size_t len = text.len;
    while (len > 0 && text_width(str_head(text, len)) + 1 > room)
        len = str_utf8_floor(text, len - 1);
    return str_head(text, len);
}

static void write_last(struct str cell, size_t room, struct buf *out)
{
    if (text_width(cell) <= room) {
        buf_add(out, cell);
        return;
    }
    buf_add(out, cut(cell, room));
    buf_add(out, STR("…"));
}

static void write_row(const struct table *table, const struct str *cells, size_t indent,
                      size_t width, const size_t *widths, struct buf *out)
{
    size_t at = indent, last = table->columns - 1;
    write_blanks(indent, out);
    for (size_t i = 0; i < last; i++) {
        buf_add(out, cells[i]);
        write_blanks(widths[i] - text_width(cells[i]) + GAP, out);
        at += widths[i] + GAP;
    }
    size_t room = width > at + LAST_COLUMN_MIN ? width - at : LAST_COLUMN_MIN;
    write_last(cells[last], width ? room : SIZE_MAX, out);
    while (out->len && out->ptr[out->len - 1] == ' ')
        out->len--; /* an empty last cell leaves the gap before it */
    buf_add_char(out, '\n');
}

void table_write(const struct table *table, size_t indent, size_t width, struct buf *out)
{
    size_t *widths = mem_zalloc(table->columns * sizeof *widths);
    struct str *heads = mem_zalloc(table->columns * sizeof *heads);
    for (size_t i = 0; i < table->columns; i++) {
        widths[i] = column_width(table, i);
        heads[i] = str_of(table->heads[i]);
    }
    write_row(table, heads, indent, width, widths, out);
    for (size_t i = 0; i + table->columns <= table->count; i += table->columns)
        write_row(table, table->cells + i, indent, width, widths, out);
    mem_free(heads);
    mem_free(widths);
}

void write_wrapped(struct str text, size_t indent, size_t width, struct buf *out)
{
    size_t column = indent;
    struct str rest = text, word;
    bool first = true;
    while (str_split(&rest, ' ', &word)) {
        size_t wide = text_width(word);
        if (!first && width && column + 1 + wide > width) {
            buf_add_char(out, '\n');
            write_blanks(indent, out);
            column = indent;
        } else if (!first) {
            buf_add_char(out, ' ');
            column++;
        }
        buf_add(out, word);
        column += wide;
        first = false;
    }
    buf_add_char(out, '\n');
}
