"""Estimators of the dose study against truths worked out by other means."""

from __future__ import annotations

import gc
import math
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from simlib.analysis.coverage import needed
from simlib.analysis.dry_spells import (
    dry_weeks,
    limit,
    longest_in_year,
    reached,
    weekly_hits,
)
from simlib.analysis.fates import majors_kept
from simlib.studies.dose.dose import optimum
from simlib.studies.dose.one_call import first_year_deals
from tests.support.firms import book_of

DOSES = (0.0, 1.0, 2.0, 4.0, 8.0)
PEAK = np.array([0.0, 0.3, 0.5, 0.45, 0.1])


@pytest.fixture(autouse=True)
def _no_rubbish_collected(monkeypatch: pytest.MonkeyPatch) -> None:
    # statsmodels' Holm collects garbage on every call, which takes longer than the call.
    monkeypatch.setattr(gc, "collect", lambda: 0)


def noisy(means: np.ndarray, worlds: int, rng: np.random.Generator) -> np.ndarray:
    # A shared fate of each world, as common random numbers give, and a little of one's own.
    fate = rng.normal(size=worlds)
    return means[:, np.newaxis] + fate + 0.3 * rng.normal(size=(len(means), worlds))


def run_of_misses(n: int, trials: int, success: float) -> float:
    """Return the chance of n misses in a row within so many trials, by counting on."""
    lengths = np.zeros(n)
    lengths[0] = 1.0
    reached_n = 0.0
    for _ in range(trials):
        missed = lengths * (1 - success)
        reached_n += missed[-1]
        lengths = np.concatenate([[lengths.sum() * success], missed[:-1]])
    return reached_n


# The place of the peak


def test_a_clear_peak_is_found_and_nothing_else_is_as_good() -> None:
    rng = np.random.default_rng(1)
    found = optimum(DOSES, noisy(PEAK, 400, rng), noisy(PEAK, 2000, rng))
    assert found.dose == 2.0
    assert found.as_good == (2.0,)
    assert found.interior
    assert found.over_none is not None
    assert found.over_none.low < 0.5 < found.over_none.high
    assert found.over_less is not None
    assert found.over_less.low < 0.2 < found.over_less.high
    assert found.over_more is not None
    assert found.over_more.low < 0.05 < found.over_more.high


def test_the_set_holds_the_true_best_as_often_as_it_says() -> None:
    rng = np.random.default_rng(2)
    sets = [optimum(DOSES, noisy(PEAK, 20, rng), noisy(PEAK, 40, rng)) for _ in range(400)]
    share = np.mean([2.0 in found.as_good for found in sets])
    assert share > 0.93
    # It is no set of everything either: the worst dose is nearly always out.
    assert np.mean([0.0 in found.as_good for found in sets]) < 0.2


def test_prospecting_that_only_costs_is_found_to_be_best_at_none() -> None:
    rng = np.random.default_rng(3)
    falling = np.array([0.5, 0.4, 0.3, 0.1, 0.0])
    found = optimum(DOSES, noisy(falling, 300, rng), noisy(falling, 800, rng))
    assert found.dose == 0.0
    assert found.none_may_be_best
    assert not found.interior
    assert found.over_none is None
    assert found.over_less is None


def test_no_difference_is_no_optimum() -> None:
    rng = np.random.default_rng(4)
    found = [
        optimum(DOSES, noisy(np.zeros(5), 50, rng), noisy(np.zeros(5), 100, rng))
        for _ in range(200)
    ]
    assert np.mean([each.as_good == DOSES for each in found]) > 0.9


def test_doses_that_do_the_same_in_every_world_are_never_told_apart() -> None:
    same = np.ones((5, 30))
    assert optimum(DOSES, same, same).as_good == DOSES


def test_the_winners_curse_is_taken_out_by_fresh_worlds() -> None:
    rng = np.random.default_rng(5)
    own, fresh = [], []
    for _ in range(300):
        choosing = rng.normal(size=(5, 10))
        found = optimum(DOSES, choosing, rng.normal(size=(5, 10)))
        own.append(choosing.mean(axis=1).max())
        fresh.append(found.value.mean)
    assert np.mean(own) > 0.3
    assert abs(np.mean(fresh)) < 0.07


# Dry spells


def test_a_spell_is_counted_by_hand() -> None:
    hits = np.array([False, False, True, False, False, False, True, False])
    assert dry_weeks(hits).tolist() == [1, 2, 0, 1, 2, 3, 0, 1]


def test_a_spell_that_began_before_the_year_counts_in_full() -> None:
    hits = np.zeros((1, 1, 104), dtype=bool)
    hits[0, 0, 40] = True
    hits[0, 0, 60] = True
    assert longest_in_year(hits, 1).item() == 40
    # At the end: weeks 61 to 103. At the look before the second hit: weeks 41 to 59.
    assert longest_in_year(hits, 2).item() == 43
    hits[0, 0, 90] = True
    assert longest_in_year(hits, 2).item() == 29


@pytest.mark.parametrize("success", [0.1, 0.25])
def test_bernoulli_weeks_have_the_spells_that_theory_gives(success: float) -> None:
    rng = np.random.default_rng(6)
    hits = rng.random((4000, 3, 208)) < success
    longest = longest_in_year(hits, 4)
    band = reached(longest)
    for weeks in (5, 10, 20, 30):
        # Long before the year the spells have forgotten the start; n - 1 weeks of the past count.
        truth = run_of_misses(weeks, 52 + weeks - 1, success)
        assert band.low[weeks] - 0.01 <= truth <= band.high[weeks] + 0.01


