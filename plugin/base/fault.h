/* Deliberate bugs, to see whether tests/oracle and tests/kafka would notice. They exist only in the
 * program interdict_with_faults, which is never installed; elsewhere FAULT is the constant false
 * and leaves no trace. */
#ifndef INTERDICT_BASE_FAULT_H
#define INTERDICT_BASE_FAULT_H

#include <stdbool.h>

#ifdef INTERDICT_TEST_FAULTS
/* Switches one on, for the whole process and before anything else happens; NULL: none. The name
 * is kept. */
void fault_select(const char *name);
bool fault_is_selected(const char *name);
#define FAULT(name) fault_is_selected(name)
#else
#define FAULT(name) false
#endif

#endif
