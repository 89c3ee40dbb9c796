"""Which rows of a file are its table: the header, the data, and what stands around them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from simlib.inputs.errors import InputError, unknown_name
from simlib.inputs.ids import canonical
from simlib.inputs.reading.totals import rows_of_totals
from simlib.inputs.reading.values import Value, is_blank, looks_like_number, text_of
from simlib.words import counted

_NOTICE = re.compile(
    r"copyright\b|\(c\)|©|confidential information|all rights reserved|alle rechte|"
    r"generated (by|on)|filtered by|page \d+|\d+ (records|rows)",
    re.IGNORECASE,
)
LARGEST_BYTES = 256 * 2**20
"""Of text, or of a workbook unpacked."""
SERIAL_ZERO = date(1899, 12, 30)
"""The day before the first one of a spreadsheet, as it counts after February 1900."""
Record = tuple[int, Sequence[Value]]
"""A row number and its cells."""
MOST_COLUMNS = 1000
_LOOK_AT = 40
_SHOWN = 5
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")


def _parted(below: Sequence[Record], width: int) -> tuple[list[Record], list[Record], list[int]]:
    """Return the data below a header, what is none of it, and the row numbers of totals.

    A row stands outside where it is blank or a total; and, if nothing but such rows is below it,
    where it is a notice or one text alone (in a shorter row, or below a blank one).
    """
    end = _without_notices(below, len(below), width)
    totals = rows_of_totals([cells for _, cells in below[:end]])
    while end - 1 in totals:
        end = _without_notices(below, end - 1, width)
    body = [below[place] for place in range(end) if place not in totals]
    inner = sorted(place for place in totals if place < end)
    outside = [below[place] for place in inner] + list(below[end:])
    return body, outside, [below[place][0] for place in inner]


def _without_notices(records: Sequence[Record], end: int, width: int) -> int:
    while end > 0 and _is_notice(records, end - 1, width):
        end -= 1
    return end


def _is_notice(records: Sequence[Record], place: int, width: int) -> bool:
    cells = records[place][1]
    filled = [cell for cell in cells if not is_blank(cell)]
    if not filled:
        return True
    first = filled[0]
    if len(filled) > 1 or not isinstance(first, str) or looks_like_number(first):
        return False
    return len(cells) < width or bool(_NOTICE.match(first)) or _after_gap(records, place)


def _after_gap(records: Sequence[tuple[int, Sequence[Value]]], place: int) -> bool:
    """Whether the row above is blank, or left out because it was."""
    if place == 0:
        return False
    number, cells = records[place - 1]
    return all(is_blank(cell) for cell in cells) or records[place][0] > number + 1


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row with its number as a spreadsheet shows it, and one value for each column."""

    number: int
    cells: tuple[Value, ...]


@dataclass(frozen=True)
class RawTable:
    """A table as it was typed: nothing converted, nothing guessed."""

    file: str
    """File name, with the sheet of a workbook: ``sales.xlsx [2024]``."""
    columns: tuple[str, ...]
    """The header; no name twice."""
    rows: tuple[RawRow, ...]
    """Rows that hold anything, in file order."""
    encoding: str = ""
    why: str = ""
    """What the text was read in, and the reason."""
    separator: str = ""
    """What stood between cells; "" in a workbook."""
    blank_rows: int = 0
    """Empty rows between others."""
    outside: tuple[tuple[int, tuple[Value, ...]], ...] = ()
    """Rows above, below and in the table that are none of it, such as totals."""
    notes: tuple[str, ...] = ()
    """What a reader should know."""
    serial_zero: date = SERIAL_ZERO
    """The day that a bare number of a day counts from."""
    comments: tuple[tuple[int, str], ...] = ()
    """Leading ``#`` lines without the mark; they are among the rows outside, too."""
    header_row: int = 1
    doubtful: tuple[str, ...] = ()
    """Why columns got their name here: the header had none, or the same one twice."""
    sheets_left_out: tuple[str, ...] = ()
    """Other sheets of the workbook with rows of data, but without a header."""

    def place(self, column: str) -> int:
        """Return where a column stands; an unknown name is refused, near ones are listed."""
        if column not in self.columns:
            raise unknown_name("column", column, self.columns, file=self.file)
        return self.columns.index(column)

    def values(self, column: str) -> list[Value]:
        """Return the cells of a column in file order."""
        place = self.place(column)
        return [row.cells[place] for row in self.rows]

    def refused(self, message: str, row: RawRow, column: str, allowed: str) -> InputError:
        """Return the error that names a cell's place and value."""
        value = row.cells[self.place(column)]
        shown = value if isinstance(value, str) else str(value)
        return InputError(
            message, file=self.file, row=row.number, column=column, value=shown, allowed=allowed
        )


