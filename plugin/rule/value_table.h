/* Making and freeing the tables of value_list.h. Internal to rule/. */
#ifndef INTERDICT_RULE_VALUE_TABLE_H
#define INTERDICT_RULE_VALUE_TABLE_H

#include "event/field.h"
#include "rule/value_list.h"

/* Longer entries are refused when a list is read. Normalising and folding make a text at most
 * sixteen times as long, so none is lost in a table. */
enum { WORD_BYTES_MAX = 1023, VALUE_BYTES_MAX = 32 * WORD_BYTES_MAX };

/* `name` is borrowed; the words are copied, normalised like texts of the field `like` (FIELD_RAW:
 * not at all). */
struct value_list *value_list_new(struct str name, const struct str *words, size_t count,
                                  enum field like, bool cased);
void value_list_free(struct value_list *list);

#endif
