/* Log Event Extended Format, LEEF 2.0 (IBM QRadar), tab between the attributes:
 * https://www.ibm.com/docs/en/dsm?topic=overview-leef-event-components
 * LEEF knows no escapes: what could be taken for a delimiter or an end of line becomes a blank, and
 * a pipe, at which some parsers cut values too, a broken bar. */
#include "alert/siem.h"

enum { EVENT_ID_BYTES = 255, VALUE_BYTES = 4000 };

static void add_plain(struct buf *out, struct str text, size_t most)
{
    text = str_head(text, str_utf8_floor(text, most));
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c == '|')
            buf_add(out, STR("\xC2\xA6"));
        else
            buf_add_char(out, c < 0x20 || c == 0x7F ? ' ' : (char)c);
    }
}

static void add(struct buf *out, const char *key, struct str text)
{
    text = str_trim(text);
    if (text.len == 0)
        return;
    if (out->ptr[out->len - 1] != '|')
        buf_add_char(out, '\t');
    buf_add(out, str_of(key));
    buf_add_char(out, '=');
    add_plain(out, text, VALUE_BYTES);
}

static void add_number(struct buf *out, const char *key, int64_t value)
{
    char text[24];
    struct buf digits = {text, 0, sizeof text};
    buf_add_i64(&digits, value);
    add(out, key, buf_str(&digits));
}

static void add_item(struct buf *out, const struct alert *alert)
{
    static const struct {
        const char *key;
        enum field field;
    } own[] = {
        {"model", FIELD_MODEL},
        {"partNumber", FIELD_PART_NUMBER},
        {"serialNumber", FIELD_SERIAL},
        {"quantity", FIELD_QUANTITY},
        {"unitPrice", FIELD_UNIT_PRICE},
        {"currency", FIELD_CURRENCY},
        {"eventId", FIELD_EVENT_ID},
        {"purchaseOrder", FIELD_ORDER_NUMBER},
        {"supplier", FIELD_SUPPLIER_NAME},
    };
    add(out, "manufacturer", siem_vendor(alert));
    add(out, "product", siem_product(alert));
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        add(out, own[i].key, siem_text(alert, own[i].field));
}

static void add_device(struct buf *out, const struct alert *alert)
{
    bool is_v4;
    struct values mac = event_values(alert->event, alert->item, FIELD_MAC);
    add(out, "identHostName", siem_text(alert, FIELD_HOSTNAME));
    add(out, "identSrc", siem_ip(alert, &is_v4));
    if (mac.count && mac.items[0].text.len == 17)
        add(out, "identMAC", mac.items[0].text);
}

void alert_write_leef(const struct alert *alert, struct arena *arena, struct buf *out)
{
    const struct verdict *verdict = alert->verdict;
    buf_add(out, STR("LEEF:2.0|interdict|interdict|"));
    add_plain(out, str_of(alert->ruleset->version), EVENT_ID_BYTES);
    buf_add_char(out, '|');
    add_plain(out, alert->match->rule->id, EVENT_ID_BYTES);
    buf_add(out, STR("|x09|"));
    add_number(out, "devTime", siem_time_ms(alert)); /* 13 digits need no devTimeFormat */
    add(out, "cat", str_of(event_kind_name(alert->event->kind)));
    add_number(out, "sev", siem_level(alert)->cef);
    add(out, "policy", siem_title(alert, arena));
    add(out, "accountName", verdict->org.name.len ? verdict->org.name : verdict->org.id);
    add(out, "disposition", str_of(disposition_name(verdict->disposition)));
    add(out, "status", event_is_closed(alert->event) ? STR("closed") : STR("open"));
    add(out, "alertId", str_of(alert->id));
    add(out, "findingId", str_of(alert->finding_id));
    add(out, "legalBasis", siem_legal_basis(alert, arena));
    add(out, "legalCitation", siem_citations(alert, arena));
    add(out, "jurisdiction", alert_jurisdiction_header(alert, arena));
    add_item(out, alert);
    add_device(out, alert);
    add(out, "url", siem_reference(alert));
    add(out, "ruleset", str_of(alert->ruleset->digest));
    add(out, "evidence", siem_evidence(alert, arena));
    add(out, "msg", alert_summary(alert, arena));
}
