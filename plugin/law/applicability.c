#include "law/applicability.h"

#include "law/country.h"
#include "law/limits.h"

enum { REASONS_MAX = 48 };

/* A weighing under way: sentences gather in a fixed array and are copied once. */
struct bench {
    struct facts *facts;
    const struct link *link;
    const struct instrument *instrument;
    struct weighing *out;
    struct str reasons[REASONS_MAX];
    size_t reason_count;
    day_t day; /* in the instrument's zone */
    bool upcoming;
};

static void say(struct bench *bench, struct str reason)
{
    if (bench->reason_count < REASONS_MAX)
        bench->reasons[bench->reason_count++] = reason;
}

static void fail(struct bench *bench, enum stage stage, struct str reason)
{
    bench->out->failed = stage;
    say(bench, reason);
}

static void miss(struct weighing *out, const char *field)
{
    for (size_t i = 0; i < out->missing_count; i++)
        if (strcmp(out->missing[i], field) == 0)
            return;
    if (out->missing_count < MISSING_MAX)
        out->missing[out->missing_count++] = field;
}

static struct str day_text(struct bench *bench, day_t day)
{
    char text[16];
    day_format(day, text);
    return arena_dup(bench->facts->arena, str_of(text));
}

/* ---- The act ---- */

static struct str other_acts(struct bench *bench)
{
    const bool *prohibits = bench->instrument->prohibits;
    struct str text = {0};
    for (int act = ACT_IMPORT; act <= ACT_FUND; act++) {
        if (!prohibits[act])
            continue;
        struct str name = str_of(act_name((enum act)act));
        text = text.len ? TEXT(bench->facts->arena, text, STR(", "), name) : name;
    }
    return text;
}

static void weigh_act(struct bench *bench)
{
    const bool *prohibits = bench->instrument->prohibits;
    bool purchase = bench->facts->event->kind == EVENT_PURCHASE;
    if (prohibits[purchase ? ACT_PURCHASE : ACT_USE]) {
        say(bench, purchase ? STR("It forbids purchase, and this is a purchase.")
                            : STR("It forbids use, and this asset is in use."));
    } else if (!purchase) {
        fail(bench, STAGE_ACT, STR("It does not forbid use, and the event shows use only."));
    } else if (prohibits[ACT_USE]) {
        bench->out->advisory_at_most = true;
        say(bench, STR("It forbids use, not purchase: what is bought here may not be used, which "
                       "is advisory."));
    } else {
        bench->out->advisory_at_most = true;
        say(bench,
            TEXT(bench->facts->arena, STR("It governs acts that no event shows ("),
                 other_acts(bench), STR("), not the purchase itself, which is advisory at most.")));
    }
}

/* ---- Who is bound ---- */

struct bound {
    enum truth truth;
    bool lacks_country, lacks_roles, lacks_name;
};

static struct bound bound_by_role(const struct facts *facts, const struct binding *binding)
{
    bool anywhere = !binding->country.len, holds = false;
    struct str own = facts->org.country;
    for (size_t i = 0; i < facts->role_count; i++) {
        const struct held_role *held = &facts->roles[i];
        if (held->role != binding->role_term)
            continue;
        if (anywhere || (held->country.len && country_within(held->country, binding->country)))
            return (struct bound){.truth = TRUTH_TRUE};
        holds |= !held->country.len;
    }
    /* Without a list, roles are unknown in the organisation's own country, absent elsewhere. */
    if (facts->org.roles_known && !holds)
        return (struct bound){.truth = TRUTH_FALSE};
    if (!anywhere && own.len && !country_within(own, binding->country))
        return (struct bound){.truth = TRUTH_FALSE};
    struct bound bound = {.truth = TRUTH_UNKNOWN,
                          .lacks_country = !anywhere && !own.len,
                          .lacks_roles = !facts->org.roles_known};
    if (!bound.lacks_country && !bound.lacks_roles)
        bound.truth = TRUTH_TRUE;
    return bound;
}

static struct bound bound_by(const struct facts *facts, const struct binding *binding)
{
    struct bound bound = {.truth = TRUTH_TRUE};
    struct str own = facts->org.country;
    if (binding->role.len)
        bound = bound_by_role(facts, binding);
    else if (binding->country.len && !own.len)
        bound = (struct bound){.truth = TRUTH_UNKNOWN, .lacks_country = true};
    else if (binding->country.len && !country_within(own, binding->country))
        bound.truth = TRUTH_FALSE;
    if (!binding->organisation.len || bound.truth == TRUTH_FALSE)
        return bound;
    switch (facts_is_organisation(facts, binding->organisation, binding->organisation_folded)) {
    case TRUTH_TRUE:
        break;
    case TRUTH_FALSE:
        bound = (struct bound){.truth = TRUTH_FALSE};
        break;
    case TRUTH_UNKNOWN:
        bound.truth = TRUTH_UNKNOWN;
        bound.lacks_name = true;
    }
    return bound;
}

