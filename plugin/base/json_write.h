/* Writing JSON into a buffer: commas and escapes in one place. Invalid UTF-8 comes out as U+FFFD,
 * control characters escaped, everything else as it is. */
#ifndef INTERDICT_BASE_JSON_WRITE_H
#define INTERDICT_BASE_JSON_WRITE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

struct json_writer {
    struct buf *out;
    bool comma; /* something stands before on this level */
};

void json_open(struct json_writer *w, char bracket);  /* '{' or '[' as a value */
void json_close(struct json_writer *w, char bracket); /* '}' or ']' */
void json_key(struct json_writer *w, const char *key);
void json_str(struct json_writer *w, struct str value);
void json_i64(struct json_writer *w, int64_t value);
void json_bool(struct json_writer *w, bool value);
void json_null(struct json_writer *w);
void json_raw(struct json_writer *w, struct str json); /* a finished JSON value */

/* Key and value in one. The _opt forms write nothing for an absent (NULL) string. */
void json_field_str(struct json_writer *w, const char *key, struct str value);
void json_field_opt(struct json_writer *w, const char *key, struct str value);
void json_field_i64(struct json_writer *w, const char *key, int64_t value);
void json_field_bool(struct json_writer *w, const char *key, bool value);

/* Only the escaped text, without quotes or commas. */
void json_escape(struct buf *out, struct str text);

#endif
