/* What a person reads first: the one-line summary, and the headers of the Kafka record. */
#include "alert/alert.h"
#include "alert/text_list.h"
#include "law/exception.h"

enum { PIECES_MAX = 64, PIECE_BYTES = 120 };

struct pieces {
    struct str items[PIECES_MAX];
    size_t count;
};

static void pieces_add(struct pieces *pieces, struct str piece)
{
    if (pieces->count < PIECES_MAX && piece.len > 0)
        pieces->items[pieces->count++] = piece;
}

/* Text of an event: cut, because a summary is one line. */
static void pieces_add_text(struct pieces *pieces, struct str text)
{
    pieces_add(pieces, str_head(text, str_utf8_floor(text, PIECE_BYTES)));
    if (text.len > PIECE_BYTES)
        pieces_add(pieces, STR("…"));
}

static struct str pieces_join(const struct pieces *pieces, struct arena *arena)
{
    size_t len = 0;
    for (size_t i = 0; i < pieces->count; i++)
        len += pieces->items[i].len;
    char *text = arena_alloc(arena, len + 1);
    char *p = text;
    for (size_t i = 0; i < pieces->count; i++) {
        memcpy(p, pieces->items[i].ptr, pieces->items[i].len);
        p += pieces->items[i].len;
    }
    *p = '\0';
    /* Event texts may hold line breaks and other controls; one line has to stay one line. */
    for (char *c = text; c < p; c++) {
        if ((unsigned char)*c < 0x20 || *c == 0x7F)
            *c = ' ';
    }
    return (struct str){text, len};
}

static struct str item_text(const struct item *item, enum field field)
{
    struct values values = item_values(item, field);
    return values.count > 0 ? values.items[0].text : (struct str){0};
}

/* "Micron Technology RDIMM 64GB DDR5": who made it and what it is, as far as the event says. */
static void add_what(struct pieces *pieces, const struct alert *alert)
{
    static const enum field makers[] = {FIELD_VENDOR, FIELD_BRAND};
    static const enum field names[] = {FIELD_PRODUCT, FIELD_MODEL,    FIELD_PART_NUMBER,
                                       FIELD_SKU,     FIELD_HOSTNAME, FIELD_IP,
                                       FIELD_MAC,     FIELD_SERIAL};
    struct str maker = {0}, name = {0};
    for (size_t i = 0; i < sizeof makers / sizeof makers[0] && maker.len == 0; i++)
        maker = item_text(alert->item, makers[i]);
    for (size_t i = 0; i < sizeof names / sizeof names[0] && name.len == 0; i++)
        name = item_text(alert->item, names[i]);

    pieces_add_text(pieces, maker);
    if (maker.len > 0 && name.len > 0)
        pieces_add(pieces, STR(" "));
    pieces_add_text(pieces, name);
    if (maker.len == 0 && name.len == 0)
        pieces_add(pieces, alert->match->rule->title);
}

static struct str action_text(const struct event *event)
{
    static const struct str words[] = {
        [ACTION_NONE] = STR_INIT(""),
        [ACTION_REQUESTED] = STR_INIT("requested"),
        [ACTION_QUOTED] = STR_INIT("quoted"),
        [ACTION_ORDERED] = STR_INIT("ordered"),
        [ACTION_RECEIVED] = STR_INIT("received"),
        [ACTION_INVOICED] = STR_INIT("invoiced"),
        [ACTION_AWARDED] = STR_INIT("awarded"),
        [ACTION_CANCELLED] = STR_INIT("cancelled"),
        [ACTION_DISCOVERED] = STR_INIT("in use"),
        [ACTION_UPDATED] = STR_INIT("in use"),
        [ACTION_RETIRED] = STR_INIT("retired"),
        [ACTION_OTHER] = STR_INIT(""),
    };
    struct str word = words[event->action];
    if (word.len > 0)
        return word;
    return event->kind == EVENT_PURCHASE ? STR("bought") : STR("in use");
}

static void add_who(struct pieces *pieces, const struct alert *alert)
{
    const struct org *org = &alert->verdict->org;
    pieces_add(pieces, STR(" "));
    pieces_add(pieces, action_text(alert->event));
    pieces_add(pieces, STR(" by "));
    struct str name = org->name.len > 0 ? org->name : org->id;
    if (name.len > 0)
        pieces_add_text(pieces, name);
    else
        pieces_add(pieces, STR("an organisation without a name"));
    pieces_add(pieces, STR(" ("));
    if (org->country.len > 0)
        pieces_add_text(pieces, org->country);
    else
        pieces_add(pieces, STR("country unknown"));
    pieces_add(pieces, STR(")"));
}

static bool starts_with_digit(struct str text)
{
    return text.len > 0 && text.ptr[0] >= '0' && text.ptr[0] <= '9';
}

