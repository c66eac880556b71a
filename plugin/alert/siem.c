#include "alert/siem.h"

#include <arpa/inet.h>

#include "alert/text_list.h"
#include "base/limits.h"

const struct siem_level *siem_level(const struct alert *alert)
{
    static const struct siem_level levels[] = {
        [LEVEL_INFORMATIONAL] = {1, "Informational", 0, 1},
        [LEVEL_LOW] = {2, "Low", 21, 3},
        [LEVEL_MEDIUM] = {3, "Medium", 47, 5},
        [LEVEL_HIGH] = {4, "High", 73, 8},
        [LEVEL_CRITICAL] = {5, "Critical", 99, 10},
    };
    return &levels[alert->match->rule->level];
}

int64_t siem_time_ms(const struct alert *alert)
{
    return alert->event->has_time ? alert->event->time.ms : alert->judged_at_ms;
}

struct str siem_text(const struct alert *alert, enum field field)
{
    if (field == FIELD_QUANTITY || field == FIELD_UNIT_PRICE)
        return item_number_text(alert->event, alert->item, field);
    return values_first(event_values(alert->event, alert->item, field));
}

static struct str first_of(const struct alert *alert, const enum field *fields, size_t count)
{
    struct str text = {0};
    for (size_t i = 0; i < count && text.len == 0; i++)
        text = siem_text(alert, fields[i]);
    return text;
}

struct str siem_vendor(const struct alert *alert)
{
    static const enum field fields[] = {FIELD_VENDOR, FIELD_BRAND};
    return first_of(alert, fields, 2);
}

struct str siem_product(const struct alert *alert)
{
    static const enum field fields[] = {FIELD_PRODUCT, FIELD_MODEL, FIELD_PART_NUMBER};
    return first_of(alert, fields, 3);
}

struct str siem_ip(const struct alert *alert, bool *is_v4)
{
    char text[INET6_ADDRSTRLEN];
    unsigned char address[16];
    struct str ip = siem_text(alert, FIELD_IP);
    if (ip.len == 0 || ip.len >= sizeof text)
        return (struct str){0};
    memcpy(text, ip.ptr, ip.len);
    text[ip.len] = '\0';
    *is_v4 = inet_pton(AF_INET, text, address) == 1;
    return *is_v4 || inet_pton(AF_INET6, text, address) == 1 ? ip : (struct str){0};
}

struct str siem_reference(const struct alert *alert)
{
    for (size_t i = 0; i < alert->verdict->reaching; i++) {
        const struct instrument *instrument = alert->verdict->judgements[i].instrument;
        if (instrument->reference_count > 0)
            return instrument->references[0];
    }
    return (struct str){0};
}

struct str siem_join(struct arena *arena, const struct str *pieces, size_t count)
{
    size_t len = 0;
    for (size_t i = 0; i < count; i++)
        len += pieces[i].len;
    struct buf text = {arena_alloc(arena, len + 1), 0, len + 1};
    for (size_t i = 0; i < count; i++)
        buf_add(&text, pieces[i]);
    return buf_str(&text);
}

struct str siem_title(const struct alert *alert, struct arena *arena)
{
    struct str pieces[] = {alert_opening(alert->verdict->disposition), alert->match->rule->title};
    return siem_join(arena, pieces, 2);
}

struct str siem_citation(const struct judgement *judgement, const struct provision *provision,
                         struct arena *arena)
{
    struct str none = STR("-");
    struct str article = provision && provision->article.len ? provision->article : none;
    struct str law = provision ? provision->law.en : judgement->instrument->title.en;
    bool counted = provision && provision->inferred;
    struct str pieces[] = {judgement->instrument->id,
                           STR(" "),
                           article,
                           STR(" "),
                           law,
                           counted ? STR(" (inferred)") : STR("")};
    return siem_join(arena, pieces, 6);
}

void siem_each_provision(const struct alert *alert, siem_provision_fn *call, void *ctx)
{
    for (size_t i = 0; i < alert->verdict->reaching; i++) {
        const struct judgement *judgement = &alert->verdict->judgements[i];
        for (size_t j = 0; j < judgement->provision_count; j++)
            call(ctx, judgement, judgement->provisions[j]);
        if (judgement->provision_count == 0)
            call(ctx, judgement, NULL);
    }
}

static void add_citation(void *ctx, const struct judgement *judgement,
                         const struct provision *provision)
{
    struct text_list *list = ctx;
    text_list_add(list, siem_citation(judgement, provision, list->arena));
}

struct str siem_citations(const struct alert *alert, struct arena *arena)
{
    struct text_list list = {arena, STR("; "), {0}};
    siem_each_provision(alert, add_citation, &list);
    return buf_str(&list.text);
}

struct str siem_legal_basis(const struct alert *alert, struct arena *arena)
{
    struct text_list list = {arena, STR("; "), {0}};
    for (size_t i = 0; i < alert->verdict->reaching; i++)
        text_list_add(&list, alert->verdict->judgements[i].instrument->id);
    return buf_str(&list.text);
}

struct str siem_evidence(const struct alert *alert, struct arena *arena)
{
    struct text_list list = {arena, STR("; "), {0}};
    for (size_t i = 0; i < alert->match->evidence_count && i < LIMIT_EVIDENCE; i++) {
        const struct evidence *evidence = &alert->match->evidence[i];
        bool raw = evidence->field.field == FIELD_RAW;
        struct str found = {0};
        if (evidence->value)
            found = (struct str){evidence->value->text.ptr + evidence->start,
                                 evidence->end - evidence->start};
        struct str pieces[] = {
            raw ? evidence->field.path : str_of(field_name(evidence->field.field)), STR(": "),
            str_head(found, str_utf8_floor(found, LIMIT_EVIDENCE_CHARS))};
        text_list_add(&list, siem_join(arena, pieces, 3));
    }
    return buf_str(&list.text);
}

void siem_put_native(struct json_writer *json, const char *key, const struct alert *alert,
                     struct arena *arena)
{
    json_key(json, key);
    alert_write_native(alert, arena, json->out);
    json->comma = true;
}

void siem_put_cut(struct json_writer *json, const char *key, struct str text, size_t most)
{
    json_field_opt(json, key, str_head(text, str_utf8_floor(text, most)));
}
