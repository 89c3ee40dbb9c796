"""A ledger as arrays: who booked how much on which day."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from simlib.analysis.precision import Bools, Floats, Ints
from simlib.inputs.errors import InputError
from simlib.intake.booking import Ledger

_GRACE = timedelta(days=6)


@dataclass(frozen=True, eq=False)
class Rows:
    """Bookings by account and day.

    Parameters
    ----------
    accounts : tuple of str
        In code points.
    account : ndarray of int, shape (bookings,)
        Place of each booking's account.
    day, through : ndarray of int, shape (bookings,)
        Proleptic ordinals of the first and the last day a booking stands for; they differ where
        only the month is known.
    amount : ndarray, shape (bookings,)
        In the ledger's currency.
    first_day, last_day : int
        Ordinals; the last day of the ledger.
    """

    accounts: tuple[str, ...]
    account: Ints
    day: Ints
    through: Ints
    amount: Floats
    first_day: int
    last_day: int

    def billed(self, after: int, until: int) -> Bools:
        """Return whether each account booked anything positive in ``(after, until]``."""
        inside = (self.day > after) & (self.day <= until) & (self.amount > 0)
        found = np.zeros(len(self.accounts), dtype=bool)
        found[self.account[inside]] = True
        return found

    def revenue(self, after: int, until: int) -> Floats:
        """Return the net amount of each account in ``(after, until]``."""
        inside = (self.day > after) & (self.day <= until)
        return np.bincount(
            self.account[inside], self.amount[inside], minlength=len(self.accounts)
        ).astype(float)

    def last_billed(self, until: int) -> Ints:
        """Return the last day of each account's last positive booking, 0 for none."""
        inside = (self.day <= until) & (self.amount > 0)
        found = np.zeros(len(self.accounts), dtype=np.int64)
        np.maximum.at(found, self.account[inside], self.through[inside])
        return found


def rows_of(ledger: Ledger) -> Rows:
    """Return the ledger as arrays.

    Raises
    ------
    InputError
        If nothing is booked.
    """
    if not ledger.bookings:
        raise InputError("a ledger needs at least one booking", value=ledger.source)
    names = tuple(sorted({booking.account for booking in ledger.bookings}))
    places = {name: place for place, name in enumerate(names)}
    days = [booking.day for booking in ledger.bookings]
    through = [month_end(day) for day in days] if ledger.by_month else days
    return Rows(
        accounts=names,
        account=np.array([places[booking.account] for booking in ledger.bookings]),
        day=np.array([day.toordinal() for day in days]),
        through=np.array([day.toordinal() for day in through]),
        amount=np.array([float(booking.amount) for booking in ledger.bookings]),
        first_day=ledger.first_day.toordinal(),
        last_day=ledger.last_day.toordinal(),
    )


def year_ends(ledger: Ledger, last: date | None = None, *, months: int = 12) -> tuple[date, ...]:
    """Return the ends of the full years counted back from a day, rising.

    Parameters
    ----------
    ledger : Ledger
    last : date, optional
        The ledger's last day by default.
    months : int
        Length of a "year": 12, or less in a short ledger.

    Returns
    -------
    tuple of date
        The first is the eve of the first full year: n + 1 days enclose n years.
    """
    last, first = last or ledger.last_day, ledger.first_day
    found = [last]
    # A ledger that begins on the third of its first month still holds that year.
    while months_before(last, months * len(found)) + _GRACE >= first:
        found.append(months_before(last, months * len(found)))
    return tuple(reversed(found))


def months_before(day: date, months: int) -> date:
    """Return the same day so many months before; month ends stay month ends."""
    year, month = divmod(12 * day.year + day.month - 1 - months, 12)
    first = date(year, month + 1, 1)
    end = month_end(first)
    return end if day == month_end(day) else first.replace(day=min(day.day, end.day))


def month_end(day: date) -> date:
    """Return the last day of a day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def until(ledger: Ledger, day: date) -> Ledger:
    """Return what was booked up to a day, which it then ends on or before.

    Raises
    ------
    InputError
        If nothing was booked by then.
    """
    kept = tuple(booking for booking in ledger.bookings if booking.day <= day)
    if not kept:
        raise InputError("nothing was booked by then", value=day, allowed=f"{ledger.first_day} on")
    return replace(ledger, bookings=kept)


def owners_at(ledger: Ledger, day: date, accounts: Sequence[str] | None = None) -> dict[str, str]:
    """Return who stood on each account's latest positive row by a day ("" for nobody).

    Of several on one day the one with the larger amount, then the earlier name.
    """
    wanted = None if accounts is None else set(accounts)
    # Of equals the earlier name wins, so names are met in falling order and the last one stays.
    rows = sorted(
        (
            (booking.account, booking.day, booking.amount, booking.owner)
            for booking in ledger.bookings
            if booking.owner
            and booking.amount > 0
            and booking.day <= day
            and (wanted is None or booking.account in wanted)
        ),
        key=lambda row: row[3],
        reverse=True,
    )
    rows.sort(key=lambda row: row[:3])
    return {account: owner for account, _, _, owner in rows}
