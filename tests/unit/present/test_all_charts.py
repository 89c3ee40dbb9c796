"""A chart is a public function of a chart file, and known by that alone."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import simlib as sl
from simlib.present import charts
from tests.support import chart_results as fake
from tools.setup import ROOT

FILES = sorted(path.stem for path in Path(charts.__path__[0]).glob("[a-z]*.py"))
NEW = '''

def a_new_chart(result: object, **on: Unpack[On]) -> Axes:
    """Draw what nobody has drawn yet."""
    return paint(on, title="new", draw=lambda ax: None)
'''
PROGRAM = """
import simlib as sl
print("a_new_chart" in dir(sl.plots), sl.plots.a_new_chart.__module__)
"""


def test_every_chart_is_found_from_its_name() -> None:
    for name in dir(sl.plots):
        chart = getattr(sl.plots, name)
        assert chart.__module__.startswith("simlib.present.charts."), name
        assert inspect.signature(chart).return_annotation == "Axes", name
        assert chart.__doc__, name


def test_the_roof_names_every_file_for_type_checkers() -> None:
    text = (ROOT / "simlib/present/plots.py").read_text(encoding="utf-8")
    named = [line.split(".")[-1].split(" ")[0] for line in text.splitlines() if "import *" in line]
    assert named == FILES


def test_a_new_chart_is_written_in_one_place(tmp_path: Path) -> None:
    """It appears in `sl.plots` and in its completion without another line anywhere."""
    home = tmp_path / "luck.py"
    home.write_text(Path(charts.__path__[0], "luck.py").read_text(encoding="utf-8") + NEW)
    program = (
        f"import simlib.present.charts as c\nc.__path__.insert(0, {str(tmp_path)!r})\n{PROGRAM}"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.stdout.split() == ["True", "simlib.present.charts.luck"], done.stderr


def test_an_unknown_chart_is_refused_with_all_that_are_known() -> None:
    unknown: Any = sl.plots
    with pytest.raises(AttributeError, match="no chart 'pie'; charts: acceptability, "):
        unknown.pie  # noqa: B018


def test_a_chart_refuses_what_no_chart_takes() -> None:
    chart: Any = sl.plots.revenue_survival
    with pytest.raises(TypeError, match="a chart takes no 'titel', but ax, title, footer"):
        chart([fake.survival()], titel="typing errors are not drawn")
