#include "rule/word_list.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"
#include "rule/value_table.h"

void word_lists_init(struct word_lists *lists)
{
    *lists = (struct word_lists){0};
    arena_init(&lists->arena, 65536);
}

void word_lists_clear(struct word_lists *lists)
{
    for (size_t i = 0; i < lists->count; i++) {
        for (int j = 0; j < 2 * WORD_SPELLINGS; j++)
            value_list_free(lists->items[i]->tables[j / 2][j % 2]);
        mem_free(lists->items[i]->words);
        mem_free(lists->items[i]);
    }
    mem_free(lists->items);
    arena_clear(&lists->arena);
    *lists = (struct word_lists){0};
}

/* A new list, or NULL after an error when one of that name is there already. */
static struct word_list *add_list(struct word_lists *lists, struct str name, const char *file,
                                  struct diags *diags)
{
    for (size_t i = 0; i < lists->count; i++)
        if (str_eq(lists->items[i]->name, name)) {
            diag_error(diags, "duplicate-list", ((struct place){file, 1, 1}),
                       "the list '%.*s' stands already in %s", STR_ARG(name),
                       lists->items[i]->file);
            return NULL;
        }
    struct word_list *list = mem_zalloc(sizeof *list);
    list->name = arena_dup(&lists->arena, name);
    list->file = file;
    lists->items = mem_grow(lists->items, &lists->cap, lists->count, sizeof *lists->items);
    lists->items[lists->count++] = list;
    return list;
}

static void add_word(struct word_list *list, struct str word, struct place place,
                     struct diags *diags)
{
    word = str_trim(word);
    if (word.len == 0)
        return;
    if (word.len > WORD_BYTES_MAX) {
        diag_error(diags, "list-entry", place, "the entry has %zu bytes; at most %d are read",
                   word.len, WORD_BYTES_MAX);
        return;
    }
    if (list->count == LIMIT_LIST_ENTRIES) {
        if (!list->full)
            diag_error(diags, "list-entry", place, "the list has more than %d entries",
                       LIMIT_LIST_ENTRIES);
        list->full = true;
        return;
    }
    list->words = mem_grow(list->words, &list->cap, list->count, sizeof *list->words);
    list->words[list->count++] = word;
}

static void read_lines(struct word_list *list, struct str bytes, struct diags *diags)
{
    struct place place = {list->file, 0, 1};
    struct str line;
    while (str_split(&bytes, '\n', &line)) {
        place.line++;
        if (!str_starts(line, STR("#")))
            add_word(list, line, place, diags);
    }
}

/* Cuts the next cell off a CSV text (RFC 4180), unescaped into the arena where it was quoted.
 * *last is true when the row ends behind it. */
static struct str next_cell(struct arena *arena, struct str *rest, bool *last, unsigned *lines)
{
    struct buf cell = {0};
    size_t at = 0;
    bool quoted = rest->len && rest->ptr[0] == '"', open = quoted;
    for (at = quoted; at < rest->len; at++) {
        char c = rest->ptr[at];
        *lines += c == '\n' && open;
        if (quoted && c == '"') {
            bool doubled = open && at + 1 < rest->len && rest->ptr[at + 1] == '"';
            if (doubled)
                buf_add_char(&cell, rest->ptr[at++]);
            else
                open = false;
        } else if (!open && (c == ',' || c == '\n')) {
            break;
        } else {
            buf_add_char(&cell, c);
        }
    }
    *last = at >= rest->len || rest->ptr[at] == '\n';
    *rest = at < rest->len ? str_from(*rest, at + 1) : (struct str){NULL, 0};
    struct str text = arena_dup(arena, buf_str(&cell));
    buf_clear(&cell);
    return text;
}

enum { COLUMNS_MAX = 64 };

static void read_table(struct word_lists *lists, struct str name, const char *file,
                       struct str bytes, struct diags *diags)
{
    struct word_list *columns[COLUMNS_MAX] = {0};
    size_t column_count = 0;
    unsigned line = 1, more = 0;
    for (bool last = false; !last;) { /* the header */
        struct str cell = str_trim(next_cell(&lists->arena, &bytes, &last, &more));
        struct str full = arena_printf(&lists->arena, "%.*s.%.*s", STR_ARG(name), STR_ARG(cell));
        if (column_count == COLUMNS_MAX) {
            diag_error(diags, "list-entry", ((struct place){file, 1, 1}),
                       "the table has more than %d columns", COLUMNS_MAX);
            return;
        }
        columns[column_count++] = add_list(lists, full, file, diags);
    }
    struct word_list *first = add_list(lists, name, file, diags);
    while (bytes.ptr && bytes.len) {
        struct place place = {file, line += 1 + more, 1};
        bool last = false;
        more = 0;
        for (size_t column = 0; !last; column++) {
            struct str cell = next_cell(&lists->arena, &bytes, &last, &more);
            if (column < column_count && columns[column])
                add_word(columns[column], cell, place, diags);
            if (column == 0 && first)
                add_word(first, cell, place, diags);
        }
    }
}

