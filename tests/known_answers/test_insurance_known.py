"""The estimators of the policy, where the truth is known by hand or by theory."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simlib.analysis.contribution import monthly_contribution, todays_contribution
from simlib.analysis.estimators import aalen_johansen, kaplan_meier
from simlib.analysis.futures import worst_values
from simlib.analysis.panel import month_panel
from simlib.analysis.precision import Interval, mean_interval, quotient_interval
from simlib.inputs.evidence import Evidence
from simlib.inputs.scenario import Scenario
from simlib.run.simulate import simulate
from simlib.studies.price.choice import best_over_futures, best_over_inputs
from simlib.studies.price.hours import RatePoint, crossings, hour_price
from simlib.studies.price.policy import chances, loss_ratio, shortfall
from simlib.studies.price.replace import at_stake, measured, smallest
from simlib.studies.price.terms import first_month, time_quantile, waiting

REPEATS = 400


def test_contribution_is_what_the_firm_books_before_it_pays_its_reps() -> None:
    run = simulate(Scenario(book="supplier", discipline="weekly_block"), worlds=60, seed=3)
    booked = np.diff(month_panel(run, "cash"), axis=1)
    evidence, seats = run.scenario.evidence, len(run.scenario.book.reps)
    pay = evidence["rep_cost_share"] * run.initial_revenue / seats / 12
    paid = (monthly_contribution(run) - booked) / pay
    open_then = run.revenue[:, 1:] > 0
    assert open_then.mean() > 0.9
    np.testing.assert_allclose(paid[open_then], np.round(paid[open_then]), atol=1e-6)
    assert set(np.round(paid[open_then])) <= set(range(seats + 1))
    assert (monthly_contribution(run)[~open_then] == 0).all()


def test_a_firm_to_which_nothing_happens_contributes_what_it_does_today() -> None:
    quiet = Evidence.named("graded").without_causes().with_(expansion_per_year=0)
    still = Scenario(book="supplier", discipline="devoted", evidence=quiet, horizon_years=1)
    found = monthly_contribution(simulate(still, worlds=1, seed=1))
    np.testing.assert_allclose(found, todays_contribution(still))


def test_pay_out_by_hand() -> None:
    # Today a month contributes 10. Without prospecting the firm falls to 4, calls that never win
    # cost it one more; the diary brings it back to 9 and then above today's level to 13.
    bare = np.array([[10.0, 4.0], [10.0, 4.0]])
    idle = np.array([[10.0, 3.0], [9.0, 4.0]])
    insured = np.array([[10.0, 9.0], [9.0, 13.0]])
    found = loss_ratio(bare, idle, insured, np.array([2.0, 2.0]), 10.0)
    assert found.premium.mean == pytest.approx(3.0)  # two for the hours, one lost
    assert found.restored.mean == pytest.approx((6 + 6) / 2 / 3)
    assert found.growth.mean == pytest.approx(3 / 2 / 3)
    assert found.net.mean == pytest.approx((5 + 8) / 2 - 2)


def test_shortfall_by_hand() -> None:
    revenue = np.array([[10.0, 6.0, 2.0], [9.0, 9.0, 9.0]])
    np.testing.assert_allclose(shortfall(revenue, 8.0), [(0 + 2 + 6) / 3, 0])


def test_cover_of_chances_by_hand() -> None:
    without = np.array([True] * 30 + [False] * 70)
    with_it = np.array([True] * 10 + [False] * 85 + [True] * 5)
    found = chances(without, with_it)
    assert (found.without.mean, found.with_it.mean) == (0.3, 0.15)
    assert found.removed.mean == pytest.approx(0.15)
    assert 0 < found.removed.low < 0.15 < found.removed.high


def test_the_worst_tenth_of_known_numbers() -> None:
    values = np.random.default_rng(1).permutation(np.arange(1000.0))
    assert worst_values(values, 0.1).mean() == pytest.approx(np.arange(100).mean(), abs=0.01)
    normal = np.random.default_rng(2).normal(size=200_000)
    truth = -stats.norm.pdf(stats.norm.ppf(0.1)) / 0.1
    assert worst_values(normal).mean() == pytest.approx(truth, abs=0.02)


def test_the_interval_of_the_worst_tenth_covers_a_paired_difference() -> None:
    rng, hits = np.random.default_rng(3), 0
    truth = 0.5 + 0.2 * stats.norm.pdf(stats.norm.ppf(0.1)) / 0.1  # of N(0.5, 0.8) over N(0, 1)
    for _ in range(REPEATS):
        fate = rng.normal(size=500)
        both = worst_values(0.5 + 0.8 * fate) - worst_values(fate)
        found = mean_interval(both)
        hits += found.low <= truth <= found.high
    assert stats.binomtest(hits, REPEATS, 0.95).pvalue > 0.001


def test_the_interval_of_a_quotient_covers() -> None:
    rng, hits = np.random.default_rng(4), 0
    for _ in range(REPEATS):
        hours = rng.gamma(9.0, 1.0, size=300)
        money = 3 * hours + rng.normal(0, 5, size=300)
        found = quotient_interval(money, hours)
        hits += found.low <= 3.0 <= found.high
    assert stats.binomtest(hits, REPEATS, 0.95).pvalue > 0.001


def test_the_price_of_an_hour_by_hand() -> None:
    hours, before = np.array([19.0, 20.0, 21.0]), np.array([40.0, 60.0, 80.0])
    earned = before, before + np.array([95.0, 100.0, 105.0])
    found = hour_price((0.0, 1.0), hours, earned, seat_weeks=10.0)
    assert (found.hours.mean, found.gained.mean) == (2.0, 100.0)
    assert found.price.mean == pytest.approx(5.0)
    assert found.price.half_width == pytest.approx(0.0, abs=1e-12)
    assert np.isnan(hour_price((0.0, 1.0), hours - 20, earned, seat_weeks=10.0).price.mean)


def test_waiting_by_hand() -> None:
    # Paid in months 1, 2 and 3; one closes in month 2 and would have been paid in 5; one waits on.
    found = waiting(
        np.array([1.0, 2.0, 3.0, 5.0, np.inf]),
        np.array([np.nan, np.nan, 4.0, 2.0, np.nan]),
        6.0,
    )
    np.testing.assert_allclose(found.paid, [0, 0.2, 0.4, 0.6, 0.6, 0.6, 0.6])
    np.testing.assert_allclose(found.closed, [0, 0, 0.2, 0.2, 0.2, 0.2, 0.2])
    assert found.median.mean == 3.0
    assert found.most.mean == np.inf


def test_waiting_is_aalen_johansen_and_not_one_minus_kaplan_meier() -> None:
    rng = np.random.default_rng(5)
    pays, closes = rng.exponential(20, 800), rng.exponential(40, 800)
    found = waiting(pays, closes, 60.0)
    time = np.minimum(np.minimum(pays, closes), 60.0)
    status = np.where(time == 60.0, 0, np.where(pays <= closes, 1, 2))
    theirs = aalen_johansen(time, status).at(found.months)
    np.testing.assert_allclose(found.paid, theirs[0], atol=1e-9)
    np.testing.assert_allclose(found.closed, theirs[1], atol=1e-9)
    theory = (1 / 20) / (1 / 20 + 1 / 40) * (1 - np.exp(-60 * (1 / 20 + 1 / 40)))
    assert found.low[-1] <= theory <= found.high[-1]
    assert 1 - kaplan_meier(time, status == 1).at(60.0) > found.high[-1]


def test_the_median_wait_covers_the_exponential_one() -> None:
    rng, hits = np.random.default_rng(6), 0
    for _ in range(REPEATS):
        found = time_quantile(rng.exponential(20, 101), 0.5)
        hits += found.low <= 20 * np.log(2) <= found.high
    assert hits / REPEATS > 0.93  # order statistics never promise less than they hold


def test_a_wait_that_ends_nowhere_is_infinite() -> None:
    half = np.append(np.arange(50.0), np.full(50, np.inf))
    assert time_quantile(half, 0.25).mean == pytest.approx(24.75)
    assert time_quantile(half, 0.8).mean == np.inf
    assert time_quantile(np.full(9, np.inf), 0.5).mean == np.inf
    np.testing.assert_array_equal(
        first_month(np.array([[False, True], [False, False]])), [2, np.inf]
    )


@given(
    st.lists(st.tuples(st.floats(0.1, 90), st.floats(0.1, 90) | st.just(float("nan"))), min_size=2)
)
def test_shares_of_a_wait_never_exceed_one(rows: list[tuple[float, float]]) -> None:
    pays, closes = np.array(rows).T
    found = waiting(pays, closes, 60.0)
    assert (np.diff(found.paid) >= 0).all()
    assert (found.paid + found.closed <= 1 + 1e-12).all()


def point(factor: float, net: float, half: float = 1.0) -> RatePoint:
    band = Interval(net, net - half, net + half, half, 100)
    return RatePoint(factor, Interval(0.1 * factor, 0, 1, 1, 100), band, band)


def test_a_straight_line_passes_zero_where_it_should() -> None:
    points = [point(x, 6 - 2 * x) for x in (0.0, 1.0, 2.0, 4.0)]
    (found,) = crossings(points, "net")
    assert not found.begins
    assert found.factor.mean == pytest.approx(3.0)
    assert (found.factor.low, found.factor.high) == pytest.approx((2.5, 3.5), abs=0.002)
    assert found.lost_a_year == pytest.approx(0.3)


def test_a_root_is_searched_where_the_curve_is_not_straight() -> None:
    points = [point(x, x**2 - 2, 0.1) for x in (0.0, 1.0, 2.0)]
    (found,) = crossings(points, "net", lambda x: x**2 - 2)
    assert found.begins
    assert found.factor.mean == pytest.approx(2**0.5, abs=0.01)
    assert crossings(points, "net")[0].factor.mean == pytest.approx(4 / 3)


def test_a_curve_that_never_passes_zero_and_one_that_does_twice() -> None:
    assert crossings([point(0, 5), point(4, 1.5)], "net") == ()
    both = crossings([point(x, y) for x, y in ((0, -5.0), (1, 5.0), (3, -5.0))], "net")
    assert [each.begins for each in both] == [True, False]
    assert [each.factor.mean for each in both] == [0.5, 2.0]
    # A band that never leaves zero on one side says nothing about where it would.
    (wide,) = crossings([point(0, 0.5), point(4, -0.5)], "net")
    assert (wide.factor.low, wide.factor.high) == (0.0, 4.0)


def test_which_diary_is_best_by_hand() -> None:
    # One earns 100 in 10 hours, the other 50 in none: five a hour is where they meet.
    earned = np.tile(np.array([[50.0], [100.0]]), (1, 30))
    hours = np.tile(np.array([[0.0], [10.0]]), (1, 30))
    values = np.array([0.0, 4.9, 5.0, 5.1, 9.0])
    found = best_over_futures(earned, hours, values)
    np.testing.assert_allclose(found.share[1], [1, 1, 0.5, 0, 0])
    np.testing.assert_allclose(found.share.sum(axis=0), 1)
    draws = np.tile(earned, (25, 1, 1)), np.tile(hours, (25, 1, 1))
    np.testing.assert_allclose(best_over_inputs(*draws, values).share[1], [1, 1, 0.5, 0, 0])


def test_certainly_best_on_average_is_not_best_in_every_future() -> None:
    rng = np.random.default_rng(7)
    gap = rng.normal(1.0, 2.0, size=(40, 4000))  # in every draw of the inputs one better on average
    earned = np.stack([np.zeros_like(gap), gap], axis=1)
    nothing, free = np.zeros_like(earned), np.array([0.0])
    assert best_over_inputs(earned, nothing, free).share[1, 0] == 1.0
    single = best_over_futures(earned[0], nothing[0], free)
    truth = stats.norm.cdf(0.5)
    assert single.low[1, 0] <= truth <= single.high[1, 0]


def test_an_account_at_stake_by_hand() -> None:
    closes = np.array([10.0] * 5 + [30.0] * 15 + [np.inf] * 80)
    back = np.array([20.0] * 50 + [40.0] * 45 + [np.inf] * 5)
    found = at_stake("A", 0.3, closes, back, sure=0.9)
    assert found.survives.mean == pytest.approx(30.0)
    assert (found.replaced.mean, found.replaced_median.mean) == (40.0, 30.0)
    assert found.too_late.mean == 0.05  # not back by month 10; the firm of month 30 is


def test_losses_by_hand() -> None:
    closed = np.zeros((3, 100), dtype=bool)
    closed[0, :5], closed[1, :12], closed[2, 3:63] = True, True, True
    losses = measured([("B",), ("A", "B")], np.array([0.2, 0.6]), closed)
    assert [loss.accounts for loss in losses] == [("B",), ("A", "B")]
    assert [loss.chance.mean for loss in losses] == [0.12, 0.6]
    assert [round(loss.excess.mean, 9) for loss in losses] == [0.07, 0.55]
    # Seven worlds against none is 2/128, and Holm leaves the larger p-value as it is.
    assert losses[0].p_holm == pytest.approx(2 / 2**7)
    assert [each and each.accounts for each in smallest(losses)] == [
        *(("B",), ("A", "B"), ("A", "B"))
    ]
