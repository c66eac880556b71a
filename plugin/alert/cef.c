/* Common Event Format, CEF:0 (ArcSight): `CEF:0|vendor|product|version|class|name|severity|key=…`.
 * In the header \ and | are escaped, in values \ and =, and line ends are written \n and \r; other
 * control characters become blanks. Values are cut to the lengths of the dictionary. */
#include "alert/siem.h"

enum { NAME_BYTES = 512, CLASS_BYTES = 1023, CUSTOM_BYTES = 4000, TEXT_BYTES = 1023 };

static void add_header(struct buf *out, struct str text, size_t most)
{
    text = str_head(text, str_utf8_floor(text, most));
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c == '|' || c == '\\')
            buf_add_char(out, '\\');
        buf_add_char(out, c < 0x20 || c == 0x7F ? ' ' : (char)c);
    }
    buf_add_char(out, '|');
}

static void add_value(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c == '\\' || c == '=' || c == '\n' || c == '\r')
            buf_add_char(out, '\\');
        if (c == '\n')
            buf_add_char(out, 'n');
        else if (c == '\r')
            buf_add_char(out, 'r');
        else
            buf_add_char(out, c < 0x20 || c == 0x7F ? ' ' : (char)c);
    }
}

/* A trailing blank would be lost, so it is not written; an empty value is not told. */
static void add(struct buf *out, const char *key, struct str text, size_t most)
{
    text = str_trim(str_head(text, str_utf8_floor(text, most)));
    if (text.len == 0)
        return;
    if (out->len > 0 && out->ptr[out->len - 1] != '|')
        buf_add_char(out, ' ');
    buf_add(out, str_of(key));
    buf_add_char(out, '=');
    add_value(out, text);
}

static void add_number(struct buf *out, const char *key, int64_t value)
{
    char text[24];
    struct buf digits = {text, 0, sizeof text};
    buf_add_i64(&digits, value);
    add(out, key, buf_str(&digits), sizeof text);
}

/* A custom field and the label that gives it its meaning: both or none. */
static void add_custom(struct buf *out, const char *key, const char *label_key, const char *label,
                       struct str text, size_t most)
{
    if (str_trim(text).len == 0)
        return;
    add(out, label_key, str_of(label), TEXT_BYTES);
    add(out, key, text, most);
}

static void add_device(struct buf *out, const struct alert *alert)
{
    bool is_v4;
    struct str ip = siem_ip(alert, &is_v4);
    struct values mac = event_values(alert->event, alert->item, FIELD_MAC);
    add(out, "dhost", siem_text(alert, FIELD_HOSTNAME), TEXT_BYTES);
    if (mac.count && mac.items[0].text.len == 17)
        add(out, "dmac", mac.items[0].text, 17);
    if (ip.len && is_v4) /* dst takes IPv4 only */
        add(out, "dst", ip, 15);
    add_custom(out, "flexString1", "flexString1Label", "serialNumber",
               siem_text(alert, FIELD_SERIAL), TEXT_BYTES);
}

static void add_numbers(struct buf *out, const struct alert *alert)
{
    int64_t quantity;
    double price;
    struct str amount = siem_text(alert, FIELD_UNIT_PRICE);
    if (str_to_i64(siem_text(alert, FIELD_QUANTITY), &quantity)) {
        add(out, "cn1Label", STR("quantity"), TEXT_BYTES);
        add_number(out, "cn1", quantity);
    }
    if (str_to_double(amount, &price))
        add_custom(out, "cfp1", "cfp1Label", "unitPrice", amount, 40);
}

void alert_write_cef(const struct alert *alert, struct arena *arena, struct buf *out)
{
    const struct rule *rule = alert->match->rule;
    buf_add(out, STR("CEF:0|interdict|interdict|"));
    add_header(out, str_of(alert->ruleset->version), 31);
    add_header(out, rule->id, CLASS_BYTES);
    add_header(out, siem_title(alert, arena), NAME_BYTES);
    buf_add_i64(out, siem_level(alert)->cef);
    buf_add_char(out, '|');
    add_number(out, "rt", siem_time_ms(alert));
    add(out, "externalId", str_of(alert->id), 40);
    add(out, "act", str_of(disposition_name(alert->verdict->disposition)), 63);
    add(out, "outcome", event_is_closed(alert->event) ? STR("closed") : STR("open"), 63);
    add(out, "cat", str_of(event_kind_name(alert->event->kind)), TEXT_BYTES);
    add_custom(out, "cs1", "cs1Label", "legalBasis", siem_legal_basis(alert, arena), CUSTOM_BYTES);
    add_custom(out, "cs2", "cs2Label", "legalCitation", siem_citations(alert, arena), CUSTOM_BYTES);
    add_custom(out, "cs3", "cs3Label", "manufacturer", siem_vendor(alert), CUSTOM_BYTES);
    add_custom(out, "cs4", "cs4Label", "product", siem_product(alert), CUSTOM_BYTES);
    add_custom(out, "cs5", "cs5Label", "ruleset", str_of(alert->ruleset->digest), CUSTOM_BYTES);
    add_custom(out, "cs6", "cs6Label", "purchaseOrder", siem_text(alert, FIELD_ORDER_NUMBER),
               CUSTOM_BYTES);
    add_device(out, alert);
    add_custom(out, "flexString2", "flexString2Label", "findingId", str_of(alert->finding_id),
               TEXT_BYTES);
    add_numbers(out, alert);
    add(out, "request", siem_reference(alert), TEXT_BYTES);
    add(out, "reason", siem_evidence(alert, arena), TEXT_BYTES);
    add(out, "msg", alert_summary(alert, arena), TEXT_BYTES);
}
