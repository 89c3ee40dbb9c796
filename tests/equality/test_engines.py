"""Both engines play the small shipped books alike, to the last bit, in every diary and evidence.

Here every pairing of a discipline with a set of evidence plays its full five years: 3 worlds each,
and 4 more under the graded set. The large books are in ``test_large_books.py``; the full grid, 50
worlds of every pairing on every book, is for the night.
"""

from __future__ import annotations

from typing import get_args

import pytest

from simlib.inputs.disciplines import disciplines
from simlib.inputs.parameters import EVIDENCE_SETS
from simlib.inputs.scenario import Scenario
from simlib.inputs.shipped import shipped_books
from simlib.model.chunk import Log
from simlib.run.order import play_chunk
from tests.equality.difference import assert_engines_agree, first_difference, without_events

SMALL = ("hms_associates", "supplier")


def _books(*slow: str) -> list[object]:
    return [pytest.param(name, marks=pytest.mark.slow) if name in slow else name for name in SMALL]


@pytest.mark.parametrize("evidence", EVIDENCE_SETS)
@pytest.mark.parametrize("diary", disciplines())
@pytest.mark.parametrize("book", _books("supplier"))
def test_the_small_books_are_played_alike(book: str, diary: str, evidence: str) -> None:
    assert_engines_agree(Scenario(book=book, discipline=diary, evidence=evidence), worlds=3)


@pytest.mark.slow
@pytest.mark.parametrize("diary", disciplines())
@pytest.mark.parametrize("book", SMALL)
def test_more_worlds_are_played_alike(book: str, diary: str) -> None:
    assert_engines_agree(Scenario(book=book, discipline=diary), worlds=4, first=3)


@pytest.mark.nightly
@pytest.mark.parametrize("evidence", EVIDENCE_SETS)
@pytest.mark.parametrize("diary", disciplines())
@pytest.mark.parametrize("book", shipped_books())
def test_fifty_worlds_are_played_alike(book: str, diary: str, evidence: str) -> None:
    """About an hour on two slow cores for all of them."""
    assert_engines_agree(Scenario(book=book, discipline=diary, evidence=evidence), worlds=50)


@pytest.mark.parametrize("log", get_args(Log))
def test_every_log_is_alike(log: Log) -> None:
    story = Scenario(book="hms_associates", evidence="high", horizon_years=2)
    assert_engines_agree(story, worlds=3, log=log)


@pytest.mark.parametrize("log", ["none", "story"])
def test_a_shorter_log_leaves_the_rest_alone(log: Log) -> None:
    story = Scenario(book="hms_associates", horizon_years=2)
    full, less = (play_chunk(story, 11, 0, 5, each, "compiled") for each in ("full", log))
    assert 0 < len(full.events) > len(less.events)
    assert first_difference(without_events(full), without_events(less)) is None


@pytest.mark.parametrize("seed", [0, 2**32, 2**64 - 1])
@pytest.mark.parametrize("first", [0, 2**31, 2**32 - 2])
def test_every_seed_and_world_is_alike(seed: int, first: int) -> None:
    story = Scenario(book="hms_associates", horizon_years=1)
    assert_engines_agree(story, worlds=2, seed=seed, first=first)


@pytest.mark.parametrize("years", [1, 20])
def test_every_horizon_is_alike(years: int) -> None:
    assert_engines_agree(Scenario(book="hms_associates", horizon_years=years), worlds=3)
