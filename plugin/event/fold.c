/* Case folding. utf8proc knows the mappings; the classes of characters that any of them joins are
 * computed once, on first use, into a table of pages. */
#include <pthread.h>

#include "base/fault.h"
#include "event/text.h"
#include "event/utf8.h"

enum {
    PAGE_BITS = 8,
    PAGE = 1 << PAGE_BITS,
    CASED_END = 0x20000, /* no character beyond has a case */
    MAX_PAGES = 64       /* Unicode 15 fills 24; page 0 is the one without a mapping */
};

struct fold_table {
    unsigned char page_of[CASED_END >> PAGE_BITS];
    unsigned pages;
    int32_t to[MAX_PAGES][PAGE]; /* difference to the code point */
};

static struct fold_table classes, simple;
static pthread_once_t built = PTHREAD_ONCE_INIT;

static int32_t look_up(const struct fold_table *table, int32_t c)
{
    if ((uint32_t)c >= CASED_END)
        return c;
    return c + table->to[table->page_of[c >> PAGE_BITS]][c & (PAGE - 1)];
}

/* Where Unicode has more cased characters than there are pages, the rest keeps its case: a test
 * checks that this does not happen. */
static void set(struct fold_table *table, int32_t c, int32_t to)
{
    unsigned char *page = &table->page_of[c >> PAGE_BITS];
    if (*page == 0 && (to == c || table->pages + 1 == MAX_PAGES))
        return;
    if (*page == 0)
        *page = (unsigned char)++table->pages;
    table->to[*page][c & (PAGE - 1)] = to - c;
}

/* CaseFolding.txt, C and S. utf8proc has C and F; wherever an S stands beside an F, it is the
 * simple lower case, and the one F with a lower case but without an S is U+0130. */
static int32_t simple_fold(int32_t c)
{
    int32_t units[8];
    if (c == 0x130)
        return c;
    utf8proc_ssize_t n = utf8proc_decompose_char(c, units, 8, UTF8PROC_CASEFOLD, NULL);
    return n == 1 ? units[0] : utf8proc_tolower(c);
}

/* The representative of c's class, while the classes are being joined. */
static int32_t root(int32_t c)
{
    while (look_up(&classes, c) != c)
        c = look_up(&classes, c);
    return c;
}

/* ASCII's lower case comes first, because ASCII is folded in bulk; then the smaller code point. */
static int32_t rank(int32_t c)
{
    return c >= 'a' && c <= 'z' ? c - 'a' : c;
}

/* The lower rank represents both: folding then never makes a text longer. */
static void join(int32_t a, int32_t b)
{
    if (a == b || a >= CASED_END || b >= CASED_END)
        return;
    a = root(a);
    b = root(b);
    if (rank(a) < rank(b))
        set(&classes, b, a);
    else if (rank(b) < rank(a))
        set(&classes, a, b);
}

static void build(void)
{
    for (int32_t c = 0; c < CASED_END; c++) {
        int32_t folded = simple_fold(c);
        set(&simple, c, folded);
        if (FAULT("case-variant-missed") && c >= 0x2000)
            continue;
        join(c, folded);
        join(c, utf8proc_tolower(c));
        join(c, utf8proc_toupper(c));
        join(c, utf8proc_totitle(c));
    }
    for (int32_t c = 0; c < CASED_END; c++)
        set(&classes, c, root(c));
}

uint32_t text_fold_char(uint32_t c)
{
    pthread_once(&built, build);
    return (uint32_t)look_up(&classes, (int32_t)c);
}

uint32_t text_simple_fold_char(uint32_t c)
{
    pthread_once(&built, build);
    return (uint32_t)look_up(&simple, (int32_t)c);
}

/* Sixteen bytes at a time, in whatever vector registers the machine has. */
typedef unsigned char bytes16 __attribute__((vector_size(16)));
typedef uint64_t words2 __attribute__((vector_size(16)));

/* Folds the ASCII at the beginning of `in`, a block at a time as long as it is nothing else;
 * returns how much. */
static size_t fold_ascii(struct str in, char *out)
{
    size_t i = 0;
    for (; in.len - i >= 16; i += 16) {
        bytes16 block;
        memcpy(&block, in.ptr + i, sizeof block);
        words2 high = (words2)block & 0x8080808080808080u;
        if (high[0] | high[1])
            break;
        bytes16 upper = (bytes16)((block >= 'A') & (block <= 'Z'));
        block |= upper & 0x20;
        memcpy(out + i, &block, sizeof block);
    }
    for (; i < in.len && (unsigned char)in.ptr[i] < 0x80; i++) {
        char c = in.ptr[i];
        out[i] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
    }
    return i;
}

static void fold(struct buf *out, struct str text, const struct fold_table *table)
{
    while (text.len > 0) {
        if (out->cap - out->len < text.len + UTF8_MAX_BYTES)
            buf_reserve(out, text.len + UTF8_MAX_BYTES);
        size_t ascii = fold_ascii(text, out->ptr + out->len), len;
        out->len += ascii;
        text = str_from(text, ascii);
        if (text.len == 0)
            return;
        pthread_once(&built, build);
        int32_t c = utf8_get(text, 0, &len);
        if (len == 1) /* not UTF-8: goes through as it is */
            out->ptr[out->len++] = text.ptr[0];
        else
            out->len += utf8_put(look_up(table, c), out->ptr + out->len);
        text = str_from(text, len);
    }
}

void text_fold(struct buf *out, struct str text)
{
    fold(out, text, &classes);
}

void text_simple_fold(struct buf *out, struct str text)
{
    fold(out, text, &simple);
}
