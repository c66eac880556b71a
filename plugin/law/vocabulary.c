#include "law/vocabulary.h"

#include "base/mem.h"
#include "law/read.h"
#include "law/word_index.h"

static const char *const scheme_keys[CODE_SCHEMES] = {"unspsc", "cpv", "hs"};

void vocabulary_init(struct vocabulary *vocabulary)
{
    *vocabulary = (struct vocabulary){
        .roles = {.what = "role"},
        .categories = {.what = "category"},
        .purposes = {.what = "purpose"},
    };
}

static void glossary_clear(struct glossary *glossary)
{
    for (size_t i = 0; i < glossary->count; i++) {
        struct term *term = &glossary->terms[i];
        for (size_t j = 0; j < term->words.count; j++)
            regex_free(term->words.items[j].regex);
        mem_free(term->words.items);
        mem_free(term->broader.items);
        for (size_t s = 0; s < CODE_SCHEMES; s++)
            mem_free(term->codes[s].items);
    }
    mem_free(glossary->terms);
    word_index_clear(&glossary->index);
}

void vocabulary_clear(struct vocabulary *vocabulary)
{
    glossary_clear(&vocabulary->roles);
    glossary_clear(&vocabulary->categories);
    glossary_clear(&vocabulary->purposes);
    vocabulary_init(vocabulary);
}

int glossary_find(const struct glossary *glossary, struct str name)
{
    for (size_t i = 0; i < glossary->count; i++)
        if (str_eq(glossary->terms[i].name, name))
            return (int)i;
    return TERM_NONE;
}

static char loose(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (char)(c + 32);
    return c == '-' || c == ' ' ? '_' : c;
}

int glossary_find_loosely(const struct glossary *glossary, struct str text)
{
    for (size_t i = 0; i < glossary->count; i++) {
        struct str name = glossary->terms[i].name;
        size_t at = 0;
        if (name.len != text.len)
            continue;
        while (at < text.len && loose(text.ptr[at]) == name.ptr[at])
            at++;
        if (at == text.len)
            return (int)i;
    }
    return TERM_NONE;
}

void glossary_unknown(const struct glossary *glossary, struct str name, struct place place,
                      struct diags *diags)
{
    const char *known[TERMS_MAX];
    for (size_t i = 0; i < glossary->count; i++)
        known[i] = glossary->terms[i].name.ptr; /* YAML scalars end in NUL */
    const char *code = glossary->what[0] == 'r'   ? "unknown-role"
                       : glossary->what[0] == 'c' ? "unknown-category"
                                                  : "unknown-purpose";
    unknown_word(diags, code, place, glossary->what, name, known, glossary->count);
}

/* ---- Loading ---- */

/* Adds what is not there yet: the shipped vocabularies may be loaded beside a copy of them. */
static void add_words(const struct yaml_node *map, const char *key, bool digits,
                      struct term_words *words, struct diags *diags)
{
    const struct yaml_node *list = yaml_get(map, key);
    if (!list)
        return;
    if (list->type != YAML_SEQ) {
        diag_error(diags, "wrong-type", list->place, "'%s' has to be a list", key);
        return;
    }
    for (size_t i = 0; i < list->count; i++) {
        const struct yaml_node *item = list->items[i];
        bool good = item->type == YAML_SCALAR && item->value.len > 0;
        for (size_t at = 0; good && digits && at < item->value.len; at++)
            good = item->value.ptr[at] >= '0' && item->value.ptr[at] <= '9';
        if (!good || (digits && (item->value.len < 2 || item->value.len > 10))) {
            diag_error(diags, "wrong-type", item->place, "an entry of '%s' has to be %s", key,
                       digits ? "the first 2 to 10 digits of a code" : "text");
            continue;
        }
        bool known = false;
        for (size_t j = 0; j < words->count && !known; j++)
            known = str_eq(words->items[j].text, item->value);
        if (known)
            continue;
        words->items = mem_grow(words->items, &words->cap, words->count, sizeof *words->items);
        words->items[words->count++] =
            (struct term_word){.text = item->value, .place = item->place};
    }
}

static bool is_name(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (i && ((c >= '0' && c <= '9') || c == '_'))))
            return false;
    }
    return name.len > 0;
}

static struct term *term_of(struct glossary *glossary, const struct yaml_node *key,
                            struct diags *diags)
{
    int index = glossary_find(glossary, key->value);
    if (index != TERM_NONE)
        return &glossary->terms[index];
    if (!is_name(key->value)) {
        diag_error(diags, "bad-name", key->place,
                   "a %s is named in lower-case letters, digits and '_', not '%.*s'",
                   glossary->what, STR_ARG(key->value));
        return NULL;
    }
    if (glossary->count == TERMS_MAX) {
        diag_error(diags, "too-many", key->place, "more than %d terms of this kind", TERMS_MAX);
        return NULL;
    }
    glossary->terms =
        mem_grow(glossary->terms, &glossary->cap, glossary->count, sizeof *glossary->terms);
    struct term *term = &glossary->terms[glossary->count++];
    *term = (struct term){.name = key->value, .place = key->place};
    return term;
}

