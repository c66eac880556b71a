/* Writing the Prometheus text format, version 0.0.4:
 * https://prometheus.io/docs/instrumenting/exposition_formats/ */
#ifndef INTERDICT_METRICS_PROMETHEUS_H
#define INTERDICT_METRICS_PROMETHEUS_H

#include <stdint.h>

#include "base/buf.h"

enum metric_type { METRIC_COUNTER, METRIC_GAUGE };

/* Begins a family: HELP and TYPE. By convention counters end in _total, and names carry their base
 * unit (_seconds, _bytes). `help` is one line. */
void metric_family(struct buf *out, const char *name, enum metric_type type, const char *help);

/* One sample of the family. Labels are pairs of name and value, `label_count` of them; values are
 * escaped. */
struct metric_label {
    const char *name;
    struct str value;
};
void metric_sample(struct buf *out, const char *name, const struct metric_label *labels,
                   size_t label_count, uint64_t value);

/* A family of one sample without labels. */
void metric_single(struct buf *out, const char *name, enum metric_type type, const char *help,
                   uint64_t value);

#endif
