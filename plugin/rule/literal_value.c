#include "rule/literal_value.h"

#include "base/buf.h"
#include "base/fault.h"
#include "base/limits.h"
#include "base/mem.h"
#include "event/text.h"
#include "rule/encoding.h"
#include "rule/word_list.h"

void variants_clear(struct variants *variants)
{
    mem_free(variants->items);
    *variants = (struct variants){0};
}

static void variants_add(struct variants *variants, struct variant variant)
{
    variants->items =
        mem_grow(variants->items, &variants->cap, variants->count, sizeof *variants->items);
    variants->items[variants->count++] = variant;
}

/* Pieces under construction: texts side by side become one. */
struct pieces {
    struct wildcard_piece *items;
    size_t count, cap;
    struct buf text; /* of the text piece that is still open */
};

static void pieces_add(struct pieces *pieces, enum piece_kind kind, struct str text)
{
    pieces->items = mem_grow(pieces->items, &pieces->cap, pieces->count, sizeof *pieces->items);
    pieces->items[pieces->count++] = (struct wildcard_piece){kind, text};
}

static void pieces_end_text(struct pieces *pieces, struct arena *arena)
{
    if (pieces->text.len)
        pieces_add(pieces, PIECE_TEXT, arena_dup(arena, buf_str(&pieces->text)));
    buf_reset(&pieces->text);
}

static void pieces_wildcard(struct pieces *pieces, struct arena *arena, enum piece_kind kind)
{
    pieces_end_text(pieces, arena);
    pieces_add(pieces, kind, (struct str){0});
}

/* Hands the pieces over to the arena and frees the rest. */
static struct variant pieces_finish(struct pieces *pieces, struct arena *arena)
{
    pieces_end_text(pieces, arena);
    struct variant variant = {ARENA_ARRAY(arena, struct wildcard_piece, pieces->count + 1),
                              pieces->count};
    if (pieces->count)
        memcpy(variant.pieces, pieces->items, pieces->count * sizeof *pieces->items);
    mem_free(pieces->items);
    buf_clear(&pieces->text);
    return variant;
}

struct str literal_placeholder(struct str value)
{
    if (value.len < 3 || value.ptr[0] != '%' || value.ptr[value.len - 1] != '%')
        return (struct str){0};
    struct str name = str_head(str_from(value, 1), value.len - 2);
    return str_find_char(name, '%') < 0 && str_find_char(name, '\\') < 0 ? name : (struct str){0};
}

/* Reads from `at` on, up to a placeholder or the end. Returns where it stopped. */
static size_t read_pieces(struct pieces *pieces, struct arena *arena, struct str value, size_t at,
                          bool expand)
{
    for (; at < value.len; at++) {
        char c = value.ptr[at], next = at + 1 < value.len ? value.ptr[at + 1] : '\0';
        if (c == '\\' && (next == '*' || next == '?' || next == '\\' || (expand && next == '%')) &&
            (next == '%' || !FAULT("escape-lost"))) {
            buf_add_char(&pieces->text, next);
            at++;
        } else if (c == '*' || c == '?') {
            pieces_wildcard(pieces, arena, c == '*' ? PIECE_ANY_RUN : PIECE_ANY_CHAR);
        } else if (expand && c == '%') {
            return at;
        } else {
            buf_add_char(&pieces->text, c);
        }
    }
    return at;
}

/* `left` followed by `right`. */
static struct variant concatenate(struct arena *arena, struct variant left, struct variant right)
{
    struct pieces pieces = {0};
    for (size_t i = 0; i < left.count + right.count; i++) {
        struct wildcard_piece piece =
            i < left.count ? left.pieces[i] : right.pieces[i - left.count];
        if (piece.kind == PIECE_TEXT)
            buf_add(&pieces.text, piece.text);
        else
            pieces_wildcard(&pieces, arena, piece.kind);
    }
    return pieces_finish(&pieces, arena);
}

/* Counts what the rule has so far, so that one rule stays bounded however many values it has. */
static bool too_many(struct rule_build *build, struct place place, size_t count)
{
    if (count <= LIMIT_RULE_VARIANTS && build->test_count <= LIMIT_RULE_VARIANTS - count)
        return false;
    diag_error(build->diags, "too-many-values", place,
               "with this value the rule stands for more than %d texts; use fewer placeholders or "
               "dashes, or a regex",
               LIMIT_RULE_VARIANTS);
    return true;
}

/* Every text so far, followed by every entry of the list. */
static bool append_list(struct rule_build *build, struct place place, struct variants *out,
                        const struct word_list *list)
{
    size_t entries = list->count;
    struct variants longer = {0};
    if (too_many(build, place, entries > SIZE_MAX / out->count ? SIZE_MAX : entries * out->count))
        return false;
    for (size_t i = 0; i < out->count; i++)
        for (size_t j = 0; j < entries; j++) {
            struct wildcard_piece piece = {PIECE_TEXT, list->words[j]};
            struct variant entry = {&piece, 1};
            variants_add(&longer, concatenate(build->arena, out->items[i], entry));
        }
    variants_clear(out);
    *out = longer;
    return true;
}

