"""Which months a ledger covers, and how often its customers buy: defaults that are said."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from simlib.inputs.errors import InputError
from simlib.inputs.ledger import Window
from simlib.intake.booking import Ledger

USUAL_LIVE_MONTHS = 3
_DAYS_OF_GRACE = 3
_STRAY_GAP_MONTHS = 12
_STRAY_SHARE = 0.01
_OFTEN = 0.9


@dataclass(frozen=True)
class Coverage:
    """The months that are added up, and why these."""

    window: Window
    """Whole months."""
    live_within_months: int | None
    """As in `simlib.inputs.ledger.sum_ledger`."""
    said: tuple[str, ...] = ()
    """How both were chosen."""
    warnings: tuple[str, ...] = ()
    """Days that stand apart from all others."""


def default_window(ledger: Ledger) -> tuple[Window, tuple[str, ...]]:
    """Return the last twelve months that the ledger fully covers, and warnings.

    The first and the last month count as covered if the first booking lies within three days of
    the beginning, the last within three days of the end (weekends); months alone are covered.
    Days that a gap of more than a year and less than one per cent of the rows set apart are taken
    for slips of the keyboard and do not move the window.

    Raises
    ------
    InputError
        If less than a month is covered.
    """
    days = sorted(booking.day for booking in ledger.bookings)
    within, stray = _without_strays(days)
    first = _first_month(within[0], ledger.by_month)
    last = _last_month(within[-1], ledger.by_month)
    if last < first:
        raise InputError(
            f"no month is covered in full: the rows run from {within[0]} to {within[-1]}",
            column="window",
            allowed="at least a month of rows, a year as a rule",
        )
    start = max(first, _shifted(last, -11))
    window = Window(start, last.replace(day=monthrange(last.year, last.month)[1]))
    if not stray:
        return window, ()
    told = f"{stray:,} rows lie more than a year apart from all others; is their day right?"
    return window, (told,)


def default_live(ledger: Ledger, window: Window) -> tuple[int | None, str]:
    """Return in how many last months an account must have been billed to be live, and why.

    Nine in ten gaps between an account's billed months decide: up to three months ask for a bill
    in the last three; where customers buy more rarely, or most of them once, a short silence says
    nothing and every account of the window counts.
    """
    months: dict[str, set[int]] = defaultdict(set)
    for booking in ledger.bookings:
        if booking.amount > 0 and booking.day <= window.end:
            months[booking.account].add(12 * booking.day.year + booking.day.month)
    gaps = sorted(b - a for seen in months.values() for a, b in pairwise(sorted(seen)))
    once = sum(len(seen) == 1 for seen in months.values())
    if not gaps or once > len(months) / 2:
        return None, "most accounts were billed in a single month, so every account counts"
    often = gaps[min(len(gaps) - 1, int(_OFTEN * len(gaps)))]
    if often <= USUAL_LIVE_MONTHS:
        told = f"nine in ten gaps between an account's billed months are {often} or less"
        return USUAL_LIVE_MONTHS, f"live is who was billed in the last three months: {told}"
    return None, f"customers buy rarely (one gap in ten is {often} months or more): all count"


def _without_strays(days: list[date]) -> tuple[list[date], int]:
    """Cut off few days far from the rest, at both ends."""
    few = int(_STRAY_SHARE * len(days))
    start, end = 0, len(days)
    for k, (one, two) in enumerate(pairwise(days)):
        if _months_between(one, two) > _STRAY_GAP_MONTHS:
            if k + 1 <= few:
                start = k + 1
            elif len(days) - k - 1 <= few:
                end = k + 1
                break
    return days[start:end], start + len(days) - end


def _months_between(one: date, two: date) -> int:
    return 12 * (two.year - one.year) + two.month - one.month


def _first_month(day: date, by_month: bool) -> date:
    first = day.replace(day=1)
    return first if by_month or day.day <= 1 + _DAYS_OF_GRACE else _shifted(first, 1)


def _last_month(day: date, by_month: bool) -> date:
    first = day.replace(day=1)
    covered = by_month or (day + timedelta(days=1 + _DAYS_OF_GRACE)).month != day.month
    return first if covered else _shifted(first, -1)


def _shifted(first: date, months: int) -> date:
    year, month = divmod(12 * first.year + first.month - 1 + months, 12)
    return date(year, month + 1, 1)
