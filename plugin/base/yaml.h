/* A YAML reader that keeps places. libyaml reads; this builds the tree that rules, instruments,
 * mappings and configuration are checked on. Anchors, aliases, merge keys, tags, non-scalar keys
 * and duplicate keys are errors with their place: a rule has to say what it means where it
 * stands. One file may hold several documents. */
#ifndef INTERDICT_BASE_YAML_H
#define INTERDICT_BASE_YAML_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/str.h"

enum yaml_type { YAML_SCALAR, YAML_MAP, YAML_SEQ };

struct yaml_node {
    enum yaml_type type;
    bool quoted; /* a scalar in quotes or a block scalar: always text, never null/number/bool */
    struct place place;
    struct str value;         /* of a scalar; NUL-terminated */
    struct yaml_node **items; /* of a sequence; the values of a map, in file order */
    struct yaml_node **keys;  /* of a map: scalars, same index as items */
    size_t count;
};

struct yaml_file {
    struct arena arena; /* owns the nodes, their texts and the file name */
    struct yaml_node **documents;
    size_t count;
    struct str bytes; /* the file as read, for digests; owned by the arena */
};

/* Loads a file, or bytes under a name. On any mistake diags say so and 0 documents may remain;
 * returns ERROR_NONE only when no error was added. `file` is always initialised and must be
 * cleared, after everything that points into it. Bounds: LIMIT_YAML_*. */
int yaml_load_file(const char *path, struct diags *diags, struct yaml_file *file);
int yaml_load_bytes(const char *name, struct str bytes, struct diags *diags,
                    struct yaml_file *file);
void yaml_file_clear(struct yaml_file *file);

/* The value under `key`, or NULL. NULL and non-maps are fine. */
const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key);

/* What a plain scalar means in YAML's core schema; quoted ones are text. */
bool yaml_is_null(const struct yaml_node *node);
bool yaml_to_bool(const struct yaml_node *node, bool *out);
bool yaml_to_i64(const struct yaml_node *node, int64_t *out);
bool yaml_to_double(const struct yaml_node *node, double *out);

/* Adds an error ("unknown-key", with a suggestion) for each key of `map` that is not among the
 * `count` known ones. `what` names the map: "rule", "instrument", … */
void yaml_check_keys(const struct yaml_node *map, const char *what, const char *const *known,
                     size_t count, struct diags *diags);

/* Typed look-ups that add an error with the place and leave *out alone when the value has another
 * type or, with `required`, is absent. Return whether *out was set. */
bool yaml_get_str(const struct yaml_node *map, const char *key, bool required, struct diags *diags,
                  struct str *out);
bool yaml_get_bool(const struct yaml_node *map, const char *key, struct diags *diags, bool *out);
bool yaml_get_i64(const struct yaml_node *map, const char *key, int64_t low, int64_t high,
                  struct diags *diags, int64_t *out);

#endif
