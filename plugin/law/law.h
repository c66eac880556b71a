/* May this organisation buy or use it? Instruments, vocabularies, organisations and exceptions,
 * and the judgement of one match on one day. Immutable once checked, shared by threads; what a
 * thread needs for judging is in its own struct judge. */
#ifndef INTERDICT_LAW_LAW_H
#define INTERDICT_LAW_LAW_H

#include "base/arena.h"
#include "law/instrument.h"
#include "match/match.h"

struct law;
struct law *law_new(void);
void law_free(struct law *law);

/* Whether a YAML document is an instrument (has `restricts`, `prohibits` or `binds`) or a
 * vocabulary (has `roles`, `categories` or `purposes` at the top). */
bool law_is(const struct yaml_node *document);

/* Loads every instrument or vocabulary document of a file and takes the YAML tree over: *file is
 * empty afterwards. Mistakes go to diags; a document with mistakes is not added. */
void law_load(struct law *law, struct yaml_file *file, struct diags *diags);

/* The config's `organisation:` map, and the files of organisations and of exceptions (YAML, or CSV
 * by their ending). One bad row fails the load whole. */
void law_set_operator(struct law *law, const struct yaml_node *organisation, struct diags *diags);
void law_load_organisations(struct law *law, const char *path, struct diags *diags);
void law_load_exceptions(struct law *law, const char *path, struct diags *diags);

/* After everything is loaded: unknown roles, categories, purposes and tags, duplicate ids, rules'
 * legal_basis ids that no file defines; links rules and instruments. */
void law_link(struct law *law, const struct rule_set *rules, struct diags *diags);

/* After law_link, for `check`: rules that lead to no instrument, tags that none restricts, legal
 * bases that had ended by `today`. Warnings and notes only. */
void law_lint(const struct law *law, const struct rule_set *rules, day_t today,
              struct diags *diags);

size_t law_count(const struct law *law);
const struct instrument *law_at(const struct law *law, size_t index);

enum applicability {
    APPLIES_BINDING,
    APPLIES_ADVISORY,
    APPLIES_UPCOMING,
    APPLIES_UNDETERMINED,
    APPLIES_NOT,
};
const char *applicability_name(enum applicability applicability);

struct exception; /* law/exception.h */

/* One instrument's reasoning about one match. */
struct judgement {
    const struct instrument *instrument;
    enum applicability applicability;
    enum reach reach;
    const struct str *because; /* plain sentences, in the order they were weighed */
    size_t because_count;
    const struct exception *exception;         /* that excepts it, or NULL */
    const struct provision *const *provisions; /* in force on the day */
    size_t provision_count;
};

/* The first that holds. An instrument that could come to `advisory` at most when everything were
 * known (guidance, or an act that it does not forbid) asks for no review while something is
 * missing. */
enum disposition {
    DISPOSITION_VIOLATION,
    DISPOSITION_REVIEW,
    DISPOSITION_WAIVED,
    DISPOSITION_ADVISORY,
    DISPOSITION_NONE, /* no instrument reaches it: no alert, counted by reason */
};
const char *disposition_name(enum disposition disposition);

/* The organisation as judged: the event's own words, filled in from the organisations. */
struct org {
    struct str id, name, country;
    const struct str *roles;
    size_t role_count;
    bool roles_known;   /* a list was given, perhaps empty */
    const char *source; /* "event", "organisations", "operator"; "" when nobody is known */
};

struct verdict {
    enum disposition disposition;
    struct org org;
    const struct judgement *judgements; /* every linked instrument, not_applicable ones too; those
                                         * that reach it first, binding first, then by id */
    size_t judgement_count;
    size_t reaching;           /* how many of them are not `not_applicable` */
    const struct str *missing; /* facts whose absence left something undetermined: field names */
    size_t missing_count;
    const struct note *notes; /* facts inferred by the rule, unknown roles, expired exceptions … */
    size_t note_count;
    const char *none_reason; /* DISPOSITION_NONE: "no-instrument", "not-bound", "wrong-act",
                              * "not-in-force", "outside-limits", "rule-not-valid-on-day",
                              * "raw-event" */
    day_t day;               /* of the event, UTC; DAY_NONE when nobody knows */
};

struct judge; /* one a thread */
struct judge *judge_new(const struct law *law);
void judge_free(struct judge *judge);

struct judge_counts {
    uint64_t unknown_roles, missing_facts, undetermined;
};
const struct judge_counts *judge_counts(const struct judge *judge);

/* Judges one match by the law of the event's own day, or of `as_of` unless DAY_NONE: instruments,
 * provisions and exceptions as they stood on it. What the event tells (the rule's `valid` days, who
 * the organisation was) stays that of its own day. The verdict lives in the arena. `scanner` serves
 * the supplier limit; with NULL no supplier is known to be the maker. */
const struct verdict *judge_match(struct judge *judge, struct scanner *scanner,
                                  const struct event *event, const struct match *match, day_t as_of,
                                  struct arena *arena);

#endif
