#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "base/suggest.h"
#include "cli/options.h"

static int unknown_command(const char *name)
{
    const char *names[16];
    size_t count = 0;
    for (; count < command_count && count < 16; count++)
        names[count] = commands[count].name;
    const char *near = suggest(str_of(name), names, count);
    fprintf(stderr, "interdict: unknown command '%s'", name);
    if (near)
        fprintf(stderr, ", did you mean '%s'?", near);
    fprintf(stderr, "\nTry 'interdict --help'.\n");
    return EXIT_ERROR;
}

int cmd_help(const struct args *args)
{
    if (args_flag(args, OPTION_MAN)) {
        print_man();
        return EXIT_DONE;
    }
    const struct command *command = args->rest_count ? command_find(args->rest[0]) : NULL;
    if (args->rest_count && !command)
        return unknown_command(args->rest[0]);
    print_help(command);
    return EXIT_DONE;
}

int cmd_version(const struct args *args)
{
    (void)args;
    printf("interdict %s\n", INTERDICT_VERSION);
    return EXIT_DONE;
}

int main(int argc, char **argv)
{
#ifdef INTERDICT_TEST_FAULTS
    fault_select(getenv("INTERDICT_FAULT"));
#endif
    const char *name = argc > 1 ? argv[1] : "--help";
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        name = "help";
    if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0)
        name = "version";
    const struct command *command = command_find(name);
    if (!command)
        return unknown_command(name);
    struct args args;
    int status = EXIT_ERROR;
    int skip = argc > 1 ? 2 : 1;
    bool parsed = args_parse(command, argc - skip, argv + skip, &args);
    if (parsed && args_flag(&args, OPTION_HELP)) {
        print_help(command);
        status = EXIT_DONE;
    } else if (parsed) {
        status = command->run(&args);
    }
    args_clear(&args);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "interdict: standard output cannot be written\n");
        return EXIT_ERROR;
    }
    return status;
}
