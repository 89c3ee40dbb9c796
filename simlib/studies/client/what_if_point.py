"""One combination of a what-if: what comes out of it, and how it differs from the reference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simlib.analysis.contribution import PROSPECTING, hours_spent, selling_hour_cost
from simlib.analysis.difference import Difference, chance_difference, mean_difference
from simlib.analysis.panel import seat_panel, trading, world_column
from simlib.analysis.precision import (
    Bools,
    Floats,
    Interval,
    mean_interval,
    proportion_interval,
)
from simlib.analysis.revenue import RevenueSurvival, never_below, revenue_survival
from simlib.analysis.ruin import ENOUGH_WORLDS
from simlib.run.result import Run
from simlib.studies.stored import FloatArray, Stored

_FIRST_YEAR = 12


@dataclass(frozen=True, eq=False, repr=False)
class WhatIfPoint(Stored):
    """One combination.

    Parameters
    ----------
    diary : str
        Its label.
    calls : float
        Planned calls a month and rep.
    evidence, stress : str
    share, low, high : ndarray, shape (months + 1,)
        Share of futures never below the threshold, with its limits.
    kept : Difference
        That share at the horizon less the reference's, in the same worlds.
    revenue : Interval
        Revenue a year at the horizon, in money; a closed firm has none.
    revenue_gain : Difference
        The same less the reference's.
    hours : Interval
        Of prospecting, a week and rep, in the first year.
    capacity : float
        Selling hours of a week.
    weekly : Interval
        The hours of the whole team in money a week, in the first year.
    ruin : Interval or None
        Chance of running out of cash; None from fewer than 1,000 worlds.
    ruin_change : Difference or None
        The same less the reference's.
    """

    diary: str
    calls: float
    evidence: str
    stress: str
    share: FloatArray
    low: FloatArray
    high: FloatArray
    kept: Difference
    revenue: Interval
    revenue_gain: Difference
    hours: Interval
    capacity: float
    weekly: Interval
    ruin: Interval | None
    ruin_change: Difference | None


@dataclass(frozen=True, eq=False)
class Outcome:
    """What is kept of a run: a few numbers a world, so that two runs can be paired.

    Parameters
    ----------
    survival : RevenueSurvival
    kept, closed : ndarray of bool, shape (worlds,)
        Never below the threshold; out of cash by the horizon.
    revenue : ndarray, shape (worlds,)
        Money a year at the horizon.
    hours, team_hours : ndarray, shape (worlds,)
        Of prospecting in the first year: a week and rep, and of the whole team in all.
    hour_cost : float
        Money an hour.
    capacity : float
        Selling hours of a week.
    """

    survival: RevenueSurvival
    kept: Bools
    closed: Bools
    revenue: Floats
    hours: Floats
    team_hours: Floats
    hour_cost: float
    capacity: float


def outcome(run: Run, below: float) -> Outcome:
    """Return what a what-if keeps of a run.

    Parameters
    ----------
    run : Run
        With rows.
    below : float
        The threshold as a share of today's revenue.
    """
    capacity = float(run.scenario.evidence["selling_hours_per_week"])
    spent = hours_spent(run, PROSPECTING, months=_FIRST_YEAR)
    there = [seat_panel(run, f"{name}_hours") for name in ("available", "vacant")]
    weeks = np.sum([each[:, : _FIRST_YEAR + 1].sum(axis=(1, 2)) for each in there], axis=0)
    return Outcome(
        survival=revenue_survival(run, below=below),
        kept=never_below(run, below)[:, -1],
        closed=~trading(run)[:, -1],
        revenue=world_column(run, "final_revenue"),
        hours=np.asarray(spent * capacity / weeks),
        team_hours=spent,
        hour_cost=selling_hour_cost(run.scenario),
        capacity=capacity,
    )


def point_of(
    diary: str, calls: float, evidence: str, stress: str, found: Outcome, beside: Outcome
) -> WhatIfPoint:
    """Return a combination, paired with the reference in the same worlds.

    Parameters
    ----------
    diary, calls, evidence, stress
        The combination.
    found, beside : Outcome
        Its own and the reference's.
    """
    worlds = len(found.kept)
    enough = worlds >= ENOUGH_WORLDS
    return WhatIfPoint(
        diary=diary,
        calls=calls,
        evidence=evidence,
        stress=stress,
        share=found.survival.share,
        low=found.survival.low,
        high=found.survival.high,
        kept=chance_difference(beside.kept, found.kept),
        revenue=mean_interval(found.revenue),
        revenue_gain=mean_difference(beside.revenue, found.revenue),
        hours=mean_interval(found.hours),
        capacity=found.capacity,
        weekly=mean_interval(found.hour_cost * found.team_hours / 52),
        ruin=proportion_interval(int(found.closed.sum()), worlds) if enough else None,
        ruin_change=chance_difference(beside.closed, found.closed) if enough else None,
    )
