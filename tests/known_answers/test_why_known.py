"""The estimators behind why and luck, where the truth is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from simlib.analysis.luck import (
    NEVER,
    ahead_independent,
    ahead_same,
    firms_needed,
    lasting_from,
)
from simlib.analysis.precision import ratio_interval
from simlib.inputs.errors import InputError
from simlib.studies.drivers.break_even import break_even
from simlib.studies.why.gap import shapley_values
from simlib.studies.why.lives import middle_world
from simlib.studies.why.losses import (
    CLASSES,
    NOT_LOST,
    InitialLosses,
    classified,
    replaced_in_one_world,
)

INF = np.inf


def coalitions(players: int) -> np.ndarray:
    """Return who belongs to each coalition, shape (2**players, players)."""
    return (np.arange(1 << players)[:, np.newaxis] >> np.arange(players)) & 1


def test_an_additive_game_gives_everybody_his_own() -> None:
    worth = np.array([[3.0, -1.0], [0.5, 2.0], [-4.0, 0.0]])
    values = 10.0 + coalitions(3) @ worth
    np.testing.assert_allclose(shapley_values(values), worth, atol=1e-12)


def test_an_interaction_is_shared_by_those_who_make_it() -> None:
    members = coalitions(3)
    values = (6.0 * members[:, 0] * members[:, 1] + 1.0 * members[:, 2])[:, np.newaxis]
    np.testing.assert_allclose(shapley_values(values)[:, 0], [3.0, 3.0, 1.0])


def test_the_glove_game() -> None:
    # One left glove, two right ones; a pair is worth 1: 4/6, 1/6, 1/6 (Shapley and Shubik).
    left, one, two = coalitions(3).T
    values = (left * np.maximum(one, two)).astype(float)[:, np.newaxis]
    np.testing.assert_allclose(shapley_values(values)[:, 0], [4 / 6, 1 / 6, 1 / 6])


@given(st.integers(1, 5), st.integers(0, 2**32 - 1))
@settings(max_examples=30)
def test_values_add_up_in_every_world(players: int, seed: int) -> None:
    values = 1e7 * np.random.default_rng(seed).normal(size=(1 << players, 7))
    added = shapley_values(values).sum(axis=0)
    np.testing.assert_allclose(added, values[-1] - values[0], rtol=0, atol=1e-6)


def test_three_coalitions_are_no_game() -> None:
    with pytest.raises(InputError, match="not all coalitions"):
        shapley_values(np.zeros((3, 2)))


def test_two_normal_firms_are_ahead_as_often_as_theory_says() -> None:
    rng = np.random.default_rng(3)
    fate = rng.normal(size=20_000)
    a, b = fate, 0.6 + fate  # b is ahead in every common fate
    assert ahead_same(a, b).mean == 1.0
    found = ahead_independent(a, b)
    truth = float(stats.norm.cdf(0.6 / np.sqrt(2)))
    assert found.low <= truth <= found.high
    assert found.half_width < 0.01


def test_pairs_of_the_same_world_do_not_count_as_independent() -> None:
    a = np.array([0.0, 10.0, 20.0])
    assert ahead_independent(a, a + 1.0).mean == pytest.approx(0.5)
    brute = np.mean([x > y for i, x in enumerate(a + 1) for j, y in enumerate(a) if i != j])
    assert ahead_independent(a, a + 1.0).mean == pytest.approx(brute)


def test_the_interval_of_pairs_covers_as_often_as_it_says() -> None:
    rng, covered = np.random.default_rng(5), 0
    truth = float(stats.norm.cdf(0.5 / np.sqrt(1.0 + 4.0)))
    for _ in range(400):
        fate = rng.normal(size=80)
        b = 0.5 + 2 * (0.8 * fate + 0.6 * rng.normal(size=80))
        found = ahead_independent(fate, b)
        covered += found.low <= truth <= found.high
    assert 0.92 <= covered / 400 <= 0.98


def test_certainty_in_few_worlds_is_not_certainty() -> None:
    found = ahead_independent(np.zeros(10), np.ones(10))
    assert found.mean == 1.0
    assert found.low < 0.8


def test_firms_needed_are_those_of_the_textbook() -> None:
    # Half a standard deviation, 5 % two-sided, power 80 %: 63.77 a side (Cohen 1988).
    rng = np.random.default_rng(1)
    z = rng.normal(size=1_000)
    z = (z - z.mean()) / z.std(ddof=1)
    needed, fewest, most = firms_needed(z, 0.5 + rng.permutation(z))
    assert needed == 64.0
    assert fewest < needed < most
    assert firms_needed(z, z) == (NEVER, NEVER, NEVER)


def test_lasting_means_to_the_end() -> None:
    assert lasting_from(np.array([0.9, 0.7, 0.8, 0.85]), 0.8) == 2.0
    assert lasting_from(np.array([0.9, 0.9]), 0.8) == 0.0
    assert lasting_from(np.array([0.9, 0.7]), 0.8) == NEVER
    assert lasting_from(np.array([0.9, np.nan]), 0.8) == NEVER


def test_a_straight_line_breaks_even_where_it_crosses() -> None:
    rng = np.random.default_rng(2)
    shares = np.array([0.0, 0.25, 0.5, 1.0])
    noise = rng.normal(size=400)
    noise -= noise.mean()
    found = break_even(shares, 3.0 - 4.0 * shares[:, np.newaxis] + noise)
    assert found is not None
    assert found.mean == pytest.approx(0.75)
    # The noise of all points is common, so the crossing is as uncertain as mean / slope.
    error = noise.std(ddof=1) / 20 / 4
    assert found.half_width == pytest.approx(1.96 * error, rel=0.15)


def test_no_crossing_is_no_break_even() -> None:
    assert break_even(np.array([0.0, 1.0]), np.ones((2, 30))) is None


def test_the_middle_world_has_the_median_difference() -> None:
    a = np.array([5.0, 1.0, 2.0, 3.0, 9.0])
    b = a + np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    assert middle_world(a, b) == 2


def matrix(*weeks: float) -> InitialLosses:
    week = np.array([weeks])
    cause = np.where(np.isfinite(week), 0, NOT_LOST)
    return InitialLosses(week, np.full(week.shape, 10.0), cause)


def test_every_loss_has_the_class_that_its_counterfactuals_say() -> None:
    actual = matrix(10.0, 20.0, 30.0, 40.0, INF)
    perfect = matrix(INF, INF, 30.0, 90.0, INF)
    without_calls = matrix(INF, 25.0, 30.0, 40.0, 50.0)
    replaced = np.array([[False, False, True, False, False]])
    found = classified(actual, perfect, without_calls, replaced)[0]
    names = [CLASSES[n] if n != NOT_LOST else "kept" for n in found]
    assert names == ["prospecting", "attention", "replaced", "unavoidable", "kept"]


def test_sooner_with_perfect_attention_is_another_world() -> None:
    with pytest.raises(InputError, match="other worlds"):
        classified(matrix(10.0), matrix(5.0), matrix(10.0), np.zeros((1, 1), dtype=bool))


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=50)
def test_classes_are_disjoint_and_complete(seed: int) -> None:
    rng = np.random.default_rng(seed)

    def lost(later: np.ndarray | float = 0.0) -> InitialLosses:
        week = np.where(rng.random((6, 9)) < 0.5, 100 * rng.random((6, 9)) + later, INF)
        return InitialLosses(week, np.ones((6, 9)), np.where(np.isfinite(week), 0, NOT_LOST))

    actual = lost()
    perfect = lost(actual.week)
    found = classified(actual, perfect, lost(), rng.random((6, 9)) < 0.5)
    assert ((found == NOT_LOST) == ~actual.lost).all()
    assert sum((found == n).sum() for n in range(len(CLASSES))) == actual.lost.sum()


def replaced(week: list[float], revenue: list[float], *won: tuple[float, float, float]) -> list:
    rows = np.array(won, dtype=float).reshape(-1, 3)
    return replaced_in_one_world(
        np.array(week), np.array(revenue), rows, within_weeks=100.0
    ).tolist()


def test_a_win_replaces_what_was_lost_before_it_and_within_the_time() -> None:
    assert replaced([10.0], [5.0], (50.0, INF, 5.0)) == [True]
    assert replaced([10.0], [5.0], (9.0, INF, 5.0)) == [False]
    assert replaced([10.0], [5.0], (111.0, INF, 5.0)) == [False]
    assert replaced([10.0], [5.0], (50.0, 60.0, 5.0)) == [False]
    assert replaced([10.0], [5.0]) == [False]


def test_a_win_is_used_once_and_its_rest_is_left_for_the_next_loss() -> None:
    both = [10.0, 20.0]
    assert replaced(both, [5.0, 5.0], (50.0, INF, 5.0)) == [True, False]
    assert replaced(both, [5.0, 5.0], (50.0, INF, 10.0)) == [True, True]
    assert replaced(both, [9.0, 5.0], (50.0, INF, 5.0)) == [False, True]
    assert replaced(both[::-1], [5.0, 5.0], (50.0, INF, 7.0)) == [False, True]
    assert replaced(both, [5.0, 3.0], (50.0, INF, 4.0), (60.0, INF, 4.0)) == [True, True]


def test_a_ratio_is_of_totals_with_the_error_between_worlds() -> None:
    part, whole = np.array([1.0, 0.0, 4.0, 1.0]), np.array([2.0, 2.0, 4.0, 4.0])
    found = ratio_interval(part, whole)
    assert found.mean == 0.5
    residual = part - 0.5 * whole
    error = residual.std(ddof=1) / whole.mean() / 2
    assert found.high == pytest.approx(min(1.0, 0.5 + stats.t.ppf(0.975, 3) * error))


def test_a_ratio_covers_as_often_as_it_says() -> None:
    rng, covered = np.random.default_rng(8), 0
    for _ in range(400):
        whole = rng.poisson(10, 60).astype(float)
        chance = rng.beta(2, 4, 60)  # every world has a luck of its own
        found = ratio_interval(rng.binomial(whole.astype(int), chance).astype(float), whole)
        covered += found.low <= 1 / 3 <= found.high
    assert 0.92 <= covered / 400 <= 0.98


def test_a_part_never_seen_may_still_exist_and_one_beyond_the_whole_is_refused() -> None:
    never = ratio_interval(np.zeros(20), np.ones(20))
    assert (never.mean, never.low) == (0.0, 0.0)
    assert never.high > 0.1
    with pytest.raises(InputError, match="not parts"):
        ratio_interval(np.array([2.0, 1.0]), np.array([1.0, 1.0]))
