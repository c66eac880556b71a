"""Seeded rules and events that meet often: both draw from the same few words."""
import base64
import json
import random
import re
import uuid

import yaml

WORDS = [
    "Micron", "Huawei", "Hikvision", "Kelvin", "Kiosk", "Skip list", "Straße", "STRASSE", "ẞig",
    "İstanbul", "Iskra", "ısı", "ſharp", "finder", "ﬁnder", "office", "Ångström", "ÅNGSTRÖM", "美光科技",
    "海康威视", "Ｍｉｃｒｏｎ", "café", "cafe\u0301", "ΣΊΣΥΦΟΣ", "ςigma", "Ωmega", "µmeter", "μmeter", "ǅemal",
    "Ⅷ core", "MTA18ASF2G72PZ", "MT40A", "ab", "aab", "abab", "x1", "a.b", "a*b", "what?", "C:\\temp",
    "\\\\srv\\share", "50%", "%list%", "-flag", "/flag", "–flag", "one-two", "a/b-c", "DDR5 RDIMM",
    "0.2 micron", "SSD  2TB", "Ꭰwork", "ꭰwork", "𐐀deseret", "𐐨deseret", "CT1000MX500SSD1",
    "DS-2CD2143G2-I", "naïve", "Gerät", "GERÄT", "true", "null", "7", "line\nbreak", "tab\tstop",
]
FILL = "alpha beta gamma delta epsilon zeta eta theta iota lambda of for with und 0 1 22 - / ( ) , .".split()
TEXT_FIELDS = ("vendor brand product model part_number sku serial category country_of_origin purpose cpe "
               "purl hostname firmware currency").split()
RAW_TEXT = ["raw.note", "raw.deep.er", "raw.lit.eral", "raw.list.name", "raw.top"]
EVENT_TEXT = ["org.id", "org.name", "org.roles", "supplier.name", "supplier.id", "order.number", "site",
              "system", "contract.number", "event.id", "org.country"]
ALL_FIELDS = [*TEXT_FIELDS, *EVENT_TEXT, *RAW_TEXT, "event.time", "contract.date", "quantity", "unit_price",
              "ip", "mac", "pci_id", "usb_id", "raw.n", "raw.when", "raw.blob", "raw.never", "raw.flag",
              "event.action", "event.kind", "path"]
LOOKALIKE = {"k": "K", "K": "K", "s": "ſ", "S": "ſ", "i": "ı", "I": "İ", "ss": "ß", "ß": "ẞ", "fi": "ﬁ",
             "å": "Å", "Å": "Å", "ω": "Ω", "Ω": "Ω", "μ": "µ", "σ": "ς", "Σ": "ς", "e\u0301": "é",
             "-": "‐", " ": "\u00A0", "é": "e\u0301"}
TIMES = ["2026-03-02T10:01:00Z", "2026-03-02T23:59:59.5+02:00", "2024-12-30", "2021-01-03T00:30:00+01:00",
         "2026-02-30", "2025-06-15T12:05:07z", "2020-02-29", "2026-03-02 10:01:00Z", "not a time",
         "2026-03-02T10:01:00-05:30", "1999-12-31T23:59:00Z"]
ADDRESSES = ["10.0.0.1", "10.1.2.3", "10.0.0.9", "10.17.0.1", "192.168.2.7", "2001:db8:0:8000::1", "192.168.0.255", "192.168.1.0", "2001:db8::1", "2001:DB8:0:1::ff",
             "fe80::1", "0.0.0.0", "255.255.255.255", "10.0.0.1/24", "nowhere", "::1", "::ffff:10.0.0.1"]
NETWORKS = ["10.0.0.0/8", "10.0.0.0/12", "2001:db8::/49", "10.0.0.0/31", "192.168.0.0/23", "192.168.0.255", "0.0.0.0/0", "2001:db8::/32",
            "2001:db8:0:1::/64", "::/0", "fe80::/10", "255.255.255.255/32", "10.1.0.0/16"]
MACS = ["00e0fc", "00e0fc123456", "4419b6010203", "0080e1aabbccddee"]
IDS = ["19e5", "19e5:3715", "12d1:1f01", "12d1", "2ce3:9563"]


