/* interdict.yaml, checked. Every mistake is reported with its place, all in one go. */
#ifndef INTERDICT_ENGINE_CONFIG_H
#define INTERDICT_ENGINE_CONFIG_H

#include "alert/alert.h"
#include "base/diag.h"
#include "base/log.h"
#include "base/yaml.h"
#include "event/decode.h"

/* One librdkafka property, passed through as it is. */
struct property {
    struct str name, value; /* NUL-terminated */
    bool secret;            /* came from a file or the environment: never shown */
};

struct sink_config {
    struct str topic, file; /* exactly one of them */
    const struct alert_format *format;
    struct place place;
};

enum delivery { DELIVERY_AT_LEAST_ONCE, DELIVERY_EXACTLY_ONCE };

enum { LAW_MAX_AGE_DAYS = 180 }; /* unless the configuration says otherwise */

struct config {
    struct str instance; /* absent: the host's name */
    const struct property *kafka;
    size_t kafka_count;
    const struct str *topics; /* names, or regexes that begin with ^ */
    size_t topic_count;
    struct str group;
    enum mapping mapping;
    struct logsource logsource; /* of raw events */
    const struct sink_config *sinks;
    size_t sink_count;
    struct str dead_letter_topic;
    enum delivery delivery;
    unsigned workers;        /* 0: as many as there are processors */
    const struct str *rules; /* folders; none: the shipped rules */
    size_t rule_count;
    const struct yaml_node *organisation;  /* or NULL */
    struct str organisations, exceptions;  /* paths, or absent */
    size_t limit_event_bytes, limit_items; /* 0: the default */
    struct str metrics_listen;             /* ADDRESS:PORT, or absent */
    int32_t law_max_age;                   /* days after which a verification is old */
    enum log_level log_level;
    enum log_format log_format;
    /* Owner of everything above. */
    struct yaml_file file;
};

/* Looks a variable up for `{env: NAME}`; NULL when it is not set. The environment is read only
 * where the program hands this in. */
typedef const char *config_env_fn(const char *name);

/* Loads and checks the file. Paths in it are relative to its own folder; a value under `kafka:` may
 * be `{file: PATH}` or `{env: NAME}` to keep a secret out of it. `for_run` asks for what only `run`
 * needs (kafka, source, sinks). *config is always initialised and must be cleared. Returns
 * ERROR_NONE when no error was added. */
int config_load(const char *path, bool for_run, config_env_fn *env, struct diags *diags,
                struct config *config);
/* The same from bytes, under a name. */
int config_load_bytes(const char *name, struct str bytes, bool for_run, config_env_fn *env,
                      struct diags *diags, struct config *config);
void config_clear(struct config *config);

/* The value of a librdkafka property, or an absent string. */
struct str config_kafka(const struct config *config, const char *name);

#endif
