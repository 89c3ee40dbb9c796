"""How accounts, seats, books and their files are refused: place, fault, value and advice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from simlib.inputs.account import Account
from simlib.inputs.book import Book, rep_names
from simlib.inputs.ids import refuse_equal_hashes
from simlib.inputs.shipped import load_book, read_shipped_ledger
from tests.support.firms import book_of
from tests.support.refusals import refusal, refusals, words_of

# Made in code

FIELDS: list[tuple[str, object]] = [
    ("account_id", " "),
    ("account_id", 7),
    ("owner", "a\nb"),
    ("since", "2025-01-01"),
    ("annual_revenue", 0),
    ("annual_revenue", "12"),
    ("annual_revenue", True),
    ("annual_revenue", 1.1e15),
]
ONE = Account("a", 1.0, owner="Ann")


def _account(**fields: Any) -> Account:
    return Account(**{"account_id": "a", "annual_revenue": 1.0, **fields})


def _books(*accounts: Account, **fields: Any) -> Book:
    return Book.from_accounts(accounts, **{"name": "b", **fields})


def _book_with(**fields: Any) -> Book:
    return Book(**{"name": "b", "accounts": (ONE,), "reps": ("Ann",), **fields})


BOOKS: dict[str, Callable[[], object]] = {
    "an id twice": lambda: _books(Account("a", 1.0), Account("a", 2.0)),
    "no account": lambda: _books(),
    "no name": lambda: _book_with(name=" "),
    "a pool below 0": lambda: _book_with(pool_revenue=-1),
    "a tab in a currency": lambda: _book_with(currency="E\tU"),
    "a long source": lambda: _book_with(source="x" * 2001),
    "an owner without a seat": lambda: _book_with(reps=("Bob",)),
    "an id nearly known": lambda: book_of(1.0, 2.0).account("a0"),
    "an id unknown": lambda: book_of(1.0, 2.0).account("zz"),
    "a rep unknown": lambda: book_of(1.0, reps=1).owned_by("rep 2"),
    "the largest 0": lambda: book_of(1.0).top(0),
    "the largest True": lambda: book_of(1.0).top(True),
    "an unknown tail": lambda: book_of(1.0).top(1, tail="keep"),
    "0 seats": lambda: book_of(1.0, reps=0),
    "10,000 seats": lambda: book_of(1.0, reps=10_000),
    "no seat": lambda: _books(Account("a", 1.0), reps=[]),
    "a text for seats": lambda: rep_names("Ann"),
    "a blank seat": lambda: rep_names(["Ann", " "]),
    "a line end in a seat": lambda: rep_names(["A\nn"]),
    "a seat twice": lambda: rep_names(["Ann", " Ann"]),
    "ids of one hash": lambda: refuse_equal_hashes("rep", [(("a", "b"), 7), (("c",), 7)]),
}
SHIPPED: dict[str, Callable[[], object]] = {
    "a shipped book misspelt": lambda: Book.shipped("dealr"),
    "neither book nor file": lambda: load_book("deale"),
    "a period of our own ledger": lambda: load_book("crm:Melvin Marxen", period="month"),
    "a ledger misspelt": lambda: read_shipped_ledger("sf"),
    "a ledger of many firms": lambda: read_shipped_ledger("sf_lobbying"),
}


def test_an_account_is_refused_by_its_field(snapshot: SnapshotAssertion) -> None:
    errors = {(f, repr(v)): refusal(lambda f=f, v=v: _account(**{f: v})) for f, v in FIELDS}
    assert {error.column == field for (field, _), error in errors.items()} == {True}
    assert {f"{field} {value}": str(error) for (field, value), error in errors.items()} == snapshot


def test_the_largest_amount_and_a_blank_field_are_taken() -> None:
    account = Account("a", 10**15, owner=" Ann ", buyer="", parent=" ", sector=" ")
    assert account == Account("a", 1e15, owner="Ann", buyer=None, parent=None, sector="all")
    assert Account("a", 1.0, since=date(2025, 1, 2)).since == date(2025, 1, 2)


def test_a_book_is_refused_where_it_is_made(snapshot: SnapshotAssertion) -> None:
    assert refusals(BOOKS) == snapshot


def test_what_is_not_shipped_is_refused_with_what_is(snapshot: SnapshotAssertion) -> None:
    assert refusals(SHIPPED) == snapshot


@pytest.mark.parametrize("option", ["period", "currency", "as_of", "owners"])
def test_a_ledger_of_ours_takes_no_option_of_a_file(option: str) -> None:
    found = words_of(lambda: load_book("crm:Melvin Marxen", **{option: "x"}))
    assert found == f"column '{option}': a shipped ledger has its own; found 'x'"


# Files

PLAIN = "account_id,annual_revenue\n"
OWNED = "account_id,annual_revenue,owner\n"
HEADERS = {
    "unknown column": f"{PLAIN.strip()},ownr\na,1,x\n",
    "column twice": "account_id,Account ID,annual_revenue\na,a,1\n",
    "no id": "annual_revenue,owner\n1,Ann\n",
    "no revenue": "account_id,owner\na,Ann\n",
    "two revenues": "account_id,revenue,annual_revenue\na,1,1\n",
    "no rows": PLAIN,
    "period missing": "account_id,Revenue\na,1\n",
    "a key twice": f"# name: a\n# Name: b\n{PLAIN}a,1\n",
    "a key misspelt": f"# a remark\n# pool_revenu: 3\n{PLAIN}a,1\n",
    "neither yes nor no": f"# fictional: maybe\n{PLAIN}a,1\n",
    "a pool below 0": f"# pool_revenue: -5\n{PLAIN}a,1\n",
    "a name for a list": f"# reps: Ann\n{PLAIN}a,1\n",
    "a list of numbers": f"# reps: [1]\n{PLAIN}a,1\n",
    "a month 13": f"# as_of: 2025-13-01\n{PLAIN}a,1\n",
}
MONEY = ("", "12 %", "1,234.50", "-12,5", "(12)", "12 EUR", "plenty", "1e16", "-1", "0", "1e-400")
ROWS = {  # what stands in the last row, and the column that it cannot stand in
    "a long id": (f"{'x' * 201},1,\n", "account_id"),
    "an id that turns its line": ("a\u202eb,1,\n", "account_id"),
    "a blank id": (" ,1,\n", "account_id"),
    "an id twice": ("a,1,\n a,2,\n", "account_id"),
    "no day": ("a,1,soon\n", "since"),
}
OPTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "an unknown period": (f"{PLAIN}a,1\n", {"period": "day"}),
    "a period of a year": ("account_id,Annual Revenue\na,1\n", {"period": "month"}),
    "another currency": (f"# currency: EUR\n{PLAIN}a,1\n", {"currency": "USD"}),
    "a day with points": (f"{PLAIN}a,1\n", {"as_of": "31.12.2025"}),
    "an owner misspelt": (f"{OWNED}a,1,An\n", {"owners": ["Zoe", "Ann", "Anna"]}),
    "an owner unknown": (f"{OWNED}a,1,Bob\n", {"owners": ["Zoe", "Ann"]}),
    "seats of owners": (f"{OWNED}a,1,Ann\n", {"reps": 2}),
}


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Book]:
    """Return what reads a file of the content given."""

    def read(content: str, **options: Any) -> Book:
        file = tmp_path / "book.csv"
        file.write_text(content, encoding="utf-8")
        return Book.from_csv(file, **options)

    return read


def test_a_header_or_a_head_is_refused_by_its_name(
    book: Callable[..., Book], snapshot: SnapshotAssertion
) -> None:
    errors = {name: refusal(lambda text=text: book(text)) for name, text in HEADERS.items()}
    assert {error.file for error in errors.values()} == {"book.csv"}
    assert {name: str(error) for name, error in errors.items()} == snapshot


def test_money_is_refused_where_it_stands_and_advice_fits_what_was_typed(
    book: Callable[..., Book], snapshot: SnapshotAssertion
) -> None:
    said = {}
    for typed in MONEY:
        error = refusal(lambda typed=typed: book(f'{PLAIN}a,1\nb,"{typed}"\n'))
        place = (error.file, error.row, error.column, error.value)
        assert place == ("book.csv", 3, "annual_revenue", typed)
        said[typed] = f"{error.message}: {error.allowed}"
    assert said == snapshot


def test_a_thousand_or_a_decimal_is_asked(book: Callable[..., Book]) -> None:
    error = refusal(lambda: book("account_id;annual_revenue\na;1.234\n"))
    place = (error.file, error.row, error.column, error.value)
    assert place == ("book.csv", 2, "annual_revenue", "1.234")
    assert error.message == "a thousands mark or a decimal point?"
    assert error.allowed == "1234 or 1.2340: no thousands marks, decimal point"


def test_an_id_or_a_day_is_refused_where_it_stands(
    book: Callable[..., Book], snapshot: SnapshotAssertion
) -> None:
    said = {}
    for name, (rows, column) in ROWS.items():
        error = refusal(lambda rows=rows: book(f"account_id,annual_revenue,since\n{rows}"))
        assert (error.file, error.row, error.column) == ("book.csv", 1 + rows.count("\n"), column)
        said[name] = str(error)
    assert said == snapshot


def test_an_option_that_the_file_contradicts_is_refused(
    book: Callable[..., Book], snapshot: SnapshotAssertion
) -> None:
    cases = {
        name: lambda text=text, more=more: book(text, **more)
        for name, (text, more) in OPTIONS.items()
    }
    assert refusals(cases) == snapshot


def test_of_many_owners_forty_are_listed(book: Callable[..., Book]) -> None:
    owners = [f"rep {number:02d}" for number in range(45)]
    found = words_of(lambda: book(f"{OWNED}a,1,Zoe\n", owners=owners))
    assert found.partition("allowed: ")[2] == ", ".join(owners[:40])
