"""What a client's files say once they are read: exact money by account and day."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Kind = Literal["invoices", "deals"]


@dataclass(frozen=True, slots=True)
class Booking:
    """One invoice line, one fee of a month, or one won deal.

    Parameters
    ----------
    file, row : str, int
        Where it stood; the row as a spreadsheet shows it.
    day : date
        A month without a day is its first day.
    account : str
        In canonical form (`simlib.inputs.ids.canonical`); never empty.
    amount : Decimal
        In the ledger's currency; a credit note is negative.
    owner, parent, buyer, sector : str
        "" where the file does not say.
    """

    file: str
    row: int
    day: date
    account: str
    amount: Decimal
    owner: str = ""
    parent: str = ""
    buyer: str = ""
    sector: str = ""


@dataclass(frozen=True)
class Ledger:
    """Everything that was booked, in the order of the files.

    Parameters
    ----------
    bookings : tuple of Booking
        At least one.
    kind : {"invoices", "deals"}
        Deals say nothing of an account that goes on paying, or ceases to.
    by_month : bool
        Whether days are only known by their month.
    currency : str
    source : str
        For footers.
    """

    bookings: tuple[Booking, ...]
    kind: Kind = "invoices"
    by_month: bool = False
    currency: str = ""
    source: str = ""

    @property
    def first_day(self) -> date:
        """The earliest day that anything was booked."""
        return min(booking.day for booking in self.bookings)

    @property
    def last_day(self) -> date:
        """The latest day that anything was booked; with `by_month` the end of that month."""
        last = max(booking.day for booking in self.bookings)
        return last.replace(day=monthrange(last.year, last.month)[1]) if self.by_month else last

    @property
    def total(self) -> Decimal:
        """Net amount of all bookings."""
        return sum((booking.amount for booking in self.bookings), Decimal(0))
