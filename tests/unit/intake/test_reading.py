"""Files of any make are read as they were typed, or refused with a reason and a place."""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from simlib.inputs.errors import InputError
from simlib.inputs.reading.raw import read_raw, read_raws
from simlib.inputs.reading.shape import RawTable
from simlib.intake.mapping.days import days_of
from tests.support.client_files import (
    MAC_LEDGER,
    SALESFORCE_REPORT,
    UTF16_LEDGER,
    german_workbook,
    sheets_workbook,
    workbook_bytes,
    written,
)


def read(folder: Path, content: bytes | str, name: str = "f.csv") -> RawTable:
    return read_raw(written(folder, name, content))


WORDS = "Kunde;Ort\nMüller;Köln\nCafé Zoë;Łódź\n"
WESTERN = "Kunde;Ort\nMüller & Söhne;Köln – Süd\nCafé Zoë;Besançon\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_encodings_are_told_apart(tmp_path: Path, encoding: str) -> None:
    table = read(tmp_path, WORDS.encode(encoding))
    assert table.columns == ("Kunde", "Ort")
    assert table.rows[1].cells == ("Café Zoë", "Łódź")
    assert table.encoding
    assert table.why


@pytest.mark.parametrize(("encoding", "ends"), [("cp1252", "\r\n"), ("mac_roman", "\r")])
def test_western_encodings_are_weighed_and_reported(
    tmp_path: Path, encoding: str, ends: str
) -> None:
    table = read(tmp_path, WESTERN.replace("\n", ends).encode(encoding))
    assert table.encoding == encoding
    assert [row.cells for row in table.rows] == [
        ("Müller & Söhne", "Köln – Süd"),
        ("Café Zoë", "Besançon"),
    ]
    assert "not UTF-8" in table.why


def test_an_encoding_that_no_letter_settles_is_a_question(tmp_path: Path) -> None:
    # Byte 0x9C is œ in cp1252 and ú in Mac Roman.
    with pytest.raises(InputError, match=r"'sœur,1' .*cp1252.* or 'súur,1' .*mac_roman"):
        read(tmp_path, b"a,b\ns\x9cur,1\n")


def test_a_declared_encoding_is_taken(tmp_path: Path) -> None:
    path = written(tmp_path, "f.csv", "Name;Ort\nŻółć;Łódź\n".encode("cp1250"))
    assert read_raw(path, encoding="cp1250").rows[0].cells == ("Żółć", "Łódź")
    with pytest.raises(InputError, match="do not fit the encoding"):
        read_raw(path, encoding="utf-8")
    with pytest.raises(InputError, match="encoding"):
        read_raw(path, encoding="zlib_codec")


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(tmp_path: Path, mark: str, ends: str) -> None:
    lines = ["client~day~amount", '"A~B"~2024-01-31~"1,5"', 'C~2024-02-29~"x\ny"']
    table = read(tmp_path, ends.join(lines).replace("~", mark))
    assert table.columns == ("client", "day", "amount")
    assert table.rows[0].cells == (f"A{mark}B", "2024-01-31", "1,5")
    assert table.rows[1].cells[2] == "x\ny"
    assert [row.number for row in table.rows] == [2, 3]


def test_a_decimal_comma_does_not_make_a_separator(tmp_path: Path) -> None:
    assert read(tmp_path, "Kunde;Betrag\nA;1,50\nB;2,75\n").columns == ("Kunde", "Betrag")


def test_excels_own_line_is_taken_and_not_counted(tmp_path: Path) -> None:
    table = read(tmp_path, "sep=;\r\na;b\r\n1,0;2\r\n")
    assert table.columns == ("a", "b")
    assert table.rows[0].number == 2


def test_what_stands_around_a_salesforce_report_is_counted_not_read(tmp_path: Path) -> None:
    table = read(tmp_path, SALESFORCE_REPORT)
    assert len(table.rows) == 5
    assert [cells[0] for _, cells in table.outside] == [
        "Won deals by account",
        "Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved.",
        "Confidential Information - Do Not Distribute",
        "Grand Totals (5 records)",
    ]
    assert table.blank_rows == 1


def test_a_client_named_total_is_no_total(tmp_path: Path) -> None:
    table = read(tmp_path, "client,day,amount\nA,2024-01-01,5\nTotal,2024-01-02,7\n")
    assert len(table.rows) == 2


def test_a_line_of_totals_stands_outside_the_table(tmp_path: Path) -> None:
    table = read(tmp_path, "client,day,amount\nA,2024-01-01,5\nTotal,,5\n")
    assert len(table.rows) == 1
    assert table.outside == ((3, ("Total", "", "5")),)


def test_titles_above_the_header_are_left_out(tmp_path: Path) -> None:
    table = read(tmp_path, "Sales 2024\n\nclient,day,amount\nA,2024-01-01,5\n")
    assert table.columns == ("client", "day", "amount")
    assert table.rows[0].number == 4
    assert table.notes == ("the header is row 3",)


def test_empty_comma_rows_are_counted(tmp_path: Path) -> None:
    table = read(tmp_path, "a,b\n1,x\n,\n,\n2,y\n,\n")
    assert [row.number for row in table.rows] == [2, 5]
    assert table.blank_rows == 3


@pytest.mark.parametrize("bad", ["1,2,3", "1"])
def test_ragged_rows_are_refused_with_their_number(tmp_path: Path, bad: str) -> None:
    with pytest.raises(InputError, match="row 3"):
        read(tmp_path, f"a,b\n1,2\n{bad}\n3,4\n")


