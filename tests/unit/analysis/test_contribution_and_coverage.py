"""What accounts earn, what an hour costs, and what a pipeline covers: small cases by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from simlib.analysis.contribution import (
    CHOSEN,
    PROSPECTING,
    hours_spent,
    monthly_contribution,
    selling_hour_cost,
    todays_contribution,
)
from simlib.analysis.coverage import coverage, needed
from simlib.analysis.revenue import break_even
from simlib.inputs.scenario import Scenario
from tests.support.firms import book_of, calm
from tests.support.refusals import words_of
from tests.support.synthetic_runs import FakeRun, make_run

MONTH = 52.0 / 12.0

GIVEN = {
    "gross_margin": 0.5,
    "commission_rate": 0.05,
    "rep_cost_share": 0.2,
    "operating_margin": 0.1,
    "cost_flexibility": 0.4,
    "cost_growth": 0.6,
    "selling_hours_per_week": 25.0,
}


def _near(expected: Any) -> Any:
    return pytest.approx(expected, rel=1e-9, abs=1e-12, nan_ok=True)


def test_a_month_contributes_margin_less_fixed_cost_that_follows_stickily() -> None:
    run = make_run([[1200.0, 1200, 600, 2400], [1200.0, 600, 600, 600]], evidence=GIVEN)
    # Kept 0.45 of revenue; fixed cost 0.15 of today's, 40 % of which falls and 60 % of which grows.
    same = 0.45 - 0.15
    half = 0.45 * 0.5 - 0.15 * (1 - 0.4 * 0.5)
    double = 0.45 * 2 - 0.15 * (1 + 0.6)
    assert monthly_contribution(run)[0] == _near([100 * same, 100 * half, 100 * double])
    closed = make_run([[1200.0, 600, 600, 600]], ruin_week=[2 * MONTH], evidence=GIVEN)
    assert monthly_contribution(closed)[0] == _near([100 * half, 0, 0])


def test_what_today_contributes_and_what_an_hour_costs() -> None:
    story = Scenario(book=book_of(1000.0, 200.0, reps=2), evidence=calm(**GIVEN))
    assert todays_contribution(story) == _near(0.3 * 1200 / 12)
    assert selling_hour_cost(story) == _near(0.2 * 1200 / 2 / (52 * 25))


def test_hours_of_the_whole_team() -> None:
    hours = np.arange(2 * 4 * 3, dtype=float).reshape(2, 4, 3)
    run = make_run(np.ones((2, 4)), reps={"call_hours": hours, "review_hours": 2 * hours})
    assert hours_spent(run, ["call"]).tolist() == hours.sum(axis=(1, 2)).tolist()
    both = hours_spent(run, ["call", "review", "gesture"], months=2)
    assert both.tolist() == (3 * hours[:, :3].sum(axis=(1, 2))).tolist()
    assert PROSPECTING == ("call", "discovery", "proposal", "onboarding", "check_in")
    assert (*PROSPECTING, "review", "gesture") == CHOSEN


def _covered(horizon: int = 3, **fields: Any) -> FakeRun:
    table = np.full((3, 37), 100.0)
    table[1, 24:] = 200
    table[0, 36], table[1, 36], table[2, 36] = 100, 150, 120
    pipeline = np.zeros((3, 37))
    pipeline[:, 24] = [8, 0, 4]
    pipeline[:, 12] = 99
    grr = np.array([[1, 1, 0.9], [1, 1, 0.8], [1, 1, np.nan]])
    run = make_run(table, monthly={"pipeline": pipeline}, years={"grr": grr})
    run.scenario.horizon_years = horizon
    run.scenario.unlimited_cash = True
    for name, value in fields.items():
        setattr(run.scenario, name, value)
    return run


def test_a_pipeline_covers_what_an_ordinary_year_loses() -> None:
    found = coverage(_covered())
    assert found.pipeline.tolist() == [8, 0, 4]
    assert found.lost.tolist() == _near([10, 40, 0])
    # 50 of 400 are lost: an ordinary year takes 12.5 %.
    assert found.covered.tolist() == _near([8 / 12.5, 0, 4 / 12.5])
    assert found.back.tolist() == [True, False, True]
    first = coverage(_covered(), year=1)
    assert first.pipeline.tolist() == [99, 99, 99]
    assert (first.lost.tolist(), first.covered.tolist()) == ([0, 0, 0], [0, 0, 0])


@pytest.mark.parametrize(
    ("year", "fields"),
    [(0, {}), (3, {}), (2, {"horizon": 2}), (2, {"unlimited_cash": False})],
)
def test_a_year_that_cannot_be_covered_is_refused_in_these_words(
    year: int, fields: dict[str, Any]
) -> None:
    assert words_of(lambda: coverage(_covered(**fields), year=year)) == (
        f"column 'year': no year to cover; found {year}; "
        "allowed: a year before the last, and unlimited_cash=True"
    )


def test_the_coverage_needed_is_where_the_curve_crosses() -> None:
    # Four steps of 100 worlds with 10, 30, 70 and 90 back: logistic by symmetry, half at 1.5.
    covered = np.repeat([0.0, 1.0, 2.0, 3.0], 100)
    back = np.concatenate([np.arange(100) < share for share in (10, 30, 70, 90)])
    middle, low, high = needed(covered, back, 0.5)
    assert middle == pytest.approx(1.5, abs=0.016)
    assert low < middle < high < 2
    assert middle - low == pytest.approx(high - middle, abs=0.02)
    # Slope of the fit: log odds pass -2.197, -0.847, 0.847, 2.197.
    assert needed(covered, back, 0.8)[0] == pytest.approx(1.5 + np.log(4) / 1.49, abs=0.04)
    assert needed(covered, back, 0.999)[0] == np.inf
    nobody = np.zeros(400, dtype=bool)
    assert needed(covered, nobody, 0.8) == (np.inf, np.inf, np.inf)
    assert needed(covered, ~nobody, 0.8) == (0.0, 0.0, 0.0)


def test_break_even_in_closed_form() -> None:
    def share(**changes: float) -> float:
        return break_even(make_run([[1.0, 1.0]], evidence={**GIVEN, **changes}))

    assert share() == _near(1 - 0.1 / (0.45 - 0.15 * 0.4))
    loses = SimpleNamespace(scenario=SimpleNamespace(evidence={**GIVEN, "operating_margin": -0.1}))
    assert break_even(loses) == _near(1 + 0.1 / (0.45 - 0.35 * 0.6))
    dear = {**GIVEN, "operating_margin": -0.1, "cost_growth": 2.0}
    no_hope = SimpleNamespace(scenario=SimpleNamespace(evidence=dear))
    assert words_of(lambda: break_even(no_hope)) == (
        "column 'operating_margin': no revenue breaks even: each further unit of revenue costs "
        "more than it earns; found -0.1"
    )


def test_coverage_is_told_in_steps_of_a_two_hundredth() -> None:
    covered = np.repeat([0.0, 1.0, 2.0, 4.0], 100)
    back = np.concatenate([np.arange(100) < share for share in (11, 32, 73, 94)])
    for chance in (0.4, 0.6, 0.7):
        for limit in needed(covered, back, chance):
            assert limit / 0.02 == pytest.approx(round(limit / 0.02), abs=1e-9)
