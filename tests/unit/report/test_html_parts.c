#include "test.h"

#include "report/html.h"

static void assert_html(struct str text, const char *expected)
{
    struct buf out = {0};
    html_text(&out, text);
    assert_str(buf_str(&out), expected);
    buf_clear(&out);
}

static void test_text(void **state)
{
    (void)state;
    assert_html(STR("<script>\"&'"), "<bdi>&lt;script&gt;&quot;&amp;&#39;</bdi>");
    assert_html(STR("a\u202Eb"), "<bdi>a<span class=\"unseen\">U+202E</span>b</bdi>");
    assert_html(STR("a\0b"), "<bdi>a<span class=\"unseen\">U+0000</span>b</bdi>");
    assert_html(STR("\U0001F4BE\u9541\u5149"), "<bdi>\U0001F4BE\u9541\u5149</bdi>");
    assert_html((struct str){NULL, 0}, "<span class=\"none\">\u2013</span>");
}

/* Cut between characters, and not in silence. */
static void test_long_text(void **state)
{
    (void)state;
    static char text[65536];
    for (size_t i = 0; i + 3 <= sizeof text; i += 3)
        memcpy(text + i, "\u20AC", 3);
    struct buf out = {0};
    html_text(&out, (struct str){text, sizeof text / 3 * 3});
    assert_true(out.len < 2000);
    assert_true(str_is_utf8(buf_str(&out), &(size_t){0}));
    assert_true(str_find(buf_str(&out), STR("(cut; 65535 bytes in all)")) > 0);
    buf_clear(&out);
}

static void test_plain(void **state)
{
    (void)state;
    struct buf out = {0};
    html_plain(&out, STR("\" onload=\u2028<x"));
    assert_str(buf_str(&out), "&quot; onload=\uFFFD&lt;x");
    buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_long_text),
        cmocka_unit_test(test_plain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
