"""Concentration of the book over time, and how much of its revenue is retained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simlib.analysis.fates import initial_losses
from simlib.analysis.panel import month_panel, trading, year_panel
from simlib.analysis.precision import (
    Band,
    Floats,
    Ints,
    Shown,
    mean_band,
    proportion_interval,
    share_band,
)
from simlib.inputs.units import WEEKS_PER_YEAR

if TYPE_CHECKING:
    from simlib.run.result import Run


@dataclass(frozen=True, eq=False, repr=False)
class Concentration(Shown):
    """How much hangs on few accounts."""

    label: str
    """The discipline in the client's words."""
    months: Ints
    """Shape (months + 1,)."""
    largest_share: Band
    hhi: Band
    """Share of the largest account, and the sum of squared shares, each 0 to 1: mean over the
    firms that still have revenue, with Student limits between worlds.
    """
    trading: Floats
    """Share of worlds that those means speak for. When it falls, the means are those of the
    survivors; shape (months + 1,).
    """
    worlds: int
    confidence: float


@dataclass(frozen=True, eq=False, repr=False)
class Retention(Shown):
    """Net and gross revenue retention year by year."""

    label: str
    """The discipline in the client's words."""
    years: Ints
    """1, 2, ; shape (years,)."""
    nrr: Band
    grr: Band
    """Revenue at the year end of the accounts active at its start, as a share of their revenue
    then; gross caps each account at its start. Mean over worlds in which some account was
    active at the start of the year (``n`` of them), with Student limits.
    """
    worlds: int
    confidence: float


def concentration(run: Run, *, confidence: float = 0.95) -> Concentration:
    """Describe the share of the largest account and the HHI at every month end.

    Parameters
    ----------
    confidence : float
        Strictly between 0 and 1.
    """
    counted = trading(run) & (run.revenue > 0)

    def band(column: str) -> Band:
        values = np.where(counted, month_panel(run, column), np.nan)
        return share_band(values, confidence=confidence)

    return Concentration(
        label=run.label,
        months=run.months,
        largest_share=band("largest_share"),
        hhi=band("hhi"),
        trading=counted.mean(axis=0),
        worlds=run.world_count,
        confidence=confidence,
    )


def retention(run: Run, *, confidence: float = 0.95) -> Retention:
    """Describe net and gross revenue retention of every year.

    Parameters
    ----------
    confidence : float
        Strictly between 0 and 1.
    """
    years, net = year_panel(run, "nrr")
    _, gross = year_panel(run, "grr")
    return Retention(
        label=run.label,
        years=years,
        nrr=mean_band(net, confidence=confidence),
        grr=share_band(gross, confidence=confidence),
        worlds=run.world_count,
        confidence=confidence,
    )


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
    hit = (lost["account"].isin(ids) & (lost["week"] <= WEEKS_PER_YEAR * years)).to_numpy()
    worlds = int(np.unique(world[hit]).size)
    found = proportion_interval(worlds, run.world_count, confidence)
    return LargestLost(
        run.label, len(ids), years, found.mean, found.low, found.high, run.world_count
    )
