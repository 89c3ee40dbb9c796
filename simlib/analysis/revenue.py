"""Revenue: how long it holds, where it breaks even, how it spreads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simlib.analysis.from_totals import mean_revenue, survived
from simlib.analysis.panel import trading
from simlib.analysis.precision import (
    Band,
    Bools,
    Floats,
    Ints,
    mean_band,
    proportion_band,
    student_band,
)
from simlib.analysis.quantiles import order_band, quantile_band
from simlib.analysis.revenue_bins import ordered_revenue
from simlib.analysis.shown import Shown
from simlib.inputs.errors import InputError

if TYPE_CHECKING:
    from simlib.run.result import Run

QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True, eq=False, repr=False)
class RevenueSurvival(Shown):
    """Share of worlds whose revenue has never been below a threshold.

    Parameters
    ----------
    label : str
        The discipline in the client's words.
    months : ndarray, shape (months + 1,)
    share, low, high : ndarray, shape (months + 1,)
        ``share[m]``: never below at a month end up to ``m``; pointwise Wilson limits.
    below : float
        Threshold as a share of initial revenue.
    threshold : float
        The same in money a year.
    worlds : int
    confidence : float
    """

    label: str
    months: Ints
    share: Floats
    low: Floats
    high: Floats
    below: float
    threshold: float
    worlds: int
    confidence: float


@dataclass(frozen=True, eq=False, repr=False)
class RevenueFan(Shown):
    """Annualised revenue over worlds, month by month.

    Parameters
    ----------
    label : str
        The discipline in the client's words.
    months : ndarray, shape (months + 1,)
    quantiles : tuple of float
    values, values_low, values_high : ndarray, shape (quantiles, months + 1)
        Pointwise quantiles (no single firm lived such a curve) with their own limits; a limit is
        NaN where there are too few worlds for it.
    mean, mean_low, mean_high : ndarray, shape (months + 1,)
        Mean over worlds with Student limits; a closed firm counts with 0.
    worlds : int
    confidence : float
    """

    label: str
    months: Ints
    quantiles: tuple[float, ...]
    values: Floats
    values_low: Floats
    values_high: Floats
    mean: Floats
    mean_low: Floats
    mean_high: Floats
    worlds: int
    confidence: float


def revenue_survival(run: Run, *, below: float = 0.7, confidence: float = 0.95) -> RevenueSurvival:
    """Estimate how long revenue stays at or above a share of what it was.

    Parameters
    ----------
    run : Run
    below : float
        Threshold as a share of initial revenue, above 0 (see `break_even`).
    confidence : float
        Strictly between 0 and 1.

    Returns
    -------
    RevenueSurvival
        With a band for the Monte Carlo error of a curve over worlds, nothing else.

    Raises
    ------
    InputError
        If `below` is not a positive number; of a run that keeps only totals, unless it is a whole
        per cent from 0.01 to 1.

    Notes
    -----
    "Below" means ``revenue < below * initial`` at a month end; a closed firm is below every
    threshold. Nothing is censored before the horizon, so the share of worlds is the estimate.
    """
    if run.totals is not None:
        counts = survived(run.totals, below)
    else:
        counts = never_below(run, below).sum(axis=0)
    band = proportion_band(counts, run.world_count, confidence=confidence, known_start=True)
    return RevenueSurvival(
        label=run.label,
        months=run.months,
        share=band.mean,
        low=band.low,
        high=band.high,
        below=below,
        threshold=below * run.initial_revenue,
        worlds=run.world_count,
        confidence=confidence,
    )


def never_below(run: Run, below: float) -> Bools:
    """Return whether revenue has never been below the threshold, shape (worlds, months + 1)."""
    if not 0 < below < np.inf:
        raise InputError("not a threshold", value=below, allowed="a share of initial revenue > 0")
    holds = (run.revenue >= below * run.initial_revenue) & trading(run)
    return np.asarray(np.logical_and.accumulate(holds, axis=1))


def revenue_fan(
    run: Run, *, quantiles: tuple[float, ...] = QUANTILES, confidence: float = 0.95
) -> RevenueFan:
    """Describe annualised revenue over worlds at every month end.

    Parameters
    ----------
    run : Run
    quantiles : tuple of float
        Each strictly between 0 and 1.
    confidence : float
        Strictly between 0 and 1.

    Returns
    -------
    RevenueFan

    Raises
    ------
    InputError
        If a quantile or the confidence is out of range; of a run that keeps only totals, if a
        quantile is above 500 % of initial revenue.

    Notes
    -----
    Totals know revenue in bins of one per cent of initial revenue. A quantile is interpolated
    inside its bin; its limits are the outer edges of theirs, so that they cover what the bins do
    not show. An upper limit above 500 % of initial revenue is NaN.
    """
    spread, mean = _spread(run, tuple(quantiles), confidence), _mean(run, confidence)
    return RevenueFan(
        label=run.label,
        months=run.months,
        quantiles=tuple(quantiles),
        values=spread.mean,
        values_low=spread.low,
        values_high=spread.high,
        mean=mean.mean,
        mean_low=mean.low,
        mean_high=mean.high,
        worlds=run.world_count,
        confidence=confidence,
    )


def _spread(run: Run, quantiles: tuple[float, ...], confidence: float) -> Band:
    if run.totals is None:
        return quantile_band(run.revenue, quantiles, confidence=confidence)
    band = order_band(ordered_revenue(run, run.totals), quantiles, confidence=confidence)
    unknown = [q for q, each in zip(quantiles, band.mean, strict=True) if np.isnan(each).any()]
    if unknown:
        raise InputError(
            "totals do not tell revenues above 500 % of initial revenue apart",
            value=unknown,
            allowed='lower quantiles, or keep="worlds"',
        )
    return band


def _mean(run: Run, confidence: float) -> Band:
    if run.totals is None:
        return mean_band(run.revenue, confidence=confidence)
    mean, error = mean_revenue(run, run.totals)
    n = np.full(mean.shape, run.totals.worlds)
    return student_band(mean, error, n, confidence=confidence)


def break_even(run: Run) -> float:
    """Return the share of initial revenue at which a month's result is zero, all seats filled.

    Parameters
    ----------
    run : Run
        Only ``run.scenario.evidence`` is read.

    Returns
    -------
    float
        0.78 under the published evidence: below this share of today's revenue the firm loses money.

    Raises
    ------
    InputError
        If the firm loses money today and more revenue cannot help, since costs grow faster.

    Notes
    -----
    With everything as a share of initial revenue, ``x`` = revenue, ``g`` = gross margin, ``p`` =
    pay of the reps, ``c`` = commission and ``f = g - p - c - operating_margin`` = fixed cost
    today, a year's result is ``g x - c x - p - f (1 - flex (1 - x))`` for ``x <= 1`` and
    ``g x - c x - p - f (1 + growth (x - 1))`` above. Both lines pass through the operating
    margin at ``x = 1``: with a margin of zero or more the zero lies on the first, else on the
    second.
    """
    evidence = run.scenario.evidence
    margin = evidence["operating_margin"]
    kept = evidence["gross_margin"] - evidence["commission_rate"]
    fixed = kept - evidence["rep_cost_share"] - margin
    if margin == 0:
        return 1.0
    elasticity = evidence["cost_flexibility"] if margin > 0 else evidence["cost_growth"]
    slope = kept - fixed * elasticity
    if slope <= 0:
        raise InputError(
            "no revenue breaks even: each further unit of revenue costs more than it earns",
            column="operating_margin",
            value=margin,
        )
    return float(1 - margin / slope)
