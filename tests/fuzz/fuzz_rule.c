/* libFuzzer: any bytes as a file of rules. Seeds: rules/hardware.
 * clang -g -O1 -fsanitize=fuzzer,address,undefined -D_GNU_SOURCE -Iplugin tests/fuzz/fuzz_rule.c
 * build/release/libinterdict.a and the libraries of interdict.pc. */
#include "base/mem.h"
#include "rule/dump.h"
#include "rule/rule.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct diags diags;
    struct yaml_file file;
    struct buf out = {0};
    struct rule_set *rules = rule_set_new();
    diags_init(&diags);
    yaml_load_bytes("fuzz.yaml", (struct str){(const char *)data, size}, &diags, &file);
    rule_set_load(rules, &file, &diags);
    rule_set_check(rules, &diags);
    for (size_t i = 0; i < rule_set_count(rules); i++) {
        const struct rule *rule = rule_set_at(rules, i);
        dump_expr(&out, rule, rule->condition, true);
        buf_reset(&out);
    }
    buf_clear(&out);
    rule_set_free(rules);
    diags_clear(&diags);
    return 0;
}
