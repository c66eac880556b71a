/* Typed look-ups in the YAML of instruments, vocabularies, organisations and exceptions. Each adds
 * an error with its place and returns false when the value is not what it has to be. */
#ifndef INTERDICT_LAW_READ_H
#define INTERDICT_LAW_READ_H

#include "base/date.h"
#include "base/yaml.h"
#include "law/instrument.h"

/* A date YYYY-MM-DD. */
bool read_day(const struct yaml_node *map, const char *key, bool required, struct diags *diags,
              day_t *out);

/* Text that is neither empty nor blank. */
bool read_text(const struct yaml_node *map, const char *key, bool required, struct diags *diags,
               struct str *out);

/* A list of at least one non-empty text. The array lies in the arena, the texts in the YAML. */
bool read_list(const struct yaml_node *map, const char *key, bool required, struct arena *arena,
               struct diags *diags, const struct str **items, size_t *count);

/* One of a few words, as its index; an unknown one is an error with a suggestion. */
bool read_word(const struct yaml_node *map, const char *key, bool required,
               const char *const *words, size_t word_count, struct diags *diags, size_t *out);

/* {en: …, zh: …}, or plain text, which is English. English is required. */
bool read_names(const struct yaml_node *map, const char *key, bool required, struct arena *arena,
                struct diags *diags, struct names *out);

/* Adds "what 'word' is unknown, did you mean …". */
void unknown_word(struct diags *diags, const char *code, struct place place, const char *what,
                  struct str word, const char *const *known, size_t known_count);

/* Whether the node is a map; else an error that says what it should be. */
bool read_is_map(const struct yaml_node *node, const char *what, struct diags *diags);

#endif
