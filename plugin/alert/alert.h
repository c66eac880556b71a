/* An alert: one rule on one item of one event, with every instrument that reaches it. Assembled
 * from what the earlier stages made; owns nothing. The writers turn it into bytes. */
#ifndef INTERDICT_ALERT_ALERT_H
#define INTERDICT_ALERT_ALERT_H

#include "base/buf.h"
#include "base/hash.h"
#include "law/law.h"

enum { ALERT_ID_TEXT = UUID_TEXT };

struct ruleset_info {
    char digest[65];     /* SHA-256 over sorted paths and content hashes */
    const char *version; /* of the program */
};

struct alert {
    char id[ALERT_ID_TEXT + 1];
    char finding_id[ALERT_ID_TEXT + 1];
    char event_sha256[SHA256_HEX + 1];
    int64_t judged_at_ms;
    day_t as_of; /* DAY_NONE unless --as-of */
    bool shortened;
    struct str path; /* JSON Pointer of the item */
    const struct event *event;
    const struct item *item;
    const struct match *match;
    const struct verdict *verdict;
    const struct ruleset_info *ruleset;
};

/* What ids need of an event, computed once for all its alerts. */
struct event_identity {
    char sha256[SHA256_HEX + 1];
    struct str identity; /* kind ␟ organisation ␟ action ␟ id */
    struct str organisation;
};
void event_identity_of(const struct event *event, struct hasher *hasher, struct arena *arena,
                       struct event_identity *out);

/* Assembles the alert: ids by UUIDv5 in the namespace ce2aaded-b51c-55ab-bbe1-e19cc006e66c. */
void alert_make(struct alert *alert, const struct event *event,
                const struct event_identity *identity, const struct match *match,
                const struct verdict *verdict, const struct ruleset_info *ruleset,
                struct hasher *hasher, struct arena *arena);

/* Appends the alert as one native JSON object (interdict.alert/1), no newline. Keys in the
 * schema's order; the same alert gives the same bytes but for judged_at. */
void alert_write_native(const struct alert *alert, struct arena *arena, struct buf *out);

/* The SIEMs' formats; each loses nothing of the legal basis. ECS 9.4, OCSF 1.8.0 (2003, 2004),
 * CEF:0 and LEEF 2.0. One line each, no newline. */
void alert_write_ecs(const struct alert *alert, struct arena *arena, struct buf *out);
void alert_write_ocsf_compliance(const struct alert *alert, struct arena *arena, struct buf *out);
void alert_write_ocsf_detection(const struct alert *alert, struct arena *arena, struct buf *out);
void alert_write_cef(const struct alert *alert, struct arena *arena, struct buf *out);
void alert_write_leef(const struct alert *alert, struct arena *arena, struct buf *out);

/* What such a line begins with: "Violation: ", "Review: ", … */
struct str alert_opening(enum disposition disposition);

/* One line for a person: what, who, which law, which article. */
struct str alert_summary(const struct alert *alert, struct arena *arena);

/* The Kafka record's headers, comma-separated in the alert's order. */
struct str alert_legal_basis_header(const struct alert *alert, struct arena *arena);
struct str alert_jurisdiction_header(const struct alert *alert, struct arena *arena);

/* The output formats. */
typedef void alert_write_fn(const struct alert *alert, struct arena *arena, struct buf *out);
struct alert_format {
    const char *name, *content_type;
    alert_write_fn *write;
};
extern const struct alert_format alert_formats[];
extern const size_t alert_format_count;
const struct alert_format *alert_format_find(struct str name); /* NULL if there is none */

#endif
