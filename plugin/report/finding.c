#include "report/finding.h"

/* Where a column's value stands in the alert; NULL: made from several. */
enum section {
    SECTION_NONE,
    SECTION_ALERT,
    SECTION_RULE,
    SECTION_EVENT,
    SECTION_ORDER,
    SECTION_CONTRACT,
    SECTION_ORG,
    SECTION_SUPPLIER,
    SECTION_ITEM,
    SECTION_RULESET,
};

static const struct column_info {
    const char *name;
    enum section section;
    struct str key;
    enum column_type type;
} columns[COLUMN_COUNT] = {
    [COLUMN_ID] = {"id", SECTION_ALERT, STR_INIT("id")},
    [COLUMN_FINDING_ID] = {"finding_id", SECTION_ALERT, STR_INIT("finding_id")},
    [COLUMN_CURRENT] = {"current"},
    [COLUMN_DISPOSITION] = {"disposition", SECTION_ALERT, STR_INIT("disposition")},
    [COLUMN_STATUS] = {"status", SECTION_ALERT, STR_INIT("status")},
    [COLUMN_LEVEL] = {"level", SECTION_ALERT, STR_INIT("level")},
    [COLUMN_CONFIDENCE] = {"confidence", SECTION_ALERT, STR_INIT("confidence")},
    [COLUMN_TIME] = {"time", SECTION_ALERT, STR_INIT("time"), COLUMN_INSTANT},
    [COLUMN_JUDGED_AT] = {"judged_at", SECTION_ALERT, STR_INIT("judged_at"), COLUMN_INSTANT},
    [COLUMN_SUMMARY] = {"summary", SECTION_ALERT, STR_INIT("summary")},
    [COLUMN_INSTRUMENTS] = {"instruments"},
    [COLUMN_JURISDICTIONS] = {"jurisdictions"},
    [COLUMN_APPLICABILITY] = {"applicability"},
    [COLUMN_CITATIONS] = {"citations"},
    [COLUMN_EXCEPTIONS] = {"exceptions"},
    [COLUMN_RULE_ID] = {"rule_id", SECTION_RULE, STR_INIT("id")},
    [COLUMN_RULE_TITLE] = {"rule_title", SECTION_RULE, STR_INIT("title")},
    [COLUMN_RULE_MODIFIED] = {"rule_modified", SECTION_RULE, STR_INIT("modified"), COLUMN_DAY},
    [COLUMN_RULE_FILE] = {"rule_file", SECTION_RULE, STR_INIT("file")},
    [COLUMN_RULE_DIGEST] = {"rule_digest", SECTION_RULE, STR_INIT("digest")},
    [COLUMN_EVENT_KIND] = {"event_kind", SECTION_EVENT, STR_INIT("kind")},
    [COLUMN_EVENT_ID] = {"event_id", SECTION_EVENT, STR_INIT("id")},
    [COLUMN_EVENT_TIME] = {"event_time", SECTION_EVENT, STR_INIT("time")},
    [COLUMN_EVENT_ACTION] = {"event_action", SECTION_EVENT, STR_INIT("action")},
    [COLUMN_PLANNED] = {"planned", SECTION_EVENT, STR_INIT("planned")},
    [COLUMN_ORDER_NUMBER] = {"order_number", SECTION_ORDER, STR_INIT("number")},
    [COLUMN_CONTRACT_NUMBER] = {"contract_number", SECTION_CONTRACT, STR_INIT("number")},
    [COLUMN_CONTRACT_DATE] = {"contract_date", SECTION_CONTRACT, STR_INIT("date")},
    [COLUMN_SITE] = {"site", SECTION_EVENT, STR_INIT("site")},
    [COLUMN_SYSTEM] = {"system", SECTION_EVENT, STR_INIT("system")},
    [COLUMN_EVENT_SHA256] = {"event_sha256", SECTION_EVENT, STR_INIT("sha256")},
    [COLUMN_SOURCE] = {"source"},
    [COLUMN_ORG_ID] = {"org_id", SECTION_ORG, STR_INIT("id")},
    [COLUMN_ORG_NAME] = {"org_name", SECTION_ORG, STR_INIT("name")},
    [COLUMN_ORG_COUNTRY] = {"org_country", SECTION_ORG, STR_INIT("country")},
    [COLUMN_ORG_ROLES] = {"org_roles", SECTION_ORG, STR_INIT("roles")},
    [COLUMN_SUPPLIER_ID] = {"supplier_id", SECTION_SUPPLIER, STR_INIT("id")},
    [COLUMN_SUPPLIER_NAME] = {"supplier_name", SECTION_SUPPLIER, STR_INIT("name")},
    [COLUMN_SUPPLIER_COUNTRY] = {"supplier_country", SECTION_SUPPLIER, STR_INIT("country")},
    [COLUMN_ITEM_PATH] = {"item_path", SECTION_ITEM, STR_INIT("path")},
    [COLUMN_VENDOR] = {"vendor", SECTION_ITEM, STR_INIT("vendor")},
    [COLUMN_BRAND] = {"brand", SECTION_ITEM, STR_INIT("brand")},
    [COLUMN_PRODUCT] = {"product", SECTION_ITEM, STR_INIT("product")},
    [COLUMN_MODEL] = {"model", SECTION_ITEM, STR_INIT("model")},
    [COLUMN_PART_NUMBER] = {"part_number", SECTION_ITEM, STR_INIT("part_number")},
    [COLUMN_SKU] = {"sku", SECTION_ITEM, STR_INIT("sku")},
    [COLUMN_SERIAL] = {"serial", SECTION_ITEM, STR_INIT("serial")},
    [COLUMN_CATEGORY] = {"category", SECTION_ITEM, STR_INIT("category")},
    [COLUMN_COUNTRY_OF_ORIGIN] = {"country_of_origin", SECTION_ITEM, STR_INIT("country_of_origin")},
    [COLUMN_PURPOSE] = {"purpose", SECTION_ITEM, STR_INIT("purpose")},
    [COLUMN_CPE] = {"cpe", SECTION_ITEM, STR_INIT("cpe")},
    [COLUMN_PURL] = {"purl", SECTION_ITEM, STR_INIT("purl")},
    [COLUMN_HOSTNAME] = {"hostname", SECTION_ITEM, STR_INIT("hostname")},
    [COLUMN_IP] = {"ip", SECTION_ITEM, STR_INIT("ip")},
    [COLUMN_MAC] = {"mac", SECTION_ITEM, STR_INIT("mac")},
    [COLUMN_PCI_ID] = {"pci_id", SECTION_ITEM, STR_INIT("pci_id")},
    [COLUMN_USB_ID] = {"usb_id", SECTION_ITEM, STR_INIT("usb_id")},
    [COLUMN_FIRMWARE] = {"firmware", SECTION_ITEM, STR_INIT("firmware")},
    [COLUMN_QUANTITY] = {"quantity", SECTION_ITEM, STR_INIT("quantity"), COLUMN_NUMBER},
    [COLUMN_UNIT_PRICE] = {"unit_price", SECTION_ITEM, STR_INIT("unit_price"), COLUMN_NUMBER},
    [COLUMN_CURRENCY] = {"currency", SECTION_ITEM, STR_INIT("currency")},
    [COLUMN_VALUE] = {"value", .type = COLUMN_NUMBER},
    [COLUMN_EVIDENCE] = {"evidence"},
    [COLUMN_MISSING] = {"missing", SECTION_ALERT, STR_INIT("missing")},
    [COLUMN_INCOMPLETE] = {"incomplete"},
    [COLUMN_NOTES] = {"notes"},
    [COLUMN_AS_OF] = {"as_of", SECTION_ALERT, STR_INIT("as_of"), COLUMN_DAY},
    [COLUMN_SHORTENED] = {"shortened", SECTION_ALERT, STR_INIT("shortened")},
    [COLUMN_RULESET_DIGEST] = {"ruleset_digest", SECTION_RULESET, STR_INIT("digest")},
    [COLUMN_RULESET_VERSION] = {"ruleset_version", SECTION_RULESET, STR_INIT("version")},
};

