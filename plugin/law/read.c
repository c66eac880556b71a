#include "law/read.h"

#include "base/suggest.h"

static const struct yaml_node *present(const struct yaml_node *map, const char *key, bool required,
                                       struct diags *diags)
{
    const struct yaml_node *node = yaml_get(map, key);
    if (node && !yaml_is_null(node))
        return node;
    if (required)
        diag_error(diags, "missing-key", node ? node->place : map->place, "'%s' is required", key);
    return NULL;
}

bool read_is_map(const struct yaml_node *node, const char *what, struct diags *diags)
{
    if (node->type == YAML_MAP)
        return true;
    diag_error(diags, "wrong-type", node->place, "%s has to be a map of keys and values", what);
    return false;
}

bool read_text(const struct yaml_node *map, const char *key, bool required, struct diags *diags,
               struct str *out)
{
    struct str text;
    if (!yaml_get_str(map, key, required, diags, &text))
        return false;
    text = str_trim(text);
    if (text.len == 0) {
        diag_error(diags, "empty-value", yaml_get(map, key)->place, "'%s' is empty", key);
        return false;
    }
    *out = text;
    return true;
}

bool read_day(const struct yaml_node *map, const char *key, bool required, struct diags *diags,
              day_t *out)
{
    struct str text;
    if (!yaml_get_str(map, key, required, diags, &text))
        return false;
    if (day_parse(text, out))
        return true;
    diag_error(diags, "bad-date", yaml_get(map, key)->place,
               "'%s' has to be a date YYYY-MM-DD that exists, not '%.*s'", key, STR_ARG(text));
    return false;
}

bool read_list(const struct yaml_node *map, const char *key, bool required, struct arena *arena,
               struct diags *diags, const struct str **items, size_t *count)
{
    const struct yaml_node *node = present(map, key, required, diags);
    if (!node)
        return false;
    if (node->type != YAML_SEQ || node->count == 0) {
        diag_error(diags, "wrong-type", node->place, "'%s' has to be a list that is not empty",
                   key);
        return false;
    }
    struct str *texts = ARENA_ARRAY(arena, struct str, node->count);
    bool good = true;
    for (size_t i = 0; i < node->count; i++) {
        const struct yaml_node *item = node->items[i];
        texts[i] = item->type == YAML_SCALAR ? str_trim(item->value) : (struct str){0};
        if (texts[i].len == 0) {
            diag_error(diags, "wrong-type", item->place, "an entry of '%s' has to be text", key);
            good = false;
        }
    }
    if (good) {
        *items = texts;
        *count = node->count;
    }
    return good;
}

void unknown_word(struct diags *diags, const char *code, struct place place, const char *what,
                  struct str word, const char *const *known, size_t known_count)
{
    const char *near = suggest(word, known, known_count);
    diag_error(diags, code, place, "unknown %s '%.*s'%s%s%s", what, STR_ARG(word),
               near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
}

bool read_word(const struct yaml_node *map, const char *key, bool required,
               const char *const *words, size_t word_count, struct diags *diags, size_t *out)
{
    struct str text;
    if (!yaml_get_str(map, key, required, diags, &text))
        return false;
    for (size_t i = 0; i < word_count; i++) {
        if (str_is(text, words[i])) {
            *out = i;
            return true;
        }
    }
    unknown_word(diags, "unknown-word", yaml_get(map, key)->place, key, text, words, word_count);
    return false;
}

static bool is_language(struct str key)
{
    for (size_t i = 0; i < key.len; i++) {
        char c = key.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (i > 2 && c >= 'A' && c <= 'Z');
        if (!letter && !(c == '-' && i > 1))
            return false;
    }
    return key.len >= 2;
}

bool read_names(const struct yaml_node *map, const char *key, bool required, struct arena *arena,
                struct diags *diags, struct names *out)
{
    const struct yaml_node *node = present(map, key, required, diags);
    if (!node)
        return false;
    struct names names = {0};
    if (node->type == YAML_SCALAR) {
        if (!read_text(map, key, required, diags, &names.en))
            return false;
        *out = names;
        return true;
    }
    if (node->type != YAML_MAP) {
        diag_error(diags, "wrong-type", node->place,
                   "'%s' has to be a map of language and text, such as {en: …, zh: …}", key);
        return false;
    }
    struct str *languages = ARENA_ARRAY(arena, struct str, node->count);
    struct str *texts = ARENA_ARRAY(arena, struct str, node->count);
    bool good = true;
    for (size_t i = 0; i < node->count; i++) {
        struct str language = node->keys[i]->value;
        const struct yaml_node *text = node->items[i];
        if (!is_language(language)) {
            diag_error(diags, "unknown-key", node->keys[i]->place,
                       "'%.*s' is no language code (en, zh, zh-Hant …) in '%s'", STR_ARG(language),
                       key);
            good = false;
        } else if (text->type != YAML_SCALAR || str_trim(text->value).len == 0) {
            diag_error(diags, "wrong-type", text->place, "a name in '%s' has to be text", key);
            good = false;
        } else if (str_is(language, "en")) {
            names.en = str_trim(text->value);
        } else {
            languages[names.count] = language;
            texts[names.count++] = str_trim(text->value);
        }
    }
    if (good && names.en.len == 0) {
        diag_error(diags, "missing-key", node->place, "'en' is required in '%s'", key);
        good = false;
    }
    names.languages = languages;
    names.texts = texts;
    if (good)
        *out = names;
    return good;
}
