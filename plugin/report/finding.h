/* One alert as reports see it: every value a text, read from interdict.alert/1 by one table that
 * also gives the tables their columns. */
#ifndef INTERDICT_REPORT_FINDING_H
#define INTERDICT_REPORT_FINDING_H

#include "base/arena.h"
#include "base/date.h"
#include "base/hash.h"
#include "event/json.h"
#include "report/decimal.h"

/* The columns of the CSV and XLSX tables, in their order. */
enum column {
    COLUMN_ID,
    COLUMN_FINDING_ID,
    COLUMN_CURRENT, /* yes, or no where a later alert of the same finding took its place */
    COLUMN_DISPOSITION,
    COLUMN_STATUS,
    COLUMN_LEVEL,
    COLUMN_CONFIDENCE,
    COLUMN_TIME,
    COLUMN_JUDGED_AT,
    COLUMN_SUMMARY,
    COLUMN_INSTRUMENTS,
    COLUMN_JURISDICTIONS,
    COLUMN_APPLICABILITY,
    COLUMN_CITATIONS,
    COLUMN_EXCEPTIONS,
    COLUMN_RULE_ID,
    COLUMN_RULE_TITLE,
    COLUMN_RULE_MODIFIED,
    COLUMN_RULE_FILE,
    COLUMN_RULE_DIGEST,
    COLUMN_EVENT_KIND,
    COLUMN_EVENT_ID,
    COLUMN_EVENT_TIME,
    COLUMN_EVENT_ACTION,
    COLUMN_PLANNED,
    COLUMN_ORDER_NUMBER,
    COLUMN_CONTRACT_NUMBER,
    COLUMN_CONTRACT_DATE,
    COLUMN_SITE,
    COLUMN_SYSTEM,
    COLUMN_EVENT_SHA256,
    COLUMN_SOURCE,
    COLUMN_ORG_ID,
    COLUMN_ORG_NAME,
    COLUMN_ORG_COUNTRY,
    COLUMN_ORG_ROLES,
    COLUMN_SUPPLIER_ID,
    COLUMN_SUPPLIER_NAME,
    COLUMN_SUPPLIER_COUNTRY,
    COLUMN_ITEM_PATH,
    COLUMN_VENDOR,
    COLUMN_BRAND,
    COLUMN_PRODUCT,
    COLUMN_MODEL,
    COLUMN_PART_NUMBER,
    COLUMN_SKU,
    COLUMN_SERIAL,
    COLUMN_CATEGORY,
    COLUMN_COUNTRY_OF_ORIGIN,
    COLUMN_PURPOSE,
    COLUMN_CPE,
    COLUMN_PURL,
    COLUMN_HOSTNAME,
    COLUMN_IP,
    COLUMN_MAC,
    COLUMN_PCI_ID,
    COLUMN_USB_ID,
    COLUMN_FIRMWARE,
    COLUMN_QUANTITY,
    COLUMN_UNIT_PRICE,
    COLUMN_CURRENCY,
    COLUMN_VALUE, /* quantity times unit price, where both are plain decimals */
    COLUMN_EVIDENCE,
    COLUMN_MISSING,
    COLUMN_INCOMPLETE,
    COLUMN_NOTES,
    COLUMN_AS_OF,
    COLUMN_SHORTENED,
    COLUMN_RULESET_DIGEST,
    COLUMN_RULESET_VERSION,
    COLUMN_COUNT,
};

/* What a column holds, for formats that have types. */
enum column_type { COLUMN_TEXT, COLUMN_INSTANT, COLUMN_DAY, COLUMN_NUMBER };

const char *column_name(enum column column);
enum column_type column_type(enum column column);

enum disposition_rank { RANK_VIOLATION, RANK_REVIEW, RANK_WAIVED, RANK_ADVISORY, RANK_NONE };
enum { RANK_COUNT = RANK_NONE + 1 };
const char *rank_name(enum disposition_rank rank);

/* One instrument of the legal basis. */
struct basis {
    struct str id, title, jurisdiction, authority, force, applicability, reach;
    struct str because;  /* sentences, joined by blanks */
    struct str citation; /* each provision with its article; joined by "; " */
    struct str effective, consequence, report, references, reported;
    struct str verified_on, verified_how, verified_by;
    struct str exception, ticket, requested_by, approved_by, from, until;
};

struct finding {
    struct str columns[COLUMN_COUNT]; /* {NULL, 0} where the alert has none */
    struct basis *basis;
    size_t basis_count;
    struct str *missing; /* the facts one by one */
    size_t missing_count;
    enum disposition_rank rank;
    uint8_t id[16], finding_id[16];
    int64_t judged_ms;
    struct moment time; /* the event's, or judged_at where it has none */
    bool closed, value_known;
    struct decimal value;
    struct str raw; /* the line */
};

/* Reads one line. Its texts live in the parser (until its next document), in `line` and in the
 * arena. Members that are unknown or of another type are passed over; a line that is no alert is
 * ERROR_INVALID with the reason. */
int finding_read(struct json_parser *parser, struct str line, struct arena *arena,
                 struct finding *out, struct error *error);

/* The one to name the organisation by: its name, else its id, else "(unknown)". */
struct str finding_org(const struct finding *finding);
/* What tells organisations apart: the id, else the name. */
struct str finding_org_key(const struct finding *finding);
struct str finding_vendor(const struct finding *finding); /* else the brand, else "(unknown)" */
/* Vendor and product, or whatever names the thing best. */
struct str finding_item(const struct finding *finding, struct arena *arena);

#endif
