#include "cli/law_write.h"
#include "cli/table.h"

enum { LABEL_COLUMNS = 14, PARAGRAPH_COLUMNS = 100 };

static struct str day_cell(day_t day, struct arena *arena)
{
    char text[16];
    if (day == DAY_NONE || day == DAY_MAX)
        return STR("");
    day_format(day, text);
    return arena_dup(arena, str_of(text));
}

static struct str acts_cell(const struct instrument *instrument, struct arena *arena)
{
    struct str text = {0};
    for (int act = ACT_PURCHASE; act <= ACT_FUND; act++) {
        if (!instrument->prohibits[act])
            continue;
        const char *name = act_name((enum act)act);
        text = text.len ? arena_printf(arena, "%.*s, %s", STR_ARG(text), name) : str_of(name);
    }
    return text;
}

/* The English name and the official ones behind it. */
static struct str names_cell(const struct names *names, struct arena *arena)
{
    struct str text = names->en;
    for (size_t i = 0; i < names->count; i++)
        text = arena_printf(arena, "%.*s %s %.*s", STR_ARG(text), i ? "/" : "·",
                            STR_ARG(names->texts[i]));
    return text;
}

/* ---- list ---- */

void law_list_text(const struct law_question *question, struct buf *out)
{
    static const char *const heads[] = {"ID",    "STATE",   "FROM",     "UNTIL",
                                        "FORCE", "FORBIDS", "VERIFIED", "TITLE"};
    struct arena *arena = question->arena;
    struct table table;
    table_init(&table, heads, sizeof heads / sizeof *heads);
    for (size_t i = 0; i < law_count(question->law); i++) {
        const struct instrument *instrument = law_at(question->law, i);
        enum standing standing = instrument_standing(instrument, question->day);
        table_add(&table, instrument->id);
        table_add(&table, str_of(standing_name(standing)));
        table_add(&table, day_cell(instrument->effective, arena));
        table_add(&table, day_cell(instrument->until, arena));
        table_add(&table, str_of(force_name(instrument->force)));
        table_add(&table, acts_cell(instrument, arena));
        table_add(&table, day_cell(instrument->verified_on, arena));
        table_add(&table, names_cell(&instrument->title, arena));
    }
    table_write(&table, 0, question->width, out);
    table_clear(&table);
}

/* ---- show ---- */

struct page {
    const struct law_question *question;
    const struct instrument *instrument;
    struct arena *arena;
    size_t width;
    struct buf *out;
};

static void put_label(struct page *page, const char *label)
{
    buf_add(page->out, str_of(label));
    write_blanks(LABEL_COLUMNS - strlen(label), page->out);
}

static void put_line(struct page *page, const char *label, struct str text)
{
    if (text.len == 0)
        return;
    put_label(page, label);
    write_wrapped(text, LABEL_COLUMNS, page->width, page->out);
}

static void put_names(struct page *page, const char *label, const struct names *names)
{
    put_line(page, label, names->en);
    for (size_t i = 0; i < names->count; i++)
        put_line(page, "",
                 arena_printf(page->arena, "%.*s (%.*s)", STR_ARG(names->texts[i]),
                              STR_ARG(names->languages[i])));
}

static struct str limit_text(struct page *page, struct str text, const char *what,
                             const struct limit *limit)
{
    if (!limit->present)
        return text;
    return arena_printf(page->arena, "%.*s%s%s: %s%.*s", STR_ARG(text), text.len ? "; " : "", what,
                        limit->none_of ? "anything but " : "", STR_ARG(limit->list));
}

