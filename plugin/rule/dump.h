/* A rule's condition as one line of text, for people and tests:
 * (and (contains vendor "micron") (not (re/i product "\\bmm\\b"))). */
#ifndef INTERDICT_RULE_DUMP_H
#define INTERDICT_RULE_DUMP_H

#include "base/buf.h"
#include "rule/rule.h"

/* With `expand`, selections are written out, else only named: (selection maker). */
void dump_expr(struct buf *out, const struct rule *rule, const struct expr *expr, bool expand);

/* One test: (op/flags field "text"). */
void dump_test(struct buf *out, const struct test *test);

/* A field as the rule writes it: vendor, raw.a.b, or the source's own name. */
void dump_field(struct buf *out, const struct rule *rule, const struct field_ref *field);

/* A test's field and modifiers, as after all shorthands: "vendor|re|i", "keyword|contains". */
void dump_modifiers(struct buf *out, const struct rule *rule, const struct test *test);

#endif
