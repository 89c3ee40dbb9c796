"""A book's file to the letter: what is written, what every option does, and the words of a book."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from simlib.inputs.account import Account
from simlib.inputs.book import Book
from simlib.inputs.shipped import load_book
from tests.support.firms import book_of

FULL = Book(
    name="Two, or three",
    accounts=(
        Account("A", 100.25, "Ann", buyer='B "Bea"', parent="Holding", since=date(2020, 1, 2)),
        Account("B, b", 50.0, "Bo", sector="steel"),
    ),
    reps=("Ann", "Bo", "Zoë"),
    pool_revenue=7.0,
    currency="EUR",
    as_of=date(2025, 12, 31),
    source="made up; for tests",
    fictional=True,
)

WRITTEN = """\
"# name: Two, or three"
# fictional: yes
"# source: made up; for tests"
# currency: EUR
# as_of: 2025-12-31
# pool_revenue: 7
"# reps: [""Zoë""]"
account_id,annual_revenue,owner,buyer,parent,sector,since
A,100.25,Ann,"B ""Bea""\",Holding,all,2020-01-02
"B, b",50,Bo,,,steel,
"""


def test_a_book_is_written_to_the_letter(tmp_path: Path) -> None:
    file = tmp_path / "book.csv"
    FULL.to_csv(file)
    assert file.read_bytes().decode("utf-8") == WRITTEN
    assert Book.from_csv(file) == FULL


def test_what_says_nothing_is_not_written(tmp_path: Path) -> None:
    file = tmp_path / "book.csv"
    book_of(2.5, 1.0, reps=None, name="plain").to_csv(file)
    head = "# name: plain\n# source:\n"
    assert file.read_text() == f"{head}account_id,annual_revenue\na00,2.5\na01,1\n"
    book_of(2.5, 1.0, reps=2, name="dealt").to_csv(file)
    assert file.read_text().splitlines()[1:3] == [
        "# source:",
        '"# reps: [""rep 0001"", ""rep 0002""]"',
    ]
    again = Book.from_csv(file)
    assert (again.ownership, again.reps, again.source) == ("dealt", ("rep 0001", "rep 0002"), "")


def _file(tmp_path: Path, content: str, name: str = "firm.csv", encoding: str = "utf-8") -> Path:
    file = tmp_path / name
    file.write_bytes(content.encode(encoding))
    return file


def test_every_option_of_a_file_is_heard(tmp_path: Path) -> None:
    plain = _file(tmp_path, "Account-ID;Revenue;Owner\nä;10;Ann\nb;20;\n", encoding="cp1252")
    for read in (Book.from_csv, load_book):
        book = read(
            plain,
            name="ours",
            period="quarter",
            currency="EUR",
            as_of="2025-06-30",
            reps=["Zoe"],
            owners=["Ann", "Bo"],
            encoding="cp1252",
        )
        assert [(a.account_id, a.annual_revenue, a.owner) for a in book.accounts] == [
            ("b", 80.0, "Zoe"),
            ("ä", 40.0, "Ann"),
        ]
        assert (book.name, book.currency, book.as_of) == ("ours", "EUR", date(2025, 6, 30))
        assert (book.reps, book.source, book.fictional) == (("Ann", "Zoe"), "firm.csv", False)
    for period, factor in (("year", 1), ("month", 12), ("week", 52)):
        assert Book.from_csv(plain, period=period, encoding="cp1252").revenues.sum() == 30 * factor


def test_an_option_goes_before_what_the_file_says(tmp_path: Path) -> None:
    head = "# name: theirs\n# as_of: 2024-12-31\n# currency: EUR\n# source:\n"
    file = _file(tmp_path, f"{head}account_id,annual_revenue\na,1\n")
    book = Book.from_csv(file)
    assert (book.name, book.as_of, book.currency) == ("theirs", date(2024, 12, 31), "EUR")
    assert book.source == ""
    book = Book.from_csv(file, name="ours", as_of=date(2025, 1, 1), currency=" EUR ")
    assert (book.name, book.as_of, book.currency) == ("ours", date(2025, 1, 1), "EUR")
    bare = Book.from_csv(_file(tmp_path, "account_id,annual_revenue\na,1\n"), period="year")
    assert (bare.name, bare.source, bare.currency, bare.as_of) == ("firm", "firm.csv", "", None)


@pytest.mark.parametrize(("said", "fictional"), [("Yes", True), ("true", True), ("NO", False)])
def test_a_head_is_read_whatever_its_spelling(tmp_path: Path, said: str, fictional: bool) -> None:
    head = f"# A firm: ours, and a remark\n#  FICTIONAL :  {said} \n"
    head += "# Pool-Revenue: 12.5\n#as of:2025-01-02\n"
    book = Book.from_csv(_file(tmp_path, f"{head}account_id,annual_revenue\na,1\n"))
    assert (book.fictional, book.pool_revenue, book.as_of) == (fictional, 12.5, date(2025, 1, 2))


def test_seats_of_a_file_and_of_a_call(tmp_path: Path) -> None:
    head = '"# reps: [""Zoe"", ""Yan""]"\n'
    owned = _file(tmp_path, f"{head}account_id,annual_revenue,owner\na,1,Ann\n", "owned.csv")
    assert Book.from_csv(owned).reps == ("Ann", "Yan", "Zoe")
    assert Book.from_csv(owned, reps=["Bo", " Zoe "]).reps == ("Ann", "Bo", "Yan", "Zoe")
    dealt = _file(tmp_path, f"{head}account_id,annual_revenue\na,1\n", "dealt.csv")
    assert Book.from_csv(dealt).reps == ("Yan", "Zoe")
    assert Book.from_csv(dealt, reps=["Bo"]).reps == ("Bo",)
    assert Book.from_csv(dealt, reps=3).reps == ("rep 0001", "rep 0002", "rep 0003")


def test_a_book_is_said_in_one_line() -> None:
    assert repr(FULL) == (
        "Book 'Two, or three': 2 accounts and a pool of 7, 3 reps, 157 EUR a year, "
        "largest account 64 %"
    )
    assert repr(book_of(1e6, reps=1, name="one")) == (
        "Book 'one': 1 account, 1 rep, 1,000,000 a year, largest account 100 %"
    )


def test_a_book_as_a_frame() -> None:
    frame = FULL.to_frame()
    assert frame.columns.tolist() == [
        *("account_id", "annual_revenue", "owner", "buyer", "parent", "sector", "since"),
    ]
    assert frame["owner"].tolist() == ["Ann", "Bo"]
    assert pd.isna(frame["since"][1])


def test_the_largest_accounts_keep_what_the_book_says() -> None:
    top = FULL.top(1)
    assert (top.name, top.currency, top.as_of, top.fictional) == (
        "Two, or three",
        "EUR",
        date(2025, 12, 31),
        True,
    )
    assert (top.pool_revenue, top.reps) == (57.0, ("Ann", "Zoë"))
    assert top.source == "made up; for tests; the 1 largest accounts, 1 others as one stream"
    dropped = FULL.top(1, tail="drop")
    assert (dropped.pool_revenue, dropped.annual_revenue) == (7.0, 107.25)
    assert dropped.source == "made up; for tests; the 1 largest accounts, 1 others left out"
    assert FULL.top(2) is FULL
    assert book_of(5.0, 5.0, 9.0).top(2).source == "the 2 largest accounts, 1 others as one stream"
    assert [a.account_id for a in book_of(5.0, 5.0, 9.0).top(2).accounts] == ["a00", "a02"]
    assert [a.owner for a in book_of(5.0, 5.0, 9.0, reps=2).top(2).accounts] == [
        "rep 0002",
        "rep 0001",
    ]


def test_a_book_is_asked_for_accounts_and_sums() -> None:
    assert FULL.account(" A ").annual_revenue == 100.25
    assert [a.account_id for a in FULL.owned_by("Bo")] == ["B, b"]
    assert FULL.owned_by("Zoë") == ()
    assert (FULL.annual_revenue, FULL.median_revenue) == (157.25, 75.125)
    assert FULL.largest_share == 100.25 / 157.25
    assert FULL.revenues.tolist() == [100.25, 50.0]
