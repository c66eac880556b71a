#include "engine/ruleset.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"
#include "engine/files.h"

struct ruleset {
    atomic_size_t references;
    struct rule_set *rules;
    struct law *law;
    struct matcher *matcher;
    struct ruleset_info info;
};

/* One file's part of the digest. */
struct fingerprint {
    char *path; /* relative to the folder it was found in, so that a copy has the same digest */
    uint8_t sha256[SHA256_BYTES];
};

struct loader {
    struct ruleset *ruleset;
    struct diags *diags;
    struct hasher *hasher;
    struct fingerprint *prints;
    size_t print_count, print_cap;
    char **list_folders; /* whose lists are loaded; made by realpath */
    size_t list_folder_count, list_folder_cap;
};

static void add_print(struct loader *l, const char *path, struct str bytes)
{
    l->prints = mem_grow(l->prints, &l->print_cap, l->print_count, sizeof *l->prints);
    struct fingerprint *print = &l->prints[l->print_count++];
    print->path = mem_dup(str_of(path));
    hasher_sha256(l->hasher, bytes, print->sha256);
}

static int by_path(const void *a, const void *b)
{
    const struct fingerprint *x = a, *y = b;
    int order = strcmp(x->path, y->path);
    return order ? order : memcmp(x->sha256, y->sha256, SHA256_BYTES);
}

static void finish_digest(struct loader *l)
{
    uint8_t digest[SHA256_BYTES];
    if (l->print_count)
        qsort(l->prints, l->print_count, sizeof *l->prints, by_path);
    hasher_begin(l->hasher);
    for (size_t i = 0; i < l->print_count; i++) {
        struct fingerprint *print = &l->prints[i];
        hasher_add(l->hasher, (struct str){print->path, strlen(print->path) + 1});
        hasher_add(l->hasher, (struct str){(const char *)print->sha256, SHA256_BYTES});
    }
    hasher_end(l->hasher, digest);
    hex_encode(digest, SHA256_BYTES, l->ruleset->info.digest);
}

/* Tells rules from instruments by what stands in the file's first document. What the YAML reader
 * refused does not stop the others: all mistakes of a file are shown in one go. */
static void load_file(struct loader *l, const char *path, const char *relative)
{
    struct yaml_file file;
    size_t errors = l->diags->errors;
    yaml_load_file(path, l->diags, &file);
    add_print(l, relative, file.bytes);
    if (file.count == 0) {
        if (l->diags->errors == errors)
            diag_warn(l->diags, "empty-file", ((struct place){path, 0, 0}), "nothing stands in it");
        yaml_file_clear(&file);
    } else if (law_is(file.documents[0])) {
        law_load(l->ruleset->law, &file, l->diags);
    } else if (rule_is(file.documents[0])) {
        rule_set_load(l->ruleset->rules, &file, l->diags);
    } else {
        diag_error(l->diags, "unknown-document", file.documents[0]->place,
                   "neither a rule (no 'detection'), nor an instrument (no 'restricts' or "
                   "'prohibits'), nor a vocabulary");
        yaml_file_clear(&file);
    }
}

/* The path as seen from the folder it was found in. */
static const char *relative_path(const char *path, const char *folder)
{
    struct str relative = str_from(str_of(path), strlen(folder));
    while (relative.len && relative.ptr[0] == '/')
        relative = str_from(relative, 1);
    return relative.len ? relative.ptr : path;
}

static void load_folder(struct loader *l, const char *folder)
{
    struct file_list files = {0};
    files_find(&files, folder, files_yaml, l->diags);
    rule_set_root(l->ruleset->rules, folder);
    for (size_t i = 0; i < files.count; i++)
        load_file(l, files.paths[i], relative_path(files.paths[i], folder));
    files_clear(&files);
}

/* The content of files that are not read as YAML counts for the digest too. What is wrong with one
 * of them, its own loader says. */
static void print_file(struct loader *l, const char *path, const char *relative)
{
    struct buf bytes = {0};
    file_read(path, LIMIT_YAML_BYTES, &bytes, NULL);
    add_print(l, relative, buf_str(&bytes));
    buf_clear(&bytes);
}

/* Loads the lists of a folder, unless an earlier one had the same. Returns whether there are any.
 */
static bool load_lists_of(struct loader *l, const char *folder, const char *lists)
{
    struct file_list files = {0};
    char *path = realpath(lists, NULL);
    if (!path)
        return false;
    for (size_t i = 0; i < l->list_folder_count; i++) {
        if (strcmp(l->list_folders[i], path) == 0) {
            free(path);
            return true;
        }
    }
    l->list_folders = mem_grow(l->list_folders, &l->list_folder_cap, l->list_folder_count,
                               sizeof *l->list_folders);
    l->list_folders[l->list_folder_count++] = path;
    rule_set_add_lists(l->ruleset->rules, lists, l->diags);
    files_find(&files, lists, files_lists, l->diags);
    for (size_t i = 0; i < files.count; i++)
        print_file(l, files.paths[i], relative_path(files.paths[i], folder));
    files_clear(&files);
    return true;
}

