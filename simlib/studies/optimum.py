"""Where more stops being better: the best dose, chosen in some worlds and tried in others.

The best of many noisy means looks better than it is, so nothing is read off the worlds it was
chosen in. In fresh worlds it is compared with every other dose, world by world.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special
from statsmodels.stats.multitest import multipletests

from simlib.analysis.difference import Difference, mean_difference
from simlib.analysis.precision import Floats, Interval, mean_interval
from simlib.inputs.errors import InputError
from simlib.studies.stored import Stored

_PERMITTED = 0.05


@dataclass(frozen=True, eq=False, repr=False)
class Optimum(Stored):
    """The best of several doses, and which others are as good for all that is known.

    Parameters
    ----------
    dose : float
        The best in the worlds in which it was chosen.
    as_good : tuple of float
        Doses that are not worse beyond doubt in fresh worlds, rising: a set that holds the best of
        all doses in at least 95 % of such studies.
    value : Interval
        The mean at ``dose`` in fresh worlds.
    over_none, over_most, over_less, over_more : Difference or None
        Its paired difference in fresh worlds against the smallest and the largest dose and the
        doses next to it; None where there is no such other dose.
    chosen_in, worlds : int
        Worlds in which it was chosen, and fresh ones.
    doses : tuple of float
        All of them, rising.
    """

    dose: float
    as_good: tuple[float, ...]
    value: Interval
    over_none: Difference | None
    over_most: Difference | None
    over_less: Difference | None
    over_more: Difference | None
    chosen_in: int
    worlds: int
    doses: tuple[float, ...]

    @property
    def lowest(self) -> float:
        """The smallest dose that may be the best."""
        return self.as_good[0]

    @property
    def highest(self) -> float:
        """The largest dose that may be the best."""
        return self.as_good[-1]

    @property
    def none_may_be_best(self) -> bool:
        """Whether prospecting is not proved to help at all."""
        return self.lowest == self.doses[0]

    @property
    def interior(self) -> bool:
        """Whether both none and the most are worse beyond doubt: more helps up to a point."""
        return not self.none_may_be_best and self.highest < self.doses[-1]


def optimum(doses: Sequence[float], choosing: Floats, fresh: Floats) -> Optimum:
    """Choose the best dose in some worlds and say in others how good it is.

    Parameters
    ----------
    doses : sequence of float
        Rising.
    choosing, fresh : ndarray, shape (doses, worlds)
        What is to be high, one number a world; no world may be in both.

    Returns
    -------
    Optimum

    Raises
    ------
    InputError
        For shapes that do not fit, or fewer than two fresh worlds.

    Notes
    -----
    Each dose is tested against the chosen one (Student's paired test, one-sided: is it worse?) and
    those that Holm's correction lets through leave the set. A bootstrap of the place of the peak
    would need a smooth curve to be assumed through few doses; this assumes none, and is wide where
    the curve is flat.
    """
    if choosing.shape[0] != len(doses) or fresh.shape[0] != len(doses) or fresh.shape[1] < 2:
        raise InputError("not one row a dose", value=(choosing.shape, fresh.shape))
    best = int(choosing.mean(axis=1).argmax())
    ahead = fresh[best] - fresh
    worse = _beyond_doubt(ahead, best)

    def over(place: int) -> Difference | None:
        if place == best or not 0 <= place < len(doses):
            return None
        return mean_difference(fresh[place], fresh[best])

    return Optimum(
        dose=float(doses[best]),
        as_good=tuple(float(d) for d, out in zip(doses, worse, strict=True) if not out),
        value=mean_interval(fresh[best]),
        over_none=over(0),
        over_most=over(len(doses) - 1),
        over_less=over(best - 1),
        over_more=over(best + 1),
        chosen_in=choosing.shape[1],
        worlds=fresh.shape[1],
        doses=tuple(float(dose) for dose in doses),
    )


def _beyond_doubt(ahead: Floats, best: int) -> list[bool]:
    """Return which doses the chosen one beats, shape (doses,), corrected for their number."""
    worlds = ahead.shape[1]
    mean, error = ahead.mean(axis=1), ahead.std(axis=1, ddof=1) / np.sqrt(worlds)
    with np.errstate(divide="ignore", invalid="ignore"):
        # 0 / 0: the two did the same in every world, which is no evidence at all.
        t = np.nan_to_num(mean / error, nan=0.0)
    p_values = special.stdtr(worlds - 1, -t)
    others = np.arange(len(ahead)) != best
    worse = np.zeros(len(ahead), dtype=bool)
    worse[others] = multipletests(p_values[others], alpha=_PERMITTED, method="holm")[0]
    return [bool(out) for out in worse]
