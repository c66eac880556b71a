/* utf16, utf16le, utf16be, wide, base64 and base64offset. Internal to rule/. */
#ifndef INTERDICT_RULE_ENCODING_H
#define INTERDICT_RULE_ENCODING_H

#include "rule/modifiers.h"

enum { ENCODING_TEXTS = 3 };

/* What `text` looks like encoded: one text, or one for each of the three offsets. Returns NULL, or
 * what is wrong with the value. */
const char *encoding_apply(struct arena *arena, struct str text, const struct modifiers *modifiers,
                           struct str texts[static ENCODING_TEXTS], size_t *count);

#endif
