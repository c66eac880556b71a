#include "base/mem.h"

#include <malloc.h>
#include <stdlib.h>

void *mem_alloc(size_t bytes)
{
    void *p = malloc(bytes ? bytes : 1);
    if (!p)
        abort();
    return p;
}

void *mem_zalloc(size_t bytes)
{
    void *p = calloc(1, bytes ? bytes : 1);
    if (!p)
        abort();
    return p;
}

void *mem_resize(void *old, size_t n, size_t of)
{
    size_t bytes;
    if (__builtin_mul_overflow(n, of, &bytes))
        abort();
    void *p = realloc(old, bytes ? bytes : 1);
    if (!p)
        abort();
    return p;
}

char *mem_dup(struct str s)
{
    char *copy = mem_alloc(s.len + 1);
    if (s.len)
        memcpy(copy, s.ptr, s.len);
    copy[s.len] = '\0';
    return copy;
}

void mem_free(void *p)
{
    free(p);
}

void *mem_grow(void *items, size_t *cap, size_t n, size_t of)
{
    if (n < *cap)
        return items;
    *cap = *cap ? *cap * 2 : 8;
    return mem_resize(items, *cap, of);
}

void mem_trim(void)
{
    malloc_trim(0);
}
