/* Section by section: each word of an instrument true, false and missing. */
#include "law/world.h"

/* What a row does not say is: the base instrument, rule and event of world.h; no people. */
struct row {
    const char *what;
    const char *instrument; /* lines that differ */
    const char *rule;       /* lines behind the rule's detection, tags among them */
    const char *event;      /* whole; else one is made of the parts */
    const char *top, *item; /* further keys of the event and of its item */
    const char *time, *org; /* of the event; "" leaves it out */
    const char *kind;
    const char *operator_, *organisations, *exceptions;
    const char *as_of;
    bool component, unknown;
    /* Expected; NULL: binding, named, violation, nothing missing. */
    const char *applies, *reach, *disposition, *missing, *because, *none, *note, *source, *excepted;
};

static const char *const CIIO = "\"org\": {\"id\": \"o1\", \"name\": \"Plant\", \"country\": "
                                "\"CN\", \"roles\": [\"cii_operator\"]}";

static void build_event(const struct row *row, struct buf *out)
{
    const char *time = row->time ? row->time : "2026-03-02T10:00:00Z";
    const char *org = row->org ? row->org : CIIO;
    if (row->event) {
        buf_printf(out, "%s", row->event);
        return;
    }
    buf_printf(out, "{\"kind\": \"%s\", \"id\": \"1\"", row->kind ? row->kind : "purchase");
    if (*time)
        buf_printf(out, ", \"time\": \"%s\"", time);
    if (*org)
        buf_printf(out, ", %s", org);
    if (row->top)
        buf_printf(out, ", %s", row->top);
    buf_printf(out, ", \"items\": [{\"vendor\": \"%s\"%s%s%s}]}",
               row->component ? "Other" : "Acme Ltd", row->item ? ", " : "",
               row->item ? row->item : "",
               row->component ? ", \"components\": [{\"vendor\": \"Acme\"}]" : "");
}

static const struct judgement *only(const struct row *row, const struct verdict *verdict)
{
    if (verdict->judgement_count != 1)
        fail_msg("%s: %zu judgements", row->what, verdict->judgement_count);
    return &verdict->judgements[0];
}

static bool says(const struct judgement *judgement, const char *text)
{
    for (size_t i = 0; i < judgement->because_count; i++)
        if (str_find(judgement->because[i], str_of(text)) >= 0)
            return true;
    return false;
}

static void show(const struct judgement *judgement)
{
    for (size_t i = 0; i < judgement->because_count; i++)
        print_message("    %.*s\n", STR_ARG(judgement->because[i]));
}

static void expect(const struct row *row, const char *what, const char *got, const char *wanted,
                   const struct judgement *judgement)
{
    if (strcmp(got, wanted) == 0)
        return;
    show(judgement);
    fail_msg("%s: %s is '%s', expected '%s'", row->what, what, got, wanted);
}

static void check_missing(const struct row *row, const struct verdict *verdict,
                          const struct judgement *judgement)
{
    char list[256] = "";
    for (size_t i = 0; i < verdict->missing_count; i++)
        snprintf(list + strlen(list), sizeof list - strlen(list), "%s%.*s", i ? " " : "",
                 STR_ARG(verdict->missing[i]));
    expect(row, "missing", list, row->missing ? row->missing : "", judgement);
}

static void check_note(const struct row *row, const struct verdict *verdict)
{
    if (!row->note && verdict->note_count)
        fail_msg("%s: unexpected note %s", row->what, verdict->notes[0].code);
    for (size_t i = 0; row->note && i < verdict->note_count; i++)
        if (strcmp(verdict->notes[i].code, row->note) == 0)
            return;
    if (row->note)
        fail_msg("%s: no note '%s'", row->what, row->note);
}

static void check(const struct row *row, const struct verdict *verdict)
{
    const struct judgement *judgement = only(row, verdict);
    const char *applies = row->applies ? row->applies : "binding";
    bool not_applicable = strcmp(applies, "not_applicable") == 0;
    expect(row, "applicability", applicability_name(judgement->applicability), applies, judgement);
    if (!not_applicable)
        expect(row, "reach", reach_name(judgement->reach), row->reach ? row->reach : "named",
               judgement);
    expect(row, "disposition", disposition_name(verdict->disposition),
           row->disposition ? row->disposition
           : not_applicable ? "none"
           : row->applies   ? (strcmp(applies, "undetermined") == 0 ? "review" : "advisory")
                            : "violation",
           judgement);
    expect(row, "reason for none", verdict->none_reason ? verdict->none_reason : "",
           row->none ? row->none : "", judgement);
    check_missing(row, verdict, judgement);
    check_note(row, verdict);
    assert_true(judgement->because_count > 0);
    if (row->because && !says(judgement, row->because)) {
        show(judgement);
        fail_msg("%s: does not say '%s'", row->what, row->because);
    }
    if (row->source)
        expect(row, "source", verdict->org.source, row->source, judgement);
    expect(row, "exception", judgement->exception ? judgement->exception->id.ptr : "",
           row->excepted ? row->excepted : "", judgement);
}

static void run(const struct row *row)
{
    struct world world;
    struct buf event = {0};
    struct world_search search = {
        .component = row->component, .unknown = row->unknown, .as_of = DAY_NONE};
    if (row->as_of)
        assert_true(day_parse(str_of(row->as_of), &search.as_of));
    world_open(&world);
    world_add_rule(&world, row->rule);
    world_add_instrument(&world, row->instrument);
    world_add_people(&world, row->operator_, row->organisations, row->exceptions);
    world_start(&world);
    build_event(row, &event);
    buf_add_char(&event, '\0');
    check(row, world_judge(&world, event.ptr, &search));
    buf_clear(&event);
    world_close(&world);
}

#define RUN(rows)                                                                                  \
    do {                                                                                           \
        for (size_t i_ = 0; i_ < sizeof(rows) / sizeof *(rows); i_++)                              \
            run(&(rows)[i_]);                                                                      \
    } while (0)

