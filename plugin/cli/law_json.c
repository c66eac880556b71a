#include "base/json_write.h"
#include "cli/law_write.h"

static void put_word(struct json_writer *json, const char *key, const char *word)
{
    json_field_str(json, key, str_of(word));
}

static void put_day(struct json_writer *json, const char *key, day_t day)
{
    char text[16];
    if (day == DAY_NONE || day == DAY_MAX)
        return;
    day_format(day, text);
    put_word(json, key, text);
}

static void put_names(struct json_writer *json, const char *key, const struct names *names)
{
    json_key(json, key);
    json_open(json, '{');
    json_field_str(json, "en", names->en);
    for (size_t i = 0; i < names->count; i++)
        json_field_str(json, names->languages[i].ptr, names->texts[i]);
    json_close(json, '}');
}

static void put_texts(struct json_writer *json, const char *key, const struct str *texts,
                      size_t count)
{
    json_key(json, key);
    json_open(json, '[');
    for (size_t i = 0; i < count; i++)
        json_str(json, texts[i]);
    json_close(json, ']');
}

/* ---- One instrument ---- */

static void put_head(struct json_writer *json, const struct instrument *instrument, day_t day)
{
    json_field_str(json, "id", instrument->id);
    put_names(json, "title", &instrument->title);
    json_field_str(json, "jurisdiction", instrument->jurisdiction);
    put_names(json, "authority", &instrument->authority);
    put_word(json, "state", standing_name(instrument_standing(instrument, day)));
    put_word(json, "force", force_name(instrument->force));
    if (instrument->reported_only)
        json_field_bool(json, "reported", true);
    json_key(json, "prohibits");
    json_open(json, '[');
    for (int act = ACT_PURCHASE; act <= ACT_FUND; act++)
        if (instrument->prohibits[act])
            json_str(json, str_of(act_name((enum act)act)));
    json_close(json, ']');
    json_field_str(json, "timezone", instrument->timezone_name);
    put_day(json, "adopted", instrument->adopted);
    put_day(json, "effective", instrument->effective);
    put_day(json, "until", instrument->until);
}

static void put_verified(struct json_writer *json, const struct instrument *instrument)
{
    json_key(json, "verified");
    json_open(json, '{');
    put_day(json, "on", instrument->verified_on);
    json_field_str(json, "how", instrument->verified_how);
    json_field_str(json, "by", instrument->verified_by);
    json_close(json, '}');
}

static void put_limit(struct json_writer *json, const char *key, const struct limit *limit)
{
    if (!limit->present)
        return;
    json_key(json, key);
    json_open(json, '{');
    put_texts(json, limit->none_of ? "none_of" : "any_of", limit->words, limit->count);
    json_close(json, '}');
}

static void put_limits(struct json_writer *json, const struct limits *limits)
{
    static const char *const suppliers[] = {"any", "maker", "others"};
    if (!limits->category.present && !limits->purpose.present &&
        !limits->country_of_origin.present && limits->supplier == SUPPLIER_ANY &&
        !limits->has_component)
        return;
    json_key(json, "limits");
    json_open(json, '{');
    put_limit(json, "category", &limits->category);
    put_limit(json, "purpose", &limits->purpose);
    put_limit(json, "country_of_origin", &limits->country_of_origin);
    if (limits->supplier != SUPPLIER_ANY)
        put_word(json, "supplier", suppliers[limits->supplier]);
    if (limits->has_component && limits->component == COMPONENT_INFERRED)
        put_word(json, "component", "inferred");
    else if (limits->has_component)
        json_field_bool(json, "component", limits->component == COMPONENT_REACHED);
    json_close(json, '}');
}

