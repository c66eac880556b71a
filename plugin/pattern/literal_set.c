#include "pattern/literal_set.h"

#include "base/fault.h"

#include <stdlib.h>

static const struct strings UNKNOWN = {0};

enum {
    /* Beyond this length a longer literal is no rarer in practice: for the scan, fewer alternatives
     * count more; … */
    LONG_ENOUGH = 6,
    /* … for the proof, which costs little a string, up to here a longer one does. */
    PROOF_LONG_ENOUGH = 24,
};

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

struct need need_edge(struct arena *arena, enum edge_byte edge)
{
    static const char bytes[] = "\xF8\xF9\xFA\xFB\xFC\xFD\xFE";
    return need_text(arena, (struct str){&bytes[edge - EDGE_BYTE_START], 1});
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

static bool is_edge(char c)
{
    return (unsigned char)c >= EDGE_BYTE_START && (unsigned char)c <= EDGE_BYTE_LAST;
}

static size_t bytes_without_edges(struct str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += !is_edge(text.ptr[i]);
    return count;
}

static size_t edges(struct strings set)
{
    size_t count = 0;
    for (uint32_t i = 0; i < set.count; i++)
        count += set.items[i].len - bytes_without_edges(set.items[i]);
    return count;
}

static size_t shortest(struct strings set)
{
    size_t least = SIZE_MAX;
    for (uint32_t i = 0; set.known && i < set.count; i++) {
        size_t len = bytes_without_edges(set.items[i]);
        least = len < least ? len : least;
    }
    return set.known && set.count ? least : 0;
}

/* Whether `a` makes a better set than `b`: longer, up to `enough`, then fewer; with more said of
 * what stands beside. */
static bool better(struct strings a, struct strings b, size_t enough)
{
    size_t x = shortest(a), y = shortest(b);
    if (x < LITERAL_MIN_BYTES)
        return false;
    if (y < LITERAL_MIN_BYTES)
        return true;
    size_t x_cut = x < enough ? x : enough, y_cut = y < enough ? y : enough;
    if (x_cut != y_cut)
        return x_cut > y_cut;
    if (a.count != b.count)
        return a.count < b.count;
    return x != y ? x > y : edges(a) > edges(b);
}

static struct strings best(struct strings a, struct strings b, size_t enough)
{
    return better(b, a, enough) ? b : a;
}

static struct strings best_of(const struct need *a, struct strings own, size_t enough)
{
    struct strings set = best(UNKNOWN, own, enough);
    set = best(set, a->head, enough);
    return best(set, a->tail, enough);
}

static struct strings need_of(struct need a)
{
    return best_of(&a, a.need, LONG_ENOUGH);
}

static struct strings proof_of(struct need a)
{
    return best_of(&a, a.proof, PROOF_LONG_ENOUGH);
}

/* `set`, or the set of the empty string, which is always a true statement about a head or tail. */
static struct strings or_empty(struct arena *arena, struct strings set)
{
    return set.known ? set : empty(arena);
}

struct need need_concat(struct arena *arena, struct need a, struct need b)
{
    struct need made = {.exact = false};
    made.need = best(need_of(a), need_of(b), LONG_ENOUGH);
    made.proof = best(proof_of(a), proof_of(b), PROOF_LONG_ENOUGH);
    if (a.exact && b.exact) {
        struct strings set = cross(arena, a.head, b.head);
        if (set.known) {
            /* Parts stay in the running: one long word finds as much as it with nine endings. */
            made.exact = true;
            made.head = made.tail = set;
            return made;
        }
    }
    struct strings joint = cross(arena, or_empty(arena, a.tail), or_empty(arena, b.head));
    made.need = best(made.need, joint, LONG_ENOUGH);
    made.proof = best(made.proof, joint, PROOF_LONG_ENOUGH);
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
    struct need made = {.exact = a.exact && b.exact};
    made.head = both(arena, a.head, b.head);
    made.tail = made.exact ? made.head : both(arena, a.tail, b.tail);
    made.need = both(arena, need_of(a), need_of(b));
    made.proof = both(arena, proof_of(a), proof_of(b));
    made.exact &= made.head.known;
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
        .head = times.head, .tail = times.tail, .need = need_of(times), .proof = proof_of(times)};
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* What an edge byte in front of a literal, or behind it, says about the character beyond; `inner`
 * is the literal's own one on this side of it. What looks inwards says nothing about that. */
static enum literal_edge edge_of(char edge, char inner, bool in_front)
{
    switch ((unsigned char)edge) {
    case EDGE_BYTE_START:
        return in_front ? LITERAL_EDGE_TEXT : LITERAL_EDGE_ANY;
    case EDGE_BYTE_END:
        return in_front ? LITERAL_EDGE_ANY : LITERAL_EDGE_TEXT;
    case EDGE_BYTE_BOUNDARY: /* of a word that lies inside; what else it may be is not followed */
        return is_word(inner) ? LITERAL_EDGE_NOT_WORD : LITERAL_EDGE_ANY;
    case EDGE_BYTE_BEHIND_ALNUM:
        return in_front ? LITERAL_EDGE_NOT_ALNUM : LITERAL_EDGE_ANY;
    case EDGE_BYTE_BEHIND_WORD:
        return in_front ? LITERAL_EDGE_NOT_WORD : LITERAL_EDGE_ANY;
    case EDGE_BYTE_AHEAD_ALNUM:
        return in_front ? LITERAL_EDGE_ANY : LITERAL_EDGE_NOT_ALNUM;
    default:
        return in_front ? LITERAL_EDGE_ANY : LITERAL_EDGE_NOT_WORD;
    }
}

/* The string without edge bytes, and the strictest edge at either end. */
static struct literal_proof proof_make(struct arena *out, struct str text)
{
    size_t from = 0, to = text.len;
    while (from < to && is_edge(text.ptr[from]))
        from++;
    while (to > from && is_edge(text.ptr[to - 1]))
        to--;
    struct literal_proof proof = {.before = LITERAL_EDGE_ANY, .after = LITERAL_EDGE_ANY};
    for (size_t i = 0; i < from && from < to; i++) {
        enum literal_edge edge = edge_of(text.ptr[i], text.ptr[from], true);
        proof.before = edge > proof.before ? edge : proof.before;
    }
    for (size_t i = to; i < text.len && from < to; i++) {
        enum literal_edge edge = edge_of(text.ptr[i], text.ptr[to - 1], false);
        proof.after = edge > proof.after ? edge : proof.after;
    }
    char *bytes = arena_alloc(out, to - from);
    size_t len = 0;
    for (size_t i = from; i < to; i++)
        if (!is_edge(text.ptr[i]))
            bytes[len++] = text.ptr[i];
    proof.text = (struct str){bytes, len};
    return proof;
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
    struct strings set = need_of(a), proof = proof_of(a);
    struct literal_set result = {0};
    if (!set.known)
        return result;
    struct str *plain = ARENA_ARRAY(arena, struct str, set.count);
    for (uint32_t i = 0; i < set.count; i++) {
        plain[i] = literal_without_nul(proof_make(arena, set.items[i]).text);
        if (plain[i].len < LITERAL_MIN_BYTES)
            return result;
    }
    size_t plain_count = unique(plain, set.count);
    /* Where one literal contains another, the shorter one finds both. */
    struct str *items = ARENA_ARRAY(out, struct str, plain_count);
    for (size_t i = 0; i < plain_count; i++) {
        bool covered = false;
        for (size_t j = 0; j < plain_count && !covered; j++)
            covered = j != i && str_find(plain[i], plain[j]) >= 0;
        if (!covered)
            items[result.count++] = arena_dup(out, plain[i]);
    }
    result.items = items;
    if (proof.known && proof.count <= LITERAL_PROOF_MAX) {
        struct literal_proof *proofs = ARENA_ARRAY(out, struct literal_proof, proof.count);
        result.proof_count = proof.count;
        for (uint32_t i = 0; i < proof.count; i++) {
            proofs[i] = proof_make(out, proof.items[i]);
            if (proofs[i].text.ptr[0] == '\0') /* may be scanned for as well */
                result.proof_count = 0;
        }
        result.proofs = proofs;
    }
    return result;
}
