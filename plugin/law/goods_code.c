/* Goods codes as people write them: with or without the scheme's name, dots, spaces, check digit.
 */
#include "law/vocabulary.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Takes a scheme's name off the text; without one every scheme is possible. */
static struct str take_scheme(struct str text, unsigned *schemes)
{
    static const struct {
        struct str name;
        unsigned schemes;
    } names[] = {
        {STR_INIT("unspsc"), 1u << CODE_UNSPSC}, {STR_INIT("cpv"), 1u << CODE_CPV},
        {STR_INIT("htsus"), 1u << CODE_HS},      {STR_INIT("hts"), 1u << CODE_HS},
        {STR_INIT("taric"), 1u << CODE_HS},      {STR_INIT("hs"), 1u << CODE_HS},
    };
    *schemes = 1u << CODE_UNSPSC | 1u << CODE_CPV | 1u << CODE_HS;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct str name = names[i].name;
        if (!str_eq_nocase(str_head(text, name.len), name))
            continue;
        *schemes = names[i].schemes;
        text = str_from(text, name.len);
        if (str_eq_nocase(str_head(text, 5), STR(" code")))
            text = str_from(text, 5);
        while (text.len && strchr(" :-/#=", text.ptr[0]))
            text = str_from(text, 1);
        break;
    }
    return text;
}

/* Collects digits; groups are parted by dots, or by blanks behind a first group of four as customs
 * codes are ("8517 62 00"). */
static struct str take_digits(struct str text, struct goods_code *out, bool *dotted,
                              size_t *first_group)
{
    bool spaced = false;
    *dotted = false;
    *first_group = 0;
    out->len = 0;
    while (text.len) {
        char c = text.ptr[0];
        bool more = text.len > 1 && is_digit(text.ptr[1]);
        if (is_digit(c)) {
            if (out->len == sizeof out->digits - 1)
                break;
            out->digits[out->len++] = c;
        } else if (c == '.' && more && out->len) {
            *first_group = *first_group ? *first_group : out->len;
            *dotted = true;
        } else if (c == ' ' && more && (spaced || out->len == 4) && text.len > 2 &&
                   is_digit(text.ptr[2]) && (text.len == 3 || !is_digit(text.ptr[3]))) {
            *first_group = 4;
            spaced = true;
        } else {
            break;
        }
        text = str_from(text, 1);
    }
    if (spaced)
        *dotted = true;
    return text;
}

bool goods_code_parse(struct str text, struct goods_code *out)
{
    struct goods_code code = {0};
    unsigned schemes;
    bool dotted;
    size_t first_group;
    text = take_scheme(str_trim(text), &schemes);
    bool said = (schemes & (schemes - 1)) == 0;
    text = take_digits(text, &code, &dotted, &first_group);
    if (code.len == 8 && text.len >= 2 && text.ptr[0] == '-' && is_digit(text.ptr[1]) &&
        (text.len == 2 || !is_digit(text.ptr[2]))) { /* CPV writes a check digit behind */
        schemes &= 1u << CODE_CPV;
        text = str_from(text, 2);
    }
    /* What follows has to be apart: "8517AB" is somebody's part number. */
    if (text.len && !strchr(" ,;:-/(|", text.ptr[0]) && !((unsigned char)text.ptr[0] & 0x80))
        return false;
    if (dotted)
        schemes &= first_group == 2 ? 1u << CODE_UNSPSC : 1u << CODE_HS;
    if (!said) {
        unsigned fits = 0;
        if (code.len == 8)
            fits = 1u << CODE_UNSPSC | 1u << CODE_CPV | 1u << CODE_HS;
        else if (code.len == 10)
            fits = 1u << CODE_UNSPSC | 1u << CODE_HS;
        else if (code.len == 4 || code.len == 6)
            fits = 1u << CODE_HS;
        schemes &= fits;
    }
    if (code.len < 2 || !schemes)
        return false;
    code.schemes = schemes;
    *out = code;
    return true;
}
