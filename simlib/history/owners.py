"""Owners who left, and what left with them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from simlib.analysis.precision import Bools, Interval, Shown, proportion_interval, quotient_interval
from simlib.history.rows import Rows, owners_at, rows_of
from simlib.intake.booking import Ledger

_YEAR = 365


@dataclass(frozen=True, slots=True)
class Departure:
    """An owner who stopped appearing while the firm went on."""

    owner: str
    day: date
    """Of the last row that names the owner."""
    accounts: int
    left: int
    """Accounts that were the owner's in the year before, and those of them that booked nothing
    positive in the year after.
    """
    revenue: float
    revenue_left: float
    """Net amounts of these in the year before."""
    others: int
    others_left: int
    """The same count on that day for everybody else's accounts."""


@dataclass(frozen=True, repr=False)
class OwnerDepartures(Shown):
    """What leaves within a year of an owner, beside what leaves anyway."""

    departures: tuple[Departure, ...]
    """By day."""
    left: Interval
    base: Interval
    """Share of accounts gone a year later: those of owners who left (departures are drawn as a
    whole), and everybody else's on the same days. NaN without departures.
    """
    owners: int
    """Owners the ledger names."""


def owner_departures(ledger: Ledger, *, least_accounts: int = 2) -> OwnerDepartures:
    """Find owners who stopped appearing, and compare their accounts with the others.

    Parameters
    ----------
    ledger
        Of one firm.
    least_accounts
        An owner with fewer accounts is left out: where one account stops, its owner's name
        vanishes with it, and that would read as an account that followed him.

    Notes
    -----
    A ledger names who stood on the last row, not who resigned. An owner all of whose accounts
    stop for other reasons looks the same, so the share is an upper limit of what followed.
    """
    rows = rows_of(ledger)
    last_seen: dict[str, date] = {}
    for booking in ledger.bookings:
        if booking.owner:
            last_seen[booking.owner] = max(last_seen.get(booking.owner, booking.day), booking.day)
    found = [
        each
        for owner, day in last_seen.items()
        if rows.last_day - day.toordinal() >= _YEAR
        and (each := _departure(ledger, rows, owner, day)).accounts >= least_accounts
        and each.others_left < each.others
    ]
    departures = tuple(sorted(found, key=lambda each: (each.day, each.owner)))
    return OwnerDepartures(departures, *_shares(departures), owners=len(last_seen))


def _departure(ledger: Ledger, rows: Rows, owner: str, day: date) -> Departure:
    at = day.toordinal()
    holders = owners_at(ledger, day)
    his: Bools = np.array([holders.get(account) == owner for account in rows.accounts])
    was, revenue = rows.billed(at - _YEAR, at), rows.revenue(at - _YEAR, at)
    gone = was & ~rows.billed(at, at + _YEAR)
    return Departure(
        owner=owner,
        day=day,
        accounts=int((was & his).sum()),
        left=int((gone & his).sum()),
        revenue=float(revenue[was & his].sum()),
        revenue_left=float(revenue[gone & his].sum()),
        others=int((was & ~his).sum()),
        others_left=int((gone & ~his).sum()),
    )


def _shares(departures: Sequence[Departure]) -> tuple[Interval, Interval]:
    if not departures:
        nothing = Interval(math.nan, math.nan, math.nan, math.nan, 0)
        return nothing, nothing
    left = _share([(each.left, each.accounts) for each in departures])
    return left, _share([(each.others_left, each.others) for each in departures])


def _share(counts: Sequence[tuple[int, int]]) -> Interval:
    above, below = (np.array(column, dtype=float) for column in zip(*counts, strict=True))
    if len(counts) == 1 or above.sum() in (0, below.sum()):
        return proportion_interval(int(above.sum()), int(below.sum()))
    found = quotient_interval(above, below)
    low, high = max(0.0, found.low), min(1.0, found.high)
    return Interval(found.mean, low, high, max(found.mean - low, high - found.mean), found.n)