/* Elements of one list of an alert that go into one text; interdict itself writes fewer. */
enum { LIST_MOST = 64 };

static const char *const ranks[RANK_COUNT] = {"violation", "review", "waived", "advisory", "none"};

const char *column_name(enum column column)
{
    return columns[column].name;
}

enum column_type column_type(enum column column)
{
    return columns[column].type;
}

const char *rank_name(enum disposition_rank rank)
{
    return ranks[rank];
}

struct reading {
    const struct json_doc *doc;
    struct str line;
    struct arena *arena;
    struct finding *out;
};

static struct str join(struct arena *arena, struct str a, const char *between, struct str b)
{
    size_t gap = strlen(between);
    if (a.len == 0 || b.len == 0)
        return a.len == 0 ? b : a;
    char *text = arena_alloc(arena, a.len + gap + b.len);
    memcpy(text, a.ptr, a.len);
    memcpy(text + a.len, between, gap);
    memcpy(text + a.len + gap, b.ptr, b.len);
    return (struct str){text, a.len + gap + b.len};
}

/* The elements of a list, or of a finished array of texts, in one text. */
static struct str join_list(const struct reading *r, uint32_t list, const char *between)
{
    size_t len = 0, gap = strlen(between);
    for (uint32_t at = list + 1; json_type(r->doc, at) != ']'; at = json_next(r->doc, at))
        if (json_type(r->doc, at) == '"')
            len += json_string(r->doc, at).len + gap;
    char *text = arena_alloc(r->arena, len + 1), *p = text;
    for (uint32_t at = list + 1; json_type(r->doc, at) != ']'; at = json_next(r->doc, at)) {
        if (json_type(r->doc, at) != '"')
            continue;
        struct str one = json_string(r->doc, at);
        if (p != text) {
            memcpy(p, between, gap);
            p += gap;
        }
        memcpy(p, one.ptr, one.len);
        p += one.len;
    }
    return (struct str){text, (size_t)(p - text)};
}

