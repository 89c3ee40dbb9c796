"""What code writes in the documentation is what it would write today."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from simlib.inputs.errors import InputError
from tools.docs import check
from tools.docs_blocks import filled, pages, stale_blocks, without_blocks
from tools.docs_commands import make_targets
from tools.docs_gallery import GALLERY, figure_block, finding
from tools.docs_tables import cell, table
from tools.docs_times import about, front
from tools.notebook_files import source_paths

PAGE = (
    "Before\n<!-- generated: one -->\n\n1\n\n<!-- end -->\n"
    "and <!-- generated: one -->2<!-- end -->."
)
BLOCKS = {"one": lambda: "1"}


def test_nothing_is_stale(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(pages()) == 0, capsys.readouterr().out


def test_a_stale_block_is_found_and_filled(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text(PAGE, encoding="utf-8")
    assert list(stale_blocks(path, BLOCKS)) == ["one"]
    path.write_text(filled(PAGE, BLOCKS), encoding="utf-8")
    assert list(stale_blocks(path, BLOCKS)) == []
    assert without_blocks(path.read_text(encoding="utf-8")) == "Before\n\nand ."


def test_a_block_that_nobody_knows_is_refused() -> None:
    with pytest.raises(InputError, match="generated block"):
        filled(PAGE.replace("generated: one", "generated: ones"), BLOCKS)


def test_every_mark_is_closed_and_breaks_no_paragraph() -> None:
    for path in pages():
        text = path.read_text(encoding="utf-8")
        within = re.search(r"^<!-- generated: [a-z -]+ -->[^\n]", text, flags=re.MULTILINE)
        assert within is None, f"{path}: Markdown ends a paragraph at a line that begins so"
        assert text.count("<!-- generated: ") == text.count("<!-- end -->"), path


def test_a_cell_cannot_break_its_table() -> None:
    assert cell("a|b\nc") == "a\\|b c"
    assert (
        table(["x", "n"], [["a|b", 1]], numbers="n") == "| x | n |\n| --- | ---: |\n| a\\|b | 1 |"
    )


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "1 s"),
        (7.4, "7 s"),
        (23, "25 s"),
        (57, "55 s"),
        (58, "1 min"),
        (160, "2.5 min"),
        (1240, "21 min"),
    ],
)
def test_times_in_words(seconds: float, words: str) -> None:
    assert about(seconds) == words


@pytest.mark.parametrize("source", source_paths(), ids=lambda path: path.stem)
def test_every_notebook_names_question_and_reader(source: Path) -> None:
    assert all(front(source)), "its first cell says: # Title, **Question.** ..., **Reader.** ..."


def test_a_notebook_without_reader_is_noticed(tmp_path: Path) -> None:
    source = tmp_path / "x.py"
    source.write_text("# %% [markdown]\n# # Title\n#\n# **Question.** Why?\n", encoding="utf-8")
    assert front(source) == ("Title", "Why?", "")


def test_captions_are_the_findings_of_the_figures() -> None:
    for name in GALLERY:
        assert finding(Path("figures") / f"{name}.png") in figure_block(name).replace("\\", "")


def test_a_figure_without_finding_is_refused(tmp_path: Path) -> None:
    Image.new("RGB", (2, 2)).save(tmp_path / "plain.png")
    with pytest.raises(InputError, match="no finding"):
        finding(tmp_path / "plain.png")
    with pytest.raises(InputError, match="no such figure"):
        finding(tmp_path / "none.png")


def test_every_target_of_the_makefile_is_told() -> None:
    makefile = Path("Makefile").read_text(encoding="utf-8").replace("\\\n", "")
    phony = next(line for line in makefile.splitlines() if line.startswith(".PHONY"))
    assert {*phony.split()[1:]} - {"help"} == set(make_targets())
