"""Null courts: questions whose right answer is "nothing", so that the court can be caught lying."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import stats
from statsmodels.stats.multitest import multipletests

from simlib.analysis.difference import Difference, chance_difference, mean_difference
from simlib.analysis.panel import world_column
from simlib.analysis.precision import Floats, Interval, proportion_interval
from simlib.analysis.revenue import never_below
from simlib.inputs.causes import Cause
from simlib.inputs.scenario import Scenario
from simlib.run.provenance import provenance
from simlib.run.result import Run
from simlib.run.simulate import compare, simulate
from simlib.studies.stored import Stored

LEVEL = 0.05
"""Of each false verdict that a court may pass on equal arms."""
_BOOK, _SMALL_BOOK = "supplier", "hms_associates"
_FEW_CALLS, _MANY_CALLS = 8.0, 24.0
_RATES = (1.0, 12.0)
_TESTED: dict[str, Callable[[Run], Floats]] = {
    "revenue": lambda run: run.revenue[:, -1],
    "revenue of all years": lambda run: run.revenue[:, 1:].sum(axis=1),
    "accounts lost": lambda run: world_column(run, "initial_losses"),
    "wins": lambda run: world_column(run, "wins"),
}


@dataclass(frozen=True, repr=False)
class NullCourt(Stored):
    """One question whose answer is known."""

    name: str
    question: str
    right_answer: str
    unit: str
    """One of {"chance", "share", "accounts", "worlds"}."""
    found: Difference | Interval
    passed: bool | None
    """Whether the court gave the right answer; None where it is shown and not judged."""
    worlds: int


@dataclass(frozen=True, repr=False)
class NullCourts(Stored):
    """All null courts with the footer of their futures."""

    courts: tuple[NullCourt, ...]
    footer: str


def null_courts_study(*, seed: int, worlds: int, seeds: int) -> NullCourts:
    """Hold every null court: paired ones in ``worlds`` worlds, equal arms at ``seeds`` seeds."""
    base = Scenario(book=_BOOK, discipline="weekly_block")
    courts = (
        without_causes(base, worlds=worlds, seed=seed),
        without_protection(base, worlds=worlds, seed=seed),
        market_of_one(base, worlds=worlds, seed=seed),
        *(harmless_cause(base, rate, worlds=worlds, seed=seed) for rate in _RATES),
        false_alarms(base, worlds=worlds, seed=seed),
        equal_arms(seeds=seeds, worlds=40, seed=seed),
    )
    origin = provenance(base, seed=seed, first_world=0, world_count=worlds)
    return NullCourts(courts, origin.footer() + f" · {seeds:,} seeds for equal arms")


def without_causes(base: Scenario, *, worlds: int, seed: int) -> NullCourt:
    """Ask what prospecting insures against where nothing can happen."""
    calm = base.with_(evidence=base.evidence.without_causes())
    arms = compare([calm.with_(discipline="devoted"), calm], worlds=worlds, seed=seed)
    safe = [never_below(run, 0.7)[:, -1] for run in arms.runs]
    found = chance_difference(safe[0], safe[1])
    return NullCourt(
        "no causes",
        "All causes off, shrinks included: how many more futures does a weekly block keep above "
        "70 % of today's revenue than service only?",
        "none more",
        "chance",
        found,
        found.mean <= 0,
        worlds,
    )


def without_protection(base: Scenario, *, worlds: int, seed: int) -> NullCourt:
    """Ask whom relationships save where they protect from nothing."""
    unprotected = {
        f"{cause.name}.protection": 0.0 for cause in base.evidence.causes if cause.effect == "loss"
    }
    bare = base.with_(unlimited_cash=True, **unprotected)
    names = ("devoted", "arms_length", "all_hunt")
    arms = compare([bare.with_(discipline=name) for name in names], worlds=worlds, seed=seed)
    lost = [world_column(run, "initial_losses") for run in arms.runs]
    differ = int(((lost[1] != lost[0]) | (lost[2] != lost[0])).sum())
    return NullCourt(
        "no protection",
        "Relationships protect from nothing: in how many futures do service only, remote and "
        "hunters lose different numbers of today's accounts?",
        "in none",
        "chance",
        proportion_interval(differ, worlds),
        differ == 0,
        worlds,
    )


def market_of_one(base: Scenario, *, worlds: int, seed: int) -> NullCourt:
    """Ask what more calls bring where there is one prospect."""
    few = base.with_(book=_SMALL_BOOK, targets_per_rep=1, calls_per_month=_FEW_CALLS)
    arms = compare([few, few.with_(calls_per_month=_MANY_CALLS)], worlds=worlds, seed=seed)
    few_calls, many_calls = (run.revenue[:, -1] / run.initial_revenue for run in arms.runs)
    found = mean_difference(few_calls, many_calls)
    return NullCourt(
        "market of one",
        f"A single prospect: what do {_MANY_CALLS:g} calls a month bring in year-5 revenue over "
        f"{_FEW_CALLS:g}?",
        "nothing more",
        "share",
        found,
        found.low <= 0,
        worlds,
    )


def harmless_cause(base: Scenario, annual_rate: float, *, worlds: int, seed: int) -> NullCourt:
    """Ask whom a cause ends that cannot end anybody, rescues being free and without effect."""
    free = base.with_(unlimited_cash=True, rescue_hours=0.0, rescue_lift=0.0)
    without, with_it = _lost(free, annual_rate, worlds=worlds, seed=seed)
    differ = int((with_it != without).sum())
    return NullCourt(
        f"harmless cause, {annual_rate:g} a year",
        f"A cause that ends nobody strikes each account {annual_rate:g} times a year: in how many "
        "futures does the number of accounts lost change?",
        "in none",
        "chance",
        proportion_interval(differ, worlds),
        differ == 0,
        worlds,
    )


def false_alarms(base: Scenario, *, worlds: int, seed: int) -> NullCourt:
    """Show what a harmless cause does when every alarm sends the rep to the rescue."""
    rate = _RATES[-1]
    lost = _lost(base.with_(unlimited_cash=True), rate, worlds=worlds, seed=seed)
    return NullCourt(
        "false alarms",
        f"The same {rate:g} times a year, but each alarm that is heard costs the hours of a "
        "rescue, which helps in other troubles too: how many more of today's accounts are lost?",
        "not a null: alarms take time",
        "accounts",
        mean_difference(*lost),
        None,
        worlds,
    )


def _lost(base: Scenario, annual_rate: float, *, worlds: int, seed: int) -> tuple[Floats, Floats]:
    """Return how many of today's accounts each world loses without a harmless cause and with it."""
    cause = Cause(
        name="harmless",
        label="Nothing",
        scope="account",
        effect="loss",
        annual_rate=annual_rate,
        loss_probability=0.0,
    )
    alarmed = base.with_(evidence=base.evidence.with_cause(cause), name="alarmed")
    arms = compare([base, alarmed], worlds=worlds, seed=seed)
    without, with_it = (world_column(run, "initial_losses") for run in arms.runs)
    return without, with_it


