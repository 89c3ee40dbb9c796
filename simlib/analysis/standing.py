"""Standing: where a rep ranks by the revenue in his hands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simlib.analysis.panel import seat_panel, seats, trading
from simlib.analysis.precision import (
    Band,
    Floats,
    Ints,
    Shown,
    proportion_band,
    proportion_interval,
)
from simlib.inputs.errors import InputError, unknown_name

if TYPE_CHECKING:
    from simlib.run.result import Run


@dataclass(frozen=True, eq=False, repr=False)
class Standing(Shown):
    """Ranks of one seat over worlds at one month end; rank 1 owns the most revenue."""

    label: str
    """The discipline in the client's words."""
    rep: str
    month: int
    seats: int
    initial_rank: int
    """Rank at the start, the same in every world."""
    ranks: Ints
    """1, 2, ..., seats; shape (seats,)."""
    share: Floats
    low: Floats
    high: Floats
    """Share of worlds with each rank, Wilson limits; with `closed` the shares add to one; shape
    (seats,).
    """
    closed: float
    """Share of worlds in which the firm has closed by then, so that nobody has a rank."""
    bottom_third: float
    bottom_third_low: float
    bottom_third_high: float
    """Share of worlds with a rank in the last third of the seats (a third rounded down, at least
    one seat), Wilson limits.
    """
    worlds: int
    confidence: float


def standing(run: Run, rep: str, at_month: int, *, confidence: float = 0.95) -> Standing:
    """Rank a rep among all seats by revenue owned at a month end, over worlds.

    Parameters
    ----------
    rep : str
        A seat of the book.
    at_month : int
        Month end, 0 to the horizon: a year after an event in week 52 is month 24.
    confidence : float
        Strictly between 0 and 1.

    Raises
    ------
    InputError
        For an unknown rep, a month outside the run, or a firm of one seat.

    Notes
    -----
    Equal revenues share the better rank, except that whoever owns nothing ranks last.
    """
    names = seats(run)
    _check(run, rep, at_month, names)
    revenue = seat_panel(run, "revenue")
    seat = names.index(rep)
    rank = _ranks(revenue[:, at_month], seat)
    open_worlds = trading(run)[:, at_month]
    counts = np.bincount(rank[open_worlds], minlength=len(names) + 1)[1:]
    band: Band = proportion_band(counts, run.world_count, confidence=confidence)
    third = max(1, len(names) // 3)
    bottom = proportion_interval(int(counts[-third:].sum()), run.world_count, confidence)
    return Standing(
        label=run.label,
        rep=rep,
        month=at_month,
        seats=len(names),
        initial_rank=int(_ranks(revenue[:1, 0], seat)[0]),
        ranks=np.arange(1, len(names) + 1),
        share=band.mean,
        low=band.low,
        high=band.high,
        closed=float(1 - open_worlds.mean()),
        bottom_third=bottom.mean,
        bottom_third_low=bottom.low,
        bottom_third_high=bottom.high,
        worlds=run.world_count,
        confidence=confidence,
    )


def _ranks(revenue: Floats, seat: int) -> Ints:
    own = revenue[:, [seat]]
    rank = 1 + (revenue > own).sum(axis=1)
    return np.asarray(np.where(own[:, 0] > 0, rank, revenue.shape[1]))


def _check(run: Run, rep: str, at_month: int, names: tuple[str, ...]) -> None:
    if rep not in names:
        raise unknown_name("rep", rep, names)
    if len(names) < 2:
        raise InputError("a single seat has no rank", value=rep, allowed="two seats or more")
    last = int(run.months[-1])
    if not 0 <= at_month <= last:
        raise InputError("no such month end", value=at_month, allowed=f"0 to {last}")
