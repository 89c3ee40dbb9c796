"""What a user reads when something is refused, word for word: advice is a part of the product."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from simlib.analysis.estimators import aalen_johansen, kaplan_meier
from simlib.analysis.precision import checked_confidence, mean_interval, proportion_interval
from simlib.analysis.quantiles import quantile_band
from simlib.analysis.tango import tango_interval
from simlib.inputs.errors import InputError
from simlib.inputs.tables import read_table, write_text

SAVE = "save the file as CSV UTF-8"
TABLES = {
    "empty": (b" \n", ": the file is empty; allowed: a header and at least one row"),
    "comments": (b"# only\n", ": comments only, no header; allowed: a header and rows"),
    "zero bytes": (
        b"a,b\n1,\x002\n",
        f": holds zero bytes: not a text table; allowed: {SAVE}",
    ),
    "xlsx": (
        b"PK\x03\x04..",
        ": this is an Excel workbook or zip file; allowed: save it as CSV UTF-8",
    ),
    "xls": (
        b"\xd0\xcf\x11\xe0",
        ": this is an old Excel file; allowed: save it as CSV UTF-8",
    ),
    "utf-16": (
        b"\xff\xfea\x00\n\x00",
        ": not utf-8-sig: it begins with the mark of UTF-16 ('Unicode text' of a spreadsheet); "
        f"allowed: encoding='utf-16', or {SAVE}",
    ),
    "latin": (
        b"a,b\ncaf\xe9,2\n",
        ": not utf-8-sig: byte 0xe9 in line 2 (byte 8); allowed: give encoding= ('cp1252' reads "
        "it as 'é', 'cp1250' reads it as 'é', 'cp1251' reads it as 'й', 'mac_roman' reads it as "
        f"'È'), or {SAVE}",
    ),
    "quotes": (
        b'a,b\n"x"y",2\n',
        ", row 2: malformed: ',' expected after '\"'; allowed: a cell with quotes or separators "
        "stands in double quotes, its quotes doubled",
    ),
    "ragged": (
        b"a,b\n1\n",
        ", row 2: 1 cells where the header has 2; allowed: as many cells as columns; a cell that "
        "holds the separator is quoted",
    ),
    "twice": (b"a,a\n1,2\n", ", row 1: bad header: the same name twice; found 'a'"),
    "no name": (
        b"a,,b\n1,2,3\n",
        ", row 1: bad header: column 2 has cells but no name; found ''",
    ),
}
ESTIMATES: list[tuple[Callable[[], object], str]] = [
    (
        lambda: quantile_band(np.ones((9, 1)), (1.0,)),
        "not a quantile; found 1.0; allowed: strictly between 0 and 1",
    ),
    (
        lambda: mean_interval(np.ones((2, 2))),
        "one number a world is needed; found (2, 2); allowed: one axis",
    ),
    (
        lambda: proportion_interval(3, 2),
        "not a share of worlds; found (3, 2); allowed: 0 <= k <= n, n >= 1",
    ),
    (
        lambda: checked_confidence(1.0),
        "not a confidence; found 1.0; allowed: strictly between 0 and 1, such as 0.95",
    ),
    (lambda: tango_interval(2, 2, 3), "impossible counts of worlds; found (2, 2, 3)"),
    (
        lambda: kaplan_meier([1.0, 2.0], [0, 2]),
        "observed is yes or no; found 2; allowed: 0 or 1",
    ),
    (
        lambda: aalen_johansen([1.0], [0, 1]),
        "one status a time is needed; found ((1,), (2,)); allowed: equal lengths, >= 1",
    ),
    (
        lambda: aalen_johansen([-1.0], [0]),
        "a time cannot be used; found -1.0; allowed: 0 or more",
    ),
    (
        lambda: aalen_johansen([1.0], [-1]),
        "a status cannot be used; found -1; allowed: 0, 1, 2, ...",
    ),
]


def _refusal(refused: Callable[[], object]) -> str:
    with pytest.raises(InputError) as caught:
        refused()
    return str(caught.value)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_refused_in_these_words(name: str, tmp_path: Path) -> None:
    content, words = TABLES[name]
    file = tmp_path / "book.csv"
    file.write_bytes(content)
    assert _refusal(lambda: read_table(file)) == f"book.csv{words}"


@pytest.mark.parametrize(("refused", "words"), ESTIMATES, ids=[w[:24] for _, w in ESTIMATES])
def test_an_estimate_is_refused_in_these_words(refused: Callable[[], object], words: str) -> None:
    assert _refusal(refused) == words


def test_files_are_refused_in_these_words(tmp_path: Path) -> None:
    none, book = tmp_path / "none.csv", tmp_path / "book.csv"
    book.write_text("a\n1\n")
    assert _refusal(lambda: read_table(none)) == f"{none}: there is no such file"
    allowed = "not a file; allowed: a text table such as book.csv"
    assert _refusal(lambda: read_table(tmp_path)) == f"{tmp_path}: {allowed}"
    unknown = "book.csv: unknown encoding; found 'klingon'"
    assert _refusal(lambda: read_table(book, encoding="klingon")) == unknown
    lost = tmp_path / "no" / "book.csv"
    assert _refusal(lambda: write_text(lost, "")) == f"{lost}: cannot be written: no such folder"
