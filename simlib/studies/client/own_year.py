"""A client's own last year, read from his ledger: accounts and revenue lost and won."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from simlib.intake.booking import Booking, Ledger

_YEAR_DAYS = 365
_LEAST_DAYS = 90
"""An account that began later says too little of what it buys in a year."""


@dataclass(frozen=True)
class OwnYear:
    """The last twelve months of a ledger against the twelve before.

    Parameters
    ----------
    accounts_lost, revenue_lost : float or None
        Accounts that were booked in the twelve months before and not once in the last twelve, and
        what they were booked then. None where the ledger holds deals or is too short.
    accounts_won : float or None
        Accounts booked in the last twelve months and never before. None where it is too short.
    typical_new_account : float or None
        The median of their revenue a year; of deals, of what was won from each in its first year.
    first_day, last_day : date
        Of the last twelve months.
    """

    accounts_lost: float | None
    revenue_lost: float | None
    accounts_won: float | None
    typical_new_account: float | None
    first_day: date
    last_day: date


def own_year(ledger: Ledger, *, accounts: int | None = None) -> OwnYear:
    """Read the last twelve months of a ledger against the twelve before.

    Parameters
    ----------
    ledger : Ledger
    accounts : int, optional
        Count only this many of the largest accounts of each year, where the book has no more and
        the rest is its tail.

    Notes
    -----
    Net revenue decides: an account whose credit notes eat up its invoices was not a customer in
    that year. Whoever buys less than once a year looks lost here.
    """
    last = ledger.last_day
    begin = _year_before(last)
    before = _year_before(begin)
    recent, earlier = (
        _largest(_revenue(ledger, *days), accounts) for days in ((begin, last), (before, begin))
    )
    whole = ledger.first_day <= _next_day(before)
    still = _revenue(ledger, begin, last)
    lost = {name: amount for name, amount in earlier.items() if name not in still}
    seen = {each.account for each in ledger.bookings if each.day <= begin}
    won = {name: amount for name, amount in recent.items() if name not in seen}
    tells_losses = whole and ledger.kind == "invoices"
    return OwnYear(
        accounts_lost=float(len(lost)) if tells_losses else None,
        revenue_lost=sum(lost.values()) if tells_losses else None,
        accounts_won=float(len(won)) if whole else None,
        typical_new_account=_typical(ledger, won) if whole else None,
        first_day=_next_day(begin),
        last_day=last,
    )


def _revenue(ledger: Ledger, after: date, until: date) -> dict[str, float]:
    """Return net revenue by account of the days after one and up to another, if above 0."""
    # Exact money: credit notes that eat up an invoice leave nothing, not a rounding error.
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for each in ledger.bookings:
        if after < each.day <= until:
            totals[each.account] += each.amount
    return {name: float(amount) for name, amount in totals.items() if amount > 0}


def _largest(revenue: Mapping[str, float], accounts: int | None) -> dict[str, float]:
    falling = sorted(revenue.items(), key=lambda pair: (-pair[1], pair[0]))
    return dict(falling[:accounts])


def _typical(ledger: Ledger, won: Mapping[str, float]) -> float | None:
    """Return the median revenue a year of new accounts that have been there long enough."""
    if ledger.kind == "deals":
        return median(won.values()) if won else None
    first = _first_days(ledger.bookings)
    days = {name: (ledger.last_day - first[name]).days + 1 for name in won}
    yearly = [won[name] * _YEAR_DAYS / days[name] for name in won if days[name] >= _LEAST_DAYS]
    return median(yearly) if yearly else None


def _first_days(bookings: tuple[Booking, ...]) -> dict[str, date]:
    first: dict[str, date] = {}
    for each in bookings:
        first[each.account] = min(each.day, first.get(each.account, each.day))
    return first


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)


def _next_day(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
