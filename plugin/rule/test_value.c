#include "rule/test_value.h"

#include <arpa/inet.h>
#include <math.h>

#include "base/mem.h"
#include "rule/literal_value.h"
#include "rule/word_list.h"

static struct test *new_test(struct rule_build *build, const struct value_context *context,
                             const struct yaml_node *node, enum test_op op)
{
    struct test *test = build_test(build);
    test->op = op;
    test->keyword = context->keyword;
    test->field = context->field;
    test->cased = context->modifiers->cased;
    test->source = node->value;
    test->place = node->place;
    return test;
}

static const struct expr *wrong_type(struct rule_build *build, const struct value_context *context,
                                     const struct yaml_node *node, const char *expected)
{
    diag_error(build->diags, "value-type", node->place, "found '%.*s' where '%.*s' takes %s",
               STR_ARG(node->value), STR_ARG(context->modifiers->text), expected);
    return NULL;
}

static bool to_number(const struct yaml_node *node, double *out)
{
    return yaml_to_double(node, out) && isfinite(*out);
}

static const struct expr *read_null(struct rule_build *build, const struct value_context *context,
                                    const struct yaml_node *node)
{
    if (context->keyword) {
        diag_error(build->diags, "null-value", node->place, "a keyword cannot be null");
        return NULL;
    }
    if (context->in_list) {
        diag_error(build->diags, "null-value", node->place,
                   "null cannot stand in a list of values: give it a selection of its own");
        return NULL;
    }
    if (context->modifiers->text.len) {
        diag_error(build->diags, "null-value", node->place,
                   "null cannot be combined with the modifiers '%.*s'; 'not null' is a selection "
                   "with null, negated in the condition",
                   STR_ARG(context->modifiers->text));
        return NULL;
    }
    if (node->value.len == 0)
        diag_warn(build->diags, "no-value", node->place,
                  "no value stands here, which means null; write null or ''");
    return build_leaf(build, new_test(build, context, node, TEST_NULL));
}

static const struct expr *read_exists(struct rule_build *build, const struct value_context *context,
                                      const struct yaml_node *node)
{
    bool wanted;
    if (context->in_list || !yaml_to_bool(node, &wanted))
        return wrong_type(build, context, node, "true or false");
    struct test *test = new_test(build, context, node, TEST_EXISTS);
    test->wanted = wanted;
    return build_leaf(build, test);
}

static const struct expr *read_comparison(struct rule_build *build,
                                          const struct value_context *context,
                                          const struct yaml_node *node)
{
    double number;
    if (!to_number(node, &number))
        return wrong_type(build, context, node, "a number (without quotes)");
    struct test *test = new_test(build, context, node, context->modifiers->op);
    test->number = number;
    test->is_number = true;
    return build_leaf(build, test);
}

static const struct expr *read_time_part(struct rule_build *build,
                                         const struct value_context *context,
                                         const struct yaml_node *node)
{
    static const struct {
        const char *expected;
        int low, high;
    } ranges[] = {
        [PART_MINUTE] = {"a number from 0 to 59", 0, 59},
        [PART_HOUR] = {"a number from 0 to 23", 0, 23},
        [PART_DAY] = {"a number from 1 to 31", 1, 31},
        [PART_WEEK] = {"a number from 1 to 53", 1, 53}, /* ISO 8601; some years have 53 weeks */
        [PART_MONTH] = {"a number from 1 to 12", 1, 12},
        [PART_YEAR] = {"a year", 0, 9999},
    };
    enum time_part part = context->modifiers->time_part;
    int64_t number;
    if (!yaml_to_i64(node, &number) || number < ranges[part].low || number > ranges[part].high)
        return wrong_type(build, context, node, ranges[part].expected);
    struct test *test = new_test(build, context, node, TEST_TIME_PART);
    test->number = (double)number;
    test->is_number = true;
    test->time_part = part;
    test->other_op = context->modifiers->how;
    return build_leaf(build, test);
}

