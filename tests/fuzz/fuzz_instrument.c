/* libFuzzer: any bytes as a file of instruments and vocabularies, as organisations (YAML and CSV)
 * and as exceptions. */
#include "law/law_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void load_people(struct law *law, const struct yaml_file *file, struct diags *diags)
{
    for (size_t i = 0; i < file->count; i++) {
        organisations_read_yaml(&law->organisations, file->documents[i], &law->arena, diags);
        exceptions_read(&law->exceptions, file->documents[i], &law->arena, diags);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = {(const char *)data, size};
    struct diags diags;
    struct yaml_file file;
    struct rule_set *rules = rule_set_new();
    struct law *law = law_new();
    diags_init(&diags);
    yaml_load_bytes("fuzz.yaml", bytes, &diags, &file);
    load_people(law, &file, &diags);
    law_load(law, &file, &diags);
    organisations_read_csv(&law->organisations, "fuzz.csv", bytes, &law->arena, &diags);
    law_link(law, rules, &diags);
    law_free(law);
    rule_set_free(rules);
    diags_clear(&diags);
    return 0;
}
