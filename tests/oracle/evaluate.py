"""A naive evaluator of Sigma rules, straight from the Sigma 2.1 specification.

It is slow and simple on purpose: no prefilter, no compiled conditions, every test of every rule on
every item. It shares no file with plugin/; regexes go through PCRE2 itself (texts.py).
"""
import base64
import collections
import ipaddress
import itertools
import re

import yaml

from events import items_of, to_moment, to_number
from texts import Regex, fold, normalise, normalise_field

REGEX_BYTES = 64 << 10  # what a regex sees of a text
ANY, ONE = "\uE000", "\uE001"  # stand for the wildcards * and ? while a value is worked on
WINDASHES = "-/–—―"


class Beyond(Exception):
    """The specification of limits decides here, not that of Sigma."""


def parse_literal(value, expand):
    """A value with its escapes resolved. With `expand`, placeholders become tuples."""
    parts, text, i = [], "", 0
    while i < len(value):
        c, after = value[i], value[i + 1:i + 2]
        if c == "\\" and after and after in ("*?\\%" if expand else "*?\\"):
            text += after
            i += 1
        elif c in "*?":
            text += ANY if c == "*" else ONE
        elif expand and c == "%" and "%" in value[i + 1:]:
            end = value.index("%", i + 1)
            parts += [text, (value[i + 1:end],)]
            text, i = "", end
        else:
            text += c
        i += 1
    return [*parts, text]


def expand_literal(parts, lists):
    choices = [lists[part[0]] if isinstance(part, tuple) else [part] for part in parts]
    return ["".join(choice) for choice in itertools.product(*choices)]


def windash(text):
    places = [WINDASHES if c in WINDASHES else c for c in text]
    return ["".join(choice) for choice in itertools.product(*places)]


def wide(text, modifier):
    if modifier == "utf16":
        return b"\xff\xfe" + text.encode("utf-16-le")
    return text.encode("utf-16-be" if modifier == "utf16be" else "utf-16-le")


