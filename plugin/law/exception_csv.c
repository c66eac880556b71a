/* CSV → the tree that YAML would have given, so that both are checked by the same code. */
#include "law/csv.h"
#include "law/exception.h"

static struct yaml_node *scalar_of(const struct csv_cell *cell, struct str text,
                                   struct arena *arena)
{
    struct yaml_node *node = ARENA_NEW(arena, struct yaml_node);
    node->type = YAML_SCALAR;
    node->quoted = true; /* a cell is text, also where it reads 2026 or null */
    node->place = cell->place;
    node->value = arena_dup(arena, text);
    return node;
}

static struct yaml_node *node_with_room(enum yaml_type type, struct place place, size_t room,
                                        struct arena *arena)
{
    struct yaml_node *node = ARENA_NEW(arena, struct yaml_node);
    node->type = type;
    node->place = place;
    node->items = ARENA_ARRAY(arena, struct yaml_node *, room);
    node->keys = ARENA_ARRAY(arena, struct yaml_node *, room);
    return node;
}

/* "a; b" */
static struct yaml_node *list_of(const struct csv_cell *cell, struct arena *arena)
{
    struct str rest = cell->text, part;
    size_t room = 1;
    for (size_t i = 0; i < rest.len; i++)
        room += rest.ptr[i] == ';';
    struct yaml_node *list = node_with_room(YAML_SEQ, cell->place, room, arena);
    while (str_split(&rest, ';', &part))
        if (str_trim(part).len)
            list->items[list->count++] = scalar_of(cell, str_trim(part), arena);
    return list;
}

static bool read_header(const struct csv_row *header, struct arena *arena, struct diags *diags)
{
    size_t errors = diags->errors;
    struct yaml_node *map = node_with_room(YAML_MAP, header->cells[0].place, header->count, arena);
    for (size_t i = 0; i < header->count; i++) {
        struct yaml_node *name =
            scalar_of(&header->cells[i], str_trim(header->cells[i].text), arena);
        if (yaml_get(map, name->value.ptr))
            diag_error(diags, "csv-header", name->place, "the column '%s' stands twice",
                       name->value.ptr);
        map->keys[map->count] = map->items[map->count] = name;
        map->count++;
    }
    yaml_check_keys(map, "the header of exceptions", exception_keys, EXCEPTION_KEYS, diags);
    return diags->errors == errors;
}

/* A cell without text is a key that is not there. */
static struct yaml_node *map_of(const struct csv_row *header, const struct csv_row *row,
                                struct arena *arena)
{
    struct yaml_node *map = node_with_room(YAML_MAP, row->cells[0].place, header->count, arena);
    for (size_t i = 0; i < header->count; i++) {
        const struct csv_cell *cell = &row->cells[i];
        struct str name = str_trim(header->cells[i].text), text = str_trim(cell->text);
        if (!text.len)
            continue;
        map->keys[map->count] = scalar_of(cell, name, arena);
        map->items[map->count++] =
            str_is(name, "instruments") ? list_of(cell, arena) : scalar_of(cell, text, arena);
    }
    return map;
}

bool exceptions_read_csv(struct exceptions *exceptions, const char *file, struct str bytes,
                         struct arena *arena, struct diags *diags)
{
    struct csv csv;
    size_t errors = diags->errors;
    if (!csv_read(file, bytes, arena, diags, &csv))
        return false;
    if (csv.count == 0) {
        diag_error(diags, "csv-header", ((struct place){file, 1, 1}),
                   "the header id,instruments,rule,vendor,part_number,org,site,contract,ticket,"
                   "requested_by,approved_by,from,until is missing");
        return false;
    }
    const struct csv_row *header = &csv.rows[0];
    if (!read_header(header, arena, diags))
        return false;
    struct yaml_node *list = node_with_room(YAML_SEQ, header->cells[0].place, csv.count, arena);
    for (size_t i = 1; i < csv.count; i++) {
        const struct csv_row *row = &csv.rows[i];
        if (row->count == header->count)
            list->items[list->count++] = map_of(header, row, arena);
        else
            diag_error(diags, "csv-width", row->cells[0].place,
                       "%zu fields where the header has %zu", row->count, header->count);
    }
    size_t before = exceptions->count;
    exceptions_read(exceptions, list, arena, diags);
    if (diags->errors == errors)
        return true;
    exceptions->count = before; /* a row of the wrong width spoils the others too */
    return false;
}
