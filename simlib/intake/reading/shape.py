"""Where a table begins and ends in what a file holds, and whether its rows are whole."""

from __future__ import annotations

import re
from collections.abc import Sequence

from simlib.inputs.errors import InputError
from simlib.inputs.ids import canonical
from simlib.intake.reading.furniture import furniture_from
from simlib.intake.reading.raw import RawRow, RawTable
from simlib.intake.reading.values import Value, is_blank, looks_like_number, text_of

Record = tuple[int, Sequence[Value]]
"""A row number and its cells."""

MOST_COLUMNS = 1000
_LOOK_AT = 40
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")


def shaped(
    records: Sequence[Record], file: str, *, encoding: str, why: str, separator: str
) -> RawTable:
    """Return the table in the records of a file.

    Parameters
    ----------
    records : sequence of (int, sequence of Value)
        Everything, in order, with row numbers.
    file, encoding, why, separator : str
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
    end = max(start + 1, furniture_from(records, len(header)))
    body = [record for record in records[start + 1 : end] if not _empty(record[1])]
    if not body:
        raise InputError("a header without rows", file=file, allowed="at least one row of data")
    _refuse_ragged(body, len(header), file)
    names, kept, notes = _named(header, body)
    outside = [record for record in (*records[:start], *records[end:]) if not _empty(record[1])]
    if start:
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
        furniture=tuple((number, tuple(cells)) for number, cells in outside),
        notes=tuple(notes),
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
) -> tuple[list[str], list[int], list[str]]:
    """Return names, places and notes; nameless empty columns are left out, twins numbered."""
    names: dict[str, None] = {}
    kept: list[int] = []
    notes: list[str] = []
    for place, cell in enumerate(header):
        name = one_line(text_of(cell))[:200]
        if not name and all(is_blank(cells[place]) for _, cells in body):
            continue
        unique = _unique(name or f"column {place + 1}", names)
        if name and unique != name:
            notes.append(f"two columns are named {name!r}: the later one is {unique!r} here")
        names[unique] = None
        kept.append(place)
    return list(names), kept, notes


def _unique(name: str, taken: dict[str, None]) -> str:
    number, unique = 2, name
    while unique in taken:
        unique, number = f"{name} ({number})", number + 1
    return unique
