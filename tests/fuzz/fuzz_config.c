/* libFuzzer: any bytes as interdict.yaml, with and without what only `run` needs. */
#include "engine/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *no_env(const char *name)
{
    return name[0] == 'X' ? "secret" : NULL;
}

static void load(struct str bytes, bool for_run)
{
    struct diags diags;
    struct config config;
    diags_init(&diags);
    int result = config_load_bytes("fuzz.yaml", bytes, for_run, no_env, &diags, &config);
    /* A configuration, or a reason. */
    if ((result == ERROR_NONE) != (diags.errors == 0))
        __builtin_trap();
    if (result == ERROR_NONE && for_run && (config.topic_count == 0 || config.sink_count == 0))
        __builtin_trap();
    config_clear(&config);
    diags_clear(&diags);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = {(const char *)data, size};
    /* A secret's file could be a device that never ends. */
    if (str_find(bytes, STR("/dev")) >= 0 || str_find(bytes, STR("/proc")) >= 0)
        return 0;
    load(bytes, true);
    load(bytes, false);
    return 0;
}