static void acts(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {.what = "purchase forbidden, purchased", .because = "forbids purchase"},
        {.what = "use forbidden, in use", .kind = "asset", .instrument = "prohibits: [use]"},
        {.what = "purchase forbidden, in use",
         .kind = "asset",
         .applies = "not_applicable",
         .none = "wrong-act",
         .because = "does not forbid use"},
        {.what = "use forbidden, purchased",
         .instrument = "prohibits: [use]",
         .applies = "advisory",
         .because = "may not be used"},
        {.what = "use forbidden, purchased, others' role unknown",
         .instrument = "prohibits: [use]",
         .org = "\"org\": {\"id\": \"o\", \"country\": \"CN\"}",
         .applies = "undetermined",
         .disposition = "advisory",
         .missing = "org.roles"},
        {.what = "import forbidden, purchased",
         .instrument = "prohibits: [import, authorise]",
         .applies = "advisory",
         .because = "import, authorise"},
        {.what = "import forbidden, in use",
         .kind = "asset",
         .instrument = "prohibits: [import]",
         .applies = "not_applicable",
         .none = "wrong-act"},
        {.what = "sale forbidden, purchased",
         .instrument = "prohibits: [sell]",
         .applies = "advisory"},
        {.what = "funding forbidden, purchased",
         .instrument = "prohibits: [fund]",
         .applies = "advisory",
         .because = "(fund)"},
        {.what = "both forbidden, in use",
         .kind = "asset",
         .instrument = "prohibits: [purchase, use]"},
        {.what = "guidance", .instrument = "force: advisory", .applies = "advisory"},
        {.what = "guidance, role unknown",
         .instrument = "force: advisory",
         .org = "\"org\": {\"id\": \"o\", \"country\": \"CN\"}",
         .applies = "undetermined",
         .disposition = "advisory",
         .missing = "org.roles"},
    };
    RUN(rows);
}

static void binds(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {.what = "role and country", .because = "cii_operator in CN", .source = "event"},
        {.what = "role as a source writes it",
         .org = "\"org\": {\"country\": \"cn\", \"roles\": [\"CII-Operator\"]}"},
        {.what = "role by its words",
         .org = "\"org\": {\"country\": \"China\", \"roles\": [\"CIIO\"]}"},
        {.what = "another role",
         .org = "\"org\": {\"country\": \"CN\", \"roles\": [\"private\"]}",
         .applies = "not_applicable",
         .none = "not-bound",
         .because = "in CN, roles: private"},
        {.what = "no list of roles",
         .source = "event",
         .org = "\"org\": {\"country\": \"CN\"}",
         .applies = "undetermined",
         .missing = "org.roles",
         .because = "roles unknown"},
        {.what = "an empty list is none",
         .org = "\"org\": {\"country\": \"CN\", \"roles\": []}",
         .applies = "undetermined",
         .missing = "org.roles"},
        {.what = "an unknown role makes the list no shorter",
         .org = "\"org\": {\"country\": \"CN\", \"roles\": [\"wizard\"]}",
         .applies = "not_applicable",
         .none = "not-bound",
         .note = "unknown-role"},
        {.what = "a role in no country",
         .org = "\"org\": {\"country\": \"DE\", \"roles\": [\"cii_operator@Narnia\"]}",
         .applies = "not_applicable",
         .none = "not-bound",
         .note = "unknown-role"},
        {.what = "another country",
         .org = "\"org\": {\"country\": \"DE\", \"roles\": [\"cii_operator\"]}",
         .applies = "not_applicable",
         .none = "not-bound"},
        {.what = "another country, no list",
         .org = "\"org\": {\"country\": \"DE\"}",
         .applies = "not_applicable",
         .none = "not-bound"},
        {.what = "a role in that country",
         .org = "\"org\": {\"country\": \"DE\", \"roles\": [\"cii_operator@CN\"]}"},
        {.what = "a role in a third country",
         .org = "\"org\": {\"country\": \"DE\", \"roles\": [\"cii_operator@US\"]}",
         .applies = "not_applicable",
         .none = "not-bound"},
        {.what = "a role elsewhere is none at home",
         .org = "\"org\": {\"country\": \"CN\", \"roles\": [\"cii_operator@US\"]}",
         .applies = "not_applicable",
         .none = "not-bound"},
        {.what = "no country",
         .org = "\"org\": {\"roles\": [\"cii_operator\"]}",
         .applies = "undetermined",
         .missing = "org.country"},
        {.what = "no country, the role is in that country",
         .org = "\"org\": {\"roles\": [\"cii_operator@CN\"]}"},
        {.what = "no country, but another role",
         .org = "\"org\": {\"roles\": [\"private\"]}",
         .applies = "not_applicable",
         .none = "not-bound"},
        {.what = "nothing known of anybody",
         .org = "",
         .applies = "undetermined",
         .missing = "org.country org.roles",
         .source = ""},
        {.what = "an unreadable country",
         .org = "\"org\": {\"country\": \"Atlantis\", \"roles\": [\"cii_operator\"]}",
         .applies = "undetermined",
         .missing = "org.country",
         .note = "unknown-country"},
        {.what = "a country alone",
         .instrument = "binds: [{country: CN}]",
         .org = "\"org\": {\"country\": \"CN\"}"},
        {.what = "a country alone, another one",
         .instrument = "binds: [{country: CN}]",
         .org = "\"org\": {\"country\": \"DE\", \"roles\": [\"cii_operator@CN\"]}",
         .applies = "not_applicable",
         .none = "not-bound"},
        {.what = "a country alone, unknown",
         .instrument = "binds: [{country: CN}]",
         .org = "\"org\": {\"id\": \"x\"}",
         .applies = "undetermined",
         .missing = "org.country"},
        {.what = "a member of the EU",
         .instrument = "binds: [{country: EU}]",
         .org = "\"org\": {\"country\": \"DE\"}"},
        {.what = "not a member",
         .instrument = "binds: [{country: EU}]",
         .org = "\"org\": {\"country\": \"UK\"}",
         .applies = "not_applicable",
         .none = "not-bound"},
        {.what = "a role alone",
         .instrument = "binds: [{role: cii_operator}]",
         .org = "\"org\": {\"roles\": [\"cii_operator\"]}"},
        {.what = "a role alone, anywhere",
         .instrument = "binds: [{role: cii_operator}]",
         .org = "\"org\": {\"country\": \"DE\", \"roles\": [\"cii_operator@JP\"]}"},
        {.what = "a role alone, no list",
         .instrument = "binds: [{role: cii_operator}]",
         .org = "\"org\": {\"country\": \"DE\"}",
         .applies = "undetermined",
         .missing = "org.roles"},
        {.what = "one alternative is enough",
         .instrument = "binds: [{country: US, role: private}, {country: CN, role: cii_operator}]"},
        {.what = "one alternative unknown, the other fails",
         .instrument = "binds: [{country: US, role: private}, {country: CN, role: cii_operator}]",
         .org = "\"org\": {\"country\": \"US\"}",
         .applies = "undetermined",
         .missing = "org.roles"},
        {.what = "an organisation by name",
         .instrument = "binds: [{country: CN, organisation: PLANT}]"},
        {.what = "an organisation by id", .instrument = "binds: [{organisation: o1}]"},
        {.what = "another organisation",
         .instrument = "binds: [{organisation: Works}]",
         .applies = "not_applicable",
         .none = "not-bound"},
        {.what = "an organisation, only the id known",
         .instrument = "binds: [{organisation: W}]",
         .org = "\"org\": {\"id\": \"o7\", \"country\": \"CN\"}",
         .applies = "undetermined",
         .missing = "org.name"},
        {.what = "an organisation in another country",
         .instrument = "binds: [{country: DE, organisation: Plant}]",
         .applies = "not_applicable",
         .none = "not-bound"},
        {.what = "an organisation as something, unknown as what",
         .instrument = "binds: [{organisation: Plant, role: private}]",
         .org = "\"org\": {\"name\": \"plant\"}",
         .applies = "undetermined",
         .missing = "org.roles"},
    };
    RUN(rows);
}

