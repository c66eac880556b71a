/* Events through compiled rules: which rules match, with which evidence, in which order. */
#include "base/limits.h"
#include "match/fixture.h"

#define RULE(title, detection)                                                                     \
    "title: " title "\nid: 00000000-0000-4000-8000-0000000000" title                               \
    "\nstatus: test\ntaxonomy: interdict\nlogsource: {product: interdict}\nlevel: high\n"          \
    "detection:\n" detection "---\n"

static const enum prefilter_backend backends[] = {PREFILTER_VECTORSCAN, PREFILTER_NONE};

static void show_errors(const struct diags *diags)
{
    for (size_t i = 0; i < diags->count; i++)
        if (diags->items[i].severity == SEVERITY_ERROR)
            print_error("%u:%u: %s\n", diags->items[i].place.line, diags->items[i].place.column,
                        diags->items[i].message);
}

/* Runs the event with both backends and compares with what is expected. */
static void check(const char *rules, const char *event, const char *expected)
{
    for (size_t i = 0; i < 2; i++) {
        struct fixture f;
        fixture_open(&f, rules, backends[i]);
        if (f.diags.errors)
            show_errors(&f.diags);
        assert_int_equal(f.diags.errors, 0);
        struct str got = fixture_run(&f, event);
        if (!str_is(got, expected)) {
            print_error("backend %zu: %s\n  got      %.*s\n  expected %s\n", i, event, STR_ARG(got),
                        expected);
            fail();
        }
        fixture_close(&f);
    }
}

#define ITEM(fields) "{\"kind\":\"purchase\",\"items\":[{" fields "}]}"

static void regex_and_literals(void **state)
{
    (void)state;
    const char *rules = RULE("01", "  maker: {vendor|re|i: '\\bmicron (technology|memory)\\b'}\n"
                                   "  condition: maker\n");
    check(rules, ITEM("\"vendor\":\"The Micron  Technology Inc\""),
          "01=true [maker:vendor=Micron Technology@4]");
    check(rules, ITEM("\"vendor\":\"Micron Filter\""), "");
    check(rules, ITEM("\"product\":\"Micron Technology\""), "");
    check(rules, ITEM("\"vendor\":[\"x\",\"micron memory\",\"MICRON TECHNOLOGY\"]"),
          "01=true [maker:vendor=micron memory@0] [maker:vendor=MICRON TECHNOLOGY@0]");
}

static void not_and_or(void **state)
{
    (void)state;
    const char *rules =
        RULE("01", "  maker: {vendor|re|i: 'micron'}\n  part: {part_number|startswith: MTA}\n"
                   "  unit: {product|re|i: '\\d micron\\b'}\n"
                   "  condition: (maker or part) and not unit\n");
    check(rules, ITEM("\"vendor\":\"Micron\",\"part_number\":\"mta16\""),
          "01=true [maker:vendor=Micron@0] [part:part_number=mta@0]");
    check(rules, ITEM("\"vendor\":\"Micron\",\"product\":\"0.2 micron filter\""), "");
    check(rules, ITEM("\"part_number\":\"xMTA\""), "");
}

static void rules_without_hits(void **state)
{
    (void)state;
    check(RULE("01", "  a: {vendor: Huawei}\n  condition: not a\n"), ITEM("\"vendor\":\"ZTE\""),
          "01=true");
    check(RULE("01", "  a: {vendor: Huawei}\n  condition: not a\n"), ITEM("\"vendor\":\"HUAWEI\""),
          "");
    check(RULE("01", "  a: {vendor|re: '^.$'}\n  condition: a\n"), ITEM("\"vendor\":\"x\""),
          "01=true [a:vendor=x@0]");
    check(RULE("01", "  a: {vendor: null}\n  condition: a\n"), ITEM("\"model\":\"x\""), "01=true");
    check(RULE("01", "  a: {vendor|exists: true}\n  condition: a\n"), ITEM("\"vendor\":\"x y\""),
          "01=true [a:vendor=x y@0]");
    check(RULE("01", "  a: {vendor|exists: false}\n  condition: a\n"), ITEM("\"vendor\":\"x\""),
          "");
}

