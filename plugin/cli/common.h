/* What several commands do alike: finding the rules, loading them, showing mistakes. */
#ifndef INTERDICT_CLI_COMMON_H
#define INTERDICT_CLI_COMMON_H

#include <stdio.h>

#include "cli/options.h"
#include "engine/config.h"
#include "engine/ruleset.h"

/* The folder of the shipped rules: the installed one, else the source tree's. */
const char *shipped_rules(void);

/* Loads the configuration named by -c, if any, and the ruleset by -r, the configuration or the
 * shipped rules. *config is always initialised (config_clear it). Returns ERROR_NONE only when
 * nothing is wrong; the mistakes are in diags. */
int load_all(const struct args *args, bool for_run, struct diags *diags, struct config *config,
             struct ruleset **ruleset);

/* Only the ruleset, once the configuration is loaded: again, when its files have changed. */
int load_ruleset(const struct args *args, const struct config *config, struct diags *diags,
                 struct ruleset **ruleset);

/* Where it comes from: folders (their number; the caller frees the list, not the paths), and files,
 * NULL where there is none. */
size_t ruleset_folders(const struct args *args, const struct config *config, const char ***out);
const char *ruleset_organisations(const struct args *args, const struct config *config);
const char *ruleset_exceptions(const struct args *args, const struct config *config);

/* Reads --mapping and --logsource; on a mistake prints it and returns false. The second one adds
 * what the configuration says and no option does. Texts are borrowed from both. */
bool read_mapping(const struct args *args, const char *command, struct decoder_options *out);
void decoder_options_of(const struct args *args, const struct config *config,
                        struct decoder_options *out);

/* The index of --format in the list, 0 without one; -1 after printing that there is none such. */
int pick_format(const struct args *args, const char *command, const char *const *formats,
                size_t count);

/* Prints them as text (diags_write_text), sorted. */
void print_diags(FILE *out, struct diags *diags);

/* Only errors, or all with warnings, and how many there are. */
void print_errors(struct diags *diags);

#endif