static struct str limits_text(struct page *page, const struct limits *limits)
{
    static const char *const suppliers[] = {"", "supplied by the maker itself",
                                            "supplied by others than the maker"};
    static const char *const components[] = {"components as well", "components by inference only",
                                             "whole items only"};
    struct str text = {0};
    text = limit_text(page, text, "category", &limits->category);
    text = limit_text(page, text, "purpose", &limits->purpose);
    text = limit_text(page, text, "origin", &limits->country_of_origin);
    if (limits->supplier != SUPPLIER_ANY)
        text = arena_printf(page->arena, "%.*s%s%s", STR_ARG(text), text.len ? "; " : "",
                            suppliers[limits->supplier]);
    if (limits->has_component)
        text = arena_printf(page->arena, "%.*s%s%s", STR_ARG(text), text.len ? "; " : "",
                            components[limits->component]);
    return text;
}

static void put_restricts(struct page *page)
{
    static const char *const heads[] = {"RESTRICTS", "REACH", "ONLY"};
    struct table table;
    table_init(&table, heads, 3);
    for (size_t i = 0; i < page->instrument->restrict_count; i++) {
        const struct restriction *entry = &page->instrument->restricts[i];
        table_add(&table, entry->tag);
        table_add(&table, str_of(reach_name(entry->reach)));
        table_add(&table, limits_text(page, &entry->limits));
    }
    buf_add_char(page->out, '\n');
    table_write(&table, 0, 0, page->out);
    table_clear(&table);
}

static void put_provisions(struct page *page)
{
    static const char *const heads[] = {"ARTICLE", "FROM", "UNTIL", "LAW"};
    day_t day = instrument_cited_day(page->instrument, page->question->day);
    struct table table;
    table_init(&table, heads, 4);
    for (size_t i = 0; i < page->instrument->provision_count; i++) {
        const struct provision *provision = &page->instrument->provisions[i];
        if (!provision_holds(provision, day))
            continue;
        table_add(&table, provision->inferred
                              ? arena_printf(page->arena, "%.*s (inferred, not read)",
                                             STR_ARG(provision->article))
                              : provision->article);
        table_add(&table, day_cell(provision->effective, page->arena));
        table_add(&table, day_cell(provision->until, page->arena));
        table_add(&table, names_cell(&provision->law, page->arena));
    }
    if (table.count) {
        buf_printf(page->out, "\nProvisions on %.*s\n", STR_ARG(day_cell(day, page->arena)));
        table_write(&table, 0, 0, page->out);
    }
    table_clear(&table);
}

static struct str state_text(struct page *page)
{
    const struct instrument *instrument = page->instrument;
    struct arena *arena = page->arena;
    enum standing standing = instrument_standing(instrument, page->question->day);
    struct str text =
        arena_printf(arena, "%s on %.*s (adopted %.*s, in force from %.*s", standing_name(standing),
                     STR_ARG(day_cell(page->question->day, arena)),
                     STR_ARG(day_cell(instrument->adopted, arena)),
                     STR_ARG(day_cell(instrument->effective, arena)));
    if (instrument->until != DAY_MAX)
        text = arena_printf(arena, "%.*s until %.*s", STR_ARG(text),
                            STR_ARG(day_cell(instrument->until, arena)));
    return arena_printf(arena, "%.*s, %.*s)", STR_ARG(text), STR_ARG(instrument->timezone_name));
}

static struct str spares_text(struct page *page)
{
    const struct instrument *instrument = page->instrument;
    struct arena *arena = page->arena;
    struct str text = {0};
    if (instrument->spares_contracts_before != DAY_NONE)
        text = arena_printf(arena, "contracts dated before %.*s",
                            STR_ARG(day_cell(instrument->spares_contracts_before, arena)));
    if (instrument->spares_in_use_until != DAY_NONE)
        text = arena_printf(arena, "%.*s%sthings already in use, until %.*s", STR_ARG(text),
                            text.len ? "; " : "",
                            STR_ARG(day_cell(instrument->spares_in_use_until, arena)));
    return text;
}

