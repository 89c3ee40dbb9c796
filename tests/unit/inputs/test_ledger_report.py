"""What is said of a ledger: how it is refused, its report, its warnings, and what its book says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from syrupy.assertion import SnapshotAssertion

from simlib.inputs.account import Account
from simlib.inputs.book import Book
from simlib.inputs.ledger import Window
from simlib.inputs.ledger_report import Line
from simlib.inputs.reading.tables import Row, Table
from tests.support.refusals import refusals

YEAR = ("2025-01", "2025-12")
READING = {"account": "client", "amount": "fee", "date": "day", "window": YEAR}
FEES = """client,fee,day,rep,who,group,trade,firm
Acme,100,2025-01-15,Ann,Bea,Holding,steel,One
Acme,20.5,2025-11-30,Bo,,,,One
Acme Ltd,30,2025-12-01,Bo,,,,One
Brew,-5,2025-10-01,Ann,,,,One
Silent,40,2025-02-01,Cy,,,,One
,7,2025-12-31,Ann,,,,One
Old,1000,2024-12-31,Dan,,,,One
Else,9,2025-12-01,Eve,,,,Two
"""
GROUPS = {"owner": "rep", "buyer": "who", "parent": "group", "sector": "trade"}


@pytest.fixture
def fees(tmp_path: Path) -> Path:
    file = tmp_path / "fees.csv"
    file.write_text(FEES, encoding="utf-8")
    return file


def test_a_book_of_a_ledger_is_what_its_rows_say(fees: Path) -> None:
    book, _ = Book.read_ledger(fees, **READING, **GROUPS, filters={"firm": "One"}, currency="EUR")
    source = "fees.csv, firm One, 2025-01 to 2025-12, accounts billed in its last 3 months"
    assert book == Book(
        name="One",
        accounts=(
            Account("Acme", 120.5, owner="Bo", buyer="Bea", parent="Holding", sector="steel"),
            Account("Acme Ltd", 30.0, owner="Bo"),
        ),
        reps=("Bo",),
        currency="EUR",
        as_of=date(2025, 12, 31),
        source=source,
    )
    renamed, _ = Book.read_ledger(
        fees,
        **READING,
        renames={"Acme Ltd": " Acme "},
        live_within_months=None,
        name="all",
        source="the books",
        fictional=True,
        reps=2,
    )
    assert {a.account_id: a.annual_revenue for a in renamed.accounts} == {
        "Acme": 150.5,
        "Else": 9.0,
        "Silent": 40.0,
    }
    assert (renamed.name, renamed.fictional, renamed.reps) == (
        "all",
        True,
        ("rep 0001", "rep 0002"),
    )
    assert renamed.source == "the books, 2025-01 to 2025-12, every account billed"
    assert Book.read_ledger(fees, **READING)[0].name == "fees"


def test_a_report_can_be_checked_against_the_file(fees: Path, snapshot: SnapshotAssertion) -> None:
    _, report = Book.read_ledger(fees, **READING, filters={"firm": "One"})
    assert (report.file, report.window) == ("fees.csv", "2025-01 to 2025-12")
    assert (report.rows_read, report.rows_filtered_out) == (8, 1)
    assert report.kept == Line("kept", 3, 2, Decimal("150.5"))
    assert report.left_out == (
        Line("account not live", 1, 1, Decimal(40)),
        Line("account nets zero or less", 1, 1, Decimal(-5)),
        Line("no account id", 1, 0, Decimal(7)),
        Line("outside the window", 1, 1, Decimal(1000)),
    )
    assert str(report).splitlines() == snapshot


def _table(
    *rows: tuple[str, str, str], columns: tuple[str, ...] = ("client", "fee", "day")
) -> Table:
    cells = [Row(n, dict(zip(columns, row, strict=True))) for n, row in enumerate(rows, start=2)]
    return Table("fees.csv", columns, tuple(cells))


def test_two_names_billed_side_by_side_look_alike_only() -> None:
    rows = [("The Brew, Inc.", "5", "2025-12-02"), ("brew", "6", "2025-12-02")]
    _, report = Book.read_ledger(_table(*rows, ("Zero co", "0", "2025-12-02")), **READING)
    assert report.renames == (
        "'The Brew, Inc.' (2025-12-02 to 2025-12-02, 5.00) looks like 'brew' "
        "(2025-12-02 to 2025-12-02, 6.00); renames= joins them",
    )


UNDERSTATED = (
    "the rows run from {} to {}, less than the window 2025-01 to 2025-12: "
    "revenue by the year is understated"
)
SEASONS = "scaled to a year from 5 months from a short window: seasons are taken for the year"


@pytest.mark.parametrize(
    ("first_month", "first", "last", "warning"),
    [
        ("2025-01", "2025-01-31", "2025-12-01", None),
        ("2025-01", "2025-02-01", "2025-12-01", None),
        ("2025-01", "2025-02-02", "2025-12-01", UNDERSTATED),
        ("2025-01", "2025-01-31", "2025-11-30", UNDERSTATED),
        ("2025-07", "2025-07-01", "2025-12-01", None),
        ("2025-08", "2025-08-01", "2025-12-01", SEASONS),
    ],
)
def test_a_window_is_warned_of_where_the_year_would_be_wrong(
    first_month: str, first: str, last: str, warning: str | None
) -> None:
    rows = [("A", "5", day) for day in (first, last)]
    _, report = Book.read_ledger(_table(*rows), **{**READING, "window": (first_month, "2025-12")})
    assert report.warnings == (() if warning is None else (warning.format(first, last),))


@pytest.mark.parametrize(("kept", "warned"), [("90", False), ("89", True)])
def test_more_than_a_tenth_left_out_is_a_warning(kept: str, warned: bool) -> None:
    rows = [("A", "10", "2025-01-05"), ("B", kept, "2025-12-05")]
    assert bool(Book.read_ledger(_table(*rows), **READING)[1].warnings) == warned


GOOD = ("A", "5", "2025-12-01")
TWO_YEARS_AGO = ("", "5", "2024-01-01")


def _read(*rows: tuple[str, str, str], **fields: Any) -> object:
    return Book.read_ledger(_table(*rows), **{**READING, **fields})


def _frame(**columns: Any) -> Callable[[], object]:
    given = {"client": ["A"], "fee": [5], "day": ["2025-12-01"], **columns}
    return lambda: Book.read_ledger(pd.DataFrame(given), **READING)


LEDGERS: dict[str, Callable[[], object]] = {
    "a day and a month": lambda: _read(GOOD, month="day"),
    "a column misspelt": lambda: _read(GOOD, account="cliant"),
    "a client nearly named": lambda: _read(GOOD, filters={"client": "AA"}),
    "a client not named": lambda: _read(GOOD, filters={"client": "Zoe"}),
    "nobody in the window": lambda: _read(
        GOOD, TWO_YEARS_AGO, TWO_YEARS_AGO, window=("2024-01", "2024-12")
    ),
    "no rows": lambda: _read(),
    "a month 13": lambda: _read(("A", "5", "2025-13"), date=None, month="day"),
    "a day of another form": lambda: _read(GOOD, date_format="%d/%m/%Y"),
    "neither path nor frame": lambda: Book.read_ledger(7, **READING),  # type: ignore[arg-type]
    "a frame without rows": _frame(client=[], fee=[], day=[]),
    "a column twice": lambda: Book.read_ledger(
        pd.DataFrame([["A", 1]], columns=["client", "client"]), **READING
    ),
    "ids that became fractions": _frame(client=[13085.0]),
    "no fee": _frame(fee=[np.nan]),
}
WINDOWS: dict[str, Callable[[], object]] = {
    "a window backwards": lambda: Window.parse("2025-12", "2025-01"),
    "a window before 1900": lambda: Window.parse(date(1899, 12, 1), "2025-01"),
    "a month of one digit": lambda: Window.parse("2025-1", "2025-12"),
    "a day that is none": lambda: Window.parse("2025-01", "2025-02-30"),
    "the last 0 months": lambda: Window.parse(*YEAR).last_months(0),
    "the last True months": lambda: Window.parse(*YEAR).last_months(True),
}


def test_a_ledger_is_refused_by_column_and_row(snapshot: SnapshotAssertion) -> None:
    assert refusals(LEDGERS) == snapshot


def test_a_window_is_refused_by_what_is_wrong_with_it(snapshot: SnapshotAssertion) -> None:
    assert refusals(WINDOWS) == snapshot


def test_cells_of_a_frame_are_text_and_blank_where_missing() -> None:
    nothing = [None, pd.NaT, pd.NA, np.nan, "  "]
    rows = [("nan", 2.5, "2025-12-01", None), *(("B", 1, "2025-12-01", each) for each in nothing)]
    frame = pd.DataFrame(rows, columns=["client", "fee", "day", "rep"], index=range(9, 15))
    book, report = Book.read_ledger(frame, **READING, owner="rep")
    assert [a.account_id for a in book.accounts] == ["B", "nan"]
    assert [a.annual_revenue for a in book.accounts] == [5, 2.5]
    assert book.ownership == "dealt by default"
    assert (report.file, book.name) == ("the frame given", "the frame given")
