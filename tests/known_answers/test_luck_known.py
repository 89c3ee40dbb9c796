"""Which of two is ahead, and how many firms show it: by hand, and by the tables of textbooks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from simlib.analysis.difference import chance_difference, mean_difference, tango_interval
from simlib.analysis.luck import (
    NEVER,
    ahead_band,
    ahead_independent,
    ahead_same,
    firms_needed,
    gap_band,
    lasting_from,
)
from tests.support.scipy_intervals import student, wilson

SURE = 0.8
A = np.array([100.0, 120.0, 80.0, 100.0, 90.0])
B = np.array([110.0, 121.0, 70.0, 100.0, 99.0])


def _near(expected: Any) -> Any:
    return pytest.approx(expected, rel=1e-9, abs=1e-12, nan_ok=True)


def test_differences_are_as_sure_as_was_asked_for() -> None:
    found = mean_difference(A, B, SURE)
    assert (found.mean, found.low, found.high, found.n) == _near((*student(B - A, SURE), 5))
    assert (mean_difference(A, B).low, mean_difference(A, B).high) == _near(
        student(B - A, 0.95)[1:]
    )
    yes, no = A > 95, B > 105
    expected = tango_interval(0, 1, 5, confidence=SURE)
    assert chance_difference(yes, no, SURE).low == expected.low
    assert chance_difference(yes, no).high == tango_interval(0, 1, 5, confidence=0.95).high


def test_ahead_in_the_same_fate() -> None:
    found = ahead_same(A, B, SURE)
    assert (found.mean, found.low, found.high) == _near(wilson(3, 5, SURE))
    assert (ahead_same(A, B).low, ahead_same(A, B).high) == _near(wilson(3, 5, 0.95)[1:])


def test_ahead_in_independent_fates() -> None:
    found = ahead_independent(A, B, SURE)
    pairs = [(x > y) + 0.5 * (x == y) for i, x in enumerate(B) for j, y in enumerate(A) if i != j]
    wins = np.array(pairs).reshape(5, 4)
    of_b = wins.mean(axis=1)
    of_a = [
        np.mean([(B[i] > A[j]) + 0.5 * (B[i] == A[j]) for i in range(5) if i != j])
        for j in range(5)
    ]
    error = np.std(of_b + np.array(of_a), ddof=1) / np.sqrt(5)
    reach = stats.t.ppf(0.9, 4) * error
    assert found.mean == _near(wins.mean())
    assert (found.low, found.high) == _near((wins.mean() - reach, wins.mean() + reach))
    assert (found.half_width, found.n) == _near((reach, 5))
    assert ahead_independent(A, B).high - ahead_independent(A, B).low > 2 * reach


def test_what_all_pairs_agree_on_is_not_certain() -> None:
    none, all_of = np.zeros(10), np.ones(10)
    found = ahead_independent(none, all_of, SURE)
    share, low, high = wilson(10, 10, SURE)
    assert (found.mean, found.low, found.high) == _near((share, low, high))
    assert found.half_width == _near(1 - low)
    found = ahead_independent(all_of, none, SURE)
    assert (found.mean, found.low, found.high) == _near(wilson(0, 10, SURE))
    assert found.half_width == _near(found.high)
    same = ahead_independent(none, none)
    assert (same.mean, same.low, same.high, same.half_width) == (0.5, 0.5, 0.5, 0.0)
    wide = ahead_independent(np.array([0.0, 1, 5]), np.array([2.0, 0.5, 0]))
    assert (wide.low, wide.high) == (0.0, 1.0)


def test_bands_along_the_months() -> None:
    a, b = np.column_stack([A, A]), np.column_stack([B, A + 1])
    found = ahead_band(a, b, confidence=SURE)
    one = [ahead_independent(A, B, SURE), ahead_independent(A, A + 1, SURE)]
    assert found.mean.tolist() == [each.mean for each in one]
    assert found.low.tolist() == [each.low for each in one]
    assert found.high.tolist() == [each.high for each in one]
    assert found.n.tolist() == [5, 5]
    assert ahead_band(a, b).low[0] == ahead_independent(A, B, 0.95).low
    gap = gap_band(a, b, confidence=SURE)
    assert (gap.mean[0], gap.low[0], gap.high[0]) == _near(student(B - A, SURE))
    assert (gap.mean[1], gap.n.tolist()) == (1.0, [5, 5])
    assert gap_band(a, b).low[0] == _near(student(B - A, 0.95)[1])


def _spread(n: int, *, gap: float) -> tuple[Any, Any]:
    """Return two columns of spread 1, apart by ``gap`` on average."""
    z = stats.norm.ppf((np.arange(n) + 0.5) / n)
    z = (z - z.mean()) / z.std(ddof=1)
    return z, gap + np.random.default_rng(4).permutation(z)


def test_firms_needed_by_cohens_tables() -> None:
    # Cohen 1988, table 2.4.1: d = 0.8, 5 % two-sided, power 80 %: 26; 90 %: 34; 1 %, 80 %: 38.
    a, b = _spread(1000, gap=0.8)
    assert firms_needed(a, b)[0] == 26.0
    assert firms_needed(a, b, power=0.9)[0] == 34.0
    assert firms_needed(a, b, alpha=0.01)[0] == 39.0
    needed, fewest, most = firms_needed(a, b)
    low, high = student(b - a, 0.95)[1:]
    for gap, firms in ((high, fewest), (low, most)):
        reach = stats.norm.ppf(0.975) + stats.norm.ppf(0.8)
        assert firms == pytest.approx(2 * (reach / gap) ** 2 + 1, abs=1.0)
    assert fewest < needed < most
    assert firms_needed(b, a) == (needed, fewest, most)


def test_firms_needed_at_the_edges() -> None:
    a, b = _spread(400, gap=0.02)
    needed, fewest, most = firms_needed(a, b)
    reach = stats.norm.ppf(0.975) + stats.norm.ppf(0.8)
    assert needed == np.ceil(2 * (reach / 0.02) ** 2)
    assert fewest < needed
    assert most == NEVER
    a, b = _spread(400, gap=7.0)
    assert firms_needed(a, b) == (2.0, 2.0, 2.0)
    still = np.zeros(5)
    assert firms_needed(still, still + 1) == (2.0, 2.0, 2.0)
    assert firms_needed(still, still) == (NEVER, NEVER, NEVER)
    assert np.inf == NEVER


def test_lasting_counts_the_level_itself() -> None:
    assert lasting_from(np.array([0.8, 0.7, 0.8]), 0.8) == 2.0
    assert lasting_from(np.array([0.7, 0.8, 0.9]), 0.8) == 1.0
    assert lasting_from(np.array([0.9, 0.9, 0.7]), 0.8) == NEVER


@pytest.mark.parametrize("spreads", [2.0, 6.0, 8.0, 9.0, 20.0, 200.0])
def test_two_firms_are_enough_where_nobody_could_mistake_one_for_the_other(spreads: float) -> None:
    """Beyond eight spreads statsmodels has no power to give."""
    a = np.array([-1.0, 1.0, -1.0, 1.0, -1.0, 1.0])
    needed = firms_needed(a, a + spreads * np.std(a, ddof=1))[0]
    assert needed == (6.0 if spreads == 2.0 else 2.0)
