#include "engine/telemetry.h"

#include "metrics/prometheus.h"

/* Families of one sample: X(type, name, field of pipeline_counts, help) */
#define SINGLES(X)                                                                                 \
    X(COUNTER, "records_total", records, "Records read from the source topics.")                   \
    X(COUNTER, "record_bytes_total", bytes, "Bytes of the values of these records.")               \
    X(COUNTER, "tombstones_total", tombstones, "Records without a value, passed over.")            \
    X(COUNTER, "events_total", processor.events, "Events judged.")                                 \
    X(COUNTER, "items_total", processor.items, "Items of these events.")                           \
    X(COUNTER, "matches_total", processor.matches, "Rules that matched an item.")                  \
    X(COUNTER, "fields_wrong_type_total", processor.decode.wrong_type_fields,                      \
      "Fields of a wrong type, judged as missing.")                                                \
    X(COUNTER, "fields_empty_total", processor.decode.empty_fields,                                \
      "Fields that are null, empty or blank, judged as missing.")                                  \
    X(COUNTER, "items_unreadable_total", processor.decode.bad_items,                               \
      "Items that are no object, passed over.")                                                    \
    X(COUNTER, "values_cut_total", processor.decode.values_cut,                                    \
      "Values beyond the first of a list field, not read.")                                        \
    X(COUNTER, "dates_unreadable_total", processor.decode.bad_dates, "Dates in no known form.")    \
    X(COUNTER, "actions_unknown_total", processor.decode.unknown_actions,                          \
      "Events with an action that interdict does not know.")                                       \
    X(COUNTER, "roles_unknown_total", processor.law.unknown_roles,                                 \
      "Roles of organisations that no vocabulary defines.")                                        \
    X(COUNTER, "facts_missing_total", processor.law.missing_facts,                                 \
      "Facts whose absence left an instrument undetermined.")                                      \
    X(COUNTER, "regex_limits_total", processor.regex_limits,                                       \
      "Regexes that hit a limit, so that nobody knows whether they match.")                        \
    X(COUNTER, "event_budgets_exceeded_total", processor.budgets_exceeded,                         \
      "Events whose regexes together took too long.")                                              \
    X(COUNTER, "alerts_sent_total", alerts_sent, "Alerts handed to the sinks.")                    \
    X(COUNTER, "alerts_delivered_total", alerts_delivered, "Alerts that a topic acknowledged.")    \
    X(COUNTER, "alerts_shortened_total", alerts_shortened,                                         \
      "Alerts that a topic refused for their size and that were sent shorter.")                    \
    X(COUNTER, "alerts_dead_total", alerts_dead,                                                   \
      "Alerts refused even when shortened, whose events became dead letters.")                     \
    X(COUNTER, "dead_letters_sent_total", dead_letters_sent, "Dead letters sent.")                 \
    X(COUNTER, "dead_letters_delivered_total", dead_letters_delivered,                             \
      "Dead letters that the topic acknowledged.")                                                 \
    X(COUNTER, "dead_letters_cut_total", dead_letters_cut, "Dead letters truncated to fit.")       \
    X(COUNTER, "outputs_refused_total", refused, "Outputs that a broker refused.")                 \
    X(COUNTER, "output_retries_total", retries, "Outputs sent once more.")                         \
    X(COUNTER, "rebalances_total", rebalances, "Changes of the assignment.")                       \
    X(COUNTER, "transactions_committed_total", transactions, "Transactions committed.")            \
    X(COUNTER, "transactions_aborted_total", aborts, "Transactions aborted.")                      \
    X(COUNTER, "worker_restarts_total", restarts, "Workers that were started over.")               \
    X(GAUGE, "partitions_assigned", partitions, "Partitions that this process reads.")             \
    X(GAUGE, "records_in_flight", in_flight, "Records read and not yet finished.")                 \
    X(GAUGE, "outputs_unacknowledged", unacknowledged, "Outputs sent and not yet acknowledged.")

static void put_alerts(struct buf *out, const struct pipeline_counts *counts)
{
    static const char name[] = "interdict_alerts_total";
    metric_family(out, name, METRIC_COUNTER,
                  "Matches by what the law makes of them; none: no instrument reaches the item.");
    for (int i = 0; i <= DISPOSITION_NONE; i++) {
        struct metric_label label = {"disposition", str_of(disposition_name((enum disposition)i))};
        metric_sample(out, name, &label, 1, counts->processor.alerts[i]);
    }
}

static void put_rejects(struct buf *out, const struct pipeline_counts *counts)
{
    static const char name[] = "interdict_records_rejected_total";
    metric_family(out, name, METRIC_COUNTER, "Records that could not be used, by reason.");
    for (int i = REJECT_NONE + 1; i < REJECT_COUNT; i++) {
        struct metric_label label = {"reason", str_of(reject_name((enum reject_reason)i))};
        metric_sample(out, name, &label, 1, counts->processor.rejected[i]);
    }
}

static void put_ruleset(struct buf *out, const struct ruleset *ruleset)
{
    static const char name[] = "interdict_ruleset_info";
    const struct ruleset_info *info = ruleset_info(ruleset);
    struct metric_label labels[] = {{"digest", str_of(info->digest)},
                                    {"version", str_of(info->version)}};
    metric_family(out, name, METRIC_GAUGE, "Always 1; which ruleset judges, and which program.");
    metric_sample(out, name, labels, 2, 1);
    metric_single(out, "interdict_rules", METRIC_GAUGE, "Rules loaded.",
                  rule_set_count(ruleset_rules(ruleset)));
    metric_single(out, "interdict_instruments", METRIC_GAUGE, "Legal instruments loaded.",
                  law_count(ruleset_law(ruleset)));
}

void telemetry_metrics(void *ctx, struct buf *out)
{
    struct telemetry *telemetry = ctx;
    struct pipeline_counts counts;
    pipeline_counts(telemetry->pipeline, &counts);
#define PUT_SINGLE(type, name, field, help)                                                        \
    metric_single(out, "interdict_" name, METRIC_##type, help, counts.field);
    SINGLES(PUT_SINGLE)
#undef PUT_SINGLE
    put_alerts(out, &counts);
    put_rejects(out, &counts);
    struct ruleset *ruleset = pipeline_ruleset(telemetry->pipeline);
    put_ruleset(out, ruleset);
    ruleset_unref(ruleset);
    metric_single(out, "interdict_reloads_total", METRIC_COUNTER,
                  "Rulesets taken over at run time.", atomic_load(&telemetry->reloads));
    metric_single(out, "interdict_reloads_failed_total", METRIC_COUNTER,
                  "Reloads with a mistake: the ruleset before went on.",
                  atomic_load(&telemetry->failed_reloads));
}

bool telemetry_healthy(void *ctx, struct buf *why)
{
    struct telemetry *telemetry = ctx;
    bool ended = pipeline_ended(telemetry->pipeline);
    if (ended)
        buf_add(why, STR("a worker has ended\n"));
    return !ended;
}

bool telemetry_ready(void *ctx, struct buf *why)
{
    struct telemetry *telemetry = ctx;
    struct pipeline_counts counts;
    pipeline_counts(telemetry->pipeline, &counts);
    bool healthy = telemetry_healthy(ctx, why);
    if (counts.partitions == 0)
        buf_add(why, STR("no partition is assigned: is the broker reachable, and is there one left "
                         "for this member of the group?\n"));
    return healthy && counts.partitions > 0;
}
