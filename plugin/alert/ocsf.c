/* OCSF 1.8.0: Compliance Finding (2003) and Detection Finding (2004), https://schema.ocsf.io
 * Only 2003 has a place for a law (`compliance`); in 2004 it stands in the tags of the finding. In
 * both the whole native alert stands under `unmapped.interdict`. */
#include "alert/siem.h"

enum { CLASS_COMPLIANCE = 2003, CLASS_DETECTION = 2004 };
enum { CITATIONS_MAX = 128 }; /* beyond them the native alert inside has the rest */
enum { ACTIVITY_CREATE = 1, ACTIVITY_CLOSE = 3 };

struct ocsf {
    struct json_writer json;
    const struct alert *alert;
    struct arena *arena;
    int class_uid;
    /* Said in several places, made once. */
    struct str citations[CITATIONS_MAX];
    size_t citation_count;
};

static void put_id(struct ocsf *o, const char *id_key, int id, const char *key, const char *caption)
{
    json_field_i64(&o->json, id_key, id);
    json_field_str(&o->json, key, str_of(caption));
}

static void put_class(struct ocsf *o)
{
    bool closed = event_is_closed(o->alert->event);
    int activity = closed ? ACTIVITY_CLOSE : ACTIVITY_CREATE;
    put_id(o, "category_uid", 2, "category_name", "Findings");
    put_id(o, "class_uid", o->class_uid, "class_name",
           o->class_uid == CLASS_COMPLIANCE ? "Compliance Finding" : "Detection Finding");
    put_id(o, "activity_id", activity, "activity_name", closed ? "Close" : "Create");
    json_field_i64(&o->json, "type_uid", (int64_t)o->class_uid * 100 + activity);
    json_field_i64(&o->json, "time", siem_time_ms(o->alert));
    put_id(o, "severity_id", siem_level(o->alert)->ocsf, "severity",
           siem_level(o->alert)->ocsf_name);
    put_id(o, "status_id", closed ? 4 : 1, "status", closed ? "Resolved" : "New");
    json_field_str(&o->json, "message", alert_summary(o->alert, o->arena));
}

/* confidence and is_alert are 2004's own; 2003 takes them from a profile. */
static void put_confidence(struct ocsf *o)
{
    static const char *const captions[] = {"Low", "Medium", "High"};
    enum confidence confidence = o->alert->match->rule->confidence;
    put_id(o, "confidence_id", (int)confidence + 1, "confidence", captions[confidence]);
    json_field_bool(&o->json, "is_alert", true);
}

static void put_metadata(struct ocsf *o)
{
    json_key(&o->json, "metadata");
    json_open(&o->json, '{');
    json_field_str(&o->json, "version", STR("1.8.0"));
    json_field_str(&o->json, "uid", str_of(o->alert->id));
    json_field_str(&o->json, "event_code", o->alert->match->rule->id);
    if (o->class_uid == CLASS_COMPLIANCE) {
        json_key(&o->json, "profiles");
        json_raw(&o->json, STR("[\"security_control\"]"));
    }
    if (o->alert->event->meta && o->alert->event->meta->topic.len > 0)
        json_field_str(&o->json, "log_name", o->alert->event->meta->topic);
    json_key(&o->json, "product");
    json_open(&o->json, '{');
    json_field_str(&o->json, "name", STR("interdict"));
    json_field_str(&o->json, "vendor_name", STR("interdict"));
    json_field_str(&o->json, "version", str_of(o->alert->ruleset->version));
    json_close(&o->json, '}');
    json_close(&o->json, '}');
}

/* {name, values: [one]}; nothing for an absent text. */
static void put_tag(struct ocsf *o, const char *name, struct str value)
{
    if (value.len == 0)
        return;
    json_open(&o->json, '{');
    json_field_str(&o->json, "name", str_of(name));
    json_key(&o->json, "values");
    json_open(&o->json, '[');
    json_str(&o->json, value);
    json_close(&o->json, ']');
    json_close(&o->json, '}');
}

