"""What a user reads when the file of a book is refused, word for word, with the place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from simlib.inputs.book import Book
from tests.refusals import names_of, words_of

NAMES = "account_id, annual_revenue, buyer, owner, parent, revenue, sector, since"
KEYS = "as_of, currency, fictional, name, pool_revenue, reps, source"
PLAIN = "account_id,annual_revenue\n"
COMMAS = "no thousands marks, and the decimal mark is a point: commas are never guessed"
UNITS = "no currency signs, units or spaces: name the currency with currency="

HEADERS: dict[str, tuple[str, str]] = {
    "unknown column": (
        "account_id,annual_revenue,ownr\na,1,x\n",
        f": unknown column; found 'ownr'; allowed: did you mean owner? known: {NAMES}",
    ),
    "column twice": (
        "account_id,Account ID,annual_revenue\na,a,1\n",
        ", column 'Account ID': account_id twice in the header",
    ),
    "no id": ("annual_revenue\n1\n", ", column 'account_id': a column is missing"),
    "no revenue": (
        "account_id\na\n",
        ": one revenue column is needed, the header has neither; "
        "allowed: annual_revenue, or revenue with period=",
    ),
    "two revenues": (
        "account_id,revenue,annual_revenue\na,1,1\n",
        ": one revenue column is needed, the header has both; "
        "allowed: annual_revenue, or revenue with period=",
    ),
    "no rows": (PLAIN, ": a header without rows; allowed: at least one account"),
    "period missing": (
        "account_id,Revenue\na,1\n",
        ", column 'Revenue': revenue of which period?; allowed: say period= year, quarter, month "
        "or week, or name the column annual_revenue",
    ),
}
HEADS: dict[str, tuple[str, str]] = {
    "twice": ("# name: a\n# Name: b\n", ", row 2, column '# name': said twice"),
    "misspelt": (
        "# a remark\n# pool_revenu: 3\n",
        ": unknown key in row 2; found 'pool_revenu'; "
        f"allowed: did you mean pool_revenue? known: {KEYS}",
    ),
    "no truth": (
        "# fictional: maybe\n",
        ", row 1, column '# fictional': neither yes nor no; found 'maybe'; allowed: yes or no",
    ),
    "negative pool": (
        "# pool_revenue: -5\n",
        ", row 1, column '# pool_revenue': negative revenue; found '-5'; "
        "allowed: 0 or more, by the year",
    ),
    "no list": (
        "# reps: Ann\n",
        ", row 1, column '# reps': not a list of names; found 'Ann'; "
        'allowed: ["first rep", "second rep"]',
    ),
    "list of numbers": (
        "# reps: [1]\n",
        ", row 1, column '# reps': not a list of names; found '[1]'; "
        'allowed: ["first rep", "second rep"]',
    ),
    "no day": (
        "# as_of: 2025-13-01\n",
        ", row 1, column '# as_of': not a date; found '2025-13-01'; "
        "allowed: a real day as YYYY-MM-DD",
    ),
}
MONEY: dict[str, str] = {
    "": "missing; found ''; allowed: a plain number such as 1234.50",
    "12 %": "not a plain number; found '12 %'; allowed: such as 1234.50"
    "; revenue is money, not a percentage",
    "1,234.50": f"not a plain number; found '1,234.50'; allowed: such as 1234.50; {COMMAS}",
    "-12,5": f"not a plain number; found '-12,5'; allowed: such as 1234.50; {COMMAS}",
    "(12)": "not a plain number; found '(12)'; allowed: such as 1234.50"
    "; a negative amount has a minus sign",
    "12 EUR": f"not a plain number; found '12 EUR'; allowed: such as 1234.50; {UNITS}",
    "plenty": "not a plain number; found 'plenty'; allowed: such as 1234.50",
    "1e16": "too large; found '1e16'; allowed: at most 1e15",
    "-1": "negative revenue; found '-1'; allowed: above 0 (leave a lost account out)",
    "0": "zero revenue; found '0'; allowed: above 0 (leave a lost account out)",
    "1e-400": "too small; found '1e-400'; allowed: above 0",
}
OPTIONS: list[tuple[str, dict[str, Any], str]] = [
    (
        "account_id,annual_revenue\na,1\n",
        {"period": "day"},
        "unknown period; found 'day'; allowed: known: month, quarter, week, year",
    ),
    (
        "account_id,Annual Revenue\na,1\n",
        {"period": "month"},
        "book.csv, column 'Annual Revenue': annual_revenue is by the year already; found 'month'; "
        "allowed: no period=, or a column named revenue",
    ),
    (
        "# currency: EUR\naccount_id,annual_revenue\na,1\n",
        {"currency": "USD"},
        "book.csv, column 'currency': the file is in another currency; found 'USD'; "
        "allowed: EUR; amounts are not converted",
    ),
    (
        "account_id,annual_revenue\na,1\n",
        {"as_of": "31.12.2025"},
        "book.csv: column 'as_of': not a day; found '31.12.2025'; allowed: YYYY-MM-DD",
    ),
    (
        "account_id,annual_revenue,owner\na,1,An\n",
        {"owners": ["Zoe", "Ann", "Anna"]},
        "book.csv, row 2, column 'owner': not one of the owners; found 'An'; "
        "allowed: did you mean Ann or Anna? Ann, Anna, Zoe",
    ),
    (
        "account_id,annual_revenue,owner\na,1,Bob\n",
        {"owners": ["Zoe", "Ann"]},
        "book.csv, row 2, column 'owner': not one of the owners; found 'Bob'; allowed: Ann, Zoe",
    ),
    (
        "account_id,annual_revenue,owner\na,1,Ann\n",
        {"reps": 2},
        "book.csv: column 'reps': the book names 1 owners, so a number of seats cannot be given; "
        "found 2; allowed: names of reps without accounts, or a book without owners",
    ),
]


def _book(tmp_path: Path, content: str, **options: Any) -> Callable[[], object]:
    file = tmp_path / "book.csv"
    file.write_text(content, encoding="utf-8")
    return lambda: Book.from_csv(file, **options)


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_is_refused_in_these_words(name: str, tmp_path: Path) -> None:
    content, words = HEADERS[name]
    assert words_of(_book(tmp_path, content)) == f"book.csv{words}"


@pytest.mark.parametrize("name", HEADS)
def test_a_head_is_refused_in_these_words(name: str, tmp_path: Path) -> None:
    head, words = HEADS[name]
    assert words_of(_book(tmp_path, f"{head}{PLAIN}a,1\n")) == f"book.csv{words}"


@pytest.mark.parametrize("typed", MONEY)
def test_money_is_refused_in_these_words(typed: str, tmp_path: Path) -> None:
    place = "book.csv, row 3, column 'annual_revenue': "
    found = words_of(_book(tmp_path, f'{PLAIN}a,1\nb,"{typed}"\n'))
    assert found == place + MONEY[typed]


def test_a_thousand_or_a_decimal_is_asked_in_these_words(tmp_path: Path) -> None:
    found = words_of(_book(tmp_path, "account_id;annual_revenue\na;1.234\n"))
    assert found == (
        "book.csv, row 2, column 'annual_revenue': a thousands mark or a decimal point?; found "
        "'1.234'; allowed: 1234 or 1.2340: no thousands marks, decimal point"
    )


@pytest.mark.parametrize(
    ("content", "options", "words"), OPTIONS, ids=names_of(each[2] for each in OPTIONS)
)
def test_options_are_refused_in_these_words(
    content: str, options: dict[str, Any], words: str, tmp_path: Path
) -> None:
    assert words_of(_book(tmp_path, content, **options)) == words


def test_of_many_owners_forty_are_listed(tmp_path: Path) -> None:
    owners = [f"rep {number:02d}" for number in range(45)]
    content = "account_id,annual_revenue,owner\na,1,Zoe\n"
    found = words_of(_book(tmp_path, content, owners=owners))
    assert found.partition("allowed: ")[2] == ", ".join(owners[:40])


def test_ids_and_days_are_refused_in_these_words(tmp_path: Path) -> None:
    def said(rows: str) -> str:
        content = f"account_id,annual_revenue,since\n{rows}"
        return words_of(_book(tmp_path, content)).removeprefix("book.csv, ")

    one_line = "allowed: one printable line of at most 200 characters"
    long, shown = "x" * 201, repr("x" * 201)[:80]
    assert said(f"{long},1,\n") == (
        f"row 2, column 'account_id': 201 characters, more than 200; found {shown}; {one_line}"
    )
    assert said("a\u202eb,1,\n") == (
        "row 2, column 'account_id': holds the control character U+202E; "
        f"found 'a\\u202eb'; {one_line}"
    )
    assert said(" ,1,\n") == (
        "row 2, column 'account_id': missing; found ' '; allowed: the id of the account"
    )
    assert said("a,1,\n a,2,\n") == (
        "row 3, column 'account_id': the same id as in row 2; found ' a'; "
        "allowed: every account once (ids are trimmed)"
    )
    assert said("a,1,soon\n") == (
        "row 2, column 'since': not a date; found 'soon'; allowed: a real day as YYYY-MM-DD"
    )
