"""Patient rule induction: the corner of the inputs in which the other side wins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy import stats
from statsmodels.stats.multitest import multipletests

from simlib.analysis.precision import Bools, Floats, Interval, proportion_interval
from simlib.inputs.errors import InputError
from simlib.studies.stored import Stored

_PEEL = 0.05
_PASTE = 0.02
_LEAST_INSIDE = 10
_MOST_CANDIDATES = 6
_FALSE_ALARM = 0.05


@dataclass(frozen=True, repr=False)
class Limit(Stored):
    """What a box asks of one input: ``low`` and ``high`` are quantiles of its range, 0 to 1."""

    name: str
    low: float
    high: float


@dataclass(frozen=True, repr=False)
class Box(Stored):
    """Where the other side wins, in the draws it was found in."""

    limits: tuple[Limit, ...]
    """Empty where nothing was found."""
    base: Interval
    """Share of all draws that it wins."""
    density: Interval
    """Share of the draws inside that it wins. Too good to be true, since this box was picked for
    it: quote it from fresh draws.
    """
    coverage: Interval
    """Share of its wins that lie inside."""
    draws: int
    inside: int

    @property
    def found(self) -> bool:
        """Whether any input tells wins from losses beyond chance."""
        return bool(self.limits)

    def holds(self, quantiles: Floats, names: Sequence[str]) -> Bools:
        """Return which draws (rows) lie inside, shape (draws,)."""
        columns = [list(names).index(limit.name) for limit in self.limits]
        return _inside(
            quantiles[:, columns],
            np.array([limit.low for limit in self.limits]),
            np.array([limit.high for limit in self.limits]),
        )


def flip_box(quantiles: Floats, names: Sequence[str], wins: Bools, *, most_inputs: int = 3) -> Box:
    """Find the box of at most a few inputs that holds the wins best.

    Parameters
    ----------
    quantiles : ndarray, shape (draws, inputs)
        Where in its range each input was drawn, 0 to 1.
    wins : ndarray of bool, shape (draws,)
        Draws in which the other side wins.
    most_inputs
        A sentence holds no more than two or three.

    Returns
    -------
    Box
        Without limits where no input differs between wins and losses beyond chance, or all draws
        say the same.

    Raises
    ------
    InputError
        If the arrays do not fit each other, or for fewer than 20 draws.

    Notes
    -----
    Friedman and Fisher (1999). Only inputs whose distributions differ between wins and losses
    (Kolmogorov and Smirnov, Holm over all inputs, 5 %) are candidates, so that in 95 of 100 cases
    of pure noise nothing is found. An input that acts only together with another, without any trace
    of its own, is not seen. From each set of candidates a box is peeled, 5 % of its draws at a
    time, from the face that leaves the highest share of wins, then pasted back where that does no
    harm. Of all boxes on all paths the one with the highest harmonic mean of density and coverage
    is returned: as many of the wins, with as few others, as possible. At equal worth the one with
    fewer inputs is.
    """
    cube, won = _checked(quantiles, names, wins)
    best: tuple[float, tuple[int, ...], Floats, Floats] | None = None
    for columns in _subsets(_candidates(cube, won), most_inputs):
        worth, low, high = _best_box(cube[:, columns], won)
        # one more input has to earn its words
        if best is None or worth > best[0] + 0.02:
            best = (worth, columns, low, high)
    if best is None:
        return _box((), won, np.ones(len(won), dtype=bool))
    _, columns, low, high = best
    limits = tuple(
        Limit(names[column], float(low[k]), float(high[k]))
        for k, column in enumerate(columns)
        if low[k] > 0 or high[k] < 1
    )
    return _box(limits, won, _inside(cube[:, columns], low, high))


def _checked(quantiles: Floats, names: Sequence[str], wins: Bools) -> tuple[Floats, Bools]:
    cube, won = np.asarray(quantiles, dtype=float), np.asarray(wins, dtype=bool)
    if cube.shape != (len(won), len(names)):
        raise InputError("draws, names and wins do not fit", value=(cube.shape, len(won)))
    if len(won) < 20:
        raise InputError("too few draws", value=len(won), allowed="at least 20")
    return cube, won


def _candidates(cube: Floats, won: Bools) -> list[int]:
    """Return the inputs that differ between wins and losses, the clearest first."""
    if not _LEAST_INSIDE <= won.sum() <= len(won) - _LEAST_INSIDE:
        return []
    p_values = np.array([_p_value(column, won) for column in cube.T])
    clear = multipletests(p_values, alpha=_FALSE_ALARM, method="holm")[0]
    order = [int(k) for k in np.argsort(p_values, kind="stable") if clear[k]]
    return order[:_MOST_CANDIDATES]


def _p_value(column: Floats, won: Bools) -> float:
    # the limiting distribution: a little too cautious for few wins, and much faster
    return float(stats.ks_2samp(column[won], column[~won], method="asymp").pvalue)


def _subsets(candidates: Sequence[int], most: int) -> list[tuple[int, ...]]:
    sizes = range(1, min(most, len(candidates)) + 1)
    return [subset for size in sizes for subset in combinations(candidates, size)]


def _best_box(cube: Floats, won: Bools) -> tuple[float, Floats, Floats]:
    """Return the worth and the limits of the best box on the peeling path of these inputs."""
    low, high = np.zeros(cube.shape[1]), np.ones(cube.shape[1])
    best = (_worth(won, np.ones(len(won), dtype=bool)), low, high)
    while True:
        low, high, inside = _peeled(cube, won, low, high)
        if inside.sum() < _LEAST_INSIDE:
            break
        if (worth := _worth(won, inside)) > best[0]:
            best = (worth, low, high)
    return _pasted(cube, won, best)


def _peeled(cube: Floats, won: Bools, low: Floats, high: Floats) -> tuple[Floats, Floats, Bools]:
    """Return the box without the face whose loss leaves the highest share of wins."""
    inside = _inside(cube, low, high)
    best: tuple[float, Floats, Floats, Bools] | None = None
    for k in range(cube.shape[1]):
        for side, share in ((low, _PEEL), (high, 1 - _PEEL)):
            moved = side.copy()
            moved[k] = np.quantile(cube[inside, k], share)
            ends = (moved, high) if side is low else (low, moved)
            left = _inside(cube, *ends)
            density = float(won[left].mean()) if left.any() else 0.0
            if left.sum() < inside.sum() and (best is None or density > best[0]):
                best = (density, *ends, left)
    if best is None:  # nothing left to peel
        return low, high, np.zeros(len(won), dtype=bool)
    return best[1], best[2], best[3]


def _pasted(
    cube: Floats, won: Bools, best: tuple[float, Floats, Floats]
) -> tuple[float, Floats, Floats]:
    """Return the box widened face by face while that makes it no worse."""
    worth, low, high = best
    for k in range(cube.shape[1]):
        for side, way in ((0, -_PASTE), (1, _PASTE)):
            while True:
                ends = [low.copy(), high.copy()]
                ends[side][k] = np.clip(ends[side][k] + way, 0.0, 1.0)
                wider = _worth(won, _inside(cube, *ends))
                if wider < worth or ends[side][k] == (low, high)[side][k]:
                    break
                worth, (low, high) = wider, ends
    return worth, low, high


def _worth(won: Bools, inside: Bools) -> float:
    """Return the harmonic mean of density and coverage."""
    return float(2 * (won & inside).sum() / (won.sum() + inside.sum()))


def _inside(cube: Floats, low: Floats, high: Floats) -> Bools:
    return np.asarray(((cube >= low) & (cube <= high)).all(axis=1))


def _box(limits: tuple[Limit, ...], won: Bools, inside: Bools) -> Box:
    both, wins = int((won & inside).sum()), int(won.sum())
    return Box(
        limits=limits,
        base=proportion_interval(wins, len(won)),
        density=proportion_interval(both, int(inside.sum())),
        coverage=proportion_interval(both, max(wins, 1)),
        draws=len(won),
        inside=int(inside.sum()),
    )