/* Laws count in articles or in sections; a provision that says it itself is left alone. */
static struct str unit_of(const struct judgement *judgement, struct str article)
{
    static const struct str in_sections[] = {STR_INIT("US"), STR_INIT("GB"), STR_INIT("CA"),
                                             STR_INIT("AU"), STR_INIT("NZ"), STR_INIT("IN")};
    if (!starts_with_digit(article))
        return STR("");
    for (size_t i = 0; i < sizeof in_sections / sizeof in_sections[0]; i++) {
        if (str_eq(judgement->instrument->jurisdiction, in_sections[i]))
            return STR("Section ");
    }
    return STR("Article ");
}

static void add_law(struct pieces *pieces, const struct alert *alert, struct arena *arena)
{
    const struct verdict *verdict = alert->verdict;
    if (verdict->reaching == 0) {
        pieces_add(pieces, STR(": no instrument reaches it"));
        return;
    }
    const struct judgement *first = &verdict->judgements[0];
    pieces_add(pieces, STR(": "));
    pieces_add(pieces, first->instrument->title.en);
    pieces_add(pieces, STR(" ("));
    pieces_add(pieces, first->instrument->jurisdiction);
    pieces_add(pieces, STR(", "));
    pieces_add(pieces, str_of(applicability_name(first->applicability)));
    pieces_add(pieces, STR(")"));
    if (first->provision_count > 0) {
        const struct provision *provision = first->provisions[0];
        pieces_add(pieces, STR(", "));
        pieces_add(pieces, unit_of(first, provision->article));
        pieces_add(pieces, provision->article);
        if (provision->article.len > 0)
            pieces_add(pieces, STR(" "));
        pieces_add(pieces, provision->law.en);
    }
    if (first->exception != NULL) {
        pieces_add(pieces, STR("; excepted by "));
        pieces_add(pieces, first->exception->ticket);
    }
    if (verdict->reaching > 1) {
        char text[32];
        struct buf number = {text, 0, sizeof text};
        buf_add_i64(&number, (int64_t)verdict->reaching - 1);
        pieces_add(pieces, STR("; and "));
        pieces_add(pieces, arena_dup(arena, buf_str(&number)));
        pieces_add(pieces, STR(" more"));
    }
}

static void add_missing(struct pieces *pieces, const struct verdict *verdict)
{
    enum { SHOWN = 4 };
    for (size_t i = 0; i < verdict->missing_count && i < SHOWN; i++) {
        pieces_add(pieces, i == 0 ? STR("; missing: ") : STR(", "));
        pieces_add(pieces, verdict->missing[i]);
    }
    if (verdict->missing_count > SHOWN)
        pieces_add(pieces, STR(", …"));
}

struct str alert_opening(enum disposition disposition)
{
    static const struct str openings[] = {
        [DISPOSITION_VIOLATION] = STR_INIT("Violation: "),
        [DISPOSITION_REVIEW] = STR_INIT("Review: "),
        [DISPOSITION_WAIVED] = STR_INIT("Waived: "),
        [DISPOSITION_ADVISORY] = STR_INIT("Advisory: "),
        [DISPOSITION_NONE] = STR_INIT("Recognised: "),
    };
    return openings[disposition];
}

struct str alert_summary(const struct alert *alert, struct arena *arena)
{
    struct pieces pieces;
    pieces.count = 0;
    pieces_add(&pieces, alert_opening(alert->verdict->disposition));
    add_what(&pieces, alert);
    if (alert->event->kind == EVENT_RAW) /* nobody knows who, and no law was asked */
        return pieces_join(&pieces, arena);
    add_who(&pieces, alert);
    add_law(&pieces, alert, arena);
    add_missing(&pieces, alert->verdict);
    return pieces_join(&pieces, arena);
}

struct str alert_legal_basis_header(const struct alert *alert, struct arena *arena)
{
    const struct verdict *verdict = alert->verdict;
    struct text_list list = {arena, STR(","), {0}};
    for (size_t i = 0; i < verdict->reaching; i++)
        text_list_add(&list, verdict->judgements[i].instrument->id);
    return buf_str(&list.text);
}

static bool jurisdiction_seen(const struct verdict *verdict, size_t before, struct str name)
{
    for (size_t i = 0; i < before; i++) {
        if (str_eq(verdict->judgements[i].instrument->jurisdiction, name))
            return true;
    }
    return false;
}

struct str alert_jurisdiction_header(const struct alert *alert, struct arena *arena)
{
    const struct verdict *verdict = alert->verdict;
    struct text_list list = {arena, STR(","), {0}};
    for (size_t i = 0; i < verdict->reaching; i++) {
        struct str name = verdict->judgements[i].instrument->jurisdiction;
        if (!jurisdiction_seen(verdict, i, name))
            text_list_add(&list, name);
    }
    return buf_str(&list.text);
}
