"""Both engines play any small firm that inputs allow alike, to the last bit."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from simlib.inputs.scenario import Scenario
from tests.equality.difference import assert_engines_agree
from tests.support.random_scenarios import ALWAYS, SEEDS, WORLDS, stories


@pytest.mark.slow
@settings(max_examples=200, derandomize=True, **ALWAYS)
@given(stories(), SEEDS, WORLDS)
def test_any_firm_is_played_alike(story: Scenario, seed: int, world: int) -> None:
    assert_engines_agree(story, worlds=1, seed=seed, first=world)


@pytest.mark.nightly
@settings(max_examples=10_000, **ALWAYS)
@given(stories(), SEEDS, WORLDS)
def test_thousands_of_firms_are_played_alike(story: Scenario, seed: int, world: int) -> None:
    assert_engines_agree(story, worlds=1, seed=seed, first=world)
