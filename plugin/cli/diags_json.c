#include "base/json_write.h"
#include "base/mem.h"
#include "cli/diags_write.h"
#include "engine/codes.h"

void diags_write_json(const struct diags *diags, struct buf *out)
{
    struct json_writer w = {.out = out};
    json_open(&w, '[');
    for (size_t i = 0; i < diags->count; i++) {
        const struct diag *diag = &diags->items[i];
        buf_add(out, i ? STR(",\n") : STR("\n"));
        w.comma = false;
        json_open(&w, '{');
        json_field_str(&w, "severity", str_of(severity_name(diag->severity)));
        json_field_str(&w, "code", str_of(diag->code));
        if (diag->place.file)
            json_field_str(&w, "file", str_of(diag->place.file));
        if (diag->place.line)
            json_field_i64(&w, "line", diag->place.line);
        if (diag->place.line && diag->place.column)
            json_field_i64(&w, "column", diag->place.column);
        json_field_str(&w, "message", str_of(diag->message));
        json_close(&w, '}');
    }
    buf_add(out, STR("\n]\n"));
}

/* --- SARIF ------------------------------------------------------------------------------------ */

/* The codes that occur, each once. */
struct codes {
    const char **items;
    size_t count, cap;
};

static size_t code_index(const struct codes *codes, const char *code)
{
    size_t index = 0;
    while (index < codes->count && strcmp(codes->items[index], code) != 0)
        index++;
    return index;
}

static void collect(struct codes *codes, const struct diags *diags)
{
    for (size_t i = 0; i < diags->count; i++) {
        if (code_index(codes, diags->items[i].code) < codes->count)
            continue;
        codes->items = mem_grow(codes->items, &codes->cap, codes->count, sizeof *codes->items);
        codes->items[codes->count++] = diags->items[i].code;
    }
}

static void put_text(struct json_writer *w, const char *key, const char *text)
{
    json_key(w, key);
    json_open(w, '{');
    json_field_str(w, "text", str_of(text));
    json_close(w, '}');
}

static void put_driver(struct json_writer *w, const struct codes *codes)
{
    json_key(w, "tool");
    json_open(w, '{');
    json_key(w, "driver");
    json_open(w, '{');
    json_field_str(w, "name", STR("interdict"));
    json_field_str(w, "version", STR(INTERDICT_VERSION));
    json_key(w, "rules");
    json_open(w, '[');
    for (size_t i = 0; i < codes->count; i++) {
        const char *explanation = code_explain(str_of(codes->items[i]));
        json_open(w, '{');
        json_field_str(w, "id", str_of(codes->items[i]));
        if (explanation)
            put_text(w, "fullDescription", explanation);
        json_close(w, '}');
    }
    json_close(w, ']');
    json_close(w, '}');
    json_close(w, '}');
}

/* A path as a URI reference: what no URI may hold is written %XX. */
static void put_uri(struct json_writer *w, const char *path)
{
    struct buf uri = {0};
    while (path[0] == '.' && path[1] == '/')
        path += 2;
    if (path[0] == '/')
        buf_add(&uri, STR("file://"));
    for (const char *p = path; *p; p++) {
        bool plain = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
                     (*p >= '0' && *p <= '9') || strchr("-._~/", *p);
        if (plain)
            buf_add_char(&uri, *p);
        else
            buf_printf(&uri, "%%%02X", (unsigned char)*p);
    }
    json_field_str(w, "uri", buf_str(&uri));
    buf_clear(&uri);
}

static void put_location(struct json_writer *w, struct place place)
{
    json_key(w, "locations");
    json_open(w, '[');
    json_open(w, '{');
    json_key(w, "physicalLocation");
    json_open(w, '{');
    json_key(w, "artifactLocation");
    json_open(w, '{');
    put_uri(w, place.file);
    json_close(w, '}');
    if (place.line) {
        json_key(w, "region");
        json_open(w, '{');
        json_field_i64(w, "startLine", place.line);
        if (place.column)
            json_field_i64(w, "startColumn", place.column);
        json_close(w, '}');
    }
    json_close(w, '}');
    json_close(w, '}');
    json_close(w, ']');
}

void diags_write_sarif(const struct diags *diags, struct buf *out)
{
    struct json_writer w = {.out = out};
    struct codes codes = {0};
    collect(&codes, diags);
    json_open(&w, '{');
    json_field_str(&w, "$schema", STR("https://json.schemastore.org/sarif-2.1.0.json"));
    json_field_str(&w, "version", STR("2.1.0"));
    json_key(&w, "runs");
    json_open(&w, '[');
    json_open(&w, '{');
    put_driver(&w, &codes);
    json_field_str(&w, "columnKind", STR("unicodeCodePoints"));
    json_key(&w, "results");
    json_open(&w, '[');
    for (size_t i = 0; i < diags->count; i++) {
        const struct diag *diag = &diags->items[i];
        json_open(&w, '{');
        json_field_str(&w, "ruleId", str_of(diag->code));
        json_field_i64(&w, "ruleIndex", (int64_t)code_index(&codes, diag->code));
        json_field_str(&w, "level", str_of(severity_name(diag->severity)));
        put_text(&w, "message", diag->message);
        if (diag->place.file)
            put_location(&w, diag->place);
        json_close(&w, '}');
    }
    json_close(&w, ']');
    json_close(&w, '}');
    json_close(&w, ']');
    json_close(&w, '}');
    buf_add_char(out, '\n');
    mem_free(codes.items);
}
