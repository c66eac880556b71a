#include "cli/reload.h"

#include <string.h>

#include "base/mem.h"

/* Files come in several steps; a reload waits for a moment of quiet, but not for ever. */
enum { QUIET_US = 500000, PATIENCE_US = 5000000, SHOWN_MISTAKES = 10 };

static void watch_all(struct reload *reload)
{
    const char **folders;
    const char *files[] = {ruleset_organisations(reload->args, reload->config),
                           ruleset_exceptions(reload->args, reload->config)};
    if (!reload->watch)
        return;
    size_t count = ruleset_folders(reload->args, reload->config, &folders);
    for (size_t i = 0; i < count; i++)
        watch_folder(reload->watch, folders[i]);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (files[i])
            watch_file(reload->watch, files[i]);
    mem_free(folders);
}

void reload_init(struct reload *reload, const struct args *args, const struct config *config,
                 struct log *log, struct telemetry *telemetry)
{
    *reload = (struct reload){args, config, log, telemetry, watch_new(), 0, 0};
    if (!reload->watch)
        log_warning(log, "no-watch",
                    "the machine has no inotify instance left: changed rules are loaded on SIGHUP "
                    "only; raise fs.inotify.max_user_instances");
    watch_all(reload);
}

void reload_clear(struct reload *reload)
{
    watch_free(reload->watch);
    reload->watch = NULL;
}

static void say_mistakes(struct reload *reload, struct diags *diags)
{
    size_t shown = 0;
    diags_sort(diags);
    for (size_t i = 0; i < diags->count && shown < SHOWN_MISTAKES; i++) {
        const struct diag *diag = &diags->items[i];
        if (diag->severity != SEVERITY_ERROR)
            continue;
        shown++;
        log_error(reload->log, "reload-mistake", "%s:%u:%u: %s",
                  diag->place.file ? diag->place.file : "interdict", diag->place.line,
                  diag->place.column, diag->message);
    }
}

static void load(struct reload *reload)
{
    struct diags diags;
    struct ruleset *ruleset, *before = pipeline_ruleset(reload->telemetry->pipeline);
    int64_t began = clock_monotonic_us(&clock_system);
    diags_init(&diags);
    if (load_ruleset(reload->args, reload->config, &diags, &ruleset) != ERROR_NONE) {
        say_mistakes(reload, &diags);
        log_error(reload->log, "reload-failed",
                  "the changed ruleset has %zu mistake(s): ruleset %.12s goes on", diags.errors,
                  ruleset_info(before)->digest);
        atomic_fetch_add(&reload->telemetry->failed_reloads, 1);
    } else {
        if (strcmp(ruleset_info(ruleset)->digest, ruleset_info(before)->digest) != 0) {
            pipeline_reload(reload->telemetry->pipeline, ruleset);
            atomic_fetch_add(&reload->telemetry->reloads, 1);
            log_info(reload->log, "reloaded",
                     "%zu rule(s), %zu instrument(s), ruleset %.12s, loaded in %lld ms",
                     rule_set_count(ruleset_rules(ruleset)), law_count(ruleset_law(ruleset)),
                     ruleset_info(ruleset)->digest,
                     (long long)(clock_monotonic_us(&clock_system) - began) / 1000);
        } else {
            log_info(reload->log, "reload-same", "ruleset %.12s is as it was",
                     ruleset_info(before)->digest);
        }
        ruleset_unref(ruleset);
    }
    ruleset_unref(before);
    diags_clear(&diags);
}

void reload_turn(struct reload *reload, bool asked)
{
    int64_t now = clock_monotonic_us(&clock_system);
    if (reload->watch && watch_changed(reload->watch)) {
        reload->changed_us = now;
        reload->first_us = reload->first_us ? reload->first_us : now;
    }
    bool quiet = reload->changed_us &&
                 (now - reload->changed_us >= QUIET_US || now - reload->first_us >= PATIENCE_US);
    if (!asked && !quiet)
        return;
    reload->changed_us = reload->first_us = 0;
    watch_all(reload); /* there may be new folders */
    load(reload);
}
