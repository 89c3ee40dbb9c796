"""A ledger as a CSV file that `read_bookings` reads back to the cent."""

from __future__ import annotations

from pathlib import Path

from simlib.inputs.cells import Cell
from simlib.inputs.errors import InputError
from simlib.inputs.tables import Row, Table, comment_line, csv_text, read_table, write_text
from simlib.intake.booking import Booking, Ledger
from simlib.intake.spreadsheet_text import guarded, unguarded

COLUMNS = ("day", "account", "amount", "owner", "parent", "buyer", "sector", "file", "row")
_NAMES = ("account", "owner", "parent", "buyer", "sector", "file")


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
            f"{booking.amount:f}",
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
