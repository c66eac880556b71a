/* Which alerts are the same alert, and which findings the same finding: ids made of what the
 * event itself says, before anything was filled in, so that judging it again gives them again. */
#include <ctype.h>

#include "alert/alert.h"
#include "event/text.h"

#define UNIT_SEPARATOR "\x1f"

static const uint8_t alert_namespace[16] = {0xce, 0x2a, 0xad, 0xed, 0xb5, 0x1c, 0x55, 0xab,
                                            0xbb, 0xe1, 0xe1, 0x9c, 0xc0, 0x06, 0xe6, 0x6c};

/* What firmware and inventories write where they know nothing; compared without case. */
static const struct str fillers[] = {
    STR_INIT("to be filled by o.e.m."),
    STR_INIT("to be filled by o.e.m"),
    STR_INIT("to be filled by oem"),
    STR_INIT("default string"),
    STR_INIT("none"),
    STR_INIT("null"),
    STR_INIT("n/a"),
    STR_INIT("na"),
    STR_INIT("nil"),
    STR_INIT("unknown"),
    STR_INIT("undefined"),
    STR_INIT("invalid"),
    STR_INIT("empty"),
    STR_INIT("oem"),
    STR_INIT("o.e.m."),
    STR_INIT("not specified"),
    STR_INIT("not available"),
    STR_INIT("not applicable"),
    STR_INIT("not provided"),
    STR_INIT("not set"),
    STR_INIT("no serial"),
    STR_INIT("no serial number"),
    STR_INIT("serial number"),
    STR_INIT("system serial number"),
    STR_INIT("base board serial number"),
    STR_INIT("chassis serial number"),
    STR_INIT("123456789"),
    STR_INIT("0123456789"),
    STR_INIT("1234567890"),
};

/* No letter and no digit but zero: "0000", "00:00:00:00:00:00", "-". */
static bool text_is_void(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c >= 0x80 || (isalnum(c) && c != '0'))
            return false;
    }
    return true;
}

static bool text_is_filler(struct str text)
{
    if (text_is_void(text))
        return true;
    for (size_t i = 0; i < sizeof fillers / sizeof fillers[0]; i++) {
        if (str_eq_nocase(text, fillers[i]))
            return true;
    }
    return false;
}

/* Randomised and virtual interfaces set the second bit of the first octet; such an address names
 * no device for long. The broadcast address has it too. */
static bool mac_is_local(struct str mac)
{
    if (mac.len < 2 || !isxdigit((unsigned char)mac.ptr[1]))
        return false;
    char low = (char)tolower((unsigned char)mac.ptr[1]);
    int nibble = low <= '9' ? low - '0' : low - 'a' + 10;
    return (nibble & 2) != 0;
}

static struct str values_first_usable(struct values values, bool mac)
{
    for (uint32_t i = 0; i < values.count; i++) {
        struct str text = values.items[i].text;
        if (!text_is_filler(text) && !(mac && mac_is_local(text)))
            return values.items[i].raw;
    }
    return (struct str){0};
}

static struct str join_parts(struct arena *arena, const struct str *parts, size_t count)
{
    size_t len = count - 1;
    for (size_t i = 0; i < count; i++)
        len += parts[i].len;
    char *text = arena_alloc(arena, len);
    char *p = text;
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            *p++ = UNIT_SEPARATOR[0];
        if (parts[i].len > 0)
            memcpy(p, parts[i].ptr, parts[i].len);
        p += parts[i].len;
    }
    return (struct str){text, len};
}

/* One code point of valid UTF-8; *at moves behind it. */
static uint32_t utf8_next(struct str text, size_t *at)
{
    const unsigned char *p = (const unsigned char *)text.ptr + *at;
    size_t len = p[0] < 0x80 ? 1 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    uint32_t c = len == 1 ? p[0] : p[0] & (0x7Fu >> len);
    for (size_t i = 1; i < len; i++)
        c = c << 6 | (p[i] & 0x3F);
    *at += len;
    return c;
}

