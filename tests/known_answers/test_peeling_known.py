"""Boxes planted in synthetic draws are found; in noise nothing is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlib.inputs.errors import InputError
from simlib.studies.drivers.prim import flip_box

pytestmark = pytest.mark.slow

NAMES = tuple(f"x{number}" for number in range(30))


def draws(seed: int, count: int = 400) -> tuple[np.random.Generator, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng, rng.random((count, len(NAMES)))


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_a_planted_corner_is_found(seed: int) -> None:
    rng, cube = draws(seed)
    planted = (cube[:, 3] < 0.4) & (cube[:, 10] > 0.55)
    box = flip_box(cube, NAMES, rng.random(400) < np.where(planted, 0.85, 0.04))
    limits = {limit.name: limit for limit in box.limits}
    assert {"x3", "x10"} <= limits.keys()
    assert limits["x3"].low == 0
    assert limits["x3"].high == pytest.approx(0.4, abs=0.08)
    assert limits["x10"].low == pytest.approx(0.55, abs=0.08)
    assert limits["x10"].high == 1
    _, fresh = draws(seed + 100)
    truth = (fresh[:, 3] < 0.4) & (fresh[:, 10] > 0.55)
    held = box.holds(fresh, NAMES)
    assert (held & truth).sum() > 0.75 * max(held.sum(), truth.sum())


def test_a_planted_middle_is_found() -> None:
    _, cube = draws(1)
    box = flip_box(cube, NAMES, np.abs(cube[:, 4] - 0.5) < 0.15)
    (limit,) = box.limits
    assert limit.name == "x4"
    assert limit.low == pytest.approx(0.35, abs=0.03)
    assert limit.high == pytest.approx(0.65, abs=0.03)
    assert box.density.mean > 0.95


def test_three_inputs_are_the_most_a_sentence_holds() -> None:
    _, cube = draws(2, 1_000)
    wins = (cube[:, :4] < 0.7).all(axis=1)
    assert len(flip_box(cube, NAMES, wins).limits) == 3
    assert len(flip_box(cube, NAMES, wins, most_inputs=2).limits) == 2


def test_pure_noise_finds_nothing_in_nearly_all_cases() -> None:
    found = 0
    for seed in range(20):
        rng, cube = draws(seed, 100)
        box = flip_box(cube, NAMES, rng.random(100) < 0.3)
        found += box.found
        assert box.found or box.limits == ()
    assert found <= 4  # 5 % of 20, and chance


@pytest.mark.parametrize("value", [True, False])
def test_draws_that_all_say_the_same_tell_nothing(value: bool) -> None:
    _, cube = draws(3)
    box = flip_box(cube, NAMES, np.full(400, value))
    assert not box.found
    assert box.base.mean == float(value)


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.floats(0.2, 0.8), st.booleans())
def test_what_a_box_says_of_itself_is_true(seed: int, edge: float, above: bool) -> None:
    rng = np.random.default_rng(seed)
    cube = rng.random((150, 4))
    wins = (cube[:, 2] > edge) == above
    box = flip_box(cube, NAMES[:4], wins)
    held = box.holds(cube, NAMES[:4])
    assert box.inside == held.sum()
    assert box.density.mean == pytest.approx(wins[held].mean())
    assert box.coverage.mean == pytest.approx(held[wins].mean())
    assert all(0 <= limit.low < limit.high <= 1 for limit in box.limits)


def test_arrays_that_do_not_fit_and_too_few_draws_are_refused() -> None:
    _, cube = draws(1)
    with pytest.raises(InputError, match="do not fit"):
        flip_box(cube, NAMES[:-1], np.ones(400, dtype=bool))
    with pytest.raises(InputError, match="too few draws"):
        flip_box(cube[:10], NAMES, np.ones(10, dtype=bool))
