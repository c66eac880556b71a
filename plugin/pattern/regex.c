#include "pattern/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/fault.h"
#include "base/limits.h"
#include "base/mem.h"

struct regex {
    pcre2_code *code;
    bool sees_start, refers_back;
};

struct regex_scratch {
    pcre2_match_context *context;
    pcre2_match_data *data;
    pcre2_jit_stack *stack;
};

static int refuse(struct error *error, struct str pattern, int code, PCRE2_SIZE offset)
{
    PCRE2_UCHAR message[256];
    if (pcre2_get_error_message(code, message, sizeof message) < 0)
        message[0] = '\0';
    error_set(error, ERROR_INVALID, "invalid regular expression: %s", (const char *)message);
    if (error) {
        struct str before = str_head(pattern, offset);
        error->column = (unsigned)str_code_points(before) + 1;
    }
    return ERROR_INVALID;
}

int regex_new(struct str pattern, struct regex_flags flags, struct regex **out, struct error *error)
{
    uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C | PCRE2_USE_OFFSET_LIMIT;
    options |= flags.caseless ? PCRE2_CASELESS : 0;
    options |= flags.multiline ? PCRE2_MULTILINE : 0;
    options |= flags.dotall && !FAULT("dotall-lost") ? PCRE2_DOTALL : 0;

    int code = 0;
    PCRE2_SIZE offset = 0;
    pcre2_code *compiled = pcre2_compile((PCRE2_SPTR)(pattern.ptr ? pattern.ptr : ""), pattern.len,
                                         options, &code, &offset, NULL);
    if (!compiled)
        return refuse(error, pattern, code, offset);

    /* A start like (*NO_JIT) makes the compiler succeed without machine code; the interpreter,
     * whose time nothing bounds well enough, must never see an event. */
    size_t jit_bytes = 0;
    code = pcre2_jit_compile(compiled, PCRE2_JIT_COMPLETE);
    if (code == 0)
        pcre2_pattern_info(compiled, PCRE2_INFO_JITSIZE, &jit_bytes);
    if (code != 0 || jit_bytes == 0) {
        pcre2_code_free(compiled);
        error_set(error, ERROR_INVALID,
                  "regular expression that PCRE2's just-in-time compiler does not take");
        if (error)
            error->column = 1;
        return ERROR_INVALID;
    }
    struct regex *regex = mem_alloc(sizeof *regex);
    regex->code = compiled;
    uint32_t back_references = 0;
    pcre2_pattern_info(compiled, PCRE2_INFO_BACKREFMAX, &back_references);
    regex->refers_back = back_references > 0;
    regex->sees_start = str_find(pattern, STR("\\G")) >= 0;
    *out = regex;
    return ERROR_NONE;
}

void regex_free(struct regex *regex)
{
    if (!regex)
        return;
    pcre2_code_free(regex->code);
    mem_free(regex);
}

size_t regex_min_chars(const struct regex *regex)
{
    uint32_t chars = 0;
    pcre2_pattern_info(regex->code, PCRE2_INFO_MINLENGTH, &chars);
    return chars;
}

size_t regex_memory(const struct regex *regex)
{
    size_t code = 0, jit = 0;
    pcre2_pattern_info(regex->code, PCRE2_INFO_SIZE, &code);
    pcre2_pattern_info(regex->code, PCRE2_INFO_JITSIZE, &jit);
    return sizeof *regex + code + jit;
}

struct regex_scratch *regex_scratch_new(void)
{
    struct regex_scratch *scratch = mem_zalloc(sizeof *scratch);
    /* The offsets of the whole match are all that anybody asks for: one pair. */
    scratch->data = pcre2_match_data_create(1, NULL);
    scratch->context = pcre2_match_context_create(NULL);
    scratch->stack = pcre2_jit_stack_create(32 << 10, LIMIT_JIT_STACK, NULL);
    if (!scratch->data || !scratch->context || !scratch->stack) {
        regex_scratch_free(scratch);
        return NULL;
    }
    pcre2_jit_stack_assign(scratch->context, NULL, scratch->stack);
    return scratch;
}

void regex_scratch_free(struct regex_scratch *scratch)
{
    if (!scratch)
        return;
    pcre2_match_data_free(scratch->data);
    pcre2_match_context_free(scratch->context);
    pcre2_jit_stack_free(scratch->stack);
    mem_free(scratch);
}

void regex_prefetch(const struct regex *regex)
{
    const char *code = (const char *)regex->code;
    __builtin_prefetch(code);
    __builtin_prefetch(code + 64);
}

bool regex_sees_start(const struct regex *regex)
{
    return regex->sees_start;
}

size_t regex_subject_max(const struct regex *regex)
{
    return regex->refers_back ? LIMIT_REGEX_SUBJECT_BACK : LIMIT_REGEX_SUBJECT;
}

enum regex_result regex_search(const struct regex *regex, struct regex_scratch *scratch,
                               struct str text, size_t from, size_t *start, size_t *end)
{
    struct regex_bounds whole = {from, text.len + 1, LIMIT_REGEX_MATCH};
    return regex_search_part(regex, scratch, text, whole, start, end);
}

enum regex_result regex_search_part(const struct regex *regex, struct regex_scratch *scratch,
                                    struct str text, struct regex_bounds bounds, size_t *start,
                                    size_t *end)
{
    pcre2_set_match_limit(scratch->context, bounds.steps);
    pcre2_set_offset_limit(scratch->context, bounds.to - 1);
    /* pcre2_jit_match checks neither options nor UTF-8: the texts are known to be valid. */
    int found = pcre2_jit_match(regex->code, (PCRE2_SPTR)(text.ptr ? text.ptr : ""), text.len,
                                bounds.from, 0, scratch->data, scratch->context);
    if (found == PCRE2_ERROR_NOMATCH)
        return REGEX_NO;
    if (found < 0)
        return REGEX_LIMIT;
    const PCRE2_SIZE *at = pcre2_get_ovector_pointer(scratch->data);
    /* \K may put the start behind the end. */
    *start = at[0] < at[1] ? at[0] : at[1];
    *end = at[1];
    return REGEX_YES;
}
