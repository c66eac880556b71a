#include "base/diag.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/mem.h"

void diags_init(struct diags *diags)
{
    *diags = (struct diags){0};
    arena_init(&diags->text, 4096);
}

void diags_clear(struct diags *diags)
{
    mem_free(diags->items);
    arena_clear(&diags->text);
    *diags = (struct diags){0};
}

void diag_add(struct diags *diags, enum severity severity, const char *code, struct place place,
              const char *format, ...)
{
    char message[2048];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    if (place.file)
        place.file = arena_dup(&diags->text, str_of(place.file)).ptr;
    diags->items = mem_grow(diags->items, &diags->cap, diags->count, sizeof *diags->items);
    diags->items[diags->count++] = (struct diag){
        .severity = severity,
        .code = code,
        .place = place,
        .message = arena_dup(&diags->text, str_of(message)).ptr,
    };
    diags->errors += severity == SEVERITY_ERROR;
    diags->warnings += severity == SEVERITY_WARNING;
}

static int compare(const struct diag *a, const struct diag *b)
{
    int order = str_cmp(str_of(a->place.file), str_of(b->place.file));
    if (order)
        return order;
    if (a->place.line != b->place.line)
        return a->place.line < b->place.line ? -1 : 1;
    if (a->place.column != b->place.column)
        return a->place.column < b->place.column ? -1 : 1;
    return 0;
}

static void merge(struct diag *items, struct diag *scratch, size_t n)
{
    if (n < 2)
        return;
    size_t half = n / 2, left = 0, right = half;
    merge(items, scratch, half);
    merge(items + half, scratch, n - half);
    for (size_t i = 0; i < n; i++) {
        bool take_left = left < half && (right == n || compare(&items[left], &items[right]) <= 0);
        scratch[i] = take_left ? items[left++] : items[right++];
    }
    memcpy(items, scratch, n * sizeof *items);
}

void diags_sort(struct diags *diags)
{
    if (diags->count < 2)
        return;
    struct diag *scratch = mem_resize(NULL, diags->count, sizeof *scratch);
    merge(diags->items, scratch, diags->count);
    mem_free(scratch);
}

const char *severity_name(enum severity severity)
{
    static const char *const names[] = {"error", "warning", "note"};
    return names[severity];
}
