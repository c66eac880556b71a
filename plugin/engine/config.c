#include "engine/config.h"

#include <string.h>

#include "base/date.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/suggest.h"
#include "io/kafka_conf.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum { SECRET_BYTES = 65536, WORKERS_MAX = 256 };

struct loader {
    struct config *config;
    struct diags *diags;
    config_env_fn *env;
    const char *path;
};

/* Paths are meant from where the file stands, not from where the program was started. */
static struct str resolve(struct loader *l, struct str path)
{
    struct arena *arena = &l->config->file.arena;
    const char *slash = strrchr(l->path, '/');
    if (path.len == 0 || path.ptr[0] == '/' || !slash)
        return arena_dup(arena, path);
    return arena_printf(arena, "%.*s/%.*s", (int)(slash - l->path), l->path, STR_ARG(path));
}

static bool get_path(struct loader *l, const struct yaml_node *map, const char *key,
                     struct str *out)
{
    struct str path;
    if (!yaml_get_str(map, key, false, l->diags, &path))
        return false;
    *out = resolve(l, path);
    return true;
}

/* A list of texts, or one text. */
static struct str *get_list(struct loader *l, const struct yaml_node *map, const char *key,
                            size_t *count)
{
    const struct yaml_node *node = yaml_get(map, key);
    *count = 0;
    if (!node || yaml_is_null(node))
        return NULL;
    size_t n = node->type == YAML_SEQ ? node->count : 1;
    struct str *items = ARENA_ARRAY(&l->config->file.arena, struct str, n);
    for (size_t i = 0; i < n; i++) {
        const struct yaml_node *item = node->type == YAML_SEQ ? node->items[i] : node;
        if (item->type != YAML_SCALAR || item->value.len == 0)
            diag_error(l->diags, "wrong-type", item->place, "'%s' has to be a list of texts", key);
        else
            items[(*count)++] = item->value;
    }
    return items;
}

static const struct yaml_node *get_map(struct loader *l, const struct yaml_node *map,
                                       const char *key, bool required)
{
    const struct yaml_node *node = yaml_get(map, key);
    if (!node || yaml_is_null(node)) {
        if (required)
            diag_error(l->diags, "missing-key", map->place, "'%s' is required", key);
        return NULL;
    }
    if (node->type != YAML_MAP) {
        diag_error(l->diags, "wrong-type", node->place, "'%s' has to be a map", key);
        return NULL;
    }
    return node;
}

static bool read_secret_file(struct loader *l, const struct yaml_node *node, struct str *out)
{
    struct str path = resolve(l, node->value);
    struct buf bytes = {0};
    struct error error;
    bool ok = file_read(path.ptr, SECRET_BYTES, &bytes, &error) == ERROR_NONE;
    struct str secret = buf_str(&bytes);
    while (secret.len && strchr("\r\n", secret.ptr[secret.len - 1]))
        secret.len--; /* what editors add; blanks may be part of a secret */
    if (ok)
        *out = arena_dup(&l->config->file.arena, secret);
    else
        diag_error(l->diags, "unreadable", node->place, "the secret's file '%s' %s", path.ptr,
                   error.message);
    if (bytes.len)
        explicit_bzero(bytes.ptr, bytes.len);
    buf_clear(&bytes);
    return ok;
}

static bool read_secret(struct loader *l, const struct yaml_node *node, struct str *out)
{
    static const char *const keys[] = {"file", "env"};
    const struct yaml_node *file = yaml_get(node, "file"), *env = yaml_get(node, "env");
    yaml_check_keys(node, "a secret", keys, COUNT(keys), l->diags);
    const struct yaml_node *one = file ? file : env;
    if ((file != NULL) == (env != NULL) || one->type != YAML_SCALAR) {
        diag_error(l->diags, "wrong-type", node->place,
                   "a secret is either {file: PATH} or {env: NAME}");
        return false;
    }
    if (file)
        return read_secret_file(l, file, out);
    const char *value = l->env ? l->env(env->value.ptr) : NULL;
    if (!value) {
        diag_error(l->diags, "missing-secret", env->place,
                   "the environment variable '%s' is not set", env->value.ptr);
        return false;
    }
    *out = arena_dup(&l->config->file.arena, str_of(value));
    return true;
}

/* Said here with its place; a property's own mistakes do not wait for `run`. */
static void check_property(struct loader *l, const struct property *property, struct place place)
{
    struct error error = {0};
    struct kafka_property checked = {property->name.ptr, property->value.ptr};
    if (kafka_conf_check(&checked, 1, &error) != ERROR_NONE)
        diag_error(l->diags, "kafka-property", place, "%s", error.message);
}

