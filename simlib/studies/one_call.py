"""What one strategic call a month buys, under the authors' figures and under the published ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from simlib.analysis.difference import Difference, chance_difference, mean_difference
from simlib.analysis.measures import measure_named
from simlib.analysis.precision import Floats, Interval, mean_interval, proportion_interval
from simlib.inputs.scenario import Scenario
from simlib.run.provenance import provenance
from simlib.run.simulate import compare
from simlib.studies.dose_conditions import Condition
from simlib.studies.doses import BOTH_WORDS, DOSES, EVIDENCE, dose_scenarios
from simlib.studies.draws import input_draws
from simlib.studies.headline import BAND, without_noise
from simlib.studies.play import play_rows
from simlib.studies.stored import Stored
from simlib.studies.twelve_calls import TwelveCalls, twelve_calls

if TYPE_CHECKING:
    from simlib.run.result import Comparison, Run

TARGETS = (20, 40, 100)
"""Prospects on a rep's list: low, central and high."""


@dataclass(frozen=True, repr=False)
class Gain(Stored):
    """What a number of calls changes against none, in the same worlds.

    Parameters
    ----------
    change : Difference
        At the central inputs; the limits are those of the simulation.
    low, high : float
        The band of the inputs: 5 % and 95 % quantiles over input draws.
    helps : Interval
        Share of the input draws in which it is for the better.
    """

    change: Difference
    low: float
    high: float
    helps: Interval


@dataclass(frozen=True, repr=False)
class DoseArm(Stored):
    """A number of calls a month and what becomes of the firm.

    Parameters
    ----------
    label : str
        "no calls", "one call a month" ...
    calls : float
        A month and rep.
    revenue : Interval
        Revenue a year at the end as a share of today's.
    cash : Interval
        Chance of running out of cash.
    revenue_gain, cash_gain : Gain or None
        Against no calls; None for no calls themselves.
    """

    label: str
    calls: float
    revenue: Interval
    cash: Interval
    revenue_gain: Gain | None = None
    cash_gain: Gain | None = None


@dataclass(frozen=True, eq=False, repr=False)
class OneCall(Stored):
    """No calls, one call a month and the best number of calls under one set of evidence.

    Parameters
    ----------
    evidence : str
    arms : tuple of DoseArm
        In this order; two where the best is none or one.
    best : float
        The best number of calls, chosen in other worlds.
    draws, worlds_a_draw, worlds : int
    """

    evidence: str
    arms: tuple[DoseArm, ...]
    best: float
    draws: int
    worlds_a_draw: int
    worlds: int


@dataclass(frozen=True, eq=False, repr=False)
class WhatOneCallBuys(Stored):
    """Both sets of evidence side by side, and what a year of twelve calls wins.

    Parameters
    ----------
    sides : tuple of OneCall
        In the order of `EVIDENCE`.
    years : int
    twelve : tuple of TwelveCalls
        Twelve calls of one rep, by evidence set and size of the market.
    footer : str
    """

    sides: tuple[OneCall, ...]
    years: int
    twelve: tuple[TwelveCalls, ...]
    footer: str


def one_call(
    base: Scenario,
    *,
    choosing: int = 200,
    worlds: int = 2_000,
    draws: int = 100,
    worlds_a_draw: int = 50,
    seed: int = 1,
) -> OneCall:
    """Compare no calls, one call a month and the best number of calls.

    Parameters
    ----------
    base : Scenario
        Its diary is replaced; its evidence is the centre and names the ranges to draw from.
    choosing : int
        Worlds in which the best of `DOSES` is chosen; all others are fresh.
    worlds : int
        In which the three are compared at the central inputs.
    draws, worlds_a_draw : int
        Input draws, and the worlds in which each is played.
    seed : int

    Returns
    -------
    OneCall
    """
    best = _best_dose(base, choosing, seed)
    three = dose_scenarios(base, (0.0, 1.0, best) if best > 1 else (0.0, 1.0))
    central = compare(
        three, worlds=worlds, seed=seed, first_world=choosing, keep="worlds", progress=False
    )
    drawn = input_draws(base.evidence.name, draws, seed=seed)
    rows = [[arm.with_(evidence=draw.evidence) for arm in three] for draw in drawn]
    later = choosing + worlds
    found = np.array(
        play_rows(rows, _gains, worlds=worlds_a_draw, seed=seed, first_world=later, apart=True)
    )
    return OneCall(
        evidence=base.evidence.name,
        arms=tuple(_arm(central, place, found) for place in range(len(three))),
        best=best,
        draws=draws,
        worlds_a_draw=worlds_a_draw,
        worlds=worlds,
    )


