"""A hundred futures: what state the firm is in at the horizon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from simlib.analysis.panel import trading
from simlib.analysis.precision import Floats, Ints, Shown, proportion_band
from simlib.analysis.ruin import ENOUGH_WORLDS
from simlib.inputs.errors import InputError

if TYPE_CHECKING:
    from simlib.run.result import Run

FATES = ("grew", "held", "shrank", "closed")


@dataclass(frozen=True, eq=False, repr=False)
class Futures(Shown):
    """Worlds by the state of the firm at the horizon."""

    label: str
    """The discipline in the client's words."""
    fates: tuple[str, ...]
    """``grew``: revenue above `above` times today's; ``held``: from `below` to `above` times;
    ``shrank``: below `below` times; ``closed``: out of cash by then. From fewer than a thousand
    worlds no odds of closing are quoted: ``shrank`` includes them.
    """
    counts: Ints
    """Out of 100, rounded by largest remainder: they add to 100; shape (fates,)."""
    shares: Floats
    low: Floats
    high: Floats
    """Exact shares of worlds with Wilson limits, each fate for itself; shape (fates,)."""
    below: float
    above: float
    """Limits as shares of initial revenue."""
    worlds: int
    confidence: float


def futures(run: Run, *, below: float, above: float = 1.0, confidence: float = 0.95) -> Futures:
    """Sort worlds by the state of the firm at the horizon.

    Parameters
    ----------
    below : float
        Below this share of initial revenue the firm shrank (see `break_even`).
    above : float
        Above this share it grew.
    confidence : float
        Strictly between 0 and 1.

    Raises
    ------
    InputError
        Unless ``0 < below <= above``.
    """
    if not 0 < below <= above:
        raise InputError("not two limits", value=(below, above), allowed="0 < below <= above")
    ratio = run.revenue[:, -1] / run.initial_revenue
    still_open = trading(run)[:, -1]
    quotable = run.world_count >= ENOUGH_WORLDS
    fates = FATES if quotable else FATES[:-1]
    closed = len(fates) - 1
    state = np.select([~still_open, ratio < below, ratio <= above], [closed, 2, 1], default=0)
    counts = np.bincount(state, minlength=len(fates))
    band = proportion_band(counts, run.world_count, confidence=confidence)
    return Futures(
        label=run.label,
        fates=fates,
        counts=largest_remainder(band.mean, total=100),
        shares=band.mean,
        low=band.low,
        high=band.high,
        below=below,
        above=above,
        worlds=run.world_count,
        confidence=confidence,
    )


def largest_remainder(shares: ArrayLike, *, total: int = 100) -> Ints:
    """Round shares to whole numbers that add to `total`.

    Parameters
    ----------
    shares : array_like, shape (n,)
        Not negative, adding to one.
    total : int
        What the counts add to.

    Returns
    -------
    ndarray of int, shape (n,)
        Each share times `total`, rounded down or up; equal remainders favour the earlier one.
    """
    # Rounding first: 0.29 * 100 is 28.999999999999996 and must not look like a remainder.
    exact = np.round(np.asarray(shares, dtype=float) * total, 9)
    counts = np.floor(exact).astype(np.int64)
    by_remainder = np.argsort(-(exact - counts), kind="stable")
    counts[by_remainder[: total - int(counts.sum())]] += 1
    return counts


def typical_world(run: Run) -> int:
    """Return the number of the world whose revenue over all months is nearest the median.

    Ties go to the lowest number, so the same run always tells the same story.
    """
    total = run.revenue.sum(axis=1)
    nearest = int(np.argmin(np.abs(total - np.median(total))))
    return int(run.worlds["world"].iloc[nearest])


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
