#include "pattern/literal_set.h"

#include "base/fault.h"

#include <stdlib.h>

static const struct strings UNKNOWN = {0};
/* Beyond this length a longer literal is no rarer in practice: fewer alternatives count more. */
enum { LONG_ENOUGH = 16 };

static struct strings one(struct arena *arena, struct str text)
{
    struct str *items = ARENA_ARRAY(arena, struct str, 1);
    items[0] = text;
    return (struct strings){items, 1, true};
}

static struct strings empty(struct arena *arena)
{
    return one(arena, (struct str){"", 0});
}

struct need need_any(void)
{
    return (struct need){.exact = false};
}

struct need need_texts(struct arena *arena, const struct str *texts, size_t count)
{
    struct str *items = ARENA_ARRAY(arena, struct str, count);
    memcpy(items, texts, count * sizeof *items);
    struct strings set = {items, (uint32_t)count, true};
    return (struct need){.exact = true, .head = set, .tail = set};
}

struct need need_text(struct arena *arena, struct str text)
{
    return need_texts(arena, &text, 1);
}

struct need need_empty(struct arena *arena)
{
    return need_text(arena, (struct str){"", 0});
}

static int by_bytes(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static size_t unique(struct str *items, size_t count)
{
    if (count < 2)
        return count;
    qsort(items, count, sizeof *items, by_bytes);
    size_t kept = 1;
    for (size_t i = 1; i < count; i++)
        if (!str_eq(items[i], items[kept - 1]))
            items[kept++] = items[i];
    return kept;
}

/* Every string of `a` followed by every one of `b`; unknown when that grows too large. */
static struct strings cross(struct arena *arena, struct strings a, struct strings b)
{
    if (!a.known || !b.known || (size_t)a.count * b.count > LITERAL_CROSS_MAX)
        return UNKNOWN;
    struct str *items = ARENA_ARRAY(arena, struct str, (size_t)a.count * b.count);
    size_t count = 0;
    for (uint32_t i = 0; i < a.count; i++) {
        for (uint32_t j = 0; j < b.count; j++) {
            struct str x = a.items[i], y = b.items[j];
            if (x.len + y.len > LITERAL_BYTES_MAX)
                return UNKNOWN;
            if (x.len == 0 || y.len == 0) {
                items[count++] = x.len ? x : y;
                continue;
            }
            char *bytes = arena_alloc(arena, x.len + y.len);
            memcpy(bytes, x.ptr, x.len);
            memcpy(bytes + x.len, y.ptr, y.len);
            items[count++] = (struct str){bytes, x.len + y.len};
        }
    }
    return (struct strings){items, (uint32_t)unique(items, count), true};
}

static struct strings both(struct arena *arena, struct strings a, struct strings b)
{
    if (!a.known || !b.known || a.count + b.count > 2 * LITERAL_SET_MAX)
        return UNKNOWN;
    struct str *items = ARENA_ARRAY(arena, struct str, a.count + b.count);
    memcpy(items, a.items, a.count * sizeof *items);
    memcpy(items + a.count, b.items, b.count * sizeof *items);
    size_t count = unique(items, a.count + (FAULT("literal-dropped") ? 0 : b.count));
    return count > LITERAL_SET_MAX ? UNKNOWN : (struct strings){items, (uint32_t)count, true};
}

static size_t shortest(struct strings set)
{
    size_t least = SIZE_MAX;
    for (uint32_t i = 0; i < set.count; i++)
        if (set.items[i].len < least)
            least = set.items[i].len;
    return set.count ? least : 0;
}

/* Whether `a` makes a better literal set than `b`: longer, then fewer. */
static bool better(struct strings a, struct strings b)
{
    size_t x = a.known ? shortest(a) : 0, y = b.known ? shortest(b) : 0;
    if (x < LITERAL_MIN_BYTES)
        return false;
    if (y < LITERAL_MIN_BYTES)
        return true;
    size_t x_cut = x < LONG_ENOUGH ? x : LONG_ENOUGH, y_cut = y < LONG_ENOUGH ? y : LONG_ENOUGH;
    if (x_cut != y_cut)
        return x_cut > y_cut;
    if (a.count != b.count)
        return a.count < b.count;
    return x > y;
}

static struct strings best(struct strings a, struct strings b)
{
    return better(b, a) ? b : a;
}

static struct strings best_of(struct need a)
{
    struct strings set = better(a.need, UNKNOWN) ? a.need : UNKNOWN;
    set = best(set, a.head);
    set = best(set, a.tail);
    return better(set, UNKNOWN) ? set : UNKNOWN;
}

/* `set`, or the set of the empty string, which is always a true statement about a head or tail. */
static struct strings or_empty(struct arena *arena, struct strings set)
{
    return set.known ? set : empty(arena);
}

struct need need_concat(struct arena *arena, struct need a, struct need b)
{
    struct need made = {.exact = false};
    if (a.exact && b.exact) {
        struct strings set = cross(arena, a.head, b.head);
        /* A part may make the better set: one long word, rather than it with nine endings. */
        struct strings part = best(best_of(a), best_of(b));
        if (set.known)
            return (struct need){.exact = true, .head = set, .tail = set, .need = part};
    }
    struct strings joint = cross(arena, or_empty(arena, a.tail), or_empty(arena, b.head));
    made.need = best(best(best_of(a), best_of(b)), joint);
    made.head = a.head;
    if (a.exact) {
        struct strings longer = cross(arena, a.head, or_empty(arena, b.head));
        made.head = longer.known ? longer : a.head;
    }
    made.tail = b.tail;
    if (b.exact) {
        struct strings longer = cross(arena, or_empty(arena, a.tail), b.tail);
        made.tail = longer.known ? longer : b.tail;
    }
    return made;
}

struct need need_either(struct arena *arena, struct need a, struct need b)
{
    if (a.exact && b.exact) {
        struct strings set = both(arena, a.head, b.head);
        struct strings part = both(arena, best_of(a), best_of(b));
        if (set.known)
            return (struct need){.exact = true, .head = set, .tail = set, .need = part};
    }
    struct need made = {.exact = false};
    made.head = both(arena, a.head, b.head);
    made.tail = both(arena, a.tail, b.tail);
    made.need = both(arena, best_of(a), best_of(b));
    return made;
}

struct need need_repeat(struct arena *arena, struct need a, long min, long max)
{
    if (max == 0)
        return need_empty(arena);
    if (FAULT("optional-needed") && min == 0)
        min = 1;
    /* `times`: the obligatory copies, as far as they are worth following one by one. */
    long copies = min < LITERAL_BYTES_MAX ? min : LITERAL_BYTES_MAX;
    struct need times = need_empty(arena);
    for (long i = 0; i < copies; i++) {
        times = need_concat(arena, times, a);
        if (!times.exact && i >= 1) {
            copies = i + 1;
            break;
        }
    }
    bool open = max < 0 || copies < min;
    /* A few optional copies of an exact text stay exact: MTC? is MT or MTC. */
    if (!open && times.exact && a.exact && max - min <= 4) {
        struct need sum = times, more = times;
        for (long i = min; i < max && sum.exact; i++) {
            more = need_concat(arena, more, a);
            sum = need_either(arena, sum, more);
        }
        if (sum.exact)
            return sum;
    }
    if (!open && max == min)
        return times;
    if (min == 0)
        return need_any();
    /* At least once: it begins like the obligatory copies and ends like them. */
    return (struct need){
        .exact = false, .head = times.head, .tail = times.tail, .need = best_of(times)};
}

struct str literal_without_nul(struct str text)
{
    size_t nuls = 0;
    while (nuls < text.len && text.ptr[nuls] == '\0')
        nuls++;
    return str_from(text, nuls);
}

struct literal_set need_result(struct arena *arena, struct need a, struct arena *out)
{
    struct strings set = best_of(a);
    if (!set.known)
        return (struct literal_set){0};
    struct str *tails = ARENA_ARRAY(arena, struct str, set.count);
    for (uint32_t i = 0; i < set.count; i++)
        tails[i] = literal_without_nul(set.items[i]);
    set = (struct strings){tails, (uint32_t)unique(tails, set.count), true};
    if (shortest(set) < LITERAL_MIN_BYTES)
        return (struct literal_set){0};
    /* Where one literal contains another, the shorter one finds both. */
    struct str *kept = ARENA_ARRAY(arena, struct str, set.count);
    size_t count = 0;
    for (uint32_t i = 0; i < set.count; i++) {
        bool covered = false;
        for (uint32_t j = 0; j < set.count && !covered; j++)
            covered = j != i && str_find(set.items[i], set.items[j]) >= 0;
        if (!covered)
            kept[count++] = set.items[i];
    }
    struct str *items = ARENA_ARRAY(out, struct str, count);
    for (size_t i = 0; i < count; i++)
        items[i] = arena_dup(out, kept[i]);
    return (struct literal_set){items, count};
}
