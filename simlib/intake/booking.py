"""What a client's files say once they are read: exact money by account and day."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

Kind = Literal["invoices", "deals"]
BOOKED = "booked"


@dataclass(frozen=True, slots=True)
class Booking:
    """One invoice line, one fee of a month, or one won deal."""

    file: str
    row: int
    """Where it stood; the row as a spreadsheet shows it."""
    day: date
    """A month without a day is its first day."""
    account: str
    """In canonical form (`simlib.inputs.ids.canonical`); never empty."""
    amount: Decimal
    """In the ledger's currency; a credit note is negative."""
    owner: str = ""
    parent: str = ""
    buyer: str = ""
    sector: str = ""
    """"" where the file does not say."""


@dataclass(frozen=True)
class Ledger:
    """Everything that was booked, in the order of the files."""

    bookings: tuple[Booking, ...]
    """At least one."""
    kind: Kind = "invoices"
    """Deals say nothing of an account that goes on paying, or ceases to."""
    by_month: bool = False
    """Whether days are only known by their month."""
    currency: str = ""
    source: str = ""
    """For footers."""

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


@dataclass(frozen=True, slots=True)
class Fate:
    """Rows and money that went one way."""

    reason: str
    """"booked", or why not."""
    rows: int
    """How many."""
    amount: Decimal
    """What they come to, exact."""
    examples: tuple[str, ...] = ()
    """"file row 12" of the first few."""
    currency: str = ""
    """Where it is not the ledger's; then the money is in no sum."""


@dataclass(slots=True)
class Tally:
    """Adds up what is left out, by reason."""

    rows: dict[str, int] = field(default_factory=dict)
    money: dict[str, Decimal] = field(default_factory=dict)
    places: dict[str, list[str]] = field(default_factory=dict)
    currencies: dict[str, str] = field(default_factory=dict)

    def add(self, reason: str, place: str, amount: Decimal, *, currency: str = "") -> None:
        """Count a row under a reason; ``currency`` if it is not the ledger's."""
        self.rows[reason] = self.rows.get(reason, 0) + 1
        self.add_money(reason, amount)
        self.currencies[reason] = currency
        listed = self.places.setdefault(reason, [])
        if len(listed) < 5:
            listed.append(place)

    def add_money(self, reason: str, amount: Decimal) -> None:
        """Add money that goes without a row, such as half of a fee."""
        self.money[reason] = self.money.get(reason, Decimal(0)) + amount
        self.rows.setdefault(reason, 0)

    def fates(self) -> tuple[Fate, ...]:
        """Return what was counted, most rows first."""
        listed = [
            Fate(
                reason,
                rows,
                self.money[reason],
                tuple(self.places.get(reason, ())),
                self.currencies.get(reason, ""),
            )
            for reason, rows in self.rows.items()
        ]
        return tuple(sorted(listed, key=lambda fate: (-fate.rows, fate.reason)))
