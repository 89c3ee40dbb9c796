"""The runner: order, logs, provenance, refusals, dying workers, Ctrl-C."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pytest

from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.model.records import EVENT_KINDS, STORY_KINDS
from simlib.run import executors
from simlib.run.executors import answers
from simlib.run.provenance import provenance
from simlib.run.result import Run
from simlib.run.simulate import compare, simulate
from simlib.version import __version__
from tests.support.firms import book_of

BOOK = book_of(900.0, 80.0, 120.0, 60.0, reps=2)
STORY = Scenario(book=BOOK, horizon_years=1, stress="lose top:1 in week 30")
_FRAMES = ("events", "monthly", "reps", "years", "worlds")


def run(**fields: Any) -> Run:
    return simulate(STORY, **{"worlds": 6, "seed": 3, "progress": False, **fields})


# -- order -----------------------------------------------------------------------------------


class Unpunctual(Executor):
    """Answers in an order of its own."""

    def __init__(self, seed: int) -> None:
        self.chooser, self.order = Random(seed), list[int]()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future

    def as_completed(self, futures: list[Future[Any]]) -> Iterator[Future[Any]]:
        late = list(futures)
        self.chooser.shuffle(late)
        self.order = [future.result().first for future in late]
        return iter(late)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_frames_are_ordered_by_world_whatever_finished_first(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    executor = Unpunctual(seed)
    monkeypatch.setattr(executors, "as_completed", executor.as_completed)
    monkeypatch.setenv("SIMLIB_WORKERS", "2")
    late = run(executor=executor)
    assert len(executor.order) > 3
    assert executor.order != sorted(executor.order)
    for name in _FRAMES:
        pd.testing.assert_frame_equal(getattr(late, name), getattr(run(), name), check_exact=True)


# -- logs ------------------------------------------------------------------------------------


def test_what_is_kept_of_the_log_changes_nothing_else() -> None:
    kept = {log: run(log=log) for log in ("none", "story", "full")}
    for name in ("monthly", "reps", "years", "worlds"):
        for log in ("none", "story"):
            one, other = getattr(kept[log], name), getattr(kept["full"], name)
            pd.testing.assert_frame_equal(one, other, check_exact=True)
    assert kept["full"].worlds["losses"].sum() > 0
    assert list(kept["none"].events.columns) == list(kept["full"].events.columns)
    assert len(kept["none"].events) == 0


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
def test_the_story_is_the_full_log_without_daily_work(engine: str) -> None:
    story, full = (run(log=log, engine=engine).events for log in ("story", "full"))
    told = full[full["kind"].isin(STORY_KINDS)].reset_index(drop=True)
    pd.testing.assert_frame_equal(story, told, check_exact=True)
    daily = set(full["kind"]) - set(STORY_KINDS)
    assert {"requested", "served", "reviewed"} <= daily <= set(EVENT_KINDS)


def test_an_unknown_kind_of_log_is_refused() -> None:
    with pytest.raises(InputError, match="'log'"):
        run(log="everything")


# -- results ---------------------------------------------------------------------------------


def test_a_run_knows_what_it_is() -> None:
    one = run(first_world=4)
    assert one.revenue.shape == (6, 13)
    assert one.months.tolist() == list(range(13))
    assert one.initial_revenue == pytest.approx(BOOK.annual_revenue)
    assert (one.label, one.world_count, one.first_world) == ("weekly block", 6, 4)
    assert one.worlds["world"].tolist() == [4, 5, 6, 7, 8, 9]
    assert repr(one) == "Run('weekly_block', 6 worlds, seed 3)"


def test_a_comparison_finds_its_runs_by_name() -> None:
    arms = [STORY, STORY.with_(discipline="devoted"), STORY.with_(name="same again")]
    both = compare(arms, worlds=2, seed=3, progress=False)
    assert [one.scenario.name for one in both.runs] == ["weekly_block", "devoted", "same again"]
    assert both.reference is both.runs[0]
    assert both.others == both.runs[1:]
    assert both.run("devoted").scenario == arms[1]
    assert repr(both) == "Comparison(weekly_block, devoted, same again)"
    with pytest.raises(InputError, match="did you mean devoted"):
        both.run("devotd")
    # Another name for the same diary is the same run.
    pd.testing.assert_frame_equal(
        both.reference.worlds.drop(columns="scenario"),
        both.run("same again").worlds.drop(columns="scenario"),
    )


def test_a_result_says_where_it_comes_from() -> None:
    found = run(first_world=4).provenance
    assert (found.seed, found.first_world, found.world_count) == (3, 4, 6)
    assert (found.version, found.scenario_hash) == (__version__, STORY.key())
    assert found.evidence == "published evidence"
    said = found.footer()
    for part in ("6 futures", "seed 3", f"simlib {__version__}", STORY.key(), "test"):
        assert part in said
    assert "forced: lose top:1 in week 30" in said
    assert "\n" not in said


def test_a_footer_says_everything_a_reader_must_know() -> None:
    story = Scenario(book="hms_associates", evidence="folklore", unlimited_cash=True)
    story = story.with_(call_hours=7, **{"neglect.annual_rate": 3})
    said = provenance(story, seed=1, first_world=0, world_count=12_000).footer()
    assert said.startswith("Source: San Francisco lobbying fees")
    for part in (
        "data of 2016-09-30",
        "the authors' figures, 2 set by hand",
        "12,000 futures",
        "call_hours = 7 is outside its range 0.5 to 4",
        "neglect.annual_rate = 3 is outside 0.25 to 1",
        "unlimited cash",
    ):
        assert part in said


# -- refusals --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "column"),
    [
        ({"worlds": 0}, "worlds"),
        ({"worlds": -5}, "worlds"),
        ({"worlds": 2.5}, "worlds"),
        ({"worlds": "10"}, "worlds"),
        ({"worlds": True}, "worlds"),
        ({"worlds": 2**32 + 1}, "worlds"),
        ({"seed": -1}, "seed"),
        ({"seed": 2**64}, "seed"),
        ({"seed": "lucky"}, "seed"),
        ({"seed": 1.0}, "seed"),
        ({"first_world": -1}, "first_world"),
        ({"first_world": 2**32 - 5}, "first_world"),
    ],
    ids=str,
)
def test_impossible_numbers_are_refused_by_name(fields: dict[str, Any], column: str) -> None:
    with pytest.raises(InputError, match=f"column '{column}'"):
        run(**fields)


def test_scenarios_that_cannot_be_compared_are_refused() -> None:
    longer = STORY.with_(name="longer", horizon_years=2)
    for scenarios, says in (
        ([], "nothing to simulate"),
        ([STORY, STORY], "different names"),
        ([STORY, longer], "one horizon"),
    ):
        with pytest.raises(InputError, match=says):
            compare(scenarios, worlds=2)


# -- when something goes wrong ---------------------------------------------------------------


def killer(marker: Path, lives: int) -> Callable[[int], int]:
    """Return a job that kills its own process ``lives`` times, then doubles a number."""

    def job(number: int) -> int:
        deaths = len(list(marker.glob("death-*")))
        if number == 3 and deaths < lives:
            (marker / f"death-{deaths}").touch()
            os._exit(1)
        return 2 * number

    return job


@pytest.mark.slow
def test_our_own_pool_survives_a_worker_that_dies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIMLIB_WORKERS", "2")
    jobs = [(number,) for number in range(8)]
    found = dict(answers(killer(tmp_path, 1), jobs, "processes"))
    assert found == {(number,): 2 * number for number in range(8)}
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.slow
def test_a_job_that_always_kills_its_worker_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIMLIB_WORKERS", "2")
    with pytest.raises(BrokenExecutor):
        list(answers(killer(tmp_path, 99), [(3,)], "processes"))
    assert len(list(tmp_path.iterdir())) == 3


def test_an_error_in_a_world_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ArithmeticError("world 2 went wrong")

    monkeypatch.setattr("simlib.run.order.play_chunk", broken)
    with ThreadPoolExecutor(2) as threads:
        for executor in (None, "threads", threads):
            with pytest.raises(ArithmeticError, match="world 2"):
                run(executor=executor)


def test_ctrl_c_leaves_no_partial_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second chunk is interrupted: nothing is returned, nothing is written."""
    from simlib.run.order import play_chunk

    played: list[int] = []

    def interrupted(scenario: Scenario, seed: int, first: int, *rest: Any) -> object:
        played.append(first)
        if len(played) == 2:
            raise KeyboardInterrupt
        return play_chunk(scenario, seed, first, *rest)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("simlib.run.order.play_chunk", interrupted)
    monkeypatch.setattr("simlib.run.order.Order.chunk_worlds", 3)
    result = None
    with pytest.raises(KeyboardInterrupt):
        result = run(executor="here")
    assert result is None
    assert len(played) == 2
    assert not list(tmp_path.iterdir())
    monkeypatch.undo()
    assert len(run().worlds) == 6