class Generator:
    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.pick = self.rng.choice
        self.words = self.rng.sample(WORDS, 16)
        self.encoded = self.rng.sample(["cmd.exe", "Micron", "öffne", "abc", "-enc a", "美光科技", "𐐀-x"], 3)
        self.macs, self.ids = self.rng.sample(MACS, 3), self.rng.sample(IDS, 4)
        self.lists = self._lists()

    def maybe(self, chance):
        return self.rng.random() < chance

    def some(self, make, low, high):
        """Different values in a list."""
        out = []
        for _ in range(self.rng.randint(low, high)):
            value = make()
            if value not in out:
                out.append(value)
        return out

    # -- texts ---------------------------------------------------------------------------------

    def recase(self, text):
        how = self.rng.randrange(6)
        if how < 4:
            return [text, text.upper(), text.lower(), text.swapcase()][how]
        if how == 4:
            return "".join(self.pick([c.upper(), c.lower()]) for c in text)
        for plain in self.rng.sample(sorted(LOOKALIKE), 6):
            if self.maybe(0.6):
                text = text.replace(plain, LOOKALIKE[plain])
        return text

    def filler(self, low=0, high=3):
        return " ".join(self.pick(FILL) for _ in range(self.rng.randint(low, high)))

    def text(self):
        """A text of an event: often one of the words, dressed up."""
        word = self.pick(self.words)
        if self.maybe(0.5):
            word = self.recase(word)
        how = self.rng.randrange(14)
        if how < 4:
            return word
        if how < 8:
            return f"{self.filler()} {word} {self.filler()}"
        if how == 8:
            return f"{self.pick(FILL)}{word}{self.pick(FILL)}"
        if how == 9:
            return word + self.pick(" \n") + self.recase(self.pick(self.words))
        if how == 10 and len(word) > 2:  # zero-width and decorating characters inside
            cut = self.rng.randrange(1, len(word))
            return word[:cut] + self.pick(["\u200B", "\u00AD", "™", "\u2060", "\t", "\u0085", ""]) + word[cut:]
        if how == 11:
            return self.pick(["", " ", "\u200B", "é", "™", "0"])
        if how == 12 and self.maybe(0.004):  # longer than what a regex sees
            return "long text " * 7000 + word
        if how == 12 and self.maybe(0.15):
            filler = " ".join(self.pick(FILL) for _ in range(self.rng.randint(300, 3000)))
            return self.pick([f"{filler} {word}", f"{word} {filler}", f"{filler}{word}{filler}"])
        return self.filler(1, 5)

    def blob(self):
        """A text that holds an encoded word."""
        word = self.pick(self.encoded)
        how = self.pick(["utf-8", "utf-16-le", "utf-16-be", "bom", "plain"])
        if how == "plain":
            return word.encode(self.pick(["utf-16-le", "utf-16-be"])).decode("latin-1")
        raw = (b"\xff\xfe" + word.encode("utf-16-le")) if how == "bom" else word.encode(how)
        if self.maybe(0.6):
            raw = b"x" * self.rng.randrange(4) + raw + b"y" * self.rng.randrange(4)
        text = base64.b64encode(raw).decode()
        if self.maybe(0.15):
            text = text.swapcase()
        return f"{self.filler(1, 2)} {text}" if self.maybe(0.2) else text

    def mac(self):
        digits = self.recase_ascii(self.pick(self.macs))
        if len(digits) == 6:
            digits += self.pick(["", "010203", "aabbcc"])
        groups = self.pick([2, 2, 4]) if len(digits) % 4 == 0 else 2
        if len(digits) in (12, 16) and self.maybe(0.2):
            return digits
        separator = "." if groups == 4 else self.pick(":-")
        return separator.join(digits[i:i + groups] for i in range(0, len(digits), groups))

    def recase_ascii(self, text):
        return self.pick([text, text.upper()])

    def hardware_id(self, names):
        one = self.recase_ascii(self.pick(self.ids))
        parts = one.split(":")
        if len(parts) == 2 and self.maybe(0.3):
            return f"{names[0]}_{parts[0]}&{names[1]}_{parts[1]}"
        return "0x" + one if len(parts) == 1 and self.maybe(0.4) else one

    def number(self):
        n = self.rng.randrange(12)
        if self.maybe(0.03):
            return self.pick([2**53 + 1, 2**53, 2**63 - 1, -2**62, 10**15 + n])
        if self.maybe(0.25):
            return n + self.pick([0.0, 0.5, 0.25])
        return -n if self.maybe(0.1) else n

    # -- events --------------------------------------------------------------------------------

    def written_number(self):
        """A number as JSON may write it; write() takes the marks away."""
        if self.maybe(0.1):
            return self.pick(["@1e1@", "@-0@", "@0.50@", "@70E-1@", "@18446744073709551615@", "@5.0@"])
        return self.number()

    def write(self, event):
        line = json.dumps(self.shuffled(event), ensure_ascii=self.maybe(0.3))
        for key in ("vendor", "note", "n", "site"):
            if self.maybe(0.03):  # a key that stands twice: the last one counts
                twice = json.dumps(self.values(self.text))
                line = line.replace(f'"{key}":', f'"{key}": {twice}, "{key}":', 1)
        return re.sub('"@([^"@]*)@"', r"\1", line)

    def values(self, make):
        """One value, a list of them, or nothing that counts."""
        how = self.rng.randrange(20)
        if how == 0:
            return self.pick([None, "", [], [None], "  ", [""], {"a": 1}, True])
        if how < 5:
            return [make() for _ in range(self.rng.randint(1, 4))]
        return make()

    def item(self, depth=0):
        item = {}
        for field in TEXT_FIELDS:
            if self.maybe(0.55):
                item[field] = self.values(self.text)
        if self.maybe(0.25):  # a word split between neighbours must not be found
            word = self.pick([w for w in self.words if len(w) > 3])
            cut = self.rng.randrange(1, len(word))
            first = self.rng.randrange(len(TEXT_FIELDS) - 1)
            parts = [word[:cut], word[cut:]]
            if self.maybe(0.4):  # nor across what may stand between two texts
                parts = re.split("[ \n\t-]", word, maxsplit=1)
            item[TEXT_FIELDS[first]], item[TEXT_FIELDS[first + 1]] = parts[0], parts[-1]
            if self.maybe(0.3):
                item[self.pick([TEXT_FIELDS[first], "note"])] = parts
        if self.maybe(0.3) and isinstance(item.get("vendor"), str):
            item["brand"] = self.recase(item["vendor"])
        for field, make in (
                ("ip", lambda: self.pick(ADDRESSES)), ("mac", self.mac),
                ("pci_id", lambda: self.hardware_id(("VEN", "DEV"))),
                ("usb_id", lambda: self.hardware_id(("VID", "PID"))),
                ("firmware", self.blob), ("note", self.text), ("lit.eral", self.text),
                ("when", lambda: self.pick(TIMES)), ("blob", self.blob), ("n", self.written_number)):
            if self.maybe(0.6):
                item[field] = self.values(make)
        if self.maybe(0.25):
            item["note"] = self.values(lambda: f"{self.pick(self.words)}\n{self.pick(self.words)}")
        if self.maybe(0.3):
            item["flag"] = self.pick([True, False, [True], "TRUE"])
        if self.maybe(0.01):  # more values than are read
            item["sku"] = ["x"] * 63 + [self.text() for _ in range(4)]
        for field in ("quantity", "unit_price"):
            if self.maybe(0.7):
                number = self.written_number()
                text = str(number).strip("@")
                item[field] = self.pick([number, number, text, [text]])
        if self.maybe(0.3):
            item["deep"] = self.pick([{"er": self.values(self.text)}, [{"er": self.text()}, {"er": 7}], "er"])
        if self.maybe(0.3):
            item["list"] = [{"name": self.text()} for _ in range(self.rng.randint(0, 3))]
        if depth < 2 and self.maybe(0.15):
            item["components"] = [self.item(depth + 1) for _ in range(self.rng.randint(1, 2))]
        return self.shuffled(item)

    def shuffled(self, node):
        pairs = list(node.items())
        self.rng.shuffle(pairs)
        return dict(pairs)

    def record(self):
        """Something that is no native event: the same fields, wherever they stand."""
        event = self.event()
        item = next(one for one in event.pop("items") if isinstance(one, dict))
        event = {"event": {key: event.pop(key) for key in ("kind", "time", "action", "id") if key in event},
                 "flag": self.pick([True, False, None]), **event, **item}
        return event

    def event(self):
        event = {"kind": self.pick(["purchase", "asset"]),
                 "items": [self.item() for _ in range(self.rng.randint(1, 3))]}
        if self.maybe(0.05):
            event["items"].insert(0, self.pick([None, "no item", 5]))
        if self.maybe(0.8):
            event["time"] = self.pick(TIMES)
        for name in ("id", "site", "system", "purpose", "top"):
            if self.maybe(0.4):
                event[name] = self.values(self.text)
        if self.maybe(0.3):
            event["action"] = self.pick(["ordered", "quoted", "discovered", "Ordered", "borrowed"])
        for name, inner in (("org", ["id", "name", "country", "roles"]), ("order", ["number"]),
                            ("supplier", ["name", "id", "country"]), ("contract", ["number"])):
            if self.maybe(0.6):
                event[name] = {one: self.values(self.text) for one in inner if self.maybe(0.7)}
        if self.maybe(0.4):
            event.setdefault("contract", {})["date"] = self.pick(TIMES)
        return event

    # -- rules ---------------------------------------------------------------------------------

    def _lists(self):
        def entry():
            return self.recase(self.pick(self.words)).replace("\n", " ").replace("\t", " ").strip()
        words = self.some(entry, 3, 5)
        rows = "\n".join(f'"{a}","{b}"' for a, b in zip(self.some(entry, 3, 3), self.some(entry, 3, 3)))
        return {"words.txt": "# words\n" + "\n".join(words) + "\n\n",
                "dashed.txt": "-flag\n/flag one\n", "networks.txt": "10.0.0.0/8\n2001:db8::/32\n",
                "table.csv": f"first,second\n{rows}\n",
                "macs.txt": "".join(f"{self.mac()}\n" for _ in range(2))}

    def escape(self, text):
        """The text as a Sigma value."""
        out = re.sub(r"[*?]", r"\\\g<0>", re.sub(r"\\(?=[*?\\]|$)", r"\\\\", text))
        return out

    def wildcarded(self, text):
        text = list(self.escape(text))
        for _ in range(self.rng.randint(1, 3)):
            at = self.rng.randrange(len(text) + 1)
            if at and text[at - 1] == "\\":
                continue
            if self.maybe(0.5):
                text.insert(at, "*")
            elif at < len(text) and text[at] not in "\\*?":
                text[at] = self.pick("?*")
        text = "".join(text)
        return self.pick([text, f"*{text}", f"{text}*", f"*{text}*"])

    def part(self):
        word = self.pick(self.words)
        if self.maybe(0.3) and len(word) > 4:
            cut = self.rng.randrange(1, 3)
            word = self.pick([word[cut:], word[:-cut]])
        return word

    def literal(self):
        how = self.rng.randrange(12)
        if how < 3:
            return self.wildcarded(self.recase(self.part()))
        if how == 3:
            return self.pick(["*", "?*", "items/0*", "purchase", "2026-*", "\\" + self.pick(self.words), self.pick(self.words) + "\\\\*", "a\\*b", "what\\?",
                              "C:\\temp", "C:\\\\temp", "\\\\\\\\srv\\*", "*\\\\share"])
        return self.escape(self.recase(self.part()))

    def regex(self):
        rng, esc = self.rng, re.escape
        a, b = self.part(), self.pick(self.words)
        x = self.recase(a)
        return self.pick([
            lambda: esc(a), lambda: esc(x), lambda: rf"\b{esc(a)}\b", lambda: f"^{esc(a)}", lambda: f"{esc(a)}$",
            lambda: f"^{esc(a)}$", lambda: f"(?i){esc(x)}", lambda: f"{esc(a)}|{esc(b)}",
            lambda: f"(?:{esc(a)}|{esc(b)})\\s*\\w*", lambda: f"(?<![A-Za-z]){esc(a)}",
            lambda: f"{esc(a)}(?=\\s|$)", lambda: f"{esc(a)}(?! )", lambda: f"{esc(a)}.*{esc(b)}",
            lambda: f"{esc(a)}.{{0,20}}", lambda: f"(\\w)\\1", lambda: f"({esc(a)}).*\\1", lambda: f"(?:{esc(a)})++",
            lambda: f".\\K{esc(a)}", lambda: f"(?:alpha )?{esc(a)}", lambda: f"^(?!.*{esc(a)})",
            lambda: f"{esc(a[:1])}(?i:{esc(a[1:]) or 'x'})", lambda: "(?:ab){2}", lambda: r"\d{2,}",
            lambda: r"^\p{Lu}\p{Ll}+", lambda: r"\p{Han}{2}", lambda: f"[{a[0] if a[0].isalnum() else 'a'}x-z]{esc(a[1:])}",
            lambda: f"\\Q{a}\\E" if "\\E" not in a else esc(a), lambda: f"(?x) {esc(a)} # {b[:1].strip()}x",
            lambda: f"(?:{esc(a)}|(?=beta))", lambda: f"(?<n>{esc(a)})", lambda: f"(?:{esc(a)}){{0,2}}eta",
            lambda: f"{esc(a[:-1])}{esc(a[-1:])}?", lambda: f"\\A{esc(a)}", lambda: f"{esc(a)}\\z",
            lambda: "".join(f"\\x{{{ord(c):x}}}" for c in a), lambda: f"(?>{esc(a)}|{esc(a[:1])})",
            lambda: f"(?s).{esc(a)}", lambda: f"^{esc(b)}\\R?{esc(a)}|(?m:^{esc(a)}$)", lambda: f"[^a-z]{esc(a)}",
            lambda: f"(?i)stra(?:ß|ss)e|[k]elvin|\\xe5ng", lambda: r"^\S+$", lambda: f"(?(?=a)alpha|{esc(a)})",
            lambda: rf"(?i)[{'kKsS'}]{esc(a[1:])}", lambda: f"(?:{esc(a)}.*)?{esc(b)}", lambda: f"(?:{esc(a)}\\s)*eta",
            lambda: f"(?:{esc(b)}|[xyz]+ )*{esc(a)}", lambda: f"{esc(a)}.{esc(b)}", lambda: f"line.break|tab.{{2}}top",
            lambda: f"^{esc(a)}$.^{esc(b)}$", lambda: f"(?-s:{esc(a)}.)|(?s:.{esc(b)})", lambda: f"{esc(a[:2])}[\\s\\S]{{0,3}}{esc(a[2:])}",
        ])()

    def text_field(self):
        if self.maybe(0.06):
            return self.pick(ALL_FIELDS)
        return self.pick([*TEXT_FIELDS, *TEXT_FIELDS, *RAW_TEXT, *RAW_TEXT, *EVENT_TEXT])

    def chain(self, *parts):
        """A key: the field, which is empty for keywords, and the modifiers that there are."""
        return "|".join([parts[0], *filter(None, parts[1:])])

    def links(self, values, flags=("neq", "cased")):
        """(modifiers, values): all needs several values."""
        out = [flag for flag in flags if self.maybe(0.12)]
        if isinstance(values, list) and len(values) > 1 and self.maybe(0.35):
            out.append("all")
        return out

    def one_or_more(self, make):
        return make() if self.maybe(0.55) else self.some(make, 1, 4)

    def test(self):
        """(key, values) of one line of a map."""
        return self.pick([self.test_literal] * 6 + [self.test_regex] * 4 + [
            self.test_lines, self.test_windash, self.test_encoded, self.test_encoded, self.test_wide, self.test_expand,
            self.test_expand, self.test_cidr, self.test_order, self.test_time, self.test_time,
            self.test_fieldref, self.test_special, self.test_number, self.test_identifier])()

    def place(self):
        return self.pick(["contains", "contains", "startswith", "endswith", ""])

    def test_literal(self, field=None):
        values = self.one_or_more(self.literal)
        links = self.links(values)
        place = self.place()
        chain = [place, *links] if self.maybe(0.6) else [*links, place]
        return self.chain(self.text_field() if field is None else field, *chain), values

    def test_regex(self, field=None):
        values = self.one_or_more(self.regex)
        flags = [flag for flag in "ims" if self.maybe(0.45 if flag == "i" else 0.25)]
        return self.chain(self.text_field() if field is None else field, "re", *flags, *self.links(values, ("neq",))), values

    def test_lines(self):
        """A regex on texts of several lines."""
        a, b = re.escape(self.part()), re.escape(self.pick(self.words))
        values = self.one_or_more(lambda: self.pick(
            [f"{a}.", f".{b}", f"{a}$", f"^{b}", f"{a}.+{b}", ".+\\n?.+", "e.b", "^.*$", f"^{a}$", "[^a-z]$.^"]))
        flags = [flag for flag in "ims" if self.maybe(0.5)]
        return self.chain("raw.note", "re", *flags, *self.links(values, ("neq",))), values

    def test_windash(self):
        values = self.one_or_more(lambda: self.pick(
            ["-flag", "–flag", "one/two", "one-two", "a/b-c", "a―b", " -flag", "DS-2CD*"]))
        return self.chain(self.text_field(), "windash", self.place(), *self.links(values)), values

    def test_encoded(self):
        values = self.one_or_more(lambda: self.pick(self.encoded))
        links = self.links(values)
        kind = self.pick(["base64", "base64offset"])
        before = self.pick(["", "", "utf16", "utf16le", "utf16be", "wide"])
        place = "contains" if kind == "base64offset" and self.maybe(0.9) else self.place()
        return self.chain(self.pick(["firmware", "raw.blob"]), before, kind, place, *links), values

    def test_wide(self):
        values = self.one_or_more(lambda: self.pick([w for w in self.encoded if w.isascii()] or ["abc"]))
        return self.chain("raw.blob", self.pick(["utf16le", "utf16be", "wide"]), self.place(),
                          *self.links(values)), values

    def test_expand(self):
        values = self.pick(["%words%", "%words%", "%table%", "%table.second%", "%words% *", "?%words%",
                            "\\%words%words%", "%words%-%table%"])
        if self.maybe(0.1):
            return self.chain("ip", "expand", "cidr"), "%networks%"
        if self.maybe(0.1):
            return self.chain("mac", "expand", self.pick(["", "startswith"])), "%macs%"
        if self.maybe(0.15):
            return self.chain(self.text_field(), "expand", "windash", "contains"), "%dashed%"
        return self.chain(self.text_field(), "expand", self.place(), *self.links(values)), values

    def test_cidr(self):
        values = self.one_or_more(lambda: self.pick(NETWORKS))
        return self.chain("ip", "cidr", *self.links(values, ("neq",))), values

    def test_order(self):
        field = self.pick(["quantity", "unit_price", "raw.n", "model"])
        return self.chain(field, self.pick(["lt", "lte", "gt", "gte"])), self.one_or_more(self.number)

    def test_time(self):
        part, make = self.pick([
            ("minute", lambda: self.pick([0, 1, 5, 30, 31, 59])), ("hour", lambda: self.pick([0, 10, 12, 15, 21, 23])),
            ("day", lambda: self.pick([2, 3, 15, 29, 30, 31])), ("week", lambda: self.pick([9, 10, 24, 1, 53, 52])),
            ("month", lambda: self.pick([1, 2, 3, 6, 12])), ("year", lambda: self.pick([1999, 2020, 2021, 2026]))])
        order = self.pick(["", "", "", "lt", "lte", "gt", "gte"])
        values = make() if order else self.one_or_more(make)
        field = self.pick(["event.time", "event.time", "contract.date", "raw.when"])
        return self.chain(field, part, order, *([] if order else self.links(values, ("neq",)))), values

    def test_fieldref(self):
        a, b = self.pick([("vendor", "brand"), ("brand", "vendor"), ("product", "vendor"), ("raw.note", "model"),
                          ("raw.n", "quantity"), ("quantity", "raw.n"), ("site", "purpose"), ("model", "raw.top")])
        return self.chain(a, "fieldref", self.place(), *self.links(b)), b

    def test_special(self):
        field = self.pick(ALL_FIELDS)
        return self.pick([(field, None), (field, None), (f"{field}|exists", True), (f"{field}|exists", False),
                          (f"{field}", ""), (f"{field}", True), (f"{field}|neq", "")])

    def test_number(self):
        values = self.one_or_more(self.number)
        field = self.pick(["quantity", "unit_price", "raw.n", "model"])
        place = self.pick(["contains", "startswith", "endswith"]) if self.maybe(0.2) else ""
        return self.chain(field, place, "neq" if self.maybe(0.3) else ""), values

    def test_identifier(self):
        field, make = self.pick([
            ("mac", self.mac), ("pci_id", lambda: self.hardware_id(("VEN", "DEV"))),
            ("usb_id", lambda: self.hardware_id(("VID", "PID")))])
        values = self.one_or_more(make)
        return self.chain(field, self.pick(["", "", "startswith", "contains"]), *self.links(values, ("neq",))), values

    def keywords(self):
        how = self.rng.randrange(6)
        if how == 0:
            return {"|all": [*self.some(self.literal, 2, 3), "e"]}
        if how == 1:  # what works without a field, and a field beside it
            key, values = self.pick([self.test_windash, self.test_encoded, self.test_expand])()
            field, modifiers = key.split("|", 1)
            return {("" if field != "ip" else field) + "|" + modifiers: values,
                    **dict([self.test_literal()] if self.maybe(0.3) else [])}
        if how == 2:
            return [self.literal(), self.map(), self.literal()]
        if how == 3:
            key, values = self.pick([self.test_literal, self.test_regex])(field="")
            return {key: values} if key else self.some(self.literal, 1, 4)  # "" is no key
        return self.some(self.literal, 1, 4)

    def map(self):
        return dict(self.test() for _ in range(self.pick([1, 1, 1, 2, 2, 3])))

    def selection(self):
        how = self.rng.randrange(8)
        if how == 0:
            return self.keywords()
        if how == 1:
            return [self.map() for _ in range(self.rng.randint(2, 3))]
        return self.map()

    def condition(self, names, depth=0):
        how = self.rng.randrange(9)
        if depth > 3 or how < 3:
            return self.pick(names)
        if how < 5:
            return f"{self.condition(names, depth + 1)} {self.pick(['and', 'or'])} {self.condition(names, depth + 1)}"
        if how == 5:
            return f"not {self.condition(names, depth + 1)}"
        if how == 6:
            return f"({self.condition(names, depth + 1)})"
        first = [name.split("_")[0] for name in names if "_" in name[1:]]
        patterns = ["them"] + [f"{one}_*" for one in first if one] + [f"*{names[0][-2:]}"]
        if names[0].startswith("_"):
            patterns = ["_*"]
        return f"{self.pick(['1', 'all'])} of {self.pick(patterns)}"

    def detection(self):
        names = self.rng.sample(["sel_a", "sel_b", "sel_c", "filter_x", "filter_y", "other"], self.rng.randint(1, 4))
        if self.maybe(0.2):
            names.append("_hidden")
        node = {name: self.selection() for name in names}
        conditions = [self.condition(names) for _ in range(self.pick([1, 1, 1, 2]))]
        if self.maybe(0.5):
            conditions = [" or ".join(names) if self.maybe(0.5) else "1 of sel_*" if "sel_a" in names else names[0]]
        node["condition"] = conditions[0] if len(conditions) == 1 else conditions
        return node

    def identity(self):
        return str(uuid.UUID(int=self.rng.getrandbits(128), version=4))

    def rule(self):
        identity = self.identity()
        logsource = {"product": "interdict"}
        if self.maybe(0.1):
            logsource["category"] = self.pick(["purchase", "asset"])
        return {"title": f"Rule {identity}", "id": identity, "status": "test", "description": "Generated.",
                "taxonomy": "interdict", "logsource": logsource, "detection": self.detection(),
                "level": "medium", "tags": ["vendor.generated"]}

    def filter(self, rules):
        node = {"rules": rules, "selection": self.map(), "condition": self.pick(["selection", "not selection"])}
        return {"title": f"Filter {self.identity()}", "logsource": {"product": "interdict"}, "taxonomy": "interdict",
                "filter": node}


