"""One customer: what it pays a year, who looks after it, and whom it belongs to."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from simlib.inputs.errors import InputError
from simlib.inputs.ids import LONGEST_TEXT, canonical, fault_of
from simlib.inputs.reading.cells import LARGEST_MONEY, SMALLEST_REVENUE


@dataclass(frozen=True, slots=True)
class Account:
    """One customer.

    Raises
    ------
    InputError
        For a revenue below 0.000001 or above 1e15, or text that is not one printable line.
    """

    account_id: str
    """Text, kept as typed but trimmed and in Unicode form NFC: ``01`` is not ``1``."""
    annual_revenue: float
    """What it pays a year, 0.000001 to 1e15, in the currency of the book."""
    owner: str = ""
    """The rep who looks after it; "" until a book has dealt it to a seat."""
    buyer: str | None = None
    parent: str | None = None
    """The person who buys (perhaps for several accounts) and the group it belongs to; None: the
    account is its own.
    """
    sector: str = "all"
    """"all" where nothing is known."""
    since: date | None = None
    """When it became a customer."""

    def __post_init__(self) -> None:
        for name in ("account_id", "owner", "buyer", "parent", "sector"):
            object.__setattr__(self, name, text_field(name, getattr(self, name)))
        if not self.account_id:
            raise InputError("an account needs an id", column="account_id", value=self.account_id)
        object.__setattr__(self, "buyer", self.buyer or None)
        object.__setattr__(self, "parent", self.parent or None)
        object.__setattr__(self, "sector", self.sector or "all")
        if self.since is not None and not isinstance(self.since, date):
            raise InputError("not a day", column="since", value=self.since, allowed="a date")
        revenue = money_field("annual_revenue", self.annual_revenue)
        if revenue <= 0:
            raise InputError(
                f"the revenue of {self.account_id!r} is not above 0",
                column="annual_revenue",
                value=self.annual_revenue,
            )
        if revenue < SMALLEST_REVENUE:
            raise InputError(
                f"the revenue of {self.account_id!r} is too small",
                column="annual_revenue",
                value=self.annual_revenue,
                allowed="at least 0.000001",
            )
        object.__setattr__(self, "annual_revenue", revenue)


def in_order(accounts: Iterable[Account]) -> tuple[Account, ...]:
    """Return accounts by id in code points; none, or one id twice, is refused."""
    ordered = tuple(sorted(accounts, key=lambda account: account.account_id))
    if not ordered:
        raise InputError("a book needs at least one account", column="account_id")
    for account, following in pairwise(ordered):
        if account.account_id == following.account_id:
            raise InputError("the same id twice", column="account_id", value=account.account_id)
    return ordered


def text_field(column: str, value: object, *, longest: int = LONGEST_TEXT) -> str:
    """Return canonical text ("" for None), or refuse what is not one printable line."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InputError("not text", column=column, value=value, allowed="text; ids keep zeros")
    text = canonical(value)
    fault = fault_of(text, longest)
    if fault:
        raise InputError(fault, column=column, value=value, allowed="one printable line")
    return text


def money_field(column: str, value: object) -> float:
    """Return a finite amount of money as a float, or refuse it."""
    number = float(value) if isinstance(value, (int, float)) else math.nan
    if isinstance(value, bool) or not abs(number) <= LARGEST_MONEY:
        raise InputError("not an amount", column=column, value=value, allowed="a number up to 1e15")
    return number
