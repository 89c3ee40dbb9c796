"""What an hour of prospecting earns: the first one, and one more at the chosen dose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from scipy.optimize import brentq

from simlib.analysis.contribution import (
    PROSPECTING,
    hours_spent,
    monthly_contribution,
    selling_hour_cost,
    todays_contribution,
)
from simlib.analysis.difference import Difference, mean_difference
from simlib.analysis.panel import month_panel, trading, world_column
from simlib.analysis.precision import Floats, Interval, mean_interval, quotient_interval
from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.run.provenance import provenance
from simlib.run.result import Run
from simlib.run.simulate import compare
from simlib.studies.design import play_rows, with_loss_rates
from simlib.studies.price.policy import without_prospecting
from simlib.studies.stored import Stored

DOSES = (0.0, 1.0, 2.0, 4.0, 6.5, 8.6666666667, 13.0, 17.3333333333, 21.6666666667)
"""Calls a month and rep."""
FACTORS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0)
"""What the annual rates of all causes of loss are multiplied by."""
_TOLERANCE = 0.005
_FINE = 4001
Field = Literal["net", "restored"]


@dataclass(frozen=True, repr=False)
class HourPrice(Stored):
    """What the hours between two doses earn."""

    calls_from: float
    calls_to: float
    """Calls a month and rep."""
    hours: Interval
    """More hours a week and seat on prospecting, over all weeks to the horizon."""
    gained: Difference
    """More contribution to the horizon, in money."""
    price: Interval
    """Contribution for each of these hours, in money; NaN where it is not clear that more calls
    due mean more hours at all.
    """


@dataclass(frozen=True, repr=False)
class HourPrices(Stored):
    """Contribution an hour at every step of the dose, all in the same worlds."""

    label: str
    currency: str
    chosen: float
    """Calls a month and rep of the diary."""
    steps: tuple[HourPrice, ...]
    """From each dose to the next one."""
    first: HourPrice
    marginal: HourPrice
    """From no call to the lowest dose, and from three quarters of the chosen dose to five
    quarters.
    """
    hour_cost: float
    """What the firm pays for an hour of selling, in money."""
    years: int
    worlds: int
    footer: str


def hour_prices(
    scenario: Scenario,
    *,
    doses: Sequence[float] = DOSES,
    worlds: int = 1_000,
    seed: int = 1,
    first_world: int = 0,
) -> HourPrices:
    """Price the first and the marginal hour of prospecting by finite differences.

    Parameters
    ----------
    scenario
        With a diary that prospects; only its calls a month are moved.
    doses
        Calls a month and rep, rising from 0.
    worlds, seed, first_world
        As in `simlib.compare`.

    Raises
    ------
    InputError
        If the doses do not rise from 0, or the diary has no calls.
    """
    chosen = scenario.discipline.calls_per_month
    if len(doses) < 2 or doses[0] != 0 or sorted(set(doses)) != list(doses):
        raise InputError("the doses must rise from 0", value=tuple(doses))
    if not chosen:
        raise InputError("a diary without calls has no hour to price", column="calls_per_month")
    around = (_rounded(0.75 * chosen), _rounded(1.25 * chosen))
    doses = [_rounded(calls) for calls in doses]
    wanted = sorted({*doses, *around})
    runs = compare(
        [_at(scenario, calls) for calls in wanted],
        worlds=worlds,
        seed=seed,
        first_world=first_world,
        keep="worlds",
    ).runs
    known = {calls: _Arm(run) for calls, run in zip(wanted, runs, strict=True)}

    def price(low: float, high: float) -> HourPrice:
        return hour_price(
            (low, high),
            known[high].hours - known[low].hours,
            (known[low].earned, known[high].earned),
            seat_weeks=52.0 * scenario.horizon_years * len(scenario.book.reps),
        )

    steps = tuple(price(low, high) for low, high in pairwise(doses))
    return HourPrices(
        label=scenario.label,
        currency=scenario.book.currency,
        chosen=chosen,
        steps=steps,
        first=steps[0],
        marginal=price(*around),
        hour_cost=selling_hour_cost(scenario),
        years=scenario.horizon_years,
        worlds=worlds,
        footer=runs[0].provenance.footer() + f" · {len(wanted)} doses in the same futures",
    )


def hour_price(
    calls: tuple[float, float], hours: Floats, earned: tuple[Floats, Floats], *, seat_weeks: float
) -> HourPrice:
    """Return what hours earn, from one number a world for each.

    Parameters
    ----------
    calls : tuple of float
        The two doses.
    hours : ndarray, shape (worlds,)
        More hours of the team.
    earned : tuple of ndarray, shape (worlds,)
        Contribution in money at either dose, in the same worlds.
    seat_weeks : float
        Weeks to the horizon, times seats.
    """
    more = mean_interval(hours / seat_weeks)
    price = quotient_interval(earned[1] - earned[0], hours)
    if not more.low > 0:
        price = Interval(np.nan, np.nan, np.nan, np.nan, more.n)
    return HourPrice(*calls, hours=more, gained=mean_difference(*earned), price=price)


class _Arm:
    """One number a world of each kind, so that the rows can go."""

    def __init__(self, run: Run) -> None:
        self.hours = hours_spent(run, PROSPECTING)
        self.earned = monthly_contribution(run).sum(axis=1)


def _rounded(calls: float) -> float:
    # So that a dose reached by two sums is played once.
    return round(calls, 6)


def _at(scenario: Scenario, calls: float) -> Scenario:
    words = f"{calls:.8g} calls a month"
    return scenario.with_(calls_per_month=calls).with_(name=words, label=words)


@dataclass(frozen=True, repr=False)
class RatePoint(Stored):
    """The world with all causes of loss made more or less frequent."""

    factor: float
    """What the rates are multiplied by; 1 is the evidence."""
    lost_a_year: Interval
    """Accounts lost for each account and year without prospecting."""
    net: Difference
    """Contribution gained by prospecting less its hours, in money to the horizon."""
    restored: Difference
    """The same counting only what is brought back up to today's level: insurance alone."""