def equal_arms(*, seeds: int, worlds: int, seed: int) -> NullCourt:
    """Compare a diary with itself on disjoint worlds, seed after seed.

    A verdict is false where Welch's test of any of four measures, Holm over the four, finds a
    difference at 5 %.
    """
    story = Scenario(book=_SMALL_BOOK, discipline="weekly_block", horizon_years=2)
    false = sum(_finds_a_difference(story, worlds, seed + number) for number in range(seeds))
    rate = proportion_interval(false, seeds)
    return NullCourt(
        "equal arms",
        f"The same diary in two sets of {worlds} futures that share none: at how many seeds does "
        "the court see a difference?",
        f"at most {100 * LEVEL:g} of 100",
        "chance",
        rate,
        rate.mean <= LEVEL,
        2 * worlds * seeds,
    )


def _finds_a_difference(story: Scenario, worlds: int, seed: int) -> bool:
    run = simulate(story, worlds=2 * worlds, seed=seed, executor="here", progress=False)
    columns = [values(run) for values in _TESTED.values()]
    p_values = [
        stats.ttest_ind(column[:worlds], column[worlds:], equal_var=False).pvalue
        for column in columns
    ]
    known = np.nan_to_num(p_values, nan=1.0)
    return bool(multipletests(known, alpha=LEVEL, method="holm")[0].any())
