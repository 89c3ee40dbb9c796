"""A ratio of totals over worlds: such as the share of all losses that are of one kind."""

from __future__ import annotations

import numpy as np

from simlib.analysis.precision import Floats, Interval, proportion_interval, student_interval
from simlib.inputs.errors import InputError


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