void word_lists_read(struct word_lists *lists, const char *name, const char *file, struct str bytes,
                     struct diags *diags)
{
    size_t bad;
    struct str stem = str_of(name);
    const char *where = arena_dup(&lists->arena, str_of(file)).ptr;
    bool csv = str_ends(stem, STR(".csv"));
    if (!csv && !str_ends(stem, STR(".txt")))
        return;
    stem = str_head(stem, stem.len - 4);
    if (str_starts(bytes, STR("\xEF\xBB\xBF")))
        bytes = str_from(bytes, 3);
    if (!str_is_utf8(bytes, &bad)) {
        diag_error(diags, "list-entry", ((struct place){where, 0, 0}), "not UTF-8 at byte %zu",
                   bad);
        return;
    }
    bytes = arena_dup(&lists->arena, bytes);
    if (csv) {
        read_table(lists, stem, where, bytes, diags);
        return;
    }
    struct word_list *list = add_list(lists, stem, where, diags);
    if (list)
        read_lines(list, bytes, diags);
}

static void load_file(struct word_lists *lists, const char *name, const char *path,
                      struct diags *diags)
{
    struct place whole = {path, 0, 0};
    struct error error;
    struct buf bytes = {0};
    if (file_read(path, LIMIT_LIST_BYTES, &bytes, &error))
        diag_error(diags, "unreadable", whole, "%s", error.message);
    else
        word_lists_read(lists, name, path, buf_str(&bytes), diags);
    buf_clear(&bytes);
}

static int is_list(const struct dirent *entry)
{
    struct str name = str_of(entry->d_name);
    return name.ptr[0] != '.' && (str_ends(name, STR(".txt")) || str_ends(name, STR(".csv")));
}

void word_lists_load(struct word_lists *lists, const char *folder, struct diags *diags)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, is_list, alphasort);
    if (count < 0) {
        if (errno != ENOENT)
            diag_error(diags, "unreadable", ((struct place){folder, 0, 0}), "cannot be read: %s",
                       strerror(errno));
        return;
    }
    for (int i = 0; i < count; i++) {
        struct str path = arena_printf(&lists->arena, "%s/%s", folder, entries[i]->d_name);
        load_file(lists, entries[i]->d_name, path.ptr, diags);
        free(entries[i]);
    }
    free(entries);
}

struct word_list *word_list_find(struct rule_build *build, struct str name, struct place place)
{
    struct word_lists *lists = build->lists;
    size_t count = lists ? lists->count : 0;
    const char **names = ARENA_ARRAY(build->arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++) {
        if (str_eq(lists->items[i]->name, name)) {
            if (lists->items[i]->count)
                return lists->items[i];
            diag_error(build->diags, "empty-list", place, "the list '%.*s' (%s) has no entries",
                       STR_ARG(name), lists->items[i]->file);
            return NULL;
        }
        names[i] = lists->items[i]->name.ptr;
    }
    diag_error(build->diags, "unknown-list", place,
               "no list '%.*s' is loaded; lists are files NAME.txt or NAME.csv in a folder "
               "'lists' beside the rules%s",
               STR_ARG(name), build_hint(build, name, names, count));
    return NULL;
}

static enum word_spelling spelling_of(enum field like)
{
    switch (like) {
    case FIELD_RAW:
        return WORD_AS_IT_IS;
    case FIELD_MAC:
        return WORD_MAC;
    case FIELD_PCI_ID:
    case FIELD_USB_ID:
        return WORD_DEVICE_ID;
    default:
        return WORD_TEXT;
    }
}

const struct value_list *word_list_table(struct word_list *list, enum field like, bool cased)
{
    struct value_list **table = &list->tables[spelling_of(like)][cased];
    if (!*table)
        *table = value_list_new(list->name, list->words, list->count, like, cased);
    return *table;
}
