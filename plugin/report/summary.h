/* The figures of a report: findings by whatever one may ask for, and sums of money. */
#ifndef INTERDICT_REPORT_SUMMARY_H
#define INTERDICT_REPORT_SUMMARY_H

#include "report/decimal.h"
#include "report/due.h"
#include "report/store.h"

/* How the findings fall: open ones by disposition, and the closed ones. */
struct counts {
    uint64_t open[RANK_COUNT], closed;
};
uint64_t counts_all(const struct counts *counts);

/* Further facts of a tally's entry; which, says the tally. */
enum {
    /* instruments */
    FACT_TITLE,
    FACT_JURISDICTION,
    FACT_AUTHORITY,
    FACT_FORCE,
    FACT_CITATION,
    FACT_EFFECTIVE,
    FACT_CONSEQUENCE,
    FACT_REPORT,
    FACT_REFERENCES,
    FACT_VERIFIED_ON,
    FACT_VERIFIED_HOW,
    FACT_VERIFIED_BY,
    FACT_PRESS,
    FACT_COUNT,
    /* exceptions */
    FACT_TICKET = 0,
    FACT_REQUESTED_BY,
    FACT_APPROVED_BY,
    FACT_FROM,
    FACT_UNTIL,
};

struct tally_entry {
    struct counts counts;
    struct str *facts; /* FACT_COUNT of them, or NULL */
};

/* Findings by a text. Beyond LIMIT_REPORT_KEYS texts the rest is counted as "(others)". */
struct tally {
    struct names names;
    struct tally_entry *entries; /* by the names' numbers */
    size_t cap;
    uint32_t *order; /* after summary_make: the numbers, most findings first, then by name */
};

/* Sums of one currency of one group. */
struct money {
    struct str group, currency;
    struct decimal open[RANK_COUNT], closed;
    bool too_large; /* some sum could not be held: then none of them is shown */
};

struct money_table {
    struct names names; /* group US currency */
    struct money *items;
    size_t cap;
    uint32_t *order; /* by group, then currency */
};

/* A report that a clause may ask for. */
struct clock {
    int64_t due_ms; /* of a day: its midnight UTC */
    uint32_t record;
    uint32_t duty;
};

struct summary {
    uint64_t alerts, findings;
    struct counts counts;
    struct tally months, instruments, jurisdictions, vendors, orgs, missing, exceptions, rulesets;
    struct money_table money, money_by_org;
    uint64_t unpriced; /* lines of purchases whose value nobody wrote, or not as a plain decimal */
    struct clock *clocks; /* by due_ms, then record */
    size_t clock_count, clock_cap;
    int64_t first_ms, last_ms, judged_ms; /* of the events, and the latest judged_at */
};

enum { LIMIT_REPORT_KEYS = 100000 };

/* Reads every alert once. On success *out has to be cleared. */
int summary_make(struct report *report, struct summary *out, struct error *error);
void summary_clear(struct summary *summary);

/* The order of a dictionary, by bytes. */
int text_compare(struct str a, struct str b);

struct str tally_name(const struct tally *tally, size_t at); /* in tally order */
const struct tally_entry *tally_entry(const struct tally *tally, size_t at);

#endif