static void weigh_bound(struct bench *bench)
{
    const struct instrument *instrument = bench->instrument;
    struct arena *arena = bench->facts->arena;
    struct bound all = {.truth = TRUTH_FALSE};
    for (size_t i = 0; i < instrument->bind_count; i++) {
        struct bound one = bound_by(bench->facts, &instrument->binds[i]);
        if (one.truth == TRUTH_TRUE) {
            say(bench, TEXT(arena, STR("The organisation is bound: "), instrument->binds[i].text,
                            STR(".")));
            return;
        }
        if (one.truth == TRUTH_UNKNOWN) {
            all.truth = TRUTH_UNKNOWN;
            all.lacks_country |= one.lacks_country;
            all.lacks_roles |= one.lacks_roles;
            all.lacks_name |= one.lacks_name;
        }
    }
    if (all.truth == TRUTH_FALSE) {
        fail(bench, STAGE_BOUND,
             TEXT(arena, STR("It binds "), instrument->binds_text, STR("; the organisation ("),
                  facts_describe_org(bench->facts), STR(") is not among them.")));
        return;
    }
    if (all.lacks_country)
        miss(bench->out, "org.country");
    if (all.lacks_roles)
        miss(bench->out, "org.roles");
    if (all.lacks_name)
        miss(bench->out, "org.name");
    say(bench,
        TEXT(arena, STR("It binds "), instrument->binds_text, STR("; whether the organisation ("),
             facts_describe_org(bench->facts), STR(") is among them is not known.")));
}

/* ---- The day ---- */

static void weigh_day(struct bench *bench)
{
    const struct instrument *instrument = bench->instrument;
    struct arena *arena = bench->facts->arena;
    bench->day = facts_day(bench->facts, instrument->timezone);
    if (bench->day == DAY_NONE) {
        miss(bench->out, "event.time");
        say(bench, STR("The day of the event is not known."));
        return;
    }
    struct str day = day_text(bench, bench->day);
    struct str effective = day_text(bench, instrument->effective);
    if (bench->day > instrument->until) {
        fail(bench, STAGE_DAY,
             TEXT(arena, STR("It ended on "), day_text(bench, instrument->until), STR(", before "),
                  day, STR(".")));
    } else if (bench->day >= instrument->effective) {
        say(bench, TEXT(arena, STR("It is in force since "), effective,
                        STR("; the day of the event is "), day, STR(".")));
    } else if (bench->day >= instrument->adopted) {
        bench->upcoming = true;
        say(bench, TEXT(arena, STR("It is adopted and takes effect on "), effective,
                        STR("; the day of the event is "), day, STR(".")));
    } else {
        fail(bench, STAGE_DAY,
             TEXT(arena, STR("It was adopted on "), day_text(bench, instrument->adopted),
                  STR(", after "), day, STR(".")));
    }
}

/* ---- What it spares ---- */

static void weigh_spared_contracts(struct bench *bench)
{
    const struct event *event = bench->facts->event;
    struct arena *arena = bench->facts->arena;
    struct str limit = day_text(bench, bench->instrument->spares_contracts_before);
    if (!event->has_contract_date) {
        miss(bench->out, "contract.date");
        say(bench, TEXT(arena, STR("It spares contracts dated before "), limit,
                        STR("; the contract's date is not known.")));
        return;
    }
    struct str date = day_text(bench, event->contract_date);
    if (event->contract_date < bench->instrument->spares_contracts_before)
        fail(bench, STAGE_DAY,
             TEXT(arena, STR("It spares contracts dated before "), limit,
                  STR("; this one is dated "), date, STR(".")));
    else
        say(bench, TEXT(arena, STR("It spares contracts dated before "), limit,
                        STR(", and this one, dated "), date, STR(", is none of them.")));
}

/* An asset event shows that a thing is in use, not since when; a contract from before the
 * instrument took effect does. */
static void weigh_spared_use(struct bench *bench)
{
    const struct event *event = bench->facts->event;
    const struct instrument *instrument = bench->instrument;
    struct arena *arena = bench->facts->arena;
    struct str limit = day_text(bench, instrument->spares_in_use_until);
    if (bench->day != DAY_NONE && bench->day > instrument->spares_in_use_until) {
        say(bench, TEXT(arena, STR("It spared things already in use until "), limit,
                        STR(", which is over.")));
    } else if (!event->has_contract_date) {
        miss(bench->out, "contract.date");
        say(bench, TEXT(arena, STR("It spares things already in use until "), limit,
                        STR("; since when this one is in use is not known.")));
    } else if (event->contract_date >= instrument->effective) {
        say(bench, TEXT(arena, STR("It spares things already in use until "), limit,
                        STR("; this one was contracted later, on "),
                        day_text(bench, event->contract_date), STR(".")));
    } else if (bench->day != DAY_NONE) {
        fail(bench, STAGE_DAY,
             TEXT(arena, STR("It spares things already in use until "), limit,
                  STR("; this one was contracted on "), day_text(bench, event->contract_date),
                  STR(", before it took effect.")));
    }
}

