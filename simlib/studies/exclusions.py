"""What prospecting does not cover: the small print of the policy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simlib.analysis.fates import initial_losses
from simlib.analysis.measures import measure_named
from simlib.analysis.precision import Bools, Floats, Interval, Ints, proportion_interval
from simlib.analysis.quotient import quotient_interval
from simlib.analysis.revenue import break_even
from simlib.inputs.evidence import Evidence
from simlib.run.result import Run
from simlib.studies.stored import Stored
from simlib.studies.waiting import first_payment_weeks

BARELY_PROTECTED = 0.5
"""A cause whose chance even a perfect relationship does not halve counts as unprotected."""


@dataclass(frozen=True, repr=False)
class Exclusion(Stored):
    """One thing the policy does not cover.

    Parameters
    ----------
    name : {"ruin", "below", "unprotected", "waiting"}
    words : str
        What the share is of, for a sentence.
    share : Interval
        NaN where the question does not arise in any future.
    """

    name: str
    words: str
    share: Interval


def exclusions(bare: Run, insured: Run) -> tuple[Exclusion, ...]:
    """Return what happens in spite of prospecting.

    Parameters
    ----------
    bare, insured : Run
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
