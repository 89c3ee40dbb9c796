"""Ids as text: one canonical form, one 32-bit hash, and no two alike within a kind."""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Iterable

from simlib.inputs.errors import InputError

SEPARATOR = "\x1f"
"""Stands between kind and id in a hash; a control character, so no id can hold it."""

LONGEST_TEXT = 200
"""Characters an id or name may have."""

_REFUSED_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})
_DIRECTION_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def canonical(text: str) -> str:
    """Return ``text`` trimmed and in Unicode normal form C, else as it is: ``01`` is not ``1``."""
    return unicodedata.normalize("NFC", text.strip())


def fault_of(text: str, longest: int = LONGEST_TEXT) -> str | None:
    """Return what is wrong with a canonical text as an id or name, None if nothing is.

    Markup, spreadsheet formulas and paths are text like any other; only what cannot be
    printed on one line is a fault.
    """
    if len(text) > longest:
        return f"{len(text)} characters, more than {longest}"
    if text.isascii() and text.isprintable():
        return None
    for character in text:
        if character in _DIRECTION_OVERRIDES or (
            unicodedata.category(character) in _REFUSED_CATEGORIES
        ):
            return f"holds the control character U+{ord(character):04X}"
    return None


def entity(kind: str, *parts: str) -> int:
    """Return the 32-bit hash that stands for an id in every draw.

    Parameters
    ----------
    kind
        ``account``, ``buyer``, ``parent``, ``sector``, ``economy``, ``rep``, ``prospect``.
    *parts
        The canonical id; an entity with a compound key gives its parts in order.

    Returns
    -------
    int
        CRC-32 of ``kind 0x1F part [0x1F part]`` in UTF-8.
    """
    return zlib.crc32(SEPARATOR.join((kind, *parts)).encode("utf-8"))


def refuse_collisions(kind: str, ids: Iterable[tuple[str, ...]]) -> None:
    """Refuse two ids of one kind that have the same hash: they would share their fate.

    Raises
    ------
    InputError
        Naming both ids.
    """
    refuse_equal_hashes(kind, ((parts, entity(kind, *parts)) for parts in ids))


def refuse_equal_hashes(what: str, hashed: Iterable[tuple[tuple[str, ...], int]]) -> None:
    """Refuse two different ids with the same hash, given with their hashes.

    Raises
    ------
    InputError
        Naming both ids.
    """
    seen: dict[int, tuple[str, ...]] = {}
    for parts, word in hashed:
        other = seen.setdefault(word, parts)
        if other != parts:
            raise InputError(
                f"two {what} ids have the same 32-bit hash, so chance could not tell them apart: "
                f"{' '.join(other)!r} and {' '.join(parts)!r}",
                allowed="rename one of them slightly",
            )
