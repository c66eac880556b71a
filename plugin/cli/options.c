#include "cli/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/suggest.h"

struct option {
    char letter; /* 0: none */
    const char *name;
    const char *argument; /* NULL: a flag */
    const char *help;
};

static const struct option options[OPTION_COUNT] = {
    [OPTION_CONFIG] = {'c', "config", "FILE", "the configuration, interdict.yaml"},
    [OPTION_RULES] = {'r', "rules", "DIR",
                      "a folder of rules, of instruments, or of both, instead of the shipped ones; "
                      "may be given several times"},
    [OPTION_MAPPING] = {'m', "mapping", "NAME",
                        "how the events are written: native (the default), or raw: any JSON "
                        "objects, seen by the rules that use their own names"},
    [OPTION_LOGSOURCE] = {0, "logsource", "NAME=VALUE,...",
                          "where raw events come from (category, product, service): rules whose "
                          "logsource contradicts it are not tried"},
    [OPTION_FORMAT] = {'f', "format", "FORMAT",
                       "how the output is written; scan: native, ecs, ocsf, ocsf-detection, cef, "
                       "leef; explain and law: text or json; check: text, json or sarif"},
    [OPTION_ORGANISATIONS] = {0, "organisations", "FILE",
                              "who the organisations are (YAML or CSV)"},
    [OPTION_EXCEPTIONS] = {0, "exceptions", "FILE", "approved waivers (YAML or CSV)"},
    [OPTION_ALL_MATCHES] = {0, "all-matches", NULL,
                            "also write matches that no instrument reaches (disposition none)"},
    [OPTION_NO_PREFILTER] = {0, "no-prefilter", NULL,
                             "try every pattern on every text: slow, for comparing; the alerts are "
                             "the same"},
    [OPTION_RULE] = {0, "rule", "ID", "the rule: its id, the beginning of its id, or its title"},
    [OPTION_ON] = {0, "on", "DATE", "the day whose law is asked for (default: today)"},
    [OPTION_WITHIN] = {0, "within", "DAYS", "how far to look ahead, such as 400d (the default)"},
    [OPTION_MAX_AGE] = {0, "max-age", "DAYS",
                        "after how long an instrument has to be verified again, such as 26w "
                        "(default: the configuration's law.max_age, else 180d)"},
    [OPTION_JUNIT] = {0, "junit", "FILE", "also write the results as JUnit XML"},
    [OPTION_EXPLAIN] = {0, "explain", "CODE", "only tell what the code of a finding means"},
    [OPTION_EMBEDDED_BROKER] = {0, "embedded-broker", NULL,
                                "start a small broker inside this process, for a first look; "
                                "prints its address"},
    [OPTION_REPORT_FORMAT] =
        {'f', "format", "FORMAT",
         "which document: csv, json, html, xlsx, oscal, far-52.204-25, far-52.240-91 "
         "or cac-review"},
    [OPTION_OUTPUT] = {'o', "output", "FILE", "where the document goes (default: standard output)"},
    [OPTION_FROM] = {0, "from", "TIME", "only events of this day or time, or later"},
    [OPTION_TO] = {0, "to", "TIME", "only events of this day or time, or earlier"},
    [OPTION_ORG] = {0, "org", "ID", "only this organisation: its id or its name"},
    [OPTION_JURISDICTION] = {0, "jurisdiction", "CC",
                             "only alerts under law of this country, or EU"},
    [OPTION_INSTRUMENT] = {0, "instrument", "ID", "only alerts under this instrument"},
    [OPTION_DISPOSITION] = {0, "disposition", "D",
                            "only these alerts: violation, review, waived, advisory or none"},
    [OPTION_MAN] = {0, "man", NULL, "the manual page, as roff"},
    [OPTION_HELP] = {'h', "help", NULL, "this text"},
};