@dataclass(frozen=True, repr=False)
class Crossing(Stored):
    """A factor at which prospecting begins or ceases to pay."""

    begins: bool
    """Whether it pays above this factor, rather than below."""
    factor: Interval
    """Its limits enclose the factors around it at which the interval of the mean holds zero; a
    limit at the edge of the factors looked at may lie beyond.
    """
    lost_a_year: float
    """Accounts lost for each account and year there."""


@dataclass(frozen=True, repr=False)
class BreakEvenRate(Stored):
    """Whether prospecting pays, against how often accounts are lost."""

    label: str
    currency: str
    points: tuple[RatePoint, ...]
    net: tuple[Crossing, ...]
    restored: tuple[Crossing, ...]
    """In rising order; empty where the curve never passes zero, and then it pays at every factor
    looked at or at none.
    """
    hour_cost: float
    years: int
    worlds: int
    footer: str


def break_even_rate(
    scenario: Scenario,
    *,
    factors: Sequence[float] = FACTORS,
    worlds: int = 1_000,
    seed: int = 1,
    first_world: int = 0,
    hour_cost: float | None = None,
) -> BreakEvenRate:
    """Find the loss rate at which prospecting just pays.

    Parameters
    ----------
    scenario : Scenario
        With a diary that prospects; compared with the same one without.
    factors : sequence of float
        Where to look first, rising; the root is then searched between two of them.
    worlds, seed, first_world : int
        As in `simlib.compare`: the same worlds at every factor.
    hour_cost : float, optional
        What an hour of selling is worth, in money; what the firm pays for one by default.

    Raises
    ------
    InputError
        If the factors do not rise from 0 or more.
    """
    if len(factors) < 2 or factors[0] < 0 or sorted(set(factors)) != list(factors):
        raise InputError("the factors must rise, from 0 or more", value=tuple(factors))
    cost = selling_hour_cost(scenario) if hour_cost is None else hour_cost

    def play(chosen: Sequence[float]) -> list[RatePoint]:
        arms = [
            [each.with_(evidence=with_loss_rates(each.evidence, factor)) for each in pair]
            for factor in chosen
        ]
        found = play_rows(
            arms,
            lambda comparison: _read(comparison.runs[0], comparison.runs[1], cost),
            worlds=worlds,
            seed=seed,
            first_world=first_world,
        )
        return [RatePoint(factor, *each) for factor, each in zip(chosen, found, strict=True)]

    pair = (without_prospecting(scenario), scenario)
    points = play(factors)
    return BreakEvenRate(
        label=scenario.label,
        currency=scenario.book.currency,
        points=tuple(points),
        net=crossings(points, "net", lambda factor: play([factor])[0].net.mean),
        restored=crossings(points, "restored", lambda factor: play([factor])[0].restored.mean),
        hour_cost=cost,
        years=scenario.horizon_years,
        worlds=worlds,
        footer=provenance(scenario, seed=seed, first_world=first_world, world_count=worlds).footer()
        + f" · {len(factors)} loss rates in the same futures",
    )


