"""Recovery: how revenue comes back after a forced loss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simlib.analysis.panel import month_end_weeks
from simlib.analysis.precision import Bools, Floats, Shown, proportion_interval, quantile_band
from simlib.inputs.errors import InputError
from simlib.inputs.units import WEEKS_PER_MONTH

if TYPE_CHECKING:
    from simlib.run.result import Run

FORCED_LOSSES = ("lose", "leaves")
# Month ends are at k * 52 / 12, so "24 months later" is exact only up to rounding.
_ROUNDING = 1e-9


@dataclass(frozen=True, eq=False, repr=False)
class Recovery(Shown):
    """Revenue after the first forced loss, as a share of the revenue just before it."""

    label: str
    """The discipline in the client's words."""
    week: float
    """When the loss is forced."""
    months: Floats
    """Month ends as months since the loss: the first is the last one before it (zero or less), the
    next is at or after it; shape (n,).
    """
    median: Floats
    low: Floats
    high: Floats
    """Pointwise quantiles over worlds: the median and `band`; shape (n,)."""
    median_low: Floats
    median_high: Floats
    """Monte Carlo limits of the median; shape (n,)."""
    band: tuple[float, float]
    """The two quantiles of `low` and `high`."""
    back: float
    """What counts as recovered, as a share of the revenue before."""
    within_months: float
    """The stretch that the shares below speak of: 24, or less if the horizon ends sooner."""
    share_back: float
    share_back_low: float
    share_back_high: float
    """Share of worlds back at some month end within that stretch, with Wilson limits."""
    worlds: int
    """Worlds in which the forced loss really took an account; the others are left out."""
    confidence: float


def recovery(
    run: Run,
    *,
    back: float = 0.9,
    within_months: float = 24.0,
    band: tuple[float, float] = (0.1, 0.9),
    confidence: float = 0.95,
) -> Recovery:
    """Follow revenue from just before the first forced loss to the horizon.

    Parameters
    ----------
    run : Run
        Of a scenario that forces a loss, with its event log.
    back : float
        Recovered means at least this share of the revenue just before.
    within_months : float
        Months allowed for it, counted from the loss.
    band : tuple of float
        Lower and upper quantile to show around the median.
    confidence : float
        Strictly between 0 and 1.

    Raises
    ------
    InputError
        If the scenario forces no loss within its horizon, or took no account in any world.

    Notes
    -----
    A forced event comes first of all that happens at its instant, a month end last. A loss in
    week 52 is therefore already in the month end of week 52, and "just before" is month 11.
    Worlds in which chance had taken the account before are left out: nothing was lost there.
    """
    week = _first_forced_loss_week(run)
    struck = _struck_worlds(run, week)
    weeks = month_end_weeks(run.months)
    before = max(0, int(np.searchsorted(weeks, week, side="left")) - 1)
    revenue = run.revenue[struck, before:]
    ratio = revenue / revenue[:, :1]
    months = np.round((weeks[before:] - week) / WEEKS_PER_MONTH, 9)
    within = min(within_months, float(months[-1]))
    allowed = (np.arange(len(months)) > 0) & (months <= within + _ROUNDING)
    recovered = int((ratio[:, allowed] >= back).any(axis=1).sum())
    share = proportion_interval(recovered, len(ratio), confidence)
    spread = quantile_band(ratio, (band[0], 0.5, band[1]), confidence=confidence)
    return Recovery(
        label=run.label,
        week=week,
        months=months,
        median=spread.mean[1],
        low=spread.mean[0],
        high=spread.mean[2],
        median_low=spread.low[1],
        median_high=spread.high[1],
        band=band,
        back=back,
        within_months=within,
        share_back=share.mean,
        share_back_low=share.low,
        share_back_high=share.high,
        worlds=len(ratio),
        confidence=confidence,
    )


def _first_forced_loss_week(run: Run) -> float:
    last = float(month_end_weeks(run.months)[-1])
    weeks = [float(event.week) for event in run.scenario.stress if event.action in FORCED_LOSSES]
    if not [week for week in weeks if week < last]:
        raise InputError(
            "the scenario forces no loss within its horizon",
            column="stress",
            value=[str(event) for event in run.scenario.stress],
            allowed="an event such as 'lose top:1 in week 52'",
        )
    return min(weeks)


def _struck_worlds(run: Run, week: float) -> Bools:
    causes = {str(event.cause) for event in run.scenario.stress if float(event.week) == week}
    events = run.events
    forced = (events["kind"] == "lost") & (events["week"] == week) & events["cause"].isin(causes)
    struck = run.worlds["world"].isin(events.loc[forced, "world"]).to_numpy(dtype=bool)
    if not struck.any():
        raise InputError(
            "the forced loss took no account in any world",
            column="stress",
            value=week,
            allowed='a run with its event log, log="story" or "full"',
        )
    return np.asarray(struck)