def _best_dose(base: Scenario, choosing: int, seed: int) -> float:
    rows = [[scenario] for scenario in dose_scenarios(base)]
    means = play_rows(
        rows, lambda found: float(_revenue(found.reference).mean()), worlds=choosing, seed=seed
    )
    return DOSES[int(np.argmax(means))]


def _revenue(run: Run) -> Floats:
    return measure_named("final_revenue").values(run) / run.initial_revenue


def _gains(comparison: Comparison) -> Floats:
    """Return what each other arm changes against the first, shape (2, arms - 1, worlds)."""
    closed = measure_named("ruin")
    none = comparison.reference
    revenue = [_revenue(run) - _revenue(none) for run in comparison.others]
    ruin = [closed.values(run) - closed.values(none) for run in comparison.others]
    return np.array([revenue, ruin])


def _arm(central: Comparison, place: int, drawn: Floats) -> DoseArm:
    run, none = central.runs[place], central.reference
    closed = measure_named("ruin").values(run)
    arm = DoseArm(
        label=run.label,
        calls=run.scenario.discipline.calls_per_month,
        revenue=mean_interval(_revenue(run)),
        cash=proportion_interval(int(closed.sum()), len(closed)),
    )
    if not place:
        return arm
    was_closed = measure_named("ruin").values(none)
    more = mean_difference(_revenue(none), _revenue(run))
    ruined = chance_difference(was_closed > 0, closed > 0)
    return DoseArm(
        label=arm.label,
        calls=arm.calls,
        revenue=arm.revenue,
        cash=arm.cash,
        revenue_gain=_gain(more, drawn[:, 0, place - 1]),
        cash_gain=_gain(ruined, drawn[:, 1, place - 1], better=-1),
    )


def _gain(change: Difference, drawn: Floats, better: int = 1) -> Gain:
    """Return a gain from its estimate, and per-world differences (draws, worlds)."""
    means = without_noise(drawn[:, np.newaxis, :])[:, 0]
    return Gain(
        change=change,
        low=float(np.quantile(means, BAND[0])),
        high=float(np.quantile(means, BAND[1])),
        helps=proportion_interval(int((better * means > 0).sum()), len(means)),
    )


def study(
    *, seed: int, worlds: int, choosing: int, draws: int, worlds_a_draw: int
) -> WhatOneCallBuys:
    """Play the standard book under both sets of evidence."""
    bases = [Scenario(book="supplier", evidence=name) for name in EVIDENCE]
    sides = tuple(
        one_call(
            *(base,),
            choosing=choosing,
            worlds=worlds,
            draws=draws,
            worlds_a_draw=worlds_a_draw,
            seed=seed,
        )
        for base in bases
    )
    cases = [
        Condition("targets", f"{targets}", Scenario(book="hms_associates", evidence=name))
        for name in EVIDENCE
        for targets in TARGETS
    ]
    told = provenance(bases[-1], seed=seed, first_world=choosing, world_count=worlds)
    told = replace(told, evidence=BOTH_WORDS)
    return WhatOneCallBuys(
        sides=sides,
        years=bases[0].horizon_years,
        twelve=tuple(
            twelve_calls(case.scenario, targets=int(case.label), worlds=worlds, seed=seed)
            for case in cases
        ),
        footer=f"{told.footer()} · best dose chosen in {choosing} others; "
        f"{draws} draws of the inputs, {worlds_a_draw} futures each",
    )