def crossings(
    points: Sequence[RatePoint], field: Field, at: Callable[[float], float] | None = None
) -> tuple[Crossing, ...]:
    """Return where a curve passes zero, each time with the interval of its band.

    Parameters
    ----------
    points
        Rising in their factor.
    at
        The curve at any factor, to search each root between two points; without it the curve is
        taken as straight between them.
    """
    x = np.array([point.factor for point in points])
    band = [getattr(point, field) for point in points]
    mean = np.array([each.mean for each in band])
    rates = np.array([point.lost_a_year.mean for point in points])
    found = []
    for k in np.flatnonzero(np.sign(mean[:-1]) * np.sign(mean[1:]) < 0):
        root = float(np.interp(0, *_rising(mean[k : k + 2], x[k : k + 2])))
        if at is not None:
            root = float(brentq(at, x[k], x[k + 1], xtol=_TOLERANCE))
        low, high = _unclear(root, x, band)
        factor = Interval(root, low, high, max(root - low, high - root), band[0].n)
        begins = bool(mean[k + 1] > 0)
        found.append(Crossing(begins, factor, float(np.interp(root, x, rates))))
    return tuple(found)


def _rising(first: Floats, second: Floats) -> tuple[Floats, Floats]:
    order = np.argsort(first)
    return first[order], second[order]


def _unclear(root: float, x: Floats, band: Sequence[Interval]) -> tuple[float, float]:
    """Return the factors around a root at which zero lies inside the band (Fieller's idea)."""
    fine = np.unique(np.append(np.linspace(x[0], x[-1], _FINE), root))
    low = np.interp(fine, x, [each.low for each in band])
    high = np.interp(fine, x, [each.high for each in band])
    clear = np.flatnonzero(((low > 0) | (high < 0)) & (fine != root))
    place = int(np.searchsorted(fine, root))
    below, above = clear[clear < place], clear[clear > place]
    return (
        float(fine[below[-1] + 1]) if below.size else float(x[0]),
        float(fine[above[0] - 1]) if above.size else float(x[-1]),
    )


def _read(bare: Run, insured: Run, cost: float) -> tuple[Interval, Difference, Difference]:
    today = todays_contribution(insured.scenario)
    without, with_it = monthly_contribution(bare), monthly_contribution(insured)
    hours = cost * hours_spent(insured, PROSPECTING)
    up_to_today = [np.minimum(each, today).sum(axis=1) for each in (without, with_it)]
    return (
        quotient_interval(world_column(bare, "initial_losses"), _account_years(bare)),
        mean_difference(without.sum(axis=1), with_it.sum(axis=1) - hours),
        mean_difference(up_to_today[0], up_to_today[1] - hours),
    )


def _account_years(run: Run) -> Floats:
    # Without wins every account is one of today's; those of a month are counted at its start.
    active = month_panel(run, "accounts")[:, :-1] * trading(run)[:, :-1]
    return np.asarray(active.sum(axis=1) / 12)
