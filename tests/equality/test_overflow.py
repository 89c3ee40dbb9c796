"""A world that needs more room gets it: nothing is dropped, changed or compiled for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simlib.inputs.account import Account
from simlib.inputs.book import Book
from simlib.inputs.causes import Cause
from simlib.inputs.scenario import Scenario
from simlib.model.chunk import Chunk, Log
from simlib.model.compiled import engine, workspace
from simlib.model.compiled.layout import FULL
from simlib.model.compiled.play import play_worlds
from simlib.model.plan import Plan, plan
from tests.equality.difference import first_difference
from tests.support.firms import book_of, calm, scenario

BOOK = book_of(*range(100, 180, 10))
CALM = calm(targets_per_rep=2, notice_weeks=20.0)
WORLDS = 3


def _cause(**fields: object) -> Cause:
    usual = {"name": "storm", "label": "Storm", "loss_probability": 0.1, "severity_high": 0.1}
    return Cause(**{**usual, **fields})  # type: ignore[arg-type]


# What each needs too much of: decisions pending, tasks waiting, events to come, rows at once.
CROWDED = {
    "decisions": CALM.with_cause(_cause(scope="account", effect="loss", annual_rate=10)),
    "tasks": CALM.with_(requests_per_week=50.0, max_open_requests=5),
    "events": CALM.with_(requests_per_week=0.2)
    .with_cause(_cause(name="cold", scope="account", effect="shrink", annual_rate=5))
    .with_cause(_cause(name="fever", scope="buyer", effect="shrink", annual_rate=5)),
    "rows": CALM.with_cause(_cause(scope="economy", effect="shrink", annual_rate=5)),
}


def _story(table: str) -> Scenario:
    return scenario(BOOK, CROWDED[table], request_hours=10.0, horizon_years=2)


def _played(story: Scenario, log: Log = "full") -> Chunk:
    return engine.play_chunk(plan(story), 11, 0, WORLDS, log)


@pytest.fixture
def no_room(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let every table that may run full begin with one row; return the names of those enlarged."""
    usual: Callable[[Plan], dict[str, int]] = workspace.rooms
    enlarged: list[str] = []
    enlarge = workspace.Workspace.enlarge

    def told(self: workspace.Workspace, name: str) -> None:
        enlarged.append(name)
        enlarge(self, name)

    monkeypatch.setattr(
        workspace, "rooms", lambda p: {**usual(p), **dict.fromkeys(FULL.values(), 1)}
    )
    monkeypatch.setattr(workspace.Workspace, "enlarge", told)
    return enlarged


@pytest.mark.parametrize("table", CROWDED)
def test_a_crowded_world_is_played_again_with_more_room(
    table: str, request: pytest.FixtureRequest
) -> None:
    usual = _played(_story(table))
    enlarged = request.getfixturevalue("no_room")
    assert first_difference(_played(_story(table)), usual) is None
    assert enlarged.count(table) > 2


def test_no_size_of_firm_is_compiled_for() -> None:
    """From one account and seat to 5,000 accounts and 400 seats, 70 causes and 80 forced events."""
    accounts = [Account(f"a{k:04d}", 100.0 + k) for k in range(5000)]
    large = Book.from_accounts(accounts, name="large", reps=400)
    causes = CALM
    for number in range(70):
        causes = causes.with_cause(
            _cause(name=f"c{number}", scope="account", effect="loss", annual_rate=0.01)
        )
    stress = [f"lose id:a{k:04d} in week {k}" for k in range(52)]
    stress += [f"shrink id:a{k:04d} by 10 % in week 3" for k in range(100, 128)]
    stories = [
        scenario(book_of(5.0), CALM, horizon_years=1),
        scenario(large, causes, horizon_years=1, stress=stress),
        scenario(large, CALM, horizon_years=20).with_(horizon_years=2),
    ]
    _played(stories[0], "none")
    compiled = len(play_worlds.signatures)  # type: ignore[attr-defined]
    for story in stories:
        assert _played(story, "none").count == WORLDS
    assert len(play_worlds.signatures) == compiled == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize("log", ["story", "full"])
def test_event_rows_find_room_however_little_there_was(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Scenario(book="hms_associates", horizon_years=2)
    usual = _played(story, log=log)
    monkeypatch.setattr(engine, "_ROWS_A_WORLD", {log: 1})
    assert first_difference(_played(story, log=log), usual) is None
    assert len(usual.events) > 100 * WORLDS
