"""A difference between two arms in the same worlds, and what sharing the worlds saves."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import numpy as np

from simlib.analysis.precision import Bools, Floats, Interval, mean_interval
from simlib.analysis.tango import tango_interval


@dataclass(frozen=True, repr=False)
class Difference(Interval):
    """A paired difference with its interval.

    Parameters
    ----------
    variance_factor : float
        How many times as many worlds it would take to know the difference as well if each arm had
        worlds of its own: ``(var(a) + var(b)) / var(b - a)``. NaN where the arms never differ.
    """

    variance_factor: float


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
