/* A small law around one instrument, so that a test says only what it changes: the base below
 * forbids operators of critical infrastructure in China to buy things of "vendor.acme". */
#ifndef INTERDICT_TEST_LAW_WORLD_H
#define INTERDICT_TEST_LAW_WORLD_H

#include "test.h"

#include "base/clock.h"
#include "event/decode.h"
#include "law/law_internal.h"

static const char *const WORLD_VOCABULARY =
    "roles:\n"
    "    cii_operator: {definition: d, source: s, words: ['^ciio$']}\n"
    "    central_government: {definition: d, source: s}\n"
    "    government_contractor: {definition: d, source: s}\n"
    "    telecom_operator: {definition: d, source: s}\n"
    "    private: {definition: d, source: s}\n"
    "categories:\n"
    "    video_surveillance: {definition: d, source: s, words: ['\\bip camera\\b', '摄像机'], "
    "unspsc: ['46171610'], hs: ['85258']}\n"
    "    network_equipment: {definition: d, source: s, cpv: ['324']}\n"
    "    router: {definition: d, source: s, words: ['\\brouter\\b'], broader: "
    "[network_equipment], unspsc: ['43222609']}\n"
    "purposes:\n"
    "    public_safety: {definition: d, source: s, words: ['\\bpolice\\b']}\n"
    "    office: {definition: d, source: s, words: ['\\boffice\\b']}\n";

static const char *const WORLD_RULE =
    "title: Acme\n"
    "id: 0c0e3f3e-6b8e-4b0f-9a58-0d7f0d7a7f11\n"
    "logsource: {product: interdict}\n"
    "taxonomy: interdict\n"
    "detection: {maker: {vendor|re|i: '\\bacme\\b'}, condition: maker}\n"
    "level: high\n";

/* Replaced line by line, by key. */
static const char *const WORLD_INSTRUMENT[] = {
    "id: cn-acme-2023",
    "title: {en: Decision on Acme, zh: 决定}",
    "jurisdiction: CN",
    "authority: {en: Administration}",
    "force: binding",
    "restricts: [{tag: vendor.acme, reach: named}]",
    "prohibits: [purchase]",
    "binds: [{country: CN, role: cii_operator}]",
    "timezone: Asia/Shanghai",
    "adopted: 2023-05-01",
    "effective: 2023-05-21",
    "references: ['https://law.example/1']",
    "verified: {on: 2026-11-22, how: official text, by: somebody}",
};

static inline bool world_has_key(const char *text, const char *line)
{
    size_t len = strcspn(line, ":") + 1;
    for (const char *at = text; at; at = strchr(at, '\n')) {
        at += *at == '\n';
        if (strncmp(at, line, len) == 0)
            return true;
    }
    return false;
}

/* The base with the lines of `changes` in place of those with the same key. "-key:" drops one. */
static inline void world_instrument(const char *changes, struct buf *out)
{
    size_t count = sizeof WORLD_INSTRUMENT / sizeof *WORLD_INSTRUMENT;
    for (size_t i = 0; i < count; i++) {
        char dropped[64];
        snprintf(dropped, sizeof dropped, "-%.*s", (int)strcspn(WORLD_INSTRUMENT[i], ":") + 1,
                 WORLD_INSTRUMENT[i]);
        if (changes &&
            (world_has_key(changes, WORLD_INSTRUMENT[i]) || world_has_key(changes, dropped)))
            continue;
        buf_add(out, str_of(WORLD_INSTRUMENT[i]));
        buf_add_char(out, '\n');
    }
    struct str rest = str_of(changes), line;
    while (rest.len && str_split(&rest, '\n', &line)) {
        if (line.len && line.ptr[0] == '-' && line.len > 1 && line.ptr[1] != ' ' &&
            line.ptr[1] != '-')
            continue;
        buf_add(out, line);
        buf_add_char(out, '\n');
    }
}

struct world {
    struct diags diags;
    struct rule_set *rules;
    struct law *law;
    struct matcher *matcher;
    struct scanner *scanner;
    struct judge *judge;
    struct decoder *decoder;
    struct arena arena;
    struct yaml_file operator_file, exception_file;
};

static inline void world_load_law(struct world *world, const char *text)
{
    struct yaml_file file;
    yaml_load_bytes("law.yaml", str_of(text), &world->diags, &file);
    law_load(world->law, &file, &world->diags);
}

