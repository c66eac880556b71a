/* Every code of every diagnostic has an explanation, and every explanation a use. */
#include "test.h"

#include <ftw.h>
#include <string.h>

#include "base/file.h"
#include "engine/codes.h"

enum { CODES_MAX = 512 };

static char used[CODES_MAX][40];
static size_t used_count;

static bool is_used(const char *code)
{
    for (size_t i = 0; i < used_count; i++)
        if (strcmp(used[i], code) == 0)
            return true;
    return false;
}

static void check_code(struct str code, const char *file)
{
    char name[40] = "";
    memcpy(name, code.ptr, code.len);
    if (!code_explain(code))
        fail_msg("%s: the code '%s' has no explanation", file, name);
    if (is_used(name))
        return;
    assert_true(used_count < CODES_MAX);
    strcpy(used[used_count++], name);
}

/* The text of argument `index` of a call whose brackets have just been opened. */
static struct str argument(struct str source, size_t index)
{
    size_t depth = 0, start = 0;
    bool quoted = false;
    for (size_t i = 0; i < source.len; i++) {
        char c = source.ptr[i];
        if (quoted && c == '\\')
            i++;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && c == '(')
            depth++;
        else if (!quoted && depth > 0 && c == ')')
            depth--;
        else if (!quoted && depth == 0 && (c == ',' || c == ')' || c == ';')) {
            if (index-- == 0)
                return (struct str){source.ptr + start, i - start};
            if (c != ',')
                break;
            start = i + 1;
        }
    }
    return (struct str){0};
}

/* Checks each literal in the argument that is the code: there may be a choice of two. */
static void check_calls(struct str source, const char *call, size_t index, const char *file)
{
    ptrdiff_t at;
    while ((at = str_find(source, str_of(call))) >= 0) {
        source = str_from(source, (size_t)at + strlen(call));
        struct str code = argument(source, index);
        while ((at = str_find_char(code, '"')) >= 0) {
            code = str_from(code, (size_t)at + 1);
            ptrdiff_t end = str_find_char(code, '"');
            assert_true(end > 0);
            struct str literal = str_head(code, (size_t)end);
            if (str_find_char(literal, ' ') < 0) /* other functions have the same names */
                check_code(literal, file);
            code = str_from(code, (size_t)end + 1);
        }
    }
}

static int visit(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    static const struct {
        const char *call;
        size_t index;
    } calls[] = {
        {"diag_error(", 1},   {"diag_warn(", 1},    {"diag_note(", 1}, {"diag_add(", 2},
        {"report_twice(", 3}, {"unknown_word(", 1}, {"refuse(", 1},    {"char *code = ", 0},
    };
    (void)st;
    (void)ftw;
    if (type != FTW_F || !str_ends(str_of(path), STR(".c")))
        return 0;
    struct buf text = {0};
    assert_int_equal(file_read(path, 1 << 20, &text, NULL), 0);
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        check_calls(buf_str(&text), calls[i].call, calls[i].index, path);
    buf_clear(&text);
    return 0;
}

static void test_complete(void **state)
{
    (void)state;
    assert_int_equal(nftw(PROJECT_SOURCE_DIR "/plugin", visit, 16, FTW_PHYS), 0);
    if (used_count < 95)
        fail_msg("only %zu codes", used_count);
    for (size_t i = 0; i < other_code_count; i++)
        if (!is_used(other_codes[i].code))
            fail_msg("nothing uses the code '%s'", other_codes[i].code);
    for (size_t i = 0; i < rule_code_count; i++)
        if (!is_used(rule_codes[i].code))
            fail_msg("nothing uses the code '%s'", rule_codes[i].code);
}

static void test_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < other_code_count; i++) {
        assert_null(rule_code_explain(str_of(other_codes[i].code)));
        if (i)
            assert_true(strcmp(other_codes[i - 1].code, other_codes[i].code) < 0);
    }
    assert_null(code_explain(STR("no-such-code")));
    assert_non_null(strstr(code_explain(STR("same-person")), "somebody else"));
    assert_non_null(strstr(code_explain(STR("short-text")), "Use a longer text"));
    assert_string_equal(code_suggest(STR("bad-regx")), "bad-regex");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_complete),
        cmocka_unit_test(test_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
