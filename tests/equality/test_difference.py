"""The comparison itself: it finds every difference, says where, and takes NaN for NaN."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

import numpy as np
import pytest

from simlib.inputs.scenario import Scenario
from simlib.model.chunk import Chunk
from simlib.run.order import play_chunk
from tests.equality.difference import first_difference
from tests.support.firms import book_of

STORY = Scenario(book=book_of(900.0, 80.0, 120.0, 60.0, reps=2), horizon_years=1)
FIRST, LAST = 5, 7


@pytest.fixture(scope="module")
def chunk() -> Chunk:
    return play_chunk(STORY, 11, FIRST, 3, "full", "simpy")


def _copy(chunk: Chunk) -> Chunk:
    tables = [each.name for each in fields(chunk) if each.name != "first"]
    return replace(chunk, **{name: getattr(chunk, name).copy() for name in tables})


def _ulp(table: np.ndarray, place: tuple[int | str, ...]) -> None:
    for part in place[:-1]:
        table = table[part]
    table[place[-1]] = np.nextafter(table[place[-1]], np.inf)


CHANGES: dict[str, tuple[Callable[[Chunk], object], str]] = {
    "the week of the first event": (
        lambda c: _ulp(c.events, ("week", 0)),
        "world 5, event 0: [world 5 week ",
    ),
    "the value of the last event": (lambda c: _ulp(c.events, ("value", -1)), "world 7, event "),
    "a negative zero": (
        lambda c: c.events["value"].__setitem__(int(np.argmin(c.events["value"] != 0)), -0.0),
        "value -0.0] against ",
    ),
    "cash": (lambda c: _ulp(c.monthly, (1, 12, 1)), "world 6, month 12, cash: "),
    "hours": (lambda c: _ulp(c.reps, (2, 3, 1, 8)), "world 7, month 3, seat 1, gesture_hours: "),
    "GRR": (lambda c: _ulp(c.retention, (0, 0, 1)), "world 5, year 1, GRR: "),
    "wins": (lambda c: c.tallies["wins"].__iadd__([0, 1, 0]), "world 6, wins: "),
    "a week of ruin": (lambda c: c.tallies["ruin_week"].fill(0.0), "world 5, ruin_week: 0.0"),
    "a loss": (lambda c: c.losses[2, 1].fill(9), "month 3, won accounts lost, cause 0: 9 "),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_bit_is_found_and_named(chunk: Chunk, name: str) -> None:
    change, told = CHANGES[name]
    changed = _copy(chunk)
    change(changed)
    assert told in str(first_difference(changed, chunk))
    assert first_difference(chunk, changed) is not None


def test_equal_chunks_do_not_differ(chunk: Chunk) -> None:
    assert first_difference(chunk, _copy(chunk)) is None
    assert np.isnan(chunk.tallies["ruin_week"]).any()


def test_a_missing_event_is_found(chunk: Chunk) -> None:
    count = int(np.count_nonzero(chunk.events["world"] == LAST))
    shorter = replace(chunk, events=chunk.events[:-1])
    message = str(first_difference(shorter, chunk))
    assert message.startswith(f"world {LAST}, event {count - 1}: no event against [world 7 week ")


def test_an_event_too_many_belongs_to_its_own_world(chunk: Chunk) -> None:
    """Where a world has one event more, the other log already is in the next world."""
    count = int(np.count_nonzero(chunk.events["world"] == FIRST))
    fewer = replace(chunk, events=np.delete(chunk.events, count - 1))
    for pair in ((fewer, chunk), (chunk, fewer)):
        assert str(first_difference(*pair)).startswith(f"world {FIRST}, event {count - 1}: ")


def test_other_worlds_and_other_shapes_are_differences(chunk: Chunk) -> None:
    assert first_difference(chunk, replace(chunk, first=FIRST + 1)) is not None
    assert first_difference(chunk, replace(chunk, reps=chunk.reps[:, :, :1])) is not None