def base64offset(raw):
    """What is the same in Base64 whatever stands before and behind, at each of three offsets."""
    out = []
    for offset in range(3):
        whole = base64.b64encode(b"\0" * offset + raw).decode()
        # A digit holds six bits: those that lie wholly inside the value.
        first = -(-offset * 8 // 6)
        last = (offset + len(raw)) * 8 // 6
        out.append(whole[first:last])
    return out


class Glob:
    """A whole text: parts with any run of characters between them."""

    def __init__(self, text):
        self.parts = [re.compile("".join("." if c == ONE else re.escape(c) for c in part), re.DOTALL)
                      for part in text.split(ANY)]
        self.tail = len(text) - text.rfind(ANY) - 1

    def is_whole(self, text):
        if len(self.parts) == 1:
            return self.parts[0].fullmatch(text) is not None
        head = self.parts[0].match(text)
        at = head.end() if head else -1
        for part in self.parts[1:-1]:
            found = part.search(text, at) if at >= 0 else None
            at = found.end() if found else -1
        return 0 <= at <= len(text) - self.tail and \
            self.parts[-1].fullmatch(text, len(text) - self.tail) is not None


class Literal:
    """Values compared as text: equal, or with wildcards."""

    def __init__(self, field, value, modifiers, context):
        canonical = not (context.raw or field.startswith("raw."))
        texts = [value]
        if isinstance(value, str):
            texts = expand_literal(parse_literal(value, "expand" in modifiers), context.lists)
        else:
            texts = [str(value).lower() if isinstance(value, bool) else str(value)]
        if "windash" in modifiers:
            texts = [variant for text in texts for variant in windash(text)]
        wides = [m for m in modifiers if m in ("utf16", "utf16le", "utf16be", "wide")]
        if wides or "base64" in modifiers or "base64offset" in modifiers:
            raws = [wide(text, wides[0]) if wides else text.encode() for text in texts]
            if "base64" in modifiers:
                texts = [base64.b64encode(raw).decode() for raw in raws]
            elif "base64offset" in modifiers:
                texts = [text for raw in raws for text in base64offset(raw)]
            else:
                texts = [raw.decode() for raw in raws]
        before = "contains" in modifiers or "endswith" in modifiers or field == ""
        after = "contains" in modifiers or "startswith" in modifiers or field == ""
        if field == "" and ("startswith" in modifiers or "endswith" in modifiers):
            before, after = "endswith" in modifiers, "startswith" in modifiers
        self.cased = "cased" in modifiers
        self.number = value if type(value) in (int, float) else None
        patterns = []
        for text in texts:
            text = ANY * before + text + ANY * after
            if canonical:
                text = self._normalise(field, text)
            text = text if self.cased else fold(text)
            patterns.append(Glob(text))
        self.patterns = patterns

    @staticmethod
    def _normalise(field, text):
        """Wildcards count as characters that are no white space."""
        text = normalise(text)
        return "".join(part if part in (ANY, ONE, "") else
                       normalise_field(field, part) if field in ("mac", "pci_id", "usb_id") else part
                       for part in re.split(f"([{ANY}{ONE}])", text))

    def test(self, text, plain_number):
        seen = text if self.cased else fold(text)
        if any(pattern.is_whole(seen) for pattern in self.patterns):
            return True
        return plain_number and self.number is not None and to_number(text) == self.number


PARTS = {
    "minute": lambda m: m.minute, "hour": lambda m: m.hour, "day": lambda m: m.day,
    "week": lambda m: m.isocalendar()[1], "month": lambda m: m.month, "year": lambda m: m.year}
ORDERS = {"lt": lambda a, b: a < b, "lte": lambda a, b: a <= b, "gt": lambda a, b: a > b,
          "gte": lambda a, b: a >= b}
PLACES = ("contains", "startswith", "endswith")


def value_test(field, value, modifiers, context):
    """A function of an item: whether this one value is found."""
    kind = next((m for m in modifiers if m in ("exists", "re", "cidr", "fieldref") or m in PARTS),
                None) or next((m for m in modifiers if m in ORDERS), "literal")
    if value is None:
        return lambda item: item.get(field)[2]
    if kind == "exists":
        return lambda item: item.get(field)[1] == value
    if kind == "fieldref":
        return fieldref_test(field, context.field(value), modifiers)
    texts = (lambda item: item.strings()) if field == "" else (lambda item: item.get(field)[0])
    if kind == "re":
        regex = Regex(value, [m for m in modifiers if m in "ims"])
        return lambda item: any([regex_finds(regex, text) for text in texts(item)])
    if kind == "cidr":
        values = expand_literal(parse_literal(value, True), context.lists) if "expand" in modifiers else [value]
        networks = [ipaddress.ip_network(v, strict=False) for v in values]
        return lambda item: any(in_network(text, n) for text in texts(item) for n in networks)
    if kind in PARTS:
        order = ORDERS.get(next((m for m in modifiers if m in ORDERS), ""), lambda a, b: a == b)
        return lambda item: any(part_holds(kind, order, text, value) for text in texts(item))
    if kind in ORDERS:
        return lambda item: any((n := to_number(text)) is not None and ORDERS[kind](n, value)
                                for text in texts(item))
    literal = Literal(field, value, modifiers, context)
    plain = not any(m in modifiers for m in PLACES) and field != ""
    return lambda item: any(literal.test(text, plain) for text in texts(item))


def regex_finds(regex, text):
    if len(text) * 4 > REGEX_BYTES and len(text.encode()) > REGEX_BYTES:
        raise Beyond
    return regex.found_in(text)


def in_network(text, network):
    try:
        return ipaddress.ip_address(text) in network and "%" not in text
    except ValueError:
        return False


def part_holds(part, order, text, value):
    moment = to_moment(text)
    if not moment or (part in ("minute", "hour") and not moment[1]):
        return False  # a bare day has no hour
    return order(PARTS[part](moment[0]), value)


def fieldref_test(field, other, modifiers):
    change = (lambda text: text) if "cased" in modifiers else fold
    place = next((m for m in modifiers if m in PLACES), "equals")
    holds = {"equals": lambda a, b: a == b, "contains": lambda a, b: b in a,
             "startswith": lambda a, b: a.startswith(b), "endswith": lambda a, b: a.endswith(b)}[place]
    return lambda item: any(holds(change(a), change(b))
                            for a in item.get(field)[0] for b in item.get(other)[0])


class Counts:
    """How often each modifier and each construct came out true and false."""

    def __init__(self):
        self.true, self.false = collections.Counter(), collections.Counter()

    def add(self, names, result):
        (self.true if result else self.false).update(names)


class Context:
    """What a rule's tests need to know: the lists, whether it addresses source events, where to count."""

    def __init__(self, lists, counts, raw):
        self.lists, self.counts, self.raw = lists, counts, raw

    def field(self, name):
        return "raw." + name if self.raw and name else name


def item_of_map(key, values, context):
    """One `field|modifiers: values`."""
    name, *modifiers = key.split("|")
    field = context.field(name)
    is_list = isinstance(values, list)
    tests = [value_test(field, v, modifiers, context) for v in (values if is_list else [values])]
    link = all if "all" in modifiers and "neq" not in modifiers else any
    negated = "neq" in modifiers
    names = [*modifiers, *constructs(field, values, is_list, modifiers)]

    def holds(item):
        result = link([test(item) for test in tests]) != negated
        context.counts.add(names, result)
        return result
    return holds


def constructs(field, values, is_list, modifiers):
    names = ["(list)"] if is_list else []
    for value in values if is_list else [values]:
        if value is None:
            names.append("(null)")
        elif isinstance(value, bool):
            names.append("(boolean)")
        elif not isinstance(value, str):
            names.append("(number)")
        elif value == "":
            names.append("(empty)")
        elif "re" not in modifiers and ("*" in value or "?" in value):
            names.append("(wildcard)")
    names.append("(keyword)" if field == "" else "(raw)" if field.startswith("raw.") else "(field)")
    return set(names)


def selection(node, context):
    if isinstance(node, dict):
        tests = [item_of_map(key, value, context) for key, value in node.items()]
        return lambda item: all([test(item) for test in tests])
    tests = [selection(kid, context) if isinstance(kid, dict) else
             item_of_map("", kid, context) for kid in node]

    def holds(item):
        result = any([test(item) for test in tests])
        context.counts.add(["(list of maps)"] if isinstance(node[0], dict) else [], result)
        return result
    return holds


class Condition:
    """or, and, not, x of, brackets: from the loosest to the tightest."""

    def __init__(self, text, names):
        self.tokens = re.findall(r"[()]|[^\s()]+", text)
        self.names = names
        self.tree = self._or()
        if self.tokens:
            raise ValueError(f"{text!r}: what is {self.tokens[0]!r}?")

    def _take(self, *wanted):
        if self.tokens and self.tokens[0] in wanted:
            return self.tokens.pop(0)
        return None

    def _or(self):
        kids = [self._and()]
        while self._take("or"):
            kids.append(self._and())
        return any, kids

    def _and(self):
        kids = [self._not()]
        while self._take("and"):
            kids.append(self._not())
        return all, kids

    def _not(self):
        if self._take("not"):
            kid = self._not()
            return (lambda values: not values[0]), [kid]
        if self._take("("):
            tree = self._or()
            if not self._take(")"):
                raise ValueError("a bracket is not closed")
            return tree
        if len(self.tokens) > 1 and self.tokens[1] == "of":
            link = {"1": any, "all": all}[self.tokens[0]]
            pattern = self.tokens[2]
            del self.tokens[:3]
            return link, self._matching("*" if pattern == "them" else pattern)
        name = self.tokens.pop(0)
        if name not in self.names:
            raise ValueError(f"no selection {name!r}")
        return name

    def _matching(self, pattern):
        shape = re.compile(".*".join(map(re.escape, pattern.split("*"))))
        found = [name for name in self.names if shape.fullmatch(name) and
                 (not name.startswith("_") or pattern.startswith("_"))]
        if not found:
            raise ValueError(f"no selection is like {pattern!r}")
        return found

    def holds(self, results, tree=None):
        tree = self.tree if tree is None else tree
        if isinstance(tree, str):
            return results[tree]
        link, kids = tree
        return link([self.holds(results, kid) for kid in kids])


class Detection:
    def __init__(self, node, context, skip=()):
        self.selections = {name: selection(kid, context) for name, kid in node.items()
                           if name != "condition" and name not in skip}
        conditions = node["condition"]
        conditions = conditions if isinstance(conditions, list) else [conditions]
        self.conditions = [Condition(text, list(self.selections)) for text in conditions]

    def holds(self, item):
        results = {name: test(item) for name, test in self.selections.items()}
        return any(condition.holds(results) for condition in self.conditions)


class Rule:
    def __init__(self, node, context):
        self.id, self.raw = node["id"], context.raw
        self.kind = node["logsource"].get("category")
        self.detection = Detection(node["detection"], context)
        self.filters = []

    def matches(self, item):
        if self.raw != item.raw:
            return False  # another taxonomy
        if self.kind and not self.raw and item.get("event.kind")[0] != [self.kind]:
            return False
        # Filters are tried in any case, so that they are counted.
        kept = [f.holds(item) for f in self.filters]
        return self.detection.holds(item) and all(kept)


def load(text, lists=None, counts=None):
    """Rules of a YAML stream; filters in it are joined to the rules they name."""
    lists, counts = lists or {}, counts or Counts()
    rules, filters = {}, []
    for node in yaml.load_all(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        context = Context(lists, counts, node.get("taxonomy") != "interdict")
        if "filter" in node:
            filters.append((node["filter"], context))
        else:
            rules[node["id"]] = Rule(node, context)
    for node, context in filters:
        detection = Detection(node, context, skip=("rules",))
        for rule in node["rules"]:
            rules[rule].filters.append(detection)
    return list(rules.values())


__all__ = ["Beyond", "Counts", "Rule", "items_of", "load"]
