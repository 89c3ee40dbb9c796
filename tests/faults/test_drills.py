"""Faults injected for real: `tools.verify` plays them, and its judge can say no."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

from tools.verify import __main__ as command
from tools.verify.bench import Bench
from tools.verify.drills import disks, stores
from tools.verify.process import Told, run
from tools.verify.register import DRILLS, Drill, faults, played
from tools.verify.row import Row, Verdict, not_injected
from tools.verify.whole import half_written, scratch_files

_NAIVE = "def write(path, content): path.write_bytes(content)"
_FAULTS = pytest.mark.skipif(sys.platform == "win32", reason="signals and modes of POSIX")


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("drills"))


@_FAULTS
@pytest.mark.slow
@pytest.mark.parametrize("drill", [d for d in DRILLS if d.quick], ids=lambda drill: drill.name)
def test_a_fault_is_survived(drill: Drill, bench: Bench) -> None:
    row = played(drill, bench)
    if row.verdict is Verdict.NOT_INJECTED:
        pytest.skip(row.injected)
    assert row.verdict is Verdict.HELD, row.cells()


@_FAULTS
@pytest.mark.nightly
@pytest.mark.parametrize("drill", [d for d in DRILLS if not d.quick], ids=lambda drill: drill.name)
def test_a_fault_that_takes_longer_is_survived(drill: Drill, bench: Bench) -> None:
    row = played(drill, bench)
    if row.verdict is Verdict.NOT_INJECTED:
        pytest.skip(row.injected)
    assert row.verdict is Verdict.HELD, row.cells()


# -- the judge can say no --------------------------------------------------------------------


@_FAULTS
def test_a_writer_that_is_not_atomic_does_not_hold(tmp_path: Path) -> None:
    honest = disks.full_over_old(Bench(tmp_path / "a"))
    naive = disks.full_over_old(Bench(tmp_path / "b"), writer=_NAIVE)
    assert (honest.verdict, naive.verdict) == (Verdict.HELD, Verdict.NOT_HELD)
    assert naive.half_written == ("results.bin",)
    assert naive.lost == ("the older file",)


@pytest.mark.parametrize(
    "fault", [{"lost": ("x",)}, {"half_written": ("x",)}, {"unclear": "a traceback"}]
)
def test_one_complaint_is_enough(fault: dict[str, object]) -> None:
    assert Row("f", "how").verdict is Verdict.HELD
    assert Row("f", "how", **fault).verdict is Verdict.NOT_HELD  # type: ignore[arg-type]
    assert not_injected("f", "why").verdict is Verdict.NOT_INJECTED


def test_a_drill_that_breaks_down_has_not_held(tmp_path: Path) -> None:
    def broken(_: Bench) -> Row:
        raise RuntimeError("no such thing")

    [row] = faults(Bench(tmp_path), [Drill(broken)])
    assert row.verdict is Verdict.NOT_HELD
    assert "no such thing" in row.unclear


def test_messages_are_judged() -> None:
    clear = Told(2, "", "simlib: No space left on device: results")
    assert clear.unclear("No space left") == ""
    assert "does not say" in clear.unclear("Permission denied")
    assert Told(2, "", "simlib: No space left on device: None").unclear() == "does not say where"
    assert run([sys.executable, "-c", "1 / 0"]).unclear() == "a traceback"


def _whole_files(folder: Path) -> Iterator[Path]:
    pd.DataFrame({"a": range(100)}).to_parquet(folder / "a.parquet")
    pd.DataFrame({"a": range(100)}).to_csv(folder / "a.csv", index_label="n")
    pd.DataFrame({"a": range(100)}).to_excel(folder / "a.xlsx")
    (folder / "a.json").write_text(json.dumps(list(range(100))))
    (folder / "a.html").write_text("<html><p>words</p></html>\n")
    (folder / "a.pdf").write_bytes(b"%PDF-1.4 words words words words words %%EOF\n")
    Image.effect_noise((99, 99), 9).save(folder / "a.png")
    yield from sorted(folder.iterdir())


def test_every_kind_of_file_is_seen_to_be_cut(tmp_path: Path) -> None:
    files = list(_whole_files(tmp_path))
    assert half_written(tmp_path) == ()
    for path in files:
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) * 2 // 3])
        assert [each.split()[0] for each in half_written(tmp_path)] == [path.name]
        path.write_bytes(whole)
    assert half_written(tmp_path, like={"a.csv": b"other"}) == (
        "a.csv (not what was to be written)",
    )


def test_scratch_files_are_counted_and_are_no_results(tmp_path: Path) -> None:
    (tmp_path / ".0-250.parquet.x").write_bytes(b"PAR1")
    assert half_written(tmp_path) == ()
    assert scratch_files(tmp_path) == 1


@pytest.mark.parametrize("name", stores.DAMAGE)
def test_damage_damages(name: str) -> None:
    content = bytes(range(256))
    assert stores.DAMAGE[name](content) != content


# -- the command ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("lost", "status"), [((), 0), (("a chunk",), 1)])
def test_the_command_prints_a_table_and_fails_if_a_fault_is_not_survived(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    lost: tuple[str, ...],
    status: int,
) -> None:
    monkeypatch.setattr(command, "DRILLS", [Drill(lambda _: Row("flood", "a hose", lost=lost))])
    for name in ("found.json", "found.html"):
        assert command.main(["--only", "faults", "--out", str(tmp_path / name)]) == status
        assert "flood" in (tmp_path / name).read_text(encoding="utf-8")
    assert "flood" in capsys.readouterr().out
    [row] = json.loads((tmp_path / "found.json").read_text())["faults"]
    assert row["verdict"] == ("not held" if status else "held")
    with pytest.raises(SystemExit):
        command.main(["--out", "found.txt"])