static void add_citation(void *ctx, const struct judgement *judgement,
                         const struct provision *provision)
{
    struct ocsf *o = ctx;
    if (o->citation_count < CITATIONS_MAX)
        o->citations[o->citation_count++] = siem_citation(judgement, provision, o->arena);
}

static void put_tags(struct ocsf *o)
{
    const struct verdict *verdict = o->alert->verdict;
    json_key(&o->json, "tags");
    json_open(&o->json, '[');
    put_tag(o, "disposition", str_of(disposition_name(verdict->disposition)));
    for (size_t i = 0; i < verdict->reaching; i++) {
        put_tag(o, "legal_basis", verdict->judgements[i].instrument->id);
        put_tag(o, "jurisdiction", verdict->judgements[i].instrument->jurisdiction);
    }
    for (size_t i = 0; i < o->citation_count; i++)
        put_tag(o, "legal_citation", o->citations[i]);
    for (size_t i = 0; i < o->alert->match->rule->tag_count; i++)
        put_tag(o, "rule_tag", o->alert->match->rule->tags[i]);
    json_close(&o->json, ']');
}

static void put_finding_info(struct ocsf *o)
{
    const struct rule *rule = o->alert->match->rule;
    json_key(&o->json, "finding_info");
    json_open(&o->json, '{');
    json_field_str(&o->json, "uid", str_of(o->alert->finding_id));
    json_field_str(&o->json, "title", siem_title(o->alert, o->arena));
    json_field_opt(&o->json, "desc", rule->description);
    json_field_i64(&o->json, "created_time", o->alert->judged_at_ms);
    json_field_i64(&o->json, "first_seen_time", siem_time_ms(o->alert));
    json_key(&o->json, "analytic");
    json_open(&o->json, '{');
    put_id(o, "type_id", 1, "type", "Rule");
    json_field_str(&o->json, "uid", rule->id);
    json_field_str(&o->json, "name", rule->title);
    json_field_str(&o->json, "version", str_of(rule->digest));
    json_close(&o->json, '}');
    json_key(&o->json, "related_events");
    json_open(&o->json, '[');
    json_open(&o->json, '{');
    struct str id = siem_text(o->alert, FIELD_EVENT_ID);
    json_field_str(&o->json, "uid", id.len ? id : str_of(o->alert->event_sha256));
    json_close(&o->json, '}');
    json_close(&o->json, ']');
    put_tags(o);
    json_close(&o->json, '}');
}

/* 3 Fail is a violation; everything that still wants a person is 2 Warning. */
static void put_compliance(struct ocsf *o)
{
    const struct verdict *verdict = o->alert->verdict;
    bool fail = verdict->disposition == DISPOSITION_VIOLATION;
    json_key(&o->json, "compliance");
    json_open(&o->json, '{');
    json_key(&o->json, "standards");
    json_open(&o->json, '[');
    for (size_t i = 0; i < verdict->reaching; i++)
        json_str(&o->json, verdict->judgements[i].instrument->id);
    json_close(&o->json, ']');
    json_key(&o->json, "requirements");
    json_open(&o->json, '[');
    for (size_t i = 0; i < o->citation_count; i++)
        json_str(&o->json, o->citations[i]);
    json_close(&o->json, ']');
    json_field_str(&o->json, "control", o->alert->match->rule->title);
    put_id(o, "status_id", fail ? 3 : 2, "status", fail ? "Fail" : "Warning");
    json_key(&o->json, "status_details");
    json_open(&o->json, '[');
    for (size_t i = 0; i < verdict->reaching; i++) {
        const struct judgement *judgement = &verdict->judgements[i];
        struct str pieces[] = {judgement->instrument->id,
                               STR(": "),
                               str_of(applicability_name(judgement->applicability)),
                               STR(" ("),
                               str_of(reach_name(judgement->reach)),
                               STR(")")};
        json_str(&o->json, siem_join(o->arena, pieces, 6));
    }
    json_close(&o->json, ']');
    json_close(&o->json, '}');
}

