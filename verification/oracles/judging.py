"""How samples are held to a theory: an estimate with its interval, and a two-sided p-value."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from simlib.analysis.precision import Interval, mean_interval, proportion_interval
from verification.oracles.oracle import Finding

_LEAST_EXPECTED = 5.0
"""Cells of a chi-square test that expect less are joined to their neighbours."""


def of_share(count: int, among: int, chance: float) -> Finding:
    """Hold a count of independent cases to a chance: Wilson's interval, exact binomial test."""
    p = float(stats.binomtest(count, among, chance).pvalue)
    return Finding(chance, proportion_interval(count, among), p, "exact binomial")


def of_mean(values: ArrayLike, expected: float) -> Finding:
    """Hold the mean of independent numbers to its expectation: Student's interval and test."""
    sample = np.asarray(values, dtype=float)
    p = float(stats.ttest_1samp(sample, expected).pvalue)
    return Finding(expected, mean_interval(sample), p, "Student's t")


def of_count(count: int, expected: float, *, per: float = 1.0) -> Finding:
    """Hold a Poisson count to its mean; both are shown divided by ``per``."""
    low = stats.chi2.ppf(0.025, 2 * count) / 2 if count else 0.0
    high = stats.chi2.ppf(0.975, 2 * count + 2) / 2
    law = stats.poisson(expected)
    p = min(1.0, 2 * float(min(law.cdf(count), law.sf(count - 1))))
    found = interval(count / per, low / per, high / per, count)
    return Finding(expected / per, found, p, "exact Poisson")


def of_law(values: ArrayLike, law: Any) -> Finding:
    """Hold independent numbers to a continuous law; their mean is shown."""
    sample = np.asarray(values, dtype=float)
    p = float(stats.kstest(sample, law.cdf).pvalue)
    return Finding(float(law.mean()), mean_interval(sample), p, "Kolmogorov-Smirnov")


def of_variance(values: ArrayLike, law: Any) -> Finding:
    """Hold the variance of independent numbers to that of a law whose mean is known."""
    sample = np.asarray(values, dtype=float)
    return replace(of_mean((sample - law.mean()) ** 2, float(law.var())), test="Student's t")


def of_counts(values: ArrayLike, law: Any) -> Finding:
    """Hold independent whole numbers to a discrete law by chi-square; their mean is shown."""
    sample = np.asarray(values, dtype=int)
    points = np.arange(sample.max() + 1)
    chances = np.append(law.pmf(points), law.sf(points[-1]))
    observed = np.append(np.bincount(sample), 0)
    p = _chi_square(*joined(observed, chances * len(sample)))
    return Finding(float(law.mean()), mean_interval(sample), p, "chi-square")


def of_cells(observed: ArrayLike, chances: ArrayLike, *, shown: int = 0) -> Finding:
    """Hold the counts of exclusive outcomes to their chances; the share of one is shown."""
    counts, odds = np.asarray(observed, dtype=int), np.asarray(chances, dtype=float)
    among = int(counts.sum())
    p = _chi_square(*joined(counts, odds * among))
    found = proportion_interval(int(counts[shown]), among)
    return Finding(float(odds[shown]), found, p, "chi-square")


def of_fact(found: float, theory: float) -> Finding:
    """Hold a number to theory without any room for chance."""
    p = 1.0 if found == theory else 0.0
    return Finding(float(theory), interval(found, found, found, 1), p, "exact")


def interval(mean: float, low: float, high: float, n: int) -> Interval:
    """Return an interval from its three numbers."""
    return Interval(
        float(mean), float(low), float(high), float(max(mean - low, high - mean)), int(n)
    )


def joined(observed: ArrayLike, expected: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Return counts with every cell that expects less than five joined to a neighbour."""
    cells: list[list[float]] = [[0.0, 0.0]]
    for count, mean in zip(np.asarray(observed), np.asarray(expected), strict=True):
        if cells[-1][1] >= _LEAST_EXPECTED:
            cells.append([0.0, 0.0])
        cells[-1][0] += float(count)
        cells[-1][1] += float(mean)
    if len(cells) > 1 and cells[-1][1] < _LEAST_EXPECTED:
        last = cells.pop()
        cells[-1] = [cells[-1][0] + last[0], cells[-1][1] + last[1]]
    table = np.array(cells)
    return table[:, 0], table[:, 1]


def _chi_square(observed: np.ndarray, expected: np.ndarray) -> float:
    statistic = float(((observed - expected) ** 2 / expected).sum())
    return float(stats.chi2.sf(statistic, len(observed) - 1))
