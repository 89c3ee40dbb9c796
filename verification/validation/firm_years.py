"""One firm at the start of one year of its ledger: what is played, and what was seen to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simlib.history.origin import book_at
from simlib.history.retention import Retention
from simlib.history.rows import book_days, lost_between, months_before, rows_of
from simlib.inputs.book import Book
from verification.validation.ledgers import RealLedger


@dataclass(frozen=True, eq=False)
class FirmYear:
    """A book as it stood, and how many of its accounts the rule declares lost in the year."""

    firm: str
    """Never shown."""
    year: int
    """Place of the year in the ledger, from 0."""
    book: Book
    """Accounts on the book that day with what they booked in the year before."""
    lost: int

    @property
    def accounts(self) -> int:
        """Accounts on the book."""
        return len(self.book.accounts)


def firm_years(real: RealLedger, kept: Retention) -> tuple[FirmYear, ...]:
    """Return the firm-years that a ledger can judge, by firm and year.

    They are those of its retention: a firm-year in which the whole firm stops says nothing of its
    accounts and is left out, as are firms with few accounts.
    """
    judged = {(year.firm, months_before(year.end, 12)) for year in kept.years}
    days = book_days(real.merged, real.rule, real.last_day)
    found = []
    for firm, ledger in sorted(real.firms.items()):
        rows = rows_of(ledger)
        for place, day in enumerate(days):
            if (firm, day) not in judged:
                continue
            book = book_at(ledger, day, real.rule, largest=real.largest, name="a firm")
            if book is None or len(book.accounts) < real.least_accounts:
                continue
            lost = lost_between(rows, real.rule, day, months_before(day, -12))
            there = {account.account_id for account in book.accounts}
            gone = [name for name, is_lost in zip(rows.accounts, lost, strict=True) if is_lost]
            found.append(FirmYear(firm, place, book, sum(name in there for name in gone)))
    return tuple(found)


def by_firm(years: Sequence[FirmYear]) -> dict[str, list[FirmYear]]:
    """Return the years of each firm."""
    found: dict[str, list[FirmYear]] = {}
    for year in years:
        found.setdefault(year.firm, []).append(year)
    return found
