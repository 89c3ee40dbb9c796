"""What a user reads when accounts, seats or a book made in code are refused, word for word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from simlib.inputs.account import Account
from simlib.inputs.book import Book
from simlib.inputs.ids import refuse_equal_hashes
from simlib.inputs.seats import rep_names
from simlib.inputs.shipped import load_book, read_shipped_ledger
from tests.firms import book_of
from tests.refusals import names_of, words_of

ACCOUNTS: list[tuple[dict[str, Any], str]] = [
    ({"account_id": " "}, "column 'account_id': an account needs an id; found ''"),
    (
        {"account_id": 7},
        "column 'account_id': not text; found 7; allowed: text; ids keep zeros",
    ),
    (
        {"owner": "a\nb"},
        "column 'owner': holds the control character U+000A; found 'a\\nb'; "
        "allowed: one printable line",
    ),
    ({"since": "2025-01-01"}, "column 'since': not a day; found '2025-01-01'; allowed: a date"),
    (
        {"annual_revenue": 0},
        "column 'annual_revenue': the revenue of 'a' is not above 0; found 0",
    ),
    (
        {"annual_revenue": "12"},
        "column 'annual_revenue': not an amount; found '12'; allowed: a number up to 1e15",
    ),
    (
        {"annual_revenue": True},
        "column 'annual_revenue': not an amount; found True; allowed: a number up to 1e15",
    ),
    (
        {"annual_revenue": 1.1e15},
        "column 'annual_revenue': not an amount; found 1100000000000000.0; "
        "allowed: a number up to 1e15",
    ),
]


@pytest.mark.parametrize(("fields", "words"), ACCOUNTS, ids=[str(f) for f, _ in ACCOUNTS])
def test_an_account_is_refused_in_these_words(fields: dict[str, Any], words: str) -> None:
    assert (
        words_of(lambda: Account(**{"account_id": "a", "annual_revenue": 1.0, **fields})) == words
    )


def test_the_largest_amount_and_a_blank_field_are_taken() -> None:
    account = Account("a", 10**15, owner=" Ann ", buyer="", parent=" ", sector=" ")
    assert account == Account("a", 1e15, owner="Ann", buyer=None, parent=None, sector="all")
    assert Account("a", 1.0, since=date(2025, 1, 2)).since == date(2025, 1, 2)


def _twins() -> Book:
    return Book.from_accounts([Account("a", 1.0), Account("a", 2.0)], name="twins")


def _book_with(**fields: Any) -> Book:
    accounts = (Account("a", 1.0, owner="Ann"),)
    return Book(**{"name": "b", "accounts": accounts, "reps": ("Ann",), **fields})


BOOKS: list[tuple[Callable[[], object], str]] = [
    (_twins, "column 'account_id': the same id twice; found 'a'"),
    (
        lambda: Book.from_accounts([], name="none"),
        "column 'account_id': a book needs at least one account",
    ),
    (lambda: _book_with(name=" "), "column 'name': a book needs a name; found ''"),
    (lambda: _book_with(pool_revenue=-1), "column 'pool_revenue': below 0; found -1.0"),
    (
        lambda: _book_with(currency="E\tU"),
        "column 'currency': holds the control character U+0009; found 'E\\tU'; "
        "allowed: one printable line",
    ),
    (
        lambda: _book_with(source="x" * 2001),
        f"column 'source': 2001 characters, more than 2000; found {repr('x' * 2001)[:80]}; "
        "allowed: one printable line",
    ),
    (
        lambda: _book_with(reps=("Bob",)),
        "column 'owner': an owner without a seat; found 'Ann'",
    ),
    (
        lambda: book_of(1.0, 2.0).account("a0"),
        "no account of 'test'; found 'a0'; allowed: did you mean a01 or a00?",
    ),
    (
        lambda: book_of(1.0, 2.0).account("zz"),
        "no account of 'test'; found 'zz'; allowed: one of its 2 ids",
    ),
    (
        lambda: book_of(1.0, reps=1).owned_by("rep 2"),
        "unknown rep; found 'rep 2'; allowed: did you mean rep 1? known: rep 1",
    ),
    (
        lambda: book_of(1.0).top(0),
        "column 'n': not a number of accounts; found 0; allowed: 1 or more",
    ),
    (
        lambda: book_of(1.0).top(True),
        "column 'n': not a number of accounts; found True; allowed: 1 or more",
    ),
    (
        lambda: book_of(1.0).top(1, tail="keep"),
        "unknown tail; found 'keep'; allowed: known: drop, pool",
    ),
    (
        lambda: book_of(1.0, reps=0),
        "column 'reps': bad number of seats; found 0; allowed: 1 to 10000",
    ),
    (
        lambda: book_of(1.0, reps=10_001),
        "column 'reps': bad number of seats; found 10001; allowed: 1 to 10000",
    ),
    (
        lambda: Book.from_accounts([Account("a", 1.0)], name="b", reps=[]),
        "column 'reps': no seat; found []; allowed: at least one",
    ),
    (
        lambda: rep_names("Ann"),
        "column 'reps': not seats; found 'Ann'; allowed: a whole number, or a list of names",
    ),
    (
        lambda: rep_names(["Ann", " "]),
        "column 'reps': not a name; found ' '; allowed: names of reps",
    ),
    (
        lambda: rep_names(["A\nn"]),
        "column 'reps': holds the control character U+000A; found 'A\\nn'; allowed: names of reps",
    ),
    (lambda: rep_names(["Ann", " Ann"]), "column 'reps': the same rep twice; found 'Ann'"),
    (
        lambda: refuse_equal_hashes("rep", [(("a", "b"), 7), (("c",), 7)]),
        "two rep ids have the same 32-bit hash, so chance could not tell them apart: 'a b' and "
        "'c'; allowed: rename one of them slightly",
    ),
    (
        lambda: Book.shipped("dealr"),
        "unknown shipped book; found 'dealr'; allowed: did you mean dealer? known: crm_sample, "
        "dealer, giftware, hms_associates, supplier",
    ),
    (
        lambda: load_book("deale"),
        "unknown book (nor is it a file); found 'deale'; allowed: did you mean dealer? known: "
        "crm_sample, dealer, giftware, hms_associates, supplier",
    ),
    (
        lambda: load_book("crm:Melvin Marxen", period="month"),
        "column 'period': a shipped ledger has its own; found 'month'",
    ),
    (
        lambda: read_shipped_ledger("sf"),
        "unknown shipped ledger; found 'sf'; allowed: known: crm, online_retail, sf_lobbying",
    ),
    (
        lambda: read_shipped_ledger("sf_lobbying"),
        "sf_lobbying_fees.csv, column 'firm': the ledger 'sf_lobbying' holds many firms; "
        "allowed: one of them: load_book('sf_lobbying:FIRM')",
    ),
]


@pytest.mark.parametrize(("refused", "words"), BOOKS, ids=names_of(words for _, words in BOOKS))
def test_a_book_is_refused_in_these_words(refused: Callable[[], object], words: str) -> None:
    assert words_of(refused) == words


@pytest.mark.parametrize("option", ["period", "currency", "as_of", "owners"])
def test_a_ledger_of_ours_takes_no_option_of_a_file(option: str) -> None:
    found = words_of(lambda: load_book("crm:Melvin Marxen", **{option: "x"}))
    assert found == f"column '{option}': a shipped ledger has its own; found 'x'"
