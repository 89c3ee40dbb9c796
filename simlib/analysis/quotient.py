"""The quotient of two means over the same worlds: money for an hour, pay-out for a premium."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from simlib.analysis.precision import Interval, student_interval
from simlib.inputs.errors import InputError


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
