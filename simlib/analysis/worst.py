"""The worst futures: what the firm earns on average when it goes badly."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from simlib.analysis.precision import Floats
from simlib.inputs.errors import InputError


def worst_values(values: ArrayLike, share: float = 0.1) -> Floats:
    """Return one number a world whose mean is the mean of the worst futures.

    Parameters
    ----------
    values : array_like, shape (worlds,)
        More is better.
    share : float
        Which part of the futures counts as the worst, strictly between 0 and 1.

    Returns
    -------
    ndarray, shape (worlds,)
        ``q - max(0, q - value) / share`` at the quantile ``q``. Two diaries' numbers of one world
        may be subtracted: the difference is paired.

    Raises
    ------
    InputError
        For an impossible share.

    References
    ----------
    R. T. Rockafellar and S. Uryasev (2000), Optimization of conditional value-at-risk, Journal of
    Risk 2, 21-41: the quantile is the best number to put there, so its own error does not count
    at first order.
    """
    if not 0 < share < 1:
        raise InputError("not a share of futures", value=share, allowed="strictly between 0 and 1")
    found = np.asarray(values, dtype=float)
    quantile = float(np.quantile(found, share))
    return np.asarray(quantile - np.maximum(0, quantile - found) / share)