/* Any value as a text; nothing for null and objects. */
static struct str text_at(const struct reading *r, uint32_t at, const char *between)
{
    switch (json_type(r->doc, at)) {
    case '"':
        return json_string(r->doc, at);
    case '[':
        return join_list(r, at, between);
    case 't':
        return STR("true");
    case 'f':
        return STR("false");
    case 'l':
        return arena_printf(r->arena, "%lld", (long long)r->doc->tape[at + 1]);
    case 'u':
        return arena_printf(r->arena, "%llu", (unsigned long long)r->doc->tape[at + 1]);
    case 'd': /* with the digits that it was written with */
        return json_number_text(r->doc, r->line, at);
    default:
        return (struct str){NULL, 0};
    }
}

static struct str text_of(const struct reading *r, uint32_t object, const char *key)
{
    uint32_t at = object ? json_find(r->doc, object, str_of(key)) : 0;
    return at ? text_at(r, at, "; ") : (struct str){NULL, 0};
}

static uint32_t child(const struct reading *r, uint32_t object, const char *key, char type)
{
    uint32_t at = object ? json_find(r->doc, object, str_of(key)) : 0;
    return at && json_type(r->doc, at) == type ? at : 0;
}

/* A name by languages: the English one, else the first. */
static struct str name_of(const struct reading *r, uint32_t object, const char *key)
{
    uint32_t names = child(r, object, key, '{');
    if (!names || json_type(r->doc, names + 1) == '}')
        return (struct str){NULL, 0};
    struct str english = text_of(r, names, "en");
    return english.len ? english : text_at(r, json_next(r->doc, names + 1), "; ");
}

/* Both stand in the same order mostly, so each search begins at the column found last. */
static void read_section(const struct reading *r, enum section section, uint32_t object)
{
    size_t first = 0, end;
    if (!object)
        return;
    while (columns[first].section != section)
        first++;
    for (end = first; end < COLUMN_COUNT && columns[end].section != SECTION_NONE; end++)
        ;
    if (section == SECTION_ALERT)
        end = COLUMN_COUNT; /* the only one whose columns stand in several places */
    size_t next = first;
    for (uint32_t at = object + 1; json_type(r->doc, at) != '}';) {
        struct str key = json_string(r->doc, at++);
        for (size_t n = 0; n < end - first; n++) {
            size_t i = next + n < end ? next + n : next + n - end + first;
            if (columns[i].section == section && str_eq(key, columns[i].key)) {
                r->out->columns[i] = text_at(r, at, "; ");
                next = i;
                break;
            }
        }
        at = json_next(r->doc, at);
    }
}

