/* Good detections and the tree that each becomes; broken ones and where each is wrong. */
#include "rules.h"

struct good {
    const char *detection, *tree;
};

static const struct good canonical[] = {
    /* literals: equals, wildcards, escapes */
    {"  s: {vendor: Micron}\n  condition: s", "(equals vendor \"Micron\")"},
    {"  s: {vendor: '*micron*'}\n  condition: s", "(contains vendor \"micron\")"},
    {"  s: {vendor: 'micron*'}\n  condition: s", "(startswith vendor \"micron\")"},
    {"  s: {vendor: '*micron'}\n  condition: s", "(endswith vendor \"micron\")"},
    {"  s: {vendor: 'mi*on'}\n  condition: s", "(equals vendor \"mi\" * \"on\")"},
    {"  s: {vendor: 'mi?on'}\n  condition: s", "(equals vendor \"mi\" ? \"on\")"},
    {"  s: {vendor: 'a*?*b'}\n  condition: s", "(equals vendor \"a\" ? * \"b\")"},
    {"  s: {vendor: '**a**'}\n  condition: s", "(contains vendor \"a\")"},
    {"  s: {vendor: '*'}\n  condition: s", "(equals vendor *)"},
    {"  s: {vendor: 'a\\*b\\?c'}\n  condition: s", "(equals vendor \"a*b?c\")"},
    {"  s: {vendor: 'a\\b'}\n  condition: s", "(equals vendor \"a\\\\b\")"},
    {"  s: {vendor: 'a\\\\b'}\n  condition: s", "(equals vendor \"a\\\\b\")"},
    {"  s: {vendor: 'a\\\\*'}\n  condition: s", "(startswith vendor \"a\\\\\")"},
    {"  s: {vendor: 'a\\\\\\*'}\n  condition: s", "(equals vendor \"a\\\\*\")"},
    {"  s: {vendor: 'a\\\\\\b'}\n  condition: s", "(equals vendor \"a\\\\\\\\b\")"},
    {"  s: {vendor: 'a\\\\\\\\b'}\n  condition: s", "(equals vendor \"a\\\\\\\\b\")"},
    {"  s: {vendor: 'a\\'}\n  condition: s", "(equals vendor \"a\\\\\")"},
    {"  s: {vendor|contains: 'a*b'}\n  condition: s", "(equals vendor * \"a\" * \"b\" *)"},
    {"  s: {vendor|contains: '*a'}\n  condition: s", "(contains vendor \"a\")"},
    {"  s: {vendor|endswith: '*a'}\n  condition: s", "(endswith vendor \"a\")"},
    {"  s: {vendor|startswith: '?a'}\n  condition: s", "(equals vendor ? \"a\" *)"},
    {"  s: {vendor|cased: Micron}\n  condition: s", "(equals/cased vendor \"Micron\")"},
    {"  s: {vendor|contains|cased: Mi}\n  condition: s", "(contains/cased vendor \"Mi\")"},
    /* normalising; white space beside a wildcard stays */
    {"  s: {vendor: ' Micron\xE2\x84\xA2  Inc '}\n  condition: s",
     "(equals vendor \"Micron Inc\")"},
    {"  s: {vendor|contains: ' mm '}\n  condition: s", "(contains vendor \" mm \")"},
    {"  s: {vendor|startswith: ' mm '}\n  condition: s", "(startswith vendor \"mm \")"},
    {"  s: {vendor|endswith: ' mm '}\n  condition: s", "(endswith vendor \" mm\")"},
    /* identifiers: one spelling, also of their beginnings */
    {"  s: {mac: 00-E0-FC-12-34-56}\n  condition: s", "(equals mac \"00:e0:fc:12:34:56\")"},
    {"  s: {mac|startswith: 00-E0-FC}\n  condition: s", "(startswith mac \"00:e0:fc\")"},
    {"  s: {mac|endswith: '3456.789A'}\n  condition: s", "(endswith mac \"34:56:78:9a\")"},
    {"  s: {mac: '00-E0-FC*'}\n  condition: s", "(startswith mac \"00:e0:fc\")"},
    {"  s: {mac|cased: 00E0FC123456}\n  condition: s", "(equals/cased mac \"00:e0:fc:12:34:56\")"},
    {"  s: {pci_id: '0x19E5'}\n  condition: s", "(equals pci_id \"19e5\")"},
    {"  s: {usb_id|contains: 'VID_12D1&PID_1F01'}\n  condition: s",
     "(contains usb_id \"12d1:1f01\")"},
    {"  s: {usb_id|re: '12D1'}\n  condition: s", "(re usb_id \"12D1\")"},
    {"  s: {vendor: '00-E0-FC-12-34-56'}\n  condition: s", "(equals vendor \"00-E0-FC-12-34-56\")"},
    {"  s: {raw.mac: '00-E0-FC-12-34-56'}\n  condition: s",
     "(equals raw:mac \"00-E0-FC-12-34-56\")"},
    {"  s: {vendor|re: ' \xE2\x84\xA2 '}\n  condition: s", "(re vendor \" \xE2\x84\xA2 \")"},
    {"  s: {raw.a.b: ' x '}\n  condition: s", "(equals raw:a.b \" x \")"},
    /* numbers, booleans, null, exists */
    {"  s: {quantity: 5}\n  condition: s", "(equals quantity 5)"},
    {"  s: {quantity: '5'}\n  condition: s", "(equals quantity \"5\")"},
    {"  s: {quantity|contains: 5}\n  condition: s", "(contains quantity \"5\")"},
    {"  s: {quantity: -1.5}\n  condition: s", "(equals quantity -1.5)"},
    {"  s: {raw.on: true}\n  condition: s", "(equals raw:on \"true\")"},
    {"  s: {raw.on: FALSE}\n  condition: s", "(equals raw:on \"false\")"},
    {"  s: {vendor: null}\n  condition: s", "(null vendor)"},
    {"  s: {vendor: ~}\n  condition: s", "(null vendor)"},
    {"  s: {vendor: 'null'}\n  condition: s", "(equals vendor \"null\")"},
    {"  s: {raw.a: ''}\n  condition: s", "(equals raw:a \"\")"},
    {"  s: {vendor|exists: true}\n  condition: s", "(exists vendor true)"},
    {"  s: {vendor|exists: false}\n  condition: s", "(exists vendor false)"},
    {"  s: {quantity|lt: 5}\n  condition: s", "(lt quantity 5)"},
    {"  s: {quantity|gte: 0.5}\n  condition: s", "(gte quantity 0.5)"},
    /* lists, all, neq */
    {"  s: {vendor: [a, b]}\n  condition: s", "(or (equals vendor \"a\") (equals vendor \"b\"))"},
    {"  s: {vendor|contains|all: [a, b]}\n  condition: s",
     "(and (contains vendor \"a\") (contains vendor \"b\"))"},
    {"  s: {vendor|all|contains: [a, b]}\n  condition: s",
     "(and (contains vendor \"a\") (contains vendor \"b\"))"},
    {"  s: {vendor: [a]}\n  condition: s", "(equals vendor \"a\")"},
    {"  s: {vendor|neq: a}\n  condition: s", "(not (equals vendor \"a\"))"},
    {"  s: {vendor|neq: [a, b]}\n  condition: s",
     "(not (or (equals vendor \"a\") (equals vendor \"b\")))"},
    {"  s: {vendor|neq|all: [a, b]}\n  condition: s",
     "(not (or (equals vendor \"a\") (equals vendor \"b\")))"},
    {"  s: {quantity|neq: 5}\n  condition: s", "(not (equals quantity 5))"},
    {"  s: {vendor|fieldref|neq: brand}\n  condition: s", "(not (fieldref vendor equals brand))"},
    /* regexes, networks, other fields, time */
    {"  s: {vendor|re: '^a.b$'}\n  condition: s", "(re vendor \"^a.b$\")"},
    {"  s: {vendor|re|i|m|s: 'a\\d*'}\n  condition: s", "(re/ims vendor \"a\\\\d*\")"},
    {"  s: {vendor|re|s|i: a}\n  condition: s", "(re/is vendor \"a\")"},
    {"  s: {ip|cidr: 10.0.0.0/8}\n  condition: s", "(cidr ip \"10.0.0.0/8\")"},
    {"  s: {ip|cidr: '2001:db8::/32'}\n  condition: s", "(cidr ip \"2001:db8::/32\")"},
    {"  s: {ip|cidr: 10.1.2.3}\n  condition: s", "(cidr ip \"10.1.2.3/32\")"},
    {"  s: {vendor|fieldref: brand}\n  condition: s", "(fieldref vendor equals brand)"},
    {"  s: {vendor|fieldref|startswith: raw.x}\n  condition: s",
     "(fieldref vendor startswith raw:x)"},
    {"  s: {event.time|hour: 7}\n  condition: s", "(time event.time hour equals 7)"},
    {"  s: {event.time|year|gte: 2026}\n  condition: s", "(time event.time year gte 2026)"},
    {"  s: {event.time|week|neq: 53}\n  condition: s", "(not (time event.time week equals 53))"},
    {"  s: {event.time|minute: [0, 59]}\n  condition: s",
     "(or (time event.time minute equals 0) (time event.time minute equals 59))"},
    /* encodings: the vectors are those of `base64` and `iconv` */
    {"  s: {raw.a|base64: foo}\n  condition: s", "(equals raw:a \"Zm9v\")"},
    {"  s: {raw.a|base64: 'f'}\n  condition: s", "(equals raw:a \"Zg==\")"},
    {"  s: {raw.a|base64: 'fo'}\n  condition: s", "(equals raw:a \"Zm8=\")"},
    {"  s: {raw.a|base64|contains: 'a\\*b'}\n  condition: s", "(contains raw:a \"YSpi\")"},
    {"  s: {raw.a|utf16le|base64: cmd}\n  condition: s", "(equals raw:a \"YwBtAGQA\")"},
    {"  s: {raw.a|wide|base64: cmd}\n  condition: s", "(equals raw:a \"YwBtAGQA\")"},
    {"  s: {raw.a|utf16be|base64: cmd}\n  condition: s", "(equals raw:a \"AGMAbQBk\")"},
    {"  s: {raw.a|utf16|base64: cmd}\n  condition: s", "(equals raw:a \"//5jAG0AZAA=\")"},
    {"  s: {raw.a|wide|base64: \"\\U0001F600\"}\n  condition: s", "(equals raw:a \"PdgA3g==\")"},
    {"  s: {raw.a|wide: ab}\n  condition: s", "(equals raw:a \"a\\x00b\\x00\")"},
    {"  s: {raw.a|base64offset|contains: foobar}\n  condition: s",
     "(or (contains raw:a \"Zm9vYmFy\") (contains raw:a \"Zvb2Jhc\") "
     "(contains raw:a \"mb29iYX\"))"},
    {"  s: {raw.a|base64offset|contains: foob}\n  condition: s",
     "(or (contains raw:a \"Zm9vY\") (contains raw:a \"Zvb2\") (contains raw:a \"mb29i\"))"},
    /* windash */
    {"  s: {raw.a|windash|contains: '-f'}\n  condition: s",
     "(or (contains raw:a \"-f\") (contains raw:a \"/f\") (contains raw:a \"\xE2\x80\x93"
     "f\") (contains raw:a \"\xE2\x80\x94"
     "f\") (contains raw:a \"\xE2\x80\x95"
     "f\"))"},
    {"  s: {vendor|contains|windash: ' -f'}\n  condition: s",
     "(or (contains vendor \" -f\") (contains vendor \" /f\"))"},
    {"  s: {raw.a|windash: f}\n  condition: s", "(equals raw:a \"f\")"},
    /* keywords */
    {"  s: [mm, 'n*n']\n  condition: s",
     "(or (contains keyword \"mm\") (equals keyword * \"n\" * \"n\" *))"},
    {"  s: [4625]\n  condition: s", "(contains keyword \"4625\")"},
    {"  s: {'|all': [a, b]}\n  condition: s", "(and (contains keyword \"a\") (contains keyword "
                                              "\"b\"))"},
    {"  s: {'|re|i': a}\n  condition: s", "(re/i keyword \"a\")"},
    {"  s: {'|startswith': a}\n  condition: s", "(startswith keyword \"a\")"},
    {"  s: {'|cased': a}\n  condition: s", "(contains/cased keyword \"a\")"},
    /* maps and lists of maps */
    {"  s: {vendor: a, brand: b}\n  condition: s", "(and (equals vendor \"a\") (equals brand "
                                                   "\"b\"))"},
    {"  s: [{vendor: a, brand: b}, {model: c}]\n  condition: s",
     "(or (and (equals vendor \"a\") (equals brand \"b\")) (equals model \"c\"))"},
    {"  s: [{vendor: a}, k]\n  condition: s", "(or (equals vendor \"a\") (contains keyword "
                                              "\"k\"))"},
};