static void days(void **state)
{
    (void)state;
    static const struct row rows[] = {
        /* 2023-05-21 begins in Shanghai at 16:00 UTC of the day before. */
        {.what = "the last moment before",
         .time = "2023-05-20T15:59:59Z",
         .applies = "upcoming",
         .because = "takes effect on 2023-05-21"},
        {.what = "the first moment",
         .time = "2023-05-20T16:00:00Z",
         .because = "2023-05-21; the day of the event is 2023-05-21"},
        {.what = "a bare date is that day everywhere", .time = "2023-05-20", .applies = "upcoming"},
        {.what = "a bare date, first day", .time = "2023-05-21"},
        {.what = "the day of adoption", .time = "2023-05-01", .applies = "upcoming"},
        {.what = "before adoption",
         .time = "2023-04-30",
         .applies = "not_applicable",
         .none = "not-in-force",
         .because = "adopted on 2023-05-01"},
        {.what = "the last day", .instrument = "until: 2025-12-31", .time = "2025-12-31"},
        {.what = "after the end",
         .instrument = "until: 2025-12-31",
         .time = "2026-01-01",
         .applies = "not_applicable",
         .none = "not-in-force",
         .because = "ended on 2025-12-31"},
        {.what = "no time at all",
         .time = "",
         .applies = "undetermined",
         .missing = "event.time",
         .because = "day of the event is not known"},
        {.what = "no time, but somebody who is not bound",
         .time = "",
         .org = "\"org\": {\"country\": \"DE\"}",
         .applies = "not_applicable",
         .none = "not-bound"},
        {.what = "upcoming beats a missing fact",
         .time = "2023-05-10",
         .org = "\"org\": {\"country\": \"CN\"}",
         .applies = "upcoming",
         .because = "not known"},
        {.what = "as of an earlier day", .as_of = "2023-05-02", .applies = "upcoming"},
        {.what = "as of a day, without any", .as_of = "2026-01-01", .time = ""},
        {.what = "advisory, upcoming",
         .instrument = "force: advisory",
         .time = "2023-05-02",
         .applies = "upcoming"},
    };
    RUN(rows);
}