def test_the_limit_is_where_theory_puts_it() -> None:
    rng = np.random.default_rng(7)
    hits = rng.random((6000, 2, 208)) < 0.15
    longest = longest_in_year(hits, 4)
    for chance in (0.05, 0.01):
        truth = next(n for n in range(1, 200) if run_of_misses(n, 51 + n, 0.15) <= chance)
        found = limit(longest, chance, 208)
        assert found.low <= truth <= found.high
        assert abs(found.weeks - truth) <= 2
        assert found.high - found.low <= 12


def test_where_too_many_never_succeed_there_is_no_limit() -> None:
    longest = np.full((100, 2), 156)
    found = limit(longest, 0.05, 156)
    assert math.isinf(found.weeks)
    assert math.isinf(found.low)


def test_rare_successes_leave_a_limit_for_nobody_but_frequent_ones_do() -> None:
    rng = np.random.default_rng(8)
    rare = rng.random((500, 1, 156)) < 0.005
    often = rng.random((500, 1, 156)) < 0.3
    assert math.isinf(limit(longest_in_year(rare, 3), 0.05, 156).weeks)
    assert limit(longest_in_year(often, 3), 0.05, 156).weeks < 30


# Pipeline coverage


def test_the_coverage_of_a_known_curve_is_found() -> None:
    rng = np.random.default_rng(9)
    covered = rng.uniform(0, 2, 20_000)
    chance = 1 / (1 + np.exp(-(-1.0 + 2.5 * covered)))
    truth = (1.0 + math.log(4)) / 2.5
    middle, low, high = needed(covered, rng.random(20_000) < chance, 0.8)
    assert low <= truth <= high
    assert middle == pytest.approx(truth, abs=0.04)


def test_a_coverage_that_nobody_has_is_not_promised() -> None:
    rng = np.random.default_rng(10)
    covered = rng.uniform(0, 0.3, 2000)
    assert needed(covered, rng.random(2000) < 0.3, 0.8)[0] == math.inf
    assert needed(np.zeros(50), np.arange(50) % 2 == 0, 0.8)[0] == math.inf
    assert needed(covered, np.ones(2000, dtype=bool), 0.8) == (0.0, 0.0, 0.0)


def test_the_interval_of_the_coverage_holds_it_as_often_as_it_says() -> None:
    rng = np.random.default_rng(11)
    truth, held = (0.5 + math.log(4)) / 2.0, 0
    for _ in range(200):
        covered = rng.uniform(0, 2, 400)
        back = rng.random(400) < 1 / (1 + np.exp(-(-0.5 + 2.0 * covered)))
        _, low, high = needed(covered, back, 0.8)
        held += low - 0.01 <= truth <= high + 0.01
    assert held / 200 > 0.91


# Logs that are small enough to read


def story(rows: list[tuple[int, float, str, str, str]], worlds: int, **more: object) -> object:
    events = pd.DataFrame(rows, columns=["world", "week", "kind", "rep", "account"])
    numbers = pd.DataFrame({"world": np.arange(worlds), **more})
    return SimpleNamespace(events=events, worlds=numbers, world_count=worlds, first_world=0, seed=1)


def test_a_win_belongs_to_the_meeting_that_led_to_it() -> None:
    run = story(
        [
            (0, 10.0, "meeting", "A", "x"),
            (0, 40.0, "won", "A", "x"),
            (0, 20.0, "meeting", "A", "y"),  # lost, met again in the second year, then won
            (0, 80.0, "meeting", "A", "y"),
            (0, 99.0, "won", "A", "y"),
            (2, 52.0, "meeting", "A", "x"),
            (2, 120.0, "won", "A", "x"),
            (2, 60.0, "meeting", "A", "z"),
            (2, 70.0, "won", "A", "z"),
        ],
        3,
    )
    met, won = first_year_deals(run)
    assert met.tolist() == [2, 0, 1]
    assert won.tolist() == [1, 0, 1]


def test_events_fall_into_the_week_whose_end_shows_them() -> None:
    run = story(
        [(0, 0.5, "won", "B", "x"), (1, 52.0, "won", "A", "y"), (1, 3.2, "call", "A", "")], 2
    )
    run.scenario = SimpleNamespace(  # type: ignore[attr-defined]
        book=SimpleNamespace(reps=("A", "B")), horizon_years=1
    )
    hits = weekly_hits(run, "won")
    assert hits.shape == (2, 2, 52)
    assert hits[0, 1].tolist() == [True] + 51 * [False]
    assert hits[1, 0].tolist() == 51 * [False] + [True]
    assert hits.sum() == 2


def test_of_the_largest_accounts_those_lost_are_gone_and_a_closed_firm_has_none() -> None:
    book = book_of(900.0, 500.0, 120.0, 60.0)
    run = story(
        [(0, 9.0, "lost", "", "a00"), (0, 9.0, "lost", "", "a03"), (2, 9.0, "lost", "", "a01")],
        4,
        initial_losses=[2, 0, 1, 0],
        ruin_week=[np.nan, 20.0, np.nan, np.nan],
    )
    run.events["cause"] = "neglect"  # type: ignore[attr-defined]
    run.scenario = SimpleNamespace(book=book)  # type: ignore[attr-defined]
    run.months = np.arange(13)  # type: ignore[attr-defined]
    run.world_values = lambda column: run.worlds[column].to_numpy(float)  # type: ignore[attr-defined]
    assert majors_kept(run, accounts=2).tolist() == [0.5, 0.0, 0.5, 1.0]
    assert majors_kept(run, accounts=9).tolist() == [0.5, 0.0, 0.75, 1.0]
