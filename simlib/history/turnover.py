"""Who was on the book at a day and is lost within a year: the count a loss rate is made of."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from simlib.analysis.precision import Interval, proportion_interval
from simlib.history.rows import Rows, rows_of
from simlib.history.rule import LossRule
from simlib.history.standing import book_days, lost_between, on_book
from simlib.intake.booking import Ledger

_STEPS = (12, 6, 3)
"""A year where the ledger holds one, else a part of it."""


@dataclass(frozen=True, slots=True)
class Turnover:
    """One count.

    Parameters
    ----------
    start, end : date
    accounts : int
        On the book at the start: booked something in the rule's days before.
    lost : int
        Of these, declared lost by the end, back again or not.
    """

    start: date
    end: date
    accounts: int
    lost: int


def turnovers(
    ledger: Ledger,
    rule: LossRule | None = None,
    *,
    last: date | None = None,
    largest: int | None = None,
) -> tuple[Turnover, ...]:
    """Count year by year, back from a day, who left the book.

    Parameters
    ----------
    ledger : Ledger
    rule : LossRule, optional
    last : date, optional
        The end of the last year; the ledger's last day by default.
    largest : int, optional
        Only so many accounts with the most revenue in the year before each start.

    Returns
    -------
    tuple of Turnover
        Half years, or quarters, where the ledger holds no whole year; empty where it holds none.
    """
    chosen, rows, end = rule or LossRule(), rows_of(ledger), last or ledger.last_day
    for months in _STEPS:
        if starts := book_days(ledger, chosen, end, months=months):
            stops = [*starts[1:], end]
            pairs = zip(starts, stops, strict=True)
            return tuple(_count(rows, chosen, pair, largest) for pair in pairs)
    return ()


def _count(rows: Rows, rule: LossRule, span: tuple[date, date], largest: int | None) -> Turnover:
    start, end = span
    before = on_book(rows, rule, start, largest=largest)
    lost = before & lost_between(rows, rule, start, end)
    return Turnover(start, end, int(before.sum()), int(lost.sum()))


def annual_rate(found: Sequence[Turnover], confidence: float = 0.95) -> Interval:
    """Return losses for each account and year, from the share that left, with Wilson's limits.

    NaN where nobody was on the book.
    """
    accounts, lost = sum(each.accounts for each in found), sum(each.lost for each in found)
    if not accounts:
        return Interval(math.nan, math.nan, math.nan, math.nan, 0)
    share = proportion_interval(lost, accounts, confidence)
    years = years_each(found)
    # Where everybody left, half of one account stands for what the share cannot say.
    most = 1 - 0.5 / accounts
    mean, low, high = (
        -math.log(1 - min(x, most)) / years for x in (share.mean, share.low, share.high)
    )
    return Interval(mean, low, high, max(mean - low, high - mean), accounts)


def years_each(found: Sequence[Turnover]) -> float:
    """Return the length of one count in years."""
    return round((found[0].end - found[0].start).days / 365.25 * 12) / 12
