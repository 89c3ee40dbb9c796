"""A difference between two arms in the same worlds, and what sharing the worlds saves."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import numpy as np
from scipy import special

from simlib.analysis.precision import Bools, Floats, Interval, checked_confidence, mean_interval
from simlib.inputs.errors import InputError

_HALVINGS = 60


def tango_interval(ups: int, downs: int, n: int, *, confidence: float = 0.95) -> Interval:
    """Return the interval of a difference of chances seen in the same worlds.

    Parameters
    ----------
    ups, downs : int
        Worlds in which only the second, and only the first, saw the event.
    n : int
        All worlds.
    confidence : float
        Strictly between 0 and 1.

    Returns
    -------
    Interval
        Of ``(ups - downs) / n``, inside [-1, 1]; never of zero width.

    Raises
    ------
    InputError
        Unless the counts are possible.

    References
    ----------
    T. Tango (1998), Equivalence test and confidence interval for the difference in proportions
    for the paired-sample design, Statistics in Medicine 17, 891-908.
    """
    if min(ups, downs) < 0 or n < 1 or ups + downs > n:
        raise InputError("impossible counts of worlds", value=(ups, downs, n))
    z = float(special.ndtri((1 + checked_confidence(confidence)) / 2))
    estimate = (ups - downs) / n
    low = -_upper(downs, ups, n, z)
    high = _upper(ups, downs, n, z)
    return Interval(estimate, low, high, max(estimate - low, high - estimate), n)


def _upper(ups: int, downs: int, n: int, z: float) -> float:
    # The score falls as the difference grows, so halving finds where it passes z. The estimate
    # is inside by definition: without discordant worlds it solves the equation, too.
    inside, outside = (ups - downs) / n, 1.0
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        if n * middle - ups + downs > z * _score_error(ups, downs, n, middle):
            outside = middle
        else:
            inside = middle
    return outside


def _score_error(ups: int, downs: int, n: int, difference: float) -> float:
    # Standard error of ups - downs at the most likely chance of a down, given the difference.
    linear = (2 * n - ups + downs) * difference - ups - downs
    constant = -downs * difference * (1 - difference)
    down = (math.sqrt(max(0.0, linear**2 - 8 * n * constant)) - linear) / (4 * n)
    return math.sqrt(max(0.0, n * (2 * down + difference * (1 - difference))))


def exact_mcnemar(ups: int, downs: int) -> float:
    """Return the two-sided exact p-value for no difference, 1 when no world differs."""
    discordant = ups + downs
    if discordant == 0:
        return 1.0
    return min(1.0, 2 * float(special.bdtr(min(ups, downs), discordant, 0.5)))


@dataclass(frozen=True, repr=False)
class Difference(Interval):
    """A paired difference with its interval."""

    variance_factor: float
    """How many times as many worlds it would take to know the difference as well if each arm had
    worlds of its own: ``(var(a) + var(b)) / var(b - a)``. NaN where the arms never differ.
    """


def mean_difference(a: Floats, b: Floats, confidence: float = 0.95) -> Difference:
    """Return the mean of ``b - a`` with its Student interval.

    Parameters
    ----------
    a, b : ndarray, shape (worlds,)
        One number a world; NaN where the question does not arise.
    confidence : float
        Strictly between 0 and 1.
    """
    return _difference(mean_interval(b - a, confidence), a, b)


def chance_difference(a: Bools, b: Bools, confidence: float = 0.95) -> Difference:
    """Return the chance of b minus that of a with Tango's interval.

    Parameters
    ----------
    a, b : ndarray of bool, shape (worlds,)
        In which worlds it happens.
    confidence : float
        Strictly between 0 and 1.
    """
    ups, downs = int((b & ~a).sum()), int((a & ~b).sum())
    found = tango_interval(ups, downs, len(a), confidence=confidence)
    return _difference(found, a.astype(float), b.astype(float))


def variance_factor(a: Floats, b: Floats) -> float:
    """Return the variance of a difference in separate worlds over that in common ones.

    Parameters
    ----------
    a, b : ndarray, shape (worlds,)
        NaN where the question does not arise.

    Returns
    -------
    float
        NaN where the difference is the same in every world.
    """
    both = np.stack([a, b])
    both = both[:, np.isfinite(both).all(axis=0)]
    spread = float(np.var(both[1] - both[0])) if both.shape[1] else 0.0
    return float(np.var(both, axis=1).sum() / spread) if spread > 0 else math.nan


def _difference(found: Interval, a: Floats, b: Floats) -> Difference:
    return Difference(**asdict(found), variance_factor=variance_factor(a, b))
