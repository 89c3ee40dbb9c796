"""Who is on the book at a day: everybody the rule has not declared lost by then."""

from __future__ import annotations

from datetime import date

import numpy as np

from simlib.analysis.precision import Bools, Ints
from simlib.history.rows import Rows, months_before, year_ends
from simlib.history.rule import LossRule
from simlib.intake.booking import Ledger

_GRACE_DAYS = 6
NEVER = 10**7
"""A day after all others."""


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
