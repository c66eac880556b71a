#include "law/organisation.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "event/text.h"
#include "law/country.h"
#include "law/csv.h"
#include "law/read.h"

static const char *const columns[] = {"id", "name", "pattern", "country", "roles", "from", "until"};
enum { COL_ID, COL_NAME, COL_PATTERN, COL_COUNTRY, COL_ROLES, COL_FROM, COL_UNTIL, COL_COUNT };

/* A row before it is checked: one text a column, absent where there is none. */
struct raw_row {
    struct str cells[COL_COUNT];
    struct place places[COL_COUNT], place;
    const struct str *roles;
    size_t role_count;
};

void organisations_clear(struct organisations *organisations)
{
    for (size_t i = 0; i < organisations->count; i++)
        regex_free(organisations->rows[i].regex);
    mem_free(organisations->rows);
    mem_free(organisations->by_id);
    mem_free(organisations->by_name);
    mem_free(organisations->patterns);
    *organisations = (struct organisations){0};
}

void role_split(struct str text, struct str *role, struct str *country)
{
    ptrdiff_t at = str_find_char(text, '@');
    *role = at < 0 ? text : str_head(text, (size_t)at);
    *country = at < 0 ? (struct str){0} : str_from(text, (size_t)at + 1);
}

struct str name_fold(struct str name, struct arena *arena)
{
    struct buf folded = {0};
    text_simple_fold(&folded, text_normalise(arena, name));
    struct str copy = arena_dup(arena, buf_str(&folded));
    buf_clear(&folded);
    return copy;
}

/* ---- Checking a row ---- */

static void check_day(const struct raw_row *raw, int column, struct diags *diags, day_t *out)
{
    struct str text = raw->cells[column];
    if (text.len && !day_parse(text, out))
        diag_error(diags, "bad-date", raw->places[column],
                   "'%s' has to be a date YYYY-MM-DD that exists, not '%.*s'", columns[column],
                   STR_ARG(text));
}

static void check_row(const struct raw_row *raw, bool is_operator, struct diags *diags,
                      struct organisation *out)
{
    *out = (struct organisation){
        .id = raw->cells[COL_ID],
        .name = raw->cells[COL_NAME],
        .pattern = raw->cells[COL_PATTERN],
        .country = raw->cells[COL_COUNTRY],
        .roles = raw->roles,
        .role_count = raw->role_count,
        .from = DAY_NONE,
        .until = DAY_MAX,
        .place = raw->place,
        .roles_place = raw->places[COL_ROLES],
    };
    if (!is_operator && !out->id.len && !out->name.len && !out->pattern.len)
        diag_error(diags, "missing-key", raw->place,
                   "an organisation needs an id, a name or a pattern");
    if (out->country.len && !country_is_code(out->country))
        diag_error(diags, "unknown-country", raw->places[COL_COUNTRY],
                   "'%.*s' is no ISO 3166-1 alpha-2 code", STR_ARG(out->country));
    for (size_t i = 0; i < out->role_count; i++) {
        struct str role, country;
        role_split(out->roles[i], &role, &country);
        if (country.ptr && !country_is_code(country))
            diag_error(diags, "unknown-country", raw->places[COL_ROLES],
                       "'%.*s' is no ISO 3166-1 alpha-2 code, in '%.*s'", STR_ARG(country),
                       STR_ARG(out->roles[i]));
    }
    check_day(raw, COL_FROM, diags, &out->from);
    check_day(raw, COL_UNTIL, diags, &out->until);
    if (out->until < out->from)
        diag_error(diags, "bad-period", raw->places[COL_UNTIL], "'until' lies before 'from'");
    struct error error;
    if (out->pattern.len && regex_new(out->pattern, (struct regex_flags){.caseless = true},
                                      &out->regex, &error) != ERROR_NONE)
        diag_error(diags, "bad-regex", raw->places[COL_PATTERN],
                   "%s (at character %u of the pattern)", error.message, error.column);
}

static void add_row(struct organisations *organisations, const struct organisation *row)
{
    organisations->rows = mem_grow(organisations->rows, &organisations->cap, organisations->count,
                                   sizeof *organisations->rows);
    organisations->rows[organisations->count++] = *row;
}

/* Takes back what a bad file has added. */
static bool keep_or_drop(struct organisations *organisations, size_t before, bool good)
{
    while (!good && organisations->count > before)
        regex_free(organisations->rows[--organisations->count].regex);
    return good;
}

/* ---- YAML ---- */

