#include "metrics/http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <string.h>

#include "base/mem.h"

enum { CONNECTIONS = 16, TIMEOUT_S = 10 };

struct http_server {
    struct http_options options;
    struct MHD_Daemon *daemon;
    struct buf body;
};

static enum MHD_Result respond(struct MHD_Connection *connection, unsigned status,
                               const char *content_type, struct str body)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(
        body.len, (void *)(uintptr_t)body.ptr, MHD_RESPMEM_MUST_COPY);
    if (!response)
        return MHD_NO;
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, content_type);
    enum MHD_Result result = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result respond_state(struct http_server *server, struct MHD_Connection *connection,
                                     bool (*state)(void *, struct buf *))
{
    bool good = state(server->options.ctx, &server->body);
    if (good)
        buf_add(&server->body, STR("ok\n"));
    return respond(connection, good ? MHD_HTTP_OK : MHD_HTTP_SERVICE_UNAVAILABLE,
                   "text/plain; charset=utf-8", buf_str(&server->body));
}

static enum MHD_Result handle(void *ctx, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **request)
{
    static const char plain[] = "text/plain; charset=utf-8";
    struct http_server *server = ctx;
    (void)version, (void)upload, (void)upload_size, (void)request;
    if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
        return respond(connection, MHD_HTTP_METHOD_NOT_ALLOWED, plain, STR("only GET\n"));
    buf_reset(&server->body);
    if (strcmp(url, "/metrics") == 0) {
        server->options.metrics(server->options.ctx, &server->body);
        return respond(connection, MHD_HTTP_OK, "text/plain; version=0.0.4; charset=utf-8",
                       buf_str(&server->body));
    }
    if (strcmp(url, "/healthz") == 0)
        return respond_state(server, connection, server->options.healthy);
    if (strcmp(url, "/readyz") == 0)
        return respond_state(server, connection, server->options.ready);
    return respond(connection, MHD_HTTP_NOT_FOUND, plain,
                   STR("there are /metrics, /healthz and /readyz\n"));
}

/* "127.0.0.1:9464" or "[::1]:9464". */
static bool parse_address(struct str listen, struct sockaddr_storage *out)
{
    char host[INET6_ADDRSTRLEN];
    size_t colon = listen.len;
    uint64_t port;
    while (colon > 0 && listen.ptr[colon - 1] != ':')
        colon--;
    if (colon == 0 || !str_to_u64(str_from(listen, colon), &port) || port > 65535)
        return false;
    struct str name = str_head(listen, colon - 1);
    bool brackets = name.len > 2 && name.ptr[0] == '[' && name.ptr[name.len - 1] == ']';
    if (brackets)
        name = str_head(str_from(name, 1), name.len - 2);
    if (name.len == 0 || name.len >= sizeof host)
        return false;
    memcpy(host, name.ptr, name.len);
    host[name.len] = '\0';
    memset(out, 0, sizeof *out);
    struct sockaddr_in *v4 = (struct sockaddr_in *)out;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)out;
    if (!brackets && inet_pton(AF_INET, host, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons((uint16_t)port);
        return true;
    }
    if (inet_pton(AF_INET6, host, &v6->sin6_addr) != 1)
        return false;
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons((uint16_t)port);
    return true;
}

int http_start(const struct http_options *options, struct http_server **out, struct error *error)
{
    struct sockaddr_storage address;
    if (!parse_address(options->listen, &address))
        return error_set(error, ERROR_CONFIG,
                         "'%.*s' is no address to listen on; write e.g. 127.0.0.1:9464",
                         STR_ARG(options->listen));
    struct http_server *server = mem_zalloc(sizeof *server);
    unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_AUTO;
    server->options = *options;
    if (address.ss_family == AF_INET6)
        flags |= MHD_USE_IPv6;
    errno = 0;
    server->daemon = MHD_start_daemon(flags, 0, NULL, NULL, handle, server, MHD_OPTION_SOCK_ADDR,
                                      (struct sockaddr *)&address, MHD_OPTION_CONNECTION_LIMIT,
                                      (unsigned)CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT,
                                      (unsigned)TIMEOUT_S, MHD_OPTION_END);
    if (!server->daemon) {
        int reason = errno;
        mem_free(server);
        return error_set(error, ERROR_IO, "cannot listen on %.*s: %s", STR_ARG(options->listen),
                         reason ? strerror(reason) : "libmicrohttpd refused");
    }
    *out = server;
    return ERROR_NONE;
}

unsigned http_port(const struct http_server *server)
{
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
    return info ? info->port : 0;
}

void http_stop(struct http_server *server)
{
    if (!server)
        return;
    MHD_stop_daemon(server->daemon);
    buf_clear(&server->body);
    mem_free(server);
}
