"""Every block of code in the documentation runs."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.docs.blocks import (
    blocks,
    console_lines,
    copy_of_the_project,
    play_lines,
    play_scripts,
    put_files,
    scripts,
    text_of,
)
from tools.docs_blocks import pages
from tools.docs_gallery import finding
from tools.setup import ROOT

NAMES = [page.relative_to(ROOT).as_posix() for page in pages()]
PLAYED = {
    "README.md",
    "docs/change_one_thing.md",
    "docs/client_files.md",
    "docs/extend.md",
    "docs/many_futures.md",  # test_clusters
    "simlib/model/README.md",
}
CHANGES = "docs/change_one_thing.md"
LONGEST_LINES = 10

_COMMANDS = re.compile(r"make |python -m |NB_COMPARE_PNG=0 python -m |dask |uv pip compile ")
_BOTH_ENGINES = """
import simlib as sl

firm = sl.Scenario(book="supplier", discipline="friday_calls", horizon_years=2)
with_row, again = (
    sl.simulate(firm, worlds=6, log="full", engine=name).events for name in ("compiled", "simpy")
)
assert with_row.equals(again)
assert (with_row["cause"] == "insource").any()
off = sl.simulate(firm.with_(**{"insource.annual_rate": 0}), worlds=6, log="full").events
none = firm.with_(evidence=firm.evidence.without_causes("insource"))
none = sl.simulate(none, worlds=6, log="full").events
words = {"cause": str}  # the categories name the idle cause
assert off.astype(words).equals(none.astype(words))
"""


@pytest.mark.parametrize("name", NAMES)
def test_every_block_is_of_a_kind_that_is_played(name: str) -> None:
    assert text_of(name).count("```") == 2 * len(blocks(name)), "a fence that nobody reads"
    for block in blocks(name):
        if block.language == "console":
            assert all(_COMMANDS.match(line) for line in block.text.splitlines()), block.text
        else:
            assert name in PLAYED, "code on a page that no test plays"
            assert block.language == "python" or (block.language == "csv" and block.mark), (
                block.text
            )


@pytest.mark.slow
def test_a_newcomer_gets_to_his_own_survival_curve_and_his_own_cause(tmp_path: Path) -> None:
    put_files("README.md", tmp_path)
    lines = console_lines("README.md", "python -m simlib")
    told = play_lines([_shorter(line) for line in lines], tmp_path)
    assert "two reps" in told
    assert "C05" in told
    assert finding(tmp_path / "results" / "revenue_survival.png")
    told = play_scripts(scripts("README.md"), tmp_path)
    assert finding(tmp_path / "survival.png")
    assert int(re.search(r"(\d+) events of the new cause", told)[1]) > 0  # type: ignore[index]


@pytest.mark.slow
def test_one_thing_is_changed_by_doing_it(tmp_path: Path) -> None:
    copy = copy_of_the_project(tmp_path)
    put_files(CHANGES, copy)
    told = play_lines(console_lines(CHANGES, "python -m simlib"), copy)
    assert "Friday calls" in told
    assert "C99  Our sales director" in told
    assert "HOLDS" in told
    told = play_scripts([*scripts(CHANGES), _BOTH_ENGINES], copy)
    assert "worst month" in told
    assert finding(copy / "survival.png")


def test_a_change_takes_few_lines() -> None:
    for block in blocks(CHANGES, "python", "csv"):
        assert len([line for line in block.text.splitlines() if line.strip()]) <= LONGEST_LINES


@pytest.mark.slow
def test_a_process_of_ones_own_runs(tmp_path: Path) -> None:
    assert play_scripts(scripts("simlib/model/README.md"), tmp_path).strip()


@pytest.mark.slow
def test_the_story_is_extended_in_a_few_lines(tmp_path: Path) -> None:
    """Each page asserts what it says of its five extensions."""
    play_scripts(["\n".join(scripts("docs/extend.md"))], tmp_path)  # they go on from one another
    for block in blocks("docs/extend.md", "python"):
        assert len([line for line in block.text.splitlines() if line.strip()]) < 25


@pytest.mark.slow
def test_a_client_goes_from_files_to_a_deck(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The two commands in their order, in an empty folder, with few futures."""
    # The key is kept in an empty home; the compiled engine stays where it is.
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    monkeypatch.setenv("SIMLIB_CACHE_DIR", os.environ.get("SIMLIB_CACHE_DIR") or cache)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    lines = console_lines("docs/client_files.md")
    assert len(lines) == 2
    for line in lines:
        play_lines(
            [line.replace("data/raw", str(ROOT / "data/raw")).replace("1000", "40")], tmp_path
        )
    made = {path.name for path in (tmp_path / "studies" / "hms").iterdir()}
    assert {"book.csv", "ledger.csv", "mapping.yaml", "quality.html", "study.yaml"} <= made
    assert {"deck.pptx", "workbook.xlsx", "page.html"} <= made
    assert (tmp_path / "home" / ".simlib" / "keys" / "hms.key").exists()


def _shorter(line: str) -> str:
    """Return a command with fewer futures."""
    line = re.sub(r"--worlds \d+", "--worlds 40", line)
    return re.sub(r"--draws \d+", "--draws 20 --worlds 20 --worlds-a-draw 4", line)
