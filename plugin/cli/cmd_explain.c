#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "cli/common.h"
#include "cli/explain_write.h"
#include "event/decode.h"
#include "io/line_reader.h"

struct explain {
    const struct rule *rule;
    size_t rule_index;
    struct decoder *decoder;
    struct scanner *scanner;
    struct judge *judge;
    size_t event_bytes;
    bool json;
    const struct event *event; /* the current one */
    struct buf out;
    bool failed;
};

static bool on_item(void *ctx, const struct explanation *explanation)
{
    struct explain *e = ctx;
    struct arena *arena = decoder_arena(e->decoder);
    struct explained_item item = {e->event, explanation, NULL, arena};
    if (!explanation->other_names && !explanation->contradicted &&
        explanation->match.truth != TRUTH_FALSE)
        item.verdict =
            judge_match(e->judge, e->scanner, e->event, &explanation->match, DAY_NONE, arena);
    if (e->json)
        explain_write_json(&item, &e->out);
    else
        explain_write_text(&item, &e->out);
    buf_add_char(&e->out, '\n');
    fwrite(e->out.ptr, 1, e->out.len, stdout);
    buf_reset(&e->out);
    return true;
}

static void explain_line(struct explain *e, struct str line, const char *name, uint64_t number)
{
    struct record_meta meta = {.timestamp_ms = -1, .file = str_of(name), .line = number};
    struct error error;
    enum reject_reason reason = decoder_read(e->decoder, line, &meta, &e->event, &error);
    if (reason != REJECT_NONE) {
        fprintf(stderr, "%s:%llu: rejected: %s: %s\n", name, (unsigned long long)number,
                reject_name(reason), error.message);
        e->failed = true;
        return;
    }
    if (!e->json)
        printf("%s:%llu: rule '%.*s' (%.*s)\n\n", name, (unsigned long long)number,
               STR_ARG(e->rule->title), STR_ARG(e->rule->id));
    scanner_explain(e->scanner, e->event, decoder_arena(e->decoder), e->rule_index, on_item, e);
}

static void explain_file(struct explain *e, const char *path)
{
    bool is_stdin = strcmp(path, "-") == 0;
    int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        fprintf(stderr, "interdict explain: %s: cannot be read: %s\n", path, strerror(errno));
        e->failed = true;
        return;
    }
    struct line_reader *reader = line_reader_new(fd, path, e->event_bytes);
    struct str line;
    struct error error;
    uint64_t number = 0;
    while (line_reader_next(reader, &line, &error)) {
        number++;
        if (str_trim(line).len > 0)
            explain_line(e, line, path, number);
    }
    if (error.code != ERROR_NONE) {
        fprintf(stderr, "interdict explain: %s\n", error.message);
        e->failed = true;
    }
    line_reader_free(reader);
    if (!is_stdin)
        close(fd);
}

/* By id, by the beginning of an id when only one has it, or by title. */
static const struct rule *find_rule(const struct rule_set *rules, struct str name, size_t *index)
{
    enum { SHORTEST_PREFIX = 4 };
    const struct rule *found = NULL;
    size_t prefixed = 0;
    for (size_t i = 0; i < rule_set_count(rules); i++) {
        const struct rule *rule = rule_set_at(rules, i);
        bool exact = str_eq_nocase(rule->id, name) || str_eq(rule->title, name);
        bool begins = name.len >= SHORTEST_PREFIX && name.len < rule->id.len &&
                      str_eq_nocase(str_head(rule->id, name.len), name);
        if (!exact && !begins)
            continue;
        found = rule;
        *index = i;
        if (exact)
            return rule;
        prefixed++;
    }
    if (prefixed > 1)
        fprintf(stderr, "interdict explain: %zu rules have an id that begins with '%.*s'\n",
                prefixed, STR_ARG(name));
    else if (!found)
        fprintf(stderr, "interdict explain: no loaded rule has the id or title '%.*s'\n",
                STR_ARG(name));
    return prefixed > 1 ? NULL : found;
}

static int explain_all(const struct args *args, const struct ruleset *ruleset,
                       const struct decoder_options *options, bool json)
{
    struct explain e = {.json = json};
    e.rule =
        find_rule(ruleset_rules(ruleset), str_of(args_value(args, OPTION_RULE)), &e.rule_index);
    if (!e.rule)
        return EXIT_ERROR;
    e.event_bytes = options->event_bytes ? options->event_bytes : LIMIT_EVENT_BYTES;
    e.decoder = decoder_new(options);
    e.scanner = scanner_new(ruleset_matcher(ruleset), &clock_system);
    e.judge = judge_new(ruleset_law(ruleset));
    for (size_t i = 0; i < args->rest_count; i++)
        explain_file(&e, args->rest[i]);
    if (args->rest_count == 0)
        explain_file(&e, "-");
    judge_free(e.judge);
    scanner_free(e.scanner);
    decoder_free(e.decoder);
    buf_clear(&e.out);
    return e.failed ? EXIT_ERROR : EXIT_DONE;
}

int cmd_explain(const struct args *args)
{
    struct decoder_options options = {0};
    static const char *const formats[] = {"text", "json"};
    int format = pick_format(args, "explain", formats, 2);
    if (!args_value(args, OPTION_RULE)) {
        fprintf(stderr, "interdict explain: needs a rule: interdict explain --rule ID [FILE]\n");
        return EXIT_ERROR;
    }
    if (format < 0 || !read_mapping(args, "explain", &options))
        return EXIT_ERROR;
    struct diags diags;
    struct config config;
    struct ruleset *ruleset;
    int status = EXIT_ERROR;
    diags_init(&diags);
    if (load_all(args, false, &diags, &config, &ruleset) == ERROR_NONE) {
        decoder_options_of(args, &config, &options);
        status = explain_all(args, ruleset, &options, format == 1);
        ruleset_unref(ruleset);
    } else {
        print_errors(&diags);
    }
    config_clear(&config);
    diags_clear(&diags);
    return status;
}
