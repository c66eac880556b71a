#include "test.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "metrics/http.h"

struct watched {
    bool ready;
};

static void metrics(void *ctx, struct buf *out)
{
    (void)ctx;
    buf_add(out, STR("x_total 7\n"));
}

static bool healthy(void *ctx, struct buf *why)
{
    (void)ctx, (void)why;
    return true;
}

static bool ready(void *ctx, struct buf *why)
{
    struct watched *watched = ctx;
    if (!watched->ready)
        buf_add(why, STR("no partition is assigned\n"));
    return watched->ready;
}

/* Sends one request and returns the whole answer, NUL-terminated. */
static void ask(unsigned port, const char *request, char *answer, size_t size)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    size_t got = 0;
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(write(fd, request, strlen(request)), (ssize_t)strlen(request));
    for (ssize_t n = 1; n > 0 && got + 1 < size; got += n > 0 ? (size_t)n : 0)
        n = read(fd, answer + got, size - got - 1);
    answer[got] = '\0';
    close(fd);
}

#define GET(path) "GET " path " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

static void assert_answer(unsigned port, const char *request, const char *status, const char *body)
{
    char answer[4096];
    ask(port, request, answer, sizeof answer);
    if (!strstr(answer, status) || !strstr(answer, body))
        fail_msg("expected '%s' and '%s' in:\n%s", status, body, answer);
}

static void those_who_watch_get_answers(void **state)
{
    (void)state;
    struct watched watched = {false};
    struct http_options options = {STR("127.0.0.1:0"), metrics, healthy, ready, &watched};
    struct http_server *server = NULL;
    struct error error;
    assert_int_equal(http_start(&options, &server, &error), ERROR_NONE);
    unsigned port = http_port(server);
    assert_true(port > 0);
    assert_answer(port, GET("/metrics"), "200 OK", "\r\n\r\nx_total 7\n");
    assert_answer(port, GET("/metrics"), "text/plain; version=0.0.4", "x_total 7");
    assert_answer(port, GET("/healthz"), "200 OK", "ok\n");
    assert_answer(port, GET("/readyz"), "503 Service Unavailable", "no partition is assigned\n");
    watched.ready = true;
    assert_answer(port, GET("/readyz"), "200 OK", "ok\n");
    assert_answer(port, GET("/secret"), "404 Not Found", "/metrics");
    assert_answer(port, "POST /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                  "405 Method Not Allowed", "only GET");

    struct http_server *second = NULL;
    char taken[32];
    snprintf(taken, sizeof taken, "127.0.0.1:%u", port);
    options.listen = str_of(taken);
    assert_int_equal(http_start(&options, &second, &error), ERROR_IO);
    assert_non_null(strstr(error.message, taken));
    assert_null(second);
    http_stop(server);
}

static void wrong_addresses_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",          "9464",        "localhost:9464", "127.0.0.1:", "127.0.0.1:65536",
        "[::1:9464", "127.0.0.1:x", "[127.0.0.1]:1"};
    struct error error;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct http_options options = {str_of(bad[i]), metrics, healthy, ready, NULL};
        struct http_server *server = NULL;
        if (http_start(&options, &server, &error) != ERROR_CONFIG)
            fail_msg("'%s' was taken for an address", bad[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(those_who_watch_get_answers),
        cmocka_unit_test(wrong_addresses_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
