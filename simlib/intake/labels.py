"""What an account is called: its name where names tell accounts apart, else name and id."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from simlib.inputs.ids import LONGEST_TEXT, canonical, fault_of

_NOTHING = frozenset({"", "#n/a", "n/a", "null", "nan"})
_UNSAFE = {"Cc", "Cs", "Zl", "Zp"}
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Naming:
    """Labels of accounts by id, and what was odd about ids and names."""

    labels: dict[str, str]
    """Label by id."""
    several_names: int = 0
    """Ids that stand for several names."""
    several_ids: int = 0
    """Names that stand for several ids."""


def naming(rows: Iterable[tuple[str, str, date | None]]) -> Naming:
    """Return what to call the accounts of a file with ids and names.

    Parameters
    ----------
    rows : iterable of (id, name, day)
        Blank names allowed. An id is called by its latest name; where two ids have one name, the
        id stands behind it.
    """
    latest: dict[str, tuple[date, str]] = {}
    names: dict[str, set[str]] = defaultdict(set)
    for key, name, day in rows:
        if key and name:
            names[key].add(name)
            latest[key] = max(latest.get(key, (date.min, "")), (day or date.min, name))
    ids: dict[str, set[str]] = defaultdict(set)
    for key, (_, name) in latest.items():
        ids[name].add(key)
    labels = {
        key: name if len(ids[name]) == 1 and name not in latest else f"{name} ({key})"
        for key, (_, name) in latest.items()
    }
    several = sum(len(keys) > 1 for keys in ids.values())
    return Naming(labels, sum(len(each) > 1 for each in names.values()), several)


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