static void load_term(struct glossary *glossary, const struct yaml_node *key,
                      const struct yaml_node *body, struct diags *diags)
{
    static const char *const keys[] = {"definition", "source", "words", "broader",
                                       "unspsc",     "cpv",    "hs"};
    bool has_codes = glossary->what[0] == 'c';
    if (!read_is_map(body, glossary->what, diags))
        return;
    yaml_check_keys(body, glossary->what, keys, has_codes ? 7 : 4, diags);
    bool is_new = glossary_find(glossary, key->value) == TERM_NONE;
    struct term *term = term_of(glossary, key, diags);
    if (!term)
        return;
    /* A folder of one's own may add words to a shipped term without defining it again. */
    struct str definition = term->definition, source = term->source;
    read_text(body, "definition", is_new, diags, &definition);
    read_text(body, "source", is_new, diags, &source);
    if (is_new) {
        term->definition = definition;
        term->source = source;
    }
    add_words(body, "words", false, &term->words, diags);
    add_words(body, "broader", false, &term->broader, diags);
    for (size_t s = 0; has_codes && s < CODE_SCHEMES; s++)
        add_words(body, scheme_keys[s], true, &term->codes[s], diags);
}

static void load_glossary(struct glossary *glossary, const struct yaml_node *map,
                          struct diags *diags)
{
    if (!map || !read_is_map(map, "a vocabulary", diags))
        return;
    for (size_t i = 0; i < map->count; i++)
        load_term(glossary, map->keys[i], map->items[i], diags);
}

void vocabulary_load(struct vocabulary *vocabulary, const struct yaml_node *document,
                     struct diags *diags)
{
    static const char *const keys[] = {"roles", "categories", "purposes"};
    yaml_check_keys(document, "vocabulary", keys, 3, diags);
    load_glossary(&vocabulary->roles, yaml_get(document, "roles"), diags);
    load_glossary(&vocabulary->categories, yaml_get(document, "categories"), diags);
    load_glossary(&vocabulary->purposes, yaml_get(document, "purposes"), diags);
}

/* ---- Linking ---- */

static void compile_words(struct term *term, struct diags *diags)
{
    for (size_t i = 0; i < term->words.count; i++) {
        struct term_word *word = &term->words.items[i];
        struct error error;
        if (regex_new(word->text, (struct regex_flags){.caseless = true}, &word->regex, &error) !=
            ERROR_NONE)
            diag_error(diags, "bad-regex", word->place, "%s (at character %u of the regex)",
                       error.message, error.column);
    }
}

static void link_broader(struct glossary *glossary, struct diags *diags)
{
    for (size_t i = 0; i < glossary->count; i++) {
        struct term *term = &glossary->terms[i];
        term->means = (struct term_set){0};
        term_set_add(&term->means, i);
        for (size_t j = 0; j < term->broader.count; j++) {
            int index = glossary_find(glossary, term->broader.items[j].text);
            if (index == TERM_NONE)
                glossary_unknown(glossary, term->broader.items[j].text,
                                 term->broader.items[j].place, diags);
            else
                term_set_add(&term->means, (size_t)index);
        }
    }
    /* Up to a fixed point: at most as many rounds as there are levels. */
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < glossary->count; i++) {
            struct term_set *means = &glossary->terms[i].means, before = *means;
            for (size_t j = 0; j < glossary->count; j++)
                if (term_set_has(means, j))
                    term_set_unite(means, &glossary->terms[j].means);
            changed |= memcmp(means, &before, sizeof before) != 0;
        }
    }
}

static void link_glossary(struct glossary *glossary, struct diags *diags)
{
    for (size_t i = 0; i < glossary->count; i++)
        compile_words(&glossary->terms[i], diags);
    link_broader(glossary, diags);
    word_index_make(glossary, diags);
}

void vocabulary_link(struct vocabulary *vocabulary, struct diags *diags)
{
    link_glossary(&vocabulary->roles, diags);
    link_glossary(&vocabulary->categories, diags);
    link_glossary(&vocabulary->purposes, diags);
}

struct str term_set_list(const struct glossary *glossary, const struct term_set *set,
                         const char *last, struct arena *arena)
{
    size_t total = 0, left = 0;
    for (size_t i = 0; i < glossary->count; i++) {
        if (term_set_has(set, i)) {
            total += glossary->terms[i].name.len + strlen(last) + 3;
            left++;
        }
    }
    char *text = arena_alloc(arena, total + 1), *p = text;
    for (size_t i = 0; i < glossary->count; i++) {
        if (!term_set_has(set, i))
            continue;
        struct str name = glossary->terms[i].name;
        memcpy(p, name.ptr, name.len);
        p += name.len;
        left--;
        const char *between = left > 1 ? ", " : left == 1 ? last : "";
        size_t len = strlen(between);
        memcpy(p, between, len);
        p += len;
    }
    *p = '\0';
    return (struct str){text, (size_t)(p - text)};
}
