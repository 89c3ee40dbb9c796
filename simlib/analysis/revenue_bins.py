"""Revenue over worlds in order, read from a histogram."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simlib.analysis.from_totals import revenue_sums
from simlib.analysis.precision import Floats
from simlib.analysis.quantiles import Ordered
from simlib.run.totals import REVENUE_BINS, Totals

if TYPE_CHECKING:
    from simlib.run.result import Run

_EDGES = np.array([0.0, *np.arange(REVENUE_BINS) / 100, np.nan])
"""Closed firms have exactly nothing; then bins of one per cent; the last one has no upper end."""


def ordered_revenue(run: Run, totals: Totals) -> Ordered:
    """Return revenue of the worlds in order, by month.

    The value of a rank is placed in its bin as if the bin's worlds lay evenly, so it is off by less
    than one per cent of initial revenue; NaN in the last bin. Where all worlds have the same
    revenue it is known from the sums.
    """
    bins = _Bins(run, totals)
    return Ordered(totals.worlds, bins.at, bins.least, bins.most)


class _Bins:
    """Counts of worlds by month and revenue."""

    def __init__(self, run: Run, totals: Totals) -> None:
        bins = totals.revenue_bins
        open_with_least = bins[:, :1] - totals.closed[:, np.newaxis]
        self._counts = np.hstack([totals.closed[:, np.newaxis], open_with_least, bins[:, 1:]])
        self._up_to = self._counts.cumsum(axis=1)
        sums = revenue_sums(run, totals)
        self._equal = np.array([each.mean if not each.spread else np.nan for each in sums])
        self._initial = run.initial_revenue

    def at(self, rank: int) -> Floats:
        months, found = self._find(rank)
        count = self._counts[months, found]
        place = rank - (self._up_to[months, found] - count) - 0.5
        low, high = _EDGES[found], _EDGES[found + 1]
        return self._known(low + (high - low) * place / count)

    def least(self, rank: int) -> Floats:
        return self._known(_EDGES[self._find(rank)[1]])

    def most(self, rank: int) -> Floats:
        return self._known(_EDGES[self._find(rank)[1] + 1])

    def _find(self, rank: int) -> tuple[np.ndarray, np.ndarray]:
        found = (self._up_to < rank).sum(axis=1)
        return np.arange(len(found)), found

    def _known(self, shares: Floats) -> Floats:
        return np.where(np.isnan(self._equal), shares * self._initial, self._equal)
