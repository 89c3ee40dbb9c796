"""Intervals of means, chances and differences, and what they say when little is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from simlib.analysis.difference import (
    chance_difference,
    mean_difference,
    tango_interval,
    variance_factor,
)
from simlib.analysis.precision import (
    mean_band,
    mean_interval,
    proportion_band,
    proportion_interval,
    quantile_band,
    share_band,
)
from simlib.inputs.errors import InputError


def test_mean_interval_is_students() -> None:
    values = np.array([3.0, 1.0, 4.0, 1.0, 5.0, 9.0])
    found = mean_interval(values, 0.9)
    low, high = stats.t.interval(0.9, 5, loc=values.mean(), scale=stats.sem(values))
    assert (found.mean, found.n) == (pytest.approx(values.mean()), 6)
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))
    assert found.half_width == pytest.approx((high - low) / 2)


def test_worlds_without_the_question_are_left_out() -> None:
    assert mean_interval([1.0, np.nan, 3.0]).n == 2
    assert mean_interval([1.0, np.nan, 3.0]).mean == 2.0
    nothing = mean_interval([np.nan, np.nan])
    assert nothing.n == 0
    assert np.isnan([nothing.mean, nothing.low, nothing.high]).all()


def test_one_world_has_no_interval() -> None:
    found = mean_interval([2.0])
    assert found.mean == 2.0
    assert np.isnan([found.low, found.high, found.half_width]).all()


def test_wilson_is_the_closed_form() -> None:
    k, n, z = 7, 50, stats.norm.ppf(0.975)
    share = k / n
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    reach = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    found = proportion_interval(k, n)
    assert (found.low, found.high) == (pytest.approx(centre - reach), pytest.approx(centre + reach))
    assert found.half_width == pytest.approx(max(found.mean - found.low, found.high - found.mean))


@pytest.mark.parametrize(("k", "n"), [(0, 1), (0, 1000), (1000, 1000), (1, 1)])
def test_wilson_never_claims_certainty(k: int, n: int) -> None:
    found = proportion_interval(k, n)
    assert 0 <= found.low <= found.mean <= found.high <= 1
    assert found.high - found.low > 0


@pytest.mark.parametrize(("k", "n"), [(-1, 5), (6, 5), (0, 0)])
def test_impossible_counts_are_refused(k: int, n: int) -> None:
    with pytest.raises(InputError, match="share of worlds"):
        proportion_interval(k, n)


@pytest.mark.parametrize("confidence", [0, 1, 95, -0.5, float("nan")])
def test_a_confidence_is_strictly_between_0_and_1(confidence: float) -> None:
    for ask in (
        lambda: mean_interval([1, 2], confidence),
        lambda: proportion_interval(1, 2, confidence),
    ):
        with pytest.raises(InputError, match="such as"):
            ask()


def test_means_along_an_axis_are_the_single_means() -> None:
    values = np.random.default_rng(3).normal(size=(30, 4))
    values[:7, 2] = np.nan
    band = mean_band(values, confidence=0.8)
    for point in range(4):
        alone = mean_interval(values[:, point], 0.8)
        assert band.low[point] == pytest.approx(alone.low)
        assert band.n[point] == alone.n


def test_shares_on_which_all_worlds_agree_keep_an_interval() -> None:
    shares = np.zeros((100, 3))
    shares[:, 2] = 1.0
    band = share_band(shares)
    unseen = proportion_interval(0, 100).high
    assert band.high[:2] == pytest.approx([unseen, unseen])
    assert band.low[2] == pytest.approx(1 - unseen)
    assert share_band(shares, known_start=True).high[0] == 0


def test_shares_stay_between_0_and_1() -> None:
    shares = np.array([[0.0, 1.0], [0.0, 1.0], [0.3, 0.6]])
    band = share_band(shares)
    assert band.low[0] == 0
    assert band.high[1] == 1


def test_only_an_agreed_start_is_known() -> None:
    known = proportion_band([50, 40], 50, known_start=True)
    assert (known.low[0], known.high[0]) == (1, 1)
    assert known.high[1] > known.low[1]
    assert proportion_band([49, 40], 50, known_start=True).low[0] < 49 / 50


def test_quantile_intervals_cover() -> None:
    # 400 samples of 40 worlds; a 90 % interval of discrete ranks covers at least 90 %.
    draws = np.random.default_rng(11).random((40, 400))
    band = quantile_band(draws, (0.25, 0.5), confidence=0.9)
    truth = np.array([[0.25], [0.5]])
    covered = ((band.low <= truth) & (truth <= band.high)).mean(axis=1)
    assert (covered > 0.87).all()
    assert (covered < 0.98).all()


def test_few_worlds_say_nothing_about_a_far_quantile() -> None:
    band = quantile_band(np.arange(8.0)[:, np.newaxis], (0.1, 0.5))
    assert np.isnan(band.low[0, 0])
    assert np.isfinite(band.low[1, 0])
    assert np.isfinite(band.high).all()


def test_a_quantile_is_strictly_between_0_and_1() -> None:
    with pytest.raises(InputError, match="quantile"):
        quantile_band(np.ones((5, 1)), (1.0,))


def test_shares_are_as_sure_as_was_asked_for() -> None:
    shares = np.array([[0.2, 0.0], [0.4, 0.0], [0.6, 0.0], [0.4, 0.0]])
    band, student = share_band(shares, confidence=0.5), mean_interval(shares[:, 0], 0.5)
    assert (band.low[0], band.high[0]) == pytest.approx((student.low, student.high))
    assert band.high[1] == pytest.approx(proportion_interval(0, 4, 0.5).high)


def test_a_difference_of_means_by_hand() -> None:
    a, b = np.array([1.0, 2.0, 3.0, 4.0]), np.array([2.0, 2.0, 5.0, 4.0])
    found = mean_difference(a, b)
    assert (found.mean, found.low, found.high) == pytest.approx(
        [getattr(mean_interval([1, 0, 2, 0]), name) for name in ("mean", "low", "high")]
    )
    # Variances over the four worlds: 1.25, 1.6875 and, of 1, 0, 2, 0, 0.6875.
    assert found.variance_factor == pytest.approx((1.25 + 1.6875) / 0.6875)


def test_a_difference_of_chances_is_that_of_tango() -> None:
    a, b = np.array([True, True, False, False]), np.array([True, False, False, False])
    found = chance_difference(a, b)
    expected = tango_interval(0, 1, 4)
    assert (found.mean, found.low, found.high) == (expected.mean, expected.low, expected.high)
    assert found.variance_factor == pytest.approx((0.25 + 0.1875) / 0.1875)


def test_separate_worlds_save_nothing_and_equal_arms_everything() -> None:
    a, b = np.random.default_rng(2).normal(size=(2, 20_000))
    assert variance_factor(a, b) == pytest.approx(1, abs=0.05)
    assert np.isnan(variance_factor(a, a))
    assert variance_factor(a, -a) == pytest.approx(0.5)


def test_worlds_without_an_answer_do_not_count() -> None:
    a, b = np.array([1.0, 2.0, np.nan, 4.0]), np.array([2.0, np.nan, 1.0, 4.5])
    found = mean_difference(a, b)
    assert (found.n, found.mean) == (2, 0.75)
    assert found.variance_factor == variance_factor(a[[0, 3]], b[[0, 3]])


def test_without_a_common_world_nothing_is_saved() -> None:
    assert np.isnan(variance_factor(np.array([1.0, np.nan]), np.array([np.nan, 2.0])))
