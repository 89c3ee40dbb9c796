"""Relationships: from an account's first booking to its last one before a silence too long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from simlib.history.rows import LossRule, Rows, owners_at, rows_of
from simlib.intake.booking import Ledger


@dataclass(frozen=True, slots=True)
class Relationship:
    """One stretch in which an account kept booking."""

    account: str
    start: date
    end: date
    """First and last day booked; of a month the first and the last day."""
    lost: bool
    """Whether the rule's silence followed; otherwise the ledger ended first."""
    left_truncated: bool
    """Whether it was there when the ledger began, so that its start is not known from it."""
    watched_from: date
    """Since when the ledger would have shown a loss: ``start``, or the ledger's first day where
    the start is known to lie before.
    """
    owner: str
    """On its latest row; "" where the ledger does not say."""
    revenue: float
    """Net amount from start to end."""
    came_back: bool
    """Whether the account had been lost before."""

    @property
    def days(self) -> int:
        """Length, both ends included."""
        return (self.end - self.start).days + 1


def relationships(
    ledger: Ledger, rule: LossRule | None = None, *, since: Mapping[str, date] | None = None
) -> tuple[Relationship, ...]:
    """Cut each account's bookings into relationships.

    Parameters
    ----------
    rule
        365 days by default.
    since : mapping of str to date, optional
        When accounts became customers, where that is known from elsewhere: the relationship starts
        then and is watched from the ledger's first day on (left truncation).

    Returns
    -------
    tuple of Relationship
        By account and start. A silence of exactly ``silent_days`` is a loss.
    """
    chosen, rows = rule or LossRule(), rows_of(ledger)
    owners = owners_at(ledger, ledger.last_day)
    found = []
    for place, spells in _spells(rows, chosen):
        account = rows.accounts[place]
        known = (since or {}).get(account)
        for number, (start, end, revenue) in enumerate(spells):
            found.append(
                _relationship(
                    (rows, chosen, account, owners.get(account, "")),
                    (start, end, revenue),
                    first=number == 0,
                    followed=number < len(spells) - 1,
                    known=known,
                )
            )
    return tuple(found)


def _relationship(
    of: tuple[Rows, LossRule, str, str],
    spell: tuple[int, int, float],
    *,
    first: bool,
    followed: bool,
    known: date | None,
) -> Relationship:
    (rows, rule, account, owner), (start, end, revenue) = of, spell
    there_before = first and start < rows.first_day + rule.opening_days
    begun, watched = date.fromordinal(start), date.fromordinal(start)
    if first and known is not None and known < begun:
        begun, watched = known, max(known, date.fromordinal(rows.first_day))
        there_before = False
    return Relationship(
        account=account,
        start=begun,
        end=date.fromordinal(end),
        lost=followed or rows.last_day - end >= rule.silent_days,
        left_truncated=there_before,
        watched_from=watched,
        owner=owner,
        revenue=revenue,
        came_back=not first,
    )


def _spells(rows: Rows, rule: LossRule) -> Iterator[tuple[int, list[tuple[int, int, float]]]]:
    """Yield each account's place with (first day, last day, net amount) of its stretches."""
    order = np.lexsort((rows.day, rows.account))
    account, day, through = rows.account[order], rows.day[order], rows.through[order]
    amount = rows.amount[order]
    for place in np.unique(account[amount > 0]):
        mine = _slice(account, int(place))
        days, ends, money = day[mine], through[mine], amount[mine]
        paid = money > 0
        first, last = days[paid], ends[paid]
        cuts = np.flatnonzero(first[1:] - last[:-1] - 1 >= rule.silent_days) + 1
        starts = first[np.concatenate([[0], cuts])]
        stops = last[np.concatenate([cuts - 1, [len(last) - 1]])]
        # Credit notes after the last bill belong to the stretch before them.
        which = np.maximum(np.searchsorted(starts, days, side="right") - 1, 0)
        net = np.bincount(which, money, minlength=len(starts))
        yield (
            int(place),
            [(int(a), int(b), float(c)) for a, b, c in zip(starts, stops, net, strict=True)],
        )


def _slice(account: np.ndarray, place: int) -> slice:
    left, right = np.searchsorted(account, [place, place + 1])
    return slice(int(left), int(right))
