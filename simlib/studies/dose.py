"""How much prospecting: revenue, cash, major accounts and the week against calls a month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from simlib.analysis.majors import majors_kept
from simlib.analysis.measures import measure_named
from simlib.analysis.precision import Floats, Interval, mean_interval, proportion_interval
from simlib.analysis.week import RepWeek, rep_week
from simlib.inputs.scenario import Scenario
from simlib.run.provenance import provenance
from simlib.studies.dose_conditions import Condition, conditions
from simlib.studies.doses import BOTH_WORDS, DOSES, EVIDENCE, dose_scenarios
from simlib.studies.optimum import Optimum, optimum
from simlib.studies.play import play_rows
from simlib.studies.stored import FloatArray, Stored

if TYPE_CHECKING:
    from simlib.run.result import Comparison

MAJORS = 5
"""How many of today's largest accounts are called major."""


@dataclass(frozen=True, eq=False, repr=False)
class DoseCurve(Stored):
    """What a firm gets from each dose of prospecting.

    Parameters
    ----------
    group, label : str
        What is varied ("targets a rep"), and how ("20").
    evidence : str
        "graded" or "folklore".
    doses : tuple of float
        Protected calls a month and rep, rising from 0.
    revenue : tuple of Interval
        Revenue a year at the end as a share of today's, at each dose, in fresh worlds.
    cash : tuple of Interval
        Chance of running out of cash.
    optimum : Optimum
        Of the revenue.
    cash_optimum : Optimum
        Of the chance of keeping out of ruin.
    book : str
    """

    group: str
    label: str
    evidence: str
    doses: tuple[float, ...]
    revenue: tuple[Interval, ...]
    cash: tuple[Interval, ...]
    optimum: Optimum
    cash_optimum: Optimum
    book: str


@dataclass(frozen=True, eq=False, repr=False)
class DoseWork(Stored):
    """What each dose does to the major accounts and to the week.

    Parameters
    ----------
    evidence : str
    doses : tuple of float
    kept : tuple of Interval
        Mean share of the five largest accounts of today that are customers at the end; none of
        them if the firm has closed.
    all_kept : tuple of Interval
        Chance that all of them are.
    kinds : tuple of str
        Of work, then "idle" and "vacant".
    hours : ndarray, shape (doses, kinds)
        Hours a week and seat.
    half_width : float
        No hour is less precise than this.
    undone : tuple of Interval
        Hours a week of work that was never done.
    capacity : float
        Hours of a week.
    worlds : int
    """

    evidence: str
    doses: tuple[float, ...]
    kept: tuple[Interval, ...]
    all_kept: tuple[Interval, ...]
    kinds: tuple[str, ...]
    hours: FloatArray
    half_width: float
    undone: tuple[Interval, ...]
    capacity: float
    worlds: int


@dataclass(frozen=True, eq=False, repr=False)
class HowMuchProspecting(Stored):
    """Dose responses of the standard book and of books, markets and concentrations beside it.

    Parameters
    ----------
    main : tuple of DoseCurve
        The standard book, one curve an evidence set in the order of `EVIDENCE`.
    work : tuple of DoseWork
        Likewise.
    conditions : tuple of DoseCurve
        Every condition under every evidence set.
    years : int
    footer : str
    """

    main: tuple[DoseCurve, ...]
    work: tuple[DoseWork, ...]
    conditions: tuple[DoseCurve, ...]
    years: int
    footer: str


def dose_curves(
    cases: Sequence[Condition],
    *,
    doses: Sequence[float] = DOSES,
    choosing: int = 300,
    worlds: int = 600,
    seed: int = 1,
) -> tuple[DoseCurve, ...]:
    """Play every dose of every condition, choose the best in some worlds and try it in others.

    Parameters
    ----------
    cases : sequence of Condition
        A scenario each, whose diary is replaced.
    doses : sequence of float
        Protected calls a month and rep, rising from 0.
    choosing, worlds : int
        Worlds in which the best dose is chosen (the first ones), and fresh ones after them.
    seed : int

    Returns
    -------
    tuple of DoseCurve
        One a condition.
    """
    rows = [[scenario] for case in cases for scenario in dose_scenarios(case.scenario, doses)]
    first = np.array(play_rows(rows, _outcome, worlds=choosing, seed=seed))
    then = np.array(play_rows(rows, _outcome, worlds=worlds, seed=seed, first_world=choosing))
    of_case = (len(cases), len(doses), 2)
    chosen_in, tried_in = first.reshape(*of_case, choosing), then.reshape(*of_case, worlds)
    return tuple(
        _curve(case, tuple(doses), chosen_in[place], tried_in[place])
        for place, case in enumerate(cases)
    )


