"""Names as they can be printed: whatever a client typed, on one line and not too long."""

from __future__ import annotations

import re
import unicodedata
import zlib
from functools import lru_cache

from simlib.inputs.ids import LONGEST_TEXT, canonical, fault_of

_NOTHING = frozenset({"", "#n/a", "n/a", "null", "nan"})
_UNSAFE = {"Cc", "Cs", "Zl", "Zp"}
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@lru_cache(maxsize=65536)
def name_of(typed: str) -> str:
    """Return a name in canonical form; "" where nothing is known.

    Line breaks, control characters and marks that turn the reading direction become spaces, since
    they cannot be printed on one line; a very long name is cut, and keeps a mark of its own so
    that it stays different from others. Everything else stays as typed: two spaces are two.
    """
    text = canonical(typed)
    if fault_of(text):
        text = canonical("".join(" " if _unsafe(letter) else letter for letter in text))
        text = re.sub(r"\s{3,}", "  ", text)
    if len(text) > LONGEST_TEXT:
        text = f"{text[: LONGEST_TEXT - 12].rstrip()}… {zlib.crc32(text.encode()):08x}"
    return "" if text.casefold() in _NOTHING else text


def _unsafe(letter: str) -> bool:
    return letter in _TURNS or unicodedata.category(letter) in _UNSAFE
