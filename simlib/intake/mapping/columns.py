"""One table of money read column by column: amounts, days and names side by side."""

from __future__ import annotations

import difflib
from collections.abc import Mapping as Fields
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from simlib.inputs.errors import InputError
from simlib.inputs.reading.shape import RawRow, RawTable
from simlib.inputs.reading.values import text_of
from simlib.intake.directory import Directory, cells_of
from simlib.intake.labels import name_of
from simlib.intake.mapping.amounts import amounts_of
from simlib.intake.mapping.days import MONTH, days_of
from simlib.intake.mapping.detect import currency_in
from simlib.intake.mapping.mapping import FileMapping

_NEEDED = {"amount": "the money", "date": "the day or month"}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of money, read but not yet judged.

    ``stage`` and ``currency`` are "" where the file does not say; ``key`` is what a twin shares:
    all its cells, and ``key_but_owner`` all but the rep's.
    """

    file: str
    row: int
    account_id: str
    account: str
    amount: Decimal | None
    day: date | None
    currency: str
    stage: str
    owner: str
    parent: str
    buyer: str
    sector: str
    passes: bool
    key: tuple[object, ...]
    key_but_owner: tuple[object, ...]

    @property
    def place(self) -> str:
        """Where it stands."""
        return f"{self.file} row {self.row}"


@dataclass(frozen=True)
class Lines:
    """A table of money, read."""

    lines: tuple[Line, ...]
    decimals: str
    order: str

    @property
    def by_month(self) -> bool:
        """Whether days are only known by their month."""
        return self.order == MONTH


def lines_of(
    table: RawTable, file: FileMapping, filters: Fields[str, str], directory: Directory
) -> Lines:
    """Read a table of money.

    Parameters
    ----------
    table, file : RawTable, FileMapping
        The table and how it is read.
    filters
        Column to text; what does not pass is marked, not left out.
    directory
        Names of people by id.

    Raises
    ------
    InputError
        A column that is missing, a cell that cannot be read, or a question to be settled.
    """
    _refuse_missing(table, file)
    amounts, decimals = amounts_of(table, file.columns["amount"], file.decimals)
    days, order = days_of(table, file.columns["date"], file.dates)
    said = {
        meaning: cells_of(table, file, meaning)
        for meaning in (
            *("account_id", "account", "currency", "stage", "owner", "owner_id"),
            *("parent", "buyer", "sector"),
        )
    }
    named = currency_in(file.columns["amount"])
    passes = _passes(table, filters)
    owner_place = _places(table, file, ("owner", "owner_id", "owner_twin"))
    lines = []
    for k, row in enumerate(table.rows):
        amount = amounts[k]
        cells = {meaning: column[k] for meaning, column in said.items()}
        beside = amount.currency if amount else ""
        lines.append(
            Line(
                file=table.file,
                row=row.number,
                account_id=_first(cells["account_id"], file.system),
                account=_first(cells["account"], file.system),
                amount=amount.number if amount else None,
                day=days[k],
                currency=cells["currency"] or beside or named,
                stage=cells["stage"],
                owner=directory.person(cells["owner"] or cells["owner_id"]),
                parent=cells["parent"],
                buyer=cells["buyer"],
                sector=cells["sector"],
                passes=passes[k],
                key=(table.columns, row.cells),
                key_but_owner=_without(row, owner_place),
            )
        )
    return Lines(tuple(lines), decimals, order)


def _refuse_missing(table: RawTable, file: FileMapping) -> None:
    missing = [what for meaning, what in _NEEDED.items() if meaning not in file.columns]
    if not {"account", "account_id"} & file.columns.keys():
        missing.append("the account")
    if missing:
        raise InputError(
            f"no column for {' and '.join(missing)}",
            file=table.file,
            allowed=f"'amount', 'date' and 'account' under columns in the mapping, out of "
            f"{', '.join(table.columns)[:300]}",
        )
    for column in file.columns.values():
        table.place(column)


def _first(text: str, system: str) -> str:
    # A deal of several companies lists them all, the primary one first.
    return text.split(";")[0].strip() if system == "hubspot" else text


def _places(table: RawTable, file: FileMapping, meanings: Sequence[str]) -> set[int]:
    return {table.place(file.columns[each]) for each in meanings if each in file.columns}


def _without(row: RawRow, places: set[int]) -> tuple[object, ...]:
    return tuple(cell for k, cell in enumerate(row.cells) if k not in places) if places else ()


def _passes(table: RawTable, filters: Fields[str, str]) -> list[bool]:
    passes = [True] * len(table.rows)
    for column, wanted in filters.items():
        values = [name_of(text_of(value)) for value in table.values(column)]
        if name_of(wanted) not in values:
            near = difflib.get_close_matches(wanted, sorted(set(values)), n=3, cutoff=0.5)
            raise InputError(
                "no row passes the filter",
                file=table.file,
                column=column,
                value=wanted,
                allowed=f"one of {len(set(values))}"
                + (f", such as {' or '.join(near)}" if near else ""),
            )
        passes = [ok and value == name_of(wanted) for ok, value in zip(passes, values, strict=True)]
    return passes
