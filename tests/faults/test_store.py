"""The store: a study that stopped goes on, grows, and is never mixed up, torn or lost.

kill -9, full disks and two writers are injected for real by the drills (`test_drills`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.run import order as order_module
from simlib.run.order import CHUNK_WORLDS, Order, work
from simlib.run.result import Run
from simlib.run.simulate import compare, simulate
from simlib.run.store import Store, order_key
from tests.support.firms import book_of
from tools.verify.drills.stores import DAMAGE

STORY = Scenario(book=book_of(900.0, 80.0, 120.0, 60.0, reps=2), horizon_years=1)
_FRAMES = ("events", "monthly", "reps", "years", "worlds")


class Counted:
    """How many worlds were really played, and by which jobs."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ranges: list[tuple[int, int]] = []
        monkeypatch.setattr("simlib.run.gather.work", self.work)

    def work(self, order: Order, first: int, count: int) -> Any:
        self.ranges.append((first, count))
        return work(order, first, count)

    @property
    def worlds(self) -> int:
        return sum(count for _, count in self.ranges)


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> Counted:
    return Counted(monkeypatch)


def run(worlds: int, store: Path | None = None, **fields: Any) -> Run:
    fields = {"seed": 3, "log": "story", "progress": False, **fields}
    return simulate(STORY, worlds=worlds, store=store, **fields)


