"""A case as a workbook: what went in, with sources, and every number that came out."""

from __future__ import annotations

import io
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simlib.inputs.errors import InputError
from simlib.present.client.parts import case_footer
from simlib.present.draw.style import BLUE, PAPER
from simlib.present.paper.edited import (
    EARLIEST,
    HASH_PART,
    HASH_RELATION,
    package_parts,
    package_with_hash,
    write_unless_edited,
)
from simlib.present.paper.tables import safe_cell
from simlib.present.workbook.client_sheets import client_sheets
from simlib.present.workbook.input_sheets import input_sheets
from simlib.present.workbook.result_sheets import result_sheets, world_sheets
from simlib.present.workbook.sheets import Sheet, Table
from simlib.words import plain

if TYPE_CHECKING:
    import pandas as pd

    from simlib.studies.client.case import ClientCase

_WIDEST, _NARROWEST = 70, 11  # letters
_LINE, _MOST_LINES = 15.0, 12
_LONGEST_TEXT = 32_000  # what a cell holds
_MOST_ROWS = 1_000_000
_RELATIONS = "xl/_rels/workbook.xml.rels"


def to_excel(case: ClientCase, path: str | Path, *, world_rows: bool = False) -> Path:
    """Write a case as a workbook.

    Parameters
    ----------
    path : str or Path
        Ends in .xlsx. A workbook written here before is replaced only if nobody edited it since.
    world_rows : bool
        Whether the rows of every future are added, a sheet a diary.

    Returns
    -------
    Path
        The path written, whole or not at all: the same bytes for the same case.

    Raises
    ------
    InputError
        For another file type, a workbook there that was edited, or rows of futures that were not
        kept or do not fit into a sheet.
    """
    target = Path(path)
    if target.suffix.lower() != ".xlsx":
        raise InputError(
            "not a workbook's name", value=target.name, allowed="a name ending in .xlsx"
        )
    return write_unless_edited(workbook_bytes(case, world_rows=world_rows), target)


def workbook_bytes(case: ClientCase, *, world_rows: bool = False) -> bytes:
    """Return the workbook of a case as bytes; see `to_excel`."""
    pages = [
        *input_sheets(case),
        *result_sheets(case),
        *client_sheets(case),
        *(world_sheets(case) if world_rows else ()),
    ]
    footer = case_footer(case)
    buffer = io.BytesIO()
    from xlsxwriter import Workbook

    book = Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": EARLIEST})
    looks = _Looks(book)
    for page in pages:
        _write_sheet(book, page, looks, footer)
    book.close()
    parts = package_parts(buffer.getvalue())
    parts[_RELATIONS] = parts[_RELATIONS].replace(
        b"</Relationships>",
        f'<Relationship Id="rIdSeal" Type="{HASH_RELATION}" Target="../{HASH_PART}"/>'
        "</Relationships>".encode(),
    )
    return package_with_hash(parts)


class _Looks:
    """Formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book, self._numbers = book, dict[str, Any]()
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.caption = book.add_format({"bold": True})
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.foot = book.add_format({"font_color": "#595959", "font_size": 9})
        self.heading = book.add_format(
            {"bold": True, "font_color": PAPER, "bg_color": BLUE, "text_wrap": True}
            | {"valign": "top"}
        )

    def number(self, code: str) -> Any:
        """Return the format of a number by its code."""
        if code not in self._numbers:
            self._numbers[code] = self._book.add_format({"num_format": code, "valign": "top"})
        return self._numbers[code]


def _write_sheet(book: Any, page: Sheet, looks: _Looks, footer: str) -> None:
    page_of = book.add_worksheet(page.name)
    page_of.hide_gridlines(2)
    page_of.write_string(0, 0, _text(page.title), looks.title)
    row = 1
    for line in page.lines:
        page_of.write_string(row, 0, _text(line))
        row += 1
    row += 1
    if page.tables:
        single = len(page.tables) == 1
        page_of.freeze_panes(row + 2 if single else 1, 1 if single else 0)
    for table in page.tables:
        row = _write_table(page_of, table, row, looks) + 1
    page_of.write_string(row, 0, _text(footer), looks.foot)
    _set_widths(page_of, page)
    page_of.set_landscape()
    page_of.fit_to_pages(1, 0)


def _write_table(page: Any, table: Table, row: int, looks: _Looks) -> int:
    """Write a table from a row on; return the row after it."""
    frame = table.frame
    if len(frame) > _MOST_ROWS:
        raise InputError("too many rows for a sheet", value=len(frame), allowed=f"{_MOST_ROWS:,}")
    page.write_string(row, 0, _text(table.caption), looks.caption)
    page.set_row(row + 1, 2 * _LINE)
    for column, name in enumerate(frame.columns):
        page.write_string(row + 1, column, _text(name), looks.heading)
    codes = [
        table.formats.get(str(name), _code(frame.iloc[:, place]))
        for place, name in enumerate(frame.columns)
    ]
    for offset, cells in enumerate(frame.itertuples(index=False), start=row + 2):
        page.set_row(offset, _LINE * _lines(cells))
        for column, cell in enumerate(cells):
            _write_cell(page, offset, column, cell, looks, codes[column])
    return row + 2 + len(frame)


def _write_cell(page: Any, row: int, column: int, cell: Any, looks: _Looks, code: str) -> None:
    if isinstance(cell, bool):
        page.write_string(row, column, "yes" if cell else "no", looks.text)
    elif cell is None or isinstance(cell, str):
        page.write_string(row, column, _text(cell or ""), looks.text)
    elif hasattr(cell, "__float__") and math.isfinite(float(cell)):
        page.write_number(row, column, float(cell), looks.number(code))
    elif hasattr(cell, "__float__"):
        page.write_string(row, column, "" if math.isnan(float(cell)) else "never", looks.text)
    else:
        page.write_string(row, column, _text(cell), looks.text)


def _lines(cells: tuple[Any, ...]) -> int:
    """Return how many lines the longest text of a row takes in the widest column."""
    longest = max((len(cell) for cell in cells if isinstance(cell, str)), default=0)
    return min(max(1, math.ceil(1.1 * longest / _WIDEST)), _MOST_LINES)


def _text(value: object) -> str:
    """Return a text that no spreadsheet runs and every one can open."""
    return str(safe_cell(plain(value)))[:_LONGEST_TEXT]


def _code(column: pd.Series[Any]) -> str:
    return "#,##0" if column.dtype.kind in "iu" else "#,##0.00"


def _set_widths(page: Any, sheet: Sheet) -> None:
    columns = max((table.frame.shape[1] for table in sheet.tables), default=1)
    for column in range(columns):
        texts = [
            str(value)
            for table in sheet.tables
            if column < table.frame.shape[1]
            for value in _sample(table.frame, column)
        ]
        longest = max(map(len, texts), default=0) + 2
        page.set_column(column, column, min(max(longest, _NARROWEST), _WIDEST))


def _sample(frame: pd.DataFrame, column: int) -> list[Any]:
    values = frame.iloc[:200, column]
    name = frame.columns[column]
    if values.dtype.kind in "fiu":
        return ["0" * 12, str(name)[:16]]
    return [*values.tolist(), str(name)[:24]]
