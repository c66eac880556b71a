#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/suggest.h"
#include "cli/options.h"
#include "report/report.h"

enum { NAMED_REJECTS = 20 };

static const struct report_format *find_format(const struct args *args)
{
    const char *name = args_value(args, OPTION_REPORT_FORMAT);
    const char *names[16];
    for (size_t i = 0; i < report_format_count; i++) {
        names[i] = report_formats[i].name;
        if (name && strcmp(name, names[i]) == 0)
            return &report_formats[i];
    }
    if (name) {
        const char *near = suggest(str_of(name), names, report_format_count);
        fprintf(stderr, "interdict report: there is no format '%s'%s%s%s; there are:", name,
                near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
    } else {
        fprintf(stderr, "interdict report: which document? -f with one of:");
    }
    for (size_t i = 0; i < report_format_count; i++)
        fprintf(stderr, " %s", names[i]);
    fprintf(stderr, "\n");
    return NULL;
}

static void on_reject(void *ctx, const char *name, uint64_t line, const char *reason)
{
    uint64_t *rejects = ctx;
    if (++*rejects <= NAMED_REJECTS)
        fprintf(stderr, "%s:%llu: rejected: %s\n", name, (unsigned long long)line, reason);
}

/* The files stay open: the report reads their lines again when it writes. */
static int read_files(const struct args *args, struct report *report, int *fds, uint64_t *rejects)
{
    static const char *const standard_input[] = {"-"};
    const char *const *names = args->rest_count ? args->rest : standard_input;
    size_t count = args->rest_count ? args->rest_count : 1;
    struct error error = {0};
    for (size_t i = 0; i < count; i++) {
        bool standard = strcmp(names[i], "-") == 0;
        fds[i] = standard ? dup(STDIN_FILENO) : open(names[i], O_RDONLY | O_CLOEXEC);
        if (fds[i] < 0) {
            fprintf(stderr, "interdict report: %s: cannot be read: %s\n", names[i],
                    strerror(errno));
            return EXIT_ERROR;
        }
        if (report_add(report, fds[i], names[i], on_reject, rejects, &error) != ERROR_NONE) {
            fprintf(stderr, "interdict report: %s\n", error.message);
            return EXIT_ERROR;
        }
    }
    return EXIT_DONE;
}

static bool write_piece(void *ctx, struct str bytes)
{
    return fwrite(bytes.ptr, 1, bytes.len, ctx) == bytes.len;
}

static int write_to(const struct report_format *format, struct report *report, FILE *out,
                    const char *name)
{
    struct error error = {0};
    if (format->write(report, write_piece, out, &error) == ERROR_NONE && fflush(out) == 0)
        return EXIT_DONE;
    if (error.code == ERROR_NONE)
        error_set(&error, ERROR_IO, "cannot be written: %s", strerror(errno));
    fprintf(stderr, "interdict report: %s: %s\n", name, error.message);
    return EXIT_ERROR;
}

/* Under another name first: what bears the document's name is whole. */
static int write_file(const struct report_format *format, struct report *report, const char *name)
{
    size_t len = strlen(name) + sizeof ".partial";
    char *partial = mem_alloc(len);
    snprintf(partial, len, "%s.partial", name);
    FILE *out = fopen(partial, "wbe");
    int status = EXIT_ERROR;
    if (!out) {
        fprintf(stderr, "interdict report: %s: cannot be written: %s\n", partial, strerror(errno));
    } else {
        status = write_to(format, report, out, name);
        bool closed = fclose(out) == 0;
        if (status == EXIT_DONE && (!closed || rename(partial, name) != 0)) {
            fprintf(stderr, "interdict report: %s: cannot be written: %s\n", name, strerror(errno));
            status = EXIT_ERROR;
        }
        if (status != EXIT_DONE)
            unlink(partial);
    }
    mem_free(partial);
    return status;
}

static int write_document(const struct args *args, const struct report_format *format,
                          struct report *report)
{
    const char *name = args_value(args, OPTION_OUTPUT);
    if (name && strcmp(name, "-") != 0)
        return write_file(format, report, name);
    if (format->binary && isatty(STDOUT_FILENO)) {
        fprintf(stderr, "interdict report: '%s' is nothing for a terminal; name a file with -o\n",
                format->name);
        return EXIT_ERROR;
    }
    return write_to(format, report, stdout, "standard output");
}

int cmd_report(const struct args *args)
{
    struct report_filter filter = {
        .from = str_of(args_value(args, OPTION_FROM)),
        .to = str_of(args_value(args, OPTION_TO)),
        .org = str_of(args_value(args, OPTION_ORG)),
        .jurisdiction = str_of(args_value(args, OPTION_JURISDICTION)),
        .instrument = str_of(args_value(args, OPTION_INSTRUMENT)),
        .disposition = str_of(args_value(args, OPTION_DISPOSITION)),
    };
    const struct report_format *format = find_format(args);
    struct report *report = NULL;
    struct error error = {0};
    uint64_t rejects = 0;
    if (!format)
        return EXIT_ERROR;
    if (report_new(&filter, &report, &error) != ERROR_NONE) {
        fprintf(stderr, "interdict report: %s\n", error.message);
        return EXIT_ERROR;
    }
    size_t files = args->rest_count ? args->rest_count : 1;
    int *fds = mem_alloc(files * sizeof *fds);
    for (size_t i = 0; i < files; i++)
        fds[i] = -1;
    int status = read_files(args, report, fds, &rejects);
    if (status == EXIT_DONE)
        status = write_document(args, format, report);
    if (rejects) {
        fprintf(stderr, "interdict report: %llu line%s could not be used\n",
                (unsigned long long)rejects, rejects == 1 ? "" : "s");
        status = EXIT_ERROR;
    }
    report_free(report);
    for (size_t i = 0; i < files; i++)
        if (fds[i] >= 0)
            close(fds[i]);
    mem_free(fds);
    return status;
}
