/* Loading rules from texts, for the tests of plugin/rule. */
#ifndef INTERDICT_TEST_RULES_H
#define INTERDICT_TEST_RULES_H

#include "test.h"

#include "base/buf.h"
#include "rule/dump.h"
#include "rule/rule.h"

struct loaded {
    struct rule_set *rules;
    struct diags diags;
};

static inline void loaded_init(struct loaded *loaded)
{
    loaded->rules = rule_set_new();
    diags_init(&loaded->diags);
}

static inline size_t loaded_add(struct loaded *loaded, const char *name, struct str text)
{
    struct yaml_file file;
    yaml_load_bytes(name, text, &loaded->diags, &file);
    return rule_set_load(loaded->rules, &file, &loaded->diags);
}

static inline void loaded_clear(struct loaded *loaded)
{
    rule_set_free(loaded->rules);
    diags_clear(&loaded->diags);
}

/* A rule of five lines in front of the detection, which begins in line 6. */
#define RULE_HEAD(taxonomy)                                                                        \
    "title: T\n"                                                                                   \
    "id: 929a690e-bef0-4204-a928-ef5e620d6fcc\n"                                                   \
    "taxonomy: " taxonomy "\n"                                                                     \
    "logsource: {product: interdict}\n"                                                            \
    "detection:\n"

static inline void loaded_detection(struct loaded *loaded, bool interdict, const char *detection)
{
    struct buf text = {0};
    buf_add(&text, interdict ? STR(RULE_HEAD("interdict")) : STR(RULE_HEAD("custom")));
    buf_add(&text, str_of(detection));
    loaded_add(loaded, "r.yml", buf_str(&text));
    buf_clear(&text);
}

/* Every diagnostic as "line:column code", one a line, in the order of places. */
static inline void loaded_codes(struct loaded *loaded, struct buf *out)
{
    diags_sort(&loaded->diags);
    buf_reset(out);
    for (size_t i = 0; i < loaded->diags.count; i++) {
        const struct diag *diag = &loaded->diags.items[i];
        buf_printf(out, "%s%u:%u %s%s", i ? "\n" : "", diag->place.line, diag->place.column,
                   diag->severity == SEVERITY_ERROR ? "" : "~", diag->code);
    }
}

#endif
