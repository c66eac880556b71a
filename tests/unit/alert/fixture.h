/* An event, a match and a verdict made by hand, so that the tests of alert/ depend on no decoder,
 * rule or instrument file. */
#ifndef TEST_ALERT_FIXTURE_H
#define TEST_ALERT_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "alert/alert.h"
#include "law/exception.h"

struct fixture {
    struct arena arena;
    struct hasher *hasher;
    struct buf out;
    struct record_meta meta;
    struct event event;
    struct item item;
    struct values fields[ITEM_FIELD_COUNT];
    struct rule rule;
    struct match match;
    struct instrument instrument;
    struct provision provision;
    const struct provision *provisions[1];
    struct judgement judgements[3];
    struct verdict verdict;
    struct ruleset_info ruleset;
};

static inline struct values fixture_values(struct fixture *f, const char *text)
{
    struct value *value = ARENA_NEW(&f->arena, struct value);
    value->raw = value->text = arena_dup(&f->arena, str_of(text));
    return (struct values){value, 1};
}

static inline void fixture_event_field(struct fixture *f, enum field field, const char *text)
{
    f->event.fields[field] = fixture_values(f, text);
}

static inline void fixture_item_field(struct fixture *f, enum field field, const char *text)
{
    uint8_t *slot = &f->item.slot[field - FIELD_FIRST_OF_ITEM];
    if (*slot == ITEM_NO_SLOT)
        *slot = f->item.field_count++;
    f->fields[*slot] = fixture_values(f, text);
}

static inline void fixture_law(struct fixture *f)
{
    static const struct str languages[] = {STR_INIT("zh")};
    static const struct str title_zh[] = {STR_INIT("美光")}, law_zh[] = {STR_INIT("网络安全法")};
    static const struct str references[] = {STR_INIT("https://www.cac.gov.cn/x.htm")};
    static const struct str because[] = {STR_INIT("bought by a CII operator in CN")};
    f->instrument = (struct instrument){
        .id = STR("cn-test"),
        .title = {STR("Decision"), languages, title_zh, 1},
        .authority = {.en = STR("CAC")},
        .jurisdiction = STR("CN"),
        .force = FORCE_BINDING,
        .effective = 19498, /* 2023-05-21 */
        .until = DAY_MAX,
        .consequence = STR("fine"),
        .references = references,
        .reference_count = 1,
        .verified_on = 20779, /* 2026-11-22 */
        .verified_how = STR("official text"),
    };
    f->provision = (struct provision){.law = {STR("Cybersecurity Law"), languages, law_zh, 1},
                                      .article = STR("37"),
                                      .effective = 20454, /* 2026-01-01 */
                                      .until = DAY_MAX};
    f->provisions[0] = &f->provision;
    f->judgements[0] = (struct judgement){.instrument = &f->instrument,
                                          .applicability = APPLIES_BINDING,
                                          .reach = REACH_NAMED,
                                          .because = because,
                                          .because_count = 1,
                                          .provisions = f->provisions,
                                          .provision_count = 1};
    f->judgements[1] = f->judgements[2] = f->judgements[0];
    f->judgements[2].applicability = APPLIES_NOT;
}

/* PO-1 of acme: one line, Micron, ordered in China. */
static inline int fixture_setup(void **state)
{
    static const struct str tags[] = {STR_INIT("vendor.micron")};
    static const struct str roles[] = {STR_INIT("cii_operator")};
    struct fixture *f = calloc(1, sizeof *f);
    arena_init(&f->arena, 4096);
    f->hasher = hasher_new();
    f->meta = (struct record_meta){
        .topic = STR("purchases"), .partition = 3, .offset = 42, .timestamp_ms = 1772445660000};
    f->event = (struct event){.bytes = STR("{}"),
                              .meta = &f->meta,
                              .kind = EVENT_PURCHASE,
                              .action = ACTION_ORDERED,
                              .has_time = true,
                              .time = {.ms = 1772445660000}, /* 2026-03-02T10:01:00Z */
                              .items = &f->item,
                              .item_count = 1};
    memset(f->item.slot, ITEM_NO_SLOT, sizeof f->item.slot);
    f->item.fields = f->fields;
    fixture_event_field(f, FIELD_EVENT_ID, "PO-1");
    fixture_event_field(f, FIELD_EVENT_ACTION, "ordered");
    fixture_event_field(f, FIELD_ORG_ID, "acme");
    fixture_item_field(f, FIELD_VENDOR, "Micron Technology");
    fixture_item_field(f, FIELD_PRODUCT, "RDIMM 64GB");
    f->rule = (struct rule){.title = STR("Micron"),
                            .id = STR("0c0e3f3e-6b8e-4b0f-9a58-0d7f0d7a7f11"),
                            .tags = tags,
                            .tag_count = 1,
                            .date = 20779,
                            .modified = DAY_NONE,
                            .level = LEVEL_HIGH,
                            .confidence = CONFIDENCE_MEDIUM,
                            .taxonomy_interdict = true,
                            .file = "hardware/micron.yaml",
                            .digest = "d1"};
    f->match = (struct match){.rule = &f->rule, .item = &f->item, .truth = TRUTH_TRUE};
    fixture_law(f);
    f->verdict = (struct verdict){.disposition = DISPOSITION_VIOLATION,
                                  .org = {.id = STR("acme"),
                                          .country = STR("CN"),
                                          .roles = roles,
                                          .role_count = 1,
                                          .roles_known = true,
                                          .source = "event"},
                                  .judgements = f->judgements,
                                  .judgement_count = 1,
                                  .reaching = 1,
                                  .day = 20514};
    f->ruleset = (struct ruleset_info){.digest = "abc", .version = "0.1.0"};
    *state = f;
    return 0;
}

static inline int fixture_teardown(void **state)
{
    struct fixture *f = *state;
    buf_clear(&f->out);
    hasher_free(f->hasher);
    arena_clear(&f->arena);
    free(f);
    return 0;
}

static inline void fixture_alert(struct fixture *f, struct alert *alert)
{
    struct event_identity identity;
    event_identity_of(&f->event, f->hasher, &f->arena, &identity);
    alert_make(alert, &f->event, &identity, &f->match, &f->verdict, &f->ruleset, f->hasher,
               &f->arena);
}

/* The alert as native JSON, NUL-terminated. */
static inline const char *fixture_json(struct fixture *f)
{
    struct alert alert;
    fixture_alert(f, &alert);
    alert.judged_at_ms = 1795000000000; /* 2026-11-18T11:06:40Z */
    buf_reset(&f->out);
    alert_write_native(&alert, &f->arena, &f->out);
    buf_add_char(&f->out, '\0');
    return f->out.ptr;
}

#define assert_has(json, part)                                                                     \
    do {                                                                                           \
        if (strstr((json), (part)) == NULL)                                                        \
            fail_msg("no %s in\n%s", (part), (json));                                              \
    } while (0)
#define assert_lacks(json, part)                                                                   \
    do {                                                                                           \
        if (strstr((json), (part)) != NULL)                                                        \
            fail_msg("unexpected %s in\n%s", (part), (json));                                      \
    } while (0)

#endif
