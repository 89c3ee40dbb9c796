"""Losses of today's accounts, world by world, and what could have saved each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simlib.analysis.precision import Bools, Floats, Ints
from simlib.inputs.errors import InputError

if TYPE_CHECKING:
    from simlib.run.result import Run

CLASSES = ("prospecting", "attention", "replaced", "unavoidable")
"""Why an account was lost that need not have been, and what became of those that had to be.

``prospecting``: kept with a perfect relationship, and kept by the same diary without its calls.
``attention``: kept with a perfect relationship, lost by the same diary also without calls.
``replaced``: lost also with a perfect relationship, its revenue brought back by accounts won.
``unavoidable``: lost also with a perfect relationship, and not replaced.
"""
NOT_LOST = -1

FateMatrix = Ints
"""Place in `CLASSES` of every account in every world, `NOT_LOST` where it is kept."""


@dataclass(frozen=True, eq=False)
class InitialLosses:
    """When, with what revenue and to what each initial account is lost in each world.

    Parameters
    ----------
    week : ndarray, shape (worlds, accounts)
        Infinite where it is kept.
    revenue : ndarray, shape (worlds, accounts)
        A year, when it is lost.
    cause : ndarray of int, shape (worlds, accounts)
        Place in the causes of the run, `NOT_LOST` where it is kept.
    """

    week: Floats
    revenue: Floats
    cause: Ints

    @property
    def lost(self) -> Bools:
        """Whether it is lost at all."""
        return np.isfinite(self.week)


def classified(
    actual: InitialLosses,
    perfect: InitialLosses,
    without_calls: InitialLosses,
    replaced: Bools,
) -> FateMatrix:
    """Return the class of every loss, exactly one each.

    Parameters
    ----------
    actual, perfect, without_calls : InitialLosses
        Of the same worlds: under the diary, with perfect relationships, and without its calls.
    replaced : ndarray of bool, shape (worlds, accounts)

    Returns
    -------
    FateMatrix
        Shape (worlds, accounts).

    Raises
    ------
    InputError
        If an account is lost sooner with perfect relationships: these are not the same worlds.
    """
    if (perfect.week < actual.week).any():
        raise InputError("an account is lost sooner with a perfect relationship: other worlds?")
    doomed, blamed = perfect.lost, ~without_calls.lost
    place = {name: n for n, name in enumerate(CLASSES)}
    saved = np.where(blamed, place["prospecting"], place["attention"])
    anyway = np.where(replaced, place["replaced"], place["unavoidable"])
    return np.where(actual.lost, np.where(doomed, anyway, saved), NOT_LOST)


def replaced_losses(run: Run, losses: InitialLosses, among: Bools, *, within_weeks: float) -> Bools:
    """Return which losses were made up for by accounts won.

    Parameters
    ----------
    run : Run
        With its story log, played at least ``within_weeks`` beyond the last of these losses.
    losses : InitialLosses
        Of the run.
    among : ndarray of bool, shape (worlds, accounts)
        The losses that may be replaced.
    within_weeks : float

    Returns
    -------
    ndarray of bool, shape (worlds, accounts)
        See `replaced_in_one_world`.
    """
    events = run.events
    numbers = run.worlds["world"].to_numpy(dtype=np.int64)
    first = {int(number): place for place, number in enumerate(numbers)}
    new = events["account"].astype(str).str.startswith("prospect ")
    begun, ended = (
        events.loc[new & (events["kind"] == kind), ["world", "week", "account", "value"]]
        for kind in ("active", "lost")
    )
    until = begun.merge(
        ended[["world", "account", "week"]], "left", ["world", "account"], suffixes=("", "_end")
    )
    place = until["world"].map(first).to_numpy(dtype=np.int64)
    rows = np.column_stack(
        [until["week"], until["week_end"].fillna(np.inf), until["value"]]
    ).astype(float)
    order = np.argsort(place, kind="stable")
    edges = np.searchsorted(place[order], np.arange(len(numbers) + 1))
    found = np.zeros(losses.week.shape, dtype=bool)
    for world in range(len(numbers)):
        won = rows[order[edges[world] : edges[world + 1]]]
        found[world] = replaced_in_one_world(
            np.where(among[world], losses.week[world], np.inf),
            losses.revenue[world],
            won,
            within_weeks=within_weeks,
        )
    return found


def replaced_in_one_world(
    week: Floats, revenue: Floats, won: Floats, *, within_weeks: float
) -> Bools:
    """Return which losses are matched by accounts won after them, each won euro used once.

    Parameters
    ----------
    week, revenue : ndarray, shape (accounts,)
        When each account is lost (infinite: not), and its revenue a year then.
    won : ndarray, shape (accounts won, 3)
        Week from which an account won pays, week in which it is lost again, revenue a year.
    within_weeks : float
        Accounts count that begin within so many weeks after the loss and are still customers when
        these have passed.

    Returns
    -------
    ndarray of bool, shape (accounts,)
        Losses are served in order of time, from the earliest account won; what an account won
        brings beyond one loss is left for the next. A loss that cannot be matched in full takes
        nothing.
    """
    left = won[np.argsort(won[:, 0], kind="stable")].copy() if len(won) else won.reshape(0, 3)
    found = np.zeros(len(week), dtype=bool)
    for account in np.argsort(week, kind="stable"):
        lost = week[account]
        if not np.isfinite(lost):
            break
        deadline = lost + within_weeks
        usable = (left[:, 0] > lost) & (left[:, 0] <= deadline) & (left[:, 1] > deadline)
        if left[usable, 2].sum() < revenue[account]:
            continue
        found[account] = True
        taken = np.minimum(
            left[usable, 2],
            np.maximum(0.0, revenue[account] - np.cumsum(left[usable, 2]) + left[usable, 2]),
        )
        left[usable, 2] -= taken
    return found
