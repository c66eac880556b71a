/* Every code that the loader uses has an explanation. */
#include "rules.h"

#include <glob.h>

#include "base/file.h"
#include "rule/codes.h"

static void test_order(void **state)
{
    (void)state;
    for (size_t i = 1; i < rule_code_count; i++)
        assert_true(strcmp(rule_codes[i - 1].code, rule_codes[i].code) < 0);
    assert_null(rule_code_explain(STR("no-such-code")));
    assert_non_null(strstr(rule_code_explain(STR("all-single")), "one value"));
}

/* The string literal behind each call of `call` in the source has to be a known code. */
static size_t check_calls(struct str source, const char *call, const char *file)
{
    size_t found = 0;
    ptrdiff_t at;
    while ((at = str_find(source, str_of(call))) >= 0) {
        source = str_from(source, (size_t)at + strlen(call));
        ptrdiff_t open = str_find_char(source, '"'), end = str_find_char(source, ';');
        if (open < 0 || open > end)
            continue; /* no literal: a declaration, or the code comes from elsewhere */
        struct str code = str_from(source, (size_t)open + 1);
        code = str_head(code, (size_t)str_find_char(code, '"'));
        if (str_find_char(code, '%') >= 0)
            continue; /* a format: the code is a variable */
        if (!rule_code_explain(code))
            fail_msg("%s: the code '%.*s' has no explanation", file, STR_ARG(code));
        found++;
    }
    return found;
}

static void test_complete(void **state)
{
    (void)state;
    static const char *const patterns[] = {PROJECT_SOURCE_DIR "/plugin/rule/*.c",
                                           PROJECT_SOURCE_DIR "/plugin/base/yaml.c"};
    static const char *const calls[] = {"diag_error(", "diag_warn(", "refuse(", "report_twice("};
    size_t found = 0;
    for (size_t i = 0; i < 2; i++) {
        glob_t files;
        assert_int_equal(glob(patterns[i], 0, NULL, &files), 0);
        for (size_t j = 0; j < files.gl_pathc; j++) {
            struct buf text = {0};
            assert_int_equal(file_read(files.gl_pathv[j], 1 << 20, &text, NULL), 0);
            for (size_t k = 0; k < sizeof calls / sizeof *calls; k++)
                found += check_calls(buf_str(&text), calls[k], files.gl_pathv[j]);
            buf_clear(&text);
        }
        globfree(&files);
    }
    assert_true(found > 80);
    assert_non_null(rule_code_explain(STR("condition-never-true")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_complete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