def test_one_label_twice_is_told(tmp_path: Path) -> None:
    table = read(tmp_path, "Name,Amount,Name\nA,b,C\n")
    assert table.columns == ("Name", "Amount", "Name (2)")
    assert "two columns are named" in table.notes[0]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"\xd0\xcf\x11\xe0rest", "old Excel"),
        (b"PK\x03\x04rest", "cannot be read"),
        (b"<html><table><tr><td>a</td></tr></table>", "web page"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "zero bytes"),
        (b"just one column\nof words\n", "single column"),
        (b"a,b\n", "without rows"),
        (b"1,2\n3,4\n", "no header"),
        (b'a,b\n"x,1\n', "malformed"),
        (b"\x1f\x8bnot gzip", "cannot be read"),
        (b"\xff\xfea", "do not fit"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        read(tmp_path, content)


def test_gzip_is_known_by_its_bytes(tmp_path: Path) -> None:
    assert read(tmp_path, gzip.compress(b"a,b\nx,1\n"), "f.csv").rows[0].cells == ("x", "1")


def test_a_folder_or_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a file"):
        read_raw(tmp_path)
    with pytest.raises(InputError, match="no such file"):
        read_raw(tmp_path / "none.csv")


def test_a_german_workbook(tmp_path: Path) -> None:
    table = read(tmp_path, german_workbook(), "u.xlsx")
    assert table.columns == ("Kundennr", "Kunde", "Belegdatum", "Nettobetrag", "Vertreter")
    assert [row.number for row in table.rows] == [4, 5, 6]
    assert table.values("Nettobetrag") == [Decimal("1234.5"), Decimal("0.1"), Decimal("-34.5")]
    assert table.rows[1].cells[1] == "=HYPERLINK(1)"
    assert table.rows[0].cells[0] == "0017"
    assert len(table.outside) == 2


@pytest.mark.parametrize(("since_1904", "first"), [(False, 45_292), (True, 45_292 - 1_462)])
def test_days_that_count_from_1904_are_read_as_excel_shows_them(
    tmp_path: Path, since_1904: bool, first: int
) -> None:
    path = tmp_path / "mac.xlsx"
    book = xlsxwriter.Workbook(path, {"date_1904": since_1904})
    sheet, shown = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, ["customer", "shown as a day", "a bare number"])
    for row in (1, 2):
        sheet.write(row, 0, f"Alpha {row}")
        sheet.write_datetime(row, 1, datetime(2024, 1, row), shown)
        sheet.write_number(row, 2, first + row - 1)
    book.close()
    table = read_raw(path)
    expected = [date(2024, 1, 1), date(2024, 1, 2)]
    for column in table.columns[1:]:
        assert days_of(table, column)[0] == expected
    assert any("from 1904" in note for note in table.notes) == since_1904


def test_several_sheets_are_several_tables(tmp_path: Path) -> None:
    rows = [["client", "day"], ["A", "x"]]
    content = sheets_workbook({"2023": rows, "empty": [], "2024": rows})
    tables = read_raws(written(tmp_path, "w.xlsx", content))
    assert [table.file for table in tables] == ["w.xlsx [2023]", "w.xlsx [2024]"]
    with pytest.raises(InputError, match="several sheets"):
        read_raw(tmp_path / "w.xlsx")


def repacked(content: bytes, **parts: bytes) -> bytes:
    """Return a workbook with some of its parts replaced, ``sheet1`` the first sheet."""
    stream = io.BytesIO()
    names = {"sheet1": "xl/worksheets/sheet1.xml", "workbook": "xl/workbook.xml"}
    new = {names.get(key, key): part for key, part in parts.items()}
    deflated = zipfile.ZIP_DEFLATED
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", deflated) as packed,
    ):
        for name in old.namelist():
            packed.writestr(name, new.get(name, old.read(name)))
    return stream.getvalue()


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    content = repacked(sheets_workbook({"s": [["a", "b"], ["x", "y"]]}), sheet1=b" " * (257 << 20))
    assert len(content) < 1 << 20
    with pytest.raises(InputError, match="unpacks to too much"):
        read(tmp_path, content, "bomb.xlsx")


def test_own_entities_are_refused(tmp_path: Path) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">]><worksheet>&a;</worksheet>'
    content = repacked(sheets_workbook({"s": [["a", "b"], ["x", "y"]]}), sheet1=bomb)
    with pytest.raises(InputError, match="entities"):
        read(tmp_path, content, "bomb.xlsx")


def test_rows_without_end_are_refused(tmp_path: Path) -> None:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1"><v>1</v></c></row>'
        b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row></sheetData></worksheet>'
    )
    content = repacked(sheets_workbook({"s": [["a", "b"], ["x", "y"]]}), sheet1=sheet)
    with pytest.raises(InputError, match="too large"):
        read(tmp_path, content, "long.xlsx")


def test_formulas_are_never_executed(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in [["client", "amount"], ["A", "=1+1"], ["B", 3]]:
        book.active.append(row)  # type: ignore[union-attr]
    table = read(tmp_path, workbook_bytes(book), "f.xlsx")
    assert table.values("amount") == ["", Decimal(3)]
    assert any("formulas" in note for note in table.notes)


def test_the_foreign_ledgers_of_the_tests_are_read(tmp_path: Path) -> None:
    assert read(tmp_path, MAC_LEDGER).encoding == "mac_roman"
    assert read(tmp_path, UTF16_LEDGER).encoding == "utf-16"