static void check_topic(struct loader *l, const char *name, bool read, struct place place)
{
    struct error error = {0};
    if (kafka_topic_check(name, read, &error) != ERROR_NONE)
        diag_error(l->diags, "bad-topic", place, "%s", error.message);
}

static void load_kafka(struct loader *l, const struct yaml_node *root, bool required)
{
    const struct yaml_node *map = get_map(l, root, "kafka", required);
    if (!map)
        return;
    struct property *properties =
        ARENA_ARRAY(&l->config->file.arena, struct property, map->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < map->count; i++) {
        const struct yaml_node *value = map->items[i];
        struct property property = {.name = map->keys[i]->value, .value = value->value};
        if (value->type == YAML_MAP) {
            property.secret = true;
            if (!read_secret(l, value, &property.value))
                continue;
        } else if (value->type != YAML_SCALAR) {
            diag_error(l->diags, "wrong-type", value->place, "'%s' has to be text or a number",
                       property.name.ptr);
            continue;
        }
        properties[count++] = property;
        check_property(l, &property, map->keys[i]->place);
    }
    l->config->kafka = properties;
    l->config->kafka_count = count;
    if (required && !config_kafka(l->config, "bootstrap.servers").ptr &&
        !config_kafka(l->config, "metadata.broker.list").ptr)
        diag_error(l->diags, "missing-key", map->place,
                   "'bootstrap.servers' is required, e.g. bootstrap.servers: '127.0.0.1:9092'");
}

static void load_mapping(struct loader *l, const struct yaml_node *source)
{
    static const char *const keys[] = {"category", "product", "service"};
    struct config *config = l->config;
    struct str name = STR("native");
    yaml_get_str(source, "mapping", false, l->diags, &name);
    if (!mapping_find(name, &config->mapping))
        diag_error(l->diags, "unknown-mapping", yaml_get(source, "mapping")->place,
                   "there is no mapping '%.*s'; this version knows: auto, native, raw",
                   STR_ARG(name));
    const struct yaml_node *map = get_map(l, source, "logsource", false);
    if (!map)
        return;
    yaml_check_keys(map, "'logsource'", keys, COUNT(keys), l->diags);
    yaml_get_str(map, "category", false, l->diags, &config->logsource.category);
    yaml_get_str(map, "product", false, l->diags, &config->logsource.product);
    yaml_get_str(map, "service", false, l->diags, &config->logsource.service);
    if (config->mapping != MAPPING_RAW)
        diag_error(l->diags, "wrong-value", map->place,
                   "'logsource' says where raw events come from: it needs mapping: raw");
}

static void load_source(struct loader *l, const struct yaml_node *root, bool required)
{
    static const char *const keys[] = {"topics", "group", "mapping", "logsource"};
    const struct yaml_node *map = get_map(l, root, "source", required);
    struct config *config = l->config;
    config->group = STR("interdict");
    if (!map)
        return;
    yaml_check_keys(map, "'source'", keys, COUNT(keys), l->diags);
    config->topics = get_list(l, map, "topics", &config->topic_count);
    if (required && config->topic_count == 0)
        diag_error(l->diags, "missing-key", map->place,
                   "'topics' is required: a list of names, or of regexes that begin with ^");
    for (size_t i = 0; i < config->topic_count; i++)
        check_topic(l, config->topics[i].ptr, true, yaml_get(map, "topics")->items[i]->place);
    if (yaml_get_str(map, "group", false, l->diags, &config->group) && config->group.len == 0)
        diag_error(l->diags, "wrong-value", yaml_get(map, "group")->place, "'group' is empty");
    load_mapping(l, map);
}

static bool load_sink(struct loader *l, const struct yaml_node *node, struct sink_config *sink)
{
    static const char *const keys[] = {"topic", "file", "format"};
    struct str format = STR("native");
    if (node->type != YAML_MAP) {
        diag_error(l->diags, "wrong-type", node->place,
                   "a sink is a map, e.g. {topic: alerts, format: native}");
        return false;
    }
    yaml_check_keys(node, "a sink", keys, COUNT(keys), l->diags);
    *sink = (struct sink_config){.place = node->place};
    bool topic = yaml_get_str(node, "topic", false, l->diags, &sink->topic);
    bool file = get_path(l, node, "file", &sink->file);
    yaml_get_str(node, "format", false, l->diags, &format);
    sink->format = alert_format_find(format);
    if (topic == file)
        diag_error(l->diags, "wrong-sink", node->place, "a sink has either a 'topic' or a 'file'");
    if (topic)
        check_topic(l, sink->topic.ptr, false, yaml_get(node, "topic")->place);
    if (!sink->format)
        diag_error(l->diags, "unknown-format", yaml_get(node, "format")->place,
                   "there is no format '%.*s'", STR_ARG(format));
    return topic != file && sink->format;
}

