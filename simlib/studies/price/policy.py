"""Prospecting quoted like an insurance policy: premium, cover, waiting period, exclusions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simlib.analysis.contribution import (
    PROSPECTING,
    hours_spent,
    monthly_contribution,
    selling_hour_cost,
    todays_contribution,
)
from simlib.analysis.difference import Difference, chance_difference, mean_difference
from simlib.analysis.futures import worst_values
from simlib.analysis.measures import measure_named
from simlib.analysis.panel import seat_panel, world_column
from simlib.analysis.precision import (
    Bools,
    Floats,
    Interval,
    mean_interval,
    proportion_interval,
    quotient_interval,
)
from simlib.analysis.revenue import break_even
from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.run.result import Run
from simlib.run.simulate import compare, simulate
from simlib.studies.price.terms import (
    Exclusion,
    Waiting,
    exclusions,
    first_month,
    waiting,
    waiting_period,
)
from simlib.studies.stored import Stored

WORST = 0.1
"""Share of the futures that counts as the worst."""
_FIRST_YEAR = 12


@dataclass(frozen=True, repr=False)
class Protection(Stored):
    """One number without prospecting, with it, and the paired difference."""

    without: Interval
    with_it: Interval
    removed: Difference


@dataclass(frozen=True, repr=False)
class Cover(Stored):
    """What the diary takes away from what may go wrong."""

    ruin: Protection
    """Chance of running out of cash by the horizon."""
    shortfall: Protection
    """Revenue missing below break-even, in money a year."""
    worst: Protection
    """Mean contribution to the horizon in the worst tenth of each diary's futures, in money;
    ``removed`` is what the diary adds there.
    """
    break_even: float
    """As a share of today's revenue."""


def cover(bare: Run, insured: Run) -> Cover:
    """Return what prospecting takes away from what may go wrong.

    Parameters
    ----------
    bare, insured
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


@dataclass(frozen=True, repr=False)
class LossRatio(Stored):
    """What comes back for one unit of money of premium, to the horizon."""

    premium: Interval
    """Hours of prospecting at their cost, and contribution lost on existing accounts, in money."""
    restored: Interval
    """Contribution brought back up to today's level, for one unit of premium: what an insurance
    would pay.
    """
    growth: Interval
    """Contribution above today's level, for one unit of premium: what no insurance pays."""
    net: Difference
    """Contribution gained over the reference less the hours, in money."""


def loss_ratio(
    bare: Floats, idle: Floats, insured: Floats, hours: Floats, today: float
) -> LossRatio:
    """Return what a premium brings back.

    Parameters
    ----------
    bare, idle, insured : ndarray, shape (worlds, months)
        Contribution a month: no prospecting, prospecting that never wins, prospecting.
    hours : ndarray, shape (worlds,)
        Hours of prospecting at their cost, in money.
    today
        Today's contribution a month: up to here it is restored, above it has grown.
    """
    premium = hours + (bare - idle).sum(axis=1)
    restored = (np.minimum(insured, today) - np.minimum(idle, today)).sum(axis=1)
    growth = (np.maximum(insured, today) - np.maximum(idle, today)).sum(axis=1)
    return LossRatio(
        premium=mean_interval(premium),
        restored=quotient_interval(restored, premium),
        growth=quotient_interval(growth, premium),
        net=mean_difference(bare.sum(axis=1), insured.sum(axis=1) - hours),
    )


@dataclass(frozen=True, repr=False)
class Premium(Stored):
    """What the diary costs now."""

    kinds: tuple[str, ...]
    """Kinds of task that exist because somebody prospects."""
    hours_by_kind: tuple[Interval, ...]
    """Hours a week and seat in the first year, in that order."""
    hours: Interval
    """Their sum."""
    capacity: float
    """Selling hours of a week."""
    hour_cost: float
    """What the firm pays for an hour of selling, in money."""
    weekly: Interval
    """The hours of the whole team in the first year, in money a week."""
    existing_first_year: Difference
    existing: Difference
    """Contribution lost on existing accounts in the first year and to the horizon, in money:
    paired between the reference and the same diary that never wins.
    """


@dataclass(frozen=True, eq=False, repr=False)
class Policy(Stored):
    """A diary quoted like an insurance policy, against the same firm without prospecting."""

    label: str
    """The diary in the client's words."""
    currency: str
    seats: int
    initial_revenue: float
    """In money a year."""
    years: int
    premium: Premium
    cover: Cover
    waiting: Waiting
    """Until the first new account pays."""
    payback: Waiting
    """Until contribution gained over the reference first covers the hours spent so far."""
    exclusions: tuple[Exclusion, ...]
    loss_ratio: LossRatio
    worlds: int
    footer: str