static void limits(void **state)
{
    (void)state;
    static const char any_category[] = "limits: {category: {any_of: [video_surveillance]}}";
    static const char no_category[] = "limits: {category: {none_of: [video_surveillance]}}";
    static const char any_purpose[] = "limits: {purpose: {any_of: [public_safety]}}";
    static const char origin[] = "limits: {country_of_origin: {none_of: [US]}}";
    static const struct row rows[] = {
        {.what = "category by name",
         .instrument = any_category,
         .item = "\"category\": \"Video Surveillance\"",
         .because = "only video_surveillance; this is video_surveillance."},
        {.what = "category by words",
         .instrument = any_category,
         .item = "\"product\": \"4 MP IP Camera\""},
        {.what = "category by Chinese words",
         .instrument = any_category,
         .item = "\"product\": \"网络摄像机\""},
        {.what = "category by UNSPSC",
         .instrument = any_category,
         .item = "\"category\": \"46171610\""},
        {.what = "category by HS",
         .instrument = any_category,
         .item = "\"category\": \"HS 8525.89\""},
        {.what = "a code counts in category only",
         .instrument = any_category,
         .item = "\"product\": \"46171610\"",
         .applies = "undetermined",
         .missing = "category"},
        {.what = "another category",
         .instrument = any_category,
         .item = "\"product\": \"router\"",
         .applies = "not_applicable",
         .none = "outside-limits",
         .because = "this is network_equipment, router"},
        {.what = "both categories",
         .instrument = any_category,
         .item = "\"product\": \"router with IP camera\""},
        {.what = "no category",
         .instrument = any_category,
         .applies = "undetermined",
         .missing = "category"},
        {.what = "a category that no word knows",
         .instrument = any_category,
         .item = "\"category\": \"Thing\"",
         .applies = "undetermined",
         .missing = "category"},
        {.what = "the broader term",
         .item = "\"category\": \"43222609\"",
         .instrument = "limits: {category: {any_of: [network_equipment]}}"},
        {.what = "not the narrower term",
         .item = "\"category\": \"32420000-3\"",
         .instrument = "limits: {category: {any_of: [router]}}",
         .applies = "not_applicable",
         .none = "outside-limits"},
        {.what = "none of", .instrument = no_category, .item = "\"product\": \"router\""},
        {.what = "none of, but it is",
         .instrument = no_category,
         .item = "\"product\": \"ip camera\"",
         .applies = "not_applicable",
         .none = "outside-limits"},
        {.what = "none of, unknown",
         .instrument = no_category,
         .applies = "undetermined",
         .missing = "category"},
        {.what = "purpose of the event",
         .instrument = any_purpose,
         .top = "\"purpose\": \"police station\""},
        {.what = "purpose of the item first",
         .instrument = any_purpose,
         .top = "\"purpose\": \"police\"",
         .item = "\"purpose\": \"office\"",
         .applies = "not_applicable",
         .none = "outside-limits"},
        {.what = "purpose by system",
         .instrument = any_purpose,
         .top = "\"system\": \"police radio\""},
        {.what = "no purpose",
         .instrument = any_purpose,
         .applies = "undetermined",
         .missing = "purpose"},
        {.what = "another purpose",
         .instrument = any_purpose,
         .top = "\"purpose\": \"office\"",
         .applies = "not_applicable",
         .none = "outside-limits",
         .because = "this is for office"},
        {.what = "made elsewhere",
         .instrument = origin,
         .item = "\"country_of_origin\": \"CN\"",
         .because = "made in CN"},
        {.what = "made there",
         .instrument = origin,
         .item = "\"country_of_origin\": \"Made in USA\"",
         .applies = "not_applicable",
         .none = "outside-limits"},
        {.what = "made nobody knows where",
         .instrument = origin,
         .applies = "undetermined",
         .missing = "country_of_origin"},
        {.what = "made in a place unheard of",
         .instrument = origin,
         .item = "\"country_of_origin\": \"Narnia\"",
         .applies = "undetermined",
         .missing = "country_of_origin",
         .note = "unknown-country"},
        {.what = "made in one of several",
         .because = "goods from CN or RU; this was made in DE, RU",
         .instrument = "limits: {country_of_origin: {any_of: [CN, RU]}}",
         .item = "\"country_of_origin\": [\"DE\", \"RU\"]"},
        {.what = "made in none of them",
         .instrument = "limits: {country_of_origin: {any_of: [CN, RU]}}",
         .item = "\"country_of_origin\": \"DE\"",
         .applies = "not_applicable",
         .none = "outside-limits"},
        {.what = "from the maker",
         .instrument = "limits: {supplier: maker}",
         .top = "\"supplier\": {\"name\": \"ACME Sales Inc\"}",
         .because = "It reaches only what the maker itself supplies; the supplier ACME Sales Inc "
                    "is the maker"},
        {.what = "not from the maker",
         .instrument = "limits: {supplier: maker}",
         .top = "\"supplier\": {\"name\": \"Global Parts\"}",
         .applies = "not_applicable",
         .none = "outside-limits",
         .because = "Global Parts is not the maker"},
        {.what = "from nobody",
         .instrument = "limits: {supplier: maker}",
         .applies = "undetermined",
         .missing = "supplier.name"},
        {.what = "from others",
         .instrument = "limits: {supplier: others}",
         .top = "\"supplier\": {\"name\": \"Global Parts\"}",
         .because = "others than the maker"},
        {.what = "from the maker, others wanted",
         .instrument = "limits: {supplier: others}",
         .top = "\"supplier\": {\"name\": \"Acme\"}",
         .applies = "not_applicable",
         .none = "outside-limits"},
        {.what = "a component by default", .component = true},
        {.what = "a component, said so",
         .component = true,
         .instrument = "limits: {component: true}"},
        {.what = "a component by inference",
         .component = true,
         .reach = "inferred",
         .instrument = "limits: {component: inferred}",
         .disposition = "review"},
        {.what = "whole items only, a component",
         .component = true,
         .instrument = "limits: {component: false}",
         .applies = "not_applicable",
         .none = "outside-limits"},
        {.what = "whole items only, an item", .instrument = "limits: {component: false}"},
        {.what = "a fact that fails beats one that is missing",
         .instrument = "limits: {category: {any_of: [video_surveillance]}, purpose: {any_of: "
                       "[public_safety]}}",
         .top = "\"purpose\": \"office\"",
         .applies = "not_applicable",
         .none = "outside-limits"},
        {.what = "two facts missing",
         .instrument = "limits: {category: {any_of: [video_surveillance]}, purpose: {any_of: "
                       "[public_safety]}}",
         .applies = "undetermined",
         .missing = "category purpose"},
    };
    RUN(rows);
}

