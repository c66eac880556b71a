#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/suggest.h"
#include "cli/common.h"
#include "cli/law_write.h"

enum { WITHIN_DAYS = 400 };

enum topic { TOPIC_LIST, TOPIC_SHOW, TOPIC_DIFF, TOPIC_DUE, TOPIC_COUNT };

typedef void writer_fn(const struct law_question *question, struct buf *out);

static const struct topic_info {
    const char *name;
    size_t words; /* behind the name */
    const char *usage;
    writer_fn *text, *json;
} topics[TOPIC_COUNT] = {
    {"list", 0, "list [--on DATE]", law_list_text, law_list_json},
    {"show", 1, "show ID [--on DATE]", law_show_text, law_show_json},
    {"diff", 2, "diff DATE DATE", law_diff_text, law_diff_json},
    {"due", 0, "due [--on DATE] [--within 400d] [--max-age 180d]", law_due_text, law_due_json},
};

static bool complain(const char *what, const char *word, const char *near)
{
    fprintf(stderr, "interdict law: %s '%s'", what, word);
    if (near)
        fprintf(stderr, ", did you mean '%s'?", near);
    fputc('\n', stderr);
    return false;
}

static bool find_topic(const struct args *args, enum topic *out)
{
    const char *names[TOPIC_COUNT];
    for (size_t i = 0; i < TOPIC_COUNT; i++)
        names[i] = topics[i].name;
    if (args->rest_count == 0) {
        fprintf(stderr, "interdict law: list, show ID, diff DATE DATE, or due?\n");
        return false;
    }
    const char *word = args->rest[0];
    for (size_t i = 0; i < TOPIC_COUNT; i++) {
        if (strcmp(names[i], word) != 0)
            continue;
        if (args->rest_count != topics[i].words + 1) {
            fprintf(stderr, "usage: interdict law %s\n", topics[i].usage);
            return false;
        }
        *out = (enum topic)i;
        return true;
    }
    return complain("there is no question", word, suggest(str_of(word), names, TOPIC_COUNT));
}

static bool read_date(const char *text, day_t *out)
{
    return day_parse(str_of(text), out) || complain("not a date such as 2026-01-31:", text, NULL);
}

static bool read_days_option(const struct args *args, enum option_id option, int32_t *out)
{
    const char *text = args_value(args, option);
    return !text || days_parse(str_of(text), out) ||
           complain("not a number of days such as 180d:", text, NULL);
}

/* An option that the question does not ask for would be passed over in silence. */
static bool check_options(const struct args *args, enum topic topic)
{
    if (topic == TOPIC_DIFF && args_flag(args, OPTION_ON))
        return complain("the two dates stand behind 'diff', not in", "--on", NULL);
    if (topic != TOPIC_DUE && args_flag(args, OPTION_WITHIN))
        return complain("only 'due' has", "--within", NULL);
    if (topic != TOPIC_DUE && args_flag(args, OPTION_MAX_AGE))
        return complain("only 'due' has", "--max-age", NULL);
    const char *format = args_value(args, OPTION_FORMAT);
    if (format && strcmp(format, "text") != 0 && strcmp(format, "json") != 0)
        return complain("the format is text or json, not", format, NULL);
    return true;
}

static bool read_question(const struct args *args, const struct config *config, enum topic topic,
                          struct law_question *question)
{
    struct moment now = {clock_wall_ms(&clock_system), false};
    const char *on = args_value(args, OPTION_ON);
    question->day = moment_day(now, NULL);
    question->within = WITHIN_DAYS;
    question->max_age = config->law_max_age;
    if (!check_options(args, topic) || (on && !read_date(on, &question->day)) ||
        !read_days_option(args, OPTION_WITHIN, &question->within) ||
        !read_days_option(args, OPTION_MAX_AGE, &question->max_age))
        return false;
    if (topic != TOPIC_DIFF)
        return true;
    if (!read_date(args->rest[1], &question->before) || !read_date(args->rest[2], &question->day))
        return false;
    return question->before <= question->day ||
           complain("the earlier date comes first, not", args->rest[1], NULL);
}

static const struct instrument *find_instrument(const struct law *law, const char *id)
{
    size_t count = law_count(law);
    const char **names = mem_zalloc((count + 1) * sizeof *names);
    const struct instrument *found = NULL;
    for (size_t i = 0; i < count; i++) {
        names[i] = law_at(law, i)->id.ptr;
        if (str_is(law_at(law, i)->id, id))
            found = law_at(law, i);
    }
    if (!found)
        complain("there is no instrument", id, suggest(str_of(id), names, count));
    mem_free(names);
    return found;
}

/* Only for people: what goes into a file or a pipe is never cut. */
static size_t terminal_width(void)
{
    struct winsize size;
    return isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

static bool any_stale(const struct law_question *question)
{
    for (size_t i = 0; i < law_count(question->law); i++)
        if (instrument_is_stale(law_at(question->law, i), question->day, question->max_age))
            return true;
    return false;
}

static int answer(const struct args *args, enum topic topic, struct law_question *question)
{
    const char *format = args_value(args, OPTION_FORMAT);
    bool json = format && strcmp(format, "json") == 0;
    struct turns turns = {0};
    struct arena arena;
    struct buf out = {0};
    if (topic == TOPIC_SHOW &&
        !(question->instrument = find_instrument(question->law, args->rest[1])))
        return EXIT_ERROR;
    if (topic == TOPIC_DIFF)
        turns_find(question->law, question->before, question->day, &turns);
    if (topic == TOPIC_DUE)
        turns_find(question->law, question->day, question->day + question->within, &turns);
    arena_init(&arena, 65536);
    question->arena = &arena;
    question->turns = &turns;
    question->width = terminal_width();
    (json ? topics[topic].json : topics[topic].text)(question, &out);
    fwrite(out.ptr, 1, out.len, stdout);
    int status = topic == TOPIC_DUE && any_stale(question) ? EXIT_FAULTY : EXIT_DONE;
    turns_clear(&turns);
    buf_clear(&out);
    arena_clear(&arena);
    return status;
}

int cmd_law(const struct args *args)
{
    struct diags diags;
    struct config config;
    struct ruleset *ruleset = NULL;
    struct law_question question = {0};
    enum topic topic = 0;
    int status = EXIT_ERROR;
    if (!find_topic(args, &topic))
        return EXIT_ERROR;
    diags_init(&diags);
    if (load_all(args, false, &diags, &config, &ruleset) != ERROR_NONE) {
        print_errors(&diags);
    } else if (read_question(args, &config, topic, &question)) {
        question.law = ruleset_law(ruleset);
        status = answer(args, topic, &question);
    }
    ruleset_unref(ruleset);
    config_clear(&config);
    diags_clear(&diags);
    return status;
}
