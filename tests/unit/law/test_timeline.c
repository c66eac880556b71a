#include "law/world.h"

#include "law/timeline.h"

static day_t day(const char *text)
{
    day_t result = DAY_NONE;
    if (!day_parse(str_of(text), &result))
        fail_msg("'%s' is no day", text);
    return result;
}

static void open_with(struct world *world, const char *changes)
{
    world_open(world);
    world_add_rule(world, NULL);
    world_add_instrument(world, changes);
    world_start(world);
}

/* The changes after the first day, up to and including the second, a line each. */
static void assert_turns(const char *changes, const char *after, const char *through,
                         const char *expected)
{
    struct world world;
    struct turns turns;
    struct buf got = {0};
    open_with(&world, changes);
    turns_find(world.law, day(after), day(through), &turns);
    for (size_t i = 0; i < turns.count; i++) {
        const struct turn *turn = &turns.items[i];
        char text[16];
        day_format(turn->day, text);
        buf_printf(&got, "%s %s: %.*s\n", text, turn_name(turn->kind),
                   STR_ARG(turn_text(turn, &world.arena)));
    }
    assert_str(buf_str(&got), expected);
    buf_clear(&got);
    turns_clear(&turns);
    world_close(&world);
}

static void an_instrument_has_four_states(void **state)
{
    (void)state;
    static const struct {
        const char *day;
        enum standing standing;
        const char *cited;
    } rows[] = {
        {"2023-04-30", STANDING_NOT_ADOPTED, "2023-05-21"},
        {"2023-05-01", STANDING_UPCOMING, "2023-05-21"},
        {"2023-05-20", STANDING_UPCOMING, "2023-05-21"},
        {"2023-05-21", STANDING_IN_FORCE, "2023-05-21"},
        {"2025-12-31", STANDING_IN_FORCE, "2025-12-31"},
        {"2026-01-01", STANDING_ENDED, "2025-12-31"},
    };
    struct world world;
    open_with(&world, "until: 2025-12-31");
    const struct instrument *instrument = law_at(world.law, 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        enum standing got = instrument_standing(instrument, day(rows[i].day));
        if (got != rows[i].standing)
            fail_msg("on %s it is %s", rows[i].day, standing_name(got));
        assert_int_equal(instrument_cited_day(instrument, day(rows[i].day)), day(rows[i].cited));
    }
    world_close(&world);
}

static void a_verification_grows_old(void **state)
{
    (void)state;
    struct world world;
    open_with(&world, NULL);
    const struct instrument *instrument = law_at(world.law, 0);
    assert_false(instrument_is_stale(instrument, day("2026-11-22"), 0));
    assert_true(instrument_is_stale(instrument, day("2026-11-23"), 0));
    assert_false(instrument_is_stale(instrument, day("2027-05-21"), 180));
    assert_true(instrument_is_stale(instrument, day("2027-05-22"), 180));
    world_close(&world);
}

static void its_own_days_are_changes(void **state)
{
    (void)state;
    const char *changes = "until: 2025-12-31\n"
                          "spares: {contracts_before: 2023-05-01, in_use_until: 2024-06-30}";
    assert_turns(changes, "2020-01-01", "2030-01-01",
                 "2023-05-01 adopted: adopted; takes effect on 2023-05-21\n"
                 "2023-05-01 contracts-reached: contracts dated from this day on are not spared\n"
                 "2023-05-21 in-force: comes into force\n"
                 "2024-07-01 use-reached: things already in use are no longer spared\n"
                 "2026-01-01 ended: has ended; the last day was 2025-12-31\n");
    /* The first day is known already, the second is asked for. */
    assert_turns(changes, "2023-05-01", "2023-05-21", "2023-05-21 in-force: comes into force\n");
    assert_turns(changes, "2023-05-21", "2024-06-30", "");
    assert_turns("adopted: 2023-05-21", "2020-01-01", "2030-01-01",
                 "2023-05-21 in-force: comes into force\n");
    assert_turns("force: advisory\nreported: true", "2023-05-10", "2030-01-01",
                 "2023-05-21 in-force: comes into force (as the press reports)\n");
}

#define ACT "{law: {en: The Act}, article: "

static void articles_come_and_go(void **state)
{
    (void)state;
    const char *renumbered =
        "provisions: [" ACT "'35', until: 2025-12-31}, " ACT "'36', until: 2025-12-31}, " ACT
        "'37', effective: 2026-01-01}, " ACT "'38', effective: 2026-01-01, inferred: true}]";
    assert_turns(renumbered, "2025-01-01", "2026-12-31",
                 "2026-01-01 article-renumbered: 35 becomes 37: The Act\n"
                 "2026-01-01 article-renumbered: 36 becomes 38 (inferred, not read): The Act\n");
    /* Two go and one comes: which became which, nobody knows. */
    assert_turns("provisions: [" ACT "'35', until: 2025-12-31}, " ACT
                 "'36', until: 2025-12-31}, " ACT "'37', effective: 2026-01-01}]",
                 "2025-01-01", "2026-12-31",
                 "2026-01-01 article-added: 37 is cited from now on: The Act\n"
                 "2026-01-01 article-ended: 35 is cited no longer: The Act\n"
                 "2026-01-01 article-ended: 36 is cited no longer: The Act\n");
    assert_turns("provisions: [" ACT "'1', until: 2025-12-31}, {law: {en: Another Act}, article: "
                 "'1', effective: 2026-01-01}]",
                 "2025-01-01", "2026-12-31",
                 "2026-01-01 article-added: 1 is cited from now on: Another Act\n"
                 "2026-01-01 article-ended: 1 is cited no longer: The Act\n");
}

static void articles_outside_the_instruments_days_are_none(void **state)
{
    (void)state;
    assert_turns("until: 2025-12-31\nprovisions: [" ACT
                 "'1', effective: 2010-01-01, until: 2020-12-31}, " ACT
                 "'2', effective: 2021-01-01, until: 2025-12-31}, " ACT
                 "'3', effective: 2026-01-01}, " ACT "'4', effective: 2023-05-21}]",
                 "2000-01-01", "2030-01-01",
                 "2023-05-01 adopted: adopted; takes effect on 2023-05-21\n"
                 "2023-05-21 in-force: comes into force\n"
                 "2026-01-01 ended: has ended; the last day was 2025-12-31\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_instrument_has_four_states),
        cmocka_unit_test(a_verification_grows_old),
        cmocka_unit_test(its_own_days_are_changes),
        cmocka_unit_test(articles_come_and_go),
        cmocka_unit_test(articles_outside_the_instruments_days_are_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