static void numbers(void **state)
{
    (void)state;
    const char *rules = RULE("01", "  a: {quantity|gt: 7}\n  condition: a\n")
        RULE("02", "  a: {unit_price|lte: 310.5}\n  condition: a\n")
            RULE("03", "  a: {quantity: 8}\n  condition: a\n")
                RULE("04", "  a: {model: 815}\n  condition: a\n");
    check(rules, ITEM("\"quantity\":8,\"unit_price\":310.5"),
          "01=true [a:quantity=8@0]; 02=true [a:unit_price=310.5@0]; 03=true [a:quantity=8@0]");
    check(rules, ITEM("\"quantity\":\"8.0\",\"unit_price\":310.51"),
          "01=true [a:quantity=8.0@0]; 03=true [a:quantity=8.0@0]");
    check(rules, ITEM("\"model\":\"815\",\"quantity\":7"), "04=true [a:model=815@0]");
    check(rules, ITEM("\"model\":\"x815\",\"quantity\":\"many\""), "");
    check(RULE("01", "  a: {quantity|gt: 9007199254740992}\n  condition: a\n"),
          ITEM("\"quantity\":9007199254740993"), "01=true [a:quantity=9007199254740993@0]");
}

static void addresses(void **state)
{
    (void)state;
    const char *rules = RULE("01", "  a: {ip|cidr: 10.1.0.0/15}\n  condition: a\n")
        RULE("02", "  a: {ip|cidr: '2001:db8::/33'}\n  condition: a\n");
    check(rules, ITEM("\"ip\":\"10.0.255.1\""), "01=true [a:ip=10.0.255.1@0]");
    check(rules, ITEM("\"ip\":\"10.2.0.1\""), "");
    check(rules, ITEM("\"ip\":[\"zz\",\"2001:db8:7fff::1\"]"), "02=true [a:ip=2001:db8:7fff::1@0]");
    check(rules, ITEM("\"ip\":\"2001:db8:8000::1\""), "");
}

static void wildcards(void **state)
{
    (void)state;
    const char *rules = RULE("01", "  a: {product: 'ds-2c?*dahua*x'}\n  condition: a\n");
    check(rules, ITEM("\"product\":\"DS-2CD and dahua x\""),
          "01=true [a:product=DS-2CD and dahua x@0]");
    check(rules, ITEM("\"product\":\"DS-2Cdahua yx\""), "");
    check(rules, ITEM("\"product\":\"DS-2C美dahua x dahua x\""),
          "01=true [a:product=DS-2C美dahua x dahua x@0]");
    check(rules, ITEM("\"product\":\"aDS-2C1dahua x\""), "");
}

static void case_variants(void **state)
{
    (void)state;
    /* Simple folding: K (Kelvin) is k, ſ is s, ẞ is ß; ı is not i, ß is not ss. */
    const char *rules = RULE("01", "  a: {product|contains: 'kiosk'}\n  condition: a\n")
        RULE("02", "  a: {product|re|i: 'kiosk'}\n  condition: a\n")
            RULE("03", "  a: {product|contains|cased: 'kiosk'}\n  condition: a\n")
                RULE("04", "  a: {product|contains: 'straße'}\n  condition: a\n");
    check(rules, ITEM("\"product\":\"a KIOSK\""),
          "01=true [a:product=KIOSK@2]; 02=true [a:product=KIOSK@2]");
    check(rules, ITEM("\"product\":\"kiosk\""),
          "01=true [a:product=kiosk@0]; 02=true "
          "[a:product=kiosk@0]; 03=true [a:product=kiosk@0]");
    check(rules, ITEM("\"product\":\"kıosk\""), "");
    check(rules, ITEM("\"product\":\"STRAẞE\""), "04=true [a:product=STRAẞE@0]");
    check(rules, ITEM("\"product\":\"STRASSE\""), "");
    /* ſ and the Kelvin sign survive only where NFKC does not touch: raw text does not get it. */
    check(RULE("01", "  a: {raw.t|contains: 'kiosk'}\n  condition: a\n")
              RULE("02", "  a: {raw.t|re|i: 'kiosk'}\n  condition: a\n"),
          ITEM("\"t\":\"xx \xE2\x84\xAAioſ\xE2\x84\xAA!\""),
          "01=true [a:raw.t=\xE2\x84\xAAioſ\xE2\x84\xAA@3]; "
          "02=true [a:raw.t=\xE2\x84\xAAioſ\xE2\x84\xAA@3]");
}