static void raw_of_map(const struct yaml_node *map, struct arena *arena, struct diags *diags,
                       struct raw_row *raw)
{
    *raw = (struct raw_row){.place = map->place};
    for (int i = 0; i < COL_COUNT; i++) {
        const struct yaml_node *node = yaml_get(map, columns[i]);
        raw->places[i] = node ? node->place : map->place;
        if (!node || i == COL_ROLES)
            continue;
        if (read_text(map, columns[i], false, diags, &raw->cells[i]) && i == COL_PATTERN)
            raw->cells[i] = node->value; /* blanks at the ends of a regex count */
    }
    const struct yaml_node *roles = yaml_get(map, "roles");
    if (roles && roles->type == YAML_SEQ && roles->count == 0)
        diag_error(diags, "wrong-type", roles->place,
                   "an empty list says nothing: write [private], or leave 'roles' out");
    else if (roles)
        read_list(map, "roles", false, arena, diags, &raw->roles, &raw->role_count);
}

bool organisations_read_yaml(struct organisations *organisations, const struct yaml_node *list,
                             struct arena *arena, struct diags *diags)
{
    size_t errors = diags->errors, before = organisations->count;
    if (list->type != YAML_SEQ) {
        diag_error(diags, "wrong-type", list->place, "organisations have to be a list of maps");
        return false;
    }
    for (size_t i = 0; i < list->count; i++) {
        struct raw_row raw;
        struct organisation row;
        if (!read_is_map(list->items[i], "an organisation", diags))
            continue;
        yaml_check_keys(list->items[i], "organisation", columns, COL_COUNT, diags);
        raw_of_map(list->items[i], arena, diags, &raw);
        check_row(&raw, false, diags, &row);
        add_row(organisations, &row);
    }
    return keep_or_drop(organisations, before, diags->errors == errors);
}

bool organisation_read_operator(const struct yaml_node *map, struct arena *arena,
                                struct diags *diags, struct organisation *out)
{
    static const char *const keys[] = {"id", "name", "country", "roles"};
    size_t errors = diags->errors;
    struct raw_row raw;
    struct organisation row;
    if (!read_is_map(map, "'organisation'", diags))
        return false;
    yaml_check_keys(map, "organisation", keys, 4, diags);
    raw_of_map(map, arena, diags, &raw);
    check_row(&raw, true, diags, &row);
    if (diags->errors != errors) {
        regex_free(row.regex);
        return false;
    }
    *out = row;
    return true;
}

/* ---- CSV ---- */

static bool read_header(const struct csv_row *header, struct diags *diags, int *order)
{
    bool seen[COL_COUNT] = {false}, good = header->count <= COL_COUNT;
    if (!good)
        diag_error(diags, "csv-header", header->cells[0].place, "too many columns");
    for (size_t i = 0; good && i < header->count; i++) {
        struct str name = str_trim(header->cells[i].text);
        int column = 0;
        while (column < COL_COUNT && !str_is(name, columns[column]))
            column++;
        if (column == COL_COUNT) {
            unknown_word(diags, "csv-header", header->cells[i].place, "column", name, columns,
                         COL_COUNT);
            good = false;
        } else if (seen[column]) {
            diag_error(diags, "csv-header", header->cells[i].place, "the column '%s' stands twice",
                       columns[column]);
            good = false;
        } else {
            seen[column] = true;
            order[i] = column;
        }
    }
    return good;
}

static void split_roles(struct raw_row *raw, struct arena *arena)
{
    struct str rest = raw->cells[COL_ROLES], part;
    size_t most = 1;
    for (size_t i = 0; i < rest.len; i++)
        most += rest.ptr[i] == ';';
    struct str *roles = ARENA_ARRAY(arena, struct str, most);
    while (rest.len && str_split(&rest, ';', &part)) {
        part = str_trim(part);
        if (part.len)
            roles[raw->role_count++] = arena_dup(arena, part);
    }
    raw->roles = roles;
}

static void read_csv_row(struct organisations *organisations, const struct csv_row *cells,
                         const int *order, size_t width, struct arena *arena, struct diags *diags)
{
    struct raw_row raw = {.place = cells->cells[0].place};
    struct organisation row;
    if (cells->count != width) {
        diag_error(diags, "csv-width", raw.place, "%zu fields where the header has %zu",
                   cells->count, width);
        return;
    }
    for (int i = 0; i < COL_COUNT; i++)
        raw.places[i] = raw.place;
    for (size_t i = 0; i < width; i++) {
        struct str text = cells->cells[i].text;
        raw.cells[order[i]] = order[i] == COL_PATTERN ? text : str_trim(text);
        raw.places[order[i]] = cells->cells[i].place;
    }
    split_roles(&raw, arena);
    check_row(&raw, false, diags, &row);
    add_row(organisations, &row);
}