/* Another taxonomy: the source's own names, nothing normalised. */
static const struct good sources[] = {
    {"  s: {Any Name.x: ' a  b '}\n  condition: s", "(equals raw:Any Name.x \" a  b \")"},
    {"  s: {raw.vendor: a}\n  condition: s", "(equals raw:raw.vendor \"a\")"},
    {"  s: [' a  b ']\n  condition: s", "(contains keyword \" a  b \")"},
    {"  s: {a|fieldref|contains: b.c}\n  condition: s", "(fieldref raw:a contains raw:b.c)"},
};

static void check_good(const struct good *good, bool interdict)
{
    struct loaded loaded;
    struct buf text = {0};
    loaded_init(&loaded);
    loaded_detection(&loaded, interdict, good->detection);
    if (rule_set_count(loaded.rules) != 1) {
        loaded_codes(&loaded, &text);
        fail_msg("%s: refused: %.*s", good->detection, STR_ARG(buf_str(&text)));
    }
    const struct rule *rule = rule_set_at(loaded.rules, 0);
    dump_expr(&text, rule, rule->condition, true);
    if (!str_is(buf_str(&text), good->tree))
        fail_msg("%s:\n  got      %.*s\n  expected %s", good->detection, STR_ARG(buf_str(&text)),
                 good->tree);
    for (size_t i = 0; i < rule->test_count; i++)
        assert_int_equal(rule->tests[i]->id, i);
    buf_clear(&text);
    loaded_clear(&loaded);
}