static void load_sinks(struct loader *l, const struct yaml_node *root, bool required)
{
    const struct yaml_node *list = yaml_get(root, "sinks");
    if (!list || list->type != YAML_SEQ || list->count == 0) {
        if (list || required)
            diag_error(l->diags, "missing-key", list ? list->place : root->place,
                       "'sinks' is required: a list such as [{topic: alerts, format: native}]");
        return;
    }
    struct sink_config *sinks =
        ARENA_ARRAY(&l->config->file.arena, struct sink_config, list->count);
    for (size_t i = 0; i < list->count; i++)
        l->config->sink_count += load_sink(l, list->items[i], &sinks[l->config->sink_count]);
    l->config->sinks = sinks;
}

static void load_dead_letters(struct loader *l, const struct yaml_node *root)
{
    static const char *const keys[] = {"topic"};
    const struct yaml_node *map = get_map(l, root, "dead_letters", false);
    l->config->dead_letter_topic = STR("interdict.dead-letters");
    yaml_check_keys(map, "'dead_letters'", keys, COUNT(keys), l->diags);
    if (!map || !yaml_get_str(map, "topic", true, l->diags, &l->config->dead_letter_topic))
        return;
    struct str topic = l->config->dead_letter_topic;
    struct place place = yaml_get(map, "topic")->place;
    check_topic(l, topic.ptr, false, place);
    for (size_t i = 0; i < l->config->sink_count; i++)
        if (l->config->sinks[i].topic.ptr && str_eq(topic, l->config->sinks[i].topic))
            diag_error(l->diags, "topic-shared", place,
                       "dead letters need a topic of their own: alerts go to '%.*s'",
                       STR_ARG(topic));
}

static void load_delivery(struct loader *l, const struct yaml_node *root)
{
    struct str delivery;
    int64_t workers;
    l->config->workers = 1;
    const struct yaml_node *node = yaml_get(root, "workers");
    if (node && node->type == YAML_SCALAR && str_is(node->value, "auto"))
        l->config->workers = 0;
    else if (yaml_get_i64(root, "workers", 1, WORKERS_MAX, l->diags, &workers))
        l->config->workers = (unsigned)workers;
    if (!yaml_get_str(root, "delivery", false, l->diags, &delivery) ||
        str_is(delivery, "at-least-once"))
        return;
    struct place place = yaml_get(root, "delivery")->place;
    if (!str_is(delivery, "exactly-once")) {
        diag_error(l->diags, "wrong-value", place,
                   "'delivery' is at-least-once or exactly-once, not '%.*s'", STR_ARG(delivery));
        return;
    }
    l->config->delivery = DELIVERY_EXACTLY_ONCE;
    for (size_t i = 0; i < l->config->sink_count; i++)
        if (l->config->sinks[i].file.ptr)
            diag_error(l->diags, "wrong-sink", l->config->sinks[i].place,
                       "with 'delivery: exactly-once' every sink is a topic of the same cluster: a "
                       "file takes no part in a transaction");
}

static void load_limits(struct loader *l, const struct yaml_node *root)
{
    static const char *const keys[] = {"event_bytes", "items"};
    const struct yaml_node *map = get_map(l, root, "limits", false);
    int64_t value;
    yaml_check_keys(map, "'limits'", keys, COUNT(keys), l->diags);
    if (yaml_get_i64(map, "event_bytes", 1024, LIMIT_EVENT_BYTES_MAX, l->diags, &value))
        l->config->limit_event_bytes = (size_t)value;
    if (yaml_get_i64(map, "items", 1, 10 * LIMIT_ITEMS, l->diags, &value))
        l->config->limit_items = (size_t)value;
}

static void load_law(struct loader *l, const struct yaml_node *root)
{
    static const char *const keys[] = {"max_age"};
    const struct yaml_node *map = get_map(l, root, "law", false);
    struct str text;
    yaml_check_keys(map, "'law'", keys, COUNT(keys), l->diags);
    if (yaml_get_str(map, "max_age", false, l->diags, &text) &&
        !days_parse(text, &l->config->law_max_age))
        diag_error(l->diags, "wrong-value", yaml_get(map, "max_age")->place,
                   "'max_age' is a number of days or weeks, such as 180d or 26w");
}

static void load_log(struct loader *l, const struct yaml_node *root)
{
    static const char *const keys[] = {"level", "format"};
    const struct yaml_node *map = get_map(l, root, "log", false);
    struct str text;
    l->config->log_level = LOG_LEVEL_INFO;
    yaml_check_keys(map, "'log'", keys, COUNT(keys), l->diags);
    if (yaml_get_str(map, "level", false, l->diags, &text) &&
        !log_level_parse(text, &l->config->log_level))
        diag_error(l->diags, "wrong-value", yaml_get(map, "level")->place,
                   "'level' is error, warning, info or debug");
    if (!yaml_get_str(map, "format", false, l->diags, &text))
        return;
    if (str_is(text, "json"))
        l->config->log_format = LOG_FORMAT_JSON;
    else if (!str_is(text, "text"))
        diag_error(l->diags, "wrong-value", yaml_get(map, "format")->place,
                   "'format' is text or json");
}

