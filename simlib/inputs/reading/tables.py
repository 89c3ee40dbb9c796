"""A table as books and ledgers are read: text cells, each with its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simlib.inputs.errors import InputError, unknown_name
from simlib.inputs.reading.cells import Cell
from simlib.inputs.reading.delimited import MARKS
from simlib.inputs.reading.raw import read_raw
from simlib.inputs.reading.shape import text_of

if TYPE_CHECKING:
    import pandas as pd

_FILE = "the frame given"


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
    separator: str = ","
    """What stood between cells."""

    def cell(self, row: Row, column: str) -> Cell:
        """Return one cell together with its place."""
        return Cell(row.cells[column], self.file, row.number, column, self.separator)

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
        As `read_raw`; and for columns without a name of their own, and rows around the table,
        such as a line of totals, which an import sets aside and says so.
    """
    raw = read_raw(path, encoding=encoding)
    for fault in raw.doubtful:
        raise InputError(
            f"bad header: {fault}",
            file=raw.file,
            row=raw.header_row,
            allowed="a name for every column, and no name twice",
        )
    remarks = {number for number, _ in raw.comments}
    for number, cells in raw.outside:
        if number not in remarks:
            raise InputError(
                "a total, a note or a title, no row of the table",
                file=raw.file,
                row=number,
                value=" ".join(text_of(cell) for cell in cells).strip(),
                allowed="a table without it, or simlib import, which sets such rows aside",
            )
    return Table(
        file=raw.file,
        columns=raw.columns,
        rows=tuple(
            Row(row.number, dict(zip(raw.columns, map(text_of, row.cells), strict=True)))
            for row in raw.rows
        ),
        comments=raw.comments,
        separator=MARKS.get(raw.separator, ","),
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
        For something that is not a frame, an empty one, or ids that became fractions.
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
    rows = frame.itertuples(index=False, name=None)
    return Table(
        file=_FILE,
        columns=names,
        rows=tuple(
            Row(number, dict(zip(names, map(_text, cells), strict=True)))
            for number, cells in enumerate(rows, start=2)
        ),
    )


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    missing = value is None or str(value) in ("NaT", "<NA>", "nan")
    return "" if missing else str(value)
