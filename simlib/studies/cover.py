"""The cover: what prospecting takes away from what may go wrong."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simlib.analysis.contribution import monthly_contribution
from simlib.analysis.difference import Difference, chance_difference, mean_difference
from simlib.analysis.measures import measure_named
from simlib.analysis.precision import (
    Bools,
    Floats,
    Interval,
    mean_interval,
    proportion_interval,
)
from simlib.analysis.revenue import break_even
from simlib.analysis.worst import worst_values
from simlib.run.result import Run
from simlib.studies.stored import Stored

WORST = 0.1
"""Share of the futures that counts as the worst."""


@dataclass(frozen=True, repr=False)
class Protection(Stored):
    """One number without prospecting, with it, and the paired difference."""

    without: Interval
    with_it: Interval
    removed: Difference


@dataclass(frozen=True, repr=False)
class Cover(Stored):
    """What the diary takes away from what may go wrong.

    Parameters
    ----------
    ruin : Protection
        Chance of running out of cash by the horizon.
    shortfall : Protection
        Revenue missing below break-even, in money a year.
    worst : Protection
        Mean contribution to the horizon in the worst tenth of each diary's futures, in money;
        ``removed`` is what the diary adds there.
    break_even : float
        As a share of today's revenue.
    """

    ruin: Protection
    shortfall: Protection
    worst: Protection
    break_even: float


def cover(bare: Run, insured: Run) -> Cover:
    """Return what prospecting takes away from what may go wrong.

    Parameters
    ----------
    bare, insured : Run
        The firm without prospecting, and with it in the same worlds.
    """
    floor = break_even(insured)
    ruined = [measure_named("ruin").values(run) > 0 for run in (bare, insured)]
    missing = [
        shortfall(run.revenue[:, 1:], floor * run.initial_revenue) for run in (bare, insured)
    ]
    worst = [worst_values(monthly_contribution(run).sum(axis=1), WORST) for run in (bare, insured)]
    return Cover(
        ruin=chances(ruined[0], ruined[1]),
        shortfall=_amounts(*missing, removed=mean_difference(missing[1], missing[0])),
        worst=_amounts(*worst, removed=mean_difference(worst[0], worst[1])),
        break_even=floor,
    )


def chances(without: Bools, with_it: Bools) -> Protection:
    """Return the chance of something bad in the same worlds, twice, and what is removed."""
    n = len(without)
    return Protection(
        proportion_interval(int(without.sum()), n),
        proportion_interval(int(with_it.sum()), n),
        chance_difference(with_it, without),
    )


def shortfall(revenue: Floats, floor: float) -> Floats:
    """Return the revenue missing below a floor, in money a year, shape (worlds,).

    ``revenue`` holds annualised revenue at month ends, shape (worlds, months).
    """
    return np.asarray(np.maximum(0, floor - revenue).mean(axis=1))


def _amounts(without: Floats, with_it: Floats, *, removed: Difference) -> Protection:
    return Protection(mean_interval(without), mean_interval(with_it), removed)
