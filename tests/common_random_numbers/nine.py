"""A firm of nine accounts that share owners, sectors, a buyer and a group; busy, and rich."""

from __future__ import annotations

from simlib.inputs.account import Account
from simlib.inputs.book import Book
from simlib.inputs.scenario import Scenario

_SECTORS = ("food", "health")


def account(number: int, **fields: object) -> Account:
    given = {"owner": f"rep {number % 2}", "sector": _SECTORS[number % 3 > 0], **fields}
    buyer = "B. Shared" if number in (1, 4) else None
    parent = "Group" if number in (2, 5, 6) else None
    revenue = 900.0 if number == 0 else 60.0 + 17.0 * number
    return Account(f"a{number:02d}", revenue, buyer=buyer, parent=parent, **given)  # type: ignore[arg-type]


ACCOUNTS = [account(number) for number in range(9)]
BOOK = Book.from_accounts(ACCOUNTS, name="nine")


def story(book: Book = BOOK, **fields: object) -> Scenario:
    """Return a busy scenario that cannot end early, so that fates are seen in full."""
    given = {"discipline": "weekly_block", "horizon_years": 2, "request_hours": 1.0, **fields}
    return Scenario(book=book, unlimited_cash=True, name="arm", label="arm", **given)  # type: ignore[arg-type]


BASE = story()
