/* A small HTTP server for those who watch: /metrics, /healthz, /readyz. The only place that
 * includes libmicrohttpd. */
#ifndef INTERDICT_METRICS_HTTP_H
#define INTERDICT_METRICS_HTTP_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"

/* Called from the server's own thread, one at a time. */
struct http_options {
    struct str listen; /* ADDRESS:PORT, e.g. 127.0.0.1:9464 or [::1]:9464; port 0: any free one */
    void (*metrics)(void *ctx, struct buf *out); /* appends Prometheus text */
    /* Whether it works at all, and whether it is ready for its work. Appends one line a reason why
     * not. */
    bool (*healthy)(void *ctx, struct buf *why);
    bool (*ready)(void *ctx, struct buf *why);
    void *ctx;
};

struct http_server;

/* ERROR_CONFIG for an address that is none, ERROR_IO when it cannot be bound. */
int http_start(const struct http_options *options, struct http_server **out, struct error *error);
unsigned http_port(const struct http_server *server);
void http_stop(struct http_server *server); /* NULL is fine */

#endif
