"""The workbook: every number with its interval, every input with its source, nothing that runs."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest

from simlib.analysis.compare import difference_numbers
from simlib.present.client.parts import case_footer
from simlib.present.workbook.client_sheets import client_sheets
from simlib.present.workbook.workbook import to_excel, workbook_bytes
from simlib.studies.client.case import ClientCase
from simlib.studies.client.reality import RealityRow, RealitySheet
from tests.support.client_cases import HOSTILE, client_case, hostile_case
from tests.support.history_results import history

SHEETS = [
    *("read me", "check", "told", "book", "diaries", "evidence", "causes", "results"),
    *("revenue survival", "recovery", "price of prospecting", "what would turn it"),
    *("what the inputs allow", "draws of the inputs"),
]


@pytest.fixture(scope="module")
def case() -> ClientCase:
    return client_case()


def _open(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def _cells(book: Any) -> list[Any]:
    return [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]


def test_sheets_stand_in_the_order_of_reading(case: ClientCase) -> None:
    book = _open(workbook_bytes(case))
    assert book.sheetnames == SHEETS
    assert all(sheet.freeze_panes for sheet in book.worksheets)


def test_results_are_the_paired_differences_unrounded(case: ClientCase) -> None:
    sheet = _open(workbook_bytes(case))["results"]
    held = [cell.value for cell in sheet["E"] if isinstance(cell.value, int | float)]
    measures = ["final_revenue", "survival", "accounts_kept", "wins", "largest_share"]
    expected = difference_numbers(case.comparison, measures, below=case.below)["difference"]
    assert held == pytest.approx(list(expected))


def test_evidence_has_a_source_and_a_grade_in_every_row(case: ClientCase) -> None:
    book = _open(workbook_bytes(case))
    for name, first in (("evidence", "input"), ("causes", "cause")):
        rows = [[cell.value for cell in row] for row in book[name].iter_rows()]
        start = next(place for place, row in enumerate(rows) if row[0] == first)
        body = [row for row in rows[start + 1 :] if row[-1]]
        assert len(body) > 10
        assert all(row[-2][0] in "ABCD" and len(row[-1]) > 3 for row in body)


def test_every_sheet_ends_with_the_footer(case: ClientCase) -> None:
    for sheet in _open(workbook_bytes(case)).worksheets:
        assert sheet.cell(sheet.max_row, 1).value == case_footer(case)


def test_nothing_runs_and_nothing_is_lost(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(to_excel(hostile_case(), tmp_path / "book.xlsx"))
    texts = [cell.value for cell in _cells(book) if isinstance(cell.value, str)]
    assert {cell.data_type for cell in _cells(book)} <= {"s", "n"}
    assert not [cell for cell in _cells(book) if cell.hyperlink]
    hostile = [text for text in texts if "calc" in text]
    assert len(hostile) > 12
    assert all(text.startswith("'=cmd") for text in hostile)
    assert HOSTILE not in texts


def test_same_bytes_each_time_and_nobody_in_them(case: ClientCase) -> None:
    content = workbook_bytes(case)
    assert content == workbook_bytes(case)
    package = zipfile.ZipFile(io.BytesIO(content))
    core = package.read("docProps/core.xml").decode()
    assert "1980-01-01" in core
    assert "<dc:creator></dc:creator>" in core


def test_rows_of_futures_only_on_request(case: ClientCase) -> None:
    book = _open(workbook_bytes(case, world_rows=True))
    assert book.sheetnames == [*SHEETS, *(f"futures {place}" for place in range(1, 5))]
    columns = [[cell.value for cell in column] for column in book["futures 1"].iter_cols()]
    worlds = next(column for column in columns if "world" in column)
    found = [value for value in worlds if isinstance(value, int)]
    assert found == list(range(case.comparison.reference.world_count))


def test_the_clients_own_year_gets_a_sheet_where_it_is_known(case: ClientCase) -> None:
    row = RealityRow("accounts_lost", "Accounts lost", "count", 3.0, 1.0, 6.0, 9.0, "your files")
    sheet = RealitySheet("today", (row,), "EUR", "2025", 60, "")
    book = _open(workbook_bytes(replace(case, reality=sheet)))
    assert book.sheetnames[-1] == "your last year"
    assert "no" in [cell.value for row in book["your last year"].iter_rows() for cell in row]


def test_files_and_history_get_a_sheet_where_they_are_known(case: ClientCase) -> None:
    fate = SimpleNamespace(reason="booked", rows=9, amount=Decimal("12.34"), currency="")
    line = SimpleNamespace(reason="kept", rows=9, accounts=3, amount=Decimal("12.34"))
    quality = SimpleNamespace(
        fates=(fate,),
        book=SimpleNamespace(kept=line, lines=(line,)),
        currency="EUR",
        rows_read=9,
        first_day="2024-01-01",
        last_day="2024-12-31",
        cannot_tell=("no account is ever lost in this file",),
        warnings=(),
    )
    known: Any = replace(case, quality=quality, history=history())  # type: ignore[arg-type]
    assert [sheet.name for sheet in client_sheets(known)] == ["data quality", "history"]
    book = _open(workbook_bytes(known))
    amounts = [cell.value for cell in book["data quality"]["C"]]
    assert amounts.count(12.34) == 2
    assert "still on the book" in [c.value for row in book["history"].iter_rows() for c in row]
