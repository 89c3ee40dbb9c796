"""Notebooks are built reproducibly, checked without running, and compared."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from tools import notebooks
from tools.notebook_build import BuildError, execute
from tools.notebook_faults import notebook_faults
from tools.notebook_files import read_product, source_paths, tags, write_product

pytestmark = pytest.mark.slow


@pytest.fixture
def copy(source: Path, tmp_path: Path) -> Path:
    """Return a copy of the small notebook that may be spoilt."""
    for suffix in (".py", ".ipynb"):
        shutil.copy(source.with_suffix(suffix), tmp_path)
    return tmp_path / source.name


def test_two_builds_are_equal_to_the_byte(copy: Path) -> None:
    product = copy.with_suffix(".ipynb")
    first = product.read_bytes()
    write_product(execute(copy), product)
    assert product.read_bytes() == first
    assert notebook_faults(copy) == []


def test_tags_reach_the_product(copy: Path) -> None:
    found = [tags(cell) for cell in read_product(copy.with_suffix(".ipynb")).cells]
    assert [tag for tag in found if tag] == [["remove-input"], ["raises-exception"]]


def test_a_source_that_fails_leaves_the_old_product(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = copy.with_suffix(".ipynb").read_bytes()
    copy.write_text(copy.read_text(encoding="utf-8").replace("alpha=0.30", "alfa=0.30"))
    assert notebooks.build([copy]) == 1
    said = capsys.readouterr().out
    assert "00_small.py · The curve · In [3]" in said
    assert "alfa" in said
    assert copy.with_suffix(".ipynb").read_bytes() == before


def test_a_bad_magic_stops_the_build(tmp_path: Path) -> None:
    source = tmp_path / "bad.py"
    source.write_text("# %%\n# %nosuchmagic\n")
    with pytest.raises(BuildError, match=r"In \[1\]"):
        execute(source)


def test_diff_shows_old_and_new(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed = copy.read_text(encoding="utf-8").replace("3.1 %", "3.3 %").replace("0.12 ±", "0.19 ±")
    copy.write_text(changed, encoding="utf-8")
    assert notebooks.diff([copy]) == 0
    said = capsys.readouterr().out
    assert "How often the cash runs out · In [1] (its code changed)" in said
    assert "-> ruin 3.3 % ± 0.4 % of 1,000 futures  [inside Monte Carlo error]" in said
    place = 'table, row "weekly block", column "lost"'
    assert f"{place}: 0.12 ± 0.02 -> 0.19 ± 0.02  [beyond Monte Carlo error]" in said
    assert "1 inside Monte Carlo error, 1 beyond Monte Carlo error" in said


def add_function(cell: NotebookNode) -> None:
    cell.source = "def helper():\n    return 1"


def strip(cell: NotebookNode) -> None:
    cell.execution_count = None


def show(text: str) -> Callable[[NotebookNode], None]:
    def tamper(cell: NotebookNode) -> None:
        cell.outputs = [nbformat.from_dict({"output_type": "stream", "name": "stdout"})]
        cell.outputs[0].text = text

    return tamper


def add_error(cell: NotebookNode) -> None:
    error = {"output_type": "error", "ename": "KeyError", "evalue": "'x'", "traceback": []}
    cell.outputs = [nbformat.from_dict(error)]


@pytest.mark.parametrize(
    ("tamper", "fault"),
    [
        (add_function, "defines helper"),
        (add_function, "not the cell of its .py"),
        (strip, "never run"),
        (add_error, "holds an error"),
        (show("saved /home/ann/figures/a.png\n"), "path of this machine: /home/ann"),
        (show("saved C:\\Users\\ann\\a.png\n"), "path of this machine"),
        (show("0.30000000000000004\n"), "round it"),
        (show("<Thing at 0x7f31c0a5d390>\n"), "memory address"),
    ],
)
def test_check_finds(copy: Path, tamper: Callable[[NotebookNode], None], fault: str) -> None:
    product = copy.with_suffix(".ipynb")
    notebook = read_product(product)
    tamper(next(cell for cell in notebook.cells if cell.cell_type == "code"))
    write_product(notebook, product)
    found = "\n".join(notebook_faults(copy))
    assert "00_small.ipynb: How often the cash runs out · In [1]" in found
    assert fault in found


def test_check_finds_a_product_without_source(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy.rename(copy.with_name("01_other.py"))
    assert notebooks.check(source_paths(folder=copy.parent), copy.parent) == 2
    said = capsys.readouterr().out
    assert "01_other.ipynb: never built" in said
    assert "00_small.ipynb: has no .py" in said


def test_a_name_may_be_short_but_not_unknown(copy: Path) -> None:
    assert source_paths(["00"], copy.parent) == [copy]
    with pytest.raises(SystemExit, match="00_small"):
        source_paths(["07_unknown"], copy.parent)
