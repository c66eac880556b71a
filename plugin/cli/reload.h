/* The ruleset of a running program, loaded anew when its files change or somebody asks: compiled
 * aside, taken over only without a mistake. The configuration itself is read once. */
#ifndef INTERDICT_CLI_RELOAD_H
#define INTERDICT_CLI_RELOAD_H

#include "cli/common.h"
#include "engine/telemetry.h"
#include "io/watch.h"

struct reload {
    const struct args *args;
    const struct config *config;
    struct log *log;
    struct telemetry *telemetry;  /* its pipeline gets the ruleset */
    struct watch *watch;          /* owned; NULL: only when asked */
    int64_t changed_us, first_us; /* the latest change that waits, and the first; 0: none */
};

void reload_init(struct reload *reload, const struct args *args, const struct config *config,
                 struct log *log, struct telemetry *telemetry);
void reload_clear(struct reload *reload);

/* To be called some times a second; `asked`: do it now. */
void reload_turn(struct reload *reload, bool asked);

#endif
