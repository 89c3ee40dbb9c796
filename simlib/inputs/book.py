"""The book: a team's accounts, who looks after each, and what each is worth a year."""

from __future__ import annotations

import difflib
import hashlib
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields, replace
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Literal, Self

from simlib.inputs.account import Account, in_order, money_field, text_field
from simlib.inputs.book_csv import read_book, write_book
from simlib.inputs.errors import InputError, unknown_name
from simlib.inputs.files import data_path
from simlib.inputs.ids import canonical, fault_of, refuse_collisions
from simlib.inputs.ledger import sum_ledger
from simlib.inputs.quantity import left_to_right
from simlib.inputs.units import service_weight
from simlib.words import percent

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from simlib.inputs.ledger_report import LedgerReport
    from simlib.inputs.reading.tables import Table

ACCOUNTS_A_SEAT = 12
"""Accounts of a seat in a book that says nothing about owners."""
LARGEST_TEAM = 9_999
Ownership = Literal["named", "dealt", "dealt by default"]
SHIPPED = ("crm_sample", "dealer", "giftware", "hms_associates", "supplier")
"""Books that come with the package."""
LONGEST_SOURCE = 2000
"""Characters the source of a book may have."""


@dataclass(frozen=True, slots=True)
class Seating:
    """Accounts that all have an owner, the seats in canonical order, and how that came about."""

    accounts: tuple[Account, ...]
    reps: tuple[str, ...]
    ownership: Ownership


def seat_accounts(accounts: Sequence[Account], reps: int | Sequence[str] | None) -> Seating:
    """Give every account an owner.

    Parameters
    ----------
    accounts
        In canonical order.
    reps
        A number of seats (only where no account has an owner), or names: the seats themselves
        where no account has an owner, otherwise seats without accounts (hunters).

    Raises
    ------
    InputError
        A number of seats for a book with owners, or seats that cannot be.
    """
    owners = {account.owner for account in accounts if account.owner}
    if not owners:
        return _dealt_round(accounts, reps)
    if isinstance(reps, int):
        raise InputError(
            f"the book names {len(owners)} owners, so a number of seats cannot be given",
            column="reps",
            value=reps,
            allowed="names of reps without accounts, or a book without owners",
        )
    seats = tuple(sorted(owners.union(rep_names(reps or ()))))
    return Seating(_placed_singly(accounts, seats), seats, "named")


def rep_names(reps: Sequence[str]) -> tuple[str, ...]:
    """Return canonical names of seats in canonical order, or refuse them."""
    if isinstance(reps, str) or not isinstance(reps, Iterable):
        raise InputError(
            "not seats", column="reps", value=reps, allowed="a whole number, or a list of names"
        )
    for rep in reps:
        fault = "not a name" if not isinstance(rep, str) or not rep.strip() else None
        fault = fault or fault_of(canonical(rep))
        if fault:
            raise InputError(fault, column="reps", value=rep, allowed="names of reps")
    names = sorted(canonical(rep) for rep in reps)
    for name, following in pairwise(names):
        if name == following:
            raise InputError("the same rep twice", column="reps", value=name)
    return tuple(names)


def _dealt_round(accounts: Sequence[Account], reps: int | Sequence[str] | None) -> Seating:
    seats = _seats_without_owners(len(accounts), reps)
    falling = sorted(accounts, key=lambda account: (-account.annual_revenue, account.account_id))
    owner = {account.account_id: seats[k % len(seats)] for k, account in enumerate(falling)}
    return Seating(
        tuple(replace(account, owner=owner[account.account_id]) for account in accounts),
        seats,
        "dealt by default" if reps is None else "dealt",
    )


def _seats_without_owners(account_count: int, reps: int | Sequence[str] | None) -> tuple[str, ...]:
    if reps is None:
        reps = math.ceil(account_count / ACCOUNTS_A_SEAT)
    if not isinstance(reps, int):
        names = rep_names(reps)
        if not names:
            raise InputError("no seat", column="reps", value=reps, allowed="at least one")
        return names
    if isinstance(reps, bool) or not 1 <= reps <= LARGEST_TEAM:
        raise InputError(
            "bad number of seats", column="reps", value=reps, allowed=f"1 to {LARGEST_TEAM}"
        )
    # Always four digits: a name that knew how many seats there are would change every draw.
    return tuple(f"rep {number:04d}" for number in range(1, reps + 1))


def _placed_singly(accounts: Sequence[Account], seats: tuple[str, ...]) -> tuple[Account, ...]:
    middle = median(account.annual_revenue for account in accounts)
    load = dict.fromkeys(seats, 0.0)
    for account in accounts:
        if account.owner:
            load[account.owner] += service_weight(account.annual_revenue, middle)
    placed = []
    for account in accounts:
        if not account.owner:
            account = replace(account, owner=min(seats, key=lambda seat: load[seat]))
            load[account.owner] += service_weight(account.annual_revenue, middle)
        placed.append(account)
    return tuple(placed)


