"""Texts as the naive evaluator sees them: normalisation, case folding, PCRE2.

Written from the Unicode annexes and docs alone; shares nothing with plugin/.
"""
import ctypes
import ctypes.util
import re
import unicodedata

# Unicode property Dash (PropList.txt).
DASHES = frozenset(map(chr, [
    0x2D, 0x58A, 0x5BE, 0x1400, 0x1806, *range(0x2010, 0x2016), 0x2053, 0x207B, 0x208B, 0x2212,
    0x2E17, 0x2E1A, 0x2E3A, 0x2E3B, 0x2E40, 0x2E5D, 0x301C, 0x3030, 0x30A0, 0xFE31, 0xFE32,
    0xFE58, 0xFE63, 0xFF0D, 0x10EAD]))
# Default_Ignorable_Code_Point (DerivedCoreProperties.txt) and interlinear annotation.
IGNORABLE = [(0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5),
             (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F),
             (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0),
             (0xFFF0, 0xFFFB), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF)]
MARKS = frozenset("™℠®©")


def _one(c):
    """One character before NFKC: itself, '-', a space or nothing."""
    if c in DASHES:
        return "-"
    if c in MARKS or unicodedata.category(c) == "Cc":
        return " "
    if any(low <= ord(c) <= high for low, high in IGNORABLE):
        return ""
    return c


def normalise(text):
    """The text of a canonical field."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    while True:
        new = unicodedata.normalize("NFKC", "".join(map(_one, text)))
        new = " ".join(new.split())
        if new == text:
            return new
        text = new


def _mac(text):
    for separator, size in ((":", 2), ("-", 2), (".", 4)):
        groups = text.split(separator)
        digits = "".join(groups)
        if all(len(g) == size for g in groups) and 4 <= len(digits) <= 16 and \
                re.fullmatch("[0-9A-Fa-f]+", digits) and len(groups) > 1:
            break
    else:
        digits = text
        if len(digits) not in (12, 16) or not re.fullmatch("[0-9A-Fa-f]+", digits):
            return text
    return ":".join(digits[i:i + 2] for i in range(0, len(digits), 2)).lower()


def _device_id(text):
    one = re.fullmatch(r"(?:0[xX])?([0-9A-Fa-f]{4})(?::(?:0[xX])?([0-9A-Fa-f]{4}))?", text)
    if one:
        return ":".join(part.lower() for part in one.groups() if part)
    for vendor, device in (("VEN", "DEV"), ("VID", "PID")):
        parts = [re.search(f"(?i){name}_([0-9A-F]{{4}})", text) for name in (vendor, device)]
        if parts[0]:
            return ":".join(part[1].lower() for part in parts if part)
    return text


def normalise_field(field, text):
    text = normalise(text)
    if field == "mac":
        return _mac(text)
    if field in ("pci_id", "usb_id"):
        return _device_id(text)
    return text


def _fold_char(c):
    """Simple case folding (CaseFolding.txt, status C and S): one code point to one."""
    full = c.casefold()
    if len(full) == 1:
        return full
    low = c.lower()
    return low if len(low) == 1 else c


class _Folds(dict):
    def __missing__(self, code):
        self[code] = _fold_char(chr(code))
        return self[code]


_FOLDS = _Folds()


def fold(text):
    return text.lower() if text.isascii() else text.translate(_FOLDS)


class Regex:
    """A regex as PCRE2 without JIT understands it: UTF and UCP, found anywhere."""
    _lib = None
    UTF_UCP = 0x00080000 | 0x00020000
    FLAGS = {"i": 0x8, "m": 0x400, "s": 0x20}
    NO_UTF_CHECK = 0x40000000

    @classmethod
    def _load(cls):
        lib = ctypes.CDLL(ctypes.util.find_library("pcre2-8") or "libpcre2-8.so.0")
        size, pointer, number = ctypes.c_size_t, ctypes.c_void_p, ctypes.c_int
        lib.pcre2_compile_8.restype = pointer
        lib.pcre2_compile_8.argtypes = [ctypes.c_char_p, size, ctypes.c_uint32,
                                        ctypes.POINTER(number), ctypes.POINTER(size), pointer]
        lib.pcre2_match_data_create_8.restype = pointer
        lib.pcre2_match_data_create_8.argtypes = [ctypes.c_uint32, pointer]
        lib.pcre2_match_8.restype = number
        lib.pcre2_match_8.argtypes = [pointer, ctypes.c_char_p, size, size, ctypes.c_uint32,
                                      pointer, pointer]
        lib.pcre2_code_free_8.argtypes = [pointer]
        cls._data = lib.pcre2_match_data_create_8(1, None)
        cls._lib = lib

    def __init__(self, pattern, flags):
        if Regex._lib is None:
            Regex._load()
        options = self.UTF_UCP
        for flag in flags:
            options |= self.FLAGS[flag]
        error, offset = ctypes.c_int(), ctypes.c_size_t()
        raw = pattern.encode()
        self._code = self._lib.pcre2_compile_8(raw, len(raw), options, error, offset, None)
        if not self._code:
            raise ValueError(f"PCRE2 error {error.value} at {offset.value}: {pattern}")

    def found_in(self, text):
        raw = text.encode()
        result = self._lib.pcre2_match_8(self._code, raw, len(raw), 0, self.NO_UTF_CHECK,
                                         self._data, None)
        if result < -1:
            raise ValueError(f"PCRE2 error {result} while matching")
        return result >= 0

    def __del__(self):
        if Regex._lib is not None and getattr(self, "_code", None):
            Regex._lib.pcre2_code_free_8(self._code)
