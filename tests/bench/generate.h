/* Rules and events for the benchmarks, from a seed: the same seed gives the same bytes. Not changed
 * to please a figure.
 *
 * Each rule has three caseless regexes, on vendor, product and part number, each built around a
 * word of its own. At least GENERATE_NEAR_PERCENT of the events hold such a word in a place where
 * the regex rejects it; alert_percent of them hold one that matches. */
#ifndef BENCH_GENERATE_H
#define BENCH_GENERATE_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum { GENERATE_PATTERNS = 3 /* of one rule */, GENERATE_NEAR_PERCENT = 40 };

struct generate_spec {
    uint64_t seed;
    size_t rules, events;
    unsigned alert_percent;
};

struct generated_events {
    char *bytes;     /* owned; one event after the other, each followed by a line feed */
    size_t *offsets; /* owned; count + 1 of them */
    size_t count, alerts /* events made to match */, near /* events made to come near */;
};

void generate_events(const struct generate_spec *spec, struct generated_events *out);
void generated_events_clear(struct generated_events *events);
struct str generated_event(const struct generated_events *events, size_t i);

/* Writes the rules (a hundred a file) and the one instrument that restricts what they recognise
 * into the folder, which must exist. Returns 0, or -1 with errno set. */
int generate_rules(const struct generate_spec *spec, const char *folder);

/* The words that the patterns are built around: GENERATE_PATTERNS * rules of them, each in an
 * allocation of its own inside one block that the caller frees. */
char **generate_literals(const struct generate_spec *spec);

#endif
