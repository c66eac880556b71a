#include "pattern/literal.h"

/* text_fold makes these of letters outside ASCII as well: the Kelvin sign, the long s, the i's of
 * Turkish. A class that holds only ASCII does not hold those. */
static bool is_certain_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z' && c != 'i' && c != 'k' && c != 's');
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool edge_allows(enum literal_edge edge, char c)
{
    switch (edge) {
    case LITERAL_EDGE_ANY:
        return true;
    case LITERAL_EDGE_NOT_ALNUM:
        return !is_certain_alnum(c);
    case LITERAL_EDGE_NOT_WORD:
        return !is_word(c);
    default:
        return false;
    }
}

static bool proof_stands(const struct literal_proof *proof, struct str text, size_t at)
{
    size_t end = at + proof->text.len;
    bool last = end == text.len || (end + 1 == text.len && text.ptr[end] == '\n');
    return (at == 0 || edge_allows(proof->before, text.ptr[at - 1])) &&
           (last || edge_allows(proof->after, text.ptr[end]));
}

bool literal_proven(const struct literal_proof *proofs, size_t count, struct str folded)
{
    for (size_t i = 0; i < count; i++) {
        size_t from = 0;
        for (;;) {
            ptrdiff_t found = str_find(str_from(folded, from), proofs[i].text);
            if (found < 0)
                break;
            if (proof_stands(&proofs[i], folded, from + (size_t)found))
                return true;
            from += (size_t)found + 1;
        }
    }
    return false;
}
