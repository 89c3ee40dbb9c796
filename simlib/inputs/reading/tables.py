"""A table as books and ledgers are read: text cells, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simlib.inputs.errors import InputError, unknown_name
from simlib.inputs.reading.cells import THOUSAND_OR_DECIMAL, Cell
from simlib.inputs.reading.raw import read_raw
from simlib.inputs.reading.totals import rows_of_totals
from simlib.inputs.reading.values import Value, text_of

if TYPE_CHECKING:
    import pandas as pd

_FILE = "the frame given"
_THOUSAND_OR_DECIMAL = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}", re.ASCII)
_SURELY_DECIMAL = re.compile(r"[+-]?(\d{4,}(\.\d*)?|\d*\.(\d{0,2}|\d{4,})|0\d*\.\d+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its number as a spreadsheet shows it, and its cells by column."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A text table as it was typed: nothing converted, nothing guessed."""

    file: str
    """Where it came from, for messages."""
    columns: tuple[str, ...]
    """The header."""
    rows: tuple[Row, ...]
    """Rows that hold anything, in file order."""
    comments: tuple[tuple[int, str], ...] = ()
    """Leading ``#`` lines without the mark, with their row numbers."""
    unclear_points: frozenset[str] = frozenset()
    """Columns in which 1.234 may mean a thousand, since nothing else in them says otherwise."""

    def cell(self, row: Row, column: str) -> Cell:
        """Return one cell together with its place."""
        unclear = column in self.unclear_points
        return Cell(row.cells[column], self.file, row.number, column, unclear)

    def require(self, column: str) -> str:
        """Return ``column``, or refuse a name the header does not have (near names are listed)."""
        if column not in self.columns:
            raise unknown_name("column", column, self.columns, file=self.file)
        return column


def read_table(path: str | Path, *, encoding: str | None = None) -> Table:
    """Read a file that is nothing but one table: a book, a ledger, a table of our own.

    Parameters
    ----------
    path
        Text or workbook, as `simlib.inputs.reading.raw.read_raw` takes it. Leading lines that
        start with ``#`` are comments.
    encoding
        Of text; found if not given.

    Raises
    ------
    InputError
        As `read_raw`; and for columns without a name of their own, sheets of data without a
        header, notes and totals around or in the table, which an import sets aside.
    """
    raw = read_raw(path, encoding=encoding)
    for fault in raw.doubtful:
        raise InputError(
            f"bad header: {fault}",
            file=raw.file,
            row=raw.header_row,
            allowed="a name for every column, and no name twice",
        )
    if raw.sheets_left_out:
        raise InputError(
            "several sheets with data, and one of them has no header",
            file=raw.file,
            value=list(raw.sheets_left_out),
            allowed="a workbook of one sheet, or a header on each and simlib import",
        )
    remarks = {number for number, _ in raw.comments}
    for number, cells in raw.outside:
        if number not in remarks:
            raise _no_row_of_it(raw.file, number, cells)
    return _table(
        raw.file, raw.columns, [(row.number, row.cells) for row in raw.rows], raw.comments
    )


def table_of_frame(frame: pd.DataFrame, ids: Sequence[str] = ()) -> Table:
    """Return the cells of ``frame`` as text; its first row counts as row 2, as in a file.

    Parameters
    ----------
    frame : DataFrame
        Any index; columns of any kind.
    ids
        Columns that hold ids or names.

    Raises
    ------
    InputError
        For something that is not a frame, an empty one, totals in it, or ids that became
        fractions.
    """
    if not hasattr(frame, "columns") or not hasattr(frame, "itertuples"):
        raise InputError("not a ledger", value=frame, allowed="a path or a DataFrame")
    if not len(frame):
        raise InputError("no rows", file=_FILE)
    names = tuple(str(column) for column in frame.columns)
    if len(set(names)) < len(names):
        raise InputError("the same column twice", file=_FILE, value=names)
    for column in ids:
        if column in names and frame[column].dtype.kind == "f" and frame[column].notna().any():
            raise InputError(
                "ids were read as fractions (13085.0)",
                file=_FILE,
                column=column,
                allowed="text; read the file with dtype=str",
            )
    rows = [[_value(cell) for cell in row] for row in frame.itertuples(index=False, name=None)]
    for place in sorted(rows_of_totals(rows)):
        raise _no_row_of_it(_FILE, place + 2, rows[place])
    return _table(_FILE, names, list(enumerate(rows, start=2)))


def _table(
    file: str,
    columns: tuple[str, ...],
    rows: Sequence[tuple[int, Sequence[Value]]],
    comments: tuple[tuple[int, str], ...] = (),
) -> Table:
    return Table(
        file=file,
        columns=columns,
        rows=tuple(
            Row(number, dict(zip(columns, map(text_of, cells), strict=True)))
            for number, cells in rows
        ),
        comments=comments,
        unclear_points=frozenset(
            name
            for place, name in enumerate(columns)
            if _is_unclear(cells[place] for _, cells in rows)
        ),
    )


def _no_row_of_it(file: str, number: int, cells: Sequence[Value]) -> InputError:
    return InputError(
        "a total, a note or a title, no row of the table",
        file=file,
        row=number,
        value=" ".join(text_of(cell) for cell in cells).strip(),
        allowed="a table without it, or simlib import, which sets such rows aside; an account "
        "that looks like one needs an owner, or a longer name",
    )


def _is_unclear(column: Iterable[Value]) -> bool:
    """Whether a text such as 1.234 stands in a column, and none that shows what a point means."""
    texts = {cell.strip() for cell in column if isinstance(cell, str)}
    return any(map(THOUSAND_OR_DECIMAL.fullmatch, texts)) and not any(
        map(_SURELY_DECIMAL.fullmatch, texts)
    )


def _value(cell: Any) -> Value:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, Real) and not isinstance(cell, bool) and cell == cell:
        return Decimal(str(cell))
    missing = cell is None or str(cell) in ("NaT", "<NA>", "nan")
    return "" if missing else str(cell)