static size_t list_length(const struct reading *r, uint32_t list)
{
    size_t n = 0;
    if (list)
        for (uint32_t at = list + 1; json_type(r->doc, at) != ']'; at = json_next(r->doc, at))
            n++;
    return n;
}

/* "Law, Article 5", once each. */
static struct str read_citation(const struct reading *r, uint32_t provisions)
{
    struct str all = {NULL, 0};
    size_t n = 0;
    if (!provisions)
        return all;
    for (uint32_t at = provisions + 1; json_type(r->doc, at) != ']' && n++ < LIST_MOST;
         at = json_next(r->doc, at)) {
        if (json_type(r->doc, at) != '{')
            continue;
        struct str law = name_of(r, at, "law"), article = text_of(r, at, "article");
        if (article.len && article.ptr[0] >= '0' && article.ptr[0] <= '9')
            article = join(r->arena, STR("Article"), " ", article);
        struct str one = join(r->arena, law, ", ", article);
        if (text_of(r, at, "inferred").len)
            one = join(r->arena, one, " ", STR("(number inferred)"));
        all = join(r->arena, all, "; ", one);
    }
    return all;
}

static void read_basis(const struct reading *r, uint32_t at, struct basis *basis)
{
    uint32_t verified = child(r, at, "verified", '{');
    uint32_t exception = child(r, at, "exception", '{');
    uint32_t because = child(r, at, "because", '[');
    *basis = (struct basis){
        .id = text_of(r, at, "id"),
        .title = name_of(r, at, "title"),
        .jurisdiction = text_of(r, at, "jurisdiction"),
        .authority = name_of(r, at, "authority"),
        .force = text_of(r, at, "force"),
        .applicability = text_of(r, at, "applicability"),
        .reach = text_of(r, at, "reach"),
        .because = because ? join_list(r, because, " ") : (struct str){NULL, 0},
        .citation = read_citation(r, child(r, at, "provisions", '[')),
        .effective = text_of(r, at, "effective"),
        .consequence = text_of(r, at, "consequence"),
        .report = text_of(r, at, "report"),
        .references = text_of(r, at, "references"),
        .reported = text_of(r, at, "reported"),
        .verified_on = text_of(r, verified, "on"),
        .verified_how = text_of(r, verified, "how"),
        .verified_by = text_of(r, verified, "by"),
        .exception = text_of(r, exception, "id"),
        .ticket = text_of(r, exception, "ticket"),
        .requested_by = text_of(r, exception, "requested_by"),
        .approved_by = text_of(r, exception, "approved_by"),
        .from = text_of(r, exception, "from"),
        .until = text_of(r, exception, "until"),
    };
}

static void read_legal_basis(const struct reading *r, uint32_t list)
{
    struct finding *f = r->out;
    f->basis = ARENA_ARRAY(r->arena, struct basis, list_length(r, list) + 1);
    if (!list)
        return;
    for (uint32_t at = list + 1; json_type(r->doc, at) != ']' && f->basis_count < LIST_MOST;
         at = json_next(r->doc, at))
        if (json_type(r->doc, at) == '{')
            read_basis(r, at, &f->basis[f->basis_count++]);
    for (size_t i = 0; i < f->basis_count; i++) {
        const struct basis *b = &f->basis[i];
        struct str *c = f->columns;
        c[COLUMN_INSTRUMENTS] = join(r->arena, c[COLUMN_INSTRUMENTS], "; ", b->id);
        if (i == 0 || !str_eq(b->jurisdiction, f->basis[i - 1].jurisdiction))
            c[COLUMN_JURISDICTIONS] =
                join(r->arena, c[COLUMN_JURISDICTIONS], "; ", b->jurisdiction);
        c[COLUMN_APPLICABILITY] = join(r->arena, c[COLUMN_APPLICABILITY], "; ",
                                       join(r->arena, b->id, ": ", b->applicability));
        c[COLUMN_CITATIONS] =
            join(r->arena, c[COLUMN_CITATIONS], " | ", join(r->arena, b->id, ": ", b->citation));
        if (b->exception.ptr)
            c[COLUMN_EXCEPTIONS] = join(r->arena, c[COLUMN_EXCEPTIONS], "; ",
                                        join(r->arena, b->exception, " until ", b->until));
    }
}

