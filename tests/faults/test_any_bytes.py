"""Any bytes give a table or a clear error: never a traceback of a library, never a hang."""

from __future__ import annotations

import csv
import gzip
import io
import time
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simlib.inputs.errors import InputError
from simlib.inputs.reading.raw import read_raws
from simlib.intake.booked import book_rows
from simlib.intake.imported import import_files
from simlib.intake.mapping.mapping import Mapping
from simlib.intake.mapping.propose import propose
from simlib.intake.privacy.pseudonyms import Pseudonyms
from tests.support.client_files import (
    MAC_LEDGER,
    SALESFORCE_REPORT,
    UTF16_LEDGER,
    german_workbook,
    ledger_text,
    sheets_workbook,
)

pytestmark = pytest.mark.slow

LEDGER = ledger_text([("A", "2024-01-01", "5.5"), ("B", "2024-12-31", "7")])
SEEDS = [
    LEDGER,
    MAC_LEDGER,
    UTF16_LEDGER,
    SALESFORCE_REPORT.encode(),
    german_workbook(),
    sheets_workbook({"s": [["client", "date", "amount"], ["A", "2024-01-01", 5]]}),
    gzip.compress(LEDGER),
]
PIECES = [
    b"",
    b"\x00",
    b'"',
    b"\r",
    b"\n",
    b",",
    b";",
    b"\t",
    b"|",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"sep=;\n",
    b"client,date,amount\n",
    b"A,2024-01-01,5\n",
    b"1.234",
    b"(",
    b"\x8e\x9f\xfc",
    b"Total,,5\n",
    b"#N/A",
    b"\xe2\x80\xae",
    b"=1+1",
    b"\x1a",
    b"1e99",
    b"99999999",
]
A_HANG = 120.0
"""Seconds that no file here takes on any machine, unless reading it grows faster than its size."""
MANY = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read(folder: Path, content: bytes) -> None:
    """Read, propose and book a file; only `InputError` may come out."""
    path = folder / "f"
    path.write_bytes(content)
    try:
        tables = read_raws(path)
        result = book_rows(tables, propose(tables))
    except InputError:
        return
    assert sum(fate.rows for fate in result.fates) == result.rows_read
    with suppress(InputError):
        assert import_files([path]).report.reconciles


@MANY
@given(st.binary(max_size=400))
def test_any_bytes(tmp_path: Path, content: bytes) -> None:
    read(tmp_path, content)


@MANY
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_pieces_of_files_put_together(tmp_path: Path, pieces: list[bytes]) -> None:
    read(tmp_path, b"".join(pieces))


@MANY
@given(
    st.sampled_from(SEEDS), st.lists(st.tuples(st.integers(0), st.sampled_from(PIECES)), max_size=4)
)
def test_damaged_files(tmp_path: Path, seed: bytes, damage: list[tuple[int, bytes]]) -> None:
    content = seed
    for place, piece in damage:
        at = place % (len(content) + 1)
        content = content[:at] + piece + content[at + len(piece) :]
    read(tmp_path, content)


@MANY
@given(
    st.sampled_from(
        [
            "xl/workbook.xml",
            "xl/worksheets/sheet1.xml",
            "xl/sharedStrings.xml",
            "xl/styles.xml",
            "[Content_Types].xml",
            "xl/_rels/workbook.xml.rels",
        ]
    ),
    st.integers(0),
    st.sampled_from([b"", b"<", b'r="9"', b"9" * 30, b"<c/>", b"&x;", b"-1", b"\xff"]),
)
def test_damaged_parts_of_workbooks(tmp_path: Path, part: str, place: int, piece: bytes) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SEEDS[4])) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == part:
                at = place % (len(content) + 1)
                content = content[:at] + piece + content[at + len(piece) :]
            new.writestr(name, content)
    read(tmp_path, stream.getvalue())


CELLS = st.text(st.characters(codec="utf-8"), max_size=12)


@MANY
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=8))
def test_any_cells(tmp_path: Path, rows: list[tuple[str, str, str]]) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([("client", "date", "amount"), *rows])
    read(tmp_path, stream.getvalue().encode("utf-8"))


@MANY
@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda b: b.decode("latin-1")))
def test_any_mapping_and_any_key(tmp_path: Path, text: str) -> None:
    path = tmp_path / "m"
    path.write_text(text, encoding="utf-8", newline="")
    for load in (Mapping.load, Pseudonyms.load):
        with suppress(InputError):
            load(path)


@pytest.mark.parametrize(
    "content",
    [
        b"a," * 300_000,
        b"a,b\n" + b" " * 2_000_000,
        b"a,b\n" + b"x" * 120_000 + b",1\n",
        b"client,date,amount\n" + b"A,2024-01-01," + b"1" * 100_000 + b"\n",
        b"client,date,amount\n" + (b"A" + b" " * 100_000 + b"B,2024-01-01,5\n") * 3,
        b'"' * 500_000,
        b"client,date,amount\n" + b"\n" * 500_000,
        "é".encode("latin-1") * 300_000,
        b"client,date,amount\n" + b"Total" + b" " * 100_000 + b"x,,5\n",
    ],
    ids=range(9),
)
def test_no_file_hangs(tmp_path: Path, content: bytes) -> None:
    start = time.perf_counter()
    read(tmp_path, content)
    assert time.perf_counter() - start < A_HANG
