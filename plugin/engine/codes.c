#include "engine/codes.h"

#include "base/mem.h"
#include "base/suggest.h"

const struct rule_code other_codes[] = {
    {"bad-id",
     "Instruments are known by an id for life: alerts, exceptions and rules refer to it. It "
     "is made of lower-case letters, digits and '-', such as cn-cac-micron-2023."},
    {"bad-limit",
     "A limit of an instrument names either what it reaches (any_of) or what it spares "
     "(none_of)."},
    {"bad-name", "Roles, categories and purposes are named in lower-case letters, digits and '_'."},
    {"bad-period", "Of a period, the end lies before the beginning."},
    {"bad-reference", "A reference is an address that begins with https://, of the official text "
                      "where there is one."},
    {"bad-regex",
     "PCRE2 does not take this regular expression; the message is PCRE2's own, and the caret "
     "stands where it stopped reading. (*NO_JIT) and the like are refused too: only compiled "
     "regexes are run on events."},
    {"bad-topic",
     "Kafka does not take this name of a topic, or librdkafka not this regex: its regexes "
     "are POSIX extended ones, and begin with ^."},
    {"catastrophic-regex",
     "A text of a few hundred characters was found on which the regex hits its match limit: there "
     "are too many ways to cut the text into the parts of a repeat, as in (a+)+ or (a|a)*. On such "
     "a text the pattern is unknown, and the alert is `review` with `incomplete`. Make what "
     "repeats unambiguous, or use a possessive quantifier (a++) or an atomic group ((?>…))."},
    {"csv-header",
     "The first line of organisations.csv is id,name,pattern,country,roles,from,until; "
     "columns may be left out, none may stand twice."},
    {"csv-syntax", "The CSV cannot be read: a quote that is never closed, or text behind a closing "
                   "quote. A quote inside a quoted field is written twice."},
    {"csv-width", "A line has more or fewer fields than the header."},
    {"duplicate-tag",
     "An instrument restricts the same tag twice, so it would not be clear which reach "
     "counts."},
    {"empty-file",
     "Nothing stands in the file; most likely something went wrong when it was written."},
    {"empty-value", "The key is there, but its text is empty."},
    {"ended-instrument",
     "The instrument that the rule names as its legal basis has ended: events of today are judged "
     "`not_applicable` by it. Name what came in its place, or leave the warning be for the sake of "
     "older events."},
    {"kafka-property",
     "librdkafka has no such property, does not take the value, or interdict sets it itself, "
     "because delivery depends on it."},
    {"matches-empty",
     "The regex matches the empty text, and since it is searched anywhere in a field, it matches "
     "every text. Most often a '*' or '?' stands where '+' or nothing is meant, or an alternative "
     "is empty."},
    {"missing-secret",
     "A value of the configuration comes from an environment variable that is not "
     "set."},
    {"no-literal",
     "Every text that a pattern can match has to hold a fixed piece of at least three bytes "
     "for the scan over all texts to rule the pattern out; this one has none, so it is tried on "
     "every text of its field. The message says what that costs for 100 bytes, measured on this "
     "machine. A few such "
     "patterns do no harm, thousands do."},
    {"no-rules",
     "The folders that were named hold no rule, so no event can ever make an alert. Is the "
     "path right?"},
    {"not-exercised",
     "No sample under `tests` makes the selection true, so nothing shows that it works: it may be "
     "dead without anybody noticing. Selections under 'not' need a sample too, most often one that "
     "must not match."},
    {"not-law", "A YAML document among instruments is neither an instrument (restricts, prohibits, "
                "binds) nor a vocabulary (roles, categories, purposes)."},
    {"overlap", "Two provisions cite the same article of the same law for the same days; an alert "
                "would cite it twice."},
    {"prefilter", "The scan for all literals could not be compiled; the message is the library's."},
    {"reported-binding",
     "What only the press reports is marked `reported`, and shown as advisory: nobody is told that "
     "something is forbidden whose text nobody has read."},
    {"same-person", "An exception is approved by somebody else than who asked for it."},
    {"sample", "A sample under `tests` of a rule does not come out as it says."},
    {"short-regex",
     "The message shows two characters that are enough to make the regex match in the middle of "
     "other text, so it will be found in much that is not meant. Make it longer, or put \\b or "
     "(?<![a-z0-9]) around it."},
    {"too-deep", "Folders are nested too deeply, or links make a circle."},
    {"too-many", "A vocabulary holds a bounded number of words of one kind."},
    {"topic-loop", "A topic is read and written: its records would go round for ever."},
    {"topic-shared", "Alerts and dead letters go to topics of their own."},
    {"unknown-act", "Instruments prohibit purchase, use, import, sell, authorise or fund."},
    {"unknown-category",
     "The category stands in no vocabulary; those are under law/vocabulary, and a "
     "folder of rules may add its own."},
    {"unknown-country", "Countries are ISO 3166-1 alpha-2 codes in capitals: DE, US, CN."},
    {"unknown-format", "There is no such format of alerts."},
    {"unknown-instrument",
     "No loaded instrument has this id: the link between rule, exception and law "
     "would silently be missing."},
    {"unknown-mapping", "There is no such mapping of events."},
    {"unknown-purpose",
     "The purpose stands in no vocabulary; those are under law/vocabulary, and a "
     "folder of rules may add its own."},
    {"unknown-role",
     "The role stands in no vocabulary; those are under law/vocabulary, and a folder "
     "of rules may add its own."},
    {"unknown-tag",
     "An instrument restricts a tag that no loaded rule carries, and one that nearly "
     "reads the same is carried: most likely a slip."},
    {"unknown-timezone", "The machine's time zone database has no such zone; they are named like "
                         "Europe/Berlin."},
    {"unknown-word", "The key takes one of a few words."},
    {"unrestricted-rule",
     "No loaded instrument restricts any tag of the rule, and it names no legal basis: whatever it "
     "recognises, there will be no alert."},
    {"unrestricted-tag",
     "No loaded instrument restricts this tag. That is fine where another tag of the rule leads to "
     "the law; it may also be a slip, or the pack of instruments that restricts it is not loaded."},
    {"useless-implies", "A rule may imply a category, a purpose or a country of origin, because "
                        "instruments ask for these; nothing asks for other facts."},
    {"wrong-sink", "A sink has either a topic or a file."},
    {"wrong-value", "The key takes another value; the message says which."},
};
const size_t other_code_count = sizeof other_codes / sizeof *other_codes;

const char *code_explain(struct str code)
{
    for (size_t i = 0; i < other_code_count; i++)
        if (str_is(code, other_codes[i].code))
            return other_codes[i].explanation;
    return rule_code_explain(code);
}

const char *code_suggest(struct str word)
{
    const char **names = mem_resize(NULL, other_code_count + rule_code_count, sizeof *names);
    size_t count = 0;
    for (size_t i = 0; i < other_code_count; i++)
        names[count++] = other_codes[i].code;
    for (size_t i = 0; i < rule_code_count; i++)
        names[count++] = rule_codes[i].code;
    const char *near = suggest(word, names, count);
    mem_free(names);
    return near;
}