/* Lists of objects as one text: `first`, then `second` in brackets or behind a colon. */
static struct str join_objects(const struct reading *r, const char *list_key, const char *first,
                               const char *second, const char *third)
{
    uint32_t list = child(r, JSON_ROOT, list_key, '[');
    struct str all = {NULL, 0};
    size_t n = 0;
    if (!list)
        return all;
    for (uint32_t at = list + 1; json_type(r->doc, at) != ']' && n++ < LIST_MOST;
         at = json_next(r->doc, at)) {
        if (json_type(r->doc, at) != '{')
            continue;
        struct str one = join(r->arena, text_of(r, at, first), ": ", text_of(r, at, second));
        struct str more = third ? text_of(r, at, third) : (struct str){NULL, 0};
        all = join(r->arena, all, "; ", join(r->arena, one, ", ", more));
    }
    return all;
}

static void read_missing(const struct reading *r)
{
    uint32_t list = child(r, JSON_ROOT, "missing", '[');
    r->out->missing = ARENA_ARRAY(r->arena, struct str, list_length(r, list) + 1);
    if (list)
        for (uint32_t at = list + 1; json_type(r->doc, at) != ']'; at = json_next(r->doc, at))
            if (json_type(r->doc, at) == '"')
                r->out->missing[r->out->missing_count++] = json_string(r->doc, at);
}

static void read_source(const struct reading *r, uint32_t source)
{
    struct str place = text_of(r, source, "topic");
    if (place.len) {
        place = join(r->arena, place, "/", text_of(r, source, "partition"));
        place = join(r->arena, place, "@", text_of(r, source, "offset"));
    } else {
        place = join(r->arena, text_of(r, source, "file"), ":", text_of(r, source, "line"));
    }
    r->out->columns[COLUMN_SOURCE] = place;
}

static void read_value(struct finding *f, struct arena *arena)
{
    struct decimal quantity, price;
    struct buf text = {0};
    if (!decimal_parse(f->columns[COLUMN_UNIT_PRICE], &price))
        return;
    /* One piece where the event does not say how many. */
    if (!f->columns[COLUMN_QUANTITY].ptr)
        quantity = (struct decimal){1, 0};
    else if (!decimal_parse(f->columns[COLUMN_QUANTITY], &quantity))
        return;
    if (!decimal_multiply(quantity, price, &f->value))
        return;
    f->value_known = true;
    decimal_write(f->value, &text);
    f->columns[COLUMN_VALUE] = arena_dup(arena, buf_str(&text));
    buf_clear(&text);
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool uuid_read(struct str text, uint8_t out[static 16])
{
    size_t n = 0;
    if (text.len != UUID_TEXT)
        return false;
    for (size_t i = 0; i < UUID_TEXT; i++) {
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            if (text.ptr[i] != '-')
                return false;
            continue;
        }
        int high = hex_digit(text.ptr[i]), low = hex_digit(text.ptr[i + 1]);
        if (high < 0 || low < 0)
            return false;
        out[n++] = (uint8_t)(high << 4 | low);
        i++;
    }
    return true;
}

static int check(struct finding *f, struct str schema, struct error *error)
{
    struct moment judged;
    if (!str_is(schema, "interdict.alert/1"))
        return error_set(error, ERROR_INVALID, "this is no alert (schema interdict.alert/1)");
    if (!uuid_read(f->columns[COLUMN_ID], f->id) ||
        !uuid_read(f->columns[COLUMN_FINDING_ID], f->finding_id))
        return error_set(error, ERROR_INVALID, "the alert has no id or finding_id");
    if (!moment_parse(f->columns[COLUMN_JUDGED_AT], &judged))
        return error_set(error, ERROR_INVALID, "the alert has no judged_at");
    f->judged_ms = judged.ms;
    f->time = (struct moment){f->judged_ms, false};
    moment_parse(f->columns[COLUMN_TIME], &f->time);
    for (size_t i = 0; i < RANK_COUNT; i++)
        if (str_is(f->columns[COLUMN_DISPOSITION], ranks[i])) {
            f->rank = (enum disposition_rank)i;
            f->closed = str_is(f->columns[COLUMN_STATUS], "closed");
            return ERROR_NONE;
        }
    return error_set(error, ERROR_INVALID, "the alert's disposition is unknown");
}

