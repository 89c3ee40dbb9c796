"""How many calls must be planned so that as many are made as the client told."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from simlib.analysis.panel import seat_panel
from simlib.inputs.scenario import Scenario
from simlib.run.result import Run
from simlib.run.simulate import simulate

_WORLDS, _SEED = 60, 20_260_101
_ROUNDS = 4
_CLOSE = 0.01
_MOST_TIMES = 3.0
_WEEKS, _MONTHS = 52.0, 12


def with_calls_made(scenario: Scenario) -> Scenario:
    """Return the scenario with so many calls planned that its own number is made in year 1.

    Parameters
    ----------
    scenario : Scenario
        Its diary plans the calls that the client makes.

    Returns
    -------
    Scenario
        Of the same name and label. Where the week cannot hold as many calls, three times as many
        are planned and the reality sheet shows what is missing.

    Notes
    -----
    Of the calls in a diary some fall to more urgent work, an empty seat, or a list of targets that
    is used up. A client tells those that took place, so the model has to plan more. The worlds of
    this search are none of the study's.
    """
    made = scenario.discipline.calls_per_month
    if not made:
        return scenario
    planned = _planned(_Keyed(scenario.with_(horizon_years=1, stress=())), made)
    return scenario.with_(discipline=scenario.discipline.with_(calls_per_month=planned))


def calls_made(run: Run) -> np.ndarray:
    """Return calls made in year 1, a month and seat, filled or not; shape (worlds,)."""
    return np.asarray(first_year_flow(run, "calls_made") / seat_weeks(run) * _WEEKS / _MONTHS)


def first_year_flow(run: Run, column: str) -> np.ndarray:
    """Return a column of the reps frame, added up over seats and the first twelve months."""
    return np.asarray(seat_panel(run, column)[:, 1 : _MONTHS + 1].sum(axis=(1, 2)))


def seat_weeks(run: Run) -> np.ndarray:
    """Return the weeks of all seats in year 1, filled or vacant; NaN where there are none."""
    hours = first_year_flow(run, "available_hours") + first_year_flow(run, "vacant_hours")
    capacity = float(run.scenario.evidence["selling_hours_per_week"])
    return np.asarray(np.where(hours > 0, hours, np.nan) / capacity)


class _Keyed:
    """A scenario that is equal to another of the same outcome."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def __hash__(self) -> int:
        return hash(self.scenario.key())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Keyed) and other.scenario.key() == self.scenario.key()


@lru_cache(maxsize=64)
def _planned(keyed: _Keyed, made: float) -> float:
    planned = made
    for _ in range(_ROUNDS):
        got = _made_with(keyed.scenario, planned)
        if abs(got - made) <= _CLOSE * made or not got:
            break
        planned = min(planned * made / got, _MOST_TIMES * made)
    return planned


def _made_with(scenario: Scenario, planned: float) -> float:
    diary = scenario.discipline.with_(calls_per_month=planned)
    run = simulate(
        scenario.with_(discipline=diary),
        worlds=_WORLDS,
        seed=_SEED,
        keep="worlds",
        executor="threads",
        progress=False,
    )
    return float(np.nanmean(calls_made(run)))
