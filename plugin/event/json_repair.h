/* A strict JSON reader that checks a document and rewrites what simdjson cannot take, though it is
 * valid: integers beyond 64 bits, numbers beyond a double, lone surrogates. Only documents that
 * simdjson refused come here, so it may be slow; but it is what tells valid from invalid. */
#ifndef INTERDICT_EVENT_JSON_REPAIR_H
#define INTERDICT_EVENT_JSON_REPAIR_H

#include "base/buf.h"
#include "event/json.h"

#ifdef __cplusplus
extern "C" {
#endif

/* `bytes` is valid UTF-8 without a BOM. Writes the repaired document into `out`, with nothing
 * behind it. More than one level beyond max_depth is refused: simdjson, whose turn is next, knows
 * that an empty innermost container takes none. `stack` has room for max_depth + 1 bytes. On
 * failure *error names the byte offset, counted from `origin` bytes before the text (a BOM that was
 * taken off). */
enum json_status json_repair(struct str bytes, size_t origin, unsigned char *stack,
                             size_t max_depth, struct buf *out, struct error *error);

#ifdef __cplusplus
}
#endif

#endif
