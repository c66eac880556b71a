#include "rule/attribute_value.h"

#include "base/hash.h"

bool attribute_text(struct rule_build *build, const struct yaml_node *node, struct str *out)
{
    if (node->type != YAML_SCALAR || yaml_is_null(node) || str_trim(node->value).len == 0) {
        diag_error(build->diags, "wrong-type", node->place, "expected text, found %s",
                   node->type == YAML_MAP   ? "a map"
                   : node->type == YAML_SEQ ? "a list"
                                            : "nothing");
        return false;
    }
    *out = node->value;
    return true;
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool attribute_uuid(struct rule_build *build, const struct yaml_node *node, struct str *out)
{
    struct str text;
    if (!attribute_text(build, node, &text))
        return false;
    bool fine = text.len == UUID_TEXT;
    for (size_t i = 0; i < text.len && fine; i++)
        fine = i == 8 || i == 13 || i == 18 || i == 23 ? text.ptr[i] == '-' : is_hex(text.ptr[i]);
    if (!fine) {
        diag_error(build->diags, "bad-uuid", node->place,
                   "'%.*s' is no UUID; expected like 929a690e-bef0-4204-a928-ef5e620d6fcc",
                   STR_ARG(text));
        return false;
    }
    char lower[UUID_TEXT];
    for (size_t i = 0; i < UUID_TEXT; i++)
        lower[i] =
            text.ptr[i] >= 'A' && text.ptr[i] <= 'F' ? (char)(text.ptr[i] | 0x20) : text.ptr[i];
    *out = arena_dup(build->arena, (struct str){lower, UUID_TEXT});
    return true;
}

bool attribute_day(struct rule_build *build, const struct yaml_node *node, day_t *out)
{
    struct str text;
    if (!attribute_text(build, node, &text))
        return false;
    if (day_parse(text, out))
        return true;
    diag_error(build->diags, "bad-date", node->place, "'%.*s' is no date; expected YYYY-MM-DD",
               STR_ARG(text));
    return false;
}

bool attribute_list(struct rule_build *build, const struct yaml_node *node)
{
    if (node->type == YAML_SEQ)
        return true;
    diag_error(build->diags, "wrong-type", node->place, "expected a list");
    return false;
}

bool attribute_texts(struct rule_build *build, const struct yaml_node *node, bool or_one,
                     const struct str **out, size_t *count)
{
    bool one = or_one && node->type == YAML_SCALAR;
    if (!one && !attribute_list(build, node))
        return false;
    size_t n = one ? 1 : node->count, read = 0;
    struct str *texts = ARENA_ARRAY(build->arena, struct str, n + 1);
    for (size_t i = 0; i < n; i++)
        read += attribute_text(build, one ? node : node->items[i], &texts[read]);
    if (read < n)
        return false;
    for (size_t i = 1; i < n; i++)
        for (size_t j = 0; j < i && n <= 256; j++)
            if (str_eq(texts[i], texts[j]))
                diag_warn(build->diags, "duplicate-value", node->items[i]->place,
                          "'%.*s' stands twice", STR_ARG(texts[i]));
    *out = texts;
    *count = n;
    return true;
}

int attribute_word(struct rule_build *build, const struct yaml_node *node, const char *const *words,
                   size_t count)
{
    struct str text;
    if (!attribute_text(build, node, &text))
        return -1;
    for (size_t i = 0; i < count; i++)
        if (str_is(text, words[i]))
            return (int)i;
    char list[256] = "";
    for (size_t i = 0, at = 0; i < count && at < sizeof list - 40; i++) {
        const char *sep = i == 0 ? "" : i + 1 == count ? " or " : ", ";
        strcpy(list + at, sep);
        strncat(list, words[i], 32);
        at = strlen(list);
    }
    diag_error(build->diags, "unknown-value", node->place, "'%.*s' is not one of %s%s",
               STR_ARG(text), list, build_hint(build, text, words, count));
    return -1;
}
