"""XLSX: values only, visible sheets only, never more than a machine can hold."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from simlib.inputs.errors import InputError
from simlib.inputs.reading.shape import LARGEST_BYTES, SERIAL_ZERO, RawTable, Record, shaped
from simlib.inputs.reading.values import Value, is_blank, looks_like_number

MOST_ROWS, MOST_CELLS = 2**20, 20_000_000
"""Rows of a sheet as Excel knows them; cells that are looked at before a file is given up."""
_TRICKS = (b"<!DOCTYPE", b"<!ENTITY")
_SHEETS_OF_A_TOOL = frozenset({"hiddensheet"})


def read_workbook(content: bytes, file: str) -> tuple[RawTable, ...]:
    """Read every visible sheet that holds a table.

    Parameters
    ----------
    content
        Of an XLSX file.
    file
        For messages.

    Raises
    ------
    InputError
        For anything else in a zip file, a damaged workbook, one that unpacks to more than
        256 MB, or one without a table.
    """
    formulas = _checked(content, file)
    found = _found(content, file)
    sheets = found.sheets
    tables, refused, left_out = [], [], []
    for title, records in sheets:
        if sum(any(not is_blank(cell) for cell in cells) for _, cells in records) < 2:
            left_out += [title] if _has_data(records) else []
            continue
        name = f"{file} [{title}]" if len(sheets) > 1 else file
        try:
            tables.append(shaped(records, name, encoding="XLSX", why="a workbook", separator=""))
        except InputError as error:
            refused.append(error)
            left_out += [title] if _has_data(records) else []
    if not tables:
        raise refused[0] if refused else InputError("no sheet holds a table", file=file)
    notes = [f"a sheet without a table was left out: {error}" for error in refused]
    if formulas:
        notes.append("some cells are formulas: their last stored values were read")
    if found.serial_zero != SERIAL_ZERO:
        notes.append("the workbook counts its days from 1904, and so they were read")
    return tuple(
        replace(
            table,
            notes=(*table.notes, *notes),
            serial_zero=found.serial_zero,
            sheets_left_out=tuple(left_out),
        )
        for table in tables
    )


@dataclass(frozen=True)
class _Found:
    """Visible sheets by title, and the day that bare numbers of days count from."""

    sheets: list[tuple[str, list[Record]]]
    serial_zero: date


def _has_data(records: Iterable[Record]) -> bool:
    """Whether a row has a number beside something else, as an account with its revenue has."""
    return any(
        any(map(looks_like_number, cells)) and sum(not is_blank(cell) for cell in cells) > 1
        for _, cells in records
    )


def _checked(content: bytes, file: str) -> bool:
    """Refuse what is no plain workbook; return whether a sheet has formulas."""
    formulas = False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            if "xl/workbook.xml" not in {part.filename for part in parts}:
                raise InputError("a zip file, no workbook", file=file, allowed="CSV or XLSX")
            if sum(part.file_size for part in parts) > LARGEST_BYTES:
                raise InputError(
                    "unpacks to too much", file=file, allowed="at most 256 MB unpacked"
                )
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    text = packed.read(part)
                    _refuse_tricks(text, file)
                    in_sheet = part.filename.startswith("xl/worksheets/")
                    formulas |= in_sheet and (b"<f>" in text or b"<f " in text)
    except InputError:
        raise
    except Exception as error:  # whatever zipfile and zlib make of arbitrary bytes
        raise _damaged(error, file) from None
    return formulas


def _refuse_tricks(text: bytes, file: str) -> None:
    if text[:2] in (b"\xff\xfe", b"\xfe\xff") or any(trick in text for trick in _TRICKS):
        raise InputError(
            "XML that no spreadsheet writes (own entities)", file=file, allowed="save it anew"
        )


def _found(content: bytes, file: str) -> _Found:
    import warnings

    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and validations, which are not read
            book = load_workbook(
                io.BytesIO(content), read_only=True, data_only=True, keep_links=False
            )
            try:
                sheets = [(sheet.title, _rows(sheet, file)) for sheet in _visible(book)]
                return _Found(sheets, book.epoch.date())
            finally:
                book.close()
    except InputError:
        raise
    except Exception as error:  # whatever openpyxl and expat make of arbitrary bytes
        raise _damaged(error, file) from None


def _visible(book: Any) -> Iterable[Any]:
    return [
        sheet
        for sheet in book.worksheets
        if sheet.sheet_state == "visible" and sheet.title.casefold() not in _SHEETS_OF_A_TOOL
    ]


def _rows(sheet: Any, file: str) -> list[Record]:
    sheet.reset_dimensions()  # what a file says of its size need not be so
    records: list[Record] = []
    seen = 0
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        seen += len(cells) + 1
        if number > MOST_ROWS or seen > MOST_CELLS:
            raise InputError(
                "the sheet is too large", file=file, allowed="at most 1,048,576 rows, 20 m cells"
            )
        values = [_value(cell) for cell in cells]
        while values and is_blank(values[-1]):
            values.pop()
        if values:
            records.append((number, values))
    width = max((len(cells) for _, cells in records), default=0)
    return [(number, [*cells, *[""] * (width - len(cells))]) for number, cells in records]


def _value(cell: object) -> Value:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int):
        return Decimal(cell)
    if isinstance(cell, float):
        # Excel itself keeps fifteen digits; the rest is noise of binary fractions.
        return Decimal(f"{cell:.15g}") if abs(cell) < 1e300 else str(cell)
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    return cell.isoformat() if isinstance(cell, time) else str(cell)


def _damaged(error: Exception, file: str) -> InputError:
    what = " ".join(str(error).split())[:120] or type(error).__name__
    return InputError(f"the workbook cannot be read: {what}", file=file, allowed="save it anew")
