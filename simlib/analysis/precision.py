"""How sure we are: intervals between worlds, for means and shares.

One world is one observation. Accounts, months and reps of a world share its fate, so nothing here
ever counts them as independent.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special
from statsmodels.stats.proportion import proportion_confint

from simlib.inputs.errors import InputError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Rank = Callable[[int], Floats]
"""From a rank (1: the lowest world) to its value at every point."""


class Shown:
    """Base of the frozen results: one readable line, arrays by their shape only.

    Numbers are rounded to four digits, so that the line is the same on every machine.
    """

    def __repr__(self) -> str:
        """Return ``Name(label='weekly block', share=array (61,), ...)``."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}  # type: ignore[arg-type]
        return f"{type(self).__name__}({', '.join(f'{k}={_show(v)}' for k, v in values.items())})"


def _show(value: object) -> str:
    if isinstance(value, np.ndarray):
        return f"array {value.shape}"
    if isinstance(value, float):
        return f"{value:.4g}"
    return repr(value)


@dataclass(frozen=True, repr=False)
class Interval(Shown):
    """One estimate and how far it may be off."""

    mean: float
    low: float
    high: float
    """Estimate and limits; the limits are NaN when fewer than two worlds count."""
    half_width: float
    """The larger distance from the estimate to a limit, so that "mean ± half_width" never promises
    more than the interval does.
    """
    n: int
    """Worlds that count."""


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


def quotient_interval(above: ArrayLike, below: ArrayLike, confidence: float = 0.95) -> Interval:
    """Return the quotient of two means with an interval between worlds.

    Parameters
    ----------
    above, below : array_like, shape (worlds,)
        One number a world each, of any sign and size; neither may be NaN.
    confidence : float
        Strictly between 0 and 1.

    Returns
    -------
    Interval
        Of ``mean(above) / mean(below)``; NaN where the mean below is zero.

    Raises
    ------
    InputError
        If the arrays differ in shape or hold nothing.

    Notes
    -----
    The usual linearisation: its error is that of the mean of ``above - quotient * below``, over
    the mean below (Cochran 1977, Sampling Techniques, 2.11). It needs a mean below that is many
    times its own error.
    """
    top, base = np.asarray(above, dtype=float), np.asarray(below, dtype=float)
    if top.shape != base.shape or top.ndim != 1 or not top.size:
        raise InputError("one pair of numbers a world is needed", value=(top.shape, base.shape))
    n, mean = len(top), float(base.mean())
    if mean == 0:
        return Interval(np.nan, np.nan, np.nan, np.nan, n)
    quotient = float(top.mean()) / mean
    left = top - quotient * base
    error = float(left.std(ddof=1)) / n**0.5 / abs(mean) if n > 1 else np.nan
    return student_interval(quotient, error, n, confidence)


def ratio_interval(part: Floats, whole: Floats, confidence: float = 0.95) -> Interval:
    """Return the total of ``part`` over the total of ``whole`` with an interval between worlds.

    Parameters
    ----------
    part, whole : ndarray, shape (worlds,)
        Counts of one world each, ``0 <= part <= whole``.
    confidence : float
        Strictly between 0 and 1.

    Returns
    -------
    Interval
        Inside [0, 1]; NaN if the whole is nothing. Student's limits of the linearised ratio
        (`Cochran 1977, Sampling Techniques, 6.4`). Where no world has a part, or none anything
        else, the far limit is Wilson's for as many worlds as have a whole.

    Raises
    ------
    InputError
        Unless the counts are possible.
    """
    if part.shape != whole.shape or part.ndim != 1 or (part < 0).any() or (part > whole).any():
        raise InputError("not parts of wholes", value=(part.shape, whole.shape))
    worlds, total = len(whole), float(whole.sum())
    if total == 0:
        return Interval(*4 * (float("nan"),), worlds)
    share = float(part.sum()) / total
    if share in (0.0, 1.0):
        counted = int((whole > 0).sum())
        return proportion_interval(counted if share else 0, counted, confidence)
    error = float((part - share * whole).std(ddof=1)) / float(whole.mean()) / worlds**0.5
    found = student_interval(share, error, worlds, confidence)
    low, high = float(np.clip(found.low, 0, 1)), float(np.clip(found.high, 0, 1))
    return Interval(share, low, high, max(share - low, high - share), worlds)


@dataclass(frozen=True)
class Ordered:
    """Worlds in order, at each point for itself."""

    n: int
    """Worlds."""
    at: Rank
    least: Rank
    most: Rank
    """The value of a rank, and between which values it is for certain: all three are equal where
    each world's number is known.
    """


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
