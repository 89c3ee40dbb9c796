"""Whoever plays the worlds, and however they are cut up, they are the same worlds."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest
from nbclient import NotebookClient

from simlib.inputs.scenario import Scenario
from simlib.model.chunk import Chunk
from simlib.run.order import play_chunk
from simlib.run.result import Run
from simlib.run.simulate import compare, simulate
from tests.support.firms import book_of

BOOK = book_of(900.0, 80.0, 120.0, 60.0, 75.0, reps=2)
STORY = Scenario(book=BOOK, horizon_years=2, stress="lose top:1 in week 30")
_FRAMES = ("events", "monthly", "reps", "years", "worlds")
_COUNT = 21


def assert_alike(one: Run, other: Run) -> None:
    for name in _FRAMES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)


@pytest.fixture(scope="module")
def whole() -> Chunk:
    return play_chunk(STORY, 11, 0, _COUNT, "full")


@pytest.fixture(scope="module")
def serial() -> Run:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SIMLIB_WORKERS", "1")
        return simulate(STORY, worlds=_COUNT, seed=11, log="full", progress=False)


@pytest.mark.parametrize("size", [1, 3, 7])
def test_another_chunking_leaves_every_row_identical(whole: Chunk, size: int) -> None:
    parts = [play_chunk(STORY, 11, first, size, "full") for first in range(0, _COUNT, size)]
    for name in ("events", "monthly", "reps", "retention", "tallies"):
        joined = np.concatenate([getattr(part, name) for part in parts])
        assert joined.tobytes() == getattr(whole, name).tobytes(), name


@pytest.mark.parametrize("world", [0, 1, 13, _COUNT - 1])
def test_any_world_replayed_alone_gives_the_same_rows(serial: Run, world: int) -> None:
    alone = simulate(STORY, worlds=1, first_world=world, seed=11, log="full", progress=False)
    assert len(alone.events) > 100
    for name in _FRAMES:
        batch = getattr(serial, name)
        there = batch[batch["world"] == world].reset_index(drop=True)
        pd.testing.assert_frame_equal(getattr(alone, name), there, check_exact=True)


def test_scenarios_are_played_as_if_alone(serial: Run) -> None:
    other = Scenario(book=BOOK, discipline="devoted", horizon_years=2)
    both = compare([other, STORY], worlds=8, seed=11, log="full", progress=False)
    batch = serial.events[serial.events["world"] < 8]
    pd.testing.assert_frame_equal(both.run(STORY.name).events, batch, check_exact=True)


def test_worlds_start_where_they_are_told_to() -> None:
    run = simulate(STORY, worlds=3, first_world=2**32 - 3, seed=2**64 - 1, progress=False)
    assert run.worlds["world"].tolist() == [2**32 - 3, 2**32 - 2, 2**32 - 1]
    assert set(run.worlds["seed"]) == {2**64 - 1}
    assert run.provenance.first_world == 2**32 - 3


def test_threads_give_the_same_run(serial: Run) -> None:
    with ThreadPoolExecutor(3) as executor:
        run = simulate(STORY, worlds=_COUNT, seed=11, log="full", executor=executor, progress=False)
    assert_alike(serial, run)


def _spawned() -> Executor:
    return ProcessPoolExecutor(2, mp_context=get_context("spawn"))


@pytest.mark.slow
@pytest.mark.parametrize("make", [None, _spawned], ids=["own pool", "spawned processes"])
def test_processes_give_the_same_run(
    serial: Run, make: Callable[[], Executor] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIMLIB_WORKERS", "2")
    executor = make() if make else None
    try:
        run = simulate(STORY, worlds=_COUNT, seed=11, log="full", executor=executor, progress=False)
    finally:
        if executor:
            executor.shutdown()
    assert_alike(serial, run)


_ANYWHERE = """
import sys
import simlib as sl
story = sl.Scenario(book="hms_associates", horizon_years=1)
run = sl.simulate(story, worlds=60, seed=2, executor="processes", engine=ENGINE, progress=False)
print(repr(float(run.revenue.sum())))
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("place", "engine"),
    [
        ("a script", "simpy"),
        ("a script", "compiled"),
        ("python -m", "compiled"),
        ("a notebook", "simpy"),
    ],
)
def test_processes_work_wherever_they_are_called_from(
    place: str, engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No main guard is needed, and nothing is imported twice."""
    monkeypatch.setenv("SIMLIB_WORKERS", "2")
    story = Scenario(book="hms_associates", horizon_years=1)
    expected = simulate(story, worlds=60, seed=2, executor="here", progress=False)
    code = _ANYWHERE.replace("ENGINE", repr(engine))
    (tmp_path / "mine.py").write_text(code)
    if place == "a notebook":
        said = _in_a_notebook(code)
    else:
        how = ["mine.py"] if place == "a script" else ["-m", "mine"]
        command = [sys.executable, *how]
        said = subprocess.run(
            command, cwd=tmp_path, check=True, capture_output=True, text=True
        ).stdout
    assert said.strip() == repr(float(expected.revenue.sum()))


def _in_a_notebook(code: str) -> str:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    return "".join(output.text for output in notebook.cells[0].outputs)