#define BIT(option) (1u << (option))
#define RULESET                                                                                    \
    (BIT(OPTION_CONFIG) | BIT(OPTION_RULES) | BIT(OPTION_ORGANISATIONS) | BIT(OPTION_EXCEPTIONS))

const struct command commands[] = {
    {"run", "-c FILE", "read events from Kafka, write alerts to Kafka",
     "Runs until SIGTERM or SIGINT, then finishes what is in flight, commits and ends with 0. "
     "Changed rules, instruments, organisations and exceptions are taken over while it runs, and "
     "on "
     "SIGHUP; with a mistake in them the ruleset before goes on. A "
     "record that cannot be used goes to the dead-letter topic. Ends with 2 when the configuration "
     "or the ruleset has a mistake.",
     BIT(OPTION_CONFIG) | BIT(OPTION_RULES) | BIT(OPTION_EMBEDDED_BROKER), cmd_run},
    {"scan", "[FILE...|-]", "judge the events of NDJSON files or of standard input",
     "Writes one alert a line to standard output. Each line that cannot be used is named on "
     "standard error. Ends with 0 when there was nothing to report, 1 when there were alerts, 2 on "
     "an error or when some line could not be used.",
     RULESET | BIT(OPTION_MAPPING) | BIT(OPTION_LOGSOURCE) | BIT(OPTION_FORMAT) |
         BIT(OPTION_ALL_MATCHES) | BIT(OPTION_NO_PREFILTER),
     cmd_scan},
    {"check", "", "report every mistake in rules, instruments and configuration",
     "Prints file:line:column: error: what is wrong, for all files in one go, with the code of "
     "each finding; --explain CODE tells more about one. When there is no error, it also tries "
     "the patterns and warns of what is hardly meant. Ends with 0 when there is no error (warnings "
     "may remain), else 1.",
     RULESET | BIT(OPTION_FORMAT) | BIT(OPTION_EXPLAIN), cmd_check},
    {"test", "", "run the samples inside the rules",
     "Every sample under tests: has to match, or not to match, its own rule. A selection that no "
     "sample makes true is a warning: nothing shows that it works. Ends with 0 when no sample "
     "fails, else 1.",
     BIT(OPTION_CONFIG) | BIT(OPTION_RULES) | BIT(OPTION_JUNIT), cmd_test},
    {"explain", "[FILE...|-]", "show why a rule matches an event, or does not",
     "For one rule and each item of each event: the condition as a tree with true, false or "
     "unknown "
     "at every node, what the patterns saw and what was missing; then what each instrument that "
     "the "
     "rule leads to says, and why. It asks the same evaluation as scan, node by node. Ends with 0, "
     "or with 2 on an "
     "error.",
     RULESET | BIT(OPTION_MAPPING) | BIT(OPTION_LOGSOURCE) | BIT(OPTION_FORMAT) | BIT(OPTION_RULE),
     cmd_explain},
    {"law", "list | show ID | diff DATE DATE | due", "show the instruments as they stand on a day",
     "list: every instrument and how it stands (not adopted, upcoming, in force, ended). show: all "
     "of one, with the provisions as cited on the day. diff: what changes after the first day, up "
     "to and including the second. due: instruments whose verification is old, and the changes "
     "ahead. Packs of rules/optional count when -r names them. Ends with 0, with 1 when due finds "
     "an old verification, or with 2 on an error.",
     BIT(OPTION_CONFIG) | BIT(OPTION_RULES) | BIT(OPTION_FORMAT) | BIT(OPTION_ON) |
         BIT(OPTION_WITHIN) | BIT(OPTION_MAX_AGE),
     cmd_law},
    {"report", "[ALERTS...|-]", "write a document from alerts",
     "Reads files of native alerts, or standard input: what scan writes, or what a consumer of the "
     "alert topic has saved (the topic itself is not read). The same alerts give the same bytes. "
     "An alert that stands there several times counts once, the latest judged_at; alerts of one "
     "finding_id are one finding, the latest in time its state. Ends with 0, or with 2 on an error "
     "or when some line could not be used.",
     BIT(OPTION_REPORT_FORMAT) | BIT(OPTION_OUTPUT) | BIT(OPTION_FROM) | BIT(OPTION_TO) |
         BIT(OPTION_ORG) | BIT(OPTION_JURISDICTION) | BIT(OPTION_INSTRUMENT) |
         BIT(OPTION_DISPOSITION),
     cmd_report},
    {"help", "[COMMAND]", "explain a command", "", BIT(OPTION_MAN), cmd_help},
    {"version", "", "print the version", "", 0, cmd_version},
};
const size_t command_count = sizeof commands / sizeof *commands;