bool organisations_read_csv(struct organisations *organisations, const char *file, struct str bytes,
                            struct arena *arena, struct diags *diags)
{
    size_t errors = diags->errors, before = organisations->count;
    struct csv csv;
    int order[COL_COUNT];
    if (!csv_read(file, bytes, arena, diags, &csv))
        return false;
    if (csv.count == 0) {
        diag_error(diags, "csv-header", ((struct place){file, 1, 1}),
                   "the header id,name,pattern,country,roles,from,until is missing");
        return false;
    }
    if (!read_header(&csv.rows[0], diags, order))
        return false;
    for (size_t i = 1; i < csv.count; i++)
        read_csv_row(organisations, &csv.rows[i], order, csv.rows[0].count, arena, diags);
    return keep_or_drop(organisations, before, diags->errors == errors);
}

/* ---- Linking and finding ---- */

void organisation_check_roles(const struct organisation *organisation, const struct glossary *roles,
                              struct diags *diags)
{
    for (size_t i = 0; i < organisation->role_count; i++) {
        struct str role, country;
        role_split(organisation->roles[i], &role, &country);
        if (glossary_find(roles, role) == TERM_NONE)
            glossary_unknown(roles, role, organisation->roles_place, diags);
    }
}

static int compare_keys(const void *a, const void *b)
{
    const struct organisation_key *x = a, *y = b;
    int order = str_cmp(x->text, y->text);
    return order ? order : x->row < y->row ? -1 : x->row > y->row;
}

void organisations_link(struct organisations *organisations, const struct glossary *roles,
                        struct arena *arena, struct diags *diags)
{
    size_t n = organisations->count;
    organisations->by_id = mem_resize(NULL, n + 1, sizeof *organisations->by_id);
    organisations->by_name = mem_resize(NULL, n + 1, sizeof *organisations->by_name);
    organisations->patterns = mem_resize(NULL, n + 1, sizeof *organisations->patterns);
    for (size_t i = 0; i < n; i++) {
        struct organisation *row = &organisations->rows[i];
        organisation_check_roles(row, roles, diags);
        row->folded_name = row->name.len ? name_fold(row->name, arena) : (struct str){0};
        if (row->id.len)
            organisations->by_id[organisations->id_count++] = (struct organisation_key){row->id, i};
        if (row->folded_name.len)
            organisations->by_name[organisations->name_count++] =
                (struct organisation_key){row->folded_name, i};
        if (row->regex)
            organisations->patterns[organisations->pattern_count++] = i;
    }
    qsort(organisations->by_id, organisations->id_count, sizeof *organisations->by_id,
          compare_keys);
    qsort(organisations->by_name, organisations->name_count, sizeof *organisations->by_name,
          compare_keys);
}

static bool known_on(const struct organisation *row, day_t day)
{
    if (day == DAY_NONE)
        return row->from == DAY_NONE && row->until == DAY_MAX;
    return row->from <= day && day <= row->until;
}

static bool find_keyed(const struct organisations *organisations,
                       const struct organisation_key *keys, size_t count, struct str text,
                       day_t day, organisation_fn *found, void *ctx)
{
    size_t low = 0, high = count;
    bool any = false;
    if (!text.len)
        return false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_cmp(keys[middle].text, text) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < count && str_eq(keys[low].text, text); low++) {
        const struct organisation *row = &organisations->rows[keys[low].row];
        if (!known_on(row, day))
            continue;
        found(ctx, row);
        any = true;
    }
    return any;
}

void organisations_find(const struct organisations *organisations, struct regex_scratch *scratch,
                        struct str id, struct str folded_name, struct str name, day_t day,
                        organisation_fn *found, void *ctx)
{
    if (find_keyed(organisations, organisations->by_id, organisations->id_count, id, day, found,
                   ctx) ||
        find_keyed(organisations, organisations->by_name, organisations->name_count, folded_name,
                   day, found, ctx) ||
        !name.len)
        return;
    name = str_head(name, str_utf8_floor(name, LIMIT_REGEX_SUBJECT));
    for (size_t i = 0; i < organisations->pattern_count; i++) {
        const struct organisation *row = &organisations->rows[organisations->patterns[i]];
        size_t start, end;
        if (known_on(row, day) &&
            regex_search(row->regex, scratch, name, 0, &start, &end) == REGEX_YES)
            found(ctx, row);
    }
}
