"""What an hour of prospecting earns: the first one, and one more at the chosen dose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from simlib.analysis.contribution import (
    PROSPECTING,
    hours_spent,
    monthly_contribution,
    selling_hour_cost,
)
from simlib.analysis.difference import Difference, mean_difference
from simlib.analysis.precision import Floats, Interval, mean_interval
from simlib.analysis.quotient import quotient_interval
from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.run.result import Run
from simlib.run.simulate import compare
from simlib.studies.stored import Stored

DOSES = (0.0, 1.0, 2.0, 4.0, 6.5, 8.6666666667, 13.0, 17.3333333333, 21.6666666667)
"""Calls a month and rep."""


@dataclass(frozen=True, repr=False)
class HourPrice(Stored):
    """What the hours between two doses earn.

    Parameters
    ----------
    calls_from, calls_to : float
        Calls a month and rep.
    hours : Interval
        More hours a week and seat on prospecting, over all weeks to the horizon.
    gained : Difference
        More contribution to the horizon, in money.
    price : Interval
        Contribution for each of these hours, in money; NaN where it is not clear that more calls
        due mean more hours at all.
    """

    calls_from: float
    calls_to: float
    hours: Interval
    gained: Difference
    price: Interval


@dataclass(frozen=True, repr=False)
class HourPrices(Stored):
    """Contribution an hour at every step of the dose, all in the same worlds.

    Parameters
    ----------
    label, currency : str
    chosen : float
        Calls a month and rep of the diary.
    steps : tuple of HourPrice
        From each dose to the next one.
    first, marginal : HourPrice
        From no call to the lowest dose, and from three quarters of the chosen dose to five
        quarters.
    hour_cost : float
        What the firm pays for an hour of selling, in money.
    years, worlds : int
    footer : str
    """

    label: str
    currency: str
    chosen: float
    steps: tuple[HourPrice, ...]
    first: HourPrice
    marginal: HourPrice
    hour_cost: float
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
    scenario : Scenario
        With a diary that prospects; only its calls a month are moved.
    doses : sequence of float
        Calls a month and rep, rising from 0.
    worlds, seed, first_world : int
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
