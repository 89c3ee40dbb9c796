"""The waiting period: months before the first new account pays, unless the firm closes first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simlib.analysis.fates import initial_losses
from simlib.analysis.measures import measure_named
from simlib.analysis.panel import world_column
from simlib.analysis.precision import (
    Bools,
    Floats,
    Interval,
    Ints,
    proportion_band,
    proportion_interval,
    quantile_band,
    quotient_interval,
)
from simlib.analysis.revenue import break_even
from simlib.inputs.evidence import Evidence
from simlib.inputs.units import WEEKS_PER_MONTH
from simlib.run.result import Run
from simlib.studies.stored import FloatArray, Stored

BARELY_PROTECTED = 0.5
"""A cause whose chance even a perfect relationship does not halve counts as unprotected."""


@dataclass(frozen=True, eq=False, repr=False)
class Waiting(Stored):
    """Months until something good happens, with the end of the firm as competing event."""

    months: FloatArray
    """Shape (points,)."""
    paid: FloatArray
    low: FloatArray
    high: FloatArray
    """Share of futures in which it has happened by then, with pointwise Wilson limits. What closed
    first never counts as having happened; shape (points,).
    """
    closed: FloatArray
    """Share of futures in which the firm closed first; the rest still wait; shape (points,)."""
    median: Interval
    most: Interval
    """Months by which it has happened in half and in 80 of 100 futures, with limits from order
    statistics; infinite where it does not within the horizon.
    """
    worlds: int


def waiting_period(run: Run) -> Waiting:
    """Return how long the firm waits for the first revenue of an account that it won.

    Parameters
    ----------
    run
        With its event log (``log="story"``).
    """
    ruin = world_column(run, "ruin_week") / WEEKS_PER_MONTH
    return waiting(first_payment_weeks(run) / WEEKS_PER_MONTH, ruin, float(run.months[-1]))


def first_payment_weeks(run: Run) -> Floats:
    """Return the week in which the first account won becomes active, infinite if none does."""
    rows = run.events.loc[run.events["kind"] == "active", ["world", "week"]]
    first = rows.groupby("world")["week"].min()
    return first.reindex(run.worlds["world"]).fillna(np.inf).to_numpy(dtype=float)


def first_month(reached: Bools) -> Floats:
    """Return the first month end at which something holds, infinite where it never does.

    ``reached`` begins with month 1 and has the shape (worlds, months).
    """
    return np.where(reached.any(axis=1), 1.0 + reached.argmax(axis=1), np.inf)


def waiting(happened: Floats, closed: Floats, horizon: float) -> Waiting:
    """Return the distribution of a waiting time with a competing end.

    Parameters
    ----------
    happened, closed : ndarray, shape (worlds,)
        Months; infinite or NaN where it did not come about.
    horizon : float
        Months watched, the same for all.

    Notes
    -----
    Every future is watched to the horizon, so nothing is censored before it and the Aalen-Johansen
    estimate is the share of futures. One minus Kaplan-Meier, with closure as censoring, would let
    closed firms win later and call the wait shorter than it is.
    """
    ends = np.where(np.isfinite(closed), closed, np.inf)
    times = np.where(happened <= np.minimum(ends, horizon), happened, np.inf)
    lost = np.where(np.isfinite(times), np.inf, ends)
    months = np.arange(int(horizon) + 1, dtype=float)
    band = proportion_band(
        (times[:, np.newaxis] <= months).sum(axis=0), len(times), known_start=True
    )
    return Waiting(
        months=months,
        paid=band.mean,
        low=band.low,
        high=band.high,
        closed=(lost[:, np.newaxis] <= months).mean(axis=0),
        median=time_quantile(times, 0.5),
        most=time_quantile(times, 0.8),
        worlds=len(times),
    )


def time_quantile(times: Floats, quantile: float) -> Interval:
    """Return a quantile of waiting times, infinite where too few futures get that far.

    Parameters
    ----------
    times : ndarray, shape (worlds,)
        Infinite where it never happened.
    quantile
        Strictly between 0 and 1.
    """
    # Any number above all others keeps the order, and does not spoil interpolation as inf does.
    never = 1e6 * (1.0 + float(np.max(times[np.isfinite(times)], initial=1.0)))
    band = quantile_band(np.where(np.isfinite(times), times, never)[:, np.newaxis], (quantile,))
    mean, low, high = (
        _or_never(float(each[0, 0]), never) for each in (band.mean, band.low, band.high)
    )
    half_width = max(mean - low, high - mean) if np.isfinite(mean) else np.inf
    return Interval(mean, low, high, half_width, len(times))


def _or_never(value: float, never: float) -> float:
    # An interpolation that reaches towards "never" is never.
    return np.inf if np.isnan(value) or value > never / 1e5 else value


@dataclass(frozen=True, repr=False)
class Exclusion(Stored):
    """One thing the policy does not cover."""

    name: str
    """One of {"ruin", "below", "unprotected", "waiting"}."""
    words: str
    """What the share is of, for a sentence."""
    share: Interval
    """NaN where the question does not arise in any future."""


def exclusions(bare: Run, insured: Run) -> tuple[Exclusion, ...]:
    """Return what happens in spite of prospecting.

    Parameters
    ----------
    bare, insured
        The firm without prospecting, and with it in the same worlds and with its event log.

    Returns
    -------
    tuple of Exclusion
        Closures that happen anyway (of the futures in which the firm without prospecting closes);
        months below break-even that remain; of the revenue of today's accounts lost, the part
        taken by causes against which no relationship helps, and the part lost before the first
        new account pays.
    """
    ruined = [measure_named("ruin").values(run) > 0 for run in (bare, insured)]
    below = [_months_below(run) for run in (bare, insured)]
    lost, unprotected, early = lost_revenue(insured)
    return (
        Exclusion(
            "ruin",
            "of the futures that run out of cash without prospecting, those that do so with it",
            _of_those(ruined[1], ruined[0]),
        ),
        Exclusion(
            "below",
            "of the months below break-even, those that remain",
            quotient_interval(below[1], below[0]),
        ),
        Exclusion(
            "unprotected",
            "of the revenue lost with today's accounts, what goes for reasons that no relationship "
            "prevents",
            quotient_interval(unprotected, lost),
        ),
        Exclusion(
            "waiting",
            "of the revenue lost with today's accounts, what goes before the first new account "
            "pays",
            quotient_interval(early, lost),
        ),
    )


def lost_revenue(run: Run) -> tuple[Floats, Floats, Floats]:
    """Return the revenue lost with today's accounts, and two parts of it.

    Returns
    -------
    lost, unprotected, early : ndarray, shape (worlds,)
        Money a year: all; lost to causes against which a relationship hardly helps; lost before
        the first account won pays.
    """
    rows, world = initial_losses(run)
    # `initial_losses` leaves out what each was worth; its rows keep their places in the log.
    worth = run.events.loc[rows.index, "value"].to_numpy(dtype=float)
    barely = rows["cause"].isin(unprotected_causes(run.scenario.evidence)).to_numpy()
    early = rows["week"].to_numpy(dtype=float) < first_payment_weeks(run)[world]
    return (
        _by_world(run, world, worth),
        _by_world(run, world, worth * barely),
        _by_world(run, world, worth * early),
    )


def unprotected_causes(evidence: Evidence) -> tuple[str, ...]:
    """Return the causes of loss against which even a perfect relationship hardly helps."""
    return tuple(
        cause.name
        for cause in evidence.causes
        if cause.effect == "loss" and cause.protection < BARELY_PROTECTED
    )


def _by_world(run: Run, world: Ints, values: Floats) -> Floats:
    return np.bincount(world, weights=values, minlength=run.world_count).astype(float)


def _months_below(run: Run) -> Floats:
    floor = break_even(run) * run.initial_revenue
    return np.asarray((run.revenue[:, 1:] < floor).mean(axis=1))


def _of_those(happened: Bools, among: Bools) -> Interval:
    n = int(among.sum())
    if not n:
        return Interval(np.nan, np.nan, np.nan, np.nan, 0)
    return proportion_interval(int((happened & among).sum()), n)
