"""Sobol indices and Morris effects of functions whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest
from SALib.analyze import morris as salib_morris
from SALib.analyze import sobol as salib_sobol
from SALib.test_functions import Ishigami

from simlib.studies.drivers.screening import screened, trajectory_points
from simlib.studies.drivers.sobol import SobolIndex, saltelli_points, sobol_indices

NAMES = ("x1", "x2", "x3")
# Ishigami and Homma (1990) with a = 7, b = 0.1
FIRST = {"x1": 0.3139, "x2": 0.4424, "x3": 0.0}
TOTAL = {"x1": 0.5576, "x2": 0.4424, "x3": 0.2437}


def ishigami(points: np.ndarray) -> np.ndarray:
    return Ishigami.evaluate(np.pi * (2 * points - 1))


def by_name(found: tuple[SobolIndex, ...]) -> dict[str, SobolIndex]:
    return {each.name: each for each in found}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_indices_of_ishigami_lie_in_their_intervals(seed: int) -> None:
    points = saltelli_points(NAMES, 512, seed=seed)
    found = by_name(sobol_indices(NAMES, ishigami(points)[:, np.newaxis], seed=seed))
    for name in NAMES:
        assert found[name].first.low <= FIRST[name] <= found[name].first.high
        assert found[name].total.low <= TOTAL[name] <= found[name].total.high
        assert found[name].total.half_width < 0.2
    assert found["x3"].first.low <= 0
    assert found["x3"].clear


def test_without_noise_the_estimates_are_those_of_salib() -> None:
    points = saltelli_points(NAMES, 256, seed=5)
    outcomes = ishigami(points)
    problem = {"num_vars": 3, "names": list(NAMES), "bounds": [[0.0, 1.0]] * 3}
    theirs = salib_sobol.analyze(problem, outcomes, calc_second_order=False, seed=1)
    ours = by_name(sobol_indices(NAMES, outcomes[:, np.newaxis]))
    for k, name in enumerate(NAMES):
        assert ours[name].first.mean == pytest.approx(theirs["S1"][k], abs=1e-9)
        assert ours[name].total.mean == pytest.approx(theirs["ST"][k], abs=1e-9)


def test_noise_of_few_worlds_swells_no_index() -> None:
    points = saltelli_points(NAMES, 512, seed=4)
    rng = np.random.default_rng(0)
    own = rng.normal(0, 8, (len(points), 24))
    shared = rng.normal(0, 3, 24)  # what all points have in common is no spread
    outcomes = ishigami(points)[:, np.newaxis] + own + shared
    problem = {"num_vars": 3, "names": list(NAMES), "bounds": [[0.0, 1.0]] * 3}
    raw = salib_sobol.analyze(problem, outcomes.mean(axis=1), calc_second_order=False, seed=1)
    found = by_name(sobol_indices(NAMES, outcomes))
    assert raw["ST"][2] > TOTAL["x3"] + 0.08
    for name in NAMES:
        assert found[name].total.low <= TOTAL[name] <= found[name].total.high
        assert found[name].first.low <= FIRST[name] <= found[name].first.high


def test_an_input_without_effect_has_an_index_that_covers_zero_in_spite_of_noise() -> None:
    names = ("real", "idle")
    points = saltelli_points(names, 256, seed=6)
    noise = np.random.default_rng(1).normal(0, 1.5, (len(points), 16))
    found = by_name(sobol_indices(names, points[:, :1] + noise))
    assert not found["idle"].clear
    assert found["real"].clear
    assert found["real"].total.low <= 1 <= found["real"].total.high


def test_morris_effects_are_those_of_salib() -> None:
    points = trajectory_points(NAMES, NAMES, 30, seed=3)
    outcomes = ishigami(points)
    problem = {
        "num_vars": 3,
        "names": list(NAMES),
        "groups": list(NAMES),
        "bounds": [[0.0, 1.0]] * 3,
    }
    theirs = salib_morris.analyze(problem, points, outcomes)
    ours = {each.name: each for each in screened(points, outcomes[:, np.newaxis], NAMES)}
    for k, name in enumerate(NAMES):
        assert ours[name].reach.mean == pytest.approx(float(theirs["mu_star"][k]))
        assert ours[name].spread.mean == pytest.approx(float(theirs["sigma"][k]))
        assert ours[name].direction == pytest.approx(float(theirs["mu"][k]))
        assert ours[name].reach.low <= ours[name].reach.mean <= ours[name].reach.high


def test_a_straight_line_has_its_slope_and_no_spread() -> None:
    points = trajectory_points(NAMES, NAMES, 10, seed=3)
    outcomes = (3 * points[:, 0] - points[:, 1])[:, np.newaxis]
    first, second, third = screened(points, outcomes, NAMES)
    assert (first.name, second.name, third.name) == NAMES
    assert first.reach.mean == pytest.approx(3)
    assert second.direction == pytest.approx(-1)
    assert first.spread.mean == pytest.approx(0, abs=1e-12)
    assert third.reach.mean == 0
    assert not third.clear


def test_the_reach_of_noise_alone_is_foretold() -> None:
    points = trajectory_points(NAMES, NAMES, 200, seed=8)
    noise = np.random.default_rng(2).normal(0, 1, (len(points), 20))
    outcomes = 2 * points[:, :1] + noise
    found = {each.name: each for each in screened(points, outcomes, NAMES)}
    for name in ("x2", "x3"):
        assert found[name].noise == pytest.approx(found[name].reach.mean, rel=0.15)
    assert found["x1"].clear


def test_a_group_moves_together() -> None:
    labels = ("pair", "pair", "alone")
    points = trajectory_points(NAMES, labels, 40, seed=3)
    assert len(points) == 40 * 3
    outcomes = (points[:, 0] + 0 * points[:, 1])[:, np.newaxis]
    pair, alone = screened(points, outcomes, labels)
    assert (pair.name, alone.name) == ("pair", "alone")
    assert pair.reach.mean == pytest.approx(1)
    assert alone.reach.mean == 0
