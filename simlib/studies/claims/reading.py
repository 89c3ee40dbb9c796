"""From one number a world to an estimate with its interval, whatever the estimand."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy import special

from simlib.analysis.precision import (
    Floats,
    Interval,
    mean_interval,
    proportion_interval,
    student_interval,
)
from simlib.analysis.tango import tango_interval

Kind = Literal["chance", "chance_difference", "mean", "function"]


@dataclass(frozen=True, eq=False)
class Reading:
    """What a test reads from its arms, world by world.

    Parameters
    ----------
    kind : {"chance", "chance_difference", "mean", "function"}
        ``chance``: one column of 0 and 1, NaN where the question does not arise;
        ``chance_difference``: two such columns, the second minus the first; ``mean``: one column;
        ``function``: a smooth function of the means of several columns, such as a ratio.
    columns : ndarray, shape (columns, worlds)
    function : callable, optional
        From means of shape (columns, ...) to values of shape (...).
    """

    kind: Kind
    columns: Floats
    function: Callable[[Floats], Floats] | None = None

    @property
    def worlds(self) -> int:
        """Number of worlds."""
        return int(self.columns.shape[1])

    def interval(self, confidence: float = 0.95) -> Interval:
        """Return the estimate with its interval between worlds.

        Wilson for a chance, Tango for a difference of chances in the same worlds, Student for a
        mean, and for a function of means Student from the jackknife over worlds.
        """
        known = self.columns[:, np.isfinite(self.columns).all(axis=0)]
        count = known.shape[1]
        if count == 0:
            return Interval(math.nan, math.nan, math.nan, math.nan, 0)
        if self.kind == "chance":
            return proportion_interval(int(known[0].sum()), count, confidence)
        if self.kind == "chance_difference":
            ups, downs = int((known[1] > known[0]).sum()), int((known[1] < known[0]).sum())
            return tango_interval(ups, downs, count, confidence=confidence)
        if self.kind == "mean":
            return mean_interval(known[0], confidence)
        assert self.function is not None
        return jackknife(known, self.function, confidence)

    def estimate(self) -> float:
        """Return the estimate alone."""
        known = self.columns[:, np.isfinite(self.columns).all(axis=0)]
        if known.shape[1] == 0:
            return math.nan
        means = known.mean(axis=1)
        if self.kind == "chance_difference":
            return float(means[1] - means[0])
        return float(means[0] if self.function is None else self.function(means))


def jackknife(columns: Floats, function: Callable[[Floats], Floats], confidence: float) -> Interval:
    """Return a smooth function of means with Student limits from leaving each world out.

    References
    ----------
    R. G. Miller (1974), The jackknife: a review, Biometrika 61, 1-15.
    """
    count = columns.shape[1]
    estimate = float(function(columns.mean(axis=1)))
    if count < 2:
        return student_interval(estimate, math.nan, count, confidence)
    without = function((columns.sum(axis=1, keepdims=True) - columns) / (count - 1))
    spread = float(((without - without.mean()) ** 2).sum())
    return student_interval(estimate, math.sqrt((count - 1) / count * spread), count, confidence)


def joined(readings: Sequence[Reading]) -> Reading:
    """Return the readings of consecutive blocks of worlds as one."""
    columns = np.concatenate([reading.columns for reading in readings], axis=1)
    return replace(readings[0], columns=columns)


def p_beyond(interval: Interval, threshold: float, confidence: float = 0.95) -> float:
    """Return the two-sided chance of an estimate this far from a threshold if it stood on it.

    From the half-width towards the threshold, as if normal: for ranking what is beyond Monte
    Carlo noise over a table, no more.
    """
    reach = (
        interval.mean - interval.low if interval.mean > threshold else interval.high - interval.mean
    )
    if not math.isfinite(reach) or reach <= 0:
        return 1.0 if not math.isfinite(interval.mean) or interval.mean == threshold else 0.0
    z = float(special.ndtri((1 + confidence) / 2)) * abs(interval.mean - threshold) / reach
    return float(2 * special.ndtr(-z))


def chance(values: Floats) -> Reading:
    """Return a chance from one 0 or 1 a world."""
    return Reading("chance", values[np.newaxis].astype(float))


def chance_gain(before: Floats, after: Floats) -> Reading:
    """Return the difference of two chances seen in the same worlds."""
    return Reading("chance_difference", np.stack([before, after]).astype(float))


def mean(values: Floats) -> Reading:
    """Return a mean over worlds."""
    return Reading("mean", values[np.newaxis].astype(float))


def ratio(top: Floats, bottom: Floats) -> Reading:
    """Return the ratio of two means; 0 over 0 is NaN."""
    return Reading("function", np.stack([top, bottom]).astype(float), _ratio)


def _ratio(means: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(means[0] / means[1])
