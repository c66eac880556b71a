/* Every size that input drives, its bound, and what happens beyond it. */
#ifndef INTERDICT_BASE_LIMITS_H
#define INTERDICT_BASE_LIMITS_H

enum {
    /* Bytes of one record's value that are parsed; configurable as limits.event_bytes. Beyond:
     * dead letter "too-large". */
    LIMIT_EVENT_BYTES = 8 << 20,
    LIMIT_EVENT_BYTES_MAX = 256 << 20,
    /* Nesting of JSON. Beyond: dead letter "too-deep". */
    LIMIT_JSON_DEPTH = 128,
    /* Items and components of one event, all levels; limits.items. Beyond: dead letter. */
    LIMIT_ITEMS = 200000,
    /* Levels of components inside components: the depth of the JSON ends them first, so that all of
     * them are judged. */
    LIMIT_COMPONENT_DEPTH = LIMIT_JSON_DEPTH / 2,
    /* Strings of a list-valued field that are read. Beyond: noted and counted. */
    LIMIT_FIELD_VALUES = 64,
    /* Bytes of one field that a regex sees. Beyond: the pattern is unknown ("field-bytes") when
     * its needed literal stands further on. */
    LIMIT_REGEX_SUBJECT = 64 << 10,
    /* The same for a regex with back references, whose steps PCRE2 does not count. */
    LIMIT_REGEX_SUBJECT_BACK = 4 << 10,
    /* PCRE2 match limit of one regex on one text, and the microseconds that all regexes of one
     * event may take together. Beyond: unknown, counted, named in the alert. */
    LIMIT_REGEX_MATCH = 100000,
    LIMIT_EVENT_REGEX_US = 5000,
    /* What each further item of an event adds to that budget. */
    LIMIT_ITEM_REGEX_US = 20,
    LIMIT_JIT_STACK = 512 << 10,
    /* Evidence of one alert; each text cut to so many code points. */
    LIMIT_EVIDENCE = 16,
    LIMIT_EVIDENCE_CHARS = 256,
    /* Notes of one alert. Beyond: the last one says how many more there are. */
    LIMIT_NOTES = 32,
    /* Texts of the event inside one alert: all together, each, and the same once more for an
     * alert that the broker refused for its size. Beyond: cut, and the alert says `shortened`. */
    LIMIT_ALERT_BYTES = 512 << 10,
    LIMIT_ALERT_TEXT = 64 << 10,
    LIMIT_ALERT_SHORT_BYTES = 16 << 10,
    LIMIT_ALERT_SHORT_TEXT = 512,
    /* Bytes of a rule's pattern that evidence repeats. */
    LIMIT_ALERT_PATTERN_BYTES = 4096,
    /* YAML: bytes of a file, nesting, nodes. Beyond: an error at load. */
    LIMIT_YAML_BYTES = 16 << 20,
    LIMIT_YAML_DEPTH = 64,
    LIMIT_YAML_NODES = 2000000,
    /* Brackets and nots inside each other in a rule's condition. Beyond: an error at load. */
    LIMIT_CONDITION_DEPTH = 64,
    /* Literals that the values of one rule may expand to (windash, lists in contains …). Beyond: an
     * error at load. More than the second number from one value is a warning that says what it
     * costs. */
    LIMIT_RULE_VARIANTS = 100000,
    LIMIT_RULE_VARIANTS_CHEAP = 10000,
    /* Entries of one list, and bytes of its file. Beyond: an error at load. */
    LIMIT_LIST_ENTRIES = 5000000,
    LIMIT_LIST_BYTES = 256 << 20,
    /* What one worker of `run` has under way: records from the first one that is not acknowledged
     * on, and their bytes. Beyond: its partitions are paused until half of it is acknowledged. */
    LIMIT_IN_FLIGHT_RECORDS = 50000,
    LIMIT_IN_FLIGHT_BYTES = 32 << 20,
    /* Bytes of alerts and dead letters on their way to the broker, and waiting for a file. Beyond:
     * judging waits. One larger record passes alone. */
    LIMIT_PRODUCER_BYTES = 32 << 20,
    LIMIT_FILE_WAITING = 8 << 20,
    /* One transaction: records, and bytes of outputs. Beyond: it is committed; one event that alone
     * makes more is sent in parts. */
    LIMIT_BATCH_RECORDS = 20000,
    LIMIT_BATCH_BYTES = 4 << 20,
    /* Memory kept by a scanner between two events. */
    LIMIT_SCANNER_KEEP = 4 << 20,
};

#endif
