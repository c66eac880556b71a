/* Results of tests as JUnit XML, which build servers read. */
#ifndef INTERDICT_CLI_JUNIT_H
#define INTERDICT_CLI_JUNIT_H

#include "base/buf.h"
#include "engine/rule_test.h"

/* What stands before and behind all suites. */
void junit_begin(struct buf *out);
void junit_end(struct buf *out);

/* One suite: the samples of a rule, a test case each. */
void junit_add(struct buf *out, const struct rule_result *result);

#endif
