"""The baseline moves only with a reason; the changelog then says why and which numbers moved."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from simlib.inputs.errors import InputError
from simlib.run.result import Run
from simlib.run.simulate import simulate
from tools import baseline as tool
from tools import changelog
from tools.baseline import numbers, read, write
from tools.baseline_moves import Move, entry, explains, half_widths, moves
from tools.notebook_diff import BEYOND, INSIDE, NO_INTERVAL

EMPTY = (
    "# Changelog\n\n## [Unreleased]\n\n## [0.1.0] - 2026-01-02\n\n### Numbers that moved\n\n- No.\n"
)
BECAUSE = "Notice is two weeks longer, as the new source has it"


@pytest.fixture(scope="module")
def run() -> Run:
    story = tool.scenarios()["a small firm, every lever moved"]
    return simulate(story, worlds=tool.WORLDS, seed=tool.SEED, log="full", progress=False)


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    """Return a folder with a baseline that differs in two numbers, and a changelog."""
    stored = {"small": {**numbers(run), "rows, shock": 1, "call 1": "never"}}
    write(stored, tmp_path / "baseline.json")
    changelog.write(EMPTY, tmp_path / "CHANGELOG.md")
    monkeypatch.setattr(tool, "play", lambda: {"small": run})
    monkeypatch.setattr(tool, "read", lambda: read(tmp_path / "baseline.json"))
    monkeypatch.setattr(tool, "write", lambda found: write(found, tmp_path / "baseline.json"))
    log = tmp_path / "CHANGELOG.md"
    for name, does in (("read", changelog.read), ("write", changelog.write)):
        monkeypatch.setattr(changelog, name, lambda *text, does=does: does(*text, log))
    return tmp_path


def test_an_update_with_a_reason_is_written_and_explained(house: Path, run: Run) -> None:
    assert tool.main(["check"]) == 1
    assert tool.main(["update", "--because", BECAUSE + "."]) == 0
    assert read(house / "baseline.json") == {"small": numbers(run)}
    said = (house / "CHANGELOG.md").read_text(encoding="utf-8")
    unreleased = changelog.section(said, "Unreleased", "Numbers that moved")
    assert unreleased.startswith(f"- {BECAUSE}. 2 of {len(numbers(run))} numbers of the regression")
    assert f"  - small: rows, shock: 1 -> {numbers(run)['rows, shock']} (± " in unreleased
    assert "small: call 1: never -> world 0, week " in unreleased
    assert changelog.section(said, "0.1.0", "Numbers that moved") == "- No."
    assert tool.main(["check"]) == 0


@pytest.mark.parametrize("because", [None, "", "  ", "because", "new numbers", "a b\nc d"])
def test_without_a_reason_nothing_is_written(
    house: Path, because: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path.name: path.read_bytes() for path in house.iterdir()}
    assert tool.main(["update", *(["--because", because] if because is not None else [])]) == 2
    assert "--because" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in house.iterdir()} == before


def test_where_no_number_moved_nothing_is_written(house: Path, run: Run) -> None:
    write({"small": numbers(run)}, house / "baseline.json")
    assert tool.main(["update"]) == tool.main(["update", "--because", BECAUSE]) == 0
    assert (house / "CHANGELOG.md").read_text(encoding="utf-8") == EMPTY


def test_a_changelog_that_cannot_be_written_leaves_the_baseline(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: str) -> None:
        raise InputError("cannot be written: No space left on device")

    before = (house / "baseline.json").read_bytes()
    monkeypatch.setattr(changelog, "write", full)
    with pytest.raises(InputError, match="No space"):
        tool.main(["update", "--because", BECAUSE])
    assert (house / "baseline.json").read_bytes() == before


@pytest.mark.parametrize("wrong", [[], ["check", "update"], ["accept"]])
def test_an_unknown_command_is_refused(wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        tool.main(wrong)
    assert stopped.value.code == 2


def test_the_half_widths_are_those_of_the_numbers(run: Run) -> None:
    found, halves = numbers(run), half_widths(run)
    assert set(halves) == {name for name, value in found.items() if not isinstance(value, str)}
    idle = run.worlds["idle_hours"]
    assert halves["mean idle_hours"] == pytest.approx(2.364624 * idle.std() / 8**0.5, rel=1e-6)
    shocks = (run.events["kind"] == "shock").groupby(run.events["world"]).sum()
    assert shocks.sum() == found["rows, shock"]
    assert halves["rows, shock"] == pytest.approx(2.364624 * np.sqrt(8) * shocks.std(), rel=1e-6)


@pytest.mark.parametrize(
    ("stored", "now", "half", "verdict"),
    [
        (10.0, 11.4, 1.0, INSIDE),
        (10.0, 11.5, 1.0, BEYOND),
        (10.0, 8.5, 1.0, BEYOND),
        (3, 4, 0.0, BEYOND),
        (10.0, 10.1, None, NO_INTERVAL),
        ("-", 4, 1.0, NO_INTERVAL),
        ("week 1", "week 2", None, NO_INTERVAL),
    ],
)
def test_a_move_is_judged_by_its_half_width(
    stored: float | str, now: float | str, half: float | None, verdict: str
) -> None:
    assert Move("small: x", stored, now, half).verdict == verdict


def test_the_gravest_moves_come_first_and_the_rest_are_counted() -> None:
    stored = {"small": {f"n{number}": 0.0 for number in range(12)}}
    now = {"small": {f"n{number}": float(number) for number in range(12)}}
    halves = {"small": dict.fromkeys(now["small"], 2.0)}
    found = moves(stored, now, halves)
    assert len(found) == 11
    lines = entry(BECAUSE, found, 12).splitlines()
    assert lines[0].endswith(
        "11 of 12 numbers of the regression baseline moved, 9 of them beyond Monte Carlo error."
    )
    assert [line.split(":")[1].strip() for line in lines[1:9]] == [
        f"n{n}" for n in range(11, 3, -1)
    ]
    assert lines[9].startswith("  - and 3 more")


def test_a_reason_is_a_few_words_on_one_line() -> None:
    assert explains("the notice is longer")
    assert not any(map(explains, ["", "new numbers", "a line\nand another one"]))


def test_an_entry_goes_last_under_its_heading() -> None:
    text = (
        "# C\n\n## [Unreleased]\n\nWords.\n\n### Numbers that moved\n\n- One,\n  on two lines.\n\n"
        "### Removed\n\n- All.\n\n## [0.1.0] - 2026-01-02\n"
    )
    added = changelog.with_entry(text, changelog.bullet("Two.", ["a", "b"]))
    assert added == text.replace("two lines.\n", "two lines.\n- Two.\n  - a\n  - b\n")
    assert changelog.section(added, "Unreleased", "Removed") == "- All."


def test_a_missing_heading_is_made() -> None:
    made = "## [Unreleased]\n\n### Numbers that moved\n\n- One.\n"
    assert changelog.with_entry("# C\n\n## [Unreleased]\n", "- One.") == f"# C\n\n{made}"
    assert changelog.with_entry(EMPTY, "- One.") == EMPTY.replace("## [Unreleased]\n", made)
    assert changelog.section(EMPTY, "Unreleased", "Numbers that moved") == ""
    with pytest.raises(ValueError, match=r"no section \[Unreleased\]"):
        changelog.with_entry("# C\n", "- One.")


def test_a_release_takes_what_is_unreleased() -> None:
    text = changelog.with_entry(EMPTY, "- One.")
    done = changelog.released(text, "0.2.0", date(2026, 3, 4))
    assert "## [Unreleased]\n\n## [0.2.0] - 2026-03-04\n\n### Numbers that moved\n\n- One." in done
    assert changelog.section(done, "0.2.0", "Numbers that moved") == "- One."
    assert changelog.section(done, "Unreleased", "Numbers that moved") == ""
    with pytest.raises(ValueError, match="already has"):
        changelog.released(text, "0.1.0", date(2026, 3, 4))
    with pytest.raises(ValueError, match="write at least that none did"):
        changelog.released(EMPTY, "0.2.0", date(2026, 3, 4))


def test_every_release_of_this_changelog_says_which_numbers_moved() -> None:
    text = changelog.read()
    releases = [line[4:].split("]")[0] for line in text.splitlines() if line.startswith("## [")]
    assert releases[0] == "Unreleased"
    assert len(releases) > 1
    for release in releases[1:]:
        assert changelog.section(text, release, changelog.MOVED).startswith("- "), release