static void test_good(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof canonical / sizeof *canonical; i++)
        check_good(&canonical[i], true);
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        check_good(&sources[i], false);
}

struct broken {
    const char *detection, *codes;
};

static const struct broken broken[] = {
    {"  s: {vendr: a}\n  condition: s", "6:7 unknown-field"},
    {"  s: {raw.: a}\n  condition: s", "6:7 unknown-field"},
    {"  s: {vendor|contians: a}\n  condition: s", "6:14 unknown-modifier"},
    {"  s: {'vendor|x|y': a, brnd: b}\n  condition: s",
     "6:15 unknown-modifier\n6:17 unknown-modifier\n6:24 unknown-field"},
    {"  s: {vendor|: a}\n  condition: s", "6:14 unknown-modifier"},
    {"  s: {'': a}\n  condition: s", "6:7 no-field"},
    {"  s: {vendor|contains|endswith: a}\n  condition: s", "6:23 illegal-modifiers"},
    {"  s: {vendor|re|contains: a}\n  condition: s", "6:17 illegal-modifiers"},
    {"  s: {vendor|re|cased: a}\n  condition: s", "6:17 illegal-modifiers"},
    {"  s: {vendor|i: a}\n  condition: s", "6:14 illegal-modifiers"},
    {"  s: {vendor|i|re: a}\n  condition: s", "6:14 illegal-modifiers"},
    {"  s: {vendor|re|re: a}\n  condition: s", "6:17 illegal-modifiers"},
    {"  s: {vendor|exists|neq: true}\n  condition: s", "6:21 illegal-modifiers"},
    {"  s: {vendor|contains|base64: a}\n  condition: s", "6:14 illegal-modifiers"},
    {"  s: {vendor|base64|wide: a}\n  condition: s", "6:14 illegal-modifiers"},
    {"  s: {vendor|base64|windash: a}\n  condition: s", "6:14 illegal-modifiers"},
    {"  s: {vendor|base64|base64offset: a}\n  condition: s", "6:21 illegal-modifiers"},
    {"  s: {vendor|utf16|wide: a}\n  condition: s", "6:20 illegal-modifiers"},
    {"  s: {vendor|startswith|fieldref: brand}\n  condition: s", "6:14 illegal-modifiers"},
    {"  s: {vendor|fieldref|re: brand}\n  condition: s", "6:23 illegal-modifiers"},
    {"  s: {quantity|lt|gt: 5}\n  condition: s", "6:19 illegal-modifiers"},
    {"  s: {quantity|neq|lt: 5}\n  condition: s", "6:20 illegal-modifiers"},
    {"  s: {event.time|gte|hour: 5}\n  condition: s", "6:18 illegal-modifiers"},
    {"  s: {ip|cidr|contains: 10.0.0.0/8}\n  condition: s", "6:15 illegal-modifiers"},
    {"  s: {'|exists': true}\n  condition: s", "6:7 illegal-modifiers"},
    {"  s: {'|cidr': 10.0.0.0/8}\n  condition: s", "6:7 illegal-modifiers"},
    {"  s: {vendor|all: a}\n  condition: s", "6:7 all-single"},
    {"  s: {vendor|all: [a]}\n  condition: s", "6:7 all-single"},
    {"  s: {vendor: []}\n  condition: s", "6:15 empty-list"},
    {"  s: {vendor: {a: b}}\n  condition: s", "6:15 value-type"},
    {"  s: {vendor: [[a]]}\n  condition: s", "6:16 value-type"},
    {"  s: {vendor: [a, null]}\n  condition: s", "6:19 null-value"},
    {"  s: {vendor|contains: null}\n  condition: s", "6:24 null-value"},
    {"  s: {vendor|neq: null}\n  condition: s", "6:19 null-value"},
    {"  s: [null]\n  condition: s", "6:7 null-value"},
    {"  s: {vendor|exists: 'true'}\n  condition: s", "6:22 value-type"},
    {"  s: {vendor|exists: [true]}\n  condition: s", "6:23 value-type"},
    {"  s: {vendor|re: 5}\n  condition: s", "6:18 value-type"},
    {"  s: {vendor|base64: 5}\n  condition: s", "6:22 value-type"},
    {"  s: {quantity|lt: '5'}\n  condition: s", "6:20 value-type"},
    {"  s: {quantity|gt: many}\n  condition: s", "6:20 value-type"},
    {"  s: {event.time|hour: 24}\n  condition: s", "6:24 value-type"},
    {"  s: {event.time|month: 0}\n  condition: s", "6:25 value-type"},
    {"  s: {event.time|day: 1.5}\n  condition: s", "6:23 value-type"},
    {"  s: {ip|cidr: 10.0.0/8}\n  condition: s", "6:16 bad-cidr"},
    {"  s: {ip|cidr: 10.0.0.0/33}\n  condition: s", "6:16 bad-cidr"},
    {"  s: {ip|cidr: ''}\n  condition: s", "6:16 bad-cidr"},
    {"  s: {ip|cidr: '::1/129'}\n  condition: s", "6:16 bad-cidr"},
    {"  s: {vendor|fieldref: brnd}\n  condition: s", "6:24 unknown-field"},
    {"  s: {vendor: '\xE2\x84\xA2'}\n  condition: s", "6:15 empty-after-normalising"},
    {"  s: {vendor|base64: 'a*'}\n  condition: s", "6:22 bad-encoding"},
    {"  s: {vendor|base64offset|contains: a}\n  condition: s", "6:37 bad-encoding"},
    {"  s: {raw.a|utf16: ab}\n  condition: s", "6:20 bad-encoding"},
    {"  s: {raw.a|base64: ''}\n  condition: s", "6:21 bad-encoding"},
    {"  s: {raw.a|windash: '--------'}\n  condition: s", "6:22 too-many-values"},
    {"  s: {vendor|expand: '%nobody%'}\n  condition: s", "6:23 unknown-list"},
    {"  s: {vendor|expand: 'a%b'}\n  condition: s", "6:24 bad-placeholder"},
    {"  s: {vendor|expand: 'a'}\n  condition: s", "6:22 bad-placeholder"},
    /* selections */
    {"  s: text\n  condition: s", "6:6 selection-type"},
    {"  s: {}\n  condition: s", "6:6 empty-selection"},
    {"  s: []\n  condition: s", "6:6 empty-selection"},
    {"  s: [{}]\n  condition: s", "6:7 empty-selection"},
    {"  s: [[a]]\n  condition: s", "6:7 value-type"},
    {"  a b: [a]\n  condition: s", "6:3 bad-selection-name\n7:14 unknown-selection"},
    {"  and: [a]\n  s: [a]\n  condition: s", "6:3 bad-selection-name"},
    {"  s: [a]\n  timeframe: 5m\n  condition: s", "7:3 aggregation"},
    {"  s: [a]", "6:3 missing-key"},
    {"  condition: s", "6:14 unknown-selection"},
    /* conditions */
    {"  s: [a]\n  condition: ''", "7:15 condition-syntax"},
    {"  s: [a]\n  condition: []", "7:14 condition-syntax"},
    {"  s: [a]\n  condition: {}", "7:14 condition-syntax"},
    {"  s: [a]\n  condition: [s, [s]]", "7:18 condition-syntax"},
    {"  s: [a]\n  condition: s and", "7:19 condition-syntax"},
    {"  s: [a]\n  condition: s s", "7:16 condition-syntax"},
    {"  s: [a]\n  condition: (s", "7:16 condition-syntax"},
    {"  s: [a]\n  condition: s)", "7:15 condition-syntax"},
    {"  s: [a]\n  condition: and s", "7:14 condition-syntax"},
    {"  s: [a]\n  condition: s AND s", "7:16 condition-syntax"},
    {"  s: [a]\n  condition: not", "7:17 condition-syntax"},
    {"  s: [a]\n  condition: ()", "7:15 condition-syntax"},
    {"  s: [a]\n  condition: 1 of", "7:18 condition-syntax"},
    {"  s: [a]\n  condition: 2 of s", "7:14 condition-syntax"},
    {"  s: [a]\n  condition: any of s", "7:14 condition-syntax"},
    {"  s: [a]\n  condition: 1 of t*", "7:19 unknown-selection"},
    {"  s: [a]\n  condition: s*", "7:14 condition-syntax"},
    {"  _s: [a]\n  condition: 1 of them", "7:19 unknown-selection"},
    {"  s: [a]\n  condition: s | count() > 5", "7:16 aggregation"},
    {"  sel: [a]\n  condition: sle or t and not u",
     "7:14 unknown-selection\n7:21 unknown-selection\n7:31 unknown-selection"},
    {"  s: [a]\n  condition: \"s or\\tt\"", "7:21 unknown-selection"},
    {"  s: [a]\n  condition: |\n    s or\n     t", "9:6 unknown-selection"},
    {"  s: [a]\n  condition: >\n    s or t", "7:14 unknown-selection"},
    {"  s: [a]\n  condition: 's or \xC3\xA4 or t'", "7:20 unknown-selection\n7:25 "
                                                    "unknown-selection"},
};

