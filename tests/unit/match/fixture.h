/* Rules as YAML, events as JSON, matches as text: what the tests of match/ share. */
#ifndef TESTS_UNIT_MATCH_FIXTURE_H
#define TESTS_UNIT_MATCH_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/yaml.h"
#include "event/decode.h"
#include "match/match.h"

/* A clock that the test moves. */
struct fixture_clock {
    int64_t now_us, step_us; /* each look moves it on */
};

static int64_t fixture_wall(void *ctx)
{
    (void)ctx;
    return 0;
}

static int64_t fixture_monotonic(void *ctx)
{
    struct fixture_clock *clock = ctx;
    clock->now_us += clock->step_us;
    return clock->now_us;
}

struct fixture {
    struct diags diags;
    struct rule_set *rules;
    struct matcher *matcher;
    struct scanner *scanner;
    struct decoder *decoder;
    struct fixture_clock clock;
    struct clock_source source;
    struct buf out; /* what the last run matched */
    size_t matches;
    bool with_evidence, raw;
};

static void fixture_open(struct fixture *f, const char *yaml, enum prefilter_backend backend)
{
    *f = (struct fixture){.with_evidence = true};
    f->source = (struct clock_source){fixture_wall, fixture_monotonic, &f->clock};
    diags_init(&f->diags);
    f->rules = rule_set_new();
    struct yaml_file file;
    yaml_load_bytes("test.yaml", str_of(yaml), &f->diags, &file);
    rule_set_load(f->rules, &file, &f->diags);
    yaml_file_clear(&file);
    rule_set_check(f->rules, &f->diags);
    struct matcher_options options = {backend};
    assert_int_equal(matcher_new(f->rules, &options, &f->diags, &f->matcher), 0);
    f->scanner = scanner_new(f->matcher, &f->source);
    assert_non_null(f->scanner);
    f->decoder = decoder_new(NULL);
}

static void fixture_close(struct fixture *f)
{
    buf_clear(&f->out);
    scanner_free(f->scanner);
    matcher_free(f->matcher);
    rule_set_free(f->rules);
    diags_clear(&f->diags);
    decoder_free(f->decoder);
}

static const struct event *fixture_decode(struct fixture *f, struct str json)
{
    static const struct record_meta meta = {.timestamp_ms = -1};
    const struct event *event = NULL;
    struct error error = {0};
    enum reject_reason reason = f->raw ? decoder_raw(f->decoder, json, &meta, &event, &error)
                                       : decoder_native(f->decoder, json, &meta, &event, &error);
    if (reason != REJECT_NONE) {
        print_error("%.*s: %s: %s\n", STR_ARG(str_head(json, 300)), reject_name(reason),
                    error.message);
        fail();
    }
    return event;
}

static bool fixture_found(void *ctx, const struct match *match)
{
    struct fixture *f = ctx;
    struct buf *out = &f->out;
    static const char *const truths[] = {"false", "true", "unknown"};
    f->matches++;
    buf_printf(out, "%s%.*s", out->len ? "; " : "", STR_ARG(match->rule->title));
    buf_printf(out, "=%s", truths[match->truth]);
    for (size_t i = 0; f->with_evidence && i < match->evidence_count; i++) {
        const struct evidence *e = &match->evidence[i];
        struct str text = {e->value->text.ptr + e->start, e->end - e->start};
        buf_printf(out, " [%.*s:%s%.*s=%.*s@%zu]", STR_ARG(e->selection),
                   e->field.field == FIELD_RAW ? "raw." : field_name(e->field.field),
                   STR_ARG(e->field.field == FIELD_RAW ? e->field.path : STR("")), STR_ARG(text),
                   e->start);
    }
    for (size_t i = 0; f->with_evidence && i < match->incomplete_count; i++) {
        const struct incomplete *m = &match->incomplete[i];
        buf_printf(out, " {%s %.*s %s}", field_name(m->field.field), STR_ARG(m->pattern), m->limit);
    }
    return true;
}

/* The matches of one event as "title=true [selection:field=text@byte] …; title=…". */
static struct str fixture_run(struct fixture *f, const char *json)
{
    const struct event *event = fixture_decode(f, str_of(json));
    buf_reset(&f->out);
    f->matches = 0;
    scanner_run(f->scanner, event, decoder_arena(f->decoder), fixture_found, f);
    return buf_str(&f->out);
}

#endif
