#include <stdio.h>
#include <string.h>

#include "cli/common.h"
#include "cli/diags_write.h"
#include "engine/codes.h"

static int explain_code(const char *code)
{
    const char *text = code_explain(str_of(code));
    if (text) {
        printf("%s: %s\n", code, text);
        return EXIT_DONE;
    }
    const char *near = code_suggest(str_of(code));
    fprintf(stderr, "interdict check: there is no code '%s'%s%s%s\n", code,
            near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
    return EXIT_ERROR;
}

static size_t count_notes(const struct diags *diags)
{
    return diags->count - diags->errors - diags->warnings;
}

static void summarise(const struct diags *diags, const struct ruleset *ruleset)
{
    if (ruleset) {
        struct matcher_stats stats;
        matcher_stats(ruleset_matcher(ruleset), &stats);
        fprintf(stderr, "%zu rules, %zu instruments, %zu patterns (%zu without a needed literal)\n",
                stats.rules, law_count(ruleset_law(ruleset)), stats.patterns, stats.unanchored);
    }
    fprintf(stderr, "%zu error%s, %zu warning%s", diags->errors, diags->errors == 1 ? "" : "s",
            diags->warnings, diags->warnings == 1 ? "" : "s");
    if (count_notes(diags))
        fprintf(stderr, ", %zu note%s", count_notes(diags), count_notes(diags) == 1 ? "" : "s");
    fputc('\n', stderr);
}

int cmd_check(const struct args *args)
{
    static const char *const formats[] = {"text", "json", "sarif"};
    typedef void write_fn(const struct diags *diags, struct buf *out);
    static write_fn *const writers[] = {diags_write_text, diags_write_json, diags_write_sarif};
    if (args_value(args, OPTION_EXPLAIN))
        return explain_code(args_value(args, OPTION_EXPLAIN));
    int format = pick_format(args, "check", formats, 3);
    if (format < 0)
        return EXIT_ERROR;
    struct diags diags;
    struct config config;
    struct ruleset *ruleset = NULL;
    struct buf out = {0};
    diags_init(&diags);
    /* The configuration is checked as `run` would: whoever checks one means to run it. */
    load_all(args, args_value(args, OPTION_CONFIG) != NULL, &diags, &config, &ruleset);
    if (ruleset) {
        struct moment now = {.ms = clock_wall_ms(&clock_system)};
        matcher_lint(ruleset_matcher(ruleset), &clock_system, &diags);
        law_lint(ruleset_law(ruleset), ruleset_rules(ruleset), moment_day(now, NULL), &diags);
    }
    diags_sort(&diags);
    writers[format](&diags, &out);
    fwrite(out.ptr ? out.ptr : "", 1, out.len, stdout);
    summarise(&diags, ruleset);
    int status = diags.errors ? EXIT_FAULTY : EXIT_DONE;
    buf_clear(&out);
    ruleset_unref(ruleset);
    config_clear(&config);
    diags_clear(&diags);
    return status;
}
