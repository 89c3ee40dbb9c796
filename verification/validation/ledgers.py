"""The real ledgers that come with simlib, ready to be held beside the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from simlib.history.rows import LossRule
from simlib.inputs.errors import unknown_name
from simlib.inputs.files import data_path
from simlib.inputs.ids import canonical
from simlib.intake.booking import Booking, Ledger

_MANY_ACCOUNTS = 150
_FEW_ACCOUNTS = 5


@dataclass(frozen=True, slots=True)
class _Source:
    label: str
    file: str
    account: str
    day: str
    amount: str
    owner: str = ""
    firm: str = ""
    by_month: bool = True
    currency: str = "USD"
    largest: int | None = None


_SOURCES = {
    "san_francisco": _Source(
        *("San Francisco lobbying firms", "sf_lobbying_fees.csv", "client", "month", "amount_usd"),
        owner="rep_id",
        firm="firm",
    ),
    "wholesaler": _Source(
        *("a UK wholesaler", "online_retail_ii_invoices.csv.gz", "customer_id", "invoice_date"),
        amount="net_amount_gbp",
        by_month=False,
        currency="GBP",
        largest=_MANY_ACCOUNTS,
    ),
    "iowa": _Source("an Iowa supplier", "iowa_prost_sales.csv", "store", "month", "amount_usd"),
}
LEDGERS = tuple(_SOURCES)
"""The ledgers in which accounts can be seen to stop; the CRM sample shows won deals only."""


@dataclass(frozen=True, eq=False)
class RealLedger:
    """A ledger of one firm or of several that share a calendar."""

    name: str
    label: str
    firms: Mapping[str, Ledger]
    """By firm; "" where there is only one."""
    rule: LossRule = field(default_factory=LossRule)
    """When an account counts as lost."""
    largest: int | None = None
    """Only so many accounts with the most revenue, as in the wholesaler's shipped book."""
    least_accounts: int = _FEW_ACCOUNTS
    """Firms with fewer are left out."""

    @property
    def last_day(self) -> date:
        """The end of the calendar that the firms share."""
        return max(ledger.last_day for ledger in self.firms.values())

    @cached_property
    def merged(self) -> Ledger:
        """One ledger whose accounts are the relationships of each firm with each account."""
        if len(self.firms) == 1:
            return next(iter(self.firms.values()))
        bookings = tuple(
            replace(booking, account=f"{firm} / {booking.account}")
            for firm, ledger in self.firms.items()
            for booking in ledger.bookings
        )
        return replace(next(iter(self.firms.values())), bookings=bookings)


def real_ledger(name: str) -> RealLedger:
    """Return a shipped ledger: ``san_francisco``, ``wholesaler`` or ``iowa``.

    The files are in plain form (`data/README.md`), so they are read without being proposed a
    mapping, which takes a tenth of the time.

    Raises
    ------
    InputError
        For another name.
    """
    if name not in _SOURCES:
        raise unknown_name("ledger", name, LEDGERS)
    import pandas as pd

    source = _SOURCES[name]
    rows = pd.read_csv(data_path("raw", source.file), dtype=str, keep_default_na=False)
    groups = rows.groupby(source.firm, sort=True) if source.firm else [("", rows)]
    firms = {str(firm): _ledger(source, _cells(source, part)) for firm, part in groups}
    return RealLedger(name, source.label, firms, largest=source.largest)


def _cells(source: _Source, rows: object) -> list[tuple[int, str, str, str, str]]:
    import pandas as pd

    assert isinstance(rows, pd.DataFrame)
    owners = rows[source.owner] if source.owner else [""] * len(rows)
    columns = (rows[source.account], rows[source.day], rows[source.amount], owners)
    numbers = [int(place) + 2 for place in rows.index]
    return [
        (number, str(account), str(day), str(amount), str(owner))
        for number, account, day, amount, owner in zip(numbers, *columns, strict=True)
    ]


def _ledger(source: _Source, cells: list[tuple[int, str, str, str, str]]) -> Ledger:
    bookings = tuple(
        Booking(
            source.file,
            number,
            date.fromisoformat(f"{day}-01" if source.by_month else day),
            canonical(account),
            Decimal(amount),
            owner=canonical(owner),
        )
        for number, account, day, amount, owner in cells
        if account.strip()
    )
    return Ledger(bookings, by_month=source.by_month, currency=source.currency, source=source.label)