def for_source_events(node):
    """The same rule or filter for events that are not native: fields are the source's own."""
    def renamed(node):
        if isinstance(node, dict):
            return {key.removeprefix("raw."): renamed(value) if "fieldref" not in key.split("|") else
                    value.removeprefix("raw.") for key, value in node.items()}
        return [renamed(kid) for kid in node] if isinstance(node, list) else node

    part = "filter" if "filter" in node else "detection"
    node = {**node, part: renamed(node[part]), "logsource": {"product": "windows"}}
    del node["taxonomy"]
    return node


class Dumper(yaml.SafeDumper):
    """Quotes every text: readers of YAML differ on what else a bare word may be."""

    def ignore_aliases(self, data):
        return True


def _text(dumper, text):
    style = "'" if text.isprintable() and "\n" not in text else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


Dumper.add_representer(str, _text)


def to_yaml(documents):
    return yaml.dump_all(documents, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=10000)


def lists_of(files):
    """What %name% stands for, from the text of the files in lists/."""
    out = {}
    for file, text in files.items():
        name, suffix = file.split(".")
        lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
        if suffix == "txt":
            out[name] = lines
            continue
        rows = [re.findall(r'"([^"]*)"|([^",]+)', line) for line in lines]
        for index, (_, column) in enumerate(rows[0]):
            out[f"{name}.{column}"] = [quoted or bare for quoted, bare in (row[index] for row in rows[1:])]
        out[name] = out[f"{name}.{rows[0][0][1]}"]
    return out
