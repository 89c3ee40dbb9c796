"""Revenue survival, fan and break-even."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlib.analysis.revenue import break_even, revenue_fan, revenue_survival
from simlib.inputs.errors import InputError
from tests.support.synthetic_runs import make_run, permuted, random_run

MONTH = 52.0 / 12.0


def test_once_below_is_below_for_good() -> None:
    run = make_run([[100, 60, 100, 100], [100, 100, 100, 60], [100, 70, 70, 70], [100] * 4])
    curve = revenue_survival(run, below=0.7)
    assert curve.share.tolist() == [1, 0.75, 0.75, 0.5]
    assert (curve.threshold, curve.worlds) == (70, 4)


def test_a_closed_firm_is_below_every_threshold() -> None:
    run = make_run([[100.0] * 4, [100.0] * 4], ruin_week=[2 * MONTH, np.nan])
    assert revenue_survival(run, below=1e-9).share.tolist() == [1, 1, 0.5, 0.5]


def test_the_start_is_known_and_the_rest_has_width() -> None:
    curve = revenue_survival(make_run(np.full((20, 13), 5.0)))
    assert curve.low[0] == curve.high[0] == 1
    assert (curve.low[1:] < 1).all()
    assert (curve.high == 1).all()


@pytest.mark.parametrize("below", [0, -0.1, float("nan"), float("inf")])
def test_a_threshold_is_a_positive_number(below: float) -> None:
    with pytest.raises(InputError, match="threshold"):
        revenue_survival(make_run([[1.0, 1.0]]), below=below)


def test_a_higher_threshold_is_survived_less() -> None:
    run = random_run(80)
    strict, mild = revenue_survival(run, below=0.9), revenue_survival(run, below=0.6)
    assert (strict.share <= mild.share).all()


def test_who_lived_which_world_changes_nothing() -> None:
    run = random_run(30)
    other = permuted(run, np.random.default_rng(0).permutation(30))
    for name in ("share", "low", "high"):
        one, two = revenue_survival(run), revenue_survival(other)
        assert np.array_equal(getattr(one, name), getattr(two, name))


@given(seed=st.integers(0, 2**20), below=st.floats(0.3, 1.2))
def test_a_survival_curve_only_falls_and_holds_its_band(seed: int, below: float) -> None:
    curve = revenue_survival(random_run(12, 1, seed=seed), below=below)
    assert (np.diff(curve.share) <= 0).all()
    assert (curve.low >= 0).all()
    assert (curve.high <= 1).all()
    assert (curve.low <= curve.share).all()
    assert (curve.share <= curve.high).all()


def test_the_fan_describes_each_month_for_itself() -> None:
    run = make_run([[4.0, 1.0], [4.0, 2.0], [4.0, 3.0], [4.0, 4.0], [4.0, 5.0]])
    fan = revenue_fan(run, quantiles=(0.25, 0.5))
    assert fan.values[:, 1].tolist() == [2, 3]
    assert fan.mean.tolist() == [4, 3]
    assert fan.mean_low[1] < 3 < fan.mean_high[1]
    assert fan.values_low[1, 1] <= 3 <= fan.values_high[1, 1] or np.isnan(fan.values_low[1, 1])


def _result(x: float, e: dict[str, float]) -> float:
    fixed = e["gross_margin"] - e["rep_cost_share"] - e["commission_rate"] - e["operating_margin"]
    fixed *= 1 - e["cost_flexibility"] * max(0, 1 - x) + e["cost_growth"] * max(0, x - 1)
    return (e["gross_margin"] - e["commission_rate"]) * x - e["rep_cost_share"] - fixed


@given(
    gross_margin=st.floats(0.25, 0.9),
    operating_margin=st.floats(0.0, 0.1),
    cost_flexibility=st.floats(0, 1),
    commission_rate=st.floats(0, 0.08),
)
def test_break_even_solves_the_books_of_the_firm(**changes: float) -> None:
    run = make_run([[1.0, 1.0]], evidence=changes)
    share = break_even(run)
    assert 0 <= share <= 1
    assert _result(share, dict(run.scenario.evidence.values)) == pytest.approx(0, abs=1e-12)


def test_break_even_of_the_graded_evidence() -> None:
    # 1 - 0.04 / (0.23 - 0.135 * 0.35): kept margin 0.23, fixed cost 0.135 of which 35 % follow.
    assert break_even(make_run([[1.0, 1.0]])) == pytest.approx(1 - 0.04 / 0.18275)


def test_a_firm_without_margin_breaks_even_today() -> None:
    assert break_even(make_run([[1.0, 1.0]], evidence={"operating_margin": 0})) == 1


def test_a_result_shows_itself_in_one_line() -> None:
    shown = repr(revenue_survival(make_run(np.full((3, 13), 5.0))))
    assert shown.startswith("RevenueSurvival(label='weekly block', months=array (13,), share=array")
    assert "below=0.7" in shown
    assert "\n" not in shown