def without_prospecting(scenario: Scenario) -> Scenario:
    """Return the same diary without calls, and without the check-ins that ask for them."""
    return scenario.with_(
        name="no prospecting",
        label="no prospecting",
        calls_per_month=0,
        check_in_every_weeks=None,
        check_in_kind="none",
    )


def without_wins(scenario: Scenario) -> Scenario:
    """Return the same diary where every customer says no in the end: the premium, no cover."""
    return scenario.with_(
        name="no wins", label="no wins", win_with_champion=0, win_without_champion=0
    )


def policy(
    scenario: Scenario,
    *,
    worlds: int = 1_000,
    seed: int = 1,
    first_world: int = 0,
    hour_cost: float | None = None,
) -> Policy:
    """Quote a diary's prospecting like an insurance policy.

    Parameters
    ----------
    scenario : Scenario
        With a diary that prospects.
    worlds, seed, first_world : int
        As in `simlib.compare`.
    hour_cost : float, optional
        What an hour of selling is worth, in money; what the firm pays for one by default.

    Raises
    ------
    InputError
        If the diary has no calls, or for a negative hour.
    """
    if not scenario.discipline.calls_per_month:
        raise InputError("a diary without calls insures nothing", value=scenario.discipline.name)
    if hour_cost is not None and hour_cost < 0:
        raise InputError("below 0", column="hour_cost", value=hour_cost)
    cost = selling_hour_cost(scenario) if hour_cost is None else hour_cost
    pair = compare(
        [without_prospecting(scenario), without_wins(scenario)],
        worlds=worlds,
        seed=seed,
        first_world=first_world,
        keep="worlds",
    )
    insured = simulate(scenario, worlds=worlds, seed=seed, first_world=first_world, log="story")
    bare, idle = pair.runs
    return Policy(
        label=insured.label,
        currency=scenario.book.currency,
        seats=len(scenario.book.reps),
        initial_revenue=insured.initial_revenue,
        years=scenario.horizon_years,
        premium=_premium(bare, idle, insured, cost),
        cover=cover(bare, insured),
        waiting=waiting_period(insured),
        payback=_payback(bare, insured, cost),
        exclusions=exclusions(bare, insured),
        loss_ratio=loss_ratio(
            monthly_contribution(bare),
            monthly_contribution(idle),
            monthly_contribution(insured),
            cost * hours_spent(insured, PROSPECTING),
            todays_contribution(scenario),
        ),
        worlds=worlds,
        footer=insured.provenance.footer() + " · against the same diary without prospecting",
    )


def _premium(bare: Run, idle: Run, insured: Run, cost: float) -> Premium:
    weeks = _seat_weeks(insured, _FIRST_YEAR)
    by_kind = [hours_spent(insured, [kind], months=_FIRST_YEAR) for kind in PROSPECTING]
    hours = np.sum(by_kind, axis=0)
    kept, left = monthly_contribution(bare), monthly_contribution(idle)
    first = slice(_FIRST_YEAR)
    return Premium(
        kinds=PROSPECTING,
        hours_by_kind=tuple(mean_interval(each / weeks) for each in by_kind),
        hours=mean_interval(hours / weeks),
        capacity=float(insured.scenario.evidence["selling_hours_per_week"]),
        hour_cost=cost,
        weekly=mean_interval(cost * hours / 52),
        existing_first_year=mean_difference(left[:, first].sum(axis=1), kept[:, first].sum(axis=1)),
        existing=mean_difference(left.sum(axis=1), kept.sum(axis=1)),
    )


def _payback(bare: Run, insured: Run, cost: float) -> Waiting:
    gained = monthly_contribution(insured) - monthly_contribution(bare)
    hours = sum(seat_panel(insured, f"{kind}_hours")[:, 1:].sum(axis=2) for kind in PROSPECTING)
    net = (gained - cost * hours).cumsum(axis=1)
    closed = world_column(insured, "ruin_week") * 12 / 52
    return waiting(first_month(net >= 0), closed, float(insured.months[-1]))


def _seat_weeks(run: Run, months: int) -> Floats:
    hours = [seat_panel(run, f"{name}_hours")[:, : months + 1] for name in ("available", "vacant")]
    capacity = float(run.scenario.evidence["selling_hours_per_week"])
    return np.asarray(np.sum(hours, axis=0).sum(axis=(1, 2)) / capacity)
