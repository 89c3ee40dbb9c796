"""What became of a ledger's rows and money, and names that look like one customer typed twice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

_LEGAL_FORM = re.compile(
    r"\b(ab|ag|bv|co|company|corp|corporation|gmbh|inc|incorporated|limited|llc|llp|lp|ltd|na|nv|"
    r"oy|pc|plc|pllc|sa|sarl|spa|the)\b"
)


@dataclass(frozen=True, slots=True)
class Line:
    """Rows, accounts and net money that had one fate.

    ``accounts`` of "outside the window" are those seen nowhere else.
    """

    reason: str
    rows: int
    accounts: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class LedgerReport:
    """The account of a ledger: every row and every cent is in exactly one line."""

    file: str
    window: str
    """What was read, and the declared months."""
    rows_read: int
    rows_filtered_out: int
    """Rows of the file, and those the filters took away (their money is not counted)."""
    lines: tuple[Line, ...]
    """"kept" first, then what was left out and why. Money is as booked, not scaled to a year."""
    renames: tuple[str, ...] = ()
    """Pairs of names that look alike; never merged unasked."""
    warnings: tuple[str, ...] = ()
    """What to look into before the book is believed."""

    @property
    def kept(self) -> Line:
        """The line of what is in the book."""
        return self.lines[0]

    @property
    def left_out(self) -> tuple[Line, ...]:
        """The other lines."""
        return self.lines[1:]

    @property
    def total(self) -> Decimal:
        """Net money of all rows that passed the filters, exact."""
        return sum((line.amount for line in self.lines), Decimal(0))

    def __str__(self) -> str:
        """Say it in a few lines a person can check against the file."""
        lines = [f"{self.file}, {self.window}: {self.rows_read:,} rows read"]
        if self.rows_filtered_out:
            lines.append(f"  {self.rows_filtered_out:,} rows are not of this book (filters)")
        for line in self.lines:
            if line.rows or line is self.kept:
                what = "kept" if line is self.kept else f"left out: {line.reason}"
                lines.append(
                    f"  {what}: {line.rows:,} rows, {line.accounts:,} accounts, {line.amount:,.2f}"
                )
        lines.append(f"  together: {self.total:,.2f}")
        lines += [f"  one customer? {text}" for text in self.renames]
        lines += [f"  warning: {text}" for text in self.warnings]
        return "\n".join(lines)


def suspected_renames(spans: Mapping[str, tuple[date, date, Decimal]]) -> tuple[str, ...]:
    """Return pairs of names equal but for case, punctuation and legal form, in words.

    Parameters
    ----------
    spans : mapping of str to (date, date, Decimal)
        First and last day billed and net amount of each name.
    """
    alike: dict[str, list[str]] = defaultdict(list)
    for name, (_, _, amount) in spans.items():
        if amount:
            alike[_bare(name)].append(name)
    found = []
    for names in alike.values():
        ordered = sorted(names, key=lambda name: (spans[name][0], name))
        found += [_pair(one, other, spans) for one, other in pairwise(ordered)]
    return tuple(sorted(found))


def _pair(one: str, other: str, spans: Mapping[str, tuple[date, date, Decimal]]) -> str:
    follows = spans[one][1] < spans[other][0]
    told = [
        f"{name!r} ({spans[name][0]} to {spans[name][1]}, {spans[name][2]:,.2f})"
        for name in (one, other)
    ]
    verb = "looks renamed to" if follows else "looks like"
    return f"{told[0]} {verb} {told[1]}; renames= joins them"


def _bare(name: str) -> str:
    letters = re.sub(r"[^\w\s]", "", name.casefold())
    return " ".join(_LEGAL_FORM.sub("", letters).split()) or name