static void joins(void **state)
{
    (void)state;
    const char *rules = RULE("01", "  a: {vendor|re|i: 'abcdef'}\n  b: {vendor|contains: abcdef}\n"
                                   "  k: ['abcdef']\n  condition: 1 of them\n");
    check(rules, ITEM("\"vendor\":[\"abc\",\"def\"]"), "");
    check(rules, "{\"kind\":\"purchase\",\"items\":[{\"vendor\":\"abc\"},{\"vendor\":\"def\"}]}",
          "");
    check(rules,
          "{\"kind\":\"purchase\",\"supplier\":{\"name\":\"abc\"},"
          "\"items\":[{\"vendor\":\"def\"}]}",
          "");
}

/* Texts that lie side by side in the scanned buffer do not even make candidates together. */
static void joins_make_no_candidates(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f, RULE("01", "  a: {vendor|contains: abcdef}\n  condition: a\n"),
                 PREFILTER_VECTORSCAN);
    fixture_run(&f, ITEM("\"vendor\":[\"abc\",\"def\"]"));
    assert_int_equal(scanner_counts(f.scanner)->candidates, 0);
    fixture_run(&f, ITEM("\"vendor\":[\"abc\",\"abcdef\"]"));
    assert_int_equal(scanner_counts(f.scanner)->candidates, 1);
    fixture_close(&f);
}

static void evidence_has_an_order(void **state)
{
    (void)state;
    /* By selection as the rule lists them, then field, then place; whatever the condition says. */
    check(RULE("01", "  b: {product|contains: ['zzz', 'yyy']}\n  a: {vendor|contains: abc}\n"
                     "  condition: a or b\n"),
          ITEM("\"product\":[\"yyy zzz\",\"zzz yyy\"],\"vendor\":\"abc\""),
          "01=true [b:product=yyy@0] [b:product=zzz@4] [b:product=zzz@0] [b:product=yyy@4] "
          "[a:vendor=abc@0]");
    /* Where folding changes the bytes before it, the place is still that in the text. */
    check(RULE("01", "  a: {raw.t|contains: kiosk}\n  condition: a\n"),
          ITEM("\"t\":\"\xE2\x84\xAA\xE2\x84\xAA ẞ kiosk\""), "01=true [a:raw.t=kiosk@11]");
    /* What stands below a "not" speaks against the rule, even where the whole is unknown. */
    check(RULE("01", "  a: {model: abc}\n  u: {vendor|re: '^(?:.?x?)*[yz]$'}\n"
                     "  condition: not (a and u)\n"),
          ITEM("\"model\":\"ABC\",\"vendor\":\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\""),
          "01=unknown {vendor ^(?:.?x?)*[yz]$ match-limit}");
}