static void put_resource(struct ocsf *o, const char *type, struct str uid, struct str name)
{
    if (uid.len + name.len == 0)
        return;
    json_open(&o->json, '{');
    json_field_str(&o->json, "type", str_of(type));
    if (uid.len > 0)
        json_field_str(&o->json, "uid", uid);
    if (name.len > 0)
        json_field_str(&o->json, "name", name);
    json_close(&o->json, '}');
}

static void put_resources(struct ocsf *o)
{
    const struct alert *alert = o->alert;
    bool purchase = alert->event->kind == EVENT_PURCHASE;
    struct str order = siem_text(alert, FIELD_ORDER_NUMBER);
    if (order.len == 0)
        order = siem_text(alert, FIELD_EVENT_ID);
    if (order.len == 0)
        order = str_of(alert->event_sha256);
    struct str serial = siem_text(alert, FIELD_SERIAL);
    struct str pieces[] = {order, STR("#"), alert->path};
    struct str line = siem_join(o->arena, pieces, 3);
    json_key(&o->json, "resources");
    json_open(&o->json, '[');
    put_resource(o, purchase ? "Purchase Order Line" : "Device",
                 purchase || serial.len == 0 ? line : serial, siem_product(alert));
    put_resource(o, "Supplier", siem_text(alert, FIELD_SUPPLIER_ID),
                 siem_text(alert, FIELD_SUPPLIER_NAME));
    put_resource(o, "Organization", alert->verdict->org.id, alert->verdict->org.name);
    json_close(&o->json, ']');
}

/* OCSF's device wants an identity; vendor and model are told in any case. */
static void put_evidences(struct ocsf *o)
{
    const struct alert *alert = o->alert;
    struct str serial = siem_text(alert, FIELD_SERIAL);
    json_key(&o->json, "evidences");
    json_open(&o->json, '[');
    json_open(&o->json, '{');
    json_key(&o->json, "data");
    json_open(&o->json, '{');
    json_field_opt(&o->json, "vendor", siem_vendor(alert));
    json_field_opt(&o->json, "product", siem_product(alert));
    json_field_opt(&o->json, "part_number", siem_text(alert, FIELD_PART_NUMBER));
    json_field_opt(&o->json, "serial", serial);
    json_field_str(&o->json, "found", siem_evidence(alert, o->arena));
    json_close(&o->json, '}');
    json_close(&o->json, '}');
    json_close(&o->json, ']');
}

static void write_finding(int class_uid, const struct alert *alert, struct arena *arena,
                          struct buf *out)
{
    struct ocsf o; /* not initialised whole: the citations are large */
    o.json = (struct json_writer){.out = out};
    o.alert = alert;
    o.arena = arena;
    o.class_uid = class_uid;
    o.citation_count = 0;
    json_open(&o.json, '{');
    siem_each_provision(alert, add_citation, &o);
    put_class(&o);
    put_confidence(&o);
    put_metadata(&o);
    put_finding_info(&o);
    if (class_uid == CLASS_COMPLIANCE)
        put_compliance(&o);
    put_resources(&o);
    put_evidences(&o);
    json_key(&o.json, "unmapped");
    json_open(&o.json, '{');
    siem_put_native(&o.json, "interdict", alert, arena);
    json_close(&o.json, '}');
    json_close(&o.json, '}');
}

void alert_write_ocsf_compliance(const struct alert *alert, struct arena *arena, struct buf *out)
{
    write_finding(CLASS_COMPLIANCE, alert, arena, out);
}

void alert_write_ocsf_detection(const struct alert *alert, struct arena *arena, struct buf *out)
{
    write_finding(CLASS_DETECTION, alert, arena, out);
}
