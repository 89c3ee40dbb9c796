"""Ledgers made by hand, and the real ones, for tests of what a ledger says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import pandas as pd

from simlib.inputs.files import data_path
from simlib.intake.booking import Booking, Ledger


def ledger(
    rows: Iterable[tuple[object, ...]], *, by_month: bool = False, kind: str = "invoices"
) -> Ledger:
    """Make a ledger of (account, day, amount[, owner])."""
    found = []
    for number, (account, day, amount, *owner) in enumerate(rows, start=2):
        whole = f"{day}-01" if len(str(day)) == 7 else str(day)
        found.append(
            Booking(
                "hand.csv",
                number,
                date.fromisoformat(whole),
                str(account),
                Decimal(str(amount)),
                owner=str(owner[0]) if owner else "",
            )
        )
    return Ledger(tuple(found), kind=kind, by_month=by_month, currency="EUR", source="by hand")


def monthly(account: str, first: str, last: str, amount: float = 100, owner: str = "") -> list:
    """Return one row a month from first to last month."""
    return [
        (account, str(month), amount, owner) for month in pd.period_range(first, last, freq="M")
    ]


def san_francisco() -> dict[str, Ledger]:
    """Return the fee ledger of each San Francisco firm."""
    frame = pd.read_csv(data_path("raw", "sf_lobbying_fees.csv"), dtype=str)
    return {
        str(firm): _ledger(rows, ("client", "month", "amount_usd", "rep_id"), "USD", by_month=True)
        for firm, rows in frame.groupby("firm")
    }


def san_francisco_clients() -> Ledger:
    """Return one ledger whose accounts are the firms' clients, each by firm."""
    frame = pd.read_csv(data_path("raw", "sf_lobbying_fees.csv"), dtype=str)
    frame["client"] = frame["firm"] + " / " + frame["client"]
    return _ledger(frame, ("client", "month", "amount_usd", "rep_id"), "USD", by_month=True)


def online_retail() -> Ledger:
    """Return the invoices of Online Retail II."""
    frame = pd.read_csv(data_path("raw", "online_retail_ii_invoices.csv.gz"), dtype=str)
    return _ledger(frame, ("customer_id", "invoice_date", "net_amount_gbp"), "GBP")


def iowa() -> Ledger:
    """Return the sales of one supplier by store and month."""
    frame = pd.read_csv(data_path("raw", "iowa_prost_sales.csv"), dtype=str)
    return _ledger(frame, ("store", "month", "amount_usd"), "USD", by_month=True)


def _ledger(
    frame: pd.DataFrame, columns: tuple[str, ...], currency: str, *, by_month: bool = False
) -> Ledger:
    values = [frame[column].to_list() for column in columns]
    bookings = [
        Booking(
            "raw.csv",
            number,
            date.fromisoformat(f"{day}-01" if by_month else day),
            account.strip(),
            Decimal(amount),
            owner=owner[0] if owner else "",
        )
        for number, (account, day, amount, *owner) in enumerate(zip(*values, strict=True), start=2)
    ]
    return Ledger(tuple(bookings), by_month=by_month, currency=currency, source="real file")