static void put_restricts(struct json_writer *json, const struct instrument *instrument)
{
    json_key(json, "restricts");
    json_open(json, '[');
    for (size_t i = 0; i < instrument->restrict_count; i++) {
        const struct restriction *entry = &instrument->restricts[i];
        json_open(json, '{');
        json_field_str(json, "tag", entry->tag);
        put_word(json, "reach", reach_name(entry->reach));
        put_limits(json, &entry->limits);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void put_binds(struct json_writer *json, const struct instrument *instrument)
{
    json_key(json, "binds");
    json_open(json, '[');
    for (size_t i = 0; i < instrument->bind_count; i++) {
        const struct binding *entry = &instrument->binds[i];
        json_open(json, '{');
        json_field_opt(json, "country", entry->country);
        json_field_opt(json, "role", entry->role);
        json_field_opt(json, "organisation", entry->organisation);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void put_spares(struct json_writer *json, const struct instrument *instrument)
{
    if (instrument->spares_contracts_before == DAY_NONE &&
        instrument->spares_in_use_until == DAY_NONE)
        return;
    json_key(json, "spares");
    json_open(json, '{');
    put_day(json, "contracts_before", instrument->spares_contracts_before);
    put_day(json, "in_use_until", instrument->spares_in_use_until);
    json_close(json, '}');
}

static void put_provision(struct json_writer *json, const struct provision *provision)
{
    json_open(json, '{');
    put_names(json, "law", &provision->law);
    json_field_str(json, "article", provision->article);
    put_day(json, "effective", provision->effective);
    put_day(json, "until", provision->until);
    if (provision->inferred)
        json_field_bool(json, "inferred", true);
    json_close(json, '}');
}

static void put_provisions(struct json_writer *json, const struct instrument *instrument, day_t day)
{
    json_key(json, "provisions");
    json_open(json, '[');
    for (size_t i = 0; i < instrument->provision_count; i++)
        if (provision_holds(&instrument->provisions[i], day))
            put_provision(json, &instrument->provisions[i]);
    json_close(json, ']');
}

/* ---- The four questions ---- */

void law_list_json(const struct law_question *question, struct buf *out)
{
    struct json_writer json = {.out = out};
    json_open(&json, '{');
    put_day(&json, "on", question->day);
    json_key(&json, "instruments");
    json_open(&json, '[');
    for (size_t i = 0; i < law_count(question->law); i++) {
        const struct instrument *instrument = law_at(question->law, i);
        json_open(&json, '{');
        put_head(&json, instrument, question->day);
        put_verified(&json, instrument);
        json_close(&json, '}');
    }
    json_close(&json, ']');
    json_close(&json, '}');
    buf_add_char(out, '\n');
}

void law_show_json(const struct law_question *question, struct buf *out)
{
    const struct instrument *instrument = question->instrument;
    day_t cited = instrument_cited_day(instrument, question->day);
    struct json_writer json = {.out = out};
    json_open(&json, '{');
    put_day(&json, "on", question->day);
    put_head(&json, instrument, question->day);
    put_binds(&json, instrument);
    put_restricts(&json, instrument);
    put_limits(&json, &instrument->limits);
    if (instrument->unless != UNLESS_NONE)
        put_word(&json, "unless", unless_name(instrument->unless));
    put_spares(&json, instrument);
    put_day(&json, "cited_as_of", cited);
    put_provisions(&json, instrument, cited);
    json_field_opt(&json, "consequence", instrument->consequence);
    json_field_opt(&json, "report", instrument->report);
    put_texts(&json, "references", instrument->references, instrument->reference_count);
    put_verified(&json, instrument);
    put_word(&json, "file", instrument->file);
    json_field_i64(&json, "line", instrument->place.line);
    json_close(&json, '}');
    buf_add_char(out, '\n');
}

static void put_turns(struct json_writer *json, const char *key,
                      const struct law_question *question)
{
    json_key(json, key);
    json_open(json, '[');
    for (size_t i = 0; i < question->turns->count; i++) {
        const struct turn *turn = &question->turns->items[i];
        json_open(json, '{');
        put_day(json, "day", turn->day);
        json_field_str(json, "instrument", turn->instrument->id);
        put_word(json, "change", turn_name(turn->kind));
        json_field_str(json, "text", turn_text(turn, question->arena));
        if (turn->before) {
            json_key(json, "before");
            put_provision(json, turn->before);
        }
        if (turn->after) {
            json_key(json, "after");
            put_provision(json, turn->after);
        }
        json_close(json, '}');
    }
    json_close(json, ']');
}

void law_diff_json(const struct law_question *question, struct buf *out)
{
    struct json_writer json = {.out = out};
    json_open(&json, '{');
    put_day(&json, "from", question->before);
    put_day(&json, "to", question->day);
    put_turns(&json, "changes", question);
    json_close(&json, '}');
    buf_add_char(out, '\n');
}

void law_due_json(const struct law_question *question, struct buf *out)
{
    struct json_writer json = {.out = out};
    json_open(&json, '{');
    put_day(&json, "on", question->day);
    json_field_i64(&json, "max_age_days", question->max_age);
    json_field_i64(&json, "within_days", question->within);
    json_key(&json, "stale");
    json_open(&json, '[');
    for (size_t i = 0; i < law_count(question->law); i++) {
        const struct instrument *instrument = law_at(question->law, i);
        if (!instrument_is_stale(instrument, question->day, question->max_age))
            continue;
        json_open(&json, '{');
        json_field_str(&json, "instrument", instrument->id);
        put_verified(&json, instrument);
        json_close(&json, '}');
    }
    json_close(&json, ']');
    put_turns(&json, "ahead", question);
    json_close(&json, '}');
    buf_add_char(out, '\n');
}
