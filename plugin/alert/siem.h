/* What the formats of SIEMs say alike: one place for levels, times, names and citations. */
#ifndef INTERDICT_ALERT_SIEM_H
#define INTERDICT_ALERT_SIEM_H

#include "alert/alert.h"
#include "base/json_write.h"

/* A rule's level in the words and numbers of each format. */
struct siem_level {
    int ocsf;              /* severity_id */
    const char *ocsf_name; /* severity */
    int ecs;               /* event.severity and event.risk_score: Elastic's own scores of levels */
    int cef;               /* CEF and LEEF: 0 to 10 */
};
const struct siem_level *siem_level(const struct alert *alert);

/* The event's instant, else the record's, else that of the judgement. */
int64_t siem_time_ms(const struct alert *alert);

/* The first text of a field as it came, or an absent string. */
struct str siem_text(const struct alert *alert, enum field field);
struct str siem_vendor(const struct alert *alert);  /* vendor, else brand */
struct str siem_product(const struct alert *alert); /* product, else model, else part number */
/* The item's address when it is one, IPv4 or IPv6: SIEMs refuse a document for a wrong one. */
struct str siem_ip(const struct alert *alert, bool *is_v4);
struct str siem_reference(const struct alert *alert); /* the first official link, or absent */

/* The pieces side by side, in the arena. */
struct str siem_join(struct arena *arena, const struct str *pieces, size_t count);

/* "Violation: Micron memory or storage" */
struct str siem_title(const struct alert *alert, struct arena *arena);

/* One provision as `ID ARTICLE LAW`, e.g. "cn-cac-micron-2023 37 Cybersecurity Law"; the article is
 * "-" where the instrument has none. A number that was inferred and not read ends in " (inferred)".
 */
struct str siem_citation(const struct judgement *judgement, const struct provision *provision,
                         struct arena *arena);

/* Calls for each provision of each instrument that reaches the item; with NULL where an instrument
 * has none in force. */
typedef void siem_provision_fn(void *ctx, const struct judgement *judgement,
                               const struct provision *provision);
void siem_each_provision(const struct alert *alert, siem_provision_fn *call, void *ctx);

/* All citations, or all ids of instruments, with "; " between. */
struct str siem_citations(const struct alert *alert, struct arena *arena);
struct str siem_legal_basis(const struct alert *alert, struct arena *arena);

/* What was found: `field: text`, with "; " between. */
struct str siem_evidence(const struct alert *alert, struct arena *arena);

/* The whole native alert as the value of `key`, so that no format loses anything. */
void siem_put_native(struct json_writer *json, const char *key, const struct alert *alert,
                     struct arena *arena);

/* Text under a key, control characters left to the JSON writer; nothing for an absent text. Cut at
 * `most` bytes, at a character. */
void siem_put_cut(struct json_writer *json, const char *key, struct str text, size_t most);

#endif