static void links(void **state)
{
    (void)state;
    static const char two[] = "restricts: [{tag: vendor.acme, reach: named}, {tag: brand.fizz, "
                              "reach: affiliate}]";
    static const char own[] =
        "restricts: [{tag: vendor.acme, reach: named, limits: {category: {any_of: "
        "[video_surveillance]}}}, {tag: category.toy, reach: affiliate}]";
    static const char entry[] =
        "limits: {component: false}\n"
        "restricts: [{tag: vendor.acme, reach: named, limits: {component: inferred}}]";
    static const struct row rows[] = {
        {.what = "an affiliate",
         .instrument = "restricts: [{tag: vendor.acme, reach: affiliate}]",
         .reach = "affiliate",
         .because = "as an affiliate"},
        {.what = "by inference",
         .instrument = "restricts: [{tag: vendor.acme, reach: inferred}]",
         .reach = "inferred",
         .disposition = "review"},
        {.what = "the weakest of two",
         .instrument = two,
         .reach = "affiliate",
         .rule = "tags: [vendor.acme, brand.fizz]\n"},
        {.what = "a brand that is not listed",
         .rule = "tags: [vendor.acme, brand.buzz]\n",
         .reach = "inferred",
         .disposition = "review",
         .because = "does not list brand.buzz"},
        {.what = "the rule's own link",
         .rule = "legal_basis: [cn-acme-2023]\n",
         .because = "rule itself"},
        {.what = "the rule's own weaker link",
         .rule = "legal_basis: [{id: cn-acme-2023, reach: affiliate}]\ntags: [vendor.acme]\n",
         .reach = "affiliate"},
        {.what = "an entry's own limit holds",
         .instrument = own,
         .item = "\"product\": \"ip camera\""},
        {.what = "an entry's own limit fails",
         .instrument = own,
         .item = "\"product\": \"router\"",
         .applies = "not_applicable",
         .none = "outside-limits"},
        {.what = "an entry's own limit is unknown",
         .instrument = own,
         .applies = "undetermined",
         .missing = "category"},
        {.what = "another entry holds where one fails",
         .instrument = own,
         .reach = "affiliate",
         .rule = "tags: [vendor.acme, category.toy]\n",
         .item = "\"product\": \"router\""},
        {.what = "another entry holds where one is unknown",
         .instrument = own,
         .reach = "affiliate",
         .rule = "tags: [vendor.acme, category.toy]\n"},
        {.what = "the entry's word on components counts first",
         .instrument = entry,
         .component = true,
         .reach = "inferred",
         .disposition = "review"},
        {.what = "a brand whose entry does not cover the item",
         .instrument = "restricts: [{tag: vendor.acme, reach: named}, {tag: brand.fizz, reach: "
                       "named, limits: {category: {any_of: [video_surveillance]}}}]",
         .rule = "tags: [vendor.acme, brand.fizz]\n",
         .item = "\"product\": \"router\"",
         .reach = "inferred",
         .disposition = "review"},
    };
    RUN(rows);
}

static void spares_and_unless(void **state)
{
    (void)state;
    static const char contracts[] = "spares: {contracts_before: 2023-06-01}";
    static const char in_use[] = "prohibits: [use]\nspares: {in_use_until: 2027-12-31}";
    static const char exception[] =
        "- {id: EX, instruments: [cn-acme-2023], vendor: Acme Ltd, ticket: T, requested_by: a, "
        "approved_by: b, from: 2026-01-01, until: 2026-12-31}";
    static const struct row rows[] = {
        {.what = "an old contract",
         .instrument = contracts,
         .top = "\"contract\": {\"date\": \"2023-05-31\"}",
         .applies = "not_applicable",
         .none = "not-in-force",
         .because = "contracts dated before 2023-06-01"},
        {.what = "a contract of that day",
         .instrument = contracts,
         .top = "\"contract\": {\"date\": \"2023-06-01\"}"},
        {.what = "a contract without a date",
         .instrument = contracts,
         .applies = "undetermined",
         .missing = "contract.date"},
        {.what = "contracts do not matter to use",
         .kind = "asset",
         .instrument = "prohibits: [use]\nspares: {contracts_before: 2023-06-01}"},
        {.what = "things in use do not matter to a purchase",
         .instrument = "prohibits: [purchase, use]\nspares: {in_use_until: 2027-12-31}"},
        {.what = "in use, since when is unknown",
         .kind = "asset",
         .instrument = in_use,
         .applies = "undetermined",
         .missing = "contract.date"},
        {.what = "in use from before",
         .kind = "asset",
         .instrument = in_use,
         .top = "\"contract\": {\"date\": \"2023-05-20\"}",
         .applies = "not_applicable",
         .none = "not-in-force"},
        {.what = "in use, bought since",
         .kind = "asset",
         .instrument = in_use,
         .top = "\"contract\": {\"date\": \"2023-05-21\"}"},
        {.what = "in use on the last day",
         .kind = "asset",
         .instrument = in_use,
         .time = "2027-12-31",
         .applies = "undetermined",
         .missing = "contract.date"},
        {.what = "in use after the last day",
         .kind = "asset",
         .instrument = in_use,
         .time = "2028-01-01"},
        {.what = "unless a review was passed",
         .instrument = "unless: review",
         .applies = "undetermined",
         .because = "without a review"},
        {.what = "unless approved",
         .instrument = "unless: approval",
         .applies = "undetermined",
         .because = "without an approval"},
        {.what = "unless certified, guidance",
         .instrument = "unless: certificate\nforce: advisory",
         .applies = "advisory"},
        {.what = "the exception records the review",
         .instrument = "unless: review",
         .exceptions = exception,
         .disposition = "waived",
         .excepted = "EX"},
    };
    RUN(rows);
}

