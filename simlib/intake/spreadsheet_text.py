"""Text in CSV files that a spreadsheet may open: never a formula, and read back as it was."""

from __future__ import annotations

_RISKY = frozenset("=+-@\t\r\n'\uff1d\uff0b\uff0d\uff20")
_SKIPPED = " \u00a0\ufeff"


def guarded(text: str) -> str:
    """Return text with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if text.lstrip(_SKIPPED)[:1] in _RISKY and text else text


def unguarded(text: str) -> str:
    """Return what `guarded` was given."""
    bare = text[1:]
    return bare if text[:1] == "'" and bare.lstrip(_SKIPPED)[:1] in _RISKY else text
