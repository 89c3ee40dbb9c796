"""A ledger as a CSV file that `read_bookings` reads back to the cent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from simlib.inputs.errors import InputError
from simlib.inputs.files import comment_line, csv_text, write_text
from simlib.inputs.reading.cells import Cell, read_back
from simlib.inputs.reading.tables import Row, Table, read_table
from simlib.intake.booking import Booking, Ledger

_RISKY = frozenset("=+-@\t\r\n'\uff1d\uff0b\uff0d\uff20")
_SKIPPED = " \u00a0\ufeff"
COLUMNS = ("day", "account", "amount", "owner", "parent", "buyer", "sector", "file", "row")
_NAMES = ("account", "owner", "parent", "buyer", "sector", "file")
LIST = ".written.json"
"""Names of the files and hashes of what was written into them."""


def guarded(text: str) -> str:
    """Return text with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if text.lstrip(_SKIPPED)[:1] in _RISKY and text else text


def unguarded(text: str) -> str:
    """Return what `guarded` was given."""
    bare = text[1:]
    return bare if text[:1] == "'" and bare.lstrip(_SKIPPED)[:1] in _RISKY else text


def write_bookings(ledger: Ledger, path: str | Path) -> None:
    """Write a ledger; whole or not at all, and no name becomes a formula in a spreadsheet."""
    head = {
        "kind": ledger.kind,
        "by_month": "yes" if ledger.by_month else "no",
        "currency": ledger.currency,
        "source": " ".join(ledger.source.split()),
    }
    rows = [
        [
            booking.day.isoformat(),
            guarded(booking.account),
            read_back(f"{booking.amount:f}"),
            *(guarded(getattr(booking, name)) for name in _NAMES[1:]),
            str(booking.row),
        ]
        for booking in ledger.bookings
    ]
    comments = "".join(comment_line(f"{key}: {text}") for key, text in head.items())
    write_text(path, comments + csv_text([COLUMNS, *rows]))


def read_bookings(path: str | Path) -> Ledger:
    """Return the ledger that `write_bookings` wrote.

    Raises
    ------
    InputError
        Naming file, row, column and value.
    """
    table = read_table(path)
    for column in COLUMNS:
        table.require(column)
    head = dict(text.split(": ", 1) for _, text in table.comments if ": " in text)
    if head.get("kind") not in ("invoices", "deals"):
        raise InputError("not a ledger of ours", file=path, allowed="'# kind: invoices' on top")
    if not table.rows:
        raise InputError("a ledger without bookings", file=path)
    return Ledger(
        bookings=tuple(_booking(table, row) for row in table.rows),
        kind="deals" if head["kind"] == "deals" else "invoices",
        by_month=head.get("by_month") == "yes",
        currency=head.get("currency", ""),
        source=head.get("source", ""),
    )


def _booking(table: Table, row: Row) -> Booking:
    def name(column: str) -> str:
        text = unguarded(row.cells[column])
        return Cell(text, table.file, row.number, column).name()

    number = row.cells["row"].strip()
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise table.cell(row, "row").refused("no row number", allowed="a whole number")
    if not name("account"):
        raise table.cell(row, "account").refused("missing", allowed="an account")
    return Booking(
        file=name("file"),
        row=int(number),
        day=table.cell(row, "day").iso_date(),
        account=name("account"),
        amount=table.cell(row, "amount").number(),
        owner=name("owner"),
        parent=name("parent"),
        buyer=name("buyer"),
        sector=name("sector"),
    )


def refuse_edited_files(folder: Path, names: Iterable[str]) -> None:
    """Refuse to import over files that somebody edited, or that no import wrote.

    Parameters
    ----------
    folder
        Of the study; need not exist.
    names : iterable of str
        What would be written.

    Raises
    ------
    InputError
        Naming the first such file.
    """
    noted = _noted(folder)
    for file in (folder / name for name in names):
        if file.exists() and noted.get(file.name) != _hash(file):
            raise InputError(
                "this file was edited since it was imported, or no import wrote it; it is left as "
                "it is",
                file=file,
                allowed="another --name, move the file away, or for mapping.yaml: --mapping FILE",
            )


def note_written(folder: Path, names: Iterable[str], own: Iterable[str] = ()) -> None:
    """Note what files hold now, so that edits made later can be told; others are forgotten.

    Parameters
    ----------
    folder
        Of the study.
    names : iterable of str
        What was written.
    own : iterable of str
        Files that may be somebody's own work: noted only if they still are what an import wrote.
    """
    before = _noted(folder)
    noted = {name: _hash(folder / name) for name in names}
    noted |= {name: before[name] for name in own if before.get(name) == _hash(folder / name)}
    write_text(folder / LIST, json.dumps(noted, indent=1, sort_keys=True) + "\n")


def _noted(folder: Path) -> dict[str, str]:
    try:
        plain = json.loads((folder / LIST).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return plain if isinstance(plain, dict) else {}


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