static void test_broken(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        struct loaded loaded;
        struct buf codes = {0};
        loaded_init(&loaded);
        loaded_detection(&loaded, true, broken[i].detection);
        loaded_codes(&loaded, &codes);
        if (!str_is(buf_str(&codes), broken[i].codes))
            fail_msg("%s:\n  got      %.*s\n  expected %s", broken[i].detection,
                     STR_ARG(buf_str(&codes)), broken[i].codes);
        assert_int_equal(rule_set_count(loaded.rules), 0);
        buf_clear(&codes);
        loaded_clear(&loaded);
    }
}

static void test_suggestions(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"  s: {vendr: a}\n  condition: s", "did you mean 'vendor'?"},
        {"  s: {vendor|contians: a}\n  condition: s", "did you mean 'contains'?"},
        {"  selection: [a]\n  condition: selecton", "did you mean 'selection'?"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct loaded loaded;
        loaded_init(&loaded);
        loaded_detection(&loaded, true, cases[i][0]);
        assert_int_equal(loaded.diags.errors, 1);
        if (!strstr(loaded.diags.items[0].message, cases[i][1]))
            fail_msg("'%s' lacks '%s'", loaded.diags.items[0].message, cases[i][1]);
        loaded_clear(&loaded);
    }
}

static const struct broken warned[] = {
    {"  s: {vendor: }\n  condition: s", "6:15 ~no-value"},
    {"  s: {vendor: ''}\n  condition: s", "6:15 ~never-true"},
    {"  s: {mac|startswith: 00-E0-FC-}\n  condition: s", "6:23 ~never-true"},
    {"  s: {mac: '00-E0-FC-?*'}\n  condition: s", "6:12 ~never-true"},
    {"  s: {mac|startswith: ['00-E0-FC', '00:E0:FC:'], model: 00-E0-FC-}\n  condition: s", ""},
    {"  s: {vendor|contains: ''}\n  condition: s", "6:24 ~matches-everything"},
    {"  s: ['']\n  condition: s", "6:7 ~matches-everything"},
    {"  s: {vendor|re: ''}\n  condition: s", "6:18 ~matches-everything"},
    {"  s: {ip|cidr: 10.0.0.1/8}\n  condition: s", "6:16 ~cidr-host-bits"},
};

static void test_warnings(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof warned / sizeof *warned; i++) {
        struct loaded loaded;
        struct buf codes = {0};
        loaded_init(&loaded);
        loaded_detection(&loaded, true, warned[i].detection);
        loaded_codes(&loaded, &codes);
        assert_str(buf_str(&codes), warned[i].codes);
        assert_int_equal(rule_set_count(loaded.rules), 1);
        buf_clear(&codes);
        loaded_clear(&loaded);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_broken),
        cmocka_unit_test(test_suggestions),
        cmocka_unit_test(test_warnings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