static void load_metrics(struct loader *l, const struct yaml_node *root)
{
    static const char *const keys[] = {"listen"};
    const struct yaml_node *map = get_map(l, root, "metrics", false);
    yaml_check_keys(map, "'metrics'", keys, COUNT(keys), l->diags);
    if (map)
        yaml_get_str(map, "listen", true, l->diags, &l->config->metrics_listen);
}

/* A record that goes out to a topic that is read would go round for ever. */
static void check_loops(struct loader *l)
{
    const struct config *config = l->config;
    for (size_t i = 0; i < config->topic_count; i++) {
        struct str topic = config->topics[i];
        for (size_t j = 0; j < config->sink_count; j++)
            if (config->sinks[j].topic.ptr && str_eq(topic, config->sinks[j].topic))
                diag_error(l->diags, "topic-loop", config->sinks[j].place,
                           "'%.*s' is also a source topic", STR_ARG(topic));
        if (str_eq(topic, config->dead_letter_topic))
            diag_error(l->diags, "topic-loop", config->file.documents[0]->place,
                       "the dead-letter topic '%.*s' is also a source topic", STR_ARG(topic));
    }
}

static void load_root(struct loader *l, const struct yaml_node *root, bool for_run)
{
    static const char *const keys[] = {"instance",     "kafka",         "source",     "sinks",
                                       "dead_letters", "delivery",      "workers",    "rules",
                                       "organisation", "organisations", "exceptions", "limits",
                                       "law",          "log",           "metrics",    "$schema"};
    struct config *config = l->config;
    yaml_check_keys(root, "the configuration", keys, COUNT(keys), l->diags);
    yaml_get_str(root, "instance", false, l->diags, &config->instance);
    load_kafka(l, root, for_run);
    load_source(l, root, for_run);
    load_sinks(l, root, for_run);
    load_dead_letters(l, root);
    load_delivery(l, root);
    load_limits(l, root);
    load_law(l, root);
    load_log(l, root);
    load_metrics(l, root);
    config->organisation = get_map(l, root, "organisation", false);
    get_path(l, root, "organisations", &config->organisations);
    get_path(l, root, "exceptions", &config->exceptions);
    struct str *rules = get_list(l, root, "rules", &config->rule_count);
    for (size_t i = 0; i < config->rule_count; i++)
        rules[i] = resolve(l, rules[i]);
    config->rules = rules;
    check_loops(l);
}

/* Takes the YAML tree over. */
static int load_tree(const char *path, const struct yaml_file *file, size_t errors_before,
                     bool for_run, config_env_fn *env, struct diags *diags, struct config *config)
{
    *config = (struct config){.file = *file, .law_max_age = LAW_MAX_AGE_DAYS};
    struct loader loader = {config, diags, env, path};
    if (file->count != 1) {
        if (diags->errors == errors_before)
            diag_error(diags, "wrong-type", ((struct place){path, 0, 0}),
                       "a configuration is one YAML document, this file has %zu", file->count);
    } else if (file->documents[0]->type != YAML_MAP) {
        diag_error(diags, "wrong-type", file->documents[0]->place, "a configuration is a map");
    } else {
        load_root(&loader, file->documents[0], for_run);
    }
    return diags->errors == errors_before ? ERROR_NONE : ERROR_CONFIG;
}

int config_load(const char *path, bool for_run, config_env_fn *env, struct diags *diags,
                struct config *config)
{
    size_t errors_before = diags->errors;
    struct yaml_file file;
    yaml_load_file(path, diags, &file);
    return load_tree(path, &file, errors_before, for_run, env, diags, config);
}

int config_load_bytes(const char *name, struct str bytes, bool for_run, config_env_fn *env,
                      struct diags *diags, struct config *config)
{
    size_t errors_before = diags->errors;
    struct yaml_file file;
    yaml_load_bytes(name, bytes, diags, &file);
    return load_tree(name, &file, errors_before, for_run, env, diags, config);
}

void config_clear(struct config *config)
{
    yaml_file_clear(&config->file);
    *config = (struct config){0};
}

struct str config_kafka(const struct config *config, const char *name)
{
    for (size_t i = 0; i < config->kafka_count; i++)
        if (str_is(config->kafka[i].name, name))
            return config->kafka[i].value;
    return (struct str){0};
}
