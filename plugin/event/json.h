/* JSON, parsed once. The only C++ of the project, json.cc, wraps simdjson's DOM parser and hands
 * out its tape, a documented array of 64-bit words:
 * https://github.com/simdjson/simdjson/blob/master/doc/tape.md C code walks that array directly. */
#ifndef INTERDICT_EVENT_JSON_H
#define INTERDICT_EVENT_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"

#ifdef __cplusplus
extern "C" {
#endif

struct json_parser; /* one a thread; grows to the largest document seen, then allocates nothing */

/* Where some of the tape's entries stand in the source; made when json_number_text first asks. */
struct json_mark {
    uint32_t tape, source;
};
struct json_marks {
    struct json_mark *items;
    size_t count, cap;
};

struct json_doc {
    const uint64_t *tape;     /* all valid until the parser's next document */
    const uint8_t *strings;   /* uint32 length, bytes, NUL; readable 16 bytes beyond the end */
    struct json_marks *marks; /* the parser's */
};

enum json_status {
    JSON_OK,
    JSON_BAD_UTF8,
    JSON_TOO_DEEP,
    JSON_TOO_LARGE,
    JSON_EMPTY,
    JSON_SYNTAX,
};

struct json_parser *json_parser_new(size_t max_bytes, size_t max_depth);
void json_parser_free(struct json_parser *parser);

/* Parses one document; `bytes` must live as long as *doc where json_number_text is used. Valid JSON
 * that simdjson refuses (65-bit integers, 1e400, lone surrogates, a BOM) is repaired into a private
 * copy and then parsed: such a number becomes a string with the number's own text, a lone surrogate
 * U+FFFD. On failure *error says why, with the byte offset. Memory beyond LIMIT_SCANNER_KEEP that a
 * huge document took is given back when the next one is smaller; where there is none for it, the
 * status is JSON_TOO_LARGE. */
enum json_status json_parse(struct json_parser *parser, struct str bytes, struct json_doc *doc,
                            struct error *error);

static inline char json_type(const struct json_doc *doc, uint32_t at)
{
    return (char)(doc->tape[at] >> 56); /* { [ " l u d t f n r */
}

static inline bool json_is_number(const struct json_doc *doc, uint32_t at)
{
    char type = json_type(doc, at);
    return type == 'l' || type == 'u' || type == 'd';
}

/* The index behind the value at `at`. Text, the most frequent, is asked for first and by a branch:
 * a walk then goes on by prediction and does not wait for each word of the tape. */
static inline uint32_t json_next(const struct json_doc *doc, uint32_t at)
{
    char type = json_type(doc, at);
    if (__builtin_expect(type == '"', 1))
        return at + 1;
    if (type == '{' || type == '[')
        return (uint32_t)doc->tape[at];
    return at + 1 + json_is_number(doc, at);
}

static inline struct str json_string(const struct json_doc *doc, uint32_t at)
{
    const uint8_t *p = doc->strings + (doc->tape[at] & 0x00FFFFFFFFFFFFFFull);
    uint32_t len;
    __builtin_memcpy(&len, p, sizeof len);
    return (struct str){(const char *)p + 4, len};
}

/* The root value's index. */
enum { JSON_ROOT = 1 };

/* Walking: for (at = begin + 1; json_type(doc, at) != ']' (or '}'); at = json_next(doc, at)); in
 * an object keys and values alternate. */

/* The value under `key` in the object at `at`, or 0. The last one wins where a key stands twice. */
uint32_t json_find(const struct json_doc *doc, uint32_t at, struct str key);

/* The number at `at` as a double; json_type must be 'l', 'u' or 'd'. */
double json_number(const struct json_doc *doc, uint32_t at);

/* For messages: "an object", "a list", "text", "a number", "true or false", "null". */
const char *json_type_name(char type);

/* The text of the number at tape index `at` exactly as it stood in `bytes`, the parsed document,
 * and a view into it. Found by walking the source, so only for what goes into an alert. */
struct str json_number_text(const struct json_doc *doc, struct str bytes, uint32_t at);

#ifdef __cplusplus
}
#endif

#endif
