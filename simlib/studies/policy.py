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
from simlib.analysis.difference import Difference, mean_difference
from simlib.analysis.panel import seat_panel, world_column
from simlib.analysis.precision import Floats, Interval, mean_interval
from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.run.result import Run
from simlib.run.simulate import compare, simulate
from simlib.studies.cover import Cover, cover
from simlib.studies.exclusions import Exclusion, exclusions
from simlib.studies.pay_out import LossRatio, loss_ratio
from simlib.studies.stored import Stored
from simlib.studies.waiting import Waiting, first_month, waiting, waiting_period

_FIRST_YEAR = 12


@dataclass(frozen=True, repr=False)
class Premium(Stored):
    """What the diary costs now.

    Parameters
    ----------
    kinds : tuple of str
        Kinds of task that exist because somebody prospects.
    hours_by_kind : tuple of Interval
        Hours a week and seat in the first year, in that order.
    hours : Interval
        Their sum.
    capacity : float
        Selling hours of a week.
    hour_cost : float
        What the firm pays for an hour of selling, in money.
    weekly : Interval
        The hours of the whole team in the first year, in money a week.
    existing_first_year, existing : Difference
        Contribution lost on existing accounts in the first year and to the horizon, in money:
        paired between the reference and the same diary that never wins.
    """

    kinds: tuple[str, ...]
    hours_by_kind: tuple[Interval, ...]
    hours: Interval
    capacity: float
    hour_cost: float
    weekly: Interval
    existing_first_year: Difference
    existing: Difference


@dataclass(frozen=True, eq=False, repr=False)
class Policy(Stored):
    """A diary quoted like an insurance policy, against the same firm without prospecting.

    Parameters
    ----------
    label : str
        The diary in the client's words.
    currency : str
    seats : int
    initial_revenue : float
        In money a year.
    years : int
    premium : Premium
    cover : Cover
    waiting : Waiting
        Until the first new account pays.
    payback : Waiting
        Until contribution gained over the reference first covers the hours spent so far.
    exclusions : tuple of Exclusion
    loss_ratio : LossRatio
    worlds : int
    footer : str
    """

    label: str
    currency: str
    seats: int
    initial_revenue: float
    years: int
    premium: Premium
    cover: Cover
    waiting: Waiting
    payback: Waiting
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
