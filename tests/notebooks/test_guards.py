"""Each guard of notebooks/conftest.py can fail: a small notebook is tampered with."""

from __future__ import annotations

import base64
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from nbformat import NotebookNode
from PIL import Image

from tools.check import NBVAL, ROOT
from tools.notebook_files import read_product, write_product

pytestmark = pytest.mark.slow

NUMBERS, TABLE, FIGURE, RAISES = range(4)


def leave_alone(cells: list[NotebookNode]) -> None:
    """Change nothing: what was built must pass, a closing `;` included."""


def strip(cells: list[NotebookNode]) -> None:
    cells[TABLE].execution_count, cells[TABLE].outputs = None, []


def hide_an_error(cells: list[NotebookNode]) -> None:
    message = "UsageError: Line magic function `%nosuchmagic` not found.\n"
    cells[TABLE].source = "%nosuchmagic"
    cells[TABLE].outputs = [
        NotebookNode(output_type="stream", name="stderr", text=message),
    ]


def change_a_number(cells: list[NotebookNode]) -> None:
    text = cells[NUMBERS].outputs[0].text
    cells[NUMBERS].outputs[0].text = text.replace("3.1 %", "9.9 %")


def change_a_table(cells: list[NotebookNode]) -> None:
    data = cells[TABLE].outputs[0].data
    for mime in ("text/html", "text/plain"):
        data[mime] = data[mime].replace("0.30 ± 0.02", "0.31 ± 0.02")


def recoded(encoded: str, *, repaint: bool) -> str:
    picture = Image.open(io.BytesIO(base64.b64decode(encoded))).convert("RGBA")
    if repaint:
        picture.putpixel((3, 3), (200, 0, 0, 255))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=1)
    return base64.b64encode(buffer.getvalue()).decode()


def repaint_one_pixel(cells: list[NotebookNode]) -> None:
    data = cells[FIGURE].outputs[0].data
    data["image/png"] = recoded(data["image/png"], repaint=True)


def compress_differently(cells: list[NotebookNode]) -> None:
    data = cells[FIGURE].outputs[0].data
    data["image/png"] = recoded(data["image/png"], repaint=False)


def raise_nothing(cells: list[NotebookNode]) -> None:
    cells[RAISES].source, cells[RAISES].outputs = 'number = int("12")', []


def fail(cells: list[NotebookNode]) -> None:
    cells[FIGURE].source = "no_such_name"


TAMPERINGS: list[Callable[[list[NotebookNode]], None]] = [
    leave_alone,
    strip,
    hide_an_error,
    change_a_number,
    change_a_table,
    repaint_one_pixel,
    compress_differently,
    raise_nothing,
    fail,
]

Reports = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def reports(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Reports:
    """Return, for each tampering, the message of every cell that failed."""
    folder = tmp_path_factory.mktemp("tampered")
    shutil.copy(ROOT / "notebooks" / "conftest.py", folder)
    for tamper in TAMPERINGS:
        notebook = read_product(source.with_suffix(".ipynb"))
        tamper([cell for cell in notebook.cells if cell.cell_type == "code"])
        write_product(notebook, folder / f"{tamper.__name__}.ipynb")
    result = folder / "result.xml"
    own = ["-c", "pyproject.toml", "--rootdir", str(ROOT), "-q", f"--junitxml={result}"]
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "NB_"))}
    command = [sys.executable, "-m", "pytest", str(folder), *NBVAL, *own]
    subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    return read_reports(result)


def read_reports(result: Path) -> Reports:
    found: Reports = {tamper.__name__: {} for tamper in TAMPERINGS}
    cases = ElementTree.parse(result).findall(".//testcase")
    assert len(cases) == 4 * len(TAMPERINGS)
    for case in cases:
        failure = case.find("failure")
        if failure is not None:
            name = case.attrib["classname"].split(".")[-2]
            found[name][case.attrib["name"]] = failure.text or ""
    return found


@pytest.mark.parametrize("name", ["leave_alone", "compress_differently"])
def test_an_equal_notebook_passes(reports: Reports, name: str) -> None:
    assert reports[name] == {}


@pytest.mark.parametrize(
    ("name", "cell", "message"),
    [
        ("strip", "How often the cash runs out · In [2]", "never run"),
        ("hide_an_error", "How often the cash runs out · In [2]", "hidden error"),
        ("change_a_number", "How often the cash runs out · In [1]", "Cell outputs differ"),
        ("change_a_table", "How often the cash runs out · In [2]", "Cell outputs differ"),
        ("repaint_one_pixel", "The curve · In [3]", "Cell outputs differ"),
        ("raise_nothing", "The curve · In [4]", "raised nothing"),
        ("fail", "The curve · In [3]", "NameError: name 'no_such_name' is not defined"),
    ],
)
def test_a_tampered_notebook_fails(reports: Reports, name: str, cell: str, message: str) -> None:
    assert set(reports[name]) == {cell}
    assert f"{name}.ipynb · {cell}" in reports[name][cell]
    assert message in reports[name][cell]


def test_a_changed_number_is_shown_with_its_place(reports: Reports) -> None:
    (message,) = reports["change_a_number"].values()
    assert "text, line 1: ruin 9.9 % ± 0.4 % of" in message
    assert "-> ruin 3.1 % ± 0.4 % of 1,000 futures  [beyond Monte Carlo error]" in message


def test_a_changed_table_is_shown_by_row_and_column(reports: Reports) -> None:
    (message,) = reports["change_a_table"].values()
    place = 'table, row "quarterly", column "lost"'
    assert f"{place}: 0.31 ± 0.02 -> 0.30 ± 0.02  [inside Monte Carlo error]" in message


def test_a_changed_figure_says_how_much_of_it(reports: Reports) -> None:
    (message,) = reports["repaint_one_pixel"].values()
    assert "figure: as stored -> 0.0" in message
    assert "of its pixels differ" in message
