#include "metrics/prometheus.h"

void metric_family(struct buf *out, const char *name, enum metric_type type, const char *help)
{
    buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name,
               type == METRIC_COUNTER ? "counter" : "gauge");
}

/* Only backslash, quote and line feed have escapes. */
static void add_label_value(struct buf *out, struct str value)
{
    for (size_t i = 0; i < value.len; i++) {
        char c = value.ptr[i];
        if (c == '\\' || c == '"' || c == '\n')
            buf_add_char(out, '\\');
        buf_add_char(out, c == '\n' ? 'n' : c);
    }
}

void metric_sample(struct buf *out, const char *name, const struct metric_label *labels,
                   size_t label_count, uint64_t value)
{
    buf_add(out, str_of(name));
    for (size_t i = 0; i < label_count; i++) {
        buf_add_char(out, i == 0 ? '{' : ',');
        buf_add(out, str_of(labels[i].name));
        buf_add(out, STR("=\""));
        add_label_value(out, labels[i].value);
        buf_add_char(out, '"');
    }
    if (label_count > 0)
        buf_add_char(out, '}');
    buf_printf(out, " %llu\n", (unsigned long long)value);
}

void metric_single(struct buf *out, const char *name, enum metric_type type, const char *help,
                   uint64_t value)
{
    metric_family(out, name, type, help);
    metric_sample(out, name, NULL, 0, value);
}