static const struct expr *read_fieldref(struct rule_build *build,
                                        const struct value_context *context,
                                        const struct yaml_node *node)
{
    struct field_ref other;
    if (node->value.len == 0)
        return wrong_type(build, context, node, "the name of a field");
    if (!build_field(build, node->value, node->place, &other))
        return NULL;
    struct test *test = new_test(build, context, node, TEST_FIELDREF);
    test->other = other;
    test->other_op = context->modifiers->how;
    return build_leaf(build, test);
}

/* Numbers and booleans without quotes are not text, and some modifiers only mean something for
 * text. */
static bool is_text(const struct yaml_node *node)
{
    bool truth;
    double number;
    return !yaml_to_bool(node, &truth) && !to_number(node, &number);
}

static const struct expr *read_regex(struct rule_build *build, const struct value_context *context,
                                     const struct yaml_node *node)
{
    if (!is_text(node))
        return wrong_type(build, context, node, "a regex (in quotes)");
    if (node->value.len == 0)
        diag_warn(build->diags, "matches-everything", node->place,
                  "an empty regex matches every text");
    struct test *test = new_test(build, context, node, TEST_RE);
    test->text = node->value;
    test->re_i = context->modifiers->re_i;
    test->re_m = context->modifiers->re_m;
    test->re_s = context->modifiers->re_s;
    return build_leaf(build, test);
}

/* -- CIDR ------------------------------------------------------------------------------------ */

/* Whether any bit behind the first `bits` is set. */
static bool has_host_bits(const unsigned char *address, unsigned bytes, unsigned bits)
{
    for (unsigned i = bits / 8; i < bytes; i++) {
        unsigned char mask = i == bits / 8 ? (unsigned char)(0xFF >> bits % 8) : 0xFF;
        if (address[i] & mask)
            return true;
    }
    return false;
}

static const struct expr *cidr_test(struct rule_build *build, const struct value_context *context,
                                    const struct yaml_node *node, struct str text)
{
    char address[INET6_ADDRSTRLEN];
    unsigned char bytes[16];
    struct str rest = text, host;
    int64_t bits = -1;
    str_split(&rest, '/', &host);
    bool v6 = str_find_char(host, ':') >= 0;
    bool fine = host.len < sizeof address;
    if (fine) {
        memcpy(address, host.ptr, host.len);
        address[host.len] = '\0';
        fine =
            strlen(address) == host.len && inet_pton(v6 ? AF_INET6 : AF_INET, address, bytes) == 1;
    }
    int64_t most = v6 ? 128 : 32;
    if (!rest.ptr)
        bits = most;
    else
        fine &= str_to_i64(rest, &bits);
    if (!fine || bits < 0 || bits > most) {
        diag_error(build->diags, "bad-cidr", node->place,
                   "'%.*s' is no IPv4 or IPv6 network; expected like 10.0.0.0/8 or 2001:db8::/32",
                   STR_ARG(text));
        return NULL;
    }
    if (has_host_bits(bytes, v6 ? 16 : 4, (unsigned)bits))
        diag_warn(build->diags, "cidr-host-bits", node->place,
                  "'%.*s' has bits set behind the first %d; they are not compared", STR_ARG(text),
                  (int)bits);
    struct test *test = new_test(build, context, node, TEST_CIDR);
    test->text = arena_printf(build->arena, "%s/%d", address, (int)bits);
    return build_leaf(build, test);
}

static const struct expr *read_cidr(struct rule_build *build, const struct value_context *context,
                                    const struct yaml_node *node)
{
    struct variants variants;
    struct exprs tests = {0};
    const struct expr *expr = NULL;
    if (!context->modifiers->expand)
        return cidr_test(build, context, node, node->value);
    if (!literal_variants(build, node, context->modifiers, &variants))
        return NULL;
    for (size_t i = 0; i < variants.count; i++) {
        const struct variant *variant = &variants.items[i];
        struct str text = variant->count ? variant->pieces[0].text : STR("");
        const struct expr *test = cidr_test(build, context, node, text);
        if (test)
            exprs_add(&tests, test);
    }
    if (tests.count && tests.count == variants.count)
        expr = build_join(build, EXPR_OR, node->place, tests.items, tests.count);
    mem_free(tests.items);
    variants_clear(&variants);
    return expr;
}

