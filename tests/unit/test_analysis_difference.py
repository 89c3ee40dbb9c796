"""Differences in the same worlds: the interval of the difference, and what common worlds save."""

from __future__ import annotations

import numpy as np
import pytest

from simlib.analysis.difference import chance_difference, mean_difference, variance_factor
from simlib.analysis.precision import mean_interval
from simlib.analysis.tango import tango_interval


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