/* A world with the vocabulary and nothing else yet. */
static inline void world_open(struct world *world)
{
    *world = (struct world){0};
    diags_init(&world->diags);
    arena_init(&world->arena, 65536);
    world->rules = rule_set_new();
    world->law = law_new();
    world_load_law(world, WORLD_VOCABULARY);
}

/* Adds a rule: the base with these further lines, or the default tags. */
static inline void world_add_rule(struct world *world, const char *lines)
{
    struct buf text = {0};
    struct yaml_file file;
    buf_add(&text, str_of(WORLD_RULE));
    buf_add(&text, str_of(lines ? lines : "tags: [vendor.acme]\n"));
    yaml_load_bytes("rule.yaml", buf_str(&text), &world->diags, &file);
    rule_set_load(world->rules, &file, &world->diags);
    buf_clear(&text);
}

static inline void world_add_instrument(struct world *world, const char *changes)
{
    struct buf text = {0};
    world_instrument(changes, &text);
    buf_add_char(&text, '\0');
    world_load_law(world, text.ptr);
    buf_clear(&text);
}

static inline void world_add_people(struct world *world, const char *operator,
                                    const char * organisations, const char *exceptions)
{
    if (operator) {
        struct yaml_file *file = &world->operator_file;
        yaml_load_bytes("operator.yaml", str_of(operator), &world->diags, file);
        law_set_operator(world->law, file->documents[0], &world->diags);
    }
    if (organisations)
        organisations_read_csv(&world->law->organisations, "organisations.csv",
                               str_of(organisations), &world->law->arena, &world->diags);
    if (exceptions) {
        struct yaml_file *file = &world->exception_file;
        yaml_load_bytes("exceptions.yaml", str_of(exceptions), &world->diags, file);
        exceptions_read(&world->law->exceptions, file->documents[0], &world->law->arena,
                        &world->diags);
    }
}

static inline void world_show_diags(const struct world *world)
{
    for (size_t i = 0; i < world->diags.count; i++)
        print_message("%s:%u:%u: %s [%s]\n", world->diags.items[i].place.file,
                      world->diags.items[i].place.line, world->diags.items[i].place.column,
                      world->diags.items[i].message, world->diags.items[i].code);
}

static inline void world_link(struct world *world)
{
    law_link(world->law, world->rules, &world->diags);
}

/* Links, and makes what judges. */
static inline void world_start(struct world *world)
{
    world_link(world);
    if (world->diags.errors) {
        world_show_diags(world);
        fail_msg("%zu mistakes in the world", world->diags.errors);
    }
    matcher_new(world->rules, &(struct matcher_options){0}, &world->diags, &world->matcher);
    world->scanner = scanner_new(world->matcher, &clock_system);
    world->judge = judge_new(world->law);
    world->decoder = decoder_new(&(struct decoder_options){0});
}

static inline void world_close(struct world *world)
{
    judge_free(world->judge);
    scanner_free(world->scanner);
    matcher_free(world->matcher);
    decoder_free(world->decoder);
    law_free(world->law);
    rule_set_free(world->rules);
    yaml_file_clear(&world->operator_file);
    yaml_file_clear(&world->exception_file);
    diags_clear(&world->diags);
    arena_clear(&world->arena);
}

struct world_search {
    struct world *world;
    const struct event *event;
    bool component, unknown;
    day_t as_of;
    const struct verdict *verdict;
};

static inline bool world_found(void *ctx, const struct match *match)
{
    struct world_search *search = ctx;
    struct match copy = *match;
    if (match->item->is_component != search->component)
        return true;
    if (search->unknown)
        copy.truth = TRUTH_UNKNOWN;
    search->verdict = judge_match(search->world->judge, search->world->scanner, search->event,
                                  &copy, search->as_of, &search->world->arena);
    return false;
}

/* The verdict on the first match of an item (or component) of the event. */
static inline const struct verdict *world_judge(struct world *world, const char *json,
                                                struct world_search *search)
{
    static const struct record_meta no_meta = {.timestamp_ms = -1};
    struct error error = {0};
    enum reject_reason reason =
        decoder_native(world->decoder, str_of(json), &no_meta, &search->event, &error);
    if (reason != REJECT_NONE)
        fail_msg("%s: %s: %s", reject_name(reason), error.message, json);
    search->world = world;
    scanner_run(world->scanner, search->event, &world->arena, world_found, search);
    if (!search->verdict)
        fail_msg("no rule matches: %s", json);
    return search->verdict;
}

#endif
