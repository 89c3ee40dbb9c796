"""Intervals by scipy, to hold ours against."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import stats


def student(values: Any, confidence: float) -> tuple[float, float, float]:
    """Return mean, low and high of Student's interval; NaN values do not count."""
    known = np.asarray(values, dtype=float)
    known = known[np.isfinite(known)]
    mean = known.mean()
    if np.ptp(known) == 0:
        return mean, mean, mean
    low, high = stats.t.interval(confidence, len(known) - 1, loc=mean, scale=stats.sem(known))
    return float(mean), float(low), float(high)


def wilson(count: int, worlds: int, confidence: float) -> tuple[float, float, float]:
    """Return share, low and high of Wilson's interval."""
    found = stats.binomtest(int(count), worlds).proportion_ci(confidence, method="wilson")
    return count / worlds, float(found.low), float(found.high)


def bands(rows: list[tuple[float, float, float]]) -> list[Any]:
    """Return means, lows and highs of one interval a point."""
    return [np.array(each) for each in zip(*rows, strict=True)]
