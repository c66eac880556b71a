/* simdjson behind a C interface. It wants readable bytes behind the text, so each document is
 * copied once into a buffer of our own: what the caller hands in may end at the end of a page. */
#include <memory>
#include <new>
#include <simdjson.h>

extern "C" {
#include "base/limits.h"
#include "base/mem.h"
#include "event/json.h"
#include "event/json_repair.h"
}

namespace
{
namespace dom = simdjson::dom;

/* simdjson takes about 15 bytes of memory for each byte of its capacity. A larger capacity than
 * this one is given back as soon as a smaller document comes. */
constexpr size_t kept_capacity = LIMIT_SCANNER_KEEP / 16;
constexpr size_t first_capacity = 4096;

const struct str bom = STR_INIT("\xEF\xBB\xBF");
} // namespace

struct json_parser {
    size_t max_bytes, max_depth;
    size_t capacity = 0; /* of all buffers below */
    dom::parser parser;
    dom::document document;
    std::unique_ptr<char[]> copy;
    std::unique_ptr<unsigned char[]> stack; /* of the repair */
    struct buf repaired = {};
    struct json_marks marks = {};
};

/* Makes room for `bytes`; gives back what one huge document left. */
static bool parser_fit(struct json_parser *parser, size_t bytes)
{
    bool shrink = parser->capacity > kept_capacity && bytes <= kept_capacity;
    if (bytes <= parser->capacity && !shrink)
        return true;
    size_t capacity = first_capacity;
    while (capacity < bytes)
        capacity *= 2;
    if (shrink) {
        buf_clear(&parser->repaired);
        mem_free(parser->marks.items);
        parser->marks = {};
    }
    parser->capacity = 0;
    parser->copy.reset();
    parser->copy.reset(new (std::nothrow) char[capacity + simdjson::SIMDJSON_PADDING]);
    /* One level more: simdjson counts the place of the innermost value as a level. */
    if (!parser->copy || parser->document.allocate(capacity) != simdjson::SUCCESS ||
        parser->parser.allocate(capacity, parser->max_depth + 1) != simdjson::SUCCESS)
        return false;
    parser->capacity = capacity;
    return true;
}

struct json_parser *json_parser_new(size_t max_bytes, size_t max_depth)
{
    struct json_parser *parser = new (std::nothrow) json_parser;
    if (!parser)
        abort();
    parser->max_bytes = max_bytes;
    parser->max_depth = max_depth;
    parser->stack.reset(new (std::nothrow) unsigned char[max_depth + 1]);
    if (!parser->stack || !parser_fit(parser, first_capacity))
        abort();
    return parser;
}

void json_parser_free(struct json_parser *parser)
{
    if (!parser)
        return;
    buf_clear(&parser->repaired);
    mem_free(parser->marks.items);
    delete parser;
}

static enum json_status no_memory(struct json_parser *parser, size_t bytes, struct error *error)
{
    parser_fit(parser, 0);
    error_set(error, ERROR_LIMIT, "there is no memory to parse %zu bytes", bytes);
    return JSON_TOO_LARGE;
}

static simdjson::error_code parse_padded(struct json_parser *parser, const char *text, size_t len)
{
    return parser->parser.parse_into_document(parser->document, text, len, false).error();
}

/* What simdjson refused: says why, or repairs and parses what is valid all the same. */
static enum json_status parse_again(struct json_parser *parser, struct str bytes,
                                    struct error *error)
{
    size_t bad, origin = str_starts(bytes, bom) ? bom.len : 0;
    if (!str_is_utf8(bytes, &bad)) {
        error_set(error, ERROR_INVALID, "invalid UTF-8 at byte %zu", bad);
        return JSON_BAD_UTF8;
    }
    buf_reset(&parser->repaired);
    enum json_status status = json_repair(str_from(bytes, origin), origin, parser->stack.get(),
                                          parser->max_depth, &parser->repaired, error);
    if (status != JSON_OK)
        return status;
    size_t len = parser->repaired.len;
    buf_reserve(&parser->repaired, simdjson::SIMDJSON_PADDING);
    memset(parser->repaired.ptr + len, 0, simdjson::SIMDJSON_PADDING);
    if (!parser_fit(parser, len))
        return no_memory(parser, len, error);
    simdjson::error_code code = parse_padded(parser, parser->repaired.ptr, len);
    if (code == simdjson::SUCCESS)
        return JSON_OK;
    if (code == simdjson::DEPTH_ERROR) {
        error_set(error, ERROR_LIMIT, "the JSON is nested more than %zu levels deep",
                  parser->max_depth);
        return JSON_TOO_DEEP;
    }
    error_set(error, ERROR_INVALID, "not JSON: %s", simdjson::error_message(code));
    return JSON_SYNTAX;
}

enum json_status json_parse(struct json_parser *parser, struct str bytes, struct json_doc *doc,
                            struct error *error)
{
    if (bytes.len == 0) {
        error_set(error, ERROR_INVALID, "the record is empty");
        return JSON_EMPTY;
    }
    if (bytes.len > parser->max_bytes) {
        error_set(error, ERROR_LIMIT, "%zu bytes are more than the limit of %zu", bytes.len,
                  parser->max_bytes);
        return JSON_TOO_LARGE;
    }
    if (!parser_fit(parser, bytes.len))
        return no_memory(parser, bytes.len, error);
    memcpy(parser->copy.get(), bytes.ptr, bytes.len);
    memset(parser->copy.get() + bytes.len, 0, simdjson::SIMDJSON_PADDING);
    parser->marks.count = 0;
    if (parse_padded(parser, parser->copy.get(), bytes.len) != simdjson::SUCCESS) {
        enum json_status status = parse_again(parser, bytes, error);
        if (status != JSON_OK)
            return status;
    }
    *doc = {parser->document.tape.get(), parser->document.string_buf.get(), &parser->marks};
    return JSON_OK;
}
