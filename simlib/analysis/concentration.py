"""Concentration of the book over time, and how much of its revenue is retained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simlib.analysis.panel import month_panel, trading, year_panel
from simlib.analysis.precision import Band, Floats, Ints, mean_band, share_band
from simlib.analysis.shown import Shown

if TYPE_CHECKING:
    from simlib.run.result import Run


@dataclass(frozen=True, eq=False, repr=False)
class Concentration(Shown):
    """How much hangs on few accounts.

    Parameters
    ----------
    label : str
        The discipline in the client's words.
    months : ndarray, shape (months + 1,)
    largest_share, hhi : Band
        Share of the largest account, and the sum of squared shares, each 0 to 1: mean over the
        firms that still have revenue, with Student limits between worlds.
    trading : ndarray, shape (months + 1,)
        Share of worlds that those means speak for. When it falls, the means are those of the
        survivors.
    worlds : int
    confidence : float
    """

    label: str
    months: Ints
    largest_share: Band
    hhi: Band
    trading: Floats
    worlds: int
    confidence: float


@dataclass(frozen=True, eq=False, repr=False)
class Retention(Shown):
    """Net and gross revenue retention year by year.

    Parameters
    ----------
    label : str
        The discipline in the client's words.
    years : ndarray, shape (years,)
        1, 2, ...
    nrr, grr : Band
        Revenue at the year end of the accounts active at its start, as a share of their revenue
        then; gross caps each account at its start. Mean over worlds in which some account was
        active at the start of the year (``n`` of them), with Student limits.
    worlds : int
    confidence : float
    """

    label: str
    years: Ints
    nrr: Band
    grr: Band
    worlds: int
    confidence: float


def concentration(run: Run, *, confidence: float = 0.95) -> Concentration:
    """Describe the share of the largest account and the HHI at every month end.

    Parameters
    ----------
    run : Run
    confidence : float
        Strictly between 0 and 1.

    Returns
    -------
    Concentration
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
    run : Run
    confidence : float
        Strictly between 0 and 1.

    Returns
    -------
    Retention
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
