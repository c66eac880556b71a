#include "engine/suspects.h"

#include <stdio.h>
#include <string.h>

static bool is_of(const struct suspect *suspect, const char *topic, int32_t partition,
                  int64_t offset)
{
    return suspect->offset == offset && suspect->partition == partition &&
           strcmp(suspect->topic, topic) == 0;
}

bool suspects_has(const struct suspects *suspects, const char *topic, int32_t partition,
                  int64_t offset)
{
    for (size_t i = 0; i < suspects->count; i++)
        if (is_of(&suspects->items[i], topic, partition, offset))
            return true;
    return false;
}

struct suspect *suspects_find(struct suspects *suspects, const struct batch_output *output)
{
    for (size_t i = 0; i < suspects->count; i++) {
        struct suspect *suspect = &suspects->items[i];
        if (is_of(suspect, output->topic, output->partition, output->offset) &&
            suspect->is_alert == output->is_alert && suspect->sink == output->sink &&
            suspect->ordinal == output->ordinal)
            return suspect;
    }
    return NULL;
}

struct suspect *suspects_note(struct suspects *suspects, const struct batch_output *output)
{
    struct suspect *suspect = suspects_find(suspects, output);
    if (suspect)
        return suspect;
    if (suspects->count < SUSPECTS_MAX) {
        suspect = &suspects->items[suspects->count++];
    } else {
        suspect = &suspects->items[suspects->oldest];
        suspects->oldest = (suspects->oldest + 1) % SUSPECTS_MAX;
    }
    *suspect = (struct suspect){
        .partition = output->partition,
        .offset = output->offset,
        .is_alert = output->is_alert,
        .sink = output->sink,
        .ordinal = output->ordinal,
    };
    snprintf(suspect->topic, sizeof suspect->topic, "%s", output->topic);
    return suspect;
}

void suspects_forget(struct suspects *suspects, const char *topic, int32_t partition,
                     int64_t offset)
{
    size_t kept = 0;
    for (size_t i = 0; i < suspects->count; i++)
        if (!is_of(&suspects->items[i], topic, partition, offset))
            suspects->items[kept++] = suspects->items[i];
    if (kept < suspects->count)
        suspects->oldest = 0;
    suspects->count = kept;
}