static void exceptions(void **state)
{
    (void)state;
#define EXCEPTION(scope)                                                                           \
    "- {id: EX, instruments: [cn-acme-2023], " scope ", ticket: T-1, requested_by: a, "            \
    "approved_by: b, from: 2026-01-01, until: 2026-06-30}"
    static const struct row rows[] = {
        {.what = "by vendor",
         .exceptions = EXCEPTION("vendor: ACME LTD"),
         .disposition = "waived",
         .excepted = "EX",
         .because = "ticket T-1, approved by b"},
        {.what = "by brand",
         .exceptions = EXCEPTION("vendor: Fizz"),
         .item = "\"brand\": \"fizz\"",
         .disposition = "waived",
         .excepted = "EX"},
        {.what = "by another vendor", .exceptions = EXCEPTION("vendor: Acme")},
        {.what = "by part",
         .exceptions = EXCEPTION("part_number: AB-1"),
         .item = "\"part_number\": \"ab-1\"",
         .disposition = "waived",
         .excepted = "EX"},
        {.what = "by part, another",
         .exceptions = EXCEPTION("part_number: AB-1"),
         .item = "\"part_number\": \"AB-12\""},
        {.what = "by part, none", .exceptions = EXCEPTION("part_number: AB-1")},
        {.what = "by organisation's id",
         .exceptions = EXCEPTION("org: o1"),
         .disposition = "waived",
         .excepted = "EX"},
        {.what = "by organisation's name",
         .exceptions = EXCEPTION("org: plant"),
         .disposition = "waived",
         .excepted = "EX"},
        {.what = "by another organisation", .exceptions = EXCEPTION("org: o2")},
        {.what = "by site",
         .exceptions = EXCEPTION("site: Plant 9"),
         .top = "\"site\": \"Plant 9\"",
         .disposition = "waived",
         .excepted = "EX"},
        {.what = "by another site",
         .exceptions = EXCEPTION("site: Plant 9"),
         .top = "\"site\": \"Plant 8\""},
        {.what = "by contract",
         .exceptions = EXCEPTION("contract: C-1"),
         .top = "\"contract\": {\"number\": \"C-1\"}",
         .disposition = "waived",
         .excepted = "EX"},
        {.what = "by another contract",
         .exceptions = EXCEPTION("contract: C-1"),
         .top = "\"contract\": {\"number\": \"C-2\"}"},
        {.what = "by rule",
         .disposition = "waived",
         .excepted = "EX",
         .exceptions = EXCEPTION("rule: 0c0e3f3e-6b8e-4b0f-9a58-0d7f0d7a7f11")},
        {.what = "all of the scope has to fit", .exceptions = EXCEPTION("org: o1, site: Plant 9")},
        {.what = "the last day, where the law is at home",
         .time = "2026-06-30T15:59:59Z",
         .exceptions = EXCEPTION("org: o1"),
         .disposition = "waived",
         .excepted = "EX"},
        {.what = "expired",
         .time = "2026-06-30T16:00:00Z",
         .exceptions = EXCEPTION("org: o1"),
         .note = "exception-expired"},
        {.what = "the first day",
         .time = "2026-01-01",
         .exceptions = EXCEPTION("org: o1"),
         .disposition = "waived",
         .excepted = "EX"},
        {.what = "not yet",
         .time = "2025-12-31",
         .exceptions = EXCEPTION("org: o1"),
         .note = "exception-not-yet"},
        {.what = "without a day",
         .time = "",
         .exceptions = EXCEPTION("org: o1"),
         .note = "exception-without-day",
         .applies = "undetermined",
         .missing = "event.time"},
        {.what = "expired, of another scope",
         .time = "2026-07-01",
         .exceptions = EXCEPTION("org: o2")},
        {.what = "what is undetermined stays so",
         .exceptions = EXCEPTION("vendor: Acme Ltd"),
         .org = "\"org\": {\"country\": \"CN\"}",
         .applies = "undetermined",
         .missing = "org.roles",
         .excepted = "EX"},
        {.what = "by inference, excepted",
         .exceptions = EXCEPTION("org: o1"),
         .instrument = "restricts: [{tag: vendor.acme, reach: inferred}]",
         .reach = "inferred",
         .disposition = "waived",
         .excepted = "EX"},
        {.what = "guidance needs none",
         .instrument = "force: advisory",
         .exceptions = EXCEPTION("org: o1"),
         .applies = "advisory"},
    };
    RUN(rows);
}

