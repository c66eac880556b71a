/* YAML → struct instrument. */
#include "law/instrument.h"

#include "law/country.h"
#include "law/read.h"

static const char *const act_names[] = {"purchase", "use", "import", "sell", "authorise", "fund"};
static const char *const force_names[] = {"binding", "advisory"};
static const char *const unless_names[] = {"none", "review", "approval", "certificate"};
static const char *const reach_names[] = {"named", "affiliate", "inferred"};
static const char *const supplier_names[] = {"any", "maker", "others"};

enum { ACT_COUNT = sizeof act_names / sizeof *act_names };

const char *act_name(enum act act)
{
    return act_names[act];
}

const char *force_name(enum force force)
{
    return force_names[force];
}

const char *unless_name(enum unless unless)
{
    return unless_names[unless];
}

/* Lower-case words joined by '-', '_' or (in tags) one '.'. */
static bool is_identifier(struct str id, bool tag)
{
    size_t dots = 0;
    for (size_t i = 0; i < id.len; i++) {
        char c = id.ptr[i];
        bool inside = i > 0 && i + 1 < id.len && (c == '-' || c == '_');
        if (tag && c == '.' && i > 0 && i + 1 < id.len)
            dots++;
        else if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || inside))
            return false;
    }
    return id.len > 0 && dots == (tag ? 1 : 0);
}

/* ---- Limits ---- */

static void read_limit(const struct yaml_node *map, const char *key, struct arena *arena,
                       struct diags *diags, struct limit *out)
{
    static const char *const keys[] = {"any_of", "none_of"};
    const struct yaml_node *node = yaml_get(map, key);
    if (!node || !read_is_map(node, key, diags))
        return;
    yaml_check_keys(node, key, keys, 2, diags);
    const struct yaml_node *any = yaml_get(node, "any_of"), *none = yaml_get(node, "none_of");
    if (!any == !none) {
        diag_error(diags, "bad-limit", node->place,
                   "'%s' needs either any_of or none_of, and not both", key);
        return;
    }
    struct limit limit = {.none_of = none != NULL, .place = node->place};
    limit.present = read_list(node, none ? "none_of" : "any_of", true, arena, diags, &limit.words,
                              &limit.count);
    *out = limit;
}

static void check_countries(const struct limit *limit, struct diags *diags)
{
    for (size_t i = 0; i < limit->count; i++)
        if (!country_is_jurisdiction(limit->words[i]))
            diag_error(diags, "unknown-country", limit->place,
                       "'%.*s' is no ISO 3166-1 alpha-2 code", STR_ARG(limit->words[i]));
}

static void read_component(const struct yaml_node *map, struct diags *diags, struct limits *out)
{
    const struct yaml_node *node = yaml_get(map, "component");
    bool reached;
    if (!node)
        return;
    out->has_component = true;
    if (yaml_to_bool(node, &reached))
        out->component = reached ? COMPONENT_REACHED : COMPONENT_NOT;
    else if (node->type == YAML_SCALAR && str_is(node->value, "inferred"))
        out->component = COMPONENT_INFERRED;
    else
        diag_error(diags, "wrong-type", node->place,
                   "'component' has to be true, inferred or false");
}

static void read_limits(const struct yaml_node *map, struct arena *arena, struct diags *diags,
                        struct limits *out)
{
    static const char *const keys[] = {"category", "purpose", "country_of_origin", "supplier",
                                       "component"};
    const struct yaml_node *node = yaml_get(map, "limits");
    size_t word;
    if (!node || !read_is_map(node, "'limits'", diags))
        return;
    yaml_check_keys(node, "limits", keys, sizeof keys / sizeof *keys, diags);
    read_limit(node, "category", arena, diags, &out->category);
    read_limit(node, "purpose", arena, diags, &out->purpose);
    read_limit(node, "country_of_origin", arena, diags, &out->country_of_origin);
    check_countries(&out->country_of_origin, diags);
    if (read_word(node, "supplier", false, supplier_names + 1, 2, diags, &word))
        out->supplier = (enum supplier_limit)(word + 1);
    read_component(node, diags, out);
}

