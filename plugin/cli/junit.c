#include "cli/junit.h"

/* XML 1.0 cannot hold most control characters, escaped or not. */
static void add_text(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        switch (c) {
        case '<':
            buf_add(out, STR("&lt;"));
            break;
        case '>':
            buf_add(out, STR("&gt;"));
            break;
        case '&':
            buf_add(out, STR("&amp;"));
            break;
        case '"':
            buf_add(out, STR("&quot;"));
            break;
        default:
            buf_add_char(out, (unsigned char)c < ' ' ? ' ' : c);
            break;
        }
    }
}

static void add_attribute(struct buf *out, const char *name, struct str value)
{
    buf_printf(out, " %s=\"", name);
    add_text(out, value);
    buf_add_char(out, '"');
}

void junit_begin(struct buf *out)
{
    buf_add(out, STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                     "<testsuites name=\"interdict test\">\n"));
}

void junit_end(struct buf *out)
{
    buf_add(out, STR("</testsuites>\n"));
}

static void add_case(struct buf *out, const struct rule *rule, size_t number,
                     const struct sample_result *result)
{
    const struct rule_sample *sample = result->sample;
    buf_add(out, STR("    <testcase"));
    add_attribute(out, "classname", rule->title);
    buf_printf(out, " name=\"sample %zu, line %u, %s\"", number, sample->place.line,
               sample->must_match ? "has to match" : "must not match");
    if (sample->place.file)
        add_attribute(out, "file", str_of(sample->place.file));
    buf_printf(out, " line=\"%u\"", sample->place.line);
    if (!result->failure) {
        buf_add(out, STR("/>\n"));
        return;
    }
    buf_add(out, STR(">\n      <failure"));
    add_attribute(out, "message", str_of(result->failure));
    buf_add(out, STR("/>\n    </testcase>\n"));
}

void junit_add(struct buf *out, const struct rule_result *result)
{
    const struct rule *rule = result->rule;
    if (rule->sample_count == 0)
        return;
    buf_add(out, STR("  <testsuite"));
    add_attribute(out, "name", rule->title);
    buf_printf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"0\">\n",
               rule->sample_count, result->failed);
    for (size_t i = 0; i < rule->sample_count; i++)
        add_case(out, rule, i + 1, &result->samples[i]);
    bool first = true;
    for (size_t i = 0; i < rule->selection_count; i++) {
        if (!rule->selections[i].used || result->exercised[i])
            continue;
        buf_add(out, first ? STR("    <system-out>") : STR(", "));
        buf_add(out, first ? STR("no sample exercises the selection ") : STR(""));
        add_text(out, rule->selections[i].name);
        first = false;
    }
    if (!first)
        buf_add(out, STR("</system-out>\n"));
    buf_add(out, STR("  </testsuite>\n"));
}
