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
_LONGEST = 3650
_GRACE_DAYS = 6
NEVER = 10**7
"""A day after all others."""


@dataclass(frozen=True, eq=False)
class Rows:
    """Bookings by account and day."""

    accounts: tuple[str, ...]
    """In code points."""
    account: Ints
    """Place of each booking's account; shape (bookings,)."""
    day: Ints
    through: Ints
    """Proleptic ordinals of the first and the last day a booking stands for; they differ where
    only the month is known; shape (bookings,).
    """
    amount: Floats
    """In the ledger's currency; shape (bookings,)."""
    first_day: int
    last_day: int
    """Ordinals; the last day of the ledger."""

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
    last
        The ledger's last day by default.
    months
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


@dataclass(frozen=True, slots=True)
class LossRule:
    """An account that books nothing for so long is lost, at its last booking.

    Raises
    ------
    InputError
        For a number of days that is not whole or out of range.
    """

    silent_days: int = 365
    """Days without anything positive booked, 1 to 3,650. Short rules take a pause for a loss, long
    ones need a long ledger.
    """
    opening_days: int = 31
    """An account first booked in so many first days of the ledger was there before it began: when
    it started is not known.
    """

    def __post_init__(self) -> None:
        for name, least in (("silent_days", 1), ("opening_days", 0)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int):
                raise InputError("not a number of days", column=name, value=value, allowed="whole")
            if not least <= value <= _LONGEST:
                raise InputError(
                    "no rule", column=name, value=value, allowed=f"{least} to {_LONGEST} days"
                )

    @property
    def words(self) -> str:
        """The rule as a client reads it."""
        return f"lost after {self.silent_days} days without a booking"


RULES = (LossRule(90), LossRule(180), LossRule(270), LossRule(365))
"""What the rule is varied over."""


def book_days(
    ledger: Ledger, rule: LossRule, last: date | None = None, *, months: int = 12
) -> tuple[date, ...]:
    """Return the year ends at which the rule can tell who is on the book, the last day left out."""
    first = ledger.first_day.toordinal() + rule.silent_days - 1
    ends = year_ends(ledger, last, months=months)[:-1]
    return tuple(day for day in ends if day.toordinal() + _GRACE_DAYS >= first)


def on_book(rows: Rows, rule: LossRule, day: date, *, largest: int | None = None) -> Bools:
    """Return which accounts are on the book: not yet lost by the rule on that day."""
    at = day.toordinal()
    # A month's booking stands for its last day: the rule counts from there.
    last = rows.last_billed(at)
    found = np.asarray((last > 0) & (at - last < rule.silent_days))
    if largest is not None and found.sum() > largest:
        year = np.where(found, rows.revenue(months_before(day, 12).toordinal(), at), -np.inf)
        found = np.zeros_like(found)
        found[np.argsort(-year, kind="stable")[:largest]] = True
    return found


def lost_between(rows: Rows, rule: LossRule, start: date, end: date) -> Bools:
    """Return which accounts the rule declares lost in ``(start, end]``, back again or not.

    An account is declared lost when its silence has lasted ``silent_days``.
    """
    account, declared = declared_losses(rows, rule)
    found = np.zeros(len(rows.accounts), dtype=bool)
    found[account[(declared > start.toordinal()) & (declared <= end.toordinal())]] = True
    return found


def declared_losses(rows: Rows, rule: LossRule) -> tuple[Ints, Ints]:
    """Return each loss in the ledger as its account's place and the day on which it is declared.

    Days beyond the ledger's last are silences not yet long enough.
    """
    paid = np.flatnonzero(rows.amount > 0)
    order = paid[np.lexsort((rows.day[paid], rows.account[paid]))]
    account, declared = rows.account[order], rows.through[order] + rule.silent_days
    following = np.append(rows.day[order][1:], NEVER)
    following[np.append(account[1:] != account[:-1], True)] = NEVER
    is_loss = following > declared
    return account[is_loss], declared[is_loss]
