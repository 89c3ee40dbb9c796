"""What one strategic call a month buys, under the authors' figures and under the published ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simlib.analysis.difference import Difference, chance_difference, mean_difference
from simlib.analysis.measures import measure_named
from simlib.analysis.precision import Floats, Interval, mean_interval, proportion_interval
from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.inputs.units import WEEKS_PER_YEAR
from simlib.run.provenance import provenance
from simlib.run.simulate import compare, simulate
from simlib.studies.design import input_draws, play_rows
from simlib.studies.dose.dose import (
    BOTH_WORDS,
    DOSES,
    EVIDENCE,
    Condition,
    dose_diary,
    dose_scenarios,
)
from simlib.studies.headline import BAND, without_noise
from simlib.studies.stored import Stored

if TYPE_CHECKING:
    from simlib.run.result import Comparison, Run

_YEARS_TO_DECIDE = 3
TARGETS = (20, 40, 100)
"""Prospects on a rep's list: low, central and high."""


@dataclass(frozen=True, repr=False)
class TwelveCalls(Stored):
    """Accounts won from the meetings of one rep's first twelve calls."""

    evidence: str
    targets: int
    """Prospects on the list."""
    wins: Interval
    """Accounts won, each deal followed to its decision."""
    meetings: Interval
    two_or_more: Interval
    """Chance of two wins or more."""
    worlds: int


def twelve_calls(
    base: Scenario, *, targets: int = 40, worlds: int = 1_000, seed: int = 1
) -> TwelveCalls:
    """Let one rep make twelve protected calls in a year and follow what comes of them.

    Parameters
    ----------
    base
        A book of one rep; its diary and horizon are replaced.
    targets
        Prospects on the list.

    Raises
    ------
    InputError
        For a book of several reps.

    Notes
    -----
    The rep keeps every promise and the firm cannot close, so that twelve calls are twelve. Deals
    have two more years to be decided, which leaves one in several thousand open.
    """
    if len(base.book.reps) != 1:
        raise InputError("not the book of one rep", value=base.book.name)
    scenario = base.with_(
        discipline=dose_diary(1.0), horizon_years=_YEARS_TO_DECIDE, unlimited_cash=True
    ).with_(targets_per_rep=targets, keenness_floor=1.0)
    run = simulate(scenario, worlds=worlds, seed=seed, log="story", progress=False)
    met, won = first_year_deals(run)
    return TwelveCalls(
        evidence=base.evidence.name,
        targets=targets,
        wins=mean_interval(won),
        meetings=mean_interval(met),
        two_or_more=proportion_interval(int((won >= 2).sum()), len(won)),
        worlds=worlds,
    )


def first_year_deals(run: Run) -> tuple[Floats, Floats]:
    """Return meetings of the first year, and the wins that come of them, each shape (worlds,)."""
    events = run.events[["world", "week", "kind", "account"]]
    meetings = events[events["kind"] == "meeting"]
    # Nobody is met again after he was won, so the last meeting is the one that led to it.
    last = meetings.groupby(["world", "account"], observed=True)["week"].max()
    won = events[events["kind"] == "won"]
    led_to = pd.MultiIndex.from_frame(won[["world", "account"]])
    early = last.reindex(led_to).to_numpy() <= WEEKS_PER_YEAR
    worlds = run.worlds["world"].to_numpy()
    return (
        _per_world(meetings.loc[meetings["week"] <= WEEKS_PER_YEAR, "world"].to_numpy(), worlds),
        _per_world(won["world"].to_numpy()[early], worlds),
    )


def _per_world(found: Floats, worlds: Floats) -> Floats:
    return np.array(np.bincount(found - worlds[0], minlength=len(worlds)), dtype=float)


@dataclass(frozen=True, repr=False)
class Gain(Stored):
    """What a number of calls changes against none, in the same worlds."""

    change: Difference
    """At the central inputs; the limits are those of the simulation."""
    low: float
    high: float
    """The band of the inputs: 5 % and 95 % quantiles over input draws."""
    helps: Interval
    """Share of the input draws in which it is for the better."""


@dataclass(frozen=True, repr=False)
class DoseArm(Stored):
    """A number of calls a month and what becomes of the firm."""

    label: str
    """"no calls", "one call a month" ..."""
    calls: float
    """A month and rep."""
    revenue: Interval
    """Revenue a year at the end as a share of today's."""
    cash: Interval
    """Chance of running out of cash."""
    revenue_gain: Gain | None = None
    cash_gain: Gain | None = None
    """Against no calls; None for no calls themselves."""


@dataclass(frozen=True, eq=False, repr=False)
class OneCall(Stored):
    """No calls, one call a month and the best number of calls under one set of evidence."""

    evidence: str
    arms: tuple[DoseArm, ...]
    """In this order; two where the best is none or one."""
    best: float
    """The best number of calls, chosen in other worlds."""
    draws: int
    worlds_a_draw: int
    worlds: int


@dataclass(frozen=True, eq=False, repr=False)
class WhatOneCallBuys(Stored):
    """Both sets of evidence side by side, and what a year of twelve calls wins."""

    sides: tuple[OneCall, ...]
    """In the order of `EVIDENCE`."""
    years: int
    twelve: tuple[TwelveCalls, ...]
    """Twelve calls of one rep, by evidence set and size of the market."""
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


def one_call_study(
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
