/* A program of somebody else's: sees only the installed header, links the installed library. Built
 * and run by tests/api/run. Prints each alert and each mistake; ends with the number of alerts. */
#include <interdict/interdict.h>
#include <stdio.h>
#include <string.h>

static void on_mistake(void *ctx, const char *severity, const char *code, const char *file,
                       unsigned line, unsigned column, const char *message)
{
    (void)ctx;
    fprintf(stderr, "%s:%u:%u: %s: %s [%s]\n", file, line, column, severity, message, code);
}

static void on_alert(void *ctx, const char *json, size_t len)
{
    (void)ctx;
    printf("%.*s\n", (int)len, json);
}

int main(int argc, char **argv)
{
    static const char event[] =
        "{\"kind\":\"purchase\",\"time\":\"2026-03-02T00:00:00Z\",\"org\":{\"country\":\"CN\","
        "\"roles\":[\"cii_operator\"]},\"items\":[{\"vendor\":\"Micron Technology\"}]}";
    const char *reason = NULL;
    if (argc != 3)
        return 100;
    interdict_ruleset *ruleset = interdict_ruleset_load((const char *const[]){argv[1]}, 1, argv[2],
                                                        NULL, NULL, on_mistake, NULL);
    if (!ruleset || strlen(interdict_ruleset_digest(ruleset)) != 64)
        return 101;
    interdict_scanner *scanner = interdict_scanner_new(ruleset);
    interdict_ruleset_free(ruleset); /* the scanner keeps it alive */
    int alerts = interdict_scan(scanner, event, sizeof event - 1, -1, on_alert, NULL, NULL);
    int refused = interdict_scan(scanner, "{", 1, -1, on_alert, NULL, &reason);
    interdict_scanner_free(scanner);
    if (refused != -1 || !reason || strcmp(reason, "not-json") != 0)
        return 102;
    return alerts < 0 ? 103 : alerts;
}