/* A long text is searched in parts: what stands at their borders is found too. */
static void parts_of_a_text(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f, RULE("01", "  a: {raw.t|re: '!.'}\n  condition: a\n"), PREFILTER_VECTORSCAN);
    enum { LONG = 1500 };
    for (size_t at = 0; at < LONG; at++) {
        struct buf event = {0}, expected = {0};
        buf_add(&event, STR("{\"kind\":\"asset\",\"items\":[{\"t\":\""));
        size_t byte = 0;
        for (size_t n = 0; n < LONG; n++) {
            buf_add(&event, n == at ? STR("!") : n % 3 ? STR("ä") : STR("-"));
            byte += n < at ? (n % 3 ? 2 : 1) : 0;
        }
        buf_add(&event, STR("x\"}]}"));
        buf_add_char(&event, '\0');
        const char *next = at + 1 == LONG ? "x" : (at + 1) % 3 ? "ä" : "-";
        buf_printf(&expected, "01=true [a:raw.t=!%s@%zu]", next, byte);
        if (!str_eq(fixture_run(&f, event.ptr), buf_str(&expected)))
            fail_msg("at %zu: %.*s", at, STR_ARG(buf_str(&f.out)));
        buf_clear(&event);
        buf_clear(&expected);
    }
    fixture_close(&f);
}

static void event_fields_reach_every_item(void **state)
{
    (void)state;
    const char *rules =
        RULE("01", "  s: {supplier.name|contains: huawei}\n  m: {model|contains: router}\n"
                   "  condition: s and m\n") RULE("02", "  p: {purpose|contains: control}\n"
                                                        "  condition: p\n");
    check(rules,
          "{\"kind\":\"purchase\",\"supplier\":{\"name\":\"A Huawei B\"},\"purpose\":\"the "
          "control\",\"items\":[{\"model\":\"router 1\"},{\"model\":\"bus\",\"purpose\":\"x\"},"
          "{\"model\":\"Router\"}]}",
          "01=true [s:supplier.name=Huawei@2] [m:model=router@0]; 02=true "
          "[p:purpose=control@4]; 01=true [s:supplier.name=Huawei@2] [m:model=Router@0]; "
          "02=true [p:purpose=control@4]");
}

static void keywords(void **state)
{
    (void)state;
    const char *rules = RULE("01", "  k: ['hikvision', 'zz']\n  condition: k\n");
    check(rules, ITEM("\"model\":\"Hikvision DS\",\"vendor\":\"hikvision\""),
          "01=true [k:vendor=hikvision@0] [k:model=Hikvision@0]");
    check(rules, ITEM("\"unknown\":\"Hikvision DS\""), "");
    check(rules, "{\"kind\":\"asset\",\"site\":\"Hikvision HQ\",\"items\":[{\"model\":\"1\"}]}",
          "01=true [k:site=Hikvision@0]");
    check(rules, "{\"kind\":\"asset\",\"items\":[{\"model\":\"1\"},{\"model\":\"hikvision zz\"}]}",
          "01=true [k:model=hikvision@0] [k:model=zz@10]");
    check(rules,
          "{\"kind\":\"asset\",\"purpose\":\"hikvision\",\"items\":[{\"purpose\":\"other\"}]}",
          "01=true [k:purpose=hikvision@0]");
}

static void raw_paths(void **state)
{
    (void)state;
    const char *rules = RULE("01", "  a: {raw.Foo.bar|contains: micron}\n  condition: a\n")
        RULE("02", "  a: {raw.x.y: 1.50}\n  condition: a\n")
            RULE("03", "  a: {raw.n: null}\n  condition: a\n")
                RULE("04", "  a: {raw.top: abc}\n  condition: a\n");
    check(rules, ITEM("\"Foo\":[{\"bar\":\"x\"},{\"bar\":[\"y\",\"Micron\"]}],\"n\":1"),
          "01=true [a:raw.Foo.bar=Micron@0]");
    check(rules, ITEM("\"Foo.bar\":\"micron\",\"Foo\":{\"bar\":\"x\"},\"n\":\"\""),
          "01=true [a:raw.Foo.bar=micron@0]");
    check(rules, ITEM("\"foo\":{\"bar\":\"micron\"},\"n\":{}"), "");
    check(rules, ITEM("\"x\":{\"y\":1.50},\"n\":null"), "02=true [a:raw.x.y=1.50@0]; 03=true");
    check(rules, "{\"kind\":\"asset\",\"top\":\"ABC\",\"n\":0,\"items\":[{\"top\":\"x\"},{}]}",
          "04=true [a:raw.top=ABC@0]");
}