const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < command_count; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

static bool takes(const struct command *command, enum option_id option)
{
    return option == OPTION_HELP || command->options & BIT(option);
}

static void unknown_option(const struct command *command, struct str name)
{
    const char *names[OPTION_COUNT];
    size_t count = 0;
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if (takes(command, (enum option_id)i))
            names[count++] = options[i].name;
    const char *near = suggest(name, names, count);
    fprintf(stderr, "interdict %s: unknown option '%s%.*s'", command->name,
            name.len > 1 ? "--" : "-", STR_ARG(name));
    if (near)
        fprintf(stderr, ", did you mean '--%s'?", near);
    fprintf(stderr, "\nTry 'interdict %s --help'.\n", command->name);
}

static int find_option(const struct command *command, struct str name)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        bool by_letter = name.len == 1 && options[i].letter == name.ptr[0];
        if ((by_letter || str_is(name, options[i].name)) && takes(command, (enum option_id)i))
            return (int)i;
    }
    unknown_option(command, name);
    return -1;
}

static void add_value(struct args *args, int option, const char *value)
{
    size_t n = args->counts[option]++;
    args->values[option] = mem_resize(args->values[option], n + 1, sizeof *args->values[option]);
    args->values[option][n] = value;
}

/* One word that begins with a dash: "--name", "--name=value", "-n", "-nvalue". */
static bool parse_option(const struct command *command, char **argv, int argc, int *at,
                         struct args *args)
{
    const char *word = argv[*at], *value = NULL;
    bool is_long = word[1] == '-';
    struct str name = is_long ? str_of(word + 2) : (struct str){word + 1, 1};
    if (is_long) {
        ptrdiff_t equals = str_find_char(name, '=');
        if (equals >= 0) {
            value = name.ptr + equals + 1;
            name.len = (size_t)equals;
        }
    } else if (word[2]) {
        value = word + 2;
    }
    int option = find_option(command, name);
    if (option < 0)
        return false;
    if (options[option].argument && !value) {
        if (*at + 1 >= argc) {
            fprintf(stderr, "interdict %s: '--%s' needs a %s\n", command->name,
                    options[option].name, options[option].argument);
            return false;
        }
        value = argv[++*at];
    } else if (!options[option].argument && value) {
        fprintf(stderr, "interdict %s: '--%s' takes no value\n", command->name,
                options[option].name);
        return false;
    }
    add_value(args, option, value);
    return true;
}

bool args_parse(const struct command *command, int argc, char **argv, struct args *args)
{
    *args = (struct args){0};
    args->rest = mem_zalloc(((size_t)argc + 1) * sizeof *args->rest);
    bool only_rest = false;
    for (int i = 0; i < argc; i++) {
        bool is_option = !only_rest && argv[i][0] == '-' && argv[i][1];
        if (is_option && strcmp(argv[i], "--") == 0)
            only_rest = true;
        else if (!is_option)
            args->rest[args->rest_count++] = argv[i];
        else if (!parse_option(command, argv, argc, &i, args))
            return false;
    }
    bool takes_words = command->arguments[0] && command->arguments[0] != '-';
    if (args->rest_count && !takes_words) {
        fprintf(stderr, "interdict %s: unexpected '%s'\n", command->name, args->rest[0]);
        return false;
    }
    return true;
}

