"""The estimators by hand: small cases whose answer is worked out here or known in closed form."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from simlib.analysis.difference import exact_mcnemar, tango_interval
from simlib.analysis.dry_spells import dry_weeks, limit, longest_in_year, reached
from simlib.analysis.estimators import aalen_johansen, kaplan_meier
from simlib.analysis.futures import largest_remainder, worst_values
from simlib.analysis.precision import (
    mean_band,
    mean_interval,
    proportion_band,
    proportion_interval,
    quantile_band,
    quotient_interval,
    ratio_interval,
    share_band,
    student_band,
    student_interval,
    student_quantile,
    wilson,
)
from tests.support.scipy_intervals import student
from tests.support.scipy_intervals import wilson as scipys_wilson

SURE = 0.8

X = np.array([3.0, 1.0, 4.0, 1.0, 5.0])


def _near(expected: Any) -> Any:
    return pytest.approx(expected, rel=1e-9, abs=1e-12, nan_ok=True)


# Intervals


def test_confidence_is_95_per_cent_unless_said() -> None:
    usual, sure = student(X, 0.95)[1:], student(X, SURE)[1:]
    for found, limits in ((mean_interval(X), usual), (mean_interval(X, SURE), sure)):
        assert (found.low, found.high, found.n) == _near((*limits, 5))
        assert found.half_width == _near(limits[1] - X.mean())
    error = stats.sem(X)
    for found, limits in (
        (student_interval(X.mean(), error, 5), usual),
        (student_interval(X.mean(), error, 5, SURE), sure),
    ):
        assert (found.mean, found.low, found.high, found.n) == _near((X.mean(), *limits, 5))
    assert proportion_interval(2, 5).high == _near(scipys_wilson(2, 5, 0.95)[2])
    assert proportion_interval(2, 5, SURE).low == _near(scipys_wilson(2, 5, SURE)[1])


def test_bands_are_as_sure_as_was_asked_for() -> None:
    values = np.column_stack([X, X + 1, np.full(5, np.nan)])
    for confidence, band in ((0.95, mean_band(values)), (SURE, mean_band(values, confidence=SURE))):
        low, high = student(X, confidence)[1:]
        assert band.low.tolist() == _near([low, low + 1, np.nan])
        assert band.high.tolist() == _near([high, high + 1, np.nan])
        assert band.n.tolist() == [5, 5, 0]
    counts = np.array([0, 2, 5])
    for confidence, found in (
        (0.95, proportion_band(counts, 5)),
        (SURE, proportion_band(counts, 5, confidence=SURE)),
    ):
        expected = [scipys_wilson(count, 5, confidence) for count in counts]
        assert found.mean.tolist() == [0, 0.4, 1]
        assert found.low.tolist() == _near([low for _, low, _ in expected])
        assert found.high.tolist() == _near([high for *_, high in expected])
        assert found.n.tolist() == [5, 5, 5]
    assert wilson(counts, np.full(3, 5))[1][0] == _near(scipys_wilson(0, 5, 0.95)[2])
    mean, error, n = np.array([1.0, 1.0]), np.array([0.5, 0.5]), np.array([1, 9])
    band = student_band(mean, error, n, confidence=SURE)
    assert band.low.tolist() == _near([np.nan, 1 - 0.5 * stats.t.ppf(0.9, 8)])
    assert student_band(mean, error, n).high[1] == _near(1 + 0.5 * stats.t.ppf(0.975, 8))


def test_one_degree_of_freedom_is_enough_and_none_is_not() -> None:
    found = student_quantile([0, 1, 2], confidence=0.9)
    assert found.tolist() == _near([np.nan, stats.t.ppf(0.95, 1), stats.t.ppf(0.95, 2)])
    two = mean_interval([1.0, 3.0])
    assert (two.low, two.high) == _near(student([1.0, 3.0], 0.95)[1:])


def test_a_fraction_is_a_count_of_the_mean_share() -> None:
    found = proportion_band(np.array([1.5]), 6)
    z, share = stats.norm.ppf(0.975), 0.25
    centre = (share + z**2 / 12) / (1 + z**2 / 6)
    reach = z / (1 + z**2 / 6) * np.sqrt(share * 0.75 / 6 + z**2 / 144)
    assert (found.mean[0], found.low[0], found.high[0]) == _near(
        (share, centre - reach, centre + reach)
    )


def test_shares_are_known_at_a_start_on_which_all_worlds_agree() -> None:
    shares = np.array([[[0.0, 0.5, 0.2]], [[0.0, 0.7, 0.4]], [[0.0, 0.9, 0.3]]])
    band = share_band(shares, confidence=SURE, known_start=True)
    unseen = scipys_wilson(0, 3, SURE)[2]
    low, high = student([0.5, 0.7, 0.9], SURE)[1:]
    assert (band.low[0, :2].tolist(), band.high[0, :2].tolist()) == (
        _near([0, low]),
        _near([0, high]),
    )
    open_start = share_band(shares, confidence=SURE)
    assert (open_start.low[0, 0], open_start.high[0, 0]) == (0, _near(unseen))
    assert share_band(shares).high[0, 0] == _near(scipys_wilson(0, 3, 0.95)[2])
    apart = share_band(np.array([[0.2, 1.0], [0.4, 1.0]]), known_start=True, confidence=0.5)
    assert apart.low[0] == _near(student([0.2, 0.4], 0.5)[1])
    assert (apart.low[1], apart.high[1]) == (_near(1 - scipys_wilson(0, 2, 0.5)[2]), 1)
    ones = share_band(np.ones((4, 2)), known_start=True)
    assert (ones.low[0], ones.high[0]) == (1, 1)
    missing = share_band(np.array([[np.nan, 0.5], [np.nan, 0.5]]))
    assert np.isnan([missing.mean[0], missing.low[0], missing.high[0]]).all()


def test_quantiles_by_order_statistics() -> None:
    values = np.random.default_rng(3).permutation(np.arange(1.0, 61.0))[:, np.newaxis]
    for confidence in (0.95, 0.5):
        band = quantile_band(values, (0.1, 0.5, 0.75), confidence=confidence)
        tail = (1 - confidence) / 2
        below, above = stats.binom(60, [0.1, 0.5, 0.75]).ppf([[tail], [1 - tail]])
        exact = stats.binom(60, [0.1, 0.5, 0.75]).cdf(below) <= tail
        assert band.mean[:, 0] == _near(np.quantile(np.arange(1.0, 61.0), [0.1, 0.5, 0.75]))
        assert band.low[:, 0].tolist() == (below + exact).tolist()
        assert band.high[:, 0].tolist() == (above + 1).tolist()
        assert band.n[:, 0].tolist() == [60, 60, 60]
    assert quantile_band(values, (0.5,)).low == quantile_band(values, (0.5,), confidence=0.95).low


def test_a_quantile_of_one_world_is_that_world() -> None:
    band = quantile_band(np.array([[7.0]]), (0.3,))
    assert band.mean.tolist() == [[7.0]]
    assert np.isnan([band.low, band.high]).all()


def test_quotients_and_ratios() -> None:
    above, below = np.array([2.0, 4.0, 9.0, 1.0]), np.array([1.0, 2.0, 4.0, 1.0])
    quotient = 16 / 8
    error = np.std(above - quotient * below, ddof=1) / 2 / 2
    for confidence, found in (
        (0.95, quotient_interval(above, below)),
        (SURE, quotient_interval(above, below, SURE)),
    ):
        reach = stats.t.ppf((1 + confidence) / 2, 3) * error
        assert (found.mean, found.low, found.high, found.n) == _near(
            (quotient, quotient - reach, quotient + reach, 4)
        )
    negative = quotient_interval(above, -below, SURE)
    assert (negative.mean, negative.high - negative.low) == _near(
        (-2.0, 2 * stats.t.ppf(0.9, 3) * error)
    )
    alone = quotient_interval([6.0], [3.0])
    assert (alone.mean, alone.n) == (2.0, 1)
    assert np.isnan([alone.low, alone.high]).all()
    none = quotient_interval([1.0, 2.0], [1.0, -1.0])
    assert none.n == 2
    assert np.isnan([none.mean, none.low, none.high, none.half_width]).all()
    part, whole = np.array([1.0, 0.0, 3.0, 1.0]), np.array([2.0, 2.0, 4.0, 2.0])
    error = np.std(part - 0.5 * whole, ddof=1) / 2.5 / 2
    for confidence, found in (
        (0.5, ratio_interval(part, whole, 0.5)),
        (0.3, ratio_interval(part, whole, 0.3)),
    ):
        reach = stats.t.ppf((1 + confidence) / 2, 3) * error
        assert (found.mean, found.low, found.high, found.n) == _near(
            (0.5, 0.5 - reach, 0.5 + reach, 4)
        )
        assert found.half_width == _near(reach)
    wide = ratio_interval(part, whole)
    assert wide.high == _near(min(1, 0.5 + stats.t.ppf(0.975, 3) * error))
    nothing = ratio_interval(np.zeros(3), np.zeros(3))
    assert (nothing.n, np.isnan([nothing.mean, nothing.low, nothing.high]).all()) == (3, True)
    half = np.array([1.0, 0.0, 2.0])
    never, always = ratio_interval(0 * half, half, SURE), ratio_interval(half, half, SURE)
    assert (never.low, never.high) == _near(scipys_wilson(0, 2, SURE)[1:])
    assert (always.mean, always.low, always.high) == _near(scipys_wilson(2, 2, SURE))
    assert ratio_interval(half, half).low == _near(scipys_wilson(2, 2, 0.95)[1])


def test_tango_without_a_difference_is_known_in_closed_form() -> None:
    for confidence in (0.95, SURE):
        z = stats.norm.ppf((1 + confidence) / 2)
        found = tango_interval(0, 0, 20, confidence=confidence)
        assert (found.mean, found.high, found.low) == _near(
            (0, z**2 / (20 + z**2), -(z**2) / (20 + z**2))
        )
        assert (found.half_width, found.n) == (max(found.high, -found.low), 20)
    assert tango_interval(0, 0, 20) == tango_interval(0, 0, 20, confidence=0.95)
    assert tango_interval(3, 0, 3).high == 1.0
    assert tango_interval(0, 1, 1).low == -1.0
    lopsided = tango_interval(9, 1, 12)
    assert lopsided.half_width == max(lopsided.mean - lopsided.low, lopsided.high - lopsided.mean)
    assert exact_mcnemar(1, 0) == 1.0
    assert exact_mcnemar(0, 6) == _near(2 / 64)


def test_the_worst_futures() -> None:
    found = worst_values([4.0, 1.0, 2.0, 3.0, 5.0], share=0.5)
    assert found.tolist() == [3.0, 3 - 4.0, 3 - 2.0, 3.0, 3.0]
    values = np.arange(101.0)
    assert worst_values(values).tolist() == worst_values(values, 0.1).tolist()
    assert worst_values(values)[0] == 10 - 10 / 0.1


# Survival


def test_kaplan_meier_by_hand() -> None:
    found = kaplan_meier([1, 2, 2, 3, 4], [1, 1, 0, 0, 1])
    assert found.times.tolist() == [1, 2, 4]
    assert found.survival.tolist() == _near([0.8, 0.6, 0.0])
    assert (found.at_risk.tolist(), found.events.tolist()) == ([5, 4, 1], [1, 1, 1])
    assert found.at([0.5, 1, 1.5, 2, 3.9, 4, 9]).tolist() == _near([1, 0.8, 0.8, 0.6, 0.6, 0, 0])
    assert found.median == 4
    assert kaplan_meier([1, 2], [1, 1]).median == 1


def test_aalen_johansen_by_hand() -> None:
    found = aalen_johansen([1, 2, 3, 4], [1, 2, 0, 1])
    assert found.times.tolist() == [1, 2, 3, 4]
    by_hand = np.array([[0.25, 0.25, 0.25, 0.75], [0, 0.25, 0.25, 0.25]])
    assert found.incidence == _near(by_hand)
    assert found.survival.tolist() == _near([0.75, 0.5, 0.5, 0.0])
    assert found.at([0.5, 1, 2.5]) == _near(np.array([[0, 0.25, 0.25], [0, 0, 0.25]]))


def test_remainders_go_to_the_largest() -> None:
    assert largest_remainder([0.124, 0.128, 0.748]).tolist() == [12, 13, 75]
    assert largest_remainder([0.5, 0.5], total=7).tolist() == [4, 3]
    assert largest_remainder([1.0]).tolist() == [100]


# Dry spells


def test_spells_and_their_limit() -> None:
    assert dry_weeks(np.array([[True, False], [False, True]])).tolist() == [[0, 1], [1, 0]]
    hits = np.zeros((1, 1, 104), dtype=bool)
    hits[0, 0, [0, 10, 51, 52, 103]] = True
    assert longest_in_year(hits, 1).tolist() == [[40]]
    assert longest_in_year(hits, 2).tolist() == [[50]]
    longest = np.array([[0, 2], [2, 4], [4, 4], [2, 2]])
    band = reached(longest, confidence=SURE)
    assert band.mean.tolist() == [1, 0.875, 0.875, 0.375, 0.375]
    assert band.low[3] == _near(max(0, student([0, 0.5, 1, 0], SURE)[1]))
    assert reached(longest).high[3] == _near(min(1, student([0, 0.5, 1, 0], 0.95)[2]))
    found = limit(longest, 0.5, 10, confidence=SURE)
    assert (found.chance, found.weeks) == (0.5, 3.0)
    assert (found.low, found.high) == (3.0, 5.0)
    assert limit(longest, 0.375, 3).weeks == 3.0
    assert limit(longest, 0.375, 2).weeks == np.inf
    assert limit(longest, 0.1, 5).weeks == 5.0
    assert limit(longest, 0.1, 4).weeks == np.inf
    few = np.array([[0, 9]] * 30 + [[9, 9]])
    assert limit(few, 0.5, 20, confidence=0.5).low == 10.0
    assert limit(few, 0.5, 20).low == 1.0


def test_what_ends_at_once_is_an_end_and_numbers_are_floats() -> None:
    found = kaplan_meier([0, 1], [1, 1])
    assert found.survival.tolist() == [0.5, 0.0]
    for values in (found.times, found.survival, found.at_risk, found.events):
        assert values.dtype == float
    assert aalen_johansen([0, 1], [1, 2]).times.dtype == float