static void organisations(void **state)
{
    (void)state;
#define CSV(row) "id,name,pattern,country,roles,from,until\n" row
    static const char by_id[] = "\"org\": {\"id\": \"o1\"}";
    static const struct row rows[] = {
        {.what = "by id",
         .organisations = CSV("o1,,,CN,cii_operator;private,,\n"),
         .org = by_id,
         .source = "organisations"},
        {.what = "by name, whatever the case",
         .org = "\"org\": {\"name\": \"BIG Plant\"}",
         .organisations = CSV(",big plant,,CN,cii_operator,,\n"),
         .source = "organisations"},
        {.what = "by pattern",
         .org = "\"org\": {\"name\": \"Stadtwerke Ulm\"}",
         .organisations = CSV(",,^stadtwerke ,CN,cii_operator,,\n"),
         .source = "organisations"},
        {.what = "id before name",
         .org = "\"org\": {\"id\": \"o1\", \"name\": \"P\"}",
         .organisations = CSV(",P,,CN,private,,\no1,,,CN,cii_operator,,\n")},
        {.what = "id before name, alone",
         .org = "\"org\": {\"id\": \"o1\", \"name\": \"P\"}",
         .organisations = CSV(",P,,CN,cii_operator,,\no1,,,CN,private,,\n"),
         .applies = "not_applicable",
         .none = "not-bound"},
        {.what = "name before pattern",
         .org = "\"org\": {\"name\": \"P\"}",
         .organisations = CSV(",,P,CN,private,,\n,P,,CN,cii_operator,,\n")},
        {.what = "nobody known",
         .org = by_id,
         .organisations = CSV("o2,,,CN,cii_operator,,\n"),
         .applies = "undetermined",
         .missing = "org.country org.roles",
         .source = "event"},
        {.what = "the event's roles stand",
         .organisations = CSV("o1,,,CN,cii_operator,,\n"),
         .org = "\"org\": {\"id\": \"o1\", \"roles\": [\"private\"]}",
         .applies = "not_applicable",
         .none = "not-bound"},
        {.what = "no roles, nobody knows",
         .org = by_id,
         .organisations = CSV("o1,,,CN,,,\n"),
         .applies = "undetermined",
         .missing = "org.roles"},
        {.what = "several rows add up",
         .org = by_id,
         .organisations = CSV("o1,,,CN,private,,\no1,,,CN,cii_operator,,\n")},
        {.what = "a role in another country",
         .org = by_id,
         .organisations = CSV("o1,,,DE,private;cii_operator@CN,,\n")},
        {.what = "the event's country stands",
         .org = "\"org\": {\"id\": \"o1\", \"country\": \"DE\"}",
         .instrument = "binds: [{country: CN}]",
         .organisations = CSV("o1,,,CN,private,,\n"),
         .applies = "not_applicable",
         .none = "not-bound",
         .because = "in DE, roles: private@CN"},
        {.what = "a country from the organisations",
         .org = "\"org\": {\"id\": \"o1\"}",
         .instrument = "binds: [{country: CN}]",
         .organisations = CSV("o1,,,CN,,,\n"),
         .source = "organisations"},
        {.what = "a row's role is in the row's country",
         .org = "\"org\": {\"id\": \"o1\", \"country\": \"DE\"}",
         .organisations = CSV("o1,,,CN,cii_operator,,\n")},
        {.what = "from the day on",
         .time = "2026-01-01",
         .org = by_id,
         .organisations = CSV("o1,,,CN,cii_operator,2026-01-01,2026-12-31\n")},
        {.what = "until the day",
         .time = "2026-12-31",
         .org = by_id,
         .organisations = CSV("o1,,,CN,cii_operator,2026-12-31,2026-12-31\n")},
        {.what = "a row with days, an event without one",
         .time = "",
         .org = by_id,
         .organisations = CSV("o1,,,CN,cii_operator,2026-01-01,2026-12-31\n"),
         .applies = "undetermined",
         .missing = "org.country org.roles event.time"},
        {.what = "a row without days, an event without one",
         .time = "",
         .org = by_id,
         .organisations = CSV("o1,,,CN,cii_operator,,\n"),
         .applies = "undetermined",
         .missing = "event.time"},
        {.what = "before the day",
         .time = "2025-12-31",
         .org = by_id,
         .organisations = CSV("o1,,,CN,cii_operator,2026-01-01,2026-12-31\n"),
         .applies = "undetermined",
         .missing = "org.country org.roles"},
        {.what = "after the day",
         .time = "2027-01-01",
         .org = by_id,
         .organisations = CSV("o1,,,CN,cii_operator,2026-01-01,2026-12-31\n"),
         .applies = "undetermined",
         .missing = "org.country org.roles"},
        {.what = "the operator",
         .org = "",
         .source = "operator",
         .operator_ = "{name: Acme Power, country: CN, roles: [cii_operator]}"},
        {.what = "the operator is not who is named",
         .org = by_id,
         .source = "event",
         .operator_ = "{name: Acme Power, country: CN, roles: [cii_operator]}",
         .applies = "undetermined",
         .missing = "org.country org.roles"},
        {.what = "the operator is in no other country",
         .org = "\"org\": {\"country\": \"DE\"}",
         .operator_ = "{name: Acme Power, country: CN, roles: [cii_operator]}",
         .applies = "not_applicable",
         .none = "not-bound"},
        {.what = "the operator's roles stand in the organisations",
         .org = "",
         .operator_ = "{name: Acme Power}",
         .organisations = CSV(",Acme Power,,CN,cii_operator,,\n")},
        {.what = "a name from the organisations binds",
         .org = by_id,
         .instrument = "binds: [{organisation: Big Plant}]",
         .organisations = CSV("o1,Big Plant,,CN,,,\n")},
    };
    RUN(rows);
}

static void rules(void **state)
{
    (void)state;
    static const char category[] = "limits: {category: {any_of: [video_surveillance]}}";
    static const char implied[] = "tags: [vendor.acme]\nimplies: {category: video_surveillance}\n";
    static const struct row rows[] = {
        {.what = "an implied fact",
         .instrument = category,
         .rule = implied,
         .note = "inferred-by-rule",
         .because = "inferred by the rule"},
        {.what = "the event's own fact counts",
         .instrument = category,
         .rule = implied,
         .item = "\"category\": \"router\"",
         .applies = "not_applicable",
         .none = "outside-limits"},
        {.what = "an implied fact that nobody asks for", .rule = implied},
        {.what = "an implied broader term",
         .note = "inferred-by-rule",
         .instrument = "limits: {category: {any_of: [network_equipment]}}",
         .rule = "tags: [vendor.acme]\nimplies: {category: router}\n"},
        {.what = "an implied origin",
         .note = "inferred-by-rule",
         .instrument = "limits: {country_of_origin: {any_of: [CN]}}",
         .rule = "tags: [vendor.acme]\nimplies: {country_of_origin: CN}\n"},
        {.what = "an implied purpose",
         .note = "inferred-by-rule",
         .instrument = "limits: {purpose: {any_of: [public_safety]}}",
         .rule = "tags: [vendor.acme]\nimplies: {purpose: public_safety}\n"},
        {.what = "an incomplete evaluation", .unknown = true, .disposition = "review"},
        {.what = "an incomplete evaluation of guidance",
         .unknown = true,
         .applies = "advisory",
         .instrument = "force: advisory",
         .disposition = "review"},
        {.what = "a rule on its last day",
         .time = "2026-03-02",
         .rule = "tags: [vendor.acme]\nvalid: {from: 2020-01-01, until: 2026-03-02}\n"},
        {.what = "a rule on its first day",
         .time = "2020-01-01T00:00:00Z",
         .instrument = "effective: 2019-01-01\nadopted: 2019-01-01",
         .rule = "tags: [vendor.acme]\nvalid: {from: 2020-01-01}\n"},
    };
    RUN(rows);
}

