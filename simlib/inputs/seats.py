"""Who sits where: the seats of a book, and accounts without owner dealt to them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Literal

from simlib.inputs.errors import InputError
from simlib.inputs.ids import canonical, fault_of

if TYPE_CHECKING:
    from simlib.inputs.account import Account

ACCOUNTS_A_SEAT = 12
"""Accounts of a seat in a book that says nothing about owners."""

LARGEST_TEAM = 10_000
_LEAST_WEIGHT, _MOST_WEIGHT = 0.3, 4.0

Ownership = Literal["named", "dealt", "dealt by default"]


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
    accounts : sequence of Account
        In canonical order.
    reps : int or sequence of str, optional
        A number of seats (only where no account has an owner), or names: the seats themselves
        where no account has an owner, otherwise seats without accounts (hunters).

    Returns
    -------
    Seating

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


def service_weight(revenue: float, median_revenue: float) -> float:
    """Return how much service an account asks for: 1 for the median account, 0.3 to 4."""
    return min(_MOST_WEIGHT, max(_LEAST_WEIGHT, math.sqrt(revenue / median_revenue)))


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
    width = len(str(reps))
    return tuple(f"rep {number:0{width}d}" for number in range(1, reps + 1))


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