/* Lists stand in `lists` below a folder of rules, or beside it, so that `rules/hardware` alone
 * finds those of `rules`. */
static void load_lists(struct loader *l, const char *folder)
{
    char below[4096], beside[4096];
    if (snprintf(below, sizeof below, "%s/lists", folder) < (int)sizeof below &&
        load_lists_of(l, folder, below))
        return;
    if (snprintf(beside, sizeof beside, "%s/../lists", folder) < (int)sizeof beside)
        load_lists_of(l, folder, beside);
}

/* Whether the vocabulary lies inside one of the folders and is loaded with it anyway. */
static bool vocabulary_is_inside(const struct ruleset_sources *sources)
{
    char *vocabulary = realpath(sources->vocabulary, NULL);
    bool inside = false;
    for (size_t i = 0; vocabulary && i < sources->folder_count && !inside; i++) {
        char *folder = realpath(sources->folders[i], NULL);
        size_t len = folder ? strlen(folder) : 0;
        inside = folder && strncmp(vocabulary, folder, len) == 0 &&
                 (vocabulary[len] == '/' || vocabulary[len] == '\0');
        free(folder);
    }
    free(vocabulary);
    return inside;
}

static void load_people(struct loader *l, const struct ruleset_sources *sources)
{
    if (sources->operator_organisation)
        law_set_operator(l->ruleset->law, sources->operator_organisation, l->diags);
    if (sources->organisations) {
        law_load_organisations(l->ruleset->law, sources->organisations, l->diags);
        print_file(l, sources->organisations, sources->organisations);
    }
    if (sources->exceptions) {
        law_load_exceptions(l->ruleset->law, sources->exceptions, l->diags);
        print_file(l, sources->exceptions, sources->exceptions);
    }
}

int ruleset_load(const struct ruleset_sources *sources, struct diags *diags, struct ruleset **out)
{
    size_t errors_before = diags->errors;
    struct ruleset *ruleset = mem_zalloc(sizeof *ruleset);
    atomic_init(&ruleset->references, 1);
    ruleset->rules = rule_set_new();
    ruleset->law = law_new();
    ruleset->info.version = INTERDICT_VERSION;
    struct loader loader = {.ruleset = ruleset, .diags = diags, .hasher = hasher_new()};

    /* Lists first: a rule's placeholders are filled in while it is loaded. */
    for (size_t i = 0; i < sources->folder_count; i++)
        load_lists(&loader, sources->folders[i]);
    if (sources->vocabulary && !vocabulary_is_inside(sources))
        load_folder(&loader, sources->vocabulary);
    for (size_t i = 0; i < sources->folder_count; i++)
        load_folder(&loader, sources->folders[i]);
    if (rule_set_count(ruleset->rules) == 0 && diags->errors == errors_before)
        diag_warn(diags, "no-rules",
                  ((struct place){sources->folder_count ? sources->folders[0] : NULL, 0, 0}),
                  "no rule was found: nothing will ever match");
    rule_set_check(ruleset->rules, diags);
    load_people(&loader, sources);
    law_link(ruleset->law, ruleset->rules, diags);
    matcher_new(ruleset->rules, &(struct matcher_options){sources->backend}, diags,
                &ruleset->matcher);
    finish_digest(&loader);

    for (size_t i = 0; i < loader.print_count; i++)
        mem_free(loader.prints[i].path);
    mem_free(loader.prints);
    for (size_t i = 0; i < loader.list_folder_count; i++)
        free(loader.list_folders[i]);
    mem_free(loader.list_folders);
    hasher_free(loader.hasher);
    if (diags->errors > errors_before) {
        ruleset_unref(ruleset);
        return ERROR_INVALID;
    }
    *out = ruleset;
    return ERROR_NONE;
}

struct ruleset *ruleset_ref(struct ruleset *ruleset)
{
    atomic_fetch_add_explicit(&ruleset->references, 1, memory_order_relaxed);
    return ruleset;
}

void ruleset_unref(struct ruleset *ruleset)
{
    if (!ruleset || atomic_fetch_sub_explicit(&ruleset->references, 1, memory_order_acq_rel) != 1)
        return;
    matcher_free(ruleset->matcher);
    law_free(ruleset->law);
    rule_set_free(ruleset->rules);
    mem_free(ruleset);
}

const struct rule_set *ruleset_rules(const struct ruleset *ruleset)
{
    return ruleset->rules;
}

const struct law *ruleset_law(const struct ruleset *ruleset)
{
    return ruleset->law;
}

const struct matcher *ruleset_matcher(const struct ruleset *ruleset)
{
    return ruleset->matcher;
}

const struct ruleset_info *ruleset_info(const struct ruleset *ruleset)
{
    return &ruleset->info;
}
