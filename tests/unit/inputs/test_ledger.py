"""Adding up a ledger: every row and every cent has one fate, and the order of rows has none."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlib.inputs.book import Book
from simlib.inputs.errors import InputError
from simlib.inputs.ledger import Window
from simlib.inputs.reading.tables import Row, Table

YEAR = ("2025-01", "2025-12")

COLUMNS = ("client", "fee", "day", "rep", "firm")

READING = {"account": "client", "amount": "fee", "date": "day", "window": YEAR, "owner": "rep"}


def table_of(*rows: tuple[str, ...]) -> Table:
    filled = [(*row, *("", "")[: len(COLUMNS) - len(row)]) for row in rows]
    return Table(
        "fees.csv",
        COLUMNS,
        tuple(
            Row(number, dict(zip(COLUMNS, row, strict=True)))
            for number, row in enumerate(filled, start=2)
        ),
    )


def read(*rows: tuple[str, ...], **options):
    reading = {"account": "client", "amount": "fee", "date": "day", "owner": "rep", "window": YEAR}
    return Book.read_ledger(table_of(*rows), **(reading | options))


ENTRIES = st.lists(
    st.tuples(
        st.sampled_from(["A", "B", "C", " ", "D"]),
        st.decimals(-1000, 1000, places=2).map(str),
        st.dates(date(2024, 10, 1), date(2026, 3, 1)).map(str),
        st.sampled_from(["Ann", "Bo", ""]),
        st.just(""),
    ),
    max_size=12,
).map(lambda rows: [*rows, ("Sure", "2000", "2025-12-31", "Ann", "")])


@settings(max_examples=80)
@given(rows=ENTRIES, order=st.randoms(use_true_random=False))
def test_kept_and_left_out_are_the_total_to_the_cent_in_any_order(rows, order):
    book, report = read(*rows)
    assert report.total == sum((Decimal(row[1]) for row in rows), Decimal(0))
    assert sum(line.rows for line in report.lines) == report.rows_read == len(rows)
    assert book.annual_revenue == pytest.approx(float(report.kept.amount))
    shuffled = list(rows)
    order.shuffle(shuffled)
    assert read(*shuffled) == (book, report)


def test_each_reason_is_counted_with_its_money():
    _, report = read(
        ("Kept", "100", "2025-01-05"), ("Kept", "-30", "2025-12-05"), ("Kept", "5", "2025-11-05"),
        ("Silent", "40", "2025-09-30"), ("Returned", "10", "2025-12-01"),
        ("Returned", "-10", "2025-12-02"), ("", "7", "2025-12-02"), ("Kept", "1", "2024-12-31"),
        ("Gone", "2", "2026-01-01"),
    )  # fmt: skip
    told = {line.reason: (line.rows, line.accounts, line.amount) for line in report.lines}
    assert told == {
        "kept": (3, 1, Decimal(75)),
        "account not live": (1, 1, Decimal(40)),
        "account nets zero or less": (2, 1, Decimal(0)),
        "no account id": (1, 0, Decimal(7)),
        "outside the window": (2, 1, Decimal(3)),
    }
    assert "left out: no account id: 1 rows" in str(report)
    assert any("34 % of the money" in text or "hold 35 %" in text for text in report.warnings)


def test_cents_add_up_exactly_where_floats_would_not():
    book, _ = read(*[("A", "0.10", "2025-12-01")] * 3)
    assert book.annual_revenue == 0.3


@pytest.mark.parametrize(
    ("last_bill", "months", "live"),
    [
        ("2025-10-01", 3, True), ("2025-09-30", 3, False), ("2025-09-30", 4, True),
        ("2025-12-01", 1, True), ("2025-11-30", 1, False), ("2025-01-01", None, True),
        ("2025-01-01", 99, True),
    ],
)  # fmt: skip
def test_an_account_is_live_if_billed_in_the_last_months(last_bill, months, live):
    rows = [("A", "10", last_bill), ("Sure", "10", "2025-12-31")]
    book, _ = read(*rows, live_within_months=months)
    assert ("A" in [account.account_id for account in book.accounts]) is live


def test_a_bill_of_zero_or_a_credit_note_does_not_make_an_account_live():
    book, _ = read(
        ("A", "10", "2025-01-01"), ("A", "0", "2025-12-01"),
        ("B", "10", "2025-01-01"), ("B", "-1", "2025-12-01"), ("C", "1", "2025-12-01"),
    )  # fmt: skip
    assert [account.account_id for account in book.accounts] == ["C"]


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize(
    ("rows", "owner"),
    [
        ([("9", "2025-01-01", "Ann"), ("1", "2025-12-01", "Bo")], "Bo"),
        ([("1", "2025-12-01", "Ann"), ("2", "2025-12-01", "Bo")], "Bo"),
        ([("2", "2025-12-01", "Bo"), ("2", "2025-12-01", "Ann")], "Ann"),
        ([("9", "2025-01-01", "Ann"), ("1", "2025-12-01", "")], "Ann"),
        ([("9", "2025-12-01", "Ann"), ("1", "2026-01-01", "Bo")], "Ann"),
    ],
    ids=["latest", "largest", "name", "latest that names one", "not after the window"],
)
def test_the_owner_is_the_one_on_the_latest_row(rows, owner, backwards):
    entries = [("A", *row) for row in rows][:: -1 if backwards else 1]
    assert read(*entries)[0].account("A").owner == owner


def test_a_rep_who_bills_at_the_end_is_a_seat_and_one_who_left_is_not():
    book, _ = read(
        ("A", "5", "2025-01-01", "Left"), ("A", "5", "2025-11-01", "Second"),
        ("A", "5", "2025-12-01", "Ann"),
    )  # fmt: skip
    assert book.reps == ("Ann", "Second")
    more, _ = read(("A", "5", "2025-12-01", "Ann"), reps=["Zoe"])
    assert more.reps == ("Ann", "Zoe")


def test_another_window_is_scaled_to_a_year_and_says_so():
    book, report = read(("A", "50", "2025-12-01"), window=("2025-08", "2025-12"))
    assert book.annual_revenue == 120
    assert book.as_of == date(2025, 12, 31)
    assert "scaled to a year from 5 months" in book.source
    assert any("short window" in text for text in report.warnings)
    whole, _ = read(("A", "50", "2025-12-01"))
    assert whole.annual_revenue == 50
    assert "scaled" not in whole.source


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2015-10", "2016-09", 12), ("2024-02", "2024-02", 1),
        (date(2025, 1, 15), date(2026, 1, 14), 12), ("2025-01-01", "2025-12-31", 12),
    ],
)  # fmt: skip
def test_whole_months_are_whole(start, end, months):
    assert Window.parse(start, end).months == months


def test_a_ledger_that_ends_before_its_window_is_a_warning():
    _, report = read(("A", "5", "2025-01-05"), ("A", "5", "2025-11-05"))
    assert any("revenue by the year is understated" in text for text in report.warnings)
    _, whole = read(("A", "5", "2025-01-05"), ("A", "5", "2025-12-05"))
    assert whole.warnings == ()


def test_renamed_accounts_are_suspected_and_joined_only_when_told():
    rows = [
        ("Potrero Partners Llc", "10", "2025-01-01"), ("Potrero Partners", "90", "2025-12-01"),
        ("Potrero Group", "5", "2025-12-01"),
    ]  # fmt: skip
    book, report = read(*rows)
    assert len(report.renames) == 1
    assert "'Potrero Partners Llc' (2025-01-01" in report.renames[0]
    assert "looks renamed to 'Potrero Partners'" in report.renames[0]
    assert book.account("Potrero Partners").annual_revenue == 90
    joined, after = read(*rows, renames={"Potrero Partners Llc": "Potrero Partners"})
    assert joined.account("Potrero Partners").annual_revenue == 100
    assert after.renames == ()


def test_filters_choose_a_firm_and_name_the_book():
    rows = [("A", "5", "2025-12-01", "Ann", "One"), ("B", "7", "2025-12-01", "Bo", "Two")]
    book, report = read(*rows, filters={"firm": "Two"})
    assert (book.name, book.annual_revenue, book.reps) == ("Two", 7, ("Bo",))
    assert (report.rows_filtered_out, report.total) == (1, 7)
    with pytest.raises(InputError, match="such as Two"):
        read(*rows, filters={"firm": "Twoo"})


def test_files_and_frames_give_the_same_book(tmp_path: Path):
    path = tmp_path / "fees.csv"
    path.write_text("client,fee,day\n01,5.5,03/12/2025\n1,7,31/12/2025\n", encoding="utf-8")
    reading = {"account": "client", "amount": "fee", "date": "day", "window": YEAR, "source": "x"}
    from_file = Book.from_ledger(path, date_format="%d/%m/%Y", name="b", **reading)
    frame = pd.read_csv(path, dtype={"client": str})
    frame["day"] = pd.to_datetime(frame["day"], dayfirst=True)
    assert Book.from_ledger(frame, name="b", **reading) == from_file
    assert [account.account_id for account in from_file.accounts] == ["01", "1"]


def test_months_are_read_as_months():
    book, _ = read(("A", "5", "2025-12"), date=None, month="day")
    assert book.annual_revenue == 5


@pytest.mark.parametrize(
    ("row", "options", "told"),
    [
        (("A", "1,000.00", "2025-12-01"), {}, r"row 3, column 'fee'.*'1,000.00'.*thousands"),
        (("A", "(5.00)", "2025-12-01"), {}, r"row 3, column 'fee'.*minus sign"),
        (("A", "", "2025-12-01"), {}, r"row 3, column 'fee'.*missing"),
        (("A", "5", "01/12/2025"), {}, r"row 3, column 'day'.*YYYY-MM-DD"),
        (("A", "5", "2025-02-30"), {}, r"row 3, column 'day'.*real day"),
        (("A", "5", "2025-13"), {"date": None, "month": "day"}, r"row 2, column 'day'.*YYYY-MM"),
        (("A\x07", "5", "2025-12-01"), {}, r"row 3, column 'client'.*control character U\+0007"),
        (("A", "5", "2025-12-01"), {"account": "cleint"}, "did you mean client"),
        (("A", "5", "2025-12-01"), {"month": "day"}, "one of date= and month="),
        (("A", "5", "2025-12-01"), {"window": ("2025-12", "2025-01")}, "ends before it starts"),
        (("A", "5", "2025-12-01"), {"window": ("2025-1", "2025-12")}, "YYYY-MM or YYYY-MM-DD"),
        (("A", "5", "2025-12-01"), {"window": ("2019-01", "2019-12")}, "rows run from 2025-12-01"),
        (("A", "5", "2025-12-01"), {"live_within_months": 0}, "live_within_months"),
        (("A", "5", "2025-12-01", "Ann"), {"reps": 3}, "names 1 owners"),
    ],
)
def test_bad_ledgers_are_refused_by_place(row, options, told):
    with pytest.raises(InputError, match=told):
        read(("Good", "5", "2025-12-01"), row, **options)


def test_ids_that_became_fractions_are_refused():
    frame = pd.DataFrame({"client": [1.0, None], "fee": [5, 5], "day": ["2025-12-01"] * 2})
    with pytest.raises(InputError, match="dtype=str"):
        Book.from_ledger(frame, account="client", amount="fee", date="day", window=YEAR)


def test_a_window_says_its_months() -> None:
    year, days = Window.parse("2025-01", "2025-12"), Window.parse("2025-01-05", "2025-03-19")
    assert (str(year), year.scaling, year.months) == ("2025-01 to 2025-12", "", 12)
    assert str(days) == "2025-01-05 to 2025-03-19"
    assert days.months == Decimal(74) / Decimal("30.4375")
    assert days.scaling == "scaled to a year from 2.43 months"
    assert str(Window.parse("2025-01", "2025-03-30")) == "2025-01-01 to 2025-03-30"
    assert str(Window.parse("2025-01-02", "2025-03")) == "2025-01-02 to 2025-03-31"
    assert Window.parse(date(1900, 1, 1), date(1900, 1, 31)).months == 1
    assert Window.parse("2999-12", "2999-12").end == date(2999, 12, 31)
    assert days.start_of_second_month == date(2025, 2, 1)
    assert days.start_of_last_month == date(2025, 3, 1)
    assert Window.parse("2024-12", "2024-12").start_of_second_month == date(2025, 1, 1)


def test_the_last_months_of_a_window_begin_on_a_day_that_exists() -> None:
    year = Window.parse("2025-01", "2025-12")
    assert year.last_months(None) == date(2025, 1, 1)
    assert [year.last_months(n) for n in (1, 3, 12, 13)] == [
        *(date(2025, 12, 1), date(2025, 10, 1), date(2025, 1, 1), date(2025, 1, 1)),
    ]
    assert Window.parse("2024-01-01", "2024-05-30").last_months(3) == date(2024, 2, 29)


def _fees(*rows: tuple[str, str, str, str]) -> Table:
    columns = ("client", "fee", "day", "rep")
    cells = [Row(n, dict(zip(columns, row, strict=True))) for n, row in enumerate(rows, start=2)]
    return Table("fees.csv", columns, tuple(cells))


def test_cents_count_like_thousands() -> None:
    rows = [("A", "0.5", "2025-12-31", "Ann"), ("A", "0.1", "2025-11-01", "Bo")]
    book, report = Book.read_ledger(_fees(*rows, ("B", "0.2", "2025-01-01", "Cy")), **READING)
    assert book.reps == ("Ann", "Bo")
    assert report.warnings == (
        "accounts left out as not live hold 25 % of the money in the window; where bills are "
        "rarer, "
        "raise live_within_months",
    )


def test_a_bill_of_the_last_day_belongs_to_the_window() -> None:
    rows = [("Brew Ltd", "5", "2025-01-01", "Ann"), ("Brew", "6", "2025-12-31", "Ann")]
    _, report = Book.read_ledger(_fees(*rows), **{**READING, "live_within_months": None})
    assert report.renames == (
        "'Brew Ltd' (2025-01-01 to 2025-01-01, 5.00) looks renamed to 'Brew' (2025-12-31 to "
        "2025-12-31, 6.00); renames= joins them",
    )