def shaped(
    records: Sequence[Record], file: str, *, encoding: str, why: str, separator: str
) -> RawTable:
    """Return the table in the records of a file.

    Parameters
    ----------
    records : sequence of (int, sequence of Value)
        Everything, in order, with row numbers.
    file, encoding, why, separator
        As in `RawTable`.

    Raises
    ------
    InputError
        Where there is no header, no row, or a row has not as many cells as the header.
    """
    start = _header_place(records, file)
    header_row, header = records[start]
    if len(header) > MOST_COLUMNS:
        raise InputError("too many columns", file=file, allowed=f"at most {MOST_COLUMNS:,}")
    body, outside, totals = _parted(records[start + 1 :], len(header))
    body = [record for record in body if not _empty(record[1])]
    if not body:
        raise InputError("a header without rows", file=file, allowed="at least one row of data")
    _refuse_ragged(body, len(header), file)
    names, kept, notes, doubtful = _named(header, body)
    outside = [record for record in (*records[:start], *outside) if not _empty(record[1])]
    if totals:
        where = ", ".join(map(str, totals[:_SHOWN]))
        notes.append(f"{counted(len(totals), 'row')} among the data add others up: {where}")
    if start or (separator and header_row > 1):
        notes.append(f"the header is row {header_row}")
    return RawTable(
        file=file,
        columns=tuple(names),
        rows=tuple(
            RawRow(number, tuple(cells[k] if k < len(cells) else "" for k in kept))
            for number, cells in body
        ),
        encoding=encoding,
        why=why,
        separator=separator,
        blank_rows=sum(_empty(cells) for _, cells in records[start + 1 :]),
        outside=tuple((number, tuple(cells)) for number, cells in outside),
        notes=tuple(notes),
        header_row=header_row,
        doubtful=tuple(doubtful),
    )


def one_line(text: str) -> str:
    """Return text without line breaks, control characters and marks that turn its direction."""
    return canonical(_CONTROL.sub(" ", text)) if not text.isalnum() else text


def _empty(cells: Sequence[Value]) -> bool:
    return all(is_blank(cell) for cell in cells)


def _filled(cells: Sequence[Value]) -> int:
    return sum(not is_blank(cell) for cell in cells)


def _header_place(records: Sequence[Record], file: str) -> int:
    sample = records[:_LOOK_AT]
    widest = max((_filled(cells) for _, cells in sample), default=0)
    for place, (_, cells) in enumerate(sample):
        filled = [cell for cell in cells if not is_blank(cell)]
        if len(filled) < max(2, widest / 2) or text_of(filled[0]).lstrip().startswith("#"):
            continue
        if all(isinstance(cell, str) and not looks_like_number(cell) for cell in filled):
            return place
        break
    raise InputError(
        "no header: the first full row holds numbers, or there are not two columns",
        file=file,
        allowed="a row with the names of the columns above the data",
    )


def _refuse_ragged(body: Sequence[Record], width: int, file: str) -> None:
    for number, cells in body:
        if len(cells) < width or not _empty(cells[width:]):
            raise InputError(
                f"{len(cells)} cells where the header has {width}",
                file=file,
                row=number,
                allowed="as many cells as columns; a cell that holds the separator is quoted",
            )


def _named(
    header: Sequence[Value], body: Sequence[Record]
) -> tuple[list[str], list[int], list[str], list[str]]:
    """Return names, places, notes, and why a name was made up here.

    Nameless empty columns are left out, others and twins numbered.
    """
    names: dict[str, None] = {}
    kept: list[int] = []
    notes: list[str] = []
    doubtful: list[str] = []
    for place, cell in enumerate(header):
        name = one_line(text_of(cell))[:200]
        if not name and all(is_blank(cells[place]) for _, cells in body):
            continue
        unique = _unique(name or f"column {place + 1}", names)
        if name and unique != name:
            notes.append(f"two columns are named {name!r}: the later one is {unique!r} here")
        if unique != name:
            twin = f"the same name twice: {name!r}"
            doubtful.append(twin if name else f"column {place + 1} has cells but no name")
        names[unique] = None
        kept.append(place)
    return list(names), kept, notes, doubtful


def _unique(name: str, taken: dict[str, None]) -> str:
    number, unique = 2, name
    while unique in taken:
        unique, number = f"{name} ({number})", number + 1
    return unique
