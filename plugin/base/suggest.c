#include "base/suggest.h"

enum { LONGEST = 64 };

/* Damerau–Levenshtein distance (optimal string alignment): a transposition costs one. */
static size_t distance(struct str a, struct str b)
{
    size_t rows[3][LONGEST + 1];
    size_t *before = rows[0], *above = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b.len; j++)
        above[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t best = above[j - 1] + (a.ptr[i - 1] != b.ptr[j - 1]);
            if (above[j] + 1 < best)
                best = above[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            bool swapped =
                i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] && a.ptr[i - 2] == b.ptr[j - 1];
            if (swapped && before[j - 2] + 1 < best)
                best = before[j - 2] + 1;
            row[j] = best;
        }
        size_t *spare = before;
        before = above;
        above = row;
        row = spare;
    }
    return above[b.len];
}

const char *suggest(struct str word, const char *const *names, size_t count)
{
    const char *nearest = NULL;
    size_t limit = word.len / 3 < 3 ? word.len / 3 : 3;
    size_t best = limit ? limit + 1 : 2;
    if (word.len == 0 || word.len > LONGEST)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        struct str name = str_of(names[i]);
        if (name.len > LONGEST)
            continue;
        size_t d = distance(word, name);
        if (d < best) {
            best = d;
            nearest = names[i];
        }
    }
    return nearest;
}
