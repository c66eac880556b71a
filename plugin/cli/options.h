/* One table of commands and options: it drives parsing, --help, the man page and the reference. */
#ifndef INTERDICT_CLI_OPTIONS_H
#define INTERDICT_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

enum option_id {
    OPTION_CONFIG,
    OPTION_RULES,
    OPTION_MAPPING,
    OPTION_LOGSOURCE,
    OPTION_FORMAT,
    OPTION_ORGANISATIONS,
    OPTION_EXCEPTIONS,
    OPTION_ALL_MATCHES,
    OPTION_NO_PREFILTER,
    OPTION_RULE,
    OPTION_ON,
    OPTION_WITHIN,
    OPTION_MAX_AGE,
    OPTION_JUNIT,
    OPTION_EXPLAIN,
    OPTION_EMBEDDED_BROKER,
    OPTION_REPORT_FORMAT,
    OPTION_OUTPUT,
    OPTION_FROM,
    OPTION_TO,
    OPTION_ORG,
    OPTION_JURISDICTION,
    OPTION_INSTRUMENT,
    OPTION_DISPOSITION,
    OPTION_MAN,
    OPTION_HELP,
    OPTION_COUNT,
};

/* What every command ends with. */
enum exit_status { EXIT_DONE = 0, EXIT_FOUND = 1, EXIT_FAULTY = 1, EXIT_ERROR = 2 };

struct args {
    const char **values[OPTION_COUNT]; /* in the order given; of a flag: NULLs */
    size_t counts[OPTION_COUNT];
    const char **rest; /* what is no option */
    size_t rest_count;
};

struct command {
    const char *name;
    const char *arguments; /* for the usage line */
    const char *summary;   /* one line */
    const char *details;   /* for --help and the man page */
    unsigned options;      /* bits 1 << option_id */
    int (*run)(const struct args *args);
};

extern const struct command commands[];
extern const size_t command_count;

/* Parses what stands behind the command's name. On a mistake prints it with a suggestion and
 * returns false. */
bool args_parse(const struct command *command, int argc, char **argv, struct args *args);
void args_clear(struct args *args);

/* The last value given, or NULL. */
const char *args_value(const struct args *args, enum option_id option);
bool args_flag(const struct args *args, enum option_id option);

const struct command *command_find(const char *name);
void print_help(const struct command *command); /* NULL: of the program */
void print_man(void);

int cmd_run(const struct args *args);
int cmd_scan(const struct args *args);
int cmd_check(const struct args *args);
int cmd_test(const struct args *args);
int cmd_explain(const struct args *args);
int cmd_law(const struct args *args);
int cmd_report(const struct args *args);
int cmd_help(const struct args *args);
int cmd_version(const struct args *args);

#endif
