"""Revenue: how long it holds, where it breaks even, how it spreads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simlib.analysis.from_totals import mean_revenue, revenue_sums, survived
from simlib.analysis.panel import trading
from simlib.analysis.precision import (
    Band,
    Bools,
    Floats,
    Ints,
    Ordered,
    Shown,
    mean_band,
    order_band,
    proportion_band,
    quantile_band,
    student_band,
)
from simlib.inputs.errors import InputError
from simlib.run.totals import REVENUE_BINS, Totals

if TYPE_CHECKING:
    from simlib.run.result import Run

_EDGES = np.array([0.0, *np.arange(REVENUE_BINS) / 100, np.nan])
"""Closed firms have exactly nothing; then bins of one per cent; the last one has no upper end."""
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


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


@dataclass(frozen=True, eq=False, repr=False)
class RevenueSurvival(Shown):
    """Share of worlds whose revenue has never been below a threshold."""

    label: str
    """The discipline in the client's words."""
    months: Ints
    """Shape (months + 1,)."""
    share: Floats
    low: Floats
    high: Floats
    """``share[m]``: never below at a month end up to ``m``; pointwise Wilson limits; shape (months
    + 1,).
    """
    below: float
    """Threshold as a share of initial revenue."""
    threshold: float
    """The same in money a year."""
    worlds: int
    confidence: float


@dataclass(frozen=True, eq=False, repr=False)
class RevenueFan(Shown):
    """Annualised revenue over worlds, month by month."""

    label: str
    """The discipline in the client's words."""
    months: Ints
    """Shape (months + 1,)."""
    quantiles: tuple[float, ...]
    values: Floats
    values_low: Floats
    values_high: Floats
    """Pointwise quantiles (no single firm lived such a curve) with their own limits; a limit is
    NaN where there are too few worlds for it; shape (quantiles, months + 1).
    """
    mean: Floats
    mean_low: Floats
    mean_high: Floats
    """Mean over worlds with Student limits; a closed firm counts with 0; shape (months + 1,)."""
    worlds: int
    confidence: float


def revenue_survival(run: Run, *, below: float = 0.7, confidence: float = 0.95) -> RevenueSurvival:
    """Estimate how long revenue stays at or above a share of what it was.

    Parameters
    ----------
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
    quantiles : tuple of float
        Each strictly between 0 and 1.
    confidence : float
        Strictly between 0 and 1.

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
