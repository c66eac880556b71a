/* Regexes on events, within the limits: each call is bounded in steps and in places to start from,
 * and all of an event's together in time. */
#include "base/limits.h"
#include "event/text.h"
#include "match/scanner.h"

enum {
    /* Looking at the clock costs as much as a short search: not after each. */
    TRIES_BETWEEN_CLOCKS = 4,
    BYTES_BETWEEN_CLOCKS = 4 << 10,
    /* A text of up to this length is searched in one go; a longer one from a few places first, and
     * from more as long as that proves to be quick. */
    SHORT_TEXT = 128,
    CHUNK_WORK = 16 << 10, /* first chunk: this by the length of the text … */
    CHUNK_LEAST = 2,       /* … but at least so many places */
    QUICK_US = 50,
    SLOW_US = 400,
    /* When processor time is looked at, and what at most counts of the time before. */
    EXACT_AFTER_US = 100,
    CHARGED_US = SLOW_US,
    CHUNK_GROWTH = 4,
    /* One step may walk the whole text: the longer it is, the fewer are allowed at first. */
    STEP_WORK = 4000000,
    STEP_LEAST = 64,
    STEP_GROWTH = 8,
};

/* A long event has more to do than a short one; a hostile text is as bad in both. */
static int64_t budget_of(const struct scanner *s)
{
    return LIMIT_EVENT_REGEX_US + (int64_t)(s->event->item_count - 1) * LIMIT_ITEM_REGEX_US;
}

static int64_t now_us(const struct scanner *s)
{
    return s->on_cpu_time ? clock_thread_us(s->clock) + s->cpu_behind
                          : clock_monotonic_us(s->clock);
}

static void budget_start(struct scanner *s)
{
    s->budget_started = true;
    s->on_cpu_time = false;
    s->budget_until = now_us(s) + budget_of(s);
}

/* The time, after which the budget may be spent. On a busy machine the thread may just have had to
 * wait, and an alert must not depend on that: from the first look that comes late on, processor
 * time is looked at instead, which is too dear for an event that is done by then. How much of the
 * time before was waiting is not known; what one call may take is charged of it. */
static int64_t look_at_clock(struct scanner *s)
{
    int64_t now = now_us(s);
    s->tries_unchecked = 0;
    s->bytes_unchecked = 0;
    int64_t used = now - (s->budget_until - budget_of(s));
    if (used >= EXACT_AFTER_US && !s->on_cpu_time) {
        s->on_cpu_time = true;
        s->cpu_behind = now - clock_thread_us(s->clock);
        s->budget_until += used > CHARGED_US ? used - CHARGED_US : 0;
    } else if (now >= s->budget_until && !s->budget_spent) {
        s->budget_spent = true;
        s->counts.budget_exceeded++;
    }
    return now;
}

static bool budget_left(struct scanner *s, size_t bytes)
{
    if (!s->budget_started)
        budget_start(s);
    s->bytes_unchecked += bytes;
    if (++s->tries_unchecked >= TRIES_BETWEEN_CLOCKS || s->bytes_unchecked >= BYTES_BETWEEN_CLOCKS)
        look_at_clock(s);
    return !s->budget_spent;
}

static uint32_t steps_for(size_t length)
{
    size_t steps = STEP_WORK / (length + 1);
    return steps > LIMIT_REGEX_MATCH ? LIMIT_REGEX_MATCH
           : steps < STEP_LEAST      ? STEP_LEAST
                                     : (uint32_t)steps;
}

/* Whether to try again with more steps, after a call that took from `before` to now. */
static bool more_steps(struct scanner *s, uint32_t *steps, int64_t before)
{
    int64_t now = look_at_clock(s);
    if (s->budget_spent || *steps >= LIMIT_REGEX_MATCH ||
        (now - before) * STEP_GROWTH > s->budget_until - now)
        return false;
    *steps = *steps * STEP_GROWTH > LIMIT_REGEX_MATCH ? LIMIT_REGEX_MATCH : *steps * STEP_GROWTH;
    return true;
}

static size_t chunk_end(struct str text, size_t from, size_t chunk)
{
    size_t to = from + chunk;
    while (to < text.len && ((unsigned char)text.ptr[to] & 0xC0) == 0x80)
        to++;
    return to < text.len ? to : text.len + 1;
}

