#include "law/applicability.h"

#include "base/mem.h"

const char *applicability_name(enum applicability applicability)
{
    static const char *const names[] = {"binding", "advisory", "upcoming", "undetermined",
                                        "not_applicable"};
    return names[applicability];
}

const char *disposition_name(enum disposition disposition)
{
    static const char *const names[] = {"violation", "review", "waived", "advisory", "none"};
    return names[disposition];
}

struct judge *judge_new(const struct law *law)
{
    struct judge *judge = mem_zalloc(sizeof *judge);
    judge->law = law;
    judge->recogniser = recogniser_new(&law->vocabulary);
    return judge;
}

void judge_free(struct judge *judge)
{
    if (!judge)
        return;
    recogniser_free(judge->recogniser);
    buf_clear(&judge->folded);
    mem_free(judge);
}

const struct judge_counts *judge_counts(const struct judge *judge)
{
    return &judge->counts;
}

/* What the judgements gather for the whole verdict. */
struct tally {
    bool violates, reviews, waives;
    enum stage furthest;
};

static void count_in(struct tally *tally, const struct weighing *weighing)
{
    const struct judgement *judgement = &weighing->judgement;
    switch (judgement->applicability) {
    case APPLIES_BINDING:
        if (judgement->exception)
            tally->waives = true;
        else if (judgement->reach == REACH_INFERRED)
            tally->reviews = true;
        else
            tally->violates = true;
        break;
    case APPLIES_UNDETERMINED:
        /* What could give advisory at most when everything were known calls for no review. */
        if (judgement->instrument->force == FORCE_BINDING && !weighing->advisory_at_most)
            tally->reviews = true;
        break;
    case APPLIES_NOT:
        if (weighing->failed > tally->furthest)
            tally->furthest = weighing->failed;
        break;
    case APPLIES_ADVISORY:
    case APPLIES_UPCOMING:
        break;
    }
}

static enum disposition dispose(const struct tally *tally, const struct verdict *verdict,
                                const struct match *match)
{
    bool complete = match->truth == TRUTH_TRUE;
    if (verdict->reaching == 0)
        return DISPOSITION_NONE;
    if (tally->violates && complete)
        return DISPOSITION_VIOLATION;
    if (tally->violates || tally->reviews || !complete)
        return DISPOSITION_REVIEW;
    return tally->waives ? DISPOSITION_WAIVED : DISPOSITION_ADVISORY;
}

static const char *none_reason(const struct tally *tally)
{
    static const char *const reasons[] = {
        [STAGE_NONE] = "no-instrument",    [STAGE_ACT] = "wrong-act",
        [STAGE_BOUND] = "not-bound",       [STAGE_DAY] = "not-in-force",
        [STAGE_LIMITS] = "outside-limits",
    };
    return reasons[tally->furthest];
}

static void add_missing(struct verdict *verdict, struct str *missing,
                        const struct weighing *weighing)
{
    for (size_t i = 0; i < weighing->missing_count; i++) {
        size_t at = 0;
        while (at < verdict->missing_count && !str_is(missing[at], weighing->missing[i]))
            at++;
        if (at == verdict->missing_count && at < MISSING_MAX)
            missing[verdict->missing_count++] = str_of(weighing->missing[i]);
    }
}

/* The judgements arrive by id; those that reach it come first, binding ones before all. */
static void insert(struct judgement *judgements, size_t count, const struct judgement *judgement)
{
    size_t at = count;
    while (at > 0 && judgements[at - 1].applicability > judgement->applicability) {
        judgements[at] = judgements[at - 1];
        at--;
    }
    judgements[at] = *judgement;
}

static void judge_links(struct facts *facts, struct verdict *verdict, struct tally *tally)
{
    const struct rule_links *links = facts->links;
    struct judgement *judgements = ARENA_ARRAY(facts->arena, struct judgement, links->count);
    struct str *missing = ARENA_ARRAY(facts->arena, struct str, MISSING_MAX);
    for (size_t i = 0; i < links->count; i++) {
        struct weighing weighing;
        weigh(facts, &links->items[i], &weighing);
        insert(judgements, i, &weighing.judgement);
        count_in(tally, &weighing);
        verdict->reaching += weighing.judgement.applicability != APPLIES_NOT;
        if (weighing.judgement.applicability == APPLIES_UNDETERMINED) {
            facts->judge->counts.undetermined++;
            add_missing(verdict, missing, &weighing);
        }
    }
    facts->judge->counts.missing_facts += verdict->missing_count;
    verdict->judgements = judgements;
    verdict->judgement_count = links->count;
    verdict->missing = missing;
}

static bool rule_holds(const struct rule *rule, day_t day)
{
    return day == DAY_NONE || (rule->valid_from <= day && day <= rule->valid_until);
}

const struct verdict *judge_match(struct judge *judge, struct scanner *scanner,
                                  const struct event *event, const struct match *match, day_t as_of,
                                  struct arena *arena)
{
    struct verdict *verdict = ARENA_NEW(arena, struct verdict);
    struct tally tally = {0};
    struct facts facts;
    if (event->kind == EVENT_RAW) { /* nobody knows what it means: no fact to judge by */
        verdict->disposition = DISPOSITION_NONE;
        verdict->none_reason = "raw-event";
        verdict->day = event->has_time ? moment_day(event->time, NULL) : as_of;
        if (!rule_holds(match->rule, verdict->day))
            verdict->none_reason = "rule-not-valid-on-day";
        return verdict;
    }
    facts_init(&facts, judge, scanner, event, match, as_of, arena);
    verdict->day = facts_event_day(&facts);
    verdict->disposition = DISPOSITION_NONE;
    if (rule_holds(match->rule, verdict->day)) {
        judge_links(&facts, verdict, &tally);
        verdict->disposition = dispose(&tally, verdict, match);
        if (verdict->disposition == DISPOSITION_NONE)
            verdict->none_reason = none_reason(&tally);
    } else {
        verdict->none_reason = "rule-not-valid-on-day";
    }
    struct note *notes = ARENA_ARRAY(arena, struct note, facts.note_count);
    if (facts.note_count)
        memcpy(notes, facts.notes, facts.note_count * sizeof *notes);
    verdict->org = facts.org;
    verdict->notes = notes;
    verdict->note_count = facts.note_count;
    return verdict;
}
