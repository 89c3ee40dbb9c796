"""What must leave a log alone does so in both engines, and what strikes the others stays put.

The draws themselves are looked at in `test_invariance`, where SimPy makes them; the compiled engine
is held here to the same promises by its logs.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from simlib.inputs.account import Account
from simlib.inputs.book import Book
from simlib.inputs.causes import Cause
from simlib.inputs.scenario import Scenario
from simlib.run.order import Engine
from simlib.run.result import Run
from simlib.run.simulate import simulate
from tests.common_random_numbers.nine import ACCOUNTS, BASE, BOOK, story

_WORLDS = 3
_COLUMNS = ["world", "week", "kind", "rep", "account", "cause", "value"]
Log = list[tuple[Any, ...]]


def run(a_story: Scenario, engine: Engine, **fields: Any) -> Run:
    fields = {"worlds": _WORLDS, "seed": 11, "log": "full", "executor": "here", **fields}
    return simulate(a_story, engine=engine, progress=False, **fields)


def log(played: Run) -> Log:
    rows = played.events[_COLUMNS].astype(object)
    return list(rows.where(rows.notna(), "").itertuples(index=False, name=None))


@pytest.fixture(scope="module", params=["compiled", "simpy"])
def engine(request: pytest.FixtureRequest) -> Engine:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def base(engine: Engine) -> Log:
    found = log(run(BASE, engine))
    assert len(found) > 1000
    return found


def test_another_seed_is_seen(engine: Engine, base: Log) -> None:
    assert log(run(BASE, engine, seed=12)) != base


@pytest.mark.parametrize("scope", ["account", "economy"])
def test_a_zero_rate_cause_changes_nothing(engine: Engine, base: Log, scope: str) -> None:
    cause = Cause(name="aaa", label="aaa", scope=scope, effect="loss", annual_rate=0)
    more = BASE.with_(evidence=BASE.evidence.with_cause(cause.with_(loss_probability=1)))
    assert log(run(more, engine)) == base


def test_a_reordered_csv_changes_nothing(engine: Engine, base: Log, tmp_path: Path) -> None:
    path = tmp_path / "book.csv"
    BOOK.to_csv(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    head = 1 + next(i for i, line in enumerate(lines) if line.startswith("account_id"))
    rows = Random(3).sample(lines[head:], len(lines) - head)
    assert rows != lines[head:]
    path.write_text("\n".join([*lines[:head], *rows, ""]), encoding="utf-8")
    assert log(run(story(Book.from_csv(path)), engine)) == base


@pytest.mark.parametrize("sizes", [(1, 1, 1), (2, 1)], ids=str)
def test_any_chunks_give_the_same(engine: Engine, base: Log, sizes: tuple[int, ...]) -> None:
    firsts = [sum(sizes[:place]) for place in range(len(sizes))]
    parts = zip(firsts, sizes, strict=True)
    logs = [log(run(BASE, engine, first_world=first, worlds=size)) for first, size in parts]
    assert [row for part in logs for row in part] == base


@pytest.mark.parametrize("executor", ["threads", pytest.param("processes", marks=pytest.mark.slow)])
def test_any_executor_gives_the_same(
    engine: Engine, base: Log, executor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIMLIB_WORKERS", "2")
    assert log(run(BASE, engine, executor=executor)) == base


def test_resuming_gives_the_same(engine: Engine, base: Log, tmp_path: Path) -> None:
    run(BASE, engine, worlds=1, store=tmp_path)
    assert log(run(BASE, engine, store=tmp_path)) == base
    assert log(run(BASE, engine, store=tmp_path)) == base


# -- others in the firm ----------------------------------------------------------------------


RENAMED = [replace(each, account_id="zz") if each == ACCOUNTS[3] else each for each in ACCOUNTS]
OTHERS = {
    "an account more": story(
        Book.from_accounts([*ACCOUNTS, Account("a04b", 75.0, owner="rep 1")], name="ten")
    ),
    "a rep more": story(Book.from_accounts(ACCOUNTS, name="nine", reps=["hunter"])),
    "a target more": BASE.with_(targets_per_rep=41),
    "an id renamed": story(Book.from_accounts(RENAMED, name="nine")),
}


@pytest.mark.parametrize("change", OTHERS)
def test_everybody_else_is_struck_in_the_same_weeks(engine: Engine, base: Log, change: str) -> None:
    after = log(run(OTHERS[change], engine))
    assert after != base
    ends, again = _ends(base), _ends(after)
    compared = 0
    for whom in {(row[0], row[4]) for row in base if row[4] in _IDS} - _changed(change):
        end = min(ends.get(whom, _NEVER), again.get(whom, _NEVER))
        assert _struck(after, whom, end) == _struck(base, whom, end), whom
        compared += len(_struck(base, whom, end))
    assert compared > 20


_IDS = {account.account_id for account in ACCOUNTS}
_NEVER = float("inf")


def _changed(change: str) -> set[tuple[int, str]]:
    return {(world, "a03") for world in range(_WORLDS)} if change == "an id renamed" else set()


def _ends(rows: Log) -> dict[tuple[int, str], float]:
    return {(row[0], row[4]): row[1] for row in rows if row[2] == "lost"}


def _struck(rows: Log, whom: tuple[int, str], end: float) -> list[tuple[float, str]]:
    """Return when and by what somebody was struck before a week."""
    return [
        (row[1], row[5])
        for row in rows
        if (row[0], row[4]) == whom and row[2] in ("shock", "shrunk") and row[1] < end
    ]
