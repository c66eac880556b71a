/* YAML → struct exception. */
#include "law/exception.h"

#include "base/mem.h"
#include "law/organisation.h"
#include "law/read.h"

const char *const exception_keys[EXCEPTION_KEYS] = {
    "id",          "instruments", "rule",        "vendor",       "org",  "site", "contract",
    "part_number", "ticket",      "approved_by", "requested_by", "from", "until"};

void exceptions_clear(struct exceptions *exceptions)
{
    mem_free(exceptions->items);
    *exceptions = (struct exceptions){0};
}

bool exception_names(const struct exception *exception, struct str instrument)
{
    for (size_t i = 0; i < exception->instrument_count; i++)
        if (str_eq(exception->instruments[i], instrument))
            return true;
    return false;
}

static struct str fold_or_absent(struct str text, struct arena *arena)
{
    return text.len ? name_fold(text, arena) : (struct str){0};
}

static void read_scope(const struct yaml_node *map, struct arena *arena, struct diags *diags,
                       struct exception *out)
{
    bool any = read_text(map, "rule", false, diags, &out->rule);
    any |= read_text(map, "vendor", false, diags, &out->vendor);
    any |= read_text(map, "part_number", false, diags, &out->part_number);
    any |= read_text(map, "org", false, diags, &out->org);
    any |= read_text(map, "site", false, diags, &out->site);
    any |= read_text(map, "contract", false, diags, &out->contract);
    if (!any)
        diag_error(diags, "missing-key", map->place,
                   "an exception needs at least one of rule, vendor, part_number, org, site and "
                   "contract: it cannot be for everything");
    out->folded_vendor = fold_or_absent(out->vendor, arena);
    out->folded_part_number = fold_or_absent(out->part_number, arena);
    out->folded_org = fold_or_absent(out->org, arena);
    out->folded_site = fold_or_absent(out->site, arena);
    out->folded_contract = fold_or_absent(out->contract, arena);
}

static void read_people(const struct yaml_node *map, struct arena *arena, struct diags *diags,
                        struct exception *out)
{
    bool asked = read_text(map, "requested_by", true, diags, &out->requested_by);
    bool approved = read_text(map, "approved_by", true, diags, &out->approved_by);
    if (asked && approved &&
        str_eq(name_fold(out->requested_by, arena), name_fold(out->approved_by, arena)))
        diag_error(diags, "same-person", yaml_get(map, "approved_by")->place,
                   "whoever asks for an exception cannot approve it");
}

static void read_exception(const struct yaml_node *map, struct arena *arena, struct diags *diags,
                           struct exception *out)
{
    *out = (struct exception){.from = DAY_NONE, .until = DAY_NONE, .place = map->place};
    yaml_check_keys(map, "exception", exception_keys, EXCEPTION_KEYS, diags);
    read_text(map, "id", true, diags, &out->id);
    read_list(map, "instruments", true, arena, diags, &out->instruments, &out->instrument_count);
    read_text(map, "ticket", true, diags, &out->ticket);
    read_people(map, arena, diags, out);
    bool from = read_day(map, "from", true, diags, &out->from);
    bool until = read_day(map, "until", true, diags, &out->until);
    if (from && until && out->until < out->from)
        diag_error(diags, "bad-period", yaml_get(map, "until")->place,
                   "'until' lies before 'from'");
    read_scope(map, arena, diags, out);
}

bool exceptions_read(struct exceptions *exceptions, const struct yaml_node *list,
                     struct arena *arena, struct diags *diags)
{
    size_t errors = diags->errors, before = exceptions->count;
    if (list->type != YAML_SEQ) {
        diag_error(diags, "wrong-type", list->place, "exceptions have to be a list of maps");
        return false;
    }
    for (size_t i = 0; i < list->count; i++) {
        struct exception exception;
        if (!read_is_map(list->items[i], "an exception", diags))
            continue;
        read_exception(list->items[i], arena, diags, &exception);
        for (size_t j = 0; j < exceptions->count; j++)
            if (exception.id.len && str_eq(exception.id, exceptions->items[j].id))
                diag_error(diags, "duplicate-id", list->items[i]->place,
                           "the exception '%.*s' stands already in line %u", STR_ARG(exception.id),
                           exceptions->items[j].place.line);
        exceptions->items = mem_grow(exceptions->items, &exceptions->cap, exceptions->count,
                                     sizeof *exceptions->items);
        exceptions->items[exceptions->count++] = exception;
    }
    if (diags->errors == errors)
        return true;
    exceptions->count = before;
    return false;
}
