#include <stdio.h>

#include "cli/common.h"

int cmd_check(const struct args *args)
{
    struct diags diags;
    struct config config;
    struct ruleset *ruleset = NULL;
    diags_init(&diags);
    /* The configuration is checked as `run` would: whoever checks one means to run it. */
    load_all(args, args_value(args, OPTION_CONFIG) != NULL, &diags, &config, &ruleset);
    print_diags(stdout, &diags);
    if (ruleset) {
        struct matcher_stats stats;
        matcher_stats(ruleset_matcher(ruleset), &stats);
        fprintf(stderr, "%zu rules, %zu instruments, %zu patterns (%zu without a needed literal)\n",
                stats.rules, law_count(ruleset_law(ruleset)), stats.patterns, stats.unanchored);
    }
    fprintf(stderr, "%zu error%s, %zu warning%s\n", diags.errors, diags.errors == 1 ? "" : "s",
            diags.warnings, diags.warnings == 1 ? "" : "s");
    int status = diags.errors ? EXIT_FAULTY : EXIT_DONE;
    ruleset_unref(ruleset);
    config_clear(&config);
    diags_clear(&diags);
    return status;
}
