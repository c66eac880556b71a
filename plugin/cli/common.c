#include "cli/common.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/diags_write.h"

/* A program that runs from where it was installed uses what was installed with it; one that runs
 * from a build folder uses the tree it was built from. */
const char *shipped_rules(void)
{
    static char path[4096];
    ssize_t len = readlink("/proc/self/exe", path, sizeof path - 64);
    char *slash = NULL;
    if (len > 0) {
        path[len] = '\0';
        slash = strrchr(path, '/');
    }
    if (slash) {
        strcpy(slash, "/../share/interdict/rules");
        if (access(path, R_OK) == 0)
            return path;
    }
    return access(INTERDICT_SOURCE_RULES, R_OK) == 0 ? INTERDICT_SOURCE_RULES
                                                     : INTERDICT_INSTALLED_RULES;
}

static const char *path_or_null(const char *option, struct str configured)
{
    return option ? option : configured.ptr;
}

size_t ruleset_folders(const struct args *args, const struct config *config, const char ***out)
{
    size_t count = args->counts[OPTION_RULES];
    const char **folders = mem_zalloc((count + config->rule_count + 1) * sizeof *folders);
    for (size_t i = 0; i < count; i++)
        folders[i] = args->values[OPTION_RULES][i];
    for (size_t i = 0; count == 0 && i < config->rule_count; i++)
        folders[i] = config->rules[i].ptr;
    if (count == 0)
        count = config->rule_count;
    if (count == 0)
        folders[count++] = shipped_rules();
    *out = folders;
    return count;
}

const char *ruleset_organisations(const struct args *args, const struct config *config)
{
    return path_or_null(args_value(args, OPTION_ORGANISATIONS), config->organisations);
}

const char *ruleset_exceptions(const struct args *args, const struct config *config)
{
    return path_or_null(args_value(args, OPTION_EXCEPTIONS), config->exceptions);
}

int load_ruleset(const struct args *args, const struct config *config, struct diags *diags,
                 struct ruleset **ruleset)
{
    const char **folders;
    char vocabulary[4200];
    snprintf(vocabulary, sizeof vocabulary, "%s/law/vocabulary", shipped_rules());
    struct ruleset_sources sources = {
        .folder_count = ruleset_folders(args, config, &folders),
        .vocabulary = vocabulary,
        .organisations = ruleset_organisations(args, config),
        .exceptions = ruleset_exceptions(args, config),
        .operator_organisation = config->organisation,
        .backend = args_flag(args, OPTION_NO_PREFILTER) ? PREFILTER_NONE : PREFILTER_VECTORSCAN,
    };
    sources.folders = folders;
    int rc = ruleset_load(&sources, diags, ruleset);
    mem_free(folders);
    return rc;
}

int load_all(const struct args *args, bool for_run, struct diags *diags, struct config *config,
             struct ruleset **ruleset)
{
    const char *config_path = args_value(args, OPTION_CONFIG);
    *config = (struct config){.law_max_age = LAW_MAX_AGE_DAYS};
    int result = ERROR_NONE;
    if (config_path)
        result = config_load(config_path, for_run, (config_env_fn *)getenv, diags, config);
    /* Also after a mistake in the configuration: all mistakes are shown in one go. */
    struct ruleset *loaded = NULL;
    int ruleset_result = load_ruleset(args, config, diags, &loaded);
    if (result == ERROR_NONE)
        result = ruleset_result;
    if (result == ERROR_NONE)
        *ruleset = loaded;
    else
        ruleset_unref(loaded);
    return result;
}

/* --logsource product=windows,service=security */
static bool read_logsource(const struct args *args, const char *command, struct logsource *out)
{
    *out = (struct logsource){0};
    const char *given = args_value(args, OPTION_LOGSOURCE);
    struct str rest = str_of(given ? given : "");
    while (rest.len) {
        ptrdiff_t comma = str_find_char(rest, ',');
        struct str pair = comma < 0 ? rest : str_head(rest, (size_t)comma);
        ptrdiff_t equals = str_find_char(pair, '=');
        struct str name = equals < 0 ? pair : str_head(pair, (size_t)equals);
        struct str *slot = str_is(name, "category")  ? &out->category
                           : str_is(name, "product") ? &out->product
                           : str_is(name, "service") ? &out->service
                                                     : NULL;
        if (!slot || equals < 0 || (size_t)equals + 1 == pair.len) {
            fprintf(stderr,
                    "interdict %s: '--logsource %s' is not like category=C,product=P,service=S\n",
                    command, given);
            return false;
        }
        *slot = str_from(pair, (size_t)equals + 1);
        rest = comma < 0 ? (struct str){0} : str_from(rest, (size_t)comma + 1);
    }
    return true;
}

bool read_mapping(const struct args *args, const char *command, struct decoder_options *out)
{
    const char *name = args_value(args, OPTION_MAPPING);
    *out = (struct decoder_options){0};
    if (name && !mapping_find(str_of(name), &out->mapping)) {
        fprintf(stderr,
                "interdict %s: there is no mapping '%s'; this version knows: auto, native, raw\n",
                command, name);
        return false;
    }
    return read_logsource(args, command, &out->logsource);
}

void decoder_options_of(const struct args *args, const struct config *config,
                        struct decoder_options *out)
{
    out->event_bytes = config->limit_event_bytes;
    out->items = config->limit_items;
    if (!args_value(args, OPTION_MAPPING))
        out->mapping = config->mapping;
    if (!args_value(args, OPTION_LOGSOURCE))
        out->logsource = config->logsource;
}

int pick_format(const struct args *args, const char *command, const char *const *formats,
                size_t count)
{
    const char *name = args_value(args, OPTION_FORMAT);
    for (size_t i = 0; i < count; i++)
        if (!name || strcmp(name, formats[i]) == 0)
            return (int)i;
    fprintf(stderr, "interdict %s: there is no format '%s'; there are:", command, name);
    for (size_t i = 0; i < count; i++)
        fprintf(stderr, " %s", formats[i]);
    fprintf(stderr, "\n");
    return -1;
}

void print_errors(struct diags *diags)
{
    print_diags(stderr, diags);
    if (diags->errors)
        fprintf(stderr, "interdict: %zu error%s; 'interdict check' shows them too\n", diags->errors,
                diags->errors == 1 ? "" : "s");
}

void print_diags(FILE *out, struct diags *diags)
{
    struct buf text = {0};
    diags_sort(diags);
    diags_write_text(diags, &text);
    fwrite(text.ptr ? text.ptr : "", 1, text.len, out);
    buf_clear(&text);
}