static void put_facts(struct page *page)
{
    const struct instrument *instrument = page->instrument;
    put_names(page, "Title", &instrument->title);
    put_names(page, "Authority", &instrument->authority);
    put_line(page, "Jurisdiction", instrument->jurisdiction);
    put_line(page, "State", state_text(page));
    put_line(page, "Force",
             instrument->reported_only ? STR("advisory: only the press reports it")
                                       : str_of(force_name(instrument->force)));
    put_line(page, "Forbids", acts_cell(instrument, page->arena));
    if (instrument->unless != UNLESS_NONE)
        put_line(page, "Unless", str_of(unless_name(instrument->unless)));
    for (size_t i = 0; i < instrument->bind_count; i++)
        put_line(page, i ? "" : "Binds", instrument->binds[i].text);
    put_line(page, "Only", limits_text(page, &instrument->limits));
    put_line(page, "Spares", spares_text(page));
}

void law_show_text(const struct law_question *question, struct buf *out)
{
    const struct instrument *instrument = question->instrument;
    size_t width = question->width ? question->width : PARAGRAPH_COLUMNS;
    struct page page = {question, instrument, question->arena, width, out};
    put_line(&page, "Id", instrument->id);
    put_facts(&page);
    put_restricts(&page);
    put_provisions(&page);
    buf_add_char(out, '\n');
    put_line(&page, "Consequence", instrument->consequence);
    put_line(&page, "Report", instrument->report);
    for (size_t i = 0; i < instrument->reference_count; i++)
        put_line(&page, i ? "" : "References", instrument->references[i]);
    put_line(&page, "Verified",
             arena_printf(page.arena, "%.*s by %.*s: %.*s",
                          STR_ARG(day_cell(instrument->verified_on, page.arena)),
                          STR_ARG(instrument->verified_by), STR_ARG(instrument->verified_how)));
    put_line(&page, "File",
             arena_printf(page.arena, "%s:%u", instrument->file, instrument->place.line));
}

/* ---- diff and due ---- */

static void write_turns(const struct law_question *question, struct buf *out)
{
    static const char *const heads[] = {"DAY", "INSTRUMENT", "CHANGE"};
    struct table table;
    table_init(&table, heads, 3);
    for (size_t i = 0; i < question->turns->count; i++) {
        const struct turn *turn = &question->turns->items[i];
        table_add(&table, day_cell(turn->day, question->arena));
        table_add(&table, turn->instrument->id);
        table_add(&table, turn_text(turn, question->arena));
    }
    table_write(&table, 0, question->width, out);
    table_clear(&table);
}

void law_diff_text(const struct law_question *question, struct buf *out)
{
    if (question->turns->count == 0)
        buf_printf(out, "nothing changes from %.*s to %.*s\n",
                   STR_ARG(day_cell(question->before, question->arena)),
                   STR_ARG(day_cell(question->day, question->arena)));
    else
        write_turns(question, out);
}

static void write_stale(const struct law_question *question, struct buf *out)
{
    static const char *const heads[] = {"VERIFIED", "INSTRUMENT", "HOW"};
    struct table table;
    table_init(&table, heads, 3);
    for (size_t i = 0; i < law_count(question->law); i++) {
        const struct instrument *instrument = law_at(question->law, i);
        if (!instrument_is_stale(instrument, question->day, question->max_age))
            continue;
        table_add(&table, day_cell(instrument->verified_on, question->arena));
        table_add(&table, instrument->id);
        table_add(&table, instrument->verified_how);
    }
    if (table.count == 0) {
        buf_printf(out, "every instrument was verified within %d days before %.*s\n",
                   question->max_age, STR_ARG(day_cell(question->day, question->arena)));
    } else {
        buf_printf(out, "to verify again: more than %d days ago on %.*s\n\n", question->max_age,
                   STR_ARG(day_cell(question->day, question->arena)));
        table_write(&table, 0, question->width, out);
    }
    table_clear(&table);
}

void law_due_text(const struct law_question *question, struct buf *out)
{
    write_stale(question, out);
    buf_add_char(out, '\n');
    if (question->turns->count == 0) {
        buf_printf(out, "nothing changes within %d days\n", question->within);
        return;
    }
    buf_printf(out, "changes within %d days\n\n", question->within);
    write_turns(question, out);
}
