"""Events as rules see them, read without any of plugin/."""
import datetime
import json
import re

from texts import normalise_field

EVENT_PATHS = {
    "event.kind": ("kind",), "event.id": ("id",), "event.time": ("time",),
    "event.action": ("action",), "org.id": ("org", "id"), "org.name": ("org", "name"),
    "org.country": ("org", "country"), "org.roles": ("org", "roles"),
    "supplier.name": ("supplier", "name"), "supplier.country": ("supplier", "country"),
    "supplier.id": ("supplier", "id"), "contract.number": ("contract", "number"),
    "contract.date": ("contract", "date"), "order.number": ("order", "number"),
    "site": ("site",), "system": ("system",)}
ITEM_FIELDS = ("vendor brand product model part_number sku serial category country_of_origin purpose "
               "cpe purl hostname ip mac pci_id usb_id firmware quantity unit_price currency").split()
NUMBERS = ("quantity", "unit_price")
VALUES_READ = 64  # of a list, blank ones not counted; the rest is noted


class Number(str):
    """A JSON number, as it was written."""


def parse(line):
    return json.loads(line, parse_int=Number, parse_float=Number)


def to_number(text):
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", text) else None


def to_moment(text):
    """(datetime in UTC, whether it has a time of the day), or None."""
    day = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", text)
    full = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.\d+)?"
                        r"(?:[Zz]|([+-])(\d\d):(\d\d))", text)
    try:
        if day:
            return datetime.datetime(*map(int, day.groups())), False
        if not full:
            return None
        moment = datetime.datetime(*(int(full[i]) for i in range(1, 7)))
    except ValueError:
        return None
    if full[7]:
        shift = datetime.timedelta(hours=int(full[8]), minutes=int(full[9]))
        moment += -shift if full[7] == "+" else shift
    return moment, True


def _texts(field, value):
    """The values of a canonical field."""
    out = []
    for one in value if isinstance(value, list) else [value]:
        is_number = isinstance(one, Number)
        if isinstance(one, str) and (not is_number or (field in NUMBERS and one is value)):
            text = str(one) if is_number else normalise_field(field, one)
            if text:
                out.append(text)
    return out[:VALUES_READ]


def _at(node, path):
    for name in path:
        if not isinstance(node, dict) or name not in node:
            return None
        node = node[name]
    return node


def _walk(node, names):
    """Every value that a dotted path leads to; arrays on the way are gone through."""
    if isinstance(node, list):
        return [found for kid in node for found in _walk(kid, names)]
    if not names:
        return [node]
    if isinstance(node, dict) and names[0] in node:
        kid = node[names[0]]
        return [kid] if len(names) == 1 and kid == [] else _walk(kid, names[1:])
    return []


def _raw(node, path):
    """Values of a source field: the literal key first, then the dotted path."""
    if path in node:
        value = node[path]
        return [value] if value == [] else _walk(value, [])
    return _walk(node, path.split("."))


def _texts_of_source(found):
    """What Item.get gives, of the values that a path led to."""
    texts = []
    for value in found:
        if isinstance(value, bool):
            texts.append("true" if value else "false")
        elif isinstance(value, str):
            texts.append(str(value))
    # An object is there, and is no text.
    return texts, bool(found), not any(v is not None and v != [] for v in found)


class Item:
    """One item with the event's own fields beside it."""
    raw = False

    def __init__(self, event, path, node):
        self.event, self.path, self.node = event, path, node
        self._cache = {}
        self._strings = None

    def get(self, field):
        """(texts, exists, is null): what tests on `field` look at."""
        if field not in self._cache:
            self._cache[field] = self._read(field)
        return self._cache[field]

    def _read(self, field):
        if field.startswith("raw."):
            return _texts_of_source(_raw(self.node, field[4:]) or _raw(self.event.node, field[4:]))
        if field == "path":
            texts = [self.path]
        elif field in EVENT_PATHS:
            texts = self.event.texts(field)
        else:
            texts = _texts(field, self.node.get(field))
            if field == "purpose" and not texts:
                texts = self.event.texts("purpose")
        return texts, bool(texts), not texts

    def strings(self):
        """What keywords look at: every string of the item and of the event's own fields. Quantity
        and price are numbers, quoted or not."""
        if self._strings is None:
            self._strings = [text for field in ITEM_FIELDS if field not in NUMBERS
                             for text in _texts(field, self.node.get(field))] + self.event.strings()
        return self._strings


class Event:
    """A native event."""

    def __init__(self, line):
        self.node = parse(line)
        self._texts = {}
        self.items = []
        self._collect(self.node["items"], "/items")

    def _collect(self, nodes, prefix):
        for index, node in enumerate(nodes):
            if isinstance(node, dict):
                path = f"{prefix}/{index}"
                self.items.append(Item(self, path, node))
                if isinstance(node.get("components"), list):
                    self._collect(node["components"], path + "/components")

    def texts(self, field):
        if field not in self._texts:
            texts = _texts(field, _at(self.node, EVENT_PATHS.get(field, (field,))))
            if field in ("event.time", "contract.date"):
                texts = [text for text in texts[:1] if to_moment(text)]
            self._texts[field] = texts
        return self._texts[field]

    def strings(self):
        return [text for field in (*EVENT_PATHS, "purpose") for text in self.texts(field)]



class RawItem:
    """A record of any kind: one item, whose fields are the record's own."""
    raw, path = True, ""

    def __init__(self, line):
        self.line, self.node = line, parse(line)
        self._seen = None

    def get(self, field):
        return _texts_of_source(_raw(self.node, field[len("raw."):]))

    def strings(self):
        """Every string that is no key, also one under a key that stands twice."""
        if self._seen is None:
            nested = json.loads(self.line, parse_int=Number, parse_float=Number,
                                object_pairs_hook=lambda pairs: [value for _, value in pairs])
            self._seen = list(self._strings(nested))
        return self._seen

    def _strings(self, node):
        if isinstance(node, str) and not isinstance(node, Number):
            yield node
        for kid in node if isinstance(node, list) else ():
            yield from self._strings(kid)


def items_of(line, mapping):
    return [RawItem(line)] if mapping == "raw" else Event(line).items
