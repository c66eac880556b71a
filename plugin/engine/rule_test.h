/* The samples inside a rule, run through the engine. */
#ifndef INTERDICT_ENGINE_RULE_TEST_H
#define INTERDICT_ENGINE_RULE_TEST_H

#include "base/clock.h"
#include "engine/ruleset.h"

struct sample_result {
    const struct rule_sample *sample;
    const char *failure; /* what is wrong, or NULL; in the arena */
};

struct rule_result {
    const struct rule *rule;
    const struct sample_result *samples; /* rule->sample_count */
    size_t failed;
    /* By selection of the rule: some sample makes it true. */
    const bool *exercised;
};

struct rule_tester;
struct rule_tester *rule_tester_new(const struct ruleset *ruleset,
                                    const struct clock_source *clock);
void rule_tester_free(struct rule_tester *tester);

/* Runs the samples of the rule with that index: native events for rules of the taxonomy
 * `interdict`, the sample itself as a raw event for others. A sample that is no event (an unknown
 * field) fails, and diags say why. The result lives in `arena`. */
void rule_tester_run(struct rule_tester *tester, size_t rule_index, struct diags *diags,
                     struct arena *arena, struct rule_result *result);

#endif