@dataclass(frozen=True, slots=True, repr=False)
class Book:
    """A team's accounts in canonical order; file order never matters.

    Made by `from_csv`, `from_ledger`, `from_accounts` or `shipped`: every account has an owner.

    Raises
    ------
    InputError
        For no or duplicate accounts, owners without seat, or ids whose hashes collide.
    """

    name: str
    """For titles and footers."""
    accounts: tuple[Account, ...]
    """At least one, each with an owner, ordered by id."""
    reps: tuple[str, ...]
    """Seats in order; one without accounts is a hunter."""
    pool_revenue: float = 0.0
    """Revenue a year of the tail, one stream without owner (see `top`)."""
    currency: str = ""
    """Shown behind amounts."""
    as_of: date | None = None
    """The day the numbers speak of."""
    source: str = ""
    """Where they come from, for every footer."""
    fictional: bool = False
    """Whether the firm was made up."""
    ownership: Ownership = "named"
    """Whether the input named owners, gave only seats, or neither."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "accounts", in_order(self.accounts))
        object.__setattr__(self, "reps", rep_names(self.reps))
        object.__setattr__(self, "pool_revenue", money_field("pool_revenue", self.pool_revenue))
        for name in ("name", "currency"):
            object.__setattr__(self, name, text_field(name, getattr(self, name)))
        source = text_field("source", " ".join(self.source.split()), longest=LONGEST_SOURCE)
        object.__setattr__(self, "source", source)
        if not self.name:
            raise InputError("a book needs a name", column="name", value=self.name)
        if self.pool_revenue < 0:
            raise InputError("below 0", column="pool_revenue", value=self.pool_revenue)
        for owner in {account.owner for account in self.accounts}.difference(self.reps):
            raise InputError("an owner without a seat", column="owner", value=owner)
        self._refuse_collisions()

    @classmethod
    def from_accounts(
        cls,
        accounts: Iterable[Account],
        *,
        name: str,
        reps: int | Sequence[str] | None = None,
        **labels: Any,
    ) -> Self:
        """Make a book of accounts, dealing those without owner.

        Parameters
        ----------
        accounts : iterable of Account
            In any order.
        name : str
            Of the book.
        reps : int or sequence of str, optional
            Where no account has an owner: the number of seats (default: one for every twelve
            accounts, rounded up) or their names; accounts are dealt round in falling revenue.
            Otherwise names of reps without accounts; single accounts without owner go to the
            seat with the least service load.
        **labels
            ``pool_revenue, currency, as_of, source, fictional`` as in `Book`.
        """
        seating = seat_accounts(in_order(accounts), reps)
        return cls(
            name=name,
            accounts=seating.accounts,
            reps=seating.reps,
            ownership=seating.ownership,
            **labels,
        )

    @classmethod
    def from_csv(
        cls,
        path: str | Path,
        *,
        name: str | None = None,
        period: Literal["year", "quarter", "month", "week"] | None = None,
        currency: str | None = None,
        as_of: date | str | None = None,
        reps: int | Sequence[str] | None = None,
        owners: Iterable[str] | None = None,
        encoding: str | None = None,
    ) -> Self:
        """Read a book: see `simlib.inputs.book_csv.read_book` for columns and errors."""
        found = read_book(
            path,
            name=name,
            period=period,
            currency=currency,
            as_of=as_of,
            reps=reps,
            owners=owners,
            encoding=encoding,
        )
        try:
            return cls.from_accounts(found.accounts, **found.labels)
        except InputError as error:
            raise error if error.file else InputError(str(error), file=found.file) from None

    @classmethod
    def read_ledger(
        cls, ledger: str | Path | pd.DataFrame | Table, **reading: Any
    ) -> tuple[Self, LedgerReport]:
        """Add up invoices or fees, and report: see `simlib.inputs.ledger.sum_ledger`."""
        found = sum_ledger(ledger, **reading)
        return cls.from_accounts(found.accounts, **found.labels), found.report

    @classmethod
    def from_ledger(cls, ledger: str | Path | pd.DataFrame, **reading: Any) -> Self:
        """Add up invoices or fees: as `read_ledger`, without its report."""
        return cls.read_ledger(ledger, **reading)[0]

    @classmethod
    def shipped(cls, name: str) -> Self:
        """Return a book that comes with the package; a path is refused."""
        if name not in SHIPPED:
            raise unknown_name("shipped book", name, SHIPPED)
        return cls.from_csv(data_path("books", f"{name}.csv"))

    @property
    def annual_revenue(self) -> float:
        """Revenue a year of all accounts and the pool, added up in order."""
        return left_to_right(account.annual_revenue for account in self.accounts) + (
            self.pool_revenue
        )

    @property
    def revenues(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """Annual revenue of each account, in order; shape ``(len(accounts),)``."""
        import numpy as np

        return np.array([account.annual_revenue for account in self.accounts], dtype=np.float64)

    @property
    def median_revenue(self) -> float:
        """Annual revenue of the median account."""
        return median(account.annual_revenue for account in self.accounts)

    @property
    def largest_share(self) -> float:
        """Share of the largest account in the revenue of the firm, the pool included."""
        return max(account.annual_revenue for account in self.accounts) / self.annual_revenue

    def account(self, account_id: str) -> Account:
        """Return one account; an unknown id is refused, near ones are listed."""
        wanted = canonical(account_id)
        for account in self.accounts:
            if account.account_id == wanted:
                return account
        ids = [account.account_id for account in self.accounts]
        near = " or ".join(difflib.get_close_matches(wanted, ids, n=3, cutoff=0.5))
        allowed = f"did you mean {near}?" if near else f"one of its {len(ids)} ids"
        raise InputError(f"no account of {self.name!r}", value=account_id, allowed=allowed)

    def owned_by(self, rep: str) -> tuple[Account, ...]:
        """Return the accounts of a seat, in order (none for a hunter)."""
        if rep not in self.reps:
            raise unknown_name("rep", rep, self.reps)
        return tuple(account for account in self.accounts if account.owner == rep)

    def top(self, n: int, tail: Literal["pool", "drop"] = "pool") -> Book:
        """Return the book of the ``n`` largest accounts (ties: the earlier id).

        With ``tail="pool"`` the rest stays as one stream without owner, so that shares remain
        shares of the whole firm; with "drop" it is forgotten. A seat all of whose accounts are
        in the tail goes with them; hunters stay. Where owners were dealt, they are dealt anew.
        """
        if isinstance(n, bool) or not isinstance(n, int) or n < 1:
            raise InputError("not a number of accounts", column="n", value=n, allowed="1 or more")
        if tail not in ("pool", "drop"):
            raise unknown_name("tail", tail, ("pool", "drop"))
        falling = sorted(self.accounts, key=lambda a: (-a.annual_revenue, a.account_id))
        rest = falling[n:]
        if not rest:
            return self
        accounts, reps = self._seats_of(falling[:n])
        pool = self.pool_revenue
        if tail == "pool":
            # Exactly rounded, so that cents stay cents: from here on the pool is a given number.
            pool = math.fsum([pool, *(account.annual_revenue for account in rest)])
        told = "as one stream" if tail == "pool" else "left out"
        source = f"{self.source}; the {n} largest accounts, {len(rest)} others {told}"
        return Book.from_accounts(
            accounts,
            name=self.name,
            reps=reps,
            pool_revenue=pool,
            currency=self.currency,
            as_of=self.as_of,
            source=source.lstrip("; "),
            fictional=self.fictional,
        )

    def to_csv(self, path: str | Path) -> None:
        """Write the book so that `from_csv` gives an equal one; atomic."""
        write_book(self, path)

    def to_frame(self) -> pd.DataFrame:
        """Return one row per account, columns as the fields of `Account`."""
        import pandas as pd

        columns = [field.name for field in fields(Account)]
        return pd.DataFrame([astuple(account) for account in self.accounts], columns=columns)

    def content_hash(self) -> str:
        """Return a SHA-256 of all that can change a result: accounts, seats and pool."""
        return _content_hash(self.accounts, self.reps, self.pool_revenue)

    def __repr__(self) -> str:
        """Say the book in one line."""
        pool = f" and a pool of {self.pool_revenue:,.0f}" if self.pool_revenue else ""
        money = f"{self.annual_revenue:,.0f} {self.currency}".strip()
        return (
            f"Book {self.name!r}: {_count(self.accounts, 'account')}{pool}, "
            f"{_count(self.reps, 'rep')}, "
            f"{money} a year, largest account {percent(self.largest_share)}"
        )

    def _seats_of(self, kept: list[Account]) -> tuple[list[Account], Sequence[str] | None]:
        if self.ownership == "named":
            busy = {account.owner for account in self.accounts}
            return kept, tuple(rep for rep in self.reps if rep not in busy)
        unowned = [replace(account, owner="") for account in kept]
        return unowned, None if self.ownership == "dealt by default" else self.reps

    def _refuse_collisions(self) -> None:
        ids = [(account.account_id,) for account in self.accounts]
        refuse_collisions("account", ids)
        refuse_collisions("rep", ((rep,) for rep in self.reps))
        refuse_collisions("sector", ((account.sector,) for account in self.accounts))
        for kind in ("buyer", "parent"):
            given = ((getattr(account, kind),) for account in self.accounts)
            own = (("account", account.account_id) for account in self.accounts)
            refuse_collisions(kind, [*(unit for unit in given if unit[0]), *own])


@lru_cache(maxsize=64)
def _content_hash(accounts: tuple[Account, ...], reps: tuple[str, ...], pool: float) -> str:
    rows = [astuple(account) for account in accounts]
    content = json.dumps([rows, reps, pool], default=str)
    return hashlib.sha256(content.encode("ascii")).hexdigest()


def _count(things: Sequence[object], noun: str) -> str:
    return f"{len(things)} {noun}{'' if len(things) == 1 else 's'}"