void args_clear(struct args *args)
{
    for (size_t i = 0; i < OPTION_COUNT; i++)
        mem_free(args->values[i]);
    mem_free(args->rest);
    *args = (struct args){0};
}

const char *args_value(const struct args *args, enum option_id option)
{
    size_t n = args->counts[option];
    return n ? args->values[option][n - 1] : NULL;
}

bool args_flag(const struct args *args, enum option_id option)
{
    return args->counts[option] > 0;
}

/* Prints text broken at spaces, `indent` columns in. */
static void print_wrapped(const char *text, int indent)
{
    enum { WIDTH = 88 };
    int column = indent;
    for (const char *p = text; *p;) {
        size_t len = strcspn(p, " ");
        if (column > indent && column + 1 + (int)len > WIDTH) {
            printf("\n%*s", indent, "");
            column = indent;
        } else if (p != text) {
            putchar(' ');
            column++;
        }
        printf("%.*s", (int)len, p);
        column += (int)len;
        p += len + (p[len] == ' ');
    }
    putchar('\n');
}

static void print_option(const struct option *option)
{
    char left[64];
    char letter[] = {'-', option->letter, ',', ' ', '\0'};
    snprintf(left, sizeof left, "%s--%s%s%s", option->letter ? letter : "    ", option->name,
             option->argument ? " " : "", option->argument ? option->argument : "");
    printf("  %-24s ", left);
    print_wrapped(option->help, 27);
}

static void print_program_help(void)
{
    printf("interdict %s: restricted hardware in purchase and asset events, and the law\n\n"
           "usage: interdict COMMAND [OPTION...]\n\n",
           INTERDICT_VERSION);
    for (size_t i = 0; i < command_count; i++)
        printf("  %-10s %s\n", commands[i].name, commands[i].summary);
    printf("\n'interdict COMMAND --help' tells more about one. Not legal advice.\n");
}

void print_help(const struct command *command)
{
    if (!command) {
        print_program_help();
        return;
    }
    printf("usage: interdict %s [OPTION...]%s%s\n\n", command->name,
           command->arguments[0] ? " " : "", command->arguments);
    if (command->details[0]) {
        print_wrapped(command->details, 0);
        putchar('\n');
    }
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if (takes(command, (enum option_id)i))
            print_option(&options[i]);
}

/* Dashes as themselves, so that a copied option works. */
static void print_roff(const char *text)
{
    for (const char *p = text; *p; p++)
        printf(*p == '-' ? "\\-" : *p == '\\' ? "\\\\" : "%c", *p);
}

static void print_man_option(const struct option *option)
{
    printf(".TP\n.B ");
    if (option->letter)
        printf("\\-%c, ", option->letter);
    printf("\\-\\-");
    print_roff(option->name);
    printf(" %s\n", option->argument ? option->argument : "");
    print_roff(option->help);
    putchar('\n');
}

void print_man(void)
{
    printf(".TH INTERDICT 1 \"\" \"interdict %s\"\n.SH NAME\n"
           "interdict \\- restricted hardware in purchase and asset events, and the law\n"
           ".SH SYNOPSIS\n.B interdict\n.I COMMAND\n[OPTION...]\n.SH COMMANDS\n",
           INTERDICT_VERSION);
    for (size_t i = 0; i < command_count; i++) {
        const struct command *command = &commands[i];
        printf(".SS ");
        print_roff(command->name);
        putchar(' ');
        print_roff(command->arguments);
        printf("\n%c", command->summary[0] - 'a' + 'A');
        print_roff(command->summary + 1);
        printf(".\n");
        print_roff(command->details);
        printf(command->details[0] ? "\n" : "");
        for (size_t j = 0; j < OPTION_HELP; j++)
            if (takes(command, (enum option_id)j))
                print_man_option(&options[j]);
    }
    printf(".SH NOTES\nWhat interdict writes is no legal advice.\n");
}
