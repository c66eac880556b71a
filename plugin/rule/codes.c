#include "rule/codes.h"

const struct rule_code rule_codes[] = {
    {"aggregation",
     "Sigma 2 has no aggregations in conditions (| count() …, timeframe): they became "
     "correlation rules, which are about several events. A rule here is about one "
     "item of one event."},
    {"all-single", "|all says that every value of a list has to be found. With one value it says "
                   "nothing, and the specification forbids it: leave it out, or give a list."},
    {"bad-cidr",
     "|cidr takes an IPv4 or IPv6 network: 10.0.0.0/8, 2001:db8::/32. An address without "
     "a length is that one address."},
    {"bad-date", "Dates are written YYYY-MM-DD and have to exist in the calendar. Of a period, "
                 "'until' does not lie before 'from'."},
    {"bad-encoding",
     "What utf16…, wide, base64 or base64offset should encode cannot be encoded: it is "
     "empty, too short, or holds wildcards; or the encoded bytes are no text, so no "
     "field could hold them."},
    {"bad-placeholder",
     "With |expand, %name% is replaced by the entries of a list, and a plain percent "
     "sign is written \\%. Without any placeholder |expand says nothing."},
    {"bad-selection-name",
     "The name of a selection has to be one word without brackets, '|' or '*', and "
     "not 'and', 'or', 'not', 'of' or 'them': else no condition could refer to "
     "it."},
    {"bad-tag",
     "Tags are namespace.name in lower-case letters, digits, '_' and '-'. Instruments refer "
     "to them, so a slip here would break the link between a rule and the law."},
    {"bad-uuid", "Rules are known by a UUID for life: alerts, findings and exceptions refer to it. "
                 "`uuidgen` makes one."},
    {"case-sensitive-regex",
     "A regex without |i is case-sensitive, but vendors and part numbers come in "
     "every case. Write |re|i, or "
     "leave the warning be where case really matters."},
    {"cidr-host-bits",
     "The address has bits set behind the network's length. They are not compared; "
     "perhaps another length was meant."},
    {"condition-always-true",
     "Whatever the selections are, the condition holds: the rule would match "
     "every item."},
    {"condition-never-true",
     "Whatever the selections are, the condition does not hold: the rule would "
     "never match."},
    {"condition-syntax",
     "A condition links selections by and, or, not (binding in the order not, and, "
     "or), brackets, '1 of PATTERN', 'all of PATTERN' and 'them'. Words are in lower "
     "case."},
    {"correlation",
     "Sigma's correlation rules are about several events together; this program judges "
     "each item of each event on its own."},
    {"duplicate-id",
     "Two rules have the same id. An alert's identity is made from it, so theirs could "
     "not be told apart."},
    {"duplicate-key",
     "A key stands twice in one map. YAML forbids it, and readers differ on which one "
     "counts."},
    {"duplicate-list", "Two files define the same list, so %name% would be ambiguous."},
    {"duplicate-name", "Two rules have the same name, and Sigma filters refer to rules by it."},
    {"duplicate-title",
     "Two rules have the same title, and people could not tell their alerts apart."},
    {"duplicate-value", "The same value stands twice in a list."},
    {"empty-after-normalising",
     "Texts of canonical fields are normalised before rules see them (™ and "
     "control characters go, white space is one space), and so are literals. "
     "Of this one nothing is left."},
    {"empty-list", "The list has no entries, so nothing could ever be found in it."},
    {"empty-selection",
     "A selection without conditions would hold for everything or for nothing; it is "
     "not clear which is meant."},
    {"filter",
     "A Sigma filter is a condition more for the rules it names. It has to have their taxonomy, "
     "must not contradict their logsource, and has no level, samples or legal basis of its "
     "own."},
    {"foreign-logsource",
     "A rule is not tried on events whose logsource contradicts its own. Native events have the "
     "product interdict and the category asset or purchase, so a rule for canonical fields that "
     "names another one sees none of them."},
    {"illegal-modifiers",
     "Modifiers work in the order in which they stand, each on what the one before it "
     "made. Some exclude each other (contains and endswith), some need another before "
     "them (i needs re), some make no sense behind another (contains before base64)."},
    {"list-cost",
     "Lists for whole values and for beginnings (startswith) are tables, whatever their size. "
     "Everything else becomes one pattern for each entry, which costs time at load and "
     "memory; above 10,000 it is worth a thought."},
    {"list-entry",
     "A list cannot be read: not UTF-8, an entry of more than 1,023 bytes, too many entries "
     "or columns."},
    {"matches-everything", "An empty text is contained in every text, and an empty regex matches "
                           "everything."},
    {"missing-key", "A key that has to be there is not."},
    {"never-true",
     "An empty field of an event counts as missing, so '' never equals a canonical field. "
     "To ask for missing fields write null. MAC addresses are compared as 00:e0:fc:12:34:56, "
     "whatever separator events have: a part of one is written with ':' too."},
    {"no-field",
     "The name of a field is empty. Keywords are written as a list, or with '|all' as the "
     "key."},
    {"no-samples",
     "`tests` holds samples that must and must not match. `interdict test` runs them, so "
     "that a rule cannot die silently when somebody changes it."},
    {"no-value",
     "Nothing stands behind the colon, which YAML reads as null: 'the field is missing'. Write "
     "null if that is meant, '' for an empty text."},
    {"null-value",
     "null asks whether a field is missing. It is no text, so it cannot stand in a list of "
     "values, as a keyword, or under modifiers."},
    {"only-negative",
     "The condition holds for every item to which none of the selections applies, which "
     "is nearly all of them."},
    {"rule-collection", "'action: global' and the like are from Sigma 1. Write each rule out."},
    {"selection-type",
     "A selection is a map of fields and values, or a list of keywords or such maps."},
    {"short-text",
     "One or two characters are found in much that is not meant. Use a longer text, or a "
     "regex with \\b around it."},
    {"status",
     "The rule calls itself deprecated or unsupported. It is loaded all the same: what should "
     "not match has to be taken out of the folder."},
    {"taxonomy-missing",
     "The rule seems to be written for canonical events, but without 'taxonomy: "
     "interdict' it addresses the source event by its own field names, and is not "
     "tried on canonical events."},
    {"too-long", "Sigma allows 256 characters in a title or name and 65,535 in a description."},
    {"too-many-values",
     "windash tries every kind of dash in every place (five to the power of the number "
     "of dashes), and a placeholder every entry of its list. Together the values of one "
     "rule may stand for at most 100,000 texts."},
    {"unknown-attribute",
     "Sigma allows further attributes, but this one means nothing to this program. "
     "Where it is nearly a known one, it is an error."},
    {"unknown-document",
     "A YAML document is neither a rule (detection), nor a Sigma filter (filter), nor "
     "an instrument or vocabulary."},
    {"unknown-field",
     "With 'taxonomy: interdict' a rule uses the canonical fields (vendor, brand, "
     "part_number, org.country …). Any field of the source event is reachable under "
     "raw. by its own path."},
    {"unknown-key", "The map has no such key; most likely a slip."},
    {"unknown-list",
     "%name% under |expand is a list: a file name.txt (one entry a line) or name.csv (its "
     "first column; %name.column% for another one) in the folder lists/ of a rules "
     "folder, or beside it."},
    {"unknown-modifier", "Sigma has no such modifier."},
    {"unknown-rule", "The filter names a rule that is not loaded, by id or name."},
    {"unknown-selection",
     "The condition names a selection that is not there. Patterns such as sel_* and "
     "'them' leave out selections whose name begins with '_', except where the "
     "pattern itself begins so."},
    {"unknown-value", "The attribute takes one of a few words."},
    {"unreadable", "The file or folder could not be read; the message has the system's reason."},
    {"unused-selection",
     "A selection that no condition uses has no effect; most likely the condition lacks "
     "something."},
    {"value-type",
     "The modifiers take a value of another kind: numbers for lt, lte, gt, gte and parts of "
     "the time, true or false for exists, text in quotes for re and encodings."},
    {"wrong-type", "The value has another type (text, list, map) than this attribute takes."},
    {"yaml-anchor",
     "Anchors (&) and aliases (*) are refused: a rule has to say what it means where it "
     "stands. A value that begins with & or * needs quotes."},
    {"yaml-key", "Keys have to be plain text."},
    {"yaml-limit", "The file is larger, deeper or has more nodes than is read."},
    {"yaml-merge", "Merge keys (<<) are refused: write the keys out."},
    {"yaml-syntax", "This is not valid YAML, so nothing behind it could be read."},
    {"yaml-tag", "Tags (!) are refused. A value that begins with ! needs quotes."},
};
const size_t rule_code_count = sizeof rule_codes / sizeof *rule_codes;

const char *rule_code_explain(struct str code)
{
    for (size_t i = 0; i < rule_code_count; i++)
        if (str_is(code, rule_codes[i].code))
            return rule_codes[i].explanation;
    return NULL;
}
