/* The public C API: a thin coat over ruleset and processor. */
#include "interdict/interdict.h"

#include "base/limits.h"
#include "base/mem.h"
#include "engine/processor.h"

struct interdict_ruleset {
    struct ruleset *ruleset;
};

struct interdict_scanner {
    struct processor *processor;
    struct buf json;
    interdict_alert_fn *alert;
    void *ctx;
};

const char *interdict_version(void)
{
    return INTERDICT_VERSION;
}

interdict_ruleset *interdict_ruleset_load(const char *const *folders, size_t count,
                                          const char *vocabulary, const char *organisations,
                                          const char *exceptions,
                                          interdict_diagnostic_fn *diagnostic, void *ctx)
{
    struct ruleset_sources sources = {
        .folders = folders,
        .folder_count = count,
        .vocabulary = vocabulary,
        .organisations = organisations,
        .exceptions = exceptions,
    };
    struct diags diags;
    struct ruleset *loaded;
    interdict_ruleset *ruleset = NULL;
    diags_init(&diags);
    if (ruleset_load(&sources, &diags, &loaded) == ERROR_NONE) {
        ruleset = mem_alloc(sizeof *ruleset);
        ruleset->ruleset = loaded;
    }
    diags_sort(&diags);
    for (size_t i = 0; diagnostic && i < diags.count; i++) {
        const struct diag *diag = &diags.items[i];
        diagnostic(ctx, severity_name(diag->severity), diag->code,
                   diag->place.file ? diag->place.file : "", diag->place.line, diag->place.column,
                   diag->message);
    }
    diags_clear(&diags);
    return ruleset;
}

void interdict_ruleset_free(interdict_ruleset *ruleset)
{
    if (!ruleset)
        return;
    ruleset_unref(ruleset->ruleset);
    mem_free(ruleset);
}

const char *interdict_ruleset_digest(const interdict_ruleset *ruleset)
{
    return ruleset_info(ruleset->ruleset)->digest;
}

interdict_scanner *interdict_scanner_new(interdict_ruleset *ruleset)
{
    interdict_scanner *scanner = mem_zalloc(sizeof *scanner);
    struct processor_options options = {.as_of = DAY_NONE};
    scanner->processor = processor_new(ruleset->ruleset, &options, &clock_system);
    return scanner;
}

void interdict_scanner_free(interdict_scanner *scanner)
{
    if (!scanner)
        return;
    processor_free(scanner->processor);
    buf_clear(&scanner->json);
    mem_free(scanner);
}

static void on_alert(void *ctx, const struct alert *alert, struct arena *arena)
{
    interdict_scanner *scanner = ctx;
    if (!scanner->alert)
        return;
    buf_reset(&scanner->json);
    alert_write_native(alert, arena, &scanner->json);
    scanner->alert(scanner->ctx, scanner->json.ptr, scanner->json.len);
}

int interdict_scan(interdict_scanner *scanner, const char *bytes, size_t len, int64_t timestamp_ms,
                   interdict_alert_fn *alert, void *ctx, const char **reason)
{
    struct record_meta meta = {.timestamp_ms = timestamp_ms};
    struct outcome outcome;
    scanner->alert = alert;
    scanner->ctx = ctx;
    processor_run(scanner->processor, (struct str){bytes, len}, &meta, on_alert, scanner, &outcome);
    if (outcome.reject == REJECT_NONE)
        return (int)outcome.alerts;
    if (reason)
        *reason = reject_name(outcome.reject);
    return -1;
}
