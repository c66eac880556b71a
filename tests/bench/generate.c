#include "generate.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

enum { WORD_BYTES = 16, RULES_A_FILE = 100 };

/* splitmix64: small, seedable, the same on every machine. */
static uint64_t random_next(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15ull;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ z >> 27) * 0x94D049BB133111EBull;
    return z ^ z >> 31;
}

static size_t random_below(uint64_t *state, size_t n)
{
    return (size_t)(random_next(state) % n);
}

/* Three syllables; a bijection of the index, so that no two words are the same. */
static void word_make(uint64_t seed, size_t index, char out[WORD_BYTES])
{
    static const char consonants[] = "bcdfgklmnprstvxz", vowels[] = "aeiou";
    size_t n = (index * 210011 + seed * 7919) % (80 * 80 * 80);
    for (int i = 0; i < 3; i++, n /= 80) {
        out[2 * i] = consonants[n % 80 / 5];
        out[2 * i + 1] = vowels[n % 5];
    }
    out[6] = consonants[(index * 31 + seed) % 16];
    out[7] = '\0';
}

/* Four to six capitals, the first four a bijection of the index. */
static void prefix_make(uint64_t seed, size_t index, char out[WORD_BYTES])
{
    size_t n = (index * 104729 + seed * 3571) % (26 * 26 * 26 * 26);
    int len = 4 + (int)((index * 2654435761u >> 7) % 3);
    for (int i = 0; i < len; i++) {
        out[i] = (char)('A' + n % 26);
        n = n / 26 + (i >= 3 ? index + 11 : 0);
    }
    out[len] = '\0';
}

struct rule_words {
    char maker[WORD_BYTES], line[WORD_BYTES], part[WORD_BYTES];
};

static void rule_words_make(uint64_t seed, size_t rule, struct rule_words *out)
{
    word_make(seed, 2 * rule, out->maker);
    word_make(seed, 2 * rule + 1, out->line);
    prefix_make(seed, rule, out->part);
}

char **generate_literals(const struct generate_spec *spec)
{
    size_t count = GENERATE_PATTERNS * spec->rules;
    char **list = mem_alloc(count * (sizeof *list + WORD_BYTES));
    char *text = (char *)(list + count);
    for (size_t i = 0; i < spec->rules; i++) {
        struct rule_words words;
        rule_words_make(spec->seed, i, &words);
        const char *const three[] = {words.maker, words.line, words.part};
        for (size_t k = 0; k < GENERATE_PATTERNS; k++, text += WORD_BYTES) {
            list[GENERATE_PATTERNS * i + k] = text;
            memcpy(text, three[k], WORD_BYTES);
        }
    }
    return list;
}

/* --- rules ----------------------------------------------------------------------------------- */

static void rule_write(FILE *out, uint64_t seed, size_t i)
{
    struct rule_words words;
    rule_words_make(seed, i, &words);
    fprintf(out,
            "title: Generated %zu\n"
            "id: 5eed0000-0000-4000-8000-%012zx\n"
            "status: test\n"
            "description: Generated for the benchmarks.\n"
            "author: interdict\n"
            "date: 2026-01-01\n"
            "tags: [vendor.bench]\n"
            "taxonomy: interdict\n"
            "logsource: {product: interdict}\n"
            "detection:\n"
            "    maker: {vendor|re|i: '\\b%s (technology|semiconductor|systems)\\b|^%s$'}\n"
            "    line: {product|re|i: '\\b%s[ -]?(pro|max|edge)\\b'}\n"
            "    part: {part_number|re|i: '(?<![A-Za-z0-9])%s\\d{1,3}[A-Z]{2}'}\n"
            "    condition: 1 of them\n"
            "level: high\n",
            i, i, words.maker, words.maker, words.line, words.part);
}

