/* A list of values as a table: does a text equal, or begin with, one of a hundred thousand part
 * numbers? Immutable once its rule is loaded, shared by threads, owned by the rule set. */
#ifndef INTERDICT_RULE_VALUE_LIST_H
#define INTERDICT_RULE_VALUE_LIST_H

#include "base/str.h"

struct value_list;

/* `key` is the field's text as the test sees it (normalised where it is canonical), and for a
 * caseless test folded by text_simple_fold. Neither allocates. */
bool value_list_has(const struct value_list *list, struct str key);

/* Whether the key begins with some entry; the cost grows with the key, not with the list. On true
 * *length is the bytes of the key that the shortest such entry takes. */
bool value_list_has_prefix(const struct value_list *list, struct str key, size_t *length);

struct str value_list_name(const struct value_list *list);
size_t value_list_count(const struct value_list *list); /* distinct entries */
size_t value_list_memory(const struct value_list *list);

#endif
