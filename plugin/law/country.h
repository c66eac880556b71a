/* Countries as events and instruments write them. */
#ifndef INTERDICT_LAW_COUNTRY_H
#define INTERDICT_LAW_COUNTRY_H

#include "base/buf.h"
#include "base/str.h"

/* Whether `code` is an ISO 3166-1 alpha-2 code in capitals. */
bool country_is_code(struct str code);

/* The alpha-2 code (two static letters) of what somebody wrote: a code of two or three letters in
 * any case, "UK", or a name as in "Made in China". Absent if it cannot be told. `scratch` is
 * overwritten. */
struct str country_parse(struct str text, struct buf *scratch);

/* Whether `country` is `wanted`, where EU stands for its member states. Both are codes. */
bool country_within(struct str country, struct str wanted);

/* Whether instruments may write it: an alpha-2 code, or EU. */
bool country_is_jurisdiction(struct str code);

#endif
