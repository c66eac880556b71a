/* What the parts of the loader share while they read one rule or filter. Internal to rule/. */
#ifndef INTERDICT_RULE_BUILD_H
#define INTERDICT_RULE_BUILD_H

#include "rule/rule.h"

struct word_lists;

/* A file's text with an index of its lines, to find places inside scalars. */
struct source {
    struct str bytes; /* borrowed */
    size_t *lines;    /* where each line begins; owned */
    size_t line_count;
};
void source_init(struct source *source, struct str bytes);
void source_clear(struct source *source);

/* The place of byte `offset` of the value of a scalar that begins at `place`, as exact as the way
 * it was written allows: in a plain or quoted scalar on one line the very column, else the scalar
 * itself. */
struct place source_place(const struct source *source, struct place place, struct str value,
                          size_t offset);

struct rule_build {
    struct arena *arena; /* of the rule set; everything a rule points to lies there */
    struct diags *diags;
    const struct source *source; /* NULL: places inside scalars are not asked for */
    bool interdict;              /* canonical field names; else the source's own */
    struct word_lists *lists;
    struct test **tests; /* this and selections: grown with mem_grow, freed by build_clear */
    size_t test_count, test_cap;
    struct selection *selections;
    size_t selection_count, selection_cap;
    size_t first_selection; /* conditions see selections from here on; a filter has its own */
};

void build_clear(struct rule_build *build);

/* source_place of a scalar of the file that is being read. */
struct place build_place(const struct rule_build *build, const struct yaml_node *scalar,
                         size_t offset);

/* A zeroed test in the rule's table. */
struct test *build_test(struct rule_build *build);

/* Expression nodes. A join of one is that one itself; `kids` are copied. */
const struct expr *build_leaf(struct rule_build *build, const struct test *test);
const struct expr *build_not(struct rule_build *build, struct place place, const struct expr *kid);
const struct expr *build_join(struct rule_build *build, enum expr_kind kind, struct place place,
                              const struct expr *const *kids, size_t count);

/* A growing list of expressions; `items` is freed by the owner with mem_free. */
struct exprs {
    const struct expr **items;
    size_t count, cap;
};
void exprs_add(struct exprs *list, const struct expr *expr);

/* "…, did you mean 'x'?" or "", for the end of a message; lives in the arena. */
const char *build_hint(struct rule_build *build, struct str word, const char *const *names,
                       size_t count);

/* The field of that name as the rule's taxonomy has it; an error with a suggestion otherwise. */
bool build_field(struct rule_build *build, struct str name, struct place place,
                 struct field_ref *out);

#endif
