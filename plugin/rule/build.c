#include "rule/build.h"

#include "base/mem.h"
#include "base/suggest.h"

void build_clear(struct rule_build *build)
{
    mem_free(build->tests);
    mem_free(build->selections);
    build->tests = NULL;
    build->selections = NULL;
    build->test_count = build->test_cap = 0;
    build->selection_count = build->selection_cap = 0;
}

void source_init(struct source *source, struct str bytes)
{
    size_t cap = 0;
    *source = (struct source){.bytes = bytes};
    for (size_t at = 0; at < bytes.len;) {
        source->lines = mem_grow(source->lines, &cap, source->line_count, sizeof *source->lines);
        source->lines[source->line_count++] = at;
        const char *end = memchr(bytes.ptr + at, '\n', bytes.len - at);
        at = end ? (size_t)(end - bytes.ptr) + 1 : bytes.len;
    }
}

void source_clear(struct source *source)
{
    mem_free(source->lines);
    *source = (struct source){0};
}

/* The bytes of the file from the line and column of `place` on. */
static struct str source_at(const struct source *source, struct place place)
{
    if (!source || place.line == 0 || place.line > source->line_count)
        return (struct str){0};
    struct str bytes = source->bytes;
    size_t at = source->lines[place.line - 1];
    for (unsigned column = 1; column < place.column && at < bytes.len; column++)
        for (at++; at < bytes.len && ((unsigned char)bytes.ptr[at] & 0xC0) == 0x80;)
            at++;
    return str_from(bytes, at);
}

/* Bytes of an escape in double quotes, and of what it stands for in the value. */
static size_t escape_len(struct str source, struct str value, size_t *stands_for)
{
    char kind = source.len > 1 ? source.ptr[1] : '\0';
    *stands_for = 1;
    while (*stands_for < value.len && ((unsigned char)value.ptr[*stands_for] & 0xC0) == 0x80)
        ++*stands_for;
    return kind == 'x' ? 4 : kind == 'u' ? 6 : kind == 'U' ? 10 : 2;
}

/* Bytes of the source for the first `count` bytes of a scalar's value, which begins there behind
 * `quote` (0: none); SIZE_MAX where the two part, as where a value is folded over lines. */
static size_t source_len(struct str source, char quote, struct str value, size_t count)
{
    size_t at = quote != 0;
    for (size_t i = 0, step; i < count; i += step) {
        char c = value.ptr[i];
        step = 1;
        if (at >= source.len)
            return SIZE_MAX;
        if (quote == '"' && source.ptr[at] == '\\') {
            at += escape_len(str_from(source, at), str_from(value, i), &step);
            continue;
        }
        if (quote == '\'' && c == quote)
            at++;
        if (at >= source.len || source.ptr[at] != c || c == '\n')
            return SIZE_MAX;
        at++;
    }
    return at > source.len ? SIZE_MAX : at;
}

/* In a literal block (|) each line of the value is one of the source, behind an indent. */
static struct place block_place(const struct source *source, struct place place, struct str value,
                                size_t offset)
{
    struct place at = {place.file, place.line + 1, 1};
    struct str seen = str_head(value, offset);
    for (ptrdiff_t end; (end = str_find_char(seen, '\n')) >= 0; at.line++) {
        seen = str_from(seen, (size_t)end + 1);
        value = str_from(value, (size_t)end + 1);
    }
    ptrdiff_t end = str_find_char(value, '\n');
    struct str line = end < 0 ? value : str_head(value, (size_t)end), text = source_at(source, at);
    size_t indent = 0;
    while (indent < text.len && text.ptr[indent] == ' ' &&
           !str_starts(str_from(text, indent), line))
        indent++;
    if (line.len == 0 || !str_starts(str_from(text, indent), line))
        return place;
    at.column += (unsigned)(indent + str_code_points(seen));
    return at;
}

struct place source_place(const struct source *source, struct place place, struct str value,
                          size_t offset)
{
    struct str text = source_at(source, place);
    if (text.len == 0 || offset > value.len)
        return place;
    char first = text.ptr[0];
    if (first == '|')
        return block_place(source, place, value, offset);
    size_t len = source_len(text, first == '\'' || first == '"' ? first : 0, value, offset);
    if (len != SIZE_MAX)
        place.column += (unsigned)str_code_points(str_head(text, len));
    return place;
}

struct place build_place(const struct rule_build *build, const struct yaml_node *scalar,
                         size_t offset)
{
    return source_place(build->source, scalar->place, scalar->value, offset);
}

struct test *build_test(struct rule_build *build)
{
    struct test *test = ARENA_NEW(build->arena, struct test);
    build->tests =
        mem_grow(build->tests, &build->test_cap, build->test_count, sizeof *build->tests);
    test->id = build->test_count;
    build->tests[build->test_count++] = test;
    return test;
}

const struct expr *build_leaf(struct rule_build *build, const struct test *test)
{
    struct expr *expr = ARENA_NEW(build->arena, struct expr);
    expr->kind = EXPR_TEST;
    expr->place = test->place;
    expr->test = test;
    return expr;
}

static const struct expr *branch(struct rule_build *build, enum expr_kind kind, struct place place,
                                 const struct expr *const *kids, size_t count)
{
    struct expr *expr = ARENA_NEW(build->arena, struct expr);
    const struct expr **copy = ARENA_ARRAY(build->arena, const struct expr *, count);
    memcpy(copy, kids, count * sizeof *copy);
    expr->kind = kind;
    expr->place = place;
    expr->kids = copy;
    expr->kid_count = count;
    return expr;
}

const struct expr *build_not(struct rule_build *build, struct place place, const struct expr *kid)
{
    return branch(build, EXPR_NOT, place, &kid, 1);
}

const struct expr *build_join(struct rule_build *build, enum expr_kind kind, struct place place,
                              const struct expr *const *kids, size_t count)
{
    return count == 1 ? kids[0] : branch(build, kind, place, kids, count);
}

void exprs_add(struct exprs *list, const struct expr *expr)
{
    list->items = mem_grow(list->items, &list->cap, list->count, sizeof *list->items);
    list->items[list->count++] = expr;
}

const char *build_hint(struct rule_build *build, struct str word, const char *const *names,
                       size_t count)
{
    const char *near = suggest(word, names, count);
    return near ? arena_printf(build->arena, ", did you mean '%s'?", near).ptr : "";
}

bool build_field(struct rule_build *build, struct str name, struct place place,
                 struct field_ref *out)
{
    if (!build->interdict) {
        *out = (struct field_ref){FIELD_RAW, name};
        return true;
    }
    enum field field = field_find(name);
    if (field != FIELD_COUNT) {
        *out = (struct field_ref){.field = field};
        return true;
    }
    if (str_starts(name, STR("raw.")) && name.len > 4) {
        *out = (struct field_ref){FIELD_RAW, str_from(name, 4)};
        return true;
    }
    diag_error(build->diags, "unknown-field", place,
               "'%.*s' is no field of the taxonomy interdict (a field of the source event is "
               "written raw.NAME)%s",
               STR_ARG(name), build_hint(build, name, field_names, FIELD_COUNT));
    return false;
}