static size_t utf8_put(char *out, uint32_t c)
{
    size_t len = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = len; i-- > 1; c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3F));
    out[0] = (char)(len == 1 ? c : (0xF00u >> len & 0xFF) | c);
    return len;
}

/* Folded into the arena and not into a buffer, which would ask malloc for every alert. */
static struct str fold_into(struct arena *arena, struct str text)
{
    char *out = arena_alloc(arena, 4 * text.len); /* a byte or more in, four or fewer out */
    size_t len = 0;
    for (size_t at = 0; at < text.len;)
        len += utf8_put(out + len, text_simple_fold_char(utf8_next(text, &at)));
    return (struct str){out, len};
}

static struct str organisation_of(const struct event *event, struct arena *arena)
{
    struct values id = event->fields[FIELD_ORG_ID], name = event->fields[FIELD_ORG_NAME];
    if (id.count > 0)
        return id.items[0].raw;
    return name.count > 0 ? fold_into(arena, name.items[0].text) : STR("");
}

/* The event's own id, or its bytes' hash: the same bytes are the same event. */
static struct str id_or_hash(const struct event *event, const char *sha256, struct arena *arena)
{
    struct values id = event->fields[FIELD_EVENT_ID];
    return id.count > 0 ? id.items[0].raw : arena_printf(arena, "sha256:%s", sha256);
}

void event_identity_of(const struct event *event, struct hasher *hasher, struct arena *arena,
                       struct event_identity *out)
{
    uint8_t digest[SHA256_BYTES];
    hasher_sha256(hasher, event->bytes, digest);
    hex_encode(digest, sizeof digest, out->sha256);
    out->organisation = organisation_of(event, arena);
    struct str parts[] = {
        str_of(event_kind_name(event->kind)),
        out->organisation,
        values_first(event->fields[FIELD_EVENT_ACTION]),
        id_or_hash(event, out->sha256, arena),
    };
    out->identity = join_parts(arena, parts, 4);
}

/* What a finding is about: an order's line, or a device wherever it is seen again. */
static struct str subject_of(const struct alert *alert, struct arena *arena)
{
    const struct event *event = alert->event;
    struct str order = values_first(event->fields[FIELD_ORDER_NUMBER]);
    struct str about;
    if (event->kind == EVENT_PURCHASE) {
        about = order.len > 0 ? order : id_or_hash(event, alert->event_sha256, arena);
    } else {
        struct str serial = values_first_usable(item_values(alert->item, FIELD_SERIAL), false);
        if (serial.len > 0)
            return serial;
        struct str mac = values_first_usable(item_values(alert->item, FIELD_MAC), true);
        if (mac.len > 0)
            return mac;
        about = id_or_hash(event, alert->event_sha256, arena);
    }
    struct str parts[] = {about, alert->path};
    return join_parts(arena, parts, 2);
}

void alert_make(struct alert *alert, const struct event *event,
                const struct event_identity *identity, const struct match *match,
                const struct verdict *verdict, const struct ruleset_info *ruleset,
                struct hasher *hasher, struct arena *arena)
{
    const struct rule *rule = match->rule;
    struct str rule_id = rule->id.len > 0 ? rule->id : rule->title;

    *alert = (struct alert){.as_of = DAY_NONE,
                            .path = item_path(event, match->item, arena),
                            .event = event,
                            .item = match->item,
                            .match = match,
                            .verdict = verdict,
                            .ruleset = ruleset};
    memcpy(alert->event_sha256, identity->sha256, sizeof alert->event_sha256);

    struct str id[] = {rule_id, identity->identity, alert->path};
    hasher_uuid_v5(hasher, alert_namespace, join_parts(arena, id, 3), alert->id);
    struct str finding[] = {STR("finding"), rule_id, identity->organisation,
                            subject_of(alert, arena)};
    hasher_uuid_v5(hasher, alert_namespace, join_parts(arena, finding, 4), alert->finding_id);
}