static void fieldrefs_and_times(void **state)
{
    (void)state;
    check(RULE("01", "  a: {vendor|fieldref: brand}\n  condition: a\n"),
          ITEM("\"vendor\":\"Abc\",\"brand\":[\"x\",\"aBC\"]"), "01=true [a:vendor=Abc@0]");
    check(RULE("01", "  a: {vendor|fieldref: brand}\n  condition: a\n"),
          ITEM("\"vendor\":\"Abc\",\"brand\":\"ab\""), "");
    const char *hour = RULE("01", "  a: {event.time|hour: 23}\n  condition: a\n");
    check(hour, "{\"kind\":\"asset\",\"time\":\"2026-03-02T01:30:00+02:00\",\"items\":[{}]}",
          "01=true [a:event.time=2026-03-02T01:30:00+02:00@0]");
    check(hour, "{\"kind\":\"asset\",\"time\":\"2026-03-02T23:30:00+02:00\",\"items\":[{}]}", "");
}

static void logsources(void **state)
{
    (void)state;
    const char *rules = "title: one\nid: 00000000-0000-4000-8000-000000000001\nstatus: test\n"
                        "taxonomy: interdict\nlogsource: {product: interdict, category: asset}\n"
                        "level: high\ndetection: {a: {vendor: Abc}, condition: a}\n---\n"
                        "title: two\nid: 00000000-0000-4000-8000-000000000002\nstatus: test\n"
                        "taxonomy: interdict\nlogsource: {product: windows}\n"
                        "level: high\ndetection: {a: {vendor: Abc}, condition: a}\n---\n"
                        "title: three\nid: 00000000-0000-4000-8000-000000000003\nstatus: test\n"
                        "logsource: {product: interdict}\n"
                        "level: high\ndetection: {a: {vendor: Abc}, condition: a}\n";
    check(rules, ITEM("\"vendor\":\"abc\""), "");
    check(rules, "{\"kind\":\"asset\",\"items\":[{\"vendor\":\"abc\"}]}",
          "one=true [a:vendor=abc@0]");
}

static void limits_make_unknown(void **state)
{
    (void)state;
    const char *rules = RULE("01", "  a: {vendor|re: '^(?:.?x?)*[yz]$'}\n  b: {model: abc}\n"
                                   "  condition: a and b\n")
        RULE("02", "  a: {vendor|re: '^(?:.?x?)*[yz]$'}\n  b: {model: abc}\n  condition: a or b\n")
            RULE("03", "  a: {vendor|re: '^(?:.?x?)*[yz]$'}\n  b: {model: abc}\n"
                       "  condition: b and not a\n")
                RULE("04", "  a: {vendor|re: '^(?:.?x?)*[yz]$'}\n  b: {model: abcd}\n"
                           "  condition: a and b\n");
    check(rules,
          ITEM("\"model\":\"ABC\",\"vendor\":\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\""),
          "01=unknown [b:model=ABC@0] {vendor ^(?:.?x?)*[yz]$ match-limit}; "
          "02=true [b:model=ABC@0]; "
          "03=unknown [b:model=ABC@0] {vendor ^(?:.?x?)*[yz]$ match-limit}");
}