/* -- literals -------------------------------------------------------------------------------- */

static bool is_transformed(const struct modifiers *modifiers)
{
    return modifiers->expand || modifiers->windash || modifiers->wide != WIDE_NONE ||
           modifiers->base64 != BASE64_NONE;
}

/* The field whose texts the literal is compared with; FIELD_RAW where texts are not normalised.
 * Keywords meet every field, and are free text. */
static enum field normalised_like(const struct rule_build *build,
                                  const struct value_context *context)
{
    if (context->keyword)
        return build->interdict ? FIELD_PRODUCT : FIELD_RAW;
    return context->field.field;
}

static bool is_normalised(const struct rule_build *build, const struct value_context *context)
{
    return normalised_like(build, context) != FIELD_RAW;
}

/* A value that is one whole list is looked up in a table instead of becoming a pattern for each of
 * its entries. */
static bool wants_table(const struct value_context *context, const struct yaml_node *node)
{
    const struct modifiers *m = context->modifiers;
    return m->expand && !m->windash && m->wide == WIDE_NONE && m->base64 == BASE64_NONE &&
           !context->keyword && (m->op == TEST_EQUALS || m->op == TEST_STARTSWITH) &&
           literal_placeholder(node->value).len;
}

static const struct expr *read_table(struct rule_build *build, const struct value_context *context,
                                     const struct yaml_node *node)
{
    struct str name = literal_placeholder(node->value);
    struct word_list *list = word_list_find(build, name, build_place(build, node, 0));
    if (!list)
        return NULL;
    struct test *test = new_test(build, context, node, TEST_LIST);
    test->other_op = context->modifiers->op;
    test->list = word_list_table(list, normalised_like(build, context), test->cased);
    return build_leaf(build, test);
}

/* Nothing but hex digits and a separator that no normalised address has. */
static bool is_foreign_mac(struct str text)
{
    bool foreign = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        if (!hex && !strchr(":-.", c))
            return false;
        foreign |= c == '-' || c == '.';
    }
    return foreign;
}

/* Whole addresses and beginnings of whole bytes have been spelled as events are; "00-E0-FC-" and
 * "00-E0-FC-??-*" cannot be. */
static void warn_of_mac(struct rule_build *build, const struct test *test)
{
    bool foreign = !test->wildcards && is_foreign_mac(test->text);
    for (size_t i = 0; i < test->piece_count && !foreign; i++)
        foreign = test->pieces[i].kind == PIECE_TEXT && is_foreign_mac(test->pieces[i].text);
    if (foreign)
        diag_warn(
            build->diags, "never-true", test->place,
            "addresses are compared in the spelling 00:e0:fc:12:34:56, in which this is never "
            "found; write ':' between the bytes");
}

static void warn_of_literal(struct rule_build *build, const struct value_context *context,
                            const struct test *test)
{
    if (context->field.field == FIELD_MAC && !context->keyword)
        warn_of_mac(build, test);
    bool anything = test->wildcards && test->piece_count == 1 &&
                    test->pieces[0].kind == PIECE_ANY_RUN && test->source.len == 0;
    if (anything)
        diag_warn(build->diags, "matches-everything", test->place,
                  "an empty text is contained in every text");
    bool never = test->op == TEST_EQUALS && !test->wildcards && test->text.len == 0 &&
                 is_normalised(build, context);
    if (never)
        diag_warn(build->diags, "never-true", test->place,
                  "an empty field counts as missing, so '' never holds here; null does");
}

