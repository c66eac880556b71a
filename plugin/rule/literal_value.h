/* A literal of a rule on its way to tests: wildcards and escapes, then the modifiers that make
 * several texts out of one. Internal to rule/. */
#ifndef INTERDICT_RULE_LITERAL_VALUE_H
#define INTERDICT_RULE_LITERAL_VALUE_H

#include "rule/build.h"
#include "rule/modifiers.h"

/* One text with wildcards: the pieces in order. */
struct variant {
    struct wildcard_piece *pieces;
    size_t count;
};

/* What one value stands for: any of these. `items` is freed with variants_clear; the pieces lie
 * in the arena. */
struct variants {
    struct variant *items;
    size_t count, cap;
};
void variants_clear(struct variants *variants);

/* Reads a literal: `\*`, `\?` and `\\` are plain characters, `*` and `?` wildcards, any other
 * backslash is itself. With modifiers->expand, %name% is a list and `\%` a percent sign. Then the
 * modifiers windash, utf16 … and base64 … are applied. False after adding an error. */
bool literal_variants(struct rule_build *build, const struct yaml_node *node,
                      const struct modifiers *modifiers, struct variants *out);

/* The test's op, text or pieces from one variant: adds the wildcards that contains, startswith and
 * endswith stand for, normalises like texts of the field `like` (FIELD_RAW: not at all), and picks
 * the simplest op that says it.
 * False, without an error, when nothing is left of a text after normalising. */
bool literal_finish(struct arena *arena, const struct variant *variant, enum test_op op,
                    enum field like, struct test *test);

/* The name in a value that is exactly one placeholder, "%name%"; else absent. */
struct str literal_placeholder(struct str value);

#endif