int finding_read(struct json_parser *parser, struct str line, struct arena *arena,
                 struct finding *out, struct error *error)
{
    struct json_doc doc;
    struct reading r = {&doc, line, arena, out};
    if (str_starts(line, STR("\xEF\xBB\xBF"))) /* a BOM in front of the file */
        r.line = line = str_from(line, 3);
    *out = (struct finding){.raw = line};
    if (json_parse(parser, line, &doc, error) != JSON_OK)
        return ERROR_INVALID;
    if (json_type(&doc, JSON_ROOT) != '{')
        return error_set(error, ERROR_INVALID, "this is no alert (schema interdict.alert/1)");
    uint32_t event = child(&r, JSON_ROOT, "event", '{');
    read_section(&r, SECTION_ALERT, JSON_ROOT);
    read_section(&r, SECTION_RULE, child(&r, JSON_ROOT, "rule", '{'));
    read_section(&r, SECTION_EVENT, event);
    read_section(&r, SECTION_ORDER, child(&r, event, "order", '{'));
    read_section(&r, SECTION_CONTRACT, child(&r, event, "contract", '{'));
    read_section(&r, SECTION_ORG, child(&r, JSON_ROOT, "org", '{'));
    read_section(&r, SECTION_SUPPLIER, child(&r, JSON_ROOT, "supplier", '{'));
    read_section(&r, SECTION_ITEM, child(&r, JSON_ROOT, "item", '{'));
    read_section(&r, SECTION_RULESET, child(&r, JSON_ROOT, "ruleset", '{'));
    int code = check(out, text_of(&r, JSON_ROOT, "schema"), error);
    if (code != ERROR_NONE)
        return code;
    read_source(&r, child(&r, event, "source", '{'));
    read_legal_basis(&r, child(&r, JSON_ROOT, "legal_basis", '['));
    out->columns[COLUMN_EVIDENCE] = join_objects(&r, "evidence", "field", "text", NULL);
    out->columns[COLUMN_INCOMPLETE] = join_objects(&r, "incomplete", "field", "limit", "pattern");
    out->columns[COLUMN_NOTES] = join_objects(&r, "notes", "code", "field", "text");
    read_missing(&r);
    read_value(out, arena);
    return ERROR_NONE;
}

struct str finding_org_key(const struct finding *finding)
{
    struct str id = finding->columns[COLUMN_ORG_ID];
    return id.len ? id : finding->columns[COLUMN_ORG_NAME];
}

struct str finding_org(const struct finding *finding)
{
    struct str name = finding->columns[COLUMN_ORG_NAME];
    if (!name.len)
        name = finding->columns[COLUMN_ORG_ID];
    return name.len ? name : STR("(unknown)");
}

struct str finding_vendor(const struct finding *finding)
{
    struct str vendor = finding->columns[COLUMN_VENDOR];
    if (!vendor.len)
        vendor = finding->columns[COLUMN_BRAND];
    return vendor.len ? vendor : STR("(unknown)");
}

struct str finding_item(const struct finding *finding, struct arena *arena)
{
    static const enum column names[] = {COLUMN_PRODUCT, COLUMN_MODEL,    COLUMN_PART_NUMBER,
                                        COLUMN_SKU,     COLUMN_HOSTNAME, COLUMN_MAC,
                                        COLUMN_PCI_ID,  COLUMN_USB_ID,   COLUMN_CATEGORY};
    struct str product = {NULL, 0}, vendor = finding->columns[COLUMN_VENDOR];
    for (size_t i = 0; i < sizeof names / sizeof *names && !product.len; i++)
        product = finding->columns[names[i]];
    struct str name =
        join(arena, vendor.len ? vendor : finding->columns[COLUMN_BRAND], " ", product);
    return name.len ? name : STR("(item without a name)");
}
