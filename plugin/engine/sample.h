/* A rule's sample as the native event that it stands for. */
#ifndef INTERDICT_ENGINE_SAMPLE_H
#define INTERDICT_ENGINE_SAMPLE_H

#include "base/buf.h"
#include "base/diag.h"
#include "rule/rule.h"

/* Appends the event as JSON: the sample's item fields in one item, its event fields where the
 * native format has them. A field that is no canonical one is an error in diags. The event is of
 * the kind the rule's logsource asks for, else a purchase. For a rule of another taxonomy the
 * sample is the (raw) event as it stands. Returns ERROR_NONE or ERROR_INVALID. */
int sample_event(const struct rule *rule, const struct rule_sample *sample, struct diags *diags,
                 struct buf *out);

#endif
