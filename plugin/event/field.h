/* The canonical fields (Sigma taxonomy `interdict`): one table that names them all. Rules,
 * mappings, alerts, schemas and documentation follow it. */
#ifndef INTERDICT_EVENT_FIELD_H
#define INTERDICT_EVENT_FIELD_H

#include <stdbool.h>

#include "base/str.h"

/* Of the event, visible beside every item: X(id, name) */
#define EVENT_FIELDS(X)                                                                            \
    X(EVENT_KIND, "event.kind")                                                                    \
    X(EVENT_ID, "event.id")                                                                        \
    X(EVENT_TIME, "event.time")                                                                    \
    X(EVENT_ACTION, "event.action")                                                                \
    X(ORG_ID, "org.id")                                                                            \
    X(ORG_NAME, "org.name")                                                                        \
    X(ORG_COUNTRY, "org.country")                                                                  \
    X(ORG_ROLES, "org.roles")                                                                      \
    X(SUPPLIER_NAME, "supplier.name")                                                              \
    X(SUPPLIER_COUNTRY, "supplier.country")                                                        \
    X(SUPPLIER_ID, "supplier.id")                                                                  \
    X(CONTRACT_NUMBER, "contract.number")                                                          \
    X(CONTRACT_DATE, "contract.date")                                                              \
    X(ORDER_NUMBER, "order.number")                                                                \
    X(SITE, "site")                                                                                \
    X(SYSTEM, "system")

/* Of the item. `purpose` of an item is its own, else the event's. `path` is the JSON Pointer. */
#define ITEM_FIELDS(X)                                                                             \
    X(VENDOR, "vendor")                                                                            \
    X(BRAND, "brand")                                                                              \
    X(PRODUCT, "product")                                                                          \
    X(MODEL, "model")                                                                              \
    X(PART_NUMBER, "part_number")                                                                  \
    X(SKU, "sku")                                                                                  \
    X(SERIAL, "serial")                                                                            \
    X(CATEGORY, "category")                                                                        \
    X(COUNTRY_OF_ORIGIN, "country_of_origin")                                                      \
    X(PURPOSE, "purpose")                                                                          \
    X(CPE, "cpe")                                                                                  \
    X(PURL, "purl")                                                                                \
    X(HOSTNAME, "hostname")                                                                        \
    X(IP, "ip")                                                                                    \
    X(MAC, "mac")                                                                                  \
    X(PCI_ID, "pci_id")                                                                            \
    X(USB_ID, "usb_id")                                                                            \
    X(FIRMWARE, "firmware")                                                                        \
    X(QUANTITY, "quantity")                                                                        \
    X(UNIT_PRICE, "unit_price")                                                                    \
    X(CURRENCY, "currency")                                                                        \
    X(PATH, "path")

enum field {
#define FIELD_ID(id, name) FIELD_##id,
    EVENT_FIELDS(FIELD_ID) ITEM_FIELDS(FIELD_ID)
#undef FIELD_ID
        FIELD_COUNT,
    FIELD_FIRST_OF_ITEM = FIELD_VENDOR,
    FIELD_RAW = FIELD_COUNT, /* not canonical: a path into the source event */
};

static inline bool field_is_of_item(enum field field)
{
    return field >= FIELD_FIRST_OF_ITEM && field < FIELD_COUNT;
}

/* Holds identifiers that text_normalise_field spells in one way. */
static inline bool field_is_identifier(enum field field)
{
    return field == FIELD_MAC || field == FIELD_PCI_ID || field == FIELD_USB_ID;
}

const char *field_name(enum field field);

/* The field of that name, or FIELD_COUNT. */
enum field field_find(struct str name);

/* All names, FIELD_COUNT of them, in the table's order; for suggestions. */
extern const char *const field_names[];

#endif