/* ---- Lists of maps ---- */

/* The list under `key`; NULL and an error when it is no list or empty. */
static const struct yaml_node *list_of(const struct yaml_node *map, const char *key, bool required,
                                       struct diags *diags)
{
    const struct yaml_node *node = yaml_get(map, key);
    if (!node) {
        if (required)
            diag_error(diags, "missing-key", map->place, "'%s' is required", key);
        return NULL;
    }
    if (node->type == YAML_SEQ && node->count > 0)
        return node;
    diag_error(diags, "wrong-type", node->place, "'%s' has to be a list that is not empty", key);
    return NULL;
}

static void read_restricts(const struct yaml_node *map, struct arena *arena, struct diags *diags,
                           struct instrument *out)
{
    static const char *const keys[] = {"tag", "reach", "limits"};
    const struct yaml_node *list = list_of(map, "restricts", true, diags);
    if (!list)
        return;
    out->restricts = arena_zalloc(arena, list->count * sizeof *out->restricts);
    for (size_t i = 0; i < list->count; i++) {
        const struct yaml_node *node = list->items[i];
        struct restriction *entry = &out->restricts[out->restrict_count];
        size_t reach = 0;
        if (!read_is_map(node, "an entry of 'restricts'", diags))
            continue;
        yaml_check_keys(node, "an entry of 'restricts'", keys, 3, diags);
        entry->place = node->place;
        if (read_text(node, "tag", true, diags, &entry->tag) && !is_identifier(entry->tag, true))
            diag_error(diags, "bad-tag", yaml_get(node, "tag")->place,
                       "'%.*s' is no tag such as vendor.micron", STR_ARG(entry->tag));
        read_word(node, "reach", true, reach_names, 3, diags, &reach);
        entry->reach = (enum reach)reach;
        read_limits(node, arena, diags, &entry->limits);
        for (size_t j = 0; j < out->restrict_count; j++)
            if (entry->tag.len && str_eq(out->restricts[j].tag, entry->tag) &&
                !entry->limits.category.present && !entry->limits.purpose.present &&
                !entry->limits.country_of_origin.present)
                diag_error(diags, "duplicate-tag", node->place,
                           "the tag '%.*s' is restricted twice", STR_ARG(entry->tag));
        out->restrict_count++;
    }
}

static void read_prohibits(const struct yaml_node *map, struct arena *arena, struct diags *diags,
                           struct instrument *out)
{
    const struct str *words;
    size_t count;
    if (!read_list(map, "prohibits", true, arena, diags, &words, &count))
        return;
    for (size_t i = 0; i < count; i++) {
        size_t act = 0;
        while (act < ACT_COUNT && !str_is(words[i], act_names[act]))
            act++;
        if (act == ACT_COUNT)
            unknown_word(diags, "unknown-act", yaml_get(map, "prohibits")->items[i]->place, "act",
                         words[i], act_names, ACT_COUNT);
        else
            out->prohibits[act] = true;
    }
}

static void read_binds(const struct yaml_node *map, struct arena *arena, struct diags *diags,
                       struct instrument *out)
{
    static const char *const keys[] = {"country", "role", "organisation"};
    const struct yaml_node *list = list_of(map, "binds", true, diags);
    if (!list)
        return;
    out->binds = arena_zalloc(arena, list->count * sizeof *out->binds);
    for (size_t i = 0; i < list->count; i++) {
        const struct yaml_node *node = list->items[i];
        struct binding *entry = &out->binds[out->bind_count];
        if (!read_is_map(node, "an entry of 'binds'", diags))
            continue;
        yaml_check_keys(node, "an entry of 'binds'", keys, 3, diags);
        entry->place = node->place;
        if (read_text(node, "country", false, diags, &entry->country) &&
            !country_is_jurisdiction(entry->country))
            diag_error(diags, "unknown-country", yaml_get(node, "country")->place,
                       "'%.*s' is no ISO 3166-1 alpha-2 code, nor EU", STR_ARG(entry->country));
        read_text(node, "role", false, diags, &entry->role);
        read_text(node, "organisation", false, diags, &entry->organisation);
        if (!entry->country.len && !entry->role.len && !entry->organisation.len)
            diag_error(diags, "missing-key", node->place,
                       "an entry of 'binds' needs a country, a role or an organisation");
        out->bind_count++;
    }
}