static void the_budget_ends(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f, RULE("01", "  a: {vendor|re: '^.$'}\n  condition: a\n"), PREFILTER_VECTORSCAN);
    f.clock.step_us = 2000; /* each look at the clock costs two milliseconds */
    struct buf event = {0};
    buf_add(&event, STR("{\"kind\":\"asset\",\"items\":[{\"vendor\":["));
    for (int i = 0; i < 40; i++)
        buf_printf(&event, "%s\"xx\"", i ? "," : "");
    buf_add(&event, STR("]}]}"));
    buf_add_char(&event, '\0');
    assert_string_equal(event.ptr, event.ptr);
    assert_true(str_is(fixture_run(&f, event.ptr), "01=unknown {vendor ^.$ event-budget}"));
    assert_int_equal(scanner_counts(f.scanner)->budget_exceeded, 1);
    /* The next event has a budget of its own. */
    assert_true(str_is(fixture_run(&f, ITEM("\"vendor\":\"x\"")), "01=true [a:vendor=x@0]"));
    buf_clear(&event);
    fixture_close(&f);
}

static int64_t hardly_any(void *ctx)
{
    (void)ctx;
    static int64_t now;
    return ++now;
}

/* Time that was used counts once, time that the thread had to wait does not. */
static void the_budget_counts_used_time(void **state)
{
    (void)state;
    struct buf event = {0};
    buf_add(&event, STR("{\"kind\":\"asset\",\"items\":[{\"vendor\":["));
    for (int i = 0; i < 60; i++)
        buf_printf(&event, "%s\"xx\"", i ? "," : "");
    buf_add(&event, STR("]}]}"));
    buf_add_char(&event, '\0');
    for (int waits = 0; waits < 2; waits++) {
        struct fixture f;
        fixture_open(&f, RULE("01", "  a: {vendor|re: '^.$'}\n  condition: a\n"),
                     PREFILTER_VECTORSCAN);
        f.clock.step_us = 700;
        f.source.thread_us = waits ? hardly_any : NULL;
        assert_true(str_is(fixture_run(&f, event.ptr),
                           waits ? "" : "01=unknown {vendor ^.$ event-budget}"));
        /* The clock is looked at after each fourth text. */
        if (!waits)
            assert_in_range(scanner_counts(f.scanner)->regex_tried * f.clock.step_us / 4,
                            LIMIT_EVENT_REGEX_US - f.clock.step_us,
                            LIMIT_EVENT_REGEX_US + 2 * f.clock.step_us);
        fixture_close(&f);
    }
    buf_clear(&event);
}

static void long_fields(void **state)
{
    (void)state;
    const char *rules = RULE("01", "  a: {product|re|i: 'micron\\b'}\n  condition: a\n")
        RULE("02", "  a: {product|contains: 'Micron'}\n  condition: a\n")
            RULE("03", "  a: {product|re: '^zzz$'}\n  condition: a\n");
    enum { LONG = 70000 };
    static const struct {
        size_t at;
        const char *expected;
    } cases[] = {
        {100, "01=true [a:product=micron@100]; 02=true [a:product=micron@100]"},
        {65529, "01=true [a:product=micron@65529]; 02=true [a:product=micron@65529]"},
        {65530, "01=unknown {product micron\\b field-bytes}; 02=true [a:product=micron@65530]"},
        {65533, "01=unknown {product micron\\b field-bytes}; 02=true [a:product=micron@65533]"},
        {69000, "01=unknown {product micron\\b field-bytes}; 02=true [a:product=micron@69000]"},
        {LONG, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf event = {0};
        buf_add(&event, STR("{\"kind\":\"asset\",\"items\":[{\"product\":\""));
        for (size_t n = 0; n < LONG; n++) {
            bool here = n == cases[i].at;
            buf_add(&event, here ? STR("micron") : STR("-"));
            n += here ? 5 : 0;
        }
        buf_add(&event, STR("\"}]}"));
        buf_add_char(&event, '\0');
        check(rules, event.ptr, cases[i].expected);
        buf_clear(&event);
    }
}

/* A regex that PCRE2 alone would spend seconds on
 * ends with the budget. */
static void hostile_texts(void **state)
{
    (void)state;
    static const char *const patterns[] = {"(?:a|b)*+[cd]", "([a-b]*)\\1[!?]",
                                           "^[ab]*?[bc]*?[ab]*?[ac]*?[!?]", "(a+b?)+[cd]"};
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        struct buf rules = {0}, event = {0};
        buf_printf(&rules,
                   "title: one\nid: 00000000-0000-4000-8000-000000000001\nstatus: test\n"
                   "taxonomy: interdict\nlogsource: {product: interdict}\nlevel: high\n"
                   "detection: {a: {product|re: '%s'}, condition: a}\n",
                   patterns[i]);
        buf_add_char(&rules, '\0');
        buf_add(&event, STR("{\"kind\":\"asset\",\"items\":[{\"product\":\""));
        for (int n = 0; n < 30000; n++)
            buf_add(&event, STR("ab"));
        buf_add(&event, STR("\"}]}"));
        struct fixture f;
        fixture_open(&f, rules.ptr, PREFILTER_VECTORSCAN);
        f.source = clock_system;
        const struct event *decoded = fixture_decode(&f, buf_str(&event));
        int64_t before = clock_thread_us(&clock_system);
        scanner_run(f.scanner, decoded, decoder_arena(f.decoder), fixture_found, &f);
        int64_t took = clock_thread_us(&clock_system) - before;
        assert_int_equal(f.matches, 1);
        assert_true(str_starts(buf_str(&f.out), STR("one=unknown")));
        /* Five milliseconds by the budget, of processor time; slow machines need room. */
        if (took > 100000)
            fail_msg("%s took %lld us", patterns[i], (long long)took);
        print_message("%s: %lld us\n", patterns[i], (long long)took);
        fixture_close(&f);
        buf_clear(&rules);
        buf_clear(&event);
    }
}

