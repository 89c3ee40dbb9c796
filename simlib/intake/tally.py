"""What became of rows and money before they were booked: every row and cent has one fate."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

BOOKED = "booked"


@dataclass(frozen=True, slots=True)
class Fate:
    """Rows and money that went one way.

    Parameters
    ----------
    reason : str
        "booked", or why not.
    rows : int
        How many.
    amount : Decimal
        What they come to, exact.
    examples : tuple of str
        "file row 12" of the first few.
    currency : str
        Where it is not the ledger's; then the money is in no sum.
    """

    reason: str
    rows: int
    amount: Decimal
    examples: tuple[str, ...] = ()
    currency: str = ""


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