/* ---- Provisions ---- */

static bool overlap(const struct provision *a, const struct provision *b)
{
    return str_eq(a->law.en, b->law.en) && str_eq(a->article, b->article) &&
           a->effective <= b->until && b->effective <= a->until;
}

static void read_provisions(const struct yaml_node *map, struct arena *arena, struct diags *diags,
                            struct instrument *out)
{
    static const char *const keys[] = {"law", "article", "effective", "until", "inferred"};
    const struct yaml_node *list =
        yaml_get(map, "provisions") ? list_of(map, "provisions", false, diags) : NULL;
    if (!list)
        return;
    struct provision *entries = arena_zalloc(arena, list->count * sizeof *entries);
    for (size_t i = 0; i < list->count; i++) {
        const struct yaml_node *node = list->items[i];
        struct provision *entry = &entries[out->provision_count];
        if (!read_is_map(node, "a provision", diags))
            continue;
        yaml_check_keys(node, "a provision", keys, sizeof keys / sizeof *keys, diags);
        *entry = (struct provision){.effective = DAY_NONE, .until = DAY_MAX, .place = node->place};
        read_names(node, "law", true, arena, diags, &entry->law);
        read_text(node, "article", true, diags, &entry->article);
        read_day(node, "effective", false, diags, &entry->effective);
        read_day(node, "until", false, diags, &entry->until);
        yaml_get_bool(node, "inferred", diags, &entry->inferred);
        if (entry->until < entry->effective)
            diag_error(diags, "bad-period", node->place, "'until' lies before 'effective'");
        for (size_t j = 0; j < out->provision_count; j++)
            if (overlap(entry, &entries[j]))
                diag_error(diags, "overlap", node->place,
                           "the same article of the same law stands already in line %u for some "
                           "of these days",
                           entries[j].place.line);
        out->provision_count++;
    }
    out->provisions = entries;
}

/* ---- The instrument ---- */

static void read_spares(const struct yaml_node *map, struct diags *diags, struct instrument *out)
{
    static const char *const keys[] = {"contracts_before", "in_use_until"};
    const struct yaml_node *node = yaml_get(map, "spares");
    if (!node || !read_is_map(node, "'spares'", diags))
        return;
    yaml_check_keys(node, "spares", keys, 2, diags);
    bool contracts =
        read_day(node, "contracts_before", false, diags, &out->spares_contracts_before);
    bool in_use = read_day(node, "in_use_until", false, diags, &out->spares_in_use_until);
    if (!contracts && !in_use)
        diag_error(diags, "missing-key", node->place,
                   "'spares' needs contracts_before or in_use_until");
}

static void read_days(const struct yaml_node *map, struct diags *diags, struct instrument *out)
{
    out->adopted = out->effective = DAY_NONE;
    out->until = DAY_MAX;
    out->spares_contracts_before = out->spares_in_use_until = DAY_NONE;
    read_day(map, "adopted", true, diags, &out->adopted);
    read_day(map, "effective", true, diags, &out->effective);
    if (read_day(map, "until", false, diags, &out->until) && out->until < out->effective)
        diag_error(diags, "bad-period", yaml_get(map, "until")->place,
                   "'until' lies before 'effective'");
    read_spares(map, diags, out);
}

