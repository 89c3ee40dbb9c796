"""Two recordings of a checkout: what differs is named, old -> new, and nothing else is."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from PIL import Image

from tools.sameness.compare import compared
from tools.sameness.contents import NORMAL, contents, folder_contents, normal
from tools.setup import ROOT

INSIDE = ROOT / "tools" / "sameness" / "inside"
DRAWS = """
import matplotlib.pyplot as plt
import pytest

@pytest.fixture(params=["red"], scope="module")
def shared(request):
    plt.figure().text(0.5, 0.5, "WORD", color=request.param)
    yield
    plt.close("all")

@pytest.mark.parametrize("name", ["one", "two"])
def test_drawn(shared, name):
    axes = plt.subplots()[1]
    axes.set_title(name)

def test_not_drawn():
    pass
"""


def recording(folder: Path, part: str, found: dict[str, Any]) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / f"{part}.json").write_text(json.dumps(found), encoding="utf-8")
    (folder / f"{part}.commit").write_text("abc", encoding="utf-8")
    return folder


def listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: Any, new: Any, part: str = "logs"
) -> tuple[int, str]:
    folders = [recording(tmp_path / name, part, each) for name, each in (("a", old), ("b", new))]
    status = compared(*folders, parts=[part], most=9)
    return status, capsys.readouterr().out


def test_equal_recordings_are_equal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, said = listed(tmp_path, capsys, {"a": "1"}, {"a": "1"})
    assert (status, said) == (0, "logs: equal; abc, 1 entries -> abc, 1 entries\n")


def test_every_difference_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = {"same": "x", "words": "one\ntwo\nthree", "gone": "y", "ends": "a\r\n"}
    new = {"same": "x", "words": "one\n2\nthree\nfour", "come": "z", "ends": "a\n"}
    status, said = listed(tmp_path, capsys, old, new)
    assert status == 1
    for line in (
        "line 2: two -> 2",
        "line 4: (nothing) -> 'four'",
        "gone: gone; it was 'y'",
        "come: new: 'z'",
        "the ends of lines differ",
        "logs: 4 differences",
    ):
        assert line in said
    assert "same" not in said


def test_a_long_list_can_be_cut(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    numbers = "\n".join(map(str, range(20)))
    _, said = listed(tmp_path, capsys, {"a": numbers}, {"a": numbers.replace("1", "x")})
    assert "line 18: 17 -> x7" in said
    assert "line 19" not in said
    assert "... and 2 more lines" in said


def test_the_hash_of_a_file_is_named_only_where_nothing_else_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = {"a.html": "x", "a.html hash": "1", "b.html": "x", "b.html hash": "1"}
    new = {"a.html": "y", "a.html hash": "2", "b.html": "x", "b.html hash": "2"}
    status, said = listed(tmp_path, capsys, old, new)
    assert (status, said.count("hash")) == (1, 1)
    assert "b.html hash:\n    line 1: 1 -> 2" in said


def test_what_was_not_recorded_is_not_called_equal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = recording(tmp_path / "a", "logs", {})
    assert compared(old, tmp_path, parts=["logs"], most=9) == 2
    assert f"not recorded in {tmp_path}" in capsys.readouterr().out


def picture(pixels: str, *words: str) -> dict[str, Any]:
    return {"pixels": pixels, "size": [1, 1], "words": list(words)}


def test_a_picture_is_told_by_its_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = {"test_a[x]": [[picture("1", "Title", "53 of 100")]]}
    new = {"test_a[x]": [[picture("2", "Title", "54 of 100")]]}
    status, said = listed(tmp_path, capsys, old, new, "pictures")
    assert status == 1
    assert "test_a[x] picture 1: 1 -> 2\n    line 2: 53 of 100 -> 54 of 100" in said


def test_tests_that_move_or_are_renamed_draw_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two, three = ([picture(each, each)] for each in "123")
    status, said = listed(
        *(tmp_path, capsys, {"test_a": [one, two], "test_b": [three]}),
        *({"test_a": [two, one], "test_c": [three]}, "pictures"),
    )
    assert status == 0
    assert "1 tests draw the same under another name" in said
    status, said = listed(tmp_path, capsys, {"test_a": [one, two]}, {"test_a": [one]}, "pictures")
    assert status == 1
    assert "test_a: gone, 1 pictures: '2'" in said


def test_only_what_has_a_reason_is_let_pass() -> None:
    said = "wrote /tmp/x/a in 12 s\nTraceback (most recent call last):\n  File\n    x\nE: 12 s\n"
    assert normal(said, {"/tmp/x": "(work)"}) == "wrote (work)/a in (time)\n(traceback)\nE: 12 s\n"
    assert all(each.why for each in NORMAL)


def test_pictures_are_compared_by_pixels_and_workbooks_by_cells(tmp_path: Path) -> None:
    files = []
    for level in (0, 9):
        content = io.BytesIO()
        Image.new("RGB", (20, 20), "red").save(content, "png", compress_level=level)
        files.append(content.getvalue())
    assert files[0] != files[1]
    assert contents("a.png", files[0], "a") == contents("a.png", files[1], "a")
    book = Workbook()
    assert book.active is not None
    book.active["B2"] = 3.5
    book.save(tmp_path / "b.xlsx")
    assert folder_contents(tmp_path, "f", {})["f/b.xlsx/cells of Sheet"] == "B2: 3.5 General"


@pytest.mark.slow
def test_the_plugin_keeps_what_tests_draw(tmp_path: Path) -> None:
    # The inner run is no worker of this one.
    alone = {name: said for name, said in os.environ.items() if not name.startswith("PYTEST_")}
    found = []
    for word in ("word", "other"):
        (tmp_path / "test_draws.py").write_text(DRAWS.replace("WORD", word), encoding="utf-8")
        folder = tmp_path / word
        folder.mkdir()
        settings = {"PYTHONPATH": str(INSIDE), "SAMENESS_PICTURES": str(folder)}
        options = ("-q", "-p", "sameness_pictures", "-p", "no:nbval", ".")
        subprocess.run(
            [sys.executable, "-m", "pytest", *options],
            cwd=tmp_path,
            env=alone | settings | {"MPLBACKEND": "Agg"},
            capture_output=True,
            check=True,
        )
        found.append(json.loads((folder / "found-alone.json").read_text(encoding="utf-8")))
        assert len(list(folder.glob("*.png"))) == 3
    before, after = found
    assert list(before) == ["fixture shared[red]", "test_drawn[red-one]", "test_drawn[red-two]"]
    assert before["fixture shared[red]"][0][0]["words"] == ["word"]
    assert "one" in before["test_drawn[red-one]"][0][0]["words"]
    assert [name for name in before if before[name] != after[name]] == ["fixture shared[red]"]
