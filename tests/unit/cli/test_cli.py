"""The command line: what it says, what it writes, and how it refuses."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from simlib.cli import main as command_line
from simlib.inputs.scenario import Scenario
from simlib.inputs.study import Study
from tools.setup import ROOT


class Ended(NamedTuple):
    """What a command said, and its status."""

    returncode: int
    stdout: str
    stderr: str


Command = Callable[..., Ended]


@pytest.fixture
def simlib(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Return what runs a command line in this process: a new one spends its time on imports."""

    def run(*arguments: str, cwd: Path = ROOT) -> Ended:
        monkeypatch.chdir(cwd)
        monkeypatch.setattr(sys, "argv", ["simlib", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            command_line()
        code = ended.value.code or 0
        assert isinstance(code, int)
        return Ended(code, *capsys.readouterr())

    return run


def own_process(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    environment = {**os.environ, "MPLBACKEND": "Agg", "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", "simlib", *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_list_names_books_diaries_and_causes() -> None:
    said = own_process("list").stdout
    for name in ("supplier", "hms_associates", "weekly_block", "graded", "neglect"):
        assert name in said


@pytest.mark.parametrize("book", ["hms_associates", "crm_sample"])
def test_the_smallest_and_the_largest_shipped_book_can_be_run_from_their_files(
    simlib: Command, book: str
) -> None:
    found = simlib("run", "--book", f"data/books/{book}.csv", "--worlds", "2", "--years", "1")
    assert found.returncode == 0, found.stderr
    assert "never below break-even" in found.stdout
    assert "seed 7" in found.stdout


@pytest.mark.parametrize("accounts", [1, 150])
def test_a_book_never_seen_needs_two_columns_only(
    simlib: Command, accounts: int, tmp_path: Path
) -> None:
    rows = [f"C{number},{1000 + 10 * number}" for number in range(accounts)]
    (tmp_path / "mine.csv").write_text("\n".join(["account_id,annual_revenue", *rows]))
    run = ("run", "--book", "mine.csv", "--worlds", "2", "--years", "1", "--out", "results")
    found = simlib(*run, cwd=tmp_path)
    assert found.returncode == 0, found.stderr
    written = sorted(path.name for path in (tmp_path / "results").iterdir())
    frames = ["events.csv", "monthly.csv", "reps.csv", "revenue_survival.png"]
    assert written == [*frames, "worlds.csv", "years.csv"]


@pytest.mark.slow
def test_both_engines_say_the_same_and_a_store_is_filled(simlib: Command, tmp_path: Path) -> None:
    run = ("run", "--book", "hms_associates", "--worlds", "20", "--years", "1")
    fast = own_process(*run, "--store", "kept", cwd=tmp_path)
    slow = simlib(*run, "--engine", "simpy", cwd=tmp_path)
    assert fast.returncode == slow.returncode == 0, fast.stderr + slow.stderr
    assert fast.stdout == slow.stdout
    assert len(list((tmp_path / "kept").glob("*/0-20.parquet"))) == 1


@pytest.mark.slow
def test_the_demo_writes_figures_and_a_page_that_needs_no_network(tmp_path: Path) -> None:
    found = own_process("demo", "--worlds", "4", "--out", str(tmp_path / "figures"))
    assert found.returncode == 0, found.stderr
    written = {path.name for path in (tmp_path / "figures").iterdir()}
    assert {"demo.html", "demo_revenue_survival.png", "demo_week.png"} <= written
    page = (tmp_path / "figures" / "demo.html").read_text(encoding="utf-8")
    assert 'src="http' not in page
    assert "(reference)" in page
    assert "weekly block" in found.stdout


@pytest.mark.slow
def test_the_demo_plays_all_ten_diaries_if_asked(simlib: Command, tmp_path: Path) -> None:
    found = simlib("demo", "--worlds", "2", "--all", "--out", str(tmp_path))
    assert found.returncode == 0, found.stderr
    for label in ("hunters", "remote", "one big deal", "daily habit"):
        assert label in found.stdout


@pytest.mark.slow
def test_a_study_is_run_and_compared(simlib: Command, tmp_path: Path) -> None:
    base = Scenario(book="hms_associates", horizon_years=1)
    old = Study(scenarios=(base, base.with_(discipline="devoted")), worlds=2, seed=3)
    old.save(tmp_path / "old.yaml")
    old.with_(seed=4).save(tmp_path / "new.yaml")
    found = simlib("study", "run", "old.yaml", "--out", "figures", cwd=tmp_path)
    assert found.returncode == 0, found.stderr
    assert (tmp_path / "figures" / "old.html").exists()
    assert simlib("study", "diff", "old.yaml", "new.yaml", cwd=tmp_path).stdout == "seed: 3 -> 4\n"
    same = simlib("study", "diff", "old.yaml", "old.yaml", cwd=tmp_path)
    assert same.stdout == "no difference\n"


@pytest.mark.nightly  # the documentation plays the same command in every `make test`
def test_claims_are_tried_with_an_interval_on_each_verdict(simlib: Command, tmp_path: Path) -> None:
    few = ("--worlds", "20", "--draws", "20", "--worlds-a-draw", "4")
    found = simlib("claims", "--only", "C08", "--only", "C11", *few, "--out", str(tmp_path))
    assert found.returncode == 0, found.stderr
    for evidence in ("published figures", "the authors' figures"):
        verdicts = re.findall(rf"  {evidence}: ([A-Z ]+)", found.stdout)
        assert len(verdicts) == 2
    assert found.stdout.count("asked above") == 2 * 3
    assert len(re.findall(r"\(\d.* to \d.*\), asked", found.stdout)) == 2 * 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["claims.csv", "claims.png"]
    refused = simlib("claims", "--only", "C99")
    assert (refused.returncode, refused.stdout.count("Traceback")) == (2, 0)


@pytest.mark.slow
def test_ctrl_c_ends_in_one_line_and_leaves_nothing_behind(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "simlib", "demo", "--worlds", "50000", "--out", "figures"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TQDM_DISABLE": "1"}
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=pipe, stderr=pipe, text=True
    ) as running:
        assert running.stdout is not None
        while not running.stdout.readline().startswith("Playing"):
            pass
        time.sleep(3)  # workers are starting or at work
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert said == "simlib: stopped; no file is half-written\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [("run", "--book", "supplier"), ("demo",)])
def test_a_folder_that_cannot_be_written_is_refused_before_anything_is_played(
    simlib: Command, command: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("a file")
    found = simlib(*command, "--out", "taken/results", cwd=tmp_path)
    assert found.returncode == 2
    assert "Playing" not in found.stdout
    assert found.stderr.splitlines() == [
        "simlib: column '--out': no folder to write in; found 'taken/results'; "
        "allowed: a new or own folder"
    ]
    assert (tmp_path / "taken").read_text() == "a file"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--book", "nowhere.csv"), "nowhere.csv"),
        (("--book", "bad.csv"), "row 2, column 'annual_revenue'"),
        (("--book", "supplier", "--discipline", "weekly"), "weekly_block"),
        (("--book", "supplier", "--evidence", "folk"), "folklore"),
        (("--book", "supplier", "--worlds", "0"), "worlds"),
        (("--book", "supplier", "--seed", "-1"), "seed"),
        (("--book", "supplier", "--set", "gross_margin=27"), "27 %"),
        (("--book", "supplier", "--set", "calls_per_moth=4"), "calls_per_month"),
        (("--book", "supplier", "--set", "calls"), "name=value"),
        (("--book", "supplier", "--stress", "lose top:99 in week 5"), "top:99"),
        (("--book", "supplier", "--stress", "lose everything"), "stress event"),
    ],
)
def test_bad_input_ends_in_one_clear_line(
    simlib: Command, arguments: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    (tmp_path / "bad.csv").write_text("account_id,annual_revenue\nA,-5\n")
    before = sorted(tmp_path.iterdir())
    found = simlib("run", *arguments, "--out", "results", cwd=tmp_path)
    assert found.returncode == 2
    assert said in found.stderr
    assert "Traceback" not in found.stderr
    assert len(found.stderr.strip().splitlines()) == 1
    assert sorted(tmp_path.iterdir()) == before, "nothing on disk changed"
