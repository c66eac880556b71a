/* Comparisons of one text with one value of a rule. Internal to match/; no state, no memory. */
#ifndef INTERDICT_MATCH_COMPARE_H
#define INTERDICT_MATCH_COMPARE_H

#include "match/program.h"

/* Where `needle` stands in `text` under the operator (equals, contains, startswith, endswith);
 * -1: it does not. */
ptrdiff_t compare_find(enum test_op op, struct str text, struct str needle);

/* The same with wildcards: the pieces must cover the text, or a part of it as `op` says. */
bool compare_wildcards(enum test_op op, struct str text, const struct wildcard_piece *pieces,
                       size_t count);

bool number_parse(struct str text, struct number *out);

/* <0, 0, >0; exact between 64-bit integers. */
int number_compare(const struct number *a, const struct number *b);

bool cidr_parse(struct str text, struct cidr *out);
bool cidr_holds(const struct cidr *cidr, struct str address);

#endif
