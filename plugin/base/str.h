/* String views. A view borrows its bytes: whoever made them keeps them alive. */
#ifndef INTERDICT_BASE_STR_H
#define INTERDICT_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* `ptr` need not end in NUL and may hold NULs; an absent string is {NULL, 0}. */
struct str {
    const char *ptr;
    size_t len;
};

/* A view of a string literal; usable in static initialisers as STR_INIT. */
#define STR_INIT(literal)                                                                          \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }
#define STR(literal) ((struct str)STR_INIT(literal))

/* For printf: printf("%.*s", STR_ARG(s)). Longer than INT_MAX is cut. */
#define STR_ARG(s) (int)((s).len > INT32_MAX ? INT32_MAX : (s).len), (s).ptr

static inline struct str str_of(const char *cstr)
{
    return (struct str){cstr, cstr ? strlen(cstr) : 0};
}

static inline bool str_eq(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool str_is(struct str a, const char *cstr)
{
    return str_eq(a, str_of(cstr));
}

static inline bool str_starts(struct str s, struct str prefix)
{
    return s.len >= prefix.len && memcmp(s.ptr, prefix.ptr, prefix.len) == 0;
}

static inline bool str_ends(struct str s, struct str suffix)
{
    return s.len >= suffix.len && memcmp(s.ptr + (s.len - suffix.len), suffix.ptr, suffix.len) == 0;
}

/* The part of `s` from `at` on; empty when `at` lies beyond its end. */
static inline struct str str_from(struct str s, size_t at)
{
    if (at < s.len)
        return (struct str){s.ptr + at, s.len - at};
    return (struct str){s.ptr ? s.ptr + s.len : NULL, 0}; /* NULL takes no offset, not even 0 */
}

static inline struct str str_head(struct str s, size_t len)
{
    return (struct str){s.ptr, len < s.len ? len : s.len};
}

/* <0, 0, >0 by bytes, shorter first; the order of every sorted listing in the program. */
int str_cmp(struct str a, struct str b);

/* Equal but for the case of ASCII letters. */
bool str_eq_nocase(struct str a, struct str b);

/* Without leading and trailing ASCII white space. */
struct str str_trim(struct str s);

/* Index of the first `c`, or -1. */
ptrdiff_t str_find_char(struct str s, char c);

/* Index of the first `needle`, or -1. An empty needle is found at 0. */
ptrdiff_t str_find(struct str s, struct str needle);

/* Cuts the part before the first `sep` off `*rest` into `*part`; false when `*rest` is used up
 * (ptr NULL). "a;;b" gives "a", "", "b". */
bool str_split(struct str *rest, char sep, struct str *part);

/* Whole-string decimal integers. False on anything else, overflow included; *out untouched. */
bool str_to_i64(struct str s, int64_t *out);
bool str_to_u64(struct str s, uint64_t *out);

/* Whole-string JSON-style number in the "C" locale. */
bool str_to_double(struct str s, double *out);

/* Code points in valid UTF-8. */
size_t str_code_points(struct str s);

/* Whether `s` is valid UTF-8; on false, *bad is the offset of the first bad byte. */
bool str_is_utf8(struct str s, size_t *bad);

/* The largest length <= len at which `s` is not cut inside a UTF-8 sequence. */
size_t str_utf8_floor(struct str s, size_t len);

#endif
