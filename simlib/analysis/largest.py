"""The largest accounts: can any of them be taken for granted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simlib.analysis.fates import initial_losses
from simlib.analysis.precision import proportion_interval

if TYPE_CHECKING:
    from simlib.run.result import Run

_WEEKS_A_YEAR = 52.0


@dataclass(frozen=True)
class LargestLost:
    """The chance to lose at least one of the ``accounts`` largest within ``years``.

    ``share`` with its Wilson interval ``low`` to ``high`` between worlds.
    """

    label: str
    accounts: int
    years: float
    share: float
    low: float
    high: float
    worlds: int


def largest_lost(
    run: Run, *, accounts: int = 5, years: float = 3.0, confidence: float = 0.95
) -> LargestLost:
    """Return how often at least one of the largest accounts of today's book is lost.

    A world whose firm closes first counts by what it lost before. Without an event log it is not
    known, and an `InputError` says so.
    """
    ranked = sorted(run.scenario.book.accounts, key=lambda account: -account.annual_revenue)
    ids = [account.account_id for account in ranked[:accounts]]
    lost, world = initial_losses(run)
    hit = (lost["account"].isin(ids) & (lost["week"] <= _WEEKS_A_YEAR * years)).to_numpy()
    worlds = int(np.unique(world[hit]).size)
    found = proportion_interval(worlds, run.world_count, confidence)
    return LargestLost(
        run.label, len(ids), years, found.mean, found.low, found.high, run.world_count
    )