static int instrument_write(const char *folder)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/instrument.yaml", folder);
    FILE *out = fopen(path, "w");
    if (out == NULL)
        return -1;
    fputs("id: bench-instrument\n"
          "title: {en: Generated for the benchmarks}\n"
          "jurisdiction: CN\n"
          "authority: {en: Nobody}\n"
          "force: binding\n"
          "restricts:\n"
          "    - {tag: vendor.bench, reach: named}\n"
          "prohibits: [purchase]\n"
          "binds:\n"
          "    - {country: CN, role: cii_operator}\n"
          "timezone: Asia/Shanghai\n"
          "adopted: 2023-05-21\n"
          "effective: 2023-05-21\n"
          "provisions:\n"
          "    - {law: {en: Generated Law}, article: '35', effective: 2017-06-01, until: "
          "2025-12-31}\n"
          "    - {law: {en: Generated Law}, article: '37', effective: 2026-01-01}\n"
          "consequence: Nothing follows.\n"
          "references: ['https://www.example.com/']\n"
          "verified: {on: 2026-01-01, how: generated, by: tests/bench}\n",
          out);
    return fclose(out) == 0 ? 0 : -1;
}

int generate_rules(const struct generate_spec *spec, const char *folder)
{
    for (size_t first = 0; first < spec->rules; first += RULES_A_FILE) {
        char path[4096];
        snprintf(path, sizeof path, "%s/rules-%06zu.yaml", folder, first);
        FILE *out = fopen(path, "w");
        if (out == NULL)
            return -1;
        for (size_t i = first; i < spec->rules && i < first + RULES_A_FILE; i++) {
            fputs(i > first ? "---\n" : "", out);
            rule_write(out, spec->seed, i);
        }
        if (fclose(out) != 0)
            return -1;
    }
    return instrument_write(folder);
}

/* --- events ---------------------------------------------------------------------------------- */

static const char *const makers[] = {
    "Northwind Instruments", "Contoso Industrial GmbH", "Fabrikam Networks", "Tailwind Traders Ltd",
    "Adatum Corporation",    "Litware Electronics",     "Proseware Systems", "Wide World Importers",
    "Coho Power Tools",      "Lucerne Automation AG",   "Margie Optics",     "Trey Research"};
static const char *const things[] = {
    "industrial Ethernet switch", "rack server, 2U",      "power supply unit",
    "network attached storage",   "patch cable Cat6a",    "uninterruptible power supply",
    "thermal label printer",      "24-inch flat monitor", "barcode scanner, wireless",
    "laboratory centrifuge",      "door access reader",   "pressure transmitter"};
static const char *const extras[] = {"with mounting kit",     "black, refurbished",
                                     "incl. 3 years service", "spare part",
                                     "bulk pack of 10",       "RoHS, 230 V"};
static const char *const lines[] = {"pro", "max", "edge"};
static const char *const firms[] = {"technology", "semiconductor", "systems"};

struct item_texts {
    char vendor[80], product[120], part[40];
};

static void item_plain(uint64_t *state, struct item_texts *out)
{
    snprintf(out->vendor, sizeof out->vendor, "%s",
             makers[random_below(state, sizeof makers / sizeof *makers)]);
    snprintf(out->product, sizeof out->product, "%s %s, model %c%zu",
             things[random_below(state, sizeof things / sizeof *things)],
             extras[random_below(state, sizeof extras / sizeof *extras)],
             (char)('A' + random_below(state, 26)), random_below(state, 900) + 100);
    snprintf(out->part, sizeof out->part, "%c%c%zu-%04zu-%c", (char)('A' + random_below(state, 26)),
             (char)('A' + random_below(state, 26)), random_below(state, 90) + 10,
             random_below(state, 10000), (char)('A' + random_below(state, 26)));
}

static void capitalise(char *word)
{
    word[0] = (char)toupper((unsigned char)word[0]);
}

