#include "base/file.h"
#include "base/limits.h"
#include "cli/diags_write.h"

/* The file that was read last: diagnostics stand in the order of files. */
struct reader {
    const char *path;
    struct buf bytes;
};

/* Line `number` of the file; absent when it cannot be read. */
static struct str line_of(struct reader *reader, struct place place)
{
    if (!reader->path || strcmp(reader->path, place.file) != 0) {
        buf_reset(&reader->bytes);
        reader->path = place.file;
        if (file_read(place.file, LIMIT_YAML_BYTES, &reader->bytes, NULL) != ERROR_NONE)
            buf_reset(&reader->bytes);
    }
    struct str rest = buf_str(&reader->bytes);
    for (unsigned line = 1; rest.len; line++) {
        ptrdiff_t end = str_find_char(rest, '\n');
        if (line == place.line)
            return end < 0 ? rest : str_head(rest, (size_t)end);
        rest = end < 0 ? (struct str){0} : str_from(rest, (size_t)end + 1);
    }
    return (struct str){0};
}

static size_t char_len(struct str text, size_t at)
{
    size_t end = at + 1;
    while (end < text.len && ((unsigned char)text.ptr[end] & 0xC0) == 0x80)
        end++;
    return end - at;
}

/* Chinese, Japanese and Korean characters take two cells on a terminal: from U+1100 on, nearly. */
static unsigned cells(struct str text, size_t at)
{
    return (unsigned char)text.ptr[at] >= 0xE1 && char_len(text, at) >= 3 &&
                   (unsigned char)text.ptr[at] != 0xE2
               ? 2
               : 1;
}

/* The line and the caret; of a long line the part around the place. */
static void write_excerpt(struct str line, struct place place, struct buf *out)
{
    enum { WIDTH = 100, BEFORE = 60 };
    size_t at = 0, start = 0;
    for (unsigned column = 1; column < place.column && at < line.len; column++)
        at += char_len(line, at);
    for (unsigned column = BEFORE; column < place.column && start < at; column++)
        start += char_len(line, start);
    size_t end = at;
    for (unsigned n = 0; n < WIDTH - BEFORE && end < line.len; n++)
        end += char_len(line, end);
    buf_printf(out, "%6u | %s", place.line, start ? "…" : "");
    for (size_t i = start; i < end; i++) /* as one cell, whatever a terminal makes of it */
        buf_add_char(out,
                     (unsigned char)line.ptr[i] < ' ' || line.ptr[i] == 0x7F ? ' ' : line.ptr[i]);
    buf_add(out, end < line.len ? STR("…\n       | ") : STR("\n       | "));
    unsigned blanks = start ? 1 : 0;
    for (size_t i = start; i < at; i += char_len(line, i))
        blanks += cells(line, i);
    buf_printf(out, "%*s^\n", (int)blanks, "");
}

void diags_write_text(const struct diags *diags, struct buf *out)
{
    struct reader reader = {0};
    for (size_t i = 0; i < diags->count; i++) {
        const struct diag *diag = &diags->items[i];
        struct place place = diag->place;
        buf_printf(out, "%s:", place.file ? place.file : "interdict");
        if (place.line)
            buf_printf(out, "%u:", place.line);
        if (place.line && place.column)
            buf_printf(out, "%u:", place.column);
        buf_printf(out, " %s: %s [%s]\n", severity_name(diag->severity), diag->message, diag->code);
        struct str line = {0};
        if (place.file && place.line && place.column)
            line = line_of(&reader, place);
        if (line.len)
            write_excerpt(line, place, out);
    }
    buf_clear(&reader.bytes);
}