static void weigh_spared(struct bench *bench)
{
    const struct instrument *instrument = bench->instrument;
    bool purchase = bench->facts->event->kind == EVENT_PURCHASE;
    if (purchase && instrument->spares_contracts_before != DAY_NONE)
        weigh_spared_contracts(bench);
    if (!purchase && instrument->spares_in_use_until != DAY_NONE)
        weigh_spared_use(bench);
}

/* ---- Links and limits ---- */

static void take_findings(struct bench *bench, const struct findings *findings, enum truth only)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        if (only == TRUTH_FALSE && finding->truth != TRUTH_FALSE)
            continue;
        if (finding->truth == TRUTH_UNKNOWN && finding->missing)
            miss(bench->out, finding->missing);
        if (finding->text.len)
            say(bench, finding->text);
    }
}

static enum reach weaker(enum reach a, enum reach b)
{
    return a > b ? a : b;
}

static struct str reach_text(enum reach reach)
{
    switch (reach) {
    case REACH_NAMED:
        return STR(" by name.");
    case REACH_AFFILIATE:
        return STR(" as an affiliate.");
    default:
        return STR(" by inference only.");
    }
}

/* The entries of `restricts` are alternatives: one that holds is enough, and the weakest that is
 * not excluded by its own limits says how far the instrument reaches. */
static void weigh_links(struct bench *bench)
{
    const struct link *link = bench->link;
    struct arena *arena = bench->facts->arena;
    struct findings findings[LIMITS_MAX_LINKS];
    enum truth truths[LIMITS_MAX_LINKS], best = link->by_rule ? TRUTH_TRUE : TRUTH_FALSE;
    size_t count =
        link->restriction_count < LIMITS_MAX_LINKS ? link->restriction_count : LIMITS_MAX_LINKS;
    enum reach reach = REACH_NAMED;
    bool brand_excluded = false;
    if (link->by_rule) {
        reach = link->rule_reach;
        say(bench, TEXT(arena, STR("The rule itself names this instrument, which reaches it"),
                        reach_text(link->rule_reach)));
    }
    for (size_t i = 0; i < count; i++) {
        const struct restriction *entry = link->restrictions[i];
        struct limits limits = entry->limits;
        if (!limits.has_component) { /* the entry's own word counts before the instrument's */
            limits.has_component = bench->instrument->limits.has_component;
            limits.component = bench->instrument->limits.component;
        }
        truths[i] = limits_weigh(bench->facts, &limits, &findings[i]);
        if (truths[i] == TRUTH_FALSE) {
            brand_excluded |= str_starts(entry->tag, STR("brand."));
            continue;
        }
        if (best != TRUTH_TRUE)
            best = truths[i];
        reach = weaker(reach, weaker(entry->reach, findings[i].reach));
    }
    for (size_t i = 0; i < count; i++) {
        const struct restriction *entry = link->restrictions[i];
        if (truths[i] == TRUTH_FALSE && best != TRUTH_FALSE)
            continue; /* another entry leads there */
        say(bench, TEXT(arena, STR("It restricts "), entry->tag, reach_text(entry->reach)));
        /* What one entry lacks is not missing when another one holds without it. */
        if (truths[i] == best)
            take_findings(bench, &findings[i], best);
    }
    if (best == TRUTH_FALSE) {
        bench->out->failed = STAGE_LIMITS;
        return;
    }
    if (link->unlisted_brand.len) {
        reach = REACH_INFERRED;
        say(bench, TEXT(arena, STR("It does not list "), link->unlisted_brand,
                        STR(", which is therefore reached by inference only.")));
    } else if (brand_excluded) {
        reach = REACH_INFERRED;
        say(bench, STR("What it says of the brand does not cover this item, which is therefore "
                       "reached by inference only."));
    }
    bench->out->judgement.reach = weaker(bench->out->judgement.reach, reach);
}

static void weigh_limits(struct bench *bench)
{
    struct findings findings;
    struct limits limits = bench->instrument->limits;
    if (bench->link->restriction_count)
        limits.has_component = false; /* weighed with the entries */
    enum truth truth = limits_weigh(bench->facts, &limits, &findings);
    take_findings(bench, &findings, truth);
    if (truth == TRUTH_FALSE) {
        bench->out->failed = STAGE_LIMITS;
        return;
    }
    bench->out->judgement.reach = weaker(bench->out->judgement.reach, findings.reach);
}

