"""What a user reads of a ledger, word for word: refusals, the report, and what the book says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simlib.inputs.account import Account
from simlib.inputs.book import Book
from simlib.inputs.ledger import read_ledger
from simlib.inputs.ledger_report import Line
from simlib.inputs.tables import Row, Table
from simlib.inputs.window import Window
from tests.refusals import names_of, words_of

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
    book, _ = read_ledger(fees, **READING, **GROUPS, filters={"firm": "One"}, currency="EUR")
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
    renamed, _ = read_ledger(
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
    assert (renamed.name, renamed.fictional, renamed.reps) == ("all", True, ("rep 1", "rep 2"))
    assert renamed.source == "the books, 2025-01 to 2025-12, every account billed"
    assert read_ledger(fees, **READING)[0].name == "fees"


def test_a_report_can_be_checked_against_the_file(fees: Path) -> None:
    _, report = read_ledger(fees, **READING, filters={"firm": "One"})
    assert (report.file, report.window) == ("fees.csv", "2025-01 to 2025-12")
    assert (report.rows_read, report.rows_filtered_out) == (8, 1)
    assert report.kept == Line("kept", 3, 2, Decimal("150.5"))
    assert report.left_out == (
        Line("account not live", 1, 1, Decimal(40)),
        Line("account nets zero or less", 1, 1, Decimal(-5)),
        Line("no account id", 1, 0, Decimal(7)),
        Line("outside the window", 1, 1, Decimal(1000)),
    )
    assert str(report).splitlines() == [
        "fees.csv, 2025-01 to 2025-12: 8 rows read",
        "  1 rows are not of this book (filters)",
        "  kept: 3 rows, 2 accounts, 150.50",
        "  left out: account not live: 1 rows, 1 accounts, 40.00",
        "  left out: account nets zero or less: 1 rows, 1 accounts, -5.00",
        "  left out: no account id: 1 rows, 0 accounts, 7.00",
        "  left out: outside the window: 1 rows, 1 accounts, 1,000.00",
        "  together: 1,192.50",
        "  one customer? 'Acme' (2025-01-15 to 2025-11-30, 120.50) looks renamed to 'Acme Ltd' "
        "(2025-12-01 to 2025-12-01, 30.00); renames= joins them",
        "  warning: accounts left out as not live hold 22% of the money in the window; where bills "
        "are rarer, raise live_within_months",
    ]


def _table(
    *rows: tuple[str, str, str], columns: tuple[str, ...] = ("client", "fee", "day")
) -> Table:
    cells = [Row(n, dict(zip(columns, row, strict=True))) for n, row in enumerate(rows, start=2)]
    return Table("fees.csv", columns, tuple(cells))


def test_two_names_billed_side_by_side_look_alike_only() -> None:
    rows = [("The Brew, Inc.", "5", "2025-12-02"), ("brew", "6", "2025-12-02")]
    _, report = read_ledger(_table(*rows, ("Zero co", "0", "2025-12-02")), **READING)
    assert report.renames == (
        "'The Brew, Inc.' (2025-12-02 to 2025-12-02, 5.00) looks like 'brew' "
        "(2025-12-02 to 2025-12-02, 6.00); renames= joins them",
    )


WARNED: list[tuple[tuple[str, str], tuple[str, ...], tuple[str, ...]]] = [
    (YEAR, ("2025-01-31", "2025-12-01"), ()),
    (YEAR, ("2025-02-01", "2025-12-01"), ()),
    (
        YEAR,
        ("2025-02-02", "2025-12-01"),
        (
            "the rows run from 2025-02-02 to 2025-12-01, less than the window 2025-01 to 2025-12: "
            "revenue by the year is understated",
        ),
    ),
    (
        YEAR,
        ("2025-01-31", "2025-11-30"),
        (
            "the rows run from 2025-01-31 to 2025-11-30, less than the window 2025-01 to 2025-12: "
            "revenue by the year is understated",
        ),
    ),
    (("2025-07", "2025-12"), ("2025-07-01", "2025-12-01"), ()),
    (
        ("2025-08", "2025-12"),
        ("2025-08-01", "2025-12-01"),
        ("scaled to a year from 5 months from a short window: seasons are taken for the year",),
    ),
]


@pytest.mark.parametrize(("window", "days", "warnings"), WARNED)
def test_a_window_is_warned_of_in_these_words(
    window: tuple[str, str], days: tuple[str, ...], warnings: tuple[str, ...]
) -> None:
    rows = [("A", "5", day) for day in days]
    assert read_ledger(_table(*rows), **{**READING, "window": window})[1].warnings == warnings


@pytest.mark.parametrize(("kept", "warned"), [("90", False), ("89", True)])
def test_more_than_a_tenth_left_out_is_a_warning(kept: str, warned: bool) -> None:
    rows = [("A", "10", "2025-01-05"), ("B", kept, "2025-12-05")]
    assert bool(read_ledger(_table(*rows), **READING)[1].warnings) == warned


GOOD = ("A", "5", "2025-12-01")
LEDGERS: list[tuple[Callable[[], object], str]] = [
    (
        lambda: read_ledger(_table(GOOD), **{**READING, "month": "day"}),
        "fees.csv: one of date= and month= names the column of the day",
    ),
    (
        lambda: read_ledger(_table(GOOD), **{**READING, "account": "cliant"}),
        "fees.csv: unknown column; found 'cliant'; "
        "allowed: did you mean client? known: client, day, fee",
    ),
    (
        lambda: read_ledger(_table(GOOD), **READING, filters={"client": "AA"}),
        "fees.csv, column 'client': no row passes the filter; found 'AA'; "
        "allowed: one of 1, such as A",
    ),
    (
        lambda: read_ledger(_table(GOOD), **READING, filters={"client": "Zoe"}),
        "fees.csv, column 'client': no row passes the filter; found 'Zoe'; allowed: one of 1",
    ),
    (
        lambda: read_ledger(
            _table(GOOD, ("", "5", "2024-01-01"), ("", "5", "2024-01-01")),
            **{**READING, "window": ("2024-01", "2024-12")},
        ),
        "fees.csv: no live account in the window 2024-01 to 2024-12 (2 rows no account id, 1 rows "
        "outside the window); allowed: a window with billed accounts; its rows run from "
        "2024-01-01 to 2025-12-01",
    ),
    (
        lambda: read_ledger(_table(), **READING),
        "fees.csv: no live account in the window 2025-01 to 2025-12 (no rows); "
        "allowed: a window with billed accounts; it has no rows",
    ),
    (
        lambda: read_ledger(
            _table(("A", "5", "2025-13")), **{**READING, "date": None}, month="day"
        ),
        "fees.csv, row 2, column 'day': not a month; found '2025-13'; "
        "allowed: a real month as YYYY-MM",
    ),
    (
        lambda: read_ledger(_table(GOOD), **READING, date_format="%d/%m/%Y"),
        "fees.csv, row 2, column 'day': not a date; found '2025-12-01'; allowed: a day as %d/%m/%Y",
    ),
    (
        lambda: Window.parse("2025-12", "2025-01"),
        "column 'window': the window ends before it starts, or is shorter than a month; found "
        "('2025-12', '2025-01'); allowed: start before end, twelve months as a rule",
    ),
    (
        lambda: Window.parse(date(1899, 12, 1), "2025-01"),
        "column 'window': the window ends before it starts, or is shorter than a month; found "
        "('1899-12-01', '2025-01'); allowed: start before end, twelve months as a rule",
    ),
    (
        lambda: Window.parse("2025-1", "2025-12"),
        "column 'window': not a month or day; found '2025-1'; allowed: YYYY-MM or YYYY-MM-DD",
    ),
    (
        lambda: Window.parse("2025-01", "2025-02-30"),
        "column 'window': not a month or day; found '2025-02-30'; allowed: YYYY-MM or YYYY-MM-DD",
    ),
    (
        lambda: Window.parse(*YEAR).last_months(0),
        "column 'live_within_months': not a number of months; found 0; "
        "allowed: 1 or more, or None for every account in the window",
    ),
    (
        lambda: Window.parse(*YEAR).last_months(True),
        "column 'live_within_months': not a number of months; found True; "
        "allowed: 1 or more, or None for every account in the window",
    ),
]


@pytest.mark.parametrize(("refused", "words"), LEDGERS, ids=names_of(w for _, w in LEDGERS))
def test_a_ledger_is_refused_in_these_words(refused: Callable[[], object], words: str) -> None:
    assert words_of(refused) == words


def _frame(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame({"client": ["A"], "fee": [5], "day": ["2025-12-01"], **columns})


FRAMES: list[tuple[object, str]] = [
    (7, "not a ledger; found 7; allowed: a path or a DataFrame"),
    (_frame().iloc[:0], "the frame given: no rows"),
    (
        pd.DataFrame([["A", 1]], columns=["client", "client"]),
        "the frame given: the same column twice; found ('client', 'client')",
    ),
    (
        _frame(client=[13085.0]),
        "the frame given, column 'client': ids were read as fractions (13085.0); "
        "allowed: text; read the file with dtype=str",
    ),
    (
        _frame(fee=[np.nan]),
        "the frame given, row 2, column 'fee': missing; found ''; "
        "allowed: a plain number such as 1234.50",
    ),
]


@pytest.mark.parametrize(("frame", "words"), FRAMES, ids=names_of(w for _, w in FRAMES))
def test_a_frame_is_refused_in_these_words(frame: Any, words: str) -> None:
    assert words_of(lambda: read_ledger(frame, **READING)) == words


def test_cells_of_a_frame_are_text_and_blank_where_missing() -> None:
    nothing = [None, pd.NaT, pd.NA, np.nan, "  "]
    rows = [("nan", 2.5, "2025-12-01", None), *(("B", 1, "2025-12-01", each) for each in nothing)]
    frame = pd.DataFrame(rows, columns=["client", "fee", "day", "rep"], index=range(9, 15))
    book, report = read_ledger(frame, **READING, owner="rep")
    assert [a.account_id for a in book.accounts] == ["B", "nan"]
    assert [a.annual_revenue for a in book.accounts] == [5, 2.5]
    assert book.ownership == "dealt by default"
    assert (report.file, book.name) == ("the frame given", "the frame given")
