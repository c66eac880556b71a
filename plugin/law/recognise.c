#include "base/limits.h"
#include "base/mem.h"
#include "event/text.h"
#include "law/vocabulary.h"

enum { GLOSSARIES = 3 };

struct recogniser {
    const struct glossary *glossaries[GLOSSARIES];
    struct prefilter_scratch *prefilters[GLOSSARIES]; /* NULL where there is no prefilter */
    struct regex_scratch *regex;
    struct buf folded; /* reused */
};

struct recogniser *recogniser_new(const struct vocabulary *vocabulary)
{
    struct recogniser *recogniser = mem_zalloc(sizeof *recogniser);
    recogniser->glossaries[0] = &vocabulary->roles;
    recogniser->glossaries[1] = &vocabulary->categories;
    recogniser->glossaries[2] = &vocabulary->purposes;
    for (size_t i = 0; i < GLOSSARIES; i++)
        if (recogniser->glossaries[i]->index.prefilter)
            recogniser->prefilters[i] =
                prefilter_scratch_new(recogniser->glossaries[i]->index.prefilter);
    recogniser->regex = regex_scratch_new();
    return recogniser;
}

void recogniser_free(struct recogniser *recogniser)
{
    if (!recogniser)
        return;
    for (size_t i = 0; i < GLOSSARIES; i++)
        prefilter_scratch_free(recogniser->prefilters[i]);
    regex_scratch_free(recogniser->regex);
    buf_clear(&recogniser->folded);
    mem_free(recogniser);
}

struct regex_scratch *recogniser_regex_scratch(struct recogniser *recogniser)
{
    return recogniser->regex;
}

/* One text against one glossary. */
struct reading {
    struct recogniser *recogniser;
    const struct glossary *glossary;
    struct str text;
    struct term_set *found;
};

static void try_word(const struct reading *reading, struct word_ref ref)
{
    const struct term *term = &reading->glossary->terms[ref.term];
    size_t start, end;
    if (!term_set_has(reading->found, ref.term) &&
        regex_search(term->words.items[ref.word].regex, reading->recogniser->regex, reading->text,
                     0, &start, &end) == REGEX_YES)
        term_set_unite(reading->found, &term->means);
}

static void try_literal(void *ctx, uint32_t literal, size_t end)
{
    const struct reading *reading = ctx;
    const struct word_index *index = &reading->glossary->index;
    (void)end;
    for (uint32_t i = index->first[literal]; i < index->first[literal + 1]; i++)
        try_word(reading, index->users[i]);
}

static void read_words(const struct reading *reading)
{
    const struct word_index *index = &reading->glossary->index;
    struct recogniser *recogniser = reading->recogniser;
    for (size_t i = 0; i < index->direct_count; i++)
        try_word(reading, index->direct[i]);
    for (size_t i = 0; i < GLOSSARIES; i++) {
        if (recogniser->glossaries[i] != reading->glossary || !recogniser->prefilters[i])
            continue;
        buf_reset(&recogniser->folded);
        text_fold(&recogniser->folded, reading->text);
        prefilter_scan(index->prefilter, recogniser->prefilters[i], buf_str(&recogniser->folded),
                       try_literal, (void *)reading);
    }
}

static bool has_code(const struct term *term, const struct goods_code *code)
{
    struct str digits = {code->digits, code->len};
    for (size_t s = 0; s < CODE_SCHEMES; s++) {
        if (!(code->schemes >> s & 1))
            continue;
        for (size_t i = 0; i < term->codes[s].count; i++)
            if (str_starts(digits, term->codes[s].items[i].text))
                return true;
    }
    return false;
}

static void read_code(const struct reading *reading)
{
    struct goods_code code;
    if (!goods_code_parse(reading->text, &code))
        return;
    for (size_t i = 0; i < reading->glossary->count; i++)
        if (has_code(&reading->glossary->terms[i], &code))
            term_set_unite(reading->found, &reading->glossary->terms[i].means);
}

static void read_text_of(struct reading *reading, struct str text, bool coded)
{
    int named = glossary_find_loosely(reading->glossary, text);
    if (named != TERM_NONE) {
        term_set_unite(reading->found, &reading->glossary->terms[named].means);
        return;
    }
    reading->text = str_head(text, str_utf8_floor(text, LIMIT_REGEX_SUBJECT));
    if (coded)
        read_code(reading);
    read_words(reading);
}

void recogniser_run(struct recogniser *recogniser, const struct glossary *glossary,
                    struct values coded, struct values plain, struct term_set *out)
{
    struct reading reading = {.recogniser = recogniser, .glossary = glossary, .found = out};
    *out = (struct term_set){0};
    for (uint32_t i = 0; i < coded.count; i++)
        read_text_of(&reading, coded.items[i].text, true);
    for (uint32_t i = 0; i < plain.count; i++)
        read_text_of(&reading, plain.items[i].text, false);
}