static void append_variant(struct rule_build *build, struct variants *out, struct variant tail)
{
    for (size_t i = 0; i < out->count && tail.count; i++)
        out->items[i] = concatenate(build->arena, out->items[i], tail);
}

/* The literal with its placeholders put in. */
static bool read_literal(struct rule_build *build, const struct yaml_node *node, bool expand,
                         struct variants *out)
{
    struct str value = node->value;
    bool found = false;
    variants_add(out, (struct variant){0});
    for (size_t at = 0; at < value.len;) {
        struct pieces pieces = {0};
        at = read_pieces(&pieces, build->arena, value, at, expand);
        append_variant(build, out, pieces_finish(&pieces, build->arena));
        if (at == value.len)
            break;
        struct str rest = str_from(value, at + 1);
        ptrdiff_t end = str_find_char(rest, '%');
        if (end <= 0) {
            diag_error(build->diags, "bad-placeholder", build_place(build, node, at),
                       "a placeholder is written %%name%%, a percent sign \\%%");
            return false;
        }
        struct str name = str_head(rest, (size_t)end);
        const struct word_list *list = word_list_find(build, name, build_place(build, node, at));
        if (!list || !append_list(build, node->place, out, list))
            return false;
        found = true;
        at += (size_t)end + 2;
    }
    if (expand && !found) {
        diag_error(build->diags, "bad-placeholder", node->place,
                   "'expand' needs a placeholder, written %%name%%");
        return false;
    }
    if (out->count > LIMIT_RULE_VARIANTS_CHEAP)
        diag_warn(build->diags, "list-cost", node->place,
                  "this value becomes %zu patterns of their own: loading takes longer and memory "
                  "grows with each; whole values and beginnings (startswith) are tables instead "
                  "and cost nothing",
                  out->count);
    return true;
}

/* -- windash ------------------------------------------------------------------------------- */

static const struct str dashes[] = {STR_INIT("-"), STR_INIT("/"), STR_INIT("\u2013"),
                                    STR_INIT("\u2014"), STR_INIT("\u2015")};
enum { DASHES = sizeof dashes / sizeof *dashes };

/* Length of the dash at the beginning of `text`, 0 if there is none. */
static size_t dash_at(struct str text)
{
    for (size_t i = 0; i < DASHES; i++)
        if (str_starts(text, dashes[i]))
            return dashes[i].len;
    return 0;
}

static size_t count_dashes(const struct variant *variant)
{
    size_t n = 0;
    for (size_t i = 0; i < variant->count; i++)
        for (size_t at = 0; at < variant->pieces[i].text.len; at++)
            n += dash_at(str_from(variant->pieces[i].text, at)) != 0;
    return n;
}

/* The variant with its dashes replaced by the digits of `number` in base five. */
static struct variant replace_dashes(struct arena *arena, const struct variant *variant,
                                     size_t number)
{
    struct pieces pieces = {0};
    for (size_t i = 0; i < variant->count; i++) {
        struct str text = variant->pieces[i].text;
        if (variant->pieces[i].kind != PIECE_TEXT)
            pieces_wildcard(&pieces, arena, variant->pieces[i].kind);
        for (size_t at = 0, len; at < text.len; at += len ? len : 1) {
            len = dash_at(str_from(text, at));
            if (len) {
                buf_add(&pieces.text, dashes[number % DASHES]);
                number /= DASHES;
            } else {
                buf_add_char(&pieces.text, text.ptr[at]);
            }
        }
    }
    return pieces_finish(&pieces, arena);
}

static bool apply_windash(struct rule_build *build, const struct yaml_node *node,
                          struct variants *variants)
{
    struct variants all = {0};
    for (size_t i = 0; i < variants->count; i++) {
        size_t permutations = 1;
        for (size_t n = count_dashes(&variants->items[i]); n; n--) {
            permutations *= DASHES;
            if (too_many(build, node->place, all.count + permutations)) {
                variants_clear(&all);
                return false;
            }
        }
        for (size_t number = 0; number < permutations; number++)
            variants_add(&all, replace_dashes(build->arena, &variants->items[i], number));
    }
    variants_clear(variants);
    *variants = all;
    return true;
}

/* -- encodings ------------------------------------------------------------------------------ */

static bool apply_encodings(struct rule_build *build, const struct yaml_node *node,
                            const struct modifiers *modifiers, struct variants *variants)
{
    struct variants encoded = {0};
    const char *wrong = NULL;
    for (size_t i = 0; i < variants->count && !wrong; i++) {
        struct variant *variant = &variants->items[i];
        struct str texts[ENCODING_TEXTS];
        size_t count = 0;
        if (variant->count == 0)
            wrong = "an empty value cannot be encoded";
        else if (variant->count > 1 || variant->pieces[0].kind != PIECE_TEXT)
            wrong = "a value with wildcards cannot be encoded (a plain * or ? is written \\* \\?)";
        else
            wrong = encoding_apply(build->arena, variant->pieces[0].text, modifiers, texts, &count);
        for (size_t j = 0; j < count; j++) {
            struct variant one = {ARENA_ARRAY(build->arena, struct wildcard_piece, 1), 1};
            one.pieces[0] = (struct wildcard_piece){PIECE_TEXT, texts[j]};
            variants_add(&encoded, one);
        }
    }
    if (wrong) {
        diag_error(build->diags, "bad-encoding", node->place, "%s", wrong);
        variants_clear(&encoded);
        return false;
    }
    variants_clear(variants);
    *variants = encoded;
    return true;
}