def _outcome(comparison: Comparison) -> Floats:
    """Return revenue as a share of today's, and whether the firm closed; shape (2, worlds)."""
    run = comparison.reference
    revenue = measure_named("final_revenue").values(run) / run.initial_revenue
    return np.array([revenue, measure_named("ruin").values(run)])


def _curve(case: Condition, doses: tuple[float, ...], first: Floats, then: Floats) -> DoseCurve:
    return DoseCurve(
        group=case.group,
        label=case.label,
        evidence=case.scenario.evidence.name,
        doses=doses,
        revenue=tuple(mean_interval(values) for values in then[:, 0]),
        cash=tuple(_chance(values) for values in then[:, 1]),
        optimum=optimum(doses, first[:, 0], then[:, 0]),
        cash_optimum=optimum(doses, -first[:, 1], -then[:, 1]),
        book=case.scenario.book.name,
    )


def _chance(happened: Floats) -> Interval:
    return proportion_interval(int(happened.sum()), len(happened))


def dose_work(
    base: Scenario,
    *,
    doses: Sequence[float] = DOSES,
    worlds: int = 300,
    seed: int = 1,
    first_world: int = 0,
) -> DoseWork:
    """Return what each dose does to the five largest accounts and to the rep's week.

    Parameters
    ----------
    base : Scenario
        Its diary is replaced.
    doses, worlds, seed, first_world
        As in `dose_curves` and `simlib.compare`.
    """
    rows = [[scenario] for scenario in dose_scenarios(base, doses)]
    found = play_rows(rows, _work, worlds=worlds, seed=seed, first_world=first_world, log="story")
    weeks = [week for week, _ in found]
    return DoseWork(
        evidence=base.evidence.name,
        doses=tuple(float(dose) for dose in doses),
        kept=tuple(mean_interval(kept) for _, kept in found),
        all_kept=tuple(_chance((kept == 1).astype(float)) for _, kept in found),
        kinds=(*weeks[0].kinds, "idle", "vacant"),
        hours=np.array([[*w.hours_per_week, w.idle.mean, w.vacant.mean] for w in weeks]),
        half_width=max(float(((w.high - w.low) / 2).max()) for w in weeks),
        undone=tuple(week.undone for week in weeks),
        capacity=weeks[0].capacity,
        worlds=worlds,
    )


def _work(comparison: Comparison) -> tuple[RepWeek, Floats]:
    run = comparison.reference
    return rep_week(run), majors_kept(run, accounts=MAJORS)


def study(*, seed: int, worlds: int, choosing: int, worlds_a_condition: int) -> HowMuchProspecting:
    """Play all of it; a condition gets fewer worlds, and a book of many reps half of those."""
    cases = conditions(EVIDENCE)
    base = [case for case in cases if case.group == "book" and case.label == "supplier"]
    large = [case for case in cases if case.label == "dealer"]
    others = [case for case in cases if case not in base and case not in large]
    main = dose_curves(base, choosing=choosing, worlds=worlds, seed=seed)
    few, fewer = worlds_a_condition, worlds_a_condition // 2
    rest = (
        *dose_curves(others, choosing=choosing // 2, worlds=few, seed=seed),
        *dose_curves(large, choosing=choosing // 4, worlds=fewer, seed=seed),
    )
    work = [
        dose_work(case.scenario, worlds=worlds_a_condition, seed=seed, first_world=choosing)
        for case in base
    ]
    told = provenance(base[-1].scenario, seed=seed, first_world=choosing, world_count=worlds)
    told = replace(told, evidence=BOTH_WORDS)
    return HowMuchProspecting(
        main=main,
        work=tuple(work),
        conditions=rest,
        years=base[0].scenario.horizon_years,
        footer=f"{told.footer()} · best dose chosen in {choosing} others; other conditions and "
        f"weeks {few} futures, 15 reps {fewer}",
    )
