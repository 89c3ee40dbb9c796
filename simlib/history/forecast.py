"""A forecast of which accounts stay, scored against what happened."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simlib.analysis.precision import Bools, Floats, Interval, proportion_interval
from simlib.analysis.quotient import quotient_interval
from simlib.analysis.shown import Shown

_BINS = 5


@dataclass(frozen=True, slots=True)
class Bin:
    """Accounts that were given about the same chance.

    Parameters
    ----------
    predicted : float
        Their mean chance of staying.
    happened : Interval
        Share that stayed, Wilson.
    accounts : int
    """

    predicted: float
    happened: Interval
    accounts: int


@dataclass(frozen=True, eq=False, repr=False)
class Forecast(Shown):
    """Chances that accounts stay, and how they scored.

    Parameters
    ----------
    name, label : str
        Key and words.
    chance : ndarray, shape (accounts,)
    brier : Interval
        Mean squared distance of chance and outcome: 0 is perfect, and a coin scores 0.25.
    better : Interval
        Brier score of the first forecast of the same back-test less this one's; below 0 the
        first is better. Zero for the first.
    expected, stayed : float
        Mean chance, and the share that stayed.
    calibration : tuple of Bin
        In rising chance.
    """

    name: str
    label: str
    chance: Floats
    brier: Interval
    better: Interval
    expected: float
    stayed: float
    calibration: tuple[Bin, ...]


def scored(
    name: str, label: str, chance: Floats, stayed: Bools, groups: Sequence[str], first: Floats
) -> Forecast:
    """Score one forecast.

    Parameters
    ----------
    name, label : str
    chance : ndarray, shape (accounts,)
    stayed : ndarray of bool, shape (accounts,)
    groups : sequence of str
        The firm of each account: accounts of a firm share its fate. With one firm every account
        stands for itself.
    first : ndarray, shape (accounts,)
        The chances of the forecast to compare with.
    """
    loss, other = (chance - stayed) ** 2, (first - stayed) ** 2
    return Forecast(
        name=name,
        label=label,
        chance=chance,
        brier=_mean(loss, groups, lowest=0.0),
        better=_mean(other - loss, groups),
        expected=float(chance.mean()),
        stayed=float(stayed.mean()),
        calibration=calibration(chance, stayed),
    )


def _mean(values: Floats, groups: Sequence[str], *, lowest: float = -math.inf) -> Interval:
    names, places = np.unique(np.array(groups), return_inverse=True)
    if len(names) < 2:
        places = np.arange(len(values))
    total = np.bincount(places, values)
    n = np.bincount(places).astype(float)
    found = quotient_interval(total, n)
    low = max(lowest, found.low)
    return Interval(found.mean, low, found.high, max(found.mean - low, found.half_width), found.n)


def calibration(chance: Floats, stayed: Bools, bins: int = _BINS) -> tuple[Bin, ...]:
    """Return about equally many accounts a bin; equal chances are never parted."""
    edges = np.unique(np.quantile(chance, np.linspace(0, 1, bins + 1)[1:-1]))
    place = np.searchsorted(edges, chance, side="left")
    found = []
    for each in np.unique(place):
        mine = place == each
        share = proportion_interval(int(stayed[mine].sum()), int(mine.sum()))
        found.append(Bin(float(chance[mine].mean()), share, int(mine.sum())))
    return tuple(found)
