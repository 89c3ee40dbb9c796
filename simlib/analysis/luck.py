"""Which of two is ahead: in the same fate, in two independent ones, and how many firms show it."""

from __future__ import annotations

import math

import numpy as np
from scipy import special
from statsmodels.stats.power import TTestIndPower

from simlib.analysis.precision import (
    Band,
    Floats,
    Interval,
    proportion_interval,
    student_band,
    student_interval,
)
from simlib.inputs.errors import InputError

NEVER = math.inf
_NORMAL_FROM = 500  # firms a side: Student's distribution is normal by then


def ahead_same(a: Floats, b: Floats, confidence: float = 0.95) -> Interval:
    """Return the share of worlds in which b is ahead of a: luck common, only the diary differs.

    Parameters
    ----------
    a, b : ndarray, shape (worlds,)
        In the same worlds. A tie is nobody's lead.
    confidence : float
        Strictly between 0 and 1.

    Returns
    -------
    Interval
        Wilson's.
    """
    _refuse_unlike(a, b)
    return proportion_interval(int((b > a).sum()), len(a), confidence)


def ahead_independent(a: Floats, b: Floats, confidence: float = 0.95) -> Interval:
    """Return the chance that a firm under b is ahead of an independent firm under a.

    Parameters
    ----------
    a, b : ndarray, shape (worlds,)
        In the same worlds; only values of different worlds are set against each other.
    confidence : float
        Strictly between 0 and 1.

    Returns
    -------
    Interval
        The Mann-Whitney estimate over all pairs of different worlds, ties counted half, with
        Student's interval of its projection on worlds.

    References
    ----------
    E. R. DeLong, D. M. DeLong, D. L. Clarke-Pearson (1988), Biometrics 44, 837-845.
    """
    _refuse_unlike(a, b)
    worlds = len(a)
    own = (b > a) + 0.5 * (b == a)
    b_ahead = (_below(a, b) - own) / (worlds - 1)
    a_behind = 1 - (_below(b, a) - (1 - own)) / (worlds - 1)
    share = float(b_ahead.mean())
    error = float((b_ahead + a_behind).std(ddof=1)) / math.sqrt(worlds)
    found = student_interval(share, error, worlds, confidence)
    low, high = max(0.0, found.low), min(1.0, found.high)
    if error == 0:
        # All pairs agree: what has not been seen in so many worlds may still be possible.
        low, high = _wilson_end(share, worlds, confidence)
    return Interval(share, low, high, max(share - low, high - share), worlds)


def _below(values: Floats, at: Floats) -> Floats:
    """Return how many values lie below each point, ties counted half."""
    ordered = np.sort(values)
    left, right = (np.searchsorted(ordered, at, side) for side in ("left", "right"))
    return np.asarray((left + right) / 2.0)


def _wilson_end(share: float, worlds: int, confidence: float) -> tuple[float, float]:
    if share not in (0.0, 1.0):
        return share, share
    end = proportion_interval(int(share * worlds), worlds, confidence)
    return end.low, end.high


def ahead_band(a: Floats, b: Floats, *, confidence: float = 0.95) -> Band:
    """Return `ahead_independent` at every month of two panels, shape (worlds, months)."""
    found = [ahead_independent(of_a, of_b, confidence) for of_a, of_b in zip(a.T, b.T, strict=True)]
    mean, low, high = (np.array([getattr(x, k) for x in found]) for k in ("mean", "low", "high"))
    return Band(mean, low, high, np.full(len(found), len(a)))


def gap_band(a: Floats, b: Floats, *, confidence: float = 0.95) -> Band:
    """Return the mean of b minus a at every month with Student's interval between worlds."""
    difference = b - a
    error = difference.std(axis=0, ddof=1) / math.sqrt(len(difference))
    n = np.full(difference.shape[1], len(difference))
    return student_band(difference.mean(axis=0), error, n, confidence=confidence)


def lasting_from(values: Floats, level: float) -> float:
    """Return the first place from which values stay at a level or above it to the end.

    Returns
    -------
    float
        A whole number, infinite if there is no such place: never within the horizon.

    Examples
    --------
    >>> lasting_from(np.array([0.5, 0.9, 0.7, 0.8, 0.9]), 0.8)
    3.0
    """
    short = np.flatnonzero(~(values >= level))
    first = int(short[-1]) + 1 if len(short) else 0
    return float(first) if first < len(values) else NEVER


def firms_needed(
    a: Floats, b: Floats, *, power: float = 0.8, alpha: float = 0.05
) -> tuple[float, float, float]:
    """Return how many independent firms a side a plain comparison of means needs.

    Parameters
    ----------
    a, b : ndarray, shape (worlds,)
        One number a firm under each diary, in the same worlds.
    power : float
        Chance that the test shows the difference.
    alpha : float
        Of the two-sided t test.

    Returns
    -------
    tuple of float
        Estimate, fewest and most firms: at the mean difference, and at the limits of its 95 %
        interval between worlds that are farther from and nearer to zero; infinite where nothing
        can be shown.
    """
    _refuse_unlike(a, b)
    gap = gap_band(a[:, np.newaxis], b[:, np.newaxis])
    spread = math.sqrt((float(a.var(ddof=1)) + float(b.var(ddof=1))) / 2)
    low, mean, high = (float(x[0]) for x in (gap.low, gap.mean, gap.high))
    least, most = sorted((abs(low), abs(high)))
    least = 0.0 if low <= 0 <= high else least
    needed = [_firms_to_show(each, spread, power, alpha) for each in (abs(mean), most, least)]
    return needed[0], needed[1], needed[2]


def _firms_to_show(difference: float, spread: float, power: float, alpha: float) -> float:
    """Return the firms a side, rounded up, at least 2."""
    if difference == 0:
        return NEVER
    if spread == 0:
        return 2.0
    effect, test = difference / spread, TTestIndPower()
    if not test.power(effect, 2, alpha) < power:  # nor where the power is beyond its tables: NaN
        return 2.0
    reach = float(special.ndtri(1 - alpha / 2) + special.ndtri(power))
    guess = 2 * (reach / effect) ** 2
    if guess > _NORMAL_FROM:
        return float(math.ceil(guess))
    found = test.solve_power(effect, power=power, alpha=alpha)
    return float(math.ceil(float(np.ravel(found)[0])))


def _refuse_unlike(a: Floats, b: Floats) -> None:
    if a.shape != b.shape or a.ndim != 1 or len(a) < 3:
        raise InputError(
            "one number a world of the same worlds is needed",
            value=(a.shape, b.shape),
            allowed="at least three worlds",
        )
