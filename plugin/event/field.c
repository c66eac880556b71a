#include "event/field.h"

const char *const field_names[] = {
#define FIELD_NAME(id, name) name,
    EVENT_FIELDS(FIELD_NAME) ITEM_FIELDS(FIELD_NAME)
#undef FIELD_NAME
};

const char *field_name(enum field field)
{
    if (field == FIELD_RAW)
        return "raw";
    return (unsigned)field < FIELD_COUNT ? field_names[field] : "";
}

enum field field_find(struct str name)
{
    for (unsigned i = 0; i < FIELD_COUNT; i++)
        if (str_is(name, field_names[i]))
            return (enum field)i;
    return FIELD_COUNT;
}
