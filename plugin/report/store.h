/* What a report keeps of each alert while it reads, and how a document gets at the details. */
#ifndef INTERDICT_REPORT_STORE_H
#define INTERDICT_REPORT_STORE_H

#include "report/finding.h"
#include "report/input.h"
#include "report/report.h"

struct record {
    uint8_t id[16];
    uint64_t finding, line; /* the finding's id, and the line of a purchase or the device: hashed */
    int64_t time_ms, judged_ms;
    int64_t first_ms; /* the earliest judged_at of this alert; after report_settle of its finding */
    uint64_t offset;
    uint32_t length;
    uint32_t org, instrument; /* numbers of names */
    uint16_t input;
    uint8_t rank;
    bool closed : 1;
    bool dated : 1;   /* in the period asked for; what lies outside says nothing at all */
    bool counts : 1;  /* fits the rest of the filter, which says nothing about what is current */
    bool current : 1; /* the latest of its finding */
    bool valued : 1;  /* the one alert of a line that its value is counted with */
};

struct report_input {
    struct input *input;
    uint64_t lines, rejected;
};

/* Texts with numbers, from 0 in the order of their first appearance. */
struct names {
    struct arena arena;
    struct str *items;
    size_t count, cap;
    uint32_t *slots; /* number + 1; 0: free */
    size_t slot_count;
};

uint32_t names_add(struct names *names, struct str text);
void names_clear(struct names *names);

struct report {
    const struct report_filter *filter;
    struct moment from, to;
    struct report_input *inputs;
    size_t input_count, input_cap;
    struct record *records;
    size_t count, cap;
    uint32_t *slots; /* records by id: index + 1; 0: free */
    size_t slot_count;
    struct names orgs, instruments;
    uint64_t duplicates;
    bool settled;
    struct json_parser *parser;
    struct arena arena; /* of the finding read last */
};

/* Decides which alerts are current and which carry values; records are then in the order of their
 * ids. Done once, by whoever writes first. */
void report_settle(struct report *report);

/* Reads the alert again. Its texts live until the next call. */
int report_read(struct report *report, const struct record *record, struct finding *out,
                struct error *error);

/* A document on its way out: written in pieces. */
struct page {
    struct buf buf;
    report_write_fn *write;
    void *ctx;
    bool failed;
};
void page_pass(struct page *page);                    /* hands on what has gathered, if much */
int page_end(struct page *page, struct error *error); /* hands on the rest; frees */

int report_write_csv(struct report *r, report_write_fn *write, void *ctx, struct error *error);
int report_write_json(struct report *r, report_write_fn *write, void *ctx, struct error *error);
int report_write_html(struct report *r, report_write_fn *write, void *ctx, struct error *error);
int report_write_xlsx(struct report *r, report_write_fn *write, void *ctx, struct error *error);
int report_write_oscal(struct report *r, report_write_fn *write, void *ctx, struct error *error);
int report_write_far_25(struct report *r, report_write_fn *write, void *ctx, struct error *error);
int report_write_far_91(struct report *r, report_write_fn *write, void *ctx, struct error *error);
int report_write_cac(struct report *r, report_write_fn *write, void *ctx, struct error *error);

#endif
