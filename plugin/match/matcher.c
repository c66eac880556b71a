#include "base/mem.h"
#include "match/program.h"

static bool is_native(const struct rule *rule)
{
    return rule->taxonomy_interdict;
}

static bool is_of_source(const struct rule *rule)
{
    return !rule->taxonomy_interdict;
}

static void add_stats(const struct program *program, struct matcher_stats *stats)
{
    stats->rules += program->rule_count;
    stats->tests += program->test_count;
    stats->patterns += program->regex_count;
    stats->literals += program->literal_count;
    stats->unanchored += program->unanchored;
    stats->memory += program_memory(program);
}

int matcher_new(const struct rule_set *rules, const struct matcher_options *options,
                struct diags *diags, struct matcher **out)
{
    struct matcher *matcher = mem_zalloc(sizeof *matcher);
    enum prefilter_backend backend = options ? options->backend : PREFILTER_VECTORSCAN;
    int code = program_init(&matcher->native, rules, is_native, backend, diags);
    if (!code)
        code = program_init(&matcher->source, rules, is_of_source, backend, diags);
    program_check_strays(rules, diags);
    if (code) {
        matcher_free(matcher);
        return code;
    }
    /* Vectorscan and PCRE2 take several times what they keep. */
    mem_trim();
    *out = matcher;
    return ERROR_NONE;
}

void matcher_free(struct matcher *matcher)
{
    if (!matcher)
        return;
    program_clear(&matcher->native);
    program_clear(&matcher->source);
    mem_free(matcher);
}

void matcher_stats(const struct matcher *matcher, struct matcher_stats *out)
{
    *out = (struct matcher_stats){0};
    add_stats(&matcher->native, out);
    add_stats(&matcher->source, out);
}
