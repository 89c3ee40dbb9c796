"""One cell of a text table and its place; numbers, dates and names are read, never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from simlib.inputs.errors import InputError
from simlib.inputs.ids import canonical, fault_of

LARGEST_MONEY = 10**15
"""More than any firm sells; a larger number is a slip of the keyboard."""
SMALLEST_REVENUE = Decimal("1e-6")
"""Less than any account buys, even in a book counted in millions."""
THOUSAND_OR_DECIMAL = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}", re.ASCII)
"""A number that is a thousand times larger where points separate thousands."""
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}([.,'\u2019\s]\d{3})+([.,]\d+)?", re.ASCII)
_ISO_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})([T ][\d:.]+Z?)?", re.ASCII)
_ISO_MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cell:
    """What was typed, and where."""

    text: str
    """The cell as typed."""
    file: str
    row: int
    column: str
    """Its place; the row as a spreadsheet shows it."""
    unclear_point: bool = False
    """Whether ``1.234`` may mean a thousand here."""

    @property
    def blank(self) -> bool:
        """Whether nothing but space was typed."""
        return not self.text.strip()

    def refused(self, message: str, *, allowed: str) -> InputError:
        """Return the error that names this cell's place and value."""
        return InputError(
            message,
            file=self.file,
            row=self.row,
            column=self.column,
            value=self.text,
            allowed=allowed,
        )

    def name(self) -> str:
        """Return the canonical text of an id or name; "" when blank."""
        text, fault = _checked_name(self.text)
        if fault:
            raise self.refused(fault, allowed="one printable line of at most 200 characters")
        return text

    def number(self) -> Decimal:
        """Return a plain decimal number exactly as typed (ledger amounts may be negative)."""
        text = self.text.strip()
        if not text:
            raise self.refused("missing", allowed="a plain number such as 1234.50")
        if not _PLAIN.fullmatch(text):
            raise self.refused("not a plain number", allowed=f"such as 1234.50{_hint(text)}")
        if self.unclear_point and THOUSAND_OR_DECIMAL.fullmatch(text):
            raise self.refused(
                "a thousands mark or a decimal point?",
                allowed=f"{text.replace('.', '')} or {text}0: no thousands marks, decimal point",
            )
        value = Decimal(text)
        if abs(value) > LARGEST_MONEY:
            raise self.refused("too large", allowed="at most 1e15")
        return value

    def revenue(self) -> Decimal:
        """Return money above zero."""
        value = self.number()
        if value <= 0:
            what = "negative" if value < 0 else "zero"
            raise self.refused(f"{what} revenue", allowed="above 0 (leave a lost account out)")
        if value < SMALLEST_REVENUE:
            raise self.refused("too small", allowed="at least 0.000001")
        return value

    def iso_date(self) -> date:
        """Return a day written as 2025-12-31; a time of day behind it is left out."""
        matched = _ISO_DATE.fullmatch(self.text.strip())
        try:
            return date.fromisoformat(matched[1] if matched else "")
        except ValueError:
            raise self.refused("not a date", allowed="a real day as YYYY-MM-DD") from None

    def iso_month(self) -> date:
        """Return the first day of a month written as 2025-12."""
        text = self.text.strip()
        try:
            return date.fromisoformat(f"{text}-01" if _ISO_MONTH.fullmatch(text) else "")
        except ValueError:
            raise self.refused("not a month", allowed="a real month as YYYY-MM") from None

    def day(self, date_format: str | None = None) -> date:
        """Return a day, ISO or in a declared `datetime.strptime` format such as ``%d/%m/%Y``."""
        if date_format is None:
            return self.iso_date()
        try:
            return datetime.strptime(self.text.strip(), date_format).date()
        except ValueError:
            raise self.refused("not a date", allowed=f"a day as {date_format}") from None


def read_back(number: str) -> str:
    """Return the text of a number that `Cell.number` takes for itself: 1.2340 where it is 1.234."""
    return f"{number}0" if THOUSAND_OR_DECIMAL.fullmatch(number) else number


@lru_cache(maxsize=8192)
def _checked_name(typed: str) -> tuple[str, str | None]:
    text = canonical(typed)
    return text, fault_of(text)


def _hint(text: str) -> str:
    if "%" in text:
        return "; revenue is money, not a percentage"
    if _GROUPED.fullmatch(text) or re.fullmatch(r"[+-]?\d+,\d+", text, re.ASCII):
        return "; no thousands marks, and the decimal mark is a point: commas are never guessed"
    if text.startswith("(") and text.endswith(")"):
        return "; a negative amount has a minus sign"
    if any(mark.isdigit() for mark in text):
        return "; no currency signs, units or spaces: name the currency with currency="
    return ""
