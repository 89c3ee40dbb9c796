"""What each ledger says, counted once: its firm-years, its retention, who left and who came."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from simlib.analysis.precision import Interval, quotient_interval
from simlib.history.retention import Retention, retention
from simlib.history.survival import Survival, on_the_book, survival
from simlib.inputs.book import Book
from simlib.inputs.errors import InputError
from verification.validation.departures import Departures, departures
from verification.validation.firm_years import FirmYear, by_firm, firm_years
from verification.validation.ledgers import RealLedger, real_ledger

_ENOUGH_YEARS = 5
_ENOUGH_ACCOUNTS = 5
_ENOUGH_WATCHED = 20


@dataclass(frozen=True, eq=False)
class Counted:
    """One ledger as it can be held beside the model."""

    real: RealLedger
    years: tuple[FirmYear, ...]
    """The books that are played."""
    kept: Retention
    """Of the accounts of these books."""
    leavers: Departures

    @cached_property
    def stayed(self) -> Interval:
        """Share of accounts still there after a year; firms, or accounts of one firm, are drawn."""
        firms = by_firm(self.years)
        if len(firms) == 1:
            curve = on_the_book(self.real.merged, self.real.rule, largest=self.real.largest)
            return at_month(curve, 12)
        held = [sum(year.accounts for year in years) for years in firms.values()]
        lost = [sum(year.lost for year in years) for years in firms.values()]
        return quotient_interval(np.array(held) - np.array(lost), held)

    @cached_property
    def new_accounts(self) -> Survival | None:
        """Survival of new accounts from their first booking; None where none starts in time."""
        try:
            return survival(self.real.merged, self.real.rule)
        except InputError:
            return None

    @property
    def seen(self) -> dict[str, Interval]:
        """What the ledger can tell, by measure (see `verification.validation.yardsticks`)."""
        found = {"stayed": self.stayed, "gross": self.kept.grr, "net": self.kept.nrr}
        if len(self.years) >= _ENOUGH_YEARS:
            found["largest"] = self.kept.largest_stopped
        if self.real.largest is None:  # among the largest accounts alone nobody is new
            found["replaced"] = self.kept.replacement
        if self.leavers.accounts >= _ENOUGH_ACCOUNTS and self.leavers.books:
            found["owner"] = self.leavers.left
        return found | self._new

    @property
    def _new(self) -> dict[str, Interval]:
        curve = self.new_accounts
        if curve is None:
            return {}
        told = {f"new_{years}": 12 * years for years in (1, 2)}
        return {
            measure: at_month(curve, month)
            for measure, month in told.items()
            if curve.months[-1] >= 2 * month and curve.at_risk[month] >= _ENOUGH_WATCHED
        }

    @property
    def typical_book(self) -> Book:
        """The book of middle size in the last year."""
        last = max(year.year for year in self.years)
        books = [year.book for year in self.years if year.year == last]
        return sorted(books, key=lambda book: len(book.accounts))[len(books) // 2]


def counted(ledger: str | RealLedger) -> Counted:
    """Count what a ledger says: a shipped one by name, or another.

    Raises
    ------
    InputError
        For an unknown name.
    """
    real = real_ledger(ledger) if isinstance(ledger, str) else ledger
    kept = retention(real.firms, least_accounts=real.least_accounts)
    years = firm_years(real, kept)
    if real.largest is not None:
        kept = _of_the_played(real, years)
    return Counted(real, years, kept, departures(real))


def _of_the_played(real: RealLedger, years: tuple[FirmYear, ...]) -> Retention:
    """Return the retention of the accounts of the books alone."""
    firms = {}
    for firm, its_years in by_firm(years).items():
        played = {account.account_id for year in its_years for account in year.book.accounts}
        ledger = real.firms[firm]
        rows = tuple(booking for booking in ledger.bookings if booking.account in played)
        firms[firm] = replace(ledger, bookings=rows)
    return retention(firms, least_accounts=real.least_accounts)


def at_month(curve: Survival, month: int) -> Interval:
    """Return a survival curve at one month with its limits."""
    mean, low, high = (float(each[month]) for each in (curve.share, curve.low, curve.high))
    return Interval(mean, low, high, max(mean - low, high - mean), curve.watched)