struct maker_case {
    struct fixture *f;
    const char *text;
    enum truth truth;
};

static bool ask_maker(void *ctx, const struct match *match)
{
    struct maker_case *c = ctx;
    c->truth = scanner_is_maker(c->f->scanner, match, str_of(c->text));
    return true;
}

static void makers(void **state)
{
    (void)state;
    static const struct {
        const char *rules, *text;
        enum truth expected;
    } cases[] = {
        {RULE("01", "  a: {vendor|re|i: 'micron'}\n  b: {model: abc}\n  condition: a or b\n"),
         "MICRON Ltd", TRUTH_TRUE},
        {RULE("01", "  a: {vendor|re|i: 'micron'}\n  b: {model: abc}\n  condition: a or b\n"),
         "Mikron", TRUTH_FALSE},
        {RULE("01", "  a: {vendor|re|i: 'micron'}\n  b: {model: abc}\n  condition: a and b\n"),
         "Micron", TRUTH_TRUE},
        {RULE("01", "  b: {model: abc}\n  condition: b\n"), "Micron", TRUTH_UNKNOWN},
        {RULE("01", "  b: {model: abc}\n  n: {vendor: Pall}\n  condition: b and not n\n"), "Micron",
         TRUTH_UNKNOWN},
        {RULE("01", "  a: {vendor|contains: micron}\n  n: {vendor: Micron Filters}\n"
                    "  b: {model: abc}\n  condition: (a or b) and not n\n"),
         "micron filters", TRUTH_FALSE},
        {RULE("01", "  a: {vendor|contains: micron}\n  n: {vendor: Micron Filters}\n"
                    "  b: {model: abc}\n  condition: (a or b) and not n\n"),
         "micron memory", TRUTH_TRUE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture f;
        fixture_open(&f, cases[i].rules, PREFILTER_VECTORSCAN);
        struct maker_case c = {&f, cases[i].text, TRUTH_FALSE};
        const struct event *event =
            fixture_decode(&f, STR(ITEM("\"vendor\":\"Micron\",\"model\":\"abc\"")));
        unsigned before = (unsigned)scanner_counts(f.scanner)->matches;
        scanner_run(f.scanner, event, decoder_arena(f.decoder), ask_maker, &c);
        assert_int_equal(scanner_counts(f.scanner)->matches, before + 1);
        if (c.truth != cases[i].expected)
            fail_msg("case %zu: %d", i, c.truth);
        fixture_close(&f);
    }
}

static bool only_two(void *ctx, const struct match *match)
{
    (void)match;
    return ++*(int *)ctx < 2;
}

static void stops_when_told(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f,
                 RULE("01", "  a: {vendor: abc}\n  condition: a\n")
                     RULE("02", "  a: {vendor: abc}\n  condition: a\n"),
                 PREFILTER_VECTORSCAN);
    const struct event *event = fixture_decode(
        &f, STR("{\"kind\":\"asset\",\"items\":[{\"vendor\":\"abc\"},{\"vendor\":\"abc\"}]}"));
    int seen = 0;
    scanner_run(f.scanner, event, decoder_arena(f.decoder), only_two, &seen);
    assert_int_equal(seen, 2);
    fixture_close(&f);
}

