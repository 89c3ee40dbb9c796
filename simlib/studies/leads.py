"""What two firms show of the better diary, month by month, and what only the survivors show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simlib.analysis.luck import ahead_band, firms_needed, gap_band, lasting_from
from simlib.analysis.panel import trading
from simlib.analysis.precision import Floats, Interval, mean_interval, proportion_interval
from simlib.studies.stored import FloatArray, Stored

if TYPE_CHECKING:
    from simlib.run.result import Run

LEVELS = (0.8, 0.9)
"""Shares of the pairs of firms from which a lead may be said to show itself."""


@dataclass(frozen=True, repr=False)
class Wait(Stored):
    """Months until the reference is ahead in a share of the pairs of firms, and stays so.

    Parameters
    ----------
    level : float
    months, soonest, latest : float
        Infinite: never within the horizon. The limits are where the pointwise limits of the
        chance reach the level.
    """

    level: float
    months: float
    soonest: float
    latest: float


@dataclass(frozen=True, eq=False, repr=False)
class Lead(Stored):
    """How often a firm under the reference diary is ahead of one under another.

    Parameters
    ----------
    label : str
        The other diary.
    months : ndarray, shape (months,)
        From 1 to the horizon.
    ahead, low, high : ndarray, shape (months,)
        Chance that an independent firm under the reference is ahead, with pointwise limits.
    same_fate : ndarray, shape (months,)
        Share of the futures in which the same firm would be ahead under the reference: nobody can
        watch that.
    gap, gap_low, gap_high : ndarray, shape (months,)
        Mean lead of the reference.
    until : tuple of Wait
        One for each of `LEVELS`.
    firms, firms_low, firms_high : tuple of float
        After each of the years: firms a side that a t test at 5 % needs to show a difference in
        80 % of the cases, with limits; infinite where the simulation cannot tell.
    """

    label: str
    months: FloatArray
    ahead: FloatArray
    low: FloatArray
    high: FloatArray
    same_fate: FloatArray
    gap: FloatArray
    gap_low: FloatArray
    gap_high: FloatArray
    until: tuple[Wait, ...]
    firms: tuple[float, ...]
    firms_low: tuple[float, ...]
    firms_high: tuple[float, ...]


@dataclass(frozen=True, repr=False)
class Survivors(Stored):
    """The firms one can still look at, beside all that began.

    Parameters
    ----------
    label : str
    year : int
    everyone, survivors : Interval
        Mean revenue a year, closed firms at 0, and of the firms still open.
    still_open : Interval
        Share of the firms.
    """

    label: str
    year: int
    everyone: Interval
    survivors: Interval
    still_open: Interval


def lead_over(label: str, reference: Floats, other: Floats, years: Sequence[int]) -> Lead:
    """Return how often a firm under the reference is ahead of one under another diary.

    Parameters
    ----------
    label : str
        The other diary.
    reference, other : ndarray, shape (worlds, months)
        What the firms have brought to each month end, in the same worlds.
    years : sequence of int
        After which the firms needed are counted.

    Returns
    -------
    Lead
    """
    ahead = ahead_band(other, reference)
    gap = gap_band(other, reference)
    ends = [12 * year - 1 for year in years]
    firms = [firms_needed(other[:, end], reference[:, end]) for end in ends]
    return Lead(
        label=label,
        months=np.arange(1.0, reference.shape[1] + 1),
        ahead=ahead.mean,
        low=ahead.low,
        high=ahead.high,
        same_fate=(reference > other).mean(axis=0),
        gap=gap.mean,
        gap_low=gap.low,
        gap_high=gap.high,
        until=tuple(
            Wait(level, *(1 + lasting_from(x, level) for x in (ahead.mean, ahead.high, ahead.low)))
            for level in LEVELS
        ),
        firms=tuple(needed for needed, _, _ in firms),
        firms_low=tuple(fewest for _, fewest, _ in firms),
        firms_high=tuple(most for _, _, most in firms),
    )


def survivors_of(run: Run, year: int) -> Survivors:
    """Return the mean revenue after some years, of all firms and of those still open.

    Parameters
    ----------
    run : Run
        With its rows, at least so many years long.
    year : int

    Returns
    -------
    Survivors
    """
    revenue, still_open = run.revenue[:, 12 * year], trading(run)[:, 12 * year]
    return Survivors(
        label=run.label,
        year=year,
        everyone=mean_interval(revenue),
        survivors=mean_interval(np.where(still_open, revenue, np.nan)),
        still_open=proportion_interval(int(still_open.sum()), len(still_open)),
    )