static bool transform(struct rule_build *build, const struct yaml_node *node,
                      const struct modifiers *modifiers, struct variants *variants)
{
    return (!modifiers->windash || apply_windash(build, node, variants)) &&
           ((modifiers->wide == WIDE_NONE && modifiers->base64 == BASE64_NONE) ||
            apply_encodings(build, node, modifiers, variants));
}

bool literal_variants(struct rule_build *build, const struct yaml_node *node,
                      const struct modifiers *modifiers, struct variants *out)
{
    *out = (struct variants){0};
    if (read_literal(build, node, modifiers->expand, out) && transform(build, node, modifiers, out))
        return true;
    variants_clear(out);
    return false;
}

/* -- to tests -------------------------------------------------------------------------------- */

/* Puts the wildcards that stand side by side into one order, "?" before "*", and one "*". */
static size_t tidy_wildcards(struct wildcard_piece *pieces, size_t count)
{
    size_t out = 0;
    for (size_t i = 0; i < count;) {
        if (pieces[i].kind == PIECE_TEXT) {
            pieces[out++] = pieces[i++];
            continue;
        }
        bool run = false;
        for (; i < count && pieces[i].kind != PIECE_TEXT; i++) {
            if (pieces[i].kind == PIECE_ANY_CHAR)
                pieces[out++] = pieces[i];
            else
                run = true;
        }
        if (run)
            pieces[out++] = (struct wildcard_piece){PIECE_ANY_RUN, {0}};
    }
    return out;
}

/* Normalises a piece of a longer text: white space beside a wildcard stays (a field's own ends are
 * trimmed, its middle is not), so a bar, which nothing composes with, guards the inner ends. */
static struct str normalise_piece(struct arena *arena, enum field like, struct str text,
                                  bool open_before, bool open_after)
{
    struct buf guarded = {0};
    if (open_before)
        buf_add_char(&guarded, '|');
    buf_add(&guarded, text);
    if (open_after)
        buf_add_char(&guarded, '|');
    struct str normal = text_normalise(arena, arena_dup(arena, buf_str(&guarded)));
    buf_clear(&guarded);
    struct str piece =
        str_head(str_from(normal, open_before), normal.len - open_before - open_after);
    /* The beginning or end of an identifier is spelled like a whole one. */
    return field_is_identifier(like) ? text_normalise_field(arena, like, piece) : piece;
}

/* Normalises all texts; drops those of which nothing is left. */
static size_t normalise_pieces(struct arena *arena, enum field like, struct wildcard_piece *pieces,
                               size_t count)
{
    size_t out = 0;
    for (size_t i = 0; i < count; i++) {
        struct wildcard_piece piece = pieces[i];
        if (piece.kind == PIECE_TEXT) {
            piece.text = normalise_piece(arena, like, piece.text, i > 0, i + 1 < count);
            if (piece.text.len == 0)
                continue;
        }
        pieces[out++] = piece;
    }
    return out;
}

bool literal_finish(struct arena *arena, const struct variant *variant, enum test_op op,
                    enum field like, struct test *test)
{
    struct wildcard_piece *pieces = ARENA_ARRAY(arena, struct wildcard_piece, variant->count + 2);
    struct wildcard_piece any = {PIECE_ANY_RUN, {0}};
    size_t count = 0, texts = 0;
    if (op == TEST_CONTAINS || op == TEST_ENDSWITH)
        pieces[count++] = any;
    for (size_t i = 0; i < variant->count; i++) {
        pieces[count++] = variant->pieces[i];
        texts += variant->pieces[i].kind == PIECE_TEXT;
    }
    if (op == TEST_CONTAINS || op == TEST_STARTSWITH)
        pieces[count++] = any;
    if (like != FIELD_RAW) {
        count = normalise_pieces(arena, like, pieces, count);
        size_t left = 0;
        for (size_t i = 0; i < count; i++)
            left += pieces[i].kind == PIECE_TEXT;
        if (texts && !left)
            return false;
    }
    count = tidy_wildcards(pieces, count);
    bool before = count > 1 && pieces[0].kind == PIECE_ANY_RUN;
    bool after = count > 1 && pieces[count - 1].kind == PIECE_ANY_RUN;
    bool plain = count - before - after == 1 && pieces[before].kind == PIECE_TEXT;
    test->wildcards = count > 0 && !plain;
    if (test->wildcards) {
        test->op = TEST_EQUALS;
        test->pieces = pieces;
        test->piece_count = count;
        return true;
    }
    test->text = count ? pieces[before].text : STR("");
    test->op = before && after ? TEST_CONTAINS
               : before        ? TEST_ENDSWITH
               : after         ? TEST_STARTSWITH
                               : TEST_EQUALS;
    return true;
}
