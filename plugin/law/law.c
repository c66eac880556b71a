#include "law/law_internal.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"

struct law *law_new(void)
{
    struct law *law = mem_zalloc(sizeof *law);
    arena_init(&law->arena, 65536);
    vocabulary_init(&law->vocabulary);
    return law;
}

void law_free(struct law *law)
{
    if (!law)
        return;
    for (size_t i = 0; i < law->zone_count; i++)
        timezone_free(law->zones[i].rules);
    mem_free(law->zones);
    mem_free(law->instruments);
    mem_free(law->rules);
    vocabulary_clear(&law->vocabulary);
    organisations_clear(&law->organisations);
    exceptions_clear(&law->exceptions);
    for (size_t i = 0; i < law->file_count; i++)
        yaml_file_clear(&law->files[i]);
    mem_free(law->files);
    arena_clear(&law->arena);
    mem_free(law);
}

static bool has_any(const struct yaml_node *document, const char *const *keys, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (yaml_get(document, keys[i]))
            return true;
    return false;
}

static bool is_instrument(const struct yaml_node *document)
{
    static const char *const keys[] = {"restricts", "prohibits", "binds"};
    return has_any(document, keys, 3);
}

static bool is_vocabulary(const struct yaml_node *document)
{
    static const char *const keys[] = {"roles", "categories", "purposes"};
    return has_any(document, keys, 3);
}

bool law_is(const struct yaml_node *document)
{
    return document && document->type == YAML_MAP &&
           (is_instrument(document) || is_vocabulary(document));
}

static struct yaml_file *take_over(struct law *law, struct yaml_file *file)
{
    law->files = mem_grow(law->files, &law->file_cap, law->file_count, sizeof *law->files);
    struct yaml_file *kept = &law->files[law->file_count++];
    *kept = *file;
    *file = (struct yaml_file){0};
    return kept;
}

void law_load(struct law *law, struct yaml_file *file, struct diags *diags)
{
    const struct yaml_file *kept = take_over(law, file);
    for (size_t i = 0; i < kept->count; i++) {
        const struct yaml_node *document = kept->documents[i];
        struct instrument instrument;
        if (is_instrument(document)) {
            if (!instrument_read(document, &law->arena, diags, &instrument))
                continue;
            law->instruments =
                mem_grow(law->instruments, &law->cap, law->count, sizeof *law->instruments);
            law->instruments[law->count++] = instrument;
        } else if (is_vocabulary(document)) {
            vocabulary_load(&law->vocabulary, document, diags);
        } else {
            diag_error(diags, "not-law", document->place,
                       "neither an instrument (restricts, prohibits, binds) nor a vocabulary "
                       "(roles, categories, purposes)");
        }
    }
}

void law_set_operator(struct law *law, const struct yaml_node *organisation, struct diags *diags)
{
    law->has_operator =
        organisation_read_operator(organisation, &law->arena, diags, &law->operator_organisation);
}

/* The whole file into the arena; false and an error when it cannot be read. */
static bool read_bytes(const char *path, struct arena *arena, struct diags *diags, struct str *out)
{
    struct buf bytes = {0};
    struct error error;
    int status = file_read(path, LIMIT_YAML_BYTES, &bytes, &error);
    if (status == ERROR_NONE)
        *out = arena_dup(arena, buf_str(&bytes));
    else
        diag_error(diags, "unreadable", ((struct place){path, 0, 0}), "%s", error.message);
    buf_clear(&bytes);
    return status == ERROR_NONE;
}

static bool is_csv(const char *path)
{
    return str_ends(str_of(path), STR(".csv")) || str_ends(str_of(path), STR(".CSV"));
}

void law_load_organisations(struct law *law, const char *path, struct diags *diags)
{
    const char *name = arena_dup(&law->arena, str_of(path)).ptr;
    if (is_csv(path)) {
        struct str bytes;
        if (read_bytes(name, &law->arena, diags, &bytes))
            organisations_read_csv(&law->organisations, name, bytes, &law->arena, diags);
        return;
    }
    struct yaml_file file;
    int status = yaml_load_file(name, diags, &file);
    const struct yaml_file *kept = take_over(law, &file);
    for (size_t i = 0; status == ERROR_NONE && i < kept->count; i++)
        organisations_read_yaml(&law->organisations, kept->documents[i], &law->arena, diags);
}

void law_load_exceptions(struct law *law, const char *path, struct diags *diags)
{
    const char *name = arena_dup(&law->arena, str_of(path)).ptr;
    if (is_csv(path)) {
        struct str bytes;
        if (read_bytes(name, &law->arena, diags, &bytes))
            exceptions_read_csv(&law->exceptions, name, bytes, &law->arena, diags);
        return;
    }
    struct yaml_file file;
    int status = yaml_load_file(name, diags, &file);
    const struct yaml_file *kept = take_over(law, &file);
    for (size_t i = 0; status == ERROR_NONE && i < kept->count; i++)
        exceptions_read(&law->exceptions, kept->documents[i], &law->arena, diags);
}

static int compare_ids(const void *a, const void *b)
{
    const struct instrument *x = a, *y = b;
    int order = str_cmp(x->id, y->id);
    return order ? order : str_cmp(str_of(x->file), str_of(y->file));
}

static void check_duplicates(const struct law *law, struct diags *diags)
{
    for (size_t i = 1; i < law->count; i++) {
        const struct instrument *a = &law->instruments[i - 1], *b = &law->instruments[i];
        if (str_eq(a->id, b->id))
            diag_error(diags, "duplicate-id", b->place,
                       "the instrument '%.*s' stands already in %s", STR_ARG(b->id), a->file);
    }
}

void law_link(struct law *law, const struct rule_set *rules, struct diags *diags)
{
    vocabulary_link(&law->vocabulary, diags);
    if (law->count)
        qsort(law->instruments, law->count, sizeof *law->instruments, compare_ids);
    check_duplicates(law, diags);
    for (size_t i = 0; i < law->count; i++)
        instrument_link(law, &law->instruments[i], diags);
    organisations_link(&law->organisations, &law->vocabulary.roles, &law->arena, diags);
    if (law->has_operator)
        organisation_check_roles(&law->operator_organisation, &law->vocabulary.roles, diags);
    link_rules(law, rules, diags);
}

size_t law_count(const struct law *law)
{
    return law->count;
}

const struct instrument *law_at(const struct law *law, size_t index)
{
    return &law->instruments[index];
}
