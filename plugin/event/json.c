#include "event/json.h"

#include "base/mem.h"

uint32_t json_find(const struct json_doc *doc, uint32_t at, struct str key)
{
    uint32_t found = 0;
    if (json_type(doc, at) != '{')
        return 0;
    for (uint32_t i = at + 1; json_type(doc, i) != '}'; i = json_next(doc, i + 1))
        if (str_eq(json_string(doc, i), key))
            found = i + 1;
    return found;
}

double json_number(const struct json_doc *doc, uint32_t at)
{
    uint64_t word = doc->tape[at + 1];
    double value;
    switch (json_type(doc, at)) {
    case 'l':
        return (double)(int64_t)word;
    case 'u':
        return (double)word;
    default:
        memcpy(&value, &word, sizeof value);
        return value;
    }
}

const char *json_type_name(char type)
{
    switch (type) {
    case '{':
        return "an object";
    case '[':
        return "a list";
    case '"':
        return "text";
    case 'l':
    case 'u':
    case 'd':
        return "a number";
    case 't':
    case 'f':
        return "true or false";
    default:
        return "null";
    }
}

/* Tape entries between two marks: the most that one look-up walks. */
enum { MARK_EVERY = 16 };

/* A token of the source and the tape entry that it became. They run in step, because commas, colons
 * and white space are no tokens here and all else is an entry. */
struct walk {
    uint32_t tape;
    size_t source;
};

static bool is_between(char c)
{
    return c == ',' || c == ':' || c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* The first byte of the token at or behind `at`. A BOM is skipped like white space. */
static size_t token_begin(struct str in, size_t at)
{
    while (at < in.len && (is_between(in.ptr[at]) || (unsigned char)in.ptr[at] >= 0x80))
        at++;
    return at;
}

/* The byte behind the string that begins at `at`: its quote is the first one that an even number
 * of backslashes stands before. */
static size_t string_end(struct str in, size_t at)
{
    const char *from = in.ptr + at + 1, *end = in.ptr + in.len;
    for (const char *p = from; p < end; p++) {
        p = memchr(p, '"', (size_t)(end - p));
        if (!p)
            break;
        const char *slash = p;
        while (slash > from && slash[-1] == '\\')
            slash--;
        if ((p - slash) % 2 == 0)
            return (size_t)(p - in.ptr) + 1;
    }
    return in.len;
}

static bool ends_scalar(char c)
{
    return is_between(c) || c == '}' || c == ']';
}

/* The byte behind the token that begins at `at`. */
static size_t token_end(struct str in, size_t at)
{
    if (at >= in.len)
        return at;
    switch (in.ptr[at]) {
    case '{':
    case '}':
    case '[':
    case ']':
        return at + 1;
    case '"':
        return string_end(in, at);
    default:
        while (at < in.len && !ends_scalar(in.ptr[at]))
            at++;
        return at;
    }
}

static void walk_step(const struct json_doc *doc, struct str bytes, struct walk *walk)
{
    char type = json_type(doc, walk->tape);
    walk->tape += type == 'l' || type == 'u' || type == 'd' ? 2 : 1;
    walk->source = token_begin(bytes, token_end(bytes, walk->source));
}

/* Notes where every MARK_EVERY'th entry stands, so that an event with 100,000 alerts does not walk
 * its source 100,000 times. */
static void make_marks(const struct json_doc *doc, struct str bytes)
{
    struct json_marks *marks = doc->marks;
    uint32_t end = (uint32_t)doc->tape[0];
    size_t need = end / MARK_EVERY + 1;
    if (marks->cap < need) {
        marks->items = mem_resize(marks->items, need, sizeof *marks->items);
        marks->cap = need;
    }
    struct walk walk = {JSON_ROOT, token_begin(bytes, 0)};
    for (; walk.tape < end; walk_step(doc, bytes, &walk))
        if (walk.tape / MARK_EVERY == marks->count)
            marks->items[marks->count++] = (struct json_mark){walk.tape, (uint32_t)walk.source};
}

struct str json_number_text(const struct json_doc *doc, struct str bytes, uint32_t at)
{
    if (doc->marks->count == 0)
        make_marks(doc, bytes);
    size_t mark = at / MARK_EVERY;
    if (mark >= doc->marks->count)
        return (struct str){0};
    if (doc->marks->items[mark].tape > at) /* `at` is a number's first word, never its second */
        mark--;
    struct walk walk = {doc->marks->items[mark].tape, doc->marks->items[mark].source};
    while (walk.tape < at)
        walk_step(doc, bytes, &walk);
    return (struct str){bytes.ptr + walk.source, token_end(bytes, walk.source) - walk.source};
}
