/* What a running pipeline tells those who watch it: Prometheus metrics, health, readiness. */
#ifndef INTERDICT_ENGINE_TELEMETRY_H
#define INTERDICT_ENGINE_TELEMETRY_H

#include <stdatomic.h>

#include "engine/pipeline.h"

struct telemetry {
    struct pipeline *pipeline;
    atomic_uint reloads, failed_reloads; /* of the ruleset */
};

/* In the form that metrics/http.h asks for; `ctx` is a struct telemetry. From any thread. */
void telemetry_metrics(void *ctx, struct buf *out);
bool telemetry_healthy(void *ctx, struct buf *why);
bool telemetry_ready(void *ctx, struct buf *why);

#endif
