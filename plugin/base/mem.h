/* Memory that cannot fail. Every size that input drives is bounded by limits.h before it is asked
 * for, so running out means that the machine is out: the process aborts and is started again from
 * the last stored offset, which loses nothing. Half-judged events would. */
#ifndef INTERDICT_BASE_MEM_H
#define INTERDICT_BASE_MEM_H

#include <stddef.h>

#include "base/str.h"

void *mem_alloc(size_t bytes);                    /* uninitialised; free with mem_free */
void *mem_zalloc(size_t bytes);                   /* zeroed */
void *mem_resize(void *old, size_t n, size_t of); /* n elements of `of` bytes; overflow aborts */
char *mem_dup(struct str s);                      /* NUL-terminated copy */
/* Gives freed memory back to the system, after something that took much for a moment (compiling a
 * ruleset); takes milliseconds. */
void mem_trim(void);

void mem_free(void *p); /* NULL is fine */

/* Makes room for one more element in a growing array: grows `items` (capacity *cap) when `n`
 * elements fill it. Returns the array, perhaps moved. */
void *mem_grow(void *items, size_t *cap, size_t n, size_t of);

#endif
