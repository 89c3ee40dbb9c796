"""A world that needs more room gets it and is played again: nothing is dropped, nothing changes.

The engine is compiled anew for every size of world, which takes a minute: most of this is for the
night. By day a world that is too large even for the usual size is refused and not played wrongly.
"""

from __future__ import annotations

from dataclasses import asdict

import pytest

from simlib.inputs.causes import Cause
from simlib.inputs.scenario import Scenario
from simlib.model.chunk import Chunk, Log
from simlib.model.compiled import engine
from simlib.model.compiled.layout import Capacity
from simlib.model.plan import plan
from tests.equality.difference import first_difference
from tests.equality.rough import ROUGH, shaken
from tests.support.firms import book_of, calm, scenario

TINY = Capacity(reps=2, accounts=32, causes=4, forced=2, decisions=4, tasks=10, events=20, rows=6)
BOOK = book_of(*range(100, 180, 10))
CALM = calm(targets_per_rep=2, notice_weeks=20.0)


def _cause(**fields: object) -> Cause:
    usual = {"name": "storm", "label": "Storm", "loss_probability": 0.1, "severity_high": 0.1}
    return Cause(**{**usual, **fields})


# What each needs too much of: decisions pending, tasks waiting, events to come, rows at once.
CROWDED = {
    "decisions": CALM.with_cause(_cause(scope="account", effect="loss", annual_rate=10)),
    "tasks": CALM.with_(requests_per_week=50.0, max_open_requests=5),
    "events": CALM.with_(requests_per_week=0.2)
    .with_cause(_cause(name="cold", scope="account", effect="shrink", annual_rate=5))
    .with_cause(_cause(name="fever", scope="buyer", effect="shrink", annual_rate=5)),
    "rows": CALM.with_cause(_cause(scope="economy", effect="shrink", annual_rate=5)),
}
WORLDS = 3


def _story(table: str) -> Scenario:
    return scenario(BOOK, CROWDED[table], request_hours=10.0, horizon_years=2)


def _played(story: Scenario, size: Capacity | None = None, log: Log = "full") -> Chunk:
    return engine.play_chunk(plan(story), 11, 0, WORLDS, log, size)


@pytest.mark.nightly
@pytest.mark.parametrize("table", CROWDED)
def test_a_crowded_world_is_played_again_with_more_room(
    table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next size is the usual one here, since every further size takes a minute to compile."""
    monkeypatch.setattr(Capacity, "doubled", lambda size: Capacity())
    story = _story(table)
    assert first_difference(_played(story, TINY), _played(story)) is None


def test_a_firm_too_large_for_the_usual_size_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_LARGEST_CLASS", 1)
    large = scenario(book_of(*range(100, 700)), CROWDED["decisions"], horizon_years=1)
    with pytest.raises(OverflowError, match="has more decisions than fit"):
        _played(large, Capacity(), "none")


@pytest.mark.nightly
@pytest.mark.parametrize("table", CROWDED)
def test_a_world_beyond_the_largest_size_is_refused(
    table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_LARGEST_CLASS", 1)
    with pytest.raises(OverflowError, match=rf"^world \d of 'idle' has more {table} than fit"):
        _played(_story(table), TINY)


@pytest.mark.nightly
def test_a_crowded_world_is_played_again_in_the_doubled_size() -> None:
    """Half of every table is too little, and twice that is the usual size."""
    half = Capacity(**{name: number // 2 for name, number in asdict(Capacity()).items()})
    story = ROUGH["shocks without end"].story().with_(notice_weeks=104.0, **shaken(6.0))
    assert first_difference(_played(story, half), _played(story)) is None


def test_each_size_is_twice_the_one_before() -> None:
    size = asdict(Capacity())
    assert asdict(Capacity().doubled()) == {name: 2 * number for name, number in size.items()}


@pytest.mark.parametrize("log", ["story", "full"])
def test_event_rows_find_room_however_little_there_was(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Scenario(book="hms_associates", horizon_years=2)
    usual = _played(story, log=log)
    monkeypatch.setattr(engine, "_ROWS_A_WORLD", {log: 1})
    assert first_difference(_played(story, log=log), usual) is None
    assert len(usual.events) > 100 * WORLDS
