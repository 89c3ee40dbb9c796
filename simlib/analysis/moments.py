"""What is left of two columns of numbers when all that matters is how they differ."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simlib.analysis.difference import variance_factor
from simlib.analysis.precision import Floats


@dataclass(frozen=True)
class PairMoments:
    """Two numbers a world, reduced to what a paired difference is estimated from.

    Parameters
    ----------
    n : int
        Worlds.
    mean_a, mean_b : float
    difference, error : float
        Mean of b minus a, and its standard error; NaN of a single world.
    correlation : float
        NaN where one of them is constant.
    variance_factor : float
        As `simlib.analysis.difference.variance_factor`.
    ups, downs : int
        Worlds in which b is higher, and lower.
    """

    n: int
    mean_a: float
    mean_b: float
    difference: float
    error: float
    correlation: float
    variance_factor: float
    ups: int
    downs: int


def pair_moments(of_a: Floats, of_b: Floats) -> PairMoments:
    """Reduce one number a world of each of two runs."""
    difference = of_b - of_a
    n = len(difference)
    return PairMoments(
        n=n,
        mean_a=float(of_a.mean()),
        mean_b=float(of_b.mean()),
        difference=float(difference.mean()),
        error=float(difference.std(ddof=1) / math.sqrt(n)) if n > 1 else math.nan,
        correlation=_correlation(of_a, of_b),
        variance_factor=variance_factor(of_a, of_b),
        ups=int((difference > 0).sum()),
        downs=int((difference < 0).sum()),
    )


def _correlation(of_a: Floats, of_b: Floats) -> float:
    if len(of_a) < 2 or np.ptp(of_a) == 0 or np.ptp(of_b) == 0:
        return math.nan
    return float(np.corrcoef(of_a, of_b)[0, 1])