/* Puts one rule's word where its regex matches, or only nearly. */
static void item_mark(uint64_t *state, const struct rule_words *words, bool match,
                      struct item_texts *out)
{
    switch (random_below(state, GENERATE_PATTERNS)) {
    case 0:
        snprintf(out->vendor, sizeof out->vendor, "%s %s", words->maker,
                 match ? firms[random_below(state, 3)] : "foods cooperative");
        capitalise(out->vendor);
        break;
    case 1:
        snprintf(out->product, sizeof out->product, "%s %s%s with accessories",
                 things[random_below(state, sizeof things / sizeof *things)], words->line,
                 match ? "" : "ine");
        if (match)
            snprintf(out->product, sizeof out->product, "%s-%s industrial module", words->line,
                     lines[random_below(state, 3)]);
        break;
    default:
        snprintf(out->part, sizeof out->part, match ? "%s%zuKX" : "9%s%zuKX", words->part,
                 random_below(state, 999) + 1);
    }
}

static void item_write(struct buf *out, uint64_t *state, const struct item_texts *texts)
{
    buf_printf(out,
               "{\"vendor\":\"%s\",\"product\":\"%s\",\"part_number\":\"%s\",\"quantity\":%zu,"
               "\"unit_price\":%zu.%02zu,\"currency\":\"USD\"}",
               texts->vendor, texts->product, texts->part, random_below(state, 40) + 1,
               random_below(state, 4000) + 1, random_below(state, 100));
}

static void event_write(struct buf *out, const struct generate_spec *spec, uint64_t *state,
                        size_t number, bool match, bool near)
{
    size_t items = 1 + random_below(state, 3), marked = random_below(state, items);
    buf_printf(out,
               "{\"schema\":\"interdict.event/1\",\"kind\":\"purchase\",\"id\":\"PO-%08zu\","
               "\"time\":\"2026-%02zu-%02zuT%02zu:%02zu:00Z\",\"action\":\"ordered\","
               "\"org\":{\"id\":\"plant-%zu\",\"name\":\"Plant %zu\",\"country\":\"CN\","
               "\"roles\":[\"cii_operator\"]},\"supplier\":{\"id\":\"S-%zu\",\"name\":\"%s\"},"
               "\"order\":{\"number\":\"45%06zu\"},\"items\":[",
               number, random_below(state, 9) + 1, random_below(state, 28) + 1,
               random_below(state, 24), random_below(state, 60), random_below(state, 50),
               random_below(state, 50), random_below(state, 400),
               makers[random_below(state, sizeof makers / sizeof *makers)],
               random_below(state, 1000000));
    for (size_t i = 0; i < items; i++) {
        struct item_texts texts;
        item_plain(state, &texts);
        if (i == marked && (match || near)) {
            struct rule_words words;
            rule_words_make(spec->seed, random_below(state, spec->rules), &words);
            item_mark(state, &words, match, &texts);
        }
        if (i > 0)
            buf_add_char(out, ',');
        item_write(out, state, &texts);
    }
    buf_add(out, STR("]}"));
}

void generate_events(const struct generate_spec *spec, struct generated_events *out)
{
    uint64_t state = spec->seed;
    struct buf bytes = {0};
    *out = (struct generated_events){.count = spec->events};
    out->offsets = mem_alloc((spec->events + 1) * sizeof *out->offsets);
    for (size_t i = 0; i < spec->events; i++) {
        bool match = random_below(&state, 100) < spec->alert_percent;
        bool near = !match && random_below(&state, 100) < GENERATE_NEAR_PERCENT;
        out->alerts += match;
        out->near += near;
        out->offsets[i] = bytes.len;
        event_write(&bytes, spec, &state, i, match, near);
        buf_add_char(&bytes, '\n');
    }
    out->offsets[spec->events] = bytes.len;
    out->bytes = bytes.ptr;
}

void generated_events_clear(struct generated_events *events)
{
    mem_free(events->bytes);
    mem_free(events->offsets);
    *events = (struct generated_events){0};
}

struct str generated_event(const struct generated_events *events, size_t i)
{
    size_t from = events->offsets[i];
    return (struct str){events->bytes + from, events->offsets[i + 1] - from - 1};
}