/* Windash on normalised text: several dashes have become one. */
static bool is_duplicate(const struct exprs *tests, const struct test *test)
{
    for (size_t i = 0; i < tests->count; i++) {
        const struct test *other = tests->items[i]->test;
        if (!test->wildcards && !other->wildcards && test->op == other->op &&
            str_eq(test->text, other->text))
            return true;
    }
    return false;
}

static const struct expr *literal_test(struct rule_build *build,
                                       const struct value_context *context,
                                       const struct yaml_node *node, const struct variant *variant,
                                       const struct exprs *before)
{
    struct test shape = {0};
    bool normalise = is_normalised(build, context);
    enum test_op op = context->modifiers->op;
    if (op == TEST_EQUALS && context->keyword)
        op = TEST_CONTAINS;
    if (!literal_finish(build->arena, variant, op, normalised_like(build, context), &shape)) {
        diag_error(build->diags, "empty-after-normalising", node->place,
                   "nothing is left of '%.*s' after normalising, so it could never be found",
                   STR_ARG(node->value));
        return NULL;
    }
    if (context->modifiers->windash && normalise && is_duplicate(before, &shape))
        return NULL;
    struct test *test = new_test(build, context, node, shape.op);
    test->wildcards = shape.wildcards;
    test->text = shape.text;
    test->pieces = shape.pieces;
    test->piece_count = shape.piece_count;
    warn_of_literal(build, context, test);
    return build_leaf(build, test);
}

static const struct expr *read_literal(struct rule_build *build,
                                       const struct value_context *context,
                                       const struct yaml_node *node)
{
    struct variants variants;
    struct exprs tests = {0};
    const struct expr *expr = NULL;
    if (is_transformed(context->modifiers) && !is_text(node))
        return wrong_type(build, context, node, "text (in quotes)");
    if (wants_table(context, node))
        return read_table(build, context, node);
    if (!literal_variants(build, node, context->modifiers, &variants))
        return NULL;
    for (size_t i = 0; i < variants.count; i++) {
        const struct expr *test = literal_test(build, context, node, &variants.items[i], &tests);
        if (test)
            exprs_add(&tests, test);
    }
    if (tests.count)
        expr = build_join(build, EXPR_OR, node->place, tests.items, tests.count);
    mem_free(tests.items);
    variants_clear(&variants);
    return expr;
}

/* An unquoted number or boolean that has to be equal. */
static const struct expr *read_plain(struct rule_build *build, const struct value_context *context,
                                     const struct yaml_node *node)
{
    bool truth = false;
    struct test *test = new_test(build, context, node, TEST_EQUALS);
    if (yaml_to_bool(node, &truth)) {
        test->text = truth ? STR("true") : STR("false");
    } else {
        test->text = node->value;
        test->is_number = to_number(node, &test->number);
    }
    return build_leaf(build, test);
}

const struct expr *value_read(struct rule_build *build, const struct value_context *context,
                              const struct yaml_node *node)
{
    const struct modifiers *modifiers = context->modifiers;
    if (node->type != YAML_SCALAR) {
        diag_error(build->diags, "value-type", node->place,
                   "a list of values cannot hold lists or maps");
        return NULL;
    }
    if (yaml_is_null(node))
        return read_null(build, context, node);
    switch (modifiers->op) {
    case TEST_EXISTS:
        return read_exists(build, context, node);
    case TEST_LT:
    case TEST_LTE:
    case TEST_GT:
    case TEST_GTE:
        return read_comparison(build, context, node);
    case TEST_TIME_PART:
        return read_time_part(build, context, node);
    case TEST_FIELDREF:
        return read_fieldref(build, context, node);
    case TEST_RE:
        return read_regex(build, context, node);
    case TEST_CIDR:
        return read_cidr(build, context, node);
    case TEST_EQUALS:
        if (!context->keyword && !is_transformed(modifiers) && !is_text(node))
            return read_plain(build, context, node);
        return read_literal(build, context, node);
    default:
        return read_literal(build, context, node);
    }
}