class Interrupted(Executor):
    """A pool in which nothing ever ends, and somebody presses Ctrl-C."""

    def __init__(self) -> None:
        self.futures, self.killed = list[Future[Any]](), False

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.futures.append(Future())
        return self.futures[-1]

    def shutdown(self, *_: Any, kill_workers: bool = False, **__: Any) -> None:
        self.killed = kill_workers


@pytest.mark.parametrize("own", [True, False], ids=["our pool", "a pool handed in"])
def test_ctrl_c_ends_what_is_still_to_do(own: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    pool = Interrupted()

    def pressed(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(executors, "as_completed", pressed)
    monkeypatch.setattr("loky.get_reusable_executor", lambda **_: pool)
    with pytest.raises(KeyboardInterrupt):
        list(answers(abs, [(1,), (2,)], "processes" if own else pool))
    # A pool that is killed needs no cancelling, and stumbles over jobs that were.
    assert [future.cancelled() for future in pool.futures] == [not own, not own]
    assert pool.killed is own, "only our own workers are ours to end"


def test_threads_do_not_play_what_nobody_waits_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C may come between two answers, where no future knows of it."""
    monkeypatch.setenv("SIMLIB_WORKERS", "2")
    begun: list[int] = []

    def job(number: int) -> int:
        begun.append(number)
        time.sleep(0.02)
        return number

    found = answers(job, [(number,) for number in range(500)], "threads")
    next(found)
    found.close()
    assert len(begun) < 20
