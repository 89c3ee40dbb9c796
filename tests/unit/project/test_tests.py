"""The tests keep their own house: unique names, short files, none that minds the clock."""

from __future__ import annotations

import re
from collections import Counter

from tools.setup import ROOT

FILES = sorted((ROOT / "tests").rglob("*.py"))
LONGEST = 500
# These wait for something to happen, and give up on it.
PATIENT = {"browsing.py", "test_jupyterlab.py", "test_any_bytes.py", "test_tests.py"}


def test_no_two_files_have_one_name() -> None:
    names = Counter(path.name for path in FILES if path.name != "conftest.py")
    assert [name for name, count in names.items() if count > 1] == []


def test_no_file_is_long() -> None:
    lines = {path.name: path.read_text(encoding="utf-8").count("\n") for path in FILES}
    assert {name: count for name, count in lines.items() if count > LONGEST} == {}


def test_no_test_minds_the_clock() -> None:
    clock = re.compile(r"perf_counter|monotonic\(|\btime\.time\(|deadline=\d")
    minding = {path.name for path in FILES if clock.search(path.read_text(encoding="utf-8"))}
    assert minding <= PATIENT
