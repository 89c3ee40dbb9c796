"""A hundred futures: what state the firm is in at the horizon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from simlib.analysis.panel import trading
from simlib.analysis.precision import Floats, Ints, proportion_band
from simlib.analysis.ruin import ENOUGH_WORLDS
from simlib.analysis.shown import Shown
from simlib.inputs.errors import InputError

if TYPE_CHECKING:
    from simlib.run.result import Run

FATES = ("grew", "held", "shrank", "closed")


@dataclass(frozen=True, eq=False, repr=False)
class Futures(Shown):
    """Worlds by the state of the firm at the horizon.

    Parameters
    ----------
    label : str
        The discipline in the client's words.
    fates : tuple of str
        ``grew``: revenue above `above` times today's; ``held``: from `below` to `above` times;
        ``shrank``: below `below` times; ``closed``: out of cash by then. From fewer than a
        thousand worlds no odds of closing are quoted: ``shrank`` includes them.
    counts : ndarray of int, shape (fates,)
        Out of 100, rounded by largest remainder: they add to 100.
    shares, low, high : ndarray, shape (fates,)
        Exact shares of worlds with Wilson limits, each fate for itself.
    below, above : float
        Limits as shares of initial revenue.
    worlds : int
    confidence : float
    """

    label: str
    fates: tuple[str, ...]
    counts: Ints
    shares: Floats
    low: Floats
    high: Floats
    below: float
    above: float
    worlds: int
    confidence: float


def futures(run: Run, *, below: float, above: float = 1.0, confidence: float = 0.95) -> Futures:
    """Sort worlds by the state of the firm at the horizon.

    Parameters
    ----------
    run : Run
    below : float
        Below this share of initial revenue the firm shrank (see `break_even`).
    above : float
        Above this share it grew.
    confidence : float
        Strictly between 0 and 1.

    Returns
    -------
    Futures

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