static void read_references(const struct yaml_node *map, struct arena *arena, struct diags *diags,
                            struct instrument *out)
{
    if (!read_list(map, "references", true, arena, diags, &out->references, &out->reference_count))
        return;
    for (size_t i = 0; i < out->reference_count; i++)
        if (!str_starts(out->references[i], STR("https://")) &&
            !str_starts(out->references[i], STR("http://")))
            diag_error(diags, "bad-reference", yaml_get(map, "references")->items[i]->place,
                       "a reference is an address that begins with https://");
}

static void read_verified(const struct yaml_node *map, struct diags *diags, struct instrument *out)
{
    static const char *const keys[] = {"on", "how", "by"};
    const struct yaml_node *node = yaml_get(map, "verified");
    if (!node) {
        diag_error(diags, "missing-key", map->place, "'verified' is required");
        return;
    }
    if (!read_is_map(node, "'verified'", diags))
        return;
    yaml_check_keys(node, "verified", keys, 3, diags);
    read_day(node, "on", true, diags, &out->verified_on);
    read_text(node, "how", true, diags, &out->verified_how);
    read_text(node, "by", true, diags, &out->verified_by);
}

static void read_identity(const struct yaml_node *map, struct arena *arena, struct diags *diags,
                          struct instrument *out)
{
    size_t word = 0;
    if (read_text(map, "id", true, diags, &out->id) && !is_identifier(out->id, false))
        diag_error(diags, "bad-id", yaml_get(map, "id")->place,
                   "an id is made of lower-case letters, digits and '-', such as "
                   "cn-cac-micron-2023");
    read_names(map, "title", true, arena, diags, &out->title);
    read_names(map, "authority", true, arena, diags, &out->authority);
    if (read_text(map, "jurisdiction", true, diags, &out->jurisdiction) &&
        !country_is_jurisdiction(out->jurisdiction))
        diag_error(diags, "unknown-country", yaml_get(map, "jurisdiction")->place,
                   "'%.*s' is no ISO 3166-1 alpha-2 code, nor EU", STR_ARG(out->jurisdiction));
    read_word(map, "force", true, force_names, 2, diags, &word);
    out->force = (enum force)word;
    word = 0;
    if (read_word(map, "unless", false, unless_names + 1, 3, diags, &word))
        out->unless = (enum unless)(word + 1);
    read_text(map, "timezone", true, diags, &out->timezone_name);
}

bool instrument_read(const struct yaml_node *document, struct arena *arena, struct diags *diags,
                     struct instrument *out)
{
    static const char *const keys[] = {
        "id",    "title",      "jurisdiction", "authority", "force",      "restricts", "prohibits",
        "binds", "limits",     "unless",       "timezone",  "adopted",    "spares",    "effective",
        "until", "provisions", "consequence",  "report",    "references", "verified",  "reported"};
    size_t errors = diags->errors;
    struct instrument instrument = {.file = document->place.file, .place = document->place};
    if (!read_is_map(document, "an instrument", diags))
        return false;
    yaml_check_keys(document, "instrument", keys, sizeof keys / sizeof *keys, diags);
    read_identity(document, arena, diags, &instrument);
    read_restricts(document, arena, diags, &instrument);
    read_prohibits(document, arena, diags, &instrument);
    read_binds(document, arena, diags, &instrument);
    read_limits(document, arena, diags, &instrument.limits);
    read_days(document, diags, &instrument);
    read_provisions(document, arena, diags, &instrument);
    read_text(document, "consequence", false, diags, &instrument.consequence);
    read_text(document, "report", false, diags, &instrument.report);
    read_references(document, arena, diags, &instrument);
    read_verified(document, diags, &instrument);
    yaml_get_bool(document, "reported", diags, &instrument.reported_only);
    if (instrument.reported_only && instrument.force == FORCE_BINDING)
        diag_error(diags, "reported-binding", yaml_get(document, "reported")->place,
                   "what only the press reports is shown as advisory, never as binding law");
    if (diags->errors != errors)
        return false;
    *out = instrument;
    return true;
}
