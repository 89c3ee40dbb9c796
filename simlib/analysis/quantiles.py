"""Quantiles over worlds with distribution-free intervals from order statistics."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special

from simlib.analysis.precision import Band, Floats, checked_confidence
from simlib.inputs.errors import InputError

Rank = Callable[[int], Floats]
"""From a rank (1: the lowest world) to its value at every point."""


@dataclass(frozen=True)
class Ordered:
    """Worlds in order, at each point for itself.

    Parameters
    ----------
    n : int
        Worlds.
    at, least, most : callable
        The value of a rank, and between which values it is for certain: all three are equal
        where each world's number is known.
    """

    n: int
    at: Rank
    least: Rank
    most: Rank


def quantile_band(
    values: Floats, quantiles: tuple[float, ...], *, confidence: float = 0.95
) -> Band:
    """Return quantiles over worlds with distribution-free intervals from order statistics.

    Parameters
    ----------
    values : ndarray, shape (worlds, points)
        No NaN.
    quantiles : tuple of float
        Each strictly between 0 and 1.
    confidence : float
        At least this chance of covering each quantile, point by point.

    Returns
    -------
    Band
        Arrays of shape (quantiles, points). A limit is NaN where there are too few worlds for
        any order statistic to serve (8 worlds say nothing about a 10 % quantile from below).
    """
    ordered = np.sort(values, axis=0)

    def at(rank: int) -> Floats:
        return np.asarray(ordered[rank - 1])

    return order_band(Ordered(len(ordered), at, at, at), quantiles, confidence=confidence)


def order_band(worlds: Ordered, quantiles: tuple[float, ...], *, confidence: float = 0.95) -> Band:
    """Return quantiles of worlds in order; otherwise as `quantile_band`."""
    ranks = [_order_ranks(worlds.n, q, confidence) for q in quantiles]
    unknown = np.full_like(worlds.at(1), np.nan)
    estimate = np.stack([_quantile(worlds, q) for q in quantiles])
    return Band(
        mean=estimate,
        low=np.stack([worlds.least(low) if low >= 1 else unknown for low, _ in ranks]),
        high=np.stack([worlds.most(high) if high <= worlds.n else unknown for _, high in ranks]),
        n=np.full(estimate.shape, worlds.n),
    )


def _quantile(worlds: Ordered, quantile: float) -> Floats:
    # As numpy does by default, to the last bit: linear between the two ranks around it.
    place = (worlds.n - 1) * quantile
    below = int(place)
    share = place - below
    low, high = worlds.at(below + 1), worlds.at(min(below + 2, worlds.n))
    gap = high - low
    return np.asarray(low + gap * share if share < 0.5 else high - gap * (1 - share))


def _order_ranks(n: int, quantile: float, confidence: float) -> tuple[int, int]:
    # The number of worlds below a quantile is binomial; 0 and n + 1 mean that no rank serves.
    # Bisection, since a million worlds have a million such chances.
    if not 0 < quantile < 1:
        raise InputError("not a quantile", value=quantile, allowed="strictly between 0 and 1")
    tail = (1 - checked_confidence(confidence)) / 2

    def below(count: int) -> float:
        return float(special.bdtr(count, n, quantile))

    low = bisect_right(range(n + 1), tail, key=below)
    return low, bisect_left(range(n + 1), 1 - tail, key=below) + 1
