"""One cell as a file gives it: text as typed, or a number or day that a workbook is sure of."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

Value = str | Decimal | date
"""Workbooks know numbers and days; text files know text."""
NULLS = frozenset({"", "#n/a", "n/a", "#na", "null", "none", "nan", "-", "–", "—", "(blank)"})
"""What stands where nothing is known, in small letters."""
_NUMBER = re.compile(
    r"[-+(−]?\s*[^\w\s]{0,2}\s*[\d.,'’\s\u00a0\u202f]*\d[\d.,'’]*\s*\S{0,3}", re.ASCII
)


def is_blank(value: Value) -> bool:
    """Return whether nothing but space was typed."""
    return isinstance(value, str) and not value.strip()


def is_null(value: Value) -> bool:
    """Return whether the cell says that nothing is known."""
    return isinstance(value, str) and value.strip().casefold() in NULLS


def looks_like_number(value: Value) -> bool:
    """Return whether a cell could be an amount or a count."""
    return isinstance(value, Decimal) or (
        isinstance(value, str) and len(value) < 40 and bool(_NUMBER.fullmatch(value.strip()))
    )


def text_of(value: Value) -> str:
    """Return the cell as text, as a name or an id."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value