static void a_rule_out_of_its_days_makes_no_alert(void **state)
{
    (void)state;
    struct world world;
    struct world_search search = {.as_of = DAY_NONE};
    world_open(&world);
    world_add_rule(&world, "tags: [vendor.acme]\nvalid: {until: 2026-03-01}\n");
    world_add_instrument(&world, NULL);
    world_start(&world);
    const struct verdict *verdict =
        world_judge(&world,
                    "{\"kind\": \"purchase\", \"time\": \"2026-03-02\", \"items\": [{\"vendor\": "
                    "\"acme\"}]}",
                    &search);
    assert_int_equal(verdict->disposition, DISPOSITION_NONE);
    assert_string_equal(verdict->none_reason, "rule-not-valid-on-day");
    world_close(&world);
}

static void what_several_instruments_say(void **state)
{
    (void)state;
    static const struct {
        const char *what, *second, *exceptions;
        enum disposition expected;
    } rows[] = {
        {"violation beats all", "force: advisory", NULL, DISPOSITION_VIOLATION},
        {"excepted from one of two", "effective: 2023-05-22",
         "- {id: E, instruments: [cn-acme-2023], org: o1, ticket: T, requested_by: a, approved_by: "
         "b, from: 2026-01-01, until: 2026-12-31}",
         DISPOSITION_VIOLATION},
        {"excepted from both", "effective: 2023-05-22",
         "- {id: E, instruments: [cn-acme-2023, cn-b], org: o1, ticket: T, requested_by: a, "
         "approved_by: b, from: 2026-01-01, until: 2026-12-31}",
         DISPOSITION_WAIVED},
        {"excepted from one, guidance besides", "force: advisory",
         "- {id: E, instruments: [cn-acme-2023], org: o1, ticket: T, requested_by: a, approved_by: "
         "b, from: 2026-01-01, until: 2026-12-31}",
         DISPOSITION_WAIVED},
        {"excepted from one, another undetermined", "unless: review",
         "- {id: E, instruments: [cn-acme-2023], org: o1, ticket: T, requested_by: a, approved_by: "
         "b, from: 2026-01-01, until: 2026-12-31}",
         DISPOSITION_REVIEW},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct world world;
        struct buf event = {0}, second = {0};
        struct world_search search = {.as_of = DAY_NONE};
        world_open(&world);
        world_add_rule(&world, NULL);
        world_add_instrument(&world, NULL);
        buf_printf(&second, "id: cn-b\n%s", rows[i].second);
        buf_add_char(&second, '\0');
        world_add_instrument(&world, second.ptr);
        world_add_people(&world, NULL, NULL, rows[i].exceptions);
        world_start(&world);
        build_event(&(struct row){0}, &event);
        buf_add_char(&event, '\0');
        const struct verdict *verdict = world_judge(&world, event.ptr, &search);
        if (verdict->disposition != rows[i].expected)
            fail_msg("%s: %s", rows[i].what, disposition_name(verdict->disposition));
        assert_int_equal(verdict->judgement_count, 2);
        assert_int_equal(verdict->reaching, 2);
        assert_true(verdict->judgements[0].applicability <= verdict->judgements[1].applicability);
        buf_clear(&event);
        buf_clear(&second);
        world_close(&world);
    }
}

static void articles_are_cited_by_the_day(void **state)
{
    (void)state;
    static const char provisions[] =
        "provisions:\n"
        "    - {law: Law, article: '35', until: 2025-12-31}\n"
        "    - {law: Law, article: '37', effective: 2026-01-01, inferred: true}\n";
    static const struct {
        const char *time, *article;
    } rows[] = {{"2025-12-31", "35"}, {"2026-01-01", "37"}, {"2023-05-02", "35"}, {"", NULL}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct world world;
        struct buf event = {0};
        struct world_search search = {.as_of = DAY_NONE};
        world_open(&world);
        world_add_rule(&world, NULL);
        world_add_instrument(&world, provisions);
        world_start(&world);
        build_event(&(struct row){.time = rows[i].time}, &event);
        buf_add_char(&event, '\0');
        const struct judgement *judgement = &world_judge(&world, event.ptr, &search)->judgements[0];
        assert_int_equal(judgement->provision_count, rows[i].article ? 1 : 0);
        if (rows[i].article) {
            assert_str(judgement->provisions[0]->article, rows[i].article);
            assert_int_equal(judgement->provisions[0]->inferred, i == 1);
        }
        buf_clear(&event);
        world_close(&world);
    }
}

static void judging_leaves_no_memory_behind(void **state)
{
    (void)state;
    struct world world;
    struct buf event = {0};
    world_open(&world);
    world_add_rule(&world, NULL);
    world_add_instrument(&world, "limits: {category: {any_of: [video_surveillance]}}");
    world_start(&world);
    build_event(&(struct row){.item = "\"product\": \"ip camera\""}, &event);
    buf_add_char(&event, '\0');
    struct arena_block *first = NULL;
    for (int i = 0; i < 1000; i++) {
        struct world_search search = {.as_of = DAY_NONE};
        world_judge(&world, event.ptr, &search);
        arena_reset(&world.arena, 1 << 20);
        if (i == 0)
            first = world.arena.first;
    }
    assert_ptr_equal(world.arena.first, first);
    buf_clear(&event);
    world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(acts),
        cmocka_unit_test(binds),
        cmocka_unit_test(days),
        cmocka_unit_test(limits),
        cmocka_unit_test(links),
        cmocka_unit_test(spares_and_unless),
        cmocka_unit_test(exceptions),
        cmocka_unit_test(organisations),
        cmocka_unit_test(rules),
        cmocka_unit_test(a_rule_out_of_its_days_makes_no_alert),
        cmocka_unit_test(what_several_instruments_say),
        cmocka_unit_test(articles_are_cited_by_the_day),
        cmocka_unit_test(judging_leaves_no_memory_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
