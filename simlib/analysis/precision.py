"""How sure we are: intervals between worlds, for means and shares.

One world is one observation. Accounts, months and reps of a world share its fate, so nothing here
ever counts them as independent.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special
from statsmodels.stats.proportion import proportion_confint

from simlib.analysis.shown import Shown
from simlib.inputs.errors import InputError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, repr=False)
class Interval(Shown):
    """One estimate and how far it may be off.

    Parameters
    ----------
    mean, low, high : float
        Estimate and limits; the limits are NaN when fewer than two worlds count.
    half_width : float
        The larger distance from the estimate to a limit, so that "mean ± half_width" never
        promises more than the interval does.
    n : int
        Worlds that count.
    """

    mean: float
    low: float
    high: float
    half_width: float
    n: int


@dataclass(frozen=True, eq=False, repr=False)
class Band(Shown):
    """Estimates along an axis with pointwise limits, all arrays of the same shape.

    ``n`` is the number of worlds behind each estimate.
    """

    mean: Floats
    low: Floats
    high: Floats
    n: Ints


def mean_interval(x: ArrayLike, confidence: float = 0.95) -> Interval:
    """Return the mean over worlds with its Student interval.

    Parameters
    ----------
    x : array_like, shape (worlds,)
        One number a world; NaN means that the question does not arise in that world.
    confidence : float
        Chance that the interval covers the truth, strictly between 0 and 1.

    Returns
    -------
    Interval
        NaN throughout if no world counts.

    Raises
    ------
    InputError
        If `x` is not one-dimensional or `confidence` is out of range.
    """
    values = np.asarray(x, dtype=float)
    if values.ndim != 1:
        raise InputError("one number a world is needed", value=values.shape, allowed="one axis")
    band = mean_band(values[:, np.newaxis], confidence=confidence)
    return _interval(band.mean[0], band.low[0], band.high[0], int(band.n[0]))


def proportion_interval(k: int, n: int, confidence: float = 0.95) -> Interval:
    """Return the share ``k / n`` of worlds with its Wilson interval.

    Parameters
    ----------
    k, n : int
        Worlds in which it happened, and all worlds.
    confidence : float
        Strictly between 0 and 1.

    Returns
    -------
    Interval
        Inside [0, 1], never of zero width.

    Raises
    ------
    InputError
        Unless ``0 <= k <= n`` and ``n >= 1``.
    """
    if not 0 <= k <= n or n < 1:
        raise InputError("not a share of worlds", value=(k, n), allowed="0 <= k <= n, n >= 1")
    band = proportion_band(np.array([k]), n, confidence=confidence)
    return _interval(band.mean[0], band.low[0], band.high[0], n)


def _interval(mean: float, low: float, high: float, n: int) -> Interval:
    half_width = float(max(mean - low, high - mean))
    return Interval(float(mean), float(low), float(high), half_width, n)


def mean_band(values: Floats, *, confidence: float = 0.95) -> Band:
    """Return means over worlds with Student intervals.

    Parameters
    ----------
    values : ndarray, shape (worlds, ...)
        NaN: the question does not arise in that world at that point.
    confidence : float
        Strictly between 0 and 1.

    Returns
    -------
    Band
        Arrays of shape ``values.shape[1:]``; limits NaN where fewer than two worlds count.
    """
    counted = np.isfinite(values)
    n = counted.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(counted, values, 0.0).sum(axis=0) / n
        squares = np.where(counted, (values - mean) ** 2, 0.0).sum(axis=0)
        error = np.sqrt(squares / (n - 1) / n)
    return student_band(mean, error, n, confidence=confidence)


def student_band(mean: Floats, error: Floats, n: Ints, *, confidence: float = 0.95) -> Band:
    """Return means with Student limits from their standard errors; NaN below two worlds."""
    reach = student_quantile(n - 1, confidence=confidence) * np.where(n > 1, error, np.nan)
    return Band(mean=mean, low=mean - reach, high=mean + reach, n=n)


def student_interval(mean: float, error: float, n: int, confidence: float = 0.95) -> Interval:
    """Return one mean with Student limits from its standard error."""
    band = student_band(np.array(mean), np.array(error), np.array(n), confidence=confidence)
    return _interval(float(band.mean), float(band.low), float(band.high), n)


def share_band(shares: Floats, *, confidence: float = 0.95, known_start: bool = False) -> Band:
    """Return means of per-world shares with Student intervals held inside [0, 1].

    Where every world agrees on 0 (or on 1) a Student interval would have no width, as if an event
    not seen yet could not happen. There the far limit is Wilson's for 0 of n worlds, which holds
    for the mean share since that is at most the chance that a world sees the event at all.

    Parameters
    ----------
    shares : ndarray, shape (worlds, ..., points)
        Each in [0, 1]; NaN where the question does not arise.
    confidence : float
        Strictly between 0 and 1.
    known_start : bool
        The first point of the last axis is the starting state: where all worlds agree on 0 or 1
        there, it is known, not estimated.
    """
    band = mean_band(shares, confidence=confidence)
    low, high = np.clip(band.low, 0, 1), np.clip(band.high, 0, 1)
    unseen = wilson(np.zeros_like(band.n), np.maximum(band.n, 1), confidence=confidence)[1]
    high = np.where(band.mean <= 0, unseen, high)
    low = np.where(band.mean >= 1, 1 - unseen, low)
    if known_start:
        low, high = _closed_start(band.mean, low), _closed_start(band.mean, high)
    return Band(mean=band.mean, low=low, high=high, n=band.n)


def _closed_start(mean: Floats, limit: Floats) -> Floats:
    first = np.arange(mean.shape[-1]) == 0
    return np.where(first & ((mean <= 0) | (mean >= 1)), mean, limit)


def proportion_band(
    counts: ArrayLike, n: int, *, confidence: float = 0.95, known_start: bool = False
) -> Band:
    """Return shares of worlds with Wilson intervals.

    Parameters
    ----------
    counts : array_like
        Worlds in which it happened, at each point; a fraction is the mean of shares times `n`.
    n : int
        All worlds, at least 1.
    confidence : float
        Strictly between 0 and 1.
    known_start : bool
        A first point on which all worlds agree is the starting state: known, not estimated.
    """
    number = np.asarray(counts)
    share = number / n
    low, high = wilson(number, np.full(number.shape, n), confidence=confidence)
    if known_start:
        low, high = _closed_start(share, low), _closed_start(share, high)
    return Band(mean=share, low=low, high=high, n=np.full(number.shape, n))


def wilson(counts: Ints | Floats, n: Ints, *, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Return Wilson's score limits (statsmodels), held inside [0, 1] against rounding."""
    alpha = 1 - checked_confidence(confidence)
    low, high = proportion_confint(counts, n, alpha=alpha, method="wilson")
    return np.clip(low, 0.0, counts / n), np.clip(high, counts / n, 1.0)


def student_quantile(degrees: ArrayLike, *, confidence: float) -> Floats:
    """Return the two-sided Student quantile; NaN where there is no degree of freedom."""
    upper = (1 + checked_confidence(confidence)) / 2
    freedom = np.asarray(degrees, dtype=float)
    return np.where(freedom > 0, special.stdtrit(np.maximum(freedom, 1), upper), np.nan)


def checked_confidence(confidence: float) -> float:
    """Return `confidence`, refusing what is not strictly between 0 and 1 (95 means 0.95)."""
    if not 0 < confidence < 1:
        raise InputError(
            "not a confidence", value=confidence, allowed="strictly between 0 and 1, such as 0.95"
        )
    return confidence
