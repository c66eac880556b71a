/* The chain of modifiers behind a field name: `vendor|re|i`. Internal to rule/. */
#ifndef INTERDICT_RULE_MODIFIERS_H
#define INTERDICT_RULE_MODIFIERS_H

#include "rule/build.h"

enum wide_encoding { WIDE_NONE, WIDE_UTF16LE, WIDE_UTF16BE, WIDE_UTF16 };
enum base64_encoding { BASE64_NONE, BASE64_PLAIN, BASE64_OFFSET };

struct modifiers {
    struct str field; /* empty for keywords */
    struct str text;  /* the chain itself, for messages: "re|i" */
    enum test_op op;  /* TEST_EQUALS unless a modifier says otherwise */
    enum test_op how; /* TEST_FIELDREF: contains …; TEST_TIME_PART: lt …; else TEST_EQUALS */
    bool all, neq, cased, re_i, re_m, re_s, windash, expand;
    enum wide_encoding wide;
    enum base64_encoding base64;
    enum time_part time_part;
};

/* Reads a key such as "vendor|contains|all". False after adding errors: unknown modifiers, ones
 * that contradict each other, an order that means nothing. */
bool modifiers_parse(struct rule_build *build, const struct yaml_node *key, struct modifiers *out);

#endif
