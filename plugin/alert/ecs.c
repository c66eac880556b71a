/* Elastic Common Schema 9.4: https://www.elastic.co/docs/reference/ecs
 * ECS has no field for a law, so the whole native alert, legal basis included, stands under
 * `interdict`; what a SOC filters on is repeated in ECS's own fields. */
#include "alert/siem.h"

/* Elasticsearch does not index keywords beyond this (`ignore_above`), so nothing is gained by more.
 */
enum { KEYWORD_BYTES = 1024 };

static void put_keyword(struct json_writer *json, const char *key, struct str text)
{
    siem_put_cut(json, key, text, KEYWORD_BYTES);
}

static void put_list(struct json_writer *json, const char *key, struct str text)
{
    if (text.len == 0)
        return;
    json_key(json, key);
    json_open(json, '[');
    json_str(json, str_head(text, str_utf8_floor(text, KEYWORD_BYTES)));
    json_close(json, ']');
}

/* RFC 7042: upper case, with hyphens. Anything that is no normalised MAC is left out. */
static struct str mac_of(const struct alert *alert, char out[static 18])
{
    struct values values = event_values(alert->event, alert->item, FIELD_MAC);
    struct str mac = values.count ? values.items[0].text : (struct str){0};
    if (mac.len != 17)
        return (struct str){0};
    for (size_t i = 0; i < 17; i++) {
        char c = mac.ptr[i];
        out[i] = c == ':' ? '-' : c >= 'a' && c <= 'f' ? (char)(c - 'a' + 'A') : c;
    }
    out[17] = '\0';
    return (struct str){out, 17};
}

static void put_instant(struct json_writer *json, const char *key, int64_t ms)
{
    char text[32];
    instant_format(ms, text);
    json_field_str(json, key, str_of(text));
}

static void put_event(struct json_writer *json, const struct alert *alert, struct str summary)
{
    const struct siem_level *level = siem_level(alert);
    json_key(json, "event");
    json_open(json, '{');
    json_field_str(json, "kind", STR("alert"));
    json_key(json, "category");
    json_raw(json, STR("[\"configuration\"]"));
    json_key(json, "type");
    json_raw(json, STR("[\"info\"]"));
    json_field_str(json, "action",
                   event_is_closed(alert->event) ? STR("restricted-hardware-closed")
                                                 : STR("restricted-hardware"));
    json_field_str(json, "outcome", STR("failure"));
    json_field_str(json, "id", str_of(alert->id));
    json_field_str(json, "code", alert->match->rule->id);
    json_field_i64(json, "severity", level->ecs);
    json_field_i64(json, "risk_score", level->ecs);
    siem_put_cut(json, "reason", summary, KEYWORD_BYTES);
    put_instant(json, "created", alert->judged_at_ms);
    put_instant(json, "start", siem_time_ms(alert));
    json_field_str(json, "hash", str_of(alert->event_sha256));
    put_keyword(json, "reference", siem_reference(alert));
    json_field_str(json, "module", STR("interdict"));
    json_field_str(json, "dataset", STR("interdict.alert"));
    json_field_str(json, "provider", STR("interdict"));
    json_close(json, '}');
}

static void put_rule(struct json_writer *json, const struct alert *alert, struct arena *arena)
{
    const struct rule *rule = alert->match->rule;
    json_key(json, "rule");
    json_open(json, '{');
    put_keyword(json, "id", rule->id);
    put_keyword(json, "name", rule->title);
    put_keyword(json, "description", rule->description);
    json_field_str(json, "category", STR("Restricted hardware"));
    put_keyword(json, "ruleset", siem_legal_basis(alert, arena));
    put_keyword(json, "reference", siem_reference(alert));
    json_field_str(json, "version", str_of(rule->digest));
    json_close(json, '}');
}

static void put_device(struct json_writer *json, const struct alert *alert)
{
    json_key(json, "device");
    json_open(json, '{');
    put_keyword(json, "manufacturer", siem_vendor(alert));
    put_keyword(json, "serial_number", siem_text(alert, FIELD_SERIAL));
    json_key(json, "model");
    json_open(json, '{');
    put_keyword(json, "name", siem_product(alert));
    put_keyword(json, "identifier", siem_text(alert, FIELD_PART_NUMBER));
    json_close(json, '}');
    json_close(json, '}');
}

static void put_host(struct json_writer *json, const struct alert *alert)
{
    char mac[18];
    bool is_v4;
    struct str hostname = siem_text(alert, FIELD_HOSTNAME), ip = siem_ip(alert, &is_v4);
    if (alert->event->kind != EVENT_ASSET)
        return;
    json_key(json, "host");
    json_open(json, '{');
    put_keyword(json, "id", siem_text(alert, FIELD_EVENT_ID));
    put_keyword(json, "name", hostname);
    put_keyword(json, "hostname", hostname);
    put_list(json, "mac", mac_of(alert, mac));
    put_list(json, "ip", ip);
    json_close(json, '}');
    if (hostname.len + ip.len == 0)
        return;
    json_key(json, "related");
    json_open(json, '{');
    put_list(json, "hosts", hostname);
    put_list(json, "ip", ip);
    json_close(json, '}');
}

static void put_tags(struct json_writer *json, const struct alert *alert)
{
    const struct rule *rule = alert->match->rule;
    json_key(json, "tags");
    json_open(json, '[');
    for (size_t i = 0; i < rule->tag_count; i++)
        json_str(json, rule->tags[i]);
    for (size_t i = 0; i < alert->verdict->reaching; i++)
        json_str(json, alert->verdict->judgements[i].instrument->id);
    json_close(json, ']');
}

void alert_write_ecs(const struct alert *alert, struct arena *arena, struct buf *out)
{
    struct json_writer json = {.out = out};
    struct str summary = alert_summary(alert, arena);
    const struct org *org = &alert->verdict->org;
    json_open(&json, '{');
    put_instant(&json, "@timestamp", siem_time_ms(alert));
    json_key(&json, "ecs");
    json_raw(&json, STR("{\"version\":\"9.4.0\"}"));
    json_field_str(&json, "message", summary);
    put_tags(&json, alert);
    put_event(&json, alert, summary);
    put_rule(&json, alert, arena);
    json_key(&json, "organization");
    json_open(&json, '{');
    put_keyword(&json, "id", org->id);
    put_keyword(&json, "name", org->name);
    json_close(&json, '}');
    put_device(&json, alert);
    put_host(&json, alert);
    json_key(&json, "observer");
    json_open(&json, '{');
    json_field_str(&json, "vendor", STR("interdict"));
    json_field_str(&json, "product", STR("interdict"));
    json_field_str(&json, "version", str_of(alert->ruleset->version));
    json_close(&json, '}');
    siem_put_native(&json, "interdict", alert, arena);
    json_close(&json, '}');
}
