"""How often the firm runs out of cash."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simlib.analysis.panel import trading
from simlib.analysis.precision import Floats, Ints, Shown, proportion_band

if TYPE_CHECKING:
    from simlib.run.result import Run

ENOUGH_WORLDS = 1000
"""Fewer worlds than this are no basis for quoting ruin odds."""


@dataclass(frozen=True, eq=False, repr=False)
class RuinByMonth(Shown):
    """Share of worlds closed by each month end, with pointwise Wilson limits."""

    months: Ints
    share: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, eq=False, repr=False)
class Ruin(Shown):
    """Share of worlds in which the firm ran out of cash."""

    label: str
    """The discipline in the client's words."""
    by_month: RuinByMonth
    share: float
    low: float
    high: float
    """At the horizon, with Wilson limits."""
    closed: int
    """Worlds closed by the horizon."""
    worlds: int
    confidence: float

    @property
    def quotable(self) -> bool:
        """Whether there are enough worlds to quote odds of a rare event."""
        return self.worlds >= ENOUGH_WORLDS


def ruin(run: Run, *, confidence: float = 0.95) -> Ruin:
    """Estimate the chance of running out of cash, by month and at the horizon.

    Parameters
    ----------
    confidence : float
        Strictly between 0 and 1.

    Returns
    -------
    Ruin
        A chance of 0 in the worlds played still has a high limit above 0.
    """
    closed = (~trading(run)).sum(axis=0) if run.totals is None else run.totals.closed
    band = proportion_band(closed, run.world_count, confidence=confidence, known_start=True)
    return Ruin(
        label=run.label,
        by_month=RuinByMonth(months=run.months, share=band.mean, low=band.low, high=band.high),
        share=float(band.mean[-1]),
        low=float(band.low[-1]),
        high=float(band.high[-1]),
        closed=int(closed[-1]),
        worlds=run.world_count,
        confidence=confidence,
    )