/* A text of any length, from a growing number of places at a time. */
static enum truth search(struct scanner *s, const struct regex *regex, struct str text,
                         enum limit_hit *limit, size_t *start, size_t *end)
{
    bool whole = text.len <= SHORT_TEXT || regex_sees_start(regex);
    struct regex_bounds bounds = {.from = 0, .steps = steps_for(text.len)};
    size_t chunk = whole ? text.len + 1 : CHUNK_WORK / text.len;
    if (!whole && regex_subject_max(regex) < LIMIT_REGEX_SUBJECT)
        chunk = 1; /* it refers back: a single place may take milliseconds, uncounted */
    else if (chunk < CHUNK_LEAST)
        chunk = CHUNK_LEAST;
    int64_t before = whole ? 0 : look_at_clock(s);
    for (;;) {
        bounds.to = chunk_end(text, bounds.from, chunk);
        enum regex_result result =
            regex_search_part(regex, s->regex_scratch, text, bounds, start, end);
        if (result == REGEX_YES)
            return TRUTH_TRUE;
        if (result == REGEX_LIMIT) {
            /* Without a look at the clock before the call, its time is taken as quick. */
            if (!more_steps(s, &bounds.steps, whole ? now_us(s) : before)) {
                s->counts.regex_limits++;
                *limit = LIMIT_HIT_MATCH;
                return TRUTH_UNKNOWN;
            }
            before = look_at_clock(s);
            continue;
        }
        if (bounds.to > text.len)
            return TRUTH_FALSE;
        int64_t now = look_at_clock(s);
        if (s->budget_spent) {
            *limit = LIMIT_HIT_BUDGET;
            return TRUTH_UNKNOWN;
        }
        bounds.from = bounds.to;
        if (now - before < QUICK_US)
            chunk *= CHUNK_GROWTH;
        else if (now - before > SLOW_US)
            chunk = chunk > CHUNK_GROWTH ? chunk / CHUNK_GROWTH : 1;
        before = now;
    }
}

/* The text of `value` in the scanned buffer; NULL when it was not laid there. */
static const struct laid *laid_of(struct scanner *s, const struct value *value)
{
    const struct laid *latest = &s->spans[s->span_latest];
    if (s->span_latest < s->span_count && latest->text.ptr == value->text.ptr &&
        latest->text.len == value->text.len)
        return latest;
    for (size_t i = 0; i < s->span_count; i++) {
        if (s->spans[i].text.ptr == value->text.ptr && s->spans[i].text.len == value->text.len) {
            s->span_latest = i;
            return &s->spans[i];
        }
    }
    return NULL;
}

/* Whether a literal that the pattern needs stands, in part at least, behind the first bytes of a
 * long text, which are all that the regex saw. */
static bool literal_behind(struct scanner *s, const struct compiled_test *test,
                           const struct value *value, struct str head)
{
    const struct laid *laid = laid_of(s, value);
    if (!laid)
        return true;
    buf_reset(&s->folded);
    text_fold(&s->folded, head);
    size_t seen = s->folded.len;
    s->folded_of = (struct str){0};
    struct str folded = {s->haystack.ptr + laid->start, laid->end - laid->start};
    for (uint32_t i = 0; i < test->literal_count; i++) {
        struct str literal = s->program->literals[test->literals[i]];
        size_t from = seen > literal.len - 1 ? seen - (literal.len - 1) : 0;
        if (str_find(str_from(folded, from), literal) >= 0)
            return true;
        s->bytes_unchecked += folded.len - from; /* it costs time as a regex does */
    }
    return false;
}

enum truth confirm_regex(struct scanner *s, const struct compiled_test *test,
                         const struct value *value, struct str text, enum limit_hit *limit,
                         size_t *start, size_t *end)
{
    struct str head = text;
    size_t most = regex_subject_max(test->regex);
    if (text.len > most)
        head = str_head(text, str_utf8_floor(text, most));
    if (!budget_left(s, head.len)) {
        *limit = LIMIT_HIT_BUDGET;
        return TRUTH_UNKNOWN;
    }
    s->counts.regex_tried++;
    enum truth truth = search(s, test->regex, head, limit, start, end);
    if (head.len == text.len || truth == TRUTH_UNKNOWN)
        return truth;
    /* What was found at the cut may not stand there in the whole text: "$", "\b", "(?!…)". */
    bool certain = truth == TRUTH_TRUE ? *end < head.len
                                       : test->prefiltered && !literal_behind(s, test, value, head);
    if (certain)
        return truth;
    *limit = LIMIT_HIT_BYTES;
    return TRUTH_UNKNOWN;
}