static void mistakes_leave_the_others(void **state)
{
    (void)state;
    struct fixture f;
    fixture_open(&f,
                 RULE("01", "  a: {vendor|re: 'a(b'}\n  condition: a\n")
                     RULE("02", "  a: {vendor: abc}\n  condition: a\n")
                 /* The same again, behind escapes, and in a block. */
                 RULE("03", "  a: {vendor|re: 'a(b'}\n  condition: a\n")
                     RULE("04", "  a: {vendor|re: \"\\t\\u7f8e\\x41a(b\"}\n  condition: a\n") RULE(
                         "05", "  a:\n    vendor|re: |-\n      x\n      a(b\n  condition: a\n"),
                 PREFILTER_VECTORSCAN);
    static const struct {
        unsigned column;
        const char *text;
    } expected[] = {{22, "(at character 4)"}, /* behind the b */
                    {22, "(at character 4)"},
                    {34, "(at character 7)"},
                    {10, "(at character 6)"}};
    assert_int_equal(f.diags.errors, 4);
    size_t found = 0;
    for (size_t i = 0; i < f.diags.count; i++) {
        const struct diag *diag = &f.diags.items[i];
        if (diag->severity != SEVERITY_ERROR)
            continue;
        assert_string_equal(diag->code, "bad-regex");
        assert_true(found || diag->place.line == 8);
        assert_int_equal(diag->place.column, expected[found].column);
        assert_non_null(strstr(diag->message, "missing closing parenthesis"));
        assert_non_null(strstr(diag->message, expected[found].text));
        found++;
    }
    assert_int_equal(found, 4);
    struct matcher_stats stats;
    matcher_stats(f.matcher, &stats);
    assert_int_equal(stats.rules, 1);
    assert_true(str_is(fixture_run(&f, ITEM("\"vendor\":\"ABC\"")), "02=true [a:vendor=ABC@0]"));
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(regex_and_literals),
        cmocka_unit_test(not_and_or),
        cmocka_unit_test(rules_without_hits),
        cmocka_unit_test(numbers),
        cmocka_unit_test(addresses),
        cmocka_unit_test(wildcards),
        cmocka_unit_test(case_variants),
        cmocka_unit_test(joins),
        cmocka_unit_test(joins_make_no_candidates),
        cmocka_unit_test(evidence_has_an_order),
        cmocka_unit_test(parts_of_a_text),
        cmocka_unit_test(event_fields_reach_every_item),
        cmocka_unit_test(keywords),
        cmocka_unit_test(raw_paths),
        cmocka_unit_test(fieldrefs_and_times),
        cmocka_unit_test(logsources),
        cmocka_unit_test(limits_make_unknown),
        cmocka_unit_test(the_budget_ends),
        cmocka_unit_test(the_budget_counts_used_time),
        cmocka_unit_test(long_fields),
        cmocka_unit_test(hostile_texts),
        cmocka_unit_test(makers),
        cmocka_unit_test(stops_when_told),
        cmocka_unit_test(mistakes_leave_the_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