/* ---- Exceptions and the result ---- */

static const struct exception *find_exception(struct bench *bench)
{
    struct facts *facts = bench->facts;
    struct arena *arena = facts->arena;
    const struct exception *found = NULL;
    facts_exceptions(facts);
    for (size_t i = 0; i < facts->exception_count; i++) {
        const struct exception *exception = facts->exceptions[i];
        if (!exception_names(exception, bench->instrument->id))
            continue;
        if (bench->day == DAY_NONE) {
            facts_note(facts, "event.time", "exception-without-day",
                       TEXT(arena, STR("exception "), exception->id,
                            STR(" is not applied: the day of the event is not known")));
        } else if (bench->day > exception->until) {
            facts_note(facts, "event.time", "exception-expired",
                       TEXT(arena, STR("exception "), exception->id, STR(" (ticket "),
                            exception->ticket, STR(") ended on "),
                            day_text(bench, exception->until), STR(" and is not applied")));
        } else if (bench->day < exception->from) {
            facts_note(facts, "event.time", "exception-not-yet",
                       TEXT(arena, STR("exception "), exception->id, STR(" (ticket "),
                            exception->ticket, STR(") begins on "),
                            day_text(bench, exception->from), STR(" and is not applied")));
        } else if (!found) {
            found = exception;
        }
    }
    return found;
}

static void except(struct bench *bench)
{
    const struct exception *exception = find_exception(bench);
    if (!exception)
        return;
    bench->out->judgement.exception = exception;
    say(bench, TEXT(bench->facts->arena, STR("The exception "), exception->id, STR(" (ticket "),
                    exception->ticket, STR(", approved by "), exception->approved_by,
                    STR(") covers it until "), day_text(bench, exception->until), STR(".")));
}

static enum applicability conclude(struct bench *bench)
{
    const struct instrument *instrument = bench->instrument;
    struct weighing *out = bench->out;
    if (out->failed != STAGE_NONE)
        return APPLIES_NOT;
    /* Known not to be in force yet: what else is missing cannot make it binding. */
    if (bench->upcoming)
        return APPLIES_UPCOMING;
    bool could_bind = instrument->force == FORCE_BINDING && !out->advisory_at_most;
    if (could_bind)
        except(bench);
    if (out->missing_count)
        return APPLIES_UNDETERMINED;
    if (!could_bind)
        return APPLIES_ADVISORY;
    if (instrument->unless != UNLESS_NONE && !out->judgement.exception) {
        say(bench, TEXT(bench->facts->arena, STR("It forbids this only without "),
                        instrument->unless == UNLESS_APPROVAL      ? STR("an approval")
                        : instrument->unless == UNLESS_CERTIFICATE ? STR("a certificate")
                                                                   : STR("a review"),
                        STR(", and no event shows whether that was given.")));
        return APPLIES_UNDETERMINED;
    }
    return APPLIES_BINDING;
}

/* As the law stood on the day; of a law to come, as it will stand when it takes effect. */
static void cite(struct bench *bench)
{
    const struct instrument *instrument = bench->instrument;
    struct judgement *judgement = &bench->out->judgement;
    day_t day = bench->upcoming ? instrument->effective : bench->day;
    const struct provision **in_force =
        ARENA_ARRAY(bench->facts->arena, const struct provision *, instrument->provision_count);
    size_t n = 0;
    for (size_t i = 0; day != DAY_NONE && i < instrument->provision_count; i++) {
        const struct provision *provision = &instrument->provisions[i];
        if (provision->effective <= day && day <= provision->until)
            in_force[n++] = provision;
    }
    judgement->provisions = in_force;
    judgement->provision_count = n;
}

void weigh(struct facts *facts, const struct link *link, struct weighing *out)
{
    struct bench bench; /* not zeroed: the sentences are many */
    bench.facts = facts;
    bench.link = link;
    bench.instrument = link->instrument;
    bench.out = out;
    bench.reason_count = 0;
    bench.day = DAY_NONE;
    bench.upcoming = false;
    *out = (struct weighing){.judgement = {.instrument = link->instrument}};
    static void (*const steps[])(struct bench *) = {weigh_act,   weigh_bound,  weigh_day,
                                                    weigh_links, weigh_limits, weigh_spared};
    /* A known fact that fails ends it, and beats every missing one. */
    for (size_t i = 0; i < sizeof steps / sizeof *steps && out->failed == STAGE_NONE; i++)
        steps[i](&bench);
    out->judgement.applicability = conclude(&bench);
    cite(&bench);
    struct str *because = ARENA_ARRAY(facts->arena, struct str, bench.reason_count);
    memcpy(because, bench.reasons, bench.reason_count * sizeof *because);
    out->judgement.because = because;
    out->judgement.because_count = bench.reason_count;
}
