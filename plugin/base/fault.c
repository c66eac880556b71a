#include "base/fault.h"

#ifdef INTERDICT_TEST_FAULTS
#include <string.h>

static const char *selected;

void fault_select(const char *name)
{
    selected = name;
}

bool fault_is_selected(const char *name)
{
    return selected && strcmp(selected, name) == 0;
}
#endif