def assert_alike(one: Run, other: Run) -> None:
    for name in _FRAMES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/*.parquet"))


# -- grow and go on --------------------------------------------------------------------------


def test_a_study_is_read_back_to_the_bit(tmp_path: Path, played: Counted) -> None:
    first = run(600, tmp_path)
    assert played.worlds == 600
    again = run(600, tmp_path)
    assert played.worlds == 600, "nothing is played twice"
    assert_alike(first, again)
    assert_alike(first, run(600))


def test_more_worlds_are_added_to_those_there_are(tmp_path: Path, played: Counted) -> None:
    run(300, tmp_path)
    grown = run(1_100, tmp_path)
    assert played.worlds == 1_100
    assert_alike(grown, run(1_100))


@pytest.mark.parametrize(("first", "worlds"), [(100, 700), (0, 260), (249, 2)])
def test_any_range_of_worlds_is_covered_once(
    tmp_path: Path, played: Counted, first: int, worlds: int
) -> None:
    run(300, tmp_path, first_world=0)
    run(300, tmp_path, first_world=500)
    found = run(worlds, tmp_path, first_world=first)
    assert found.worlds["world"].tolist() == list(range(first, first + worlds))
    assert_alike(found, run(worlds, first_world=first))


def test_totals_are_kept_and_grow_too(tmp_path: Path, played: Counted) -> None:
    arms = [STORY, STORY.with_(discipline="devoted")]

    def totals(worlds: int, store: Path | None) -> Any:
        return compare(arms, worlds=worlds, seed=3, keep="totals", store=store, progress=False)

    totals(600, tmp_path)
    grown, alone = totals(1_300, tmp_path), totals(1_300, None)
    assert played.worlds == 1_300 + 1_300
    for one, other in zip(grown.runs, alone.runs, strict=True):
        assert one.totals.worlds == 1_300
        for name in ("closed", "lowest", "revenue_bins", "revenue", "revenue_squares", "columns"):
            assert np.array_equal(getattr(one.totals, name), getattr(other.totals, name)), name
    pair, expected = grown.runs[1].pair, alone.runs[1].pair
    assert np.array_equal(pair.revenue_product, expected.revenue_product)
    assert type(pair.revenue_product[-1]) is int, "sums must not overflow when they are added"


def test_a_run_that_was_interrupted_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C in the fourth chunk: three are kept, and only the rest is played then."""
    done: list[int] = []

    def interrupted(order: Order, first: int, count: int) -> Any:
        if len(done) == 3:
            raise KeyboardInterrupt
        done.append(first)
        return work(order, first, count)

    monkeypatch.setattr("simlib.run.gather.work", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run(5 * CHUNK_WORLDS, tmp_path, executor="here")
    assert len(files(tmp_path)) == 3
    monkeypatch.undo()
    counted = Counted(monkeypatch)
    found = run(5 * CHUNK_WORLDS, tmp_path)
    assert counted.worlds == 2 * CHUNK_WORLDS
    assert_alike(found, run(5 * CHUNK_WORLDS))


# -- nothing torn, nothing mixed up -------------------------------------------------------------


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_played_again(tmp_path: Path, played: Counted, damage: str) -> None:
    expected = run(2 * CHUNK_WORLDS, tmp_path)
    path = files(tmp_path)[0]
    content = path.read_bytes()
    path.write_bytes(DAMAGE[damage](content))
    with pytest.warns(UserWarning, match=rf"{path.name} .*: worlds .* are played again"):
        assert_alike(run(2 * CHUNK_WORLDS, tmp_path), expected)
    assert played.worlds == 3 * CHUNK_WORLDS
    assert path.read_bytes() == content, "and replaced"


def test_a_chunk_under_anothers_name_is_never_played(tmp_path: Path, played: Counted) -> None:
    """Renamed within its folder, brought from another seed, or cut to other worlds."""
    expected = run(CHUNK_WORLDS, tmp_path)
    path = files(tmp_path)[0]
    run(CHUNK_WORLDS, tmp_path, first_world=CHUNK_WORLDS)
    run(CHUNK_WORLDS, tmp_path, seed=4)
    own, others = path.read_bytes(), [each for each in files(tmp_path) if each != path]
    assert len(others) == 2
    for other in others:
        path.write_bytes(other.read_bytes())
        before = played.worlds
        with pytest.warns(UserWarning, match="holds other worlds or numbers than its name says"):
            assert_alike(run(CHUNK_WORLDS, tmp_path), expected)
        assert played.worlds == before + CHUNK_WORLDS
        assert path.read_bytes() == own, "and replaced"


@pytest.mark.parametrize("change", ["a value", "two columns", "no binding"])
def test_a_chunk_that_somebody_edited_is_never_played(tmp_path: Path, change: str) -> None:
    expected = run(CHUNK_WORLDS, tmp_path)
    path = files(tmp_path)[0]
    table = pq.read_table(path)
    names = [name for name in table.column_names if "tallies" in name]
    if change == "a value":
        place = table.column_names.index(names[1])
        values = np.asarray(table.column(place).chunk(0).values) + 1
        table = table.set_column(place, names[1], pa.array([values]))
    elif change == "two columns":
        swapped = {names[1]: names[2], names[2]: names[1]}
        table = table.rename_columns([swapped.get(name, name) for name in table.column_names])
    else:
        kept = {k: v for k, v in table.schema.metadata.items() if b"bound" not in k}
        table = table.replace_schema_metadata(kept)
    pq.write_table(table, path)
    with pytest.warns(UserWarning, match="are played again"):
        assert_alike(run(CHUNK_WORLDS, tmp_path), expected)


@pytest.mark.parametrize(
    "other",
    [
        {"seed": 4},
        {"log": "full"},
        {"keep": "totals", "log": "none"},
        {"engine": "simpy"},
        {"scenarios": (STORY.with_(calls_per_month=3),)},
        {"scenarios": (STORY.with_(evidence="folklore"),)},
        {"scenarios": (STORY.with_(**{"neglect.annual_rate": 0.6}),)},
        {"scenarios": (STORY, STORY.with_(name="again"))},
        {"scenarios": (STORY.with_(stress="lose top:1 in week 3"),)},
    ],
    ids=[
        "seed",
        "log",
        "totals",
        "engine",
        "diary",
        "evidence",
        "cause",
        "another arm",
        "stress",
    ],
)
def test_whatever_decides_the_numbers_has_a_folder_of_its_own(other: dict[str, Any]) -> None:
    plain = {"scenarios": (STORY,), "seed": 3, "log": "story"}
    assert order_key(Order(**plain)) != order_key(Order(**{**plain, **other}))
    assert order_key(Order(**plain)) == order_key(Order(**plain))


def test_another_version_of_the_sources_has_a_folder_of_its_own() -> None:
    assert order_key(Order((STORY,), 3, sources="edited")) != order_key(Order((STORY,), 3))


def test_a_worker_with_other_sources_refuses_to_play() -> None:
    with pytest.raises(RuntimeError, match="same version everywhere"):
        work(Order((STORY,), 3, sources="edited"), 0, 1)


def test_a_store_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(InputError, match="'store'"):
            run(2, place)
    assert (tmp_path / "file").read_text() == "in the way"


def test_processes_of_ones_own_are_not_stored(tmp_path: Path) -> None:
    order = Order((STORY,), 3, engine="simpy", own_processes=(lambda firm: iter(()),))  # type: ignore[arg-type,return-value]
    with pytest.raises(InputError, match="own_processes"):
        Store(tmp_path, order)
    assert order_module.CHUNK_WORLDS <= 1024
