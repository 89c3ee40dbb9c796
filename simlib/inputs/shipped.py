"""What comes with the package: five books by name, and the ledgers the real ones are built from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from simlib.inputs.book import SHIPPED, Book
from simlib.inputs.errors import InputError, unknown_name
from simlib.inputs.files import data_path
from simlib.inputs.ledger_report import LedgerReport
from simlib.inputs.reading.tables import Row, Table, read_table

_SECTOR_REPAIRS = {"technolgy": "technology"}


@dataclass(frozen=True, slots=True)
class ShippedLedger:
    """A raw ledger and how it is read."""

    file: str
    """Below ``data/raw``."""
    group: str | None
    """The column that tells one team's rows from another's; None where the file is one team."""
    needs_group: bool
    """Whether the file holds several firms, so that one must be chosen."""
    reading: Mapping[str, Any]
    """Arguments of `Book.read_ledger`."""


_LEDGERS = {
    "crm": ShippedLedger(
        file="crm_sales_pipeline.csv",
        group="manager",
        needs_group=False,
        reading={
            "account": "account",
            "amount": "close_value",
            "date": "close_date",
            "owner": "sales_agent",
            "sector": "sector",
            "parent": "parent",
            "filters": {"deal_stage": "Won"},
            "window": ("2017-03", "2017-12"),
            "currency": "USD",
            "source": "CRM Sales Opportunities (Maven Analytics, fictional firm)",
            "fictional": True,
        },
    ),
    "online_retail": ShippedLedger(
        file="online_retail_ii_invoices.csv.gz",
        group="country",
        needs_group=False,
        reading={
            "account": "customer_id",
            "amount": "net_amount_gbp",
            "date": "invoice_date",
            "window": ("2009-12", "2010-11"),
            "live_within_months": None,
            "currency": "GBP",
            "source": "Online Retail II (Chen 2019, UCI, doi 10.24432/C5CG6D)",
        },
    ),
    "sf_lobbying": ShippedLedger(
        file="sf_lobbying_fees.csv",
        group="firm",
        needs_group=True,
        reading={
            "account": "client",
            "amount": "amount_usd",
            "month": "month",
            "owner": "rep_id",
            "window": ("2015-10", "2016-09"),
            "currency": "USD",
            "source": "San Francisco lobbying fees (DataSF, San Francisco Ethics Commission)",
        },
    ),
}


def shipped_books() -> tuple[str, ...]:
    """Return the names that `load_book` knows besides paths.

    ``dealer`` and ``supplier`` are fictional firms, ``hms_associates`` (San Francisco fee ledger)
    and ``giftware`` (Online Retail II) are real, ``crm_sample`` is a public sample of a made-up
    firm. ``data/README.md`` is their dictionary.
    """
    return SHIPPED


def shipped_ledgers() -> tuple[str, ...]:
    """Return the names of the raw ledgers that `read_shipped_ledger` knows."""
    return tuple(_LEDGERS)


def load_book(
    name_or_path: str | Path,
    *,
    name: str | None = None,
    period: Literal["year", "quarter", "month", "week"] | None = None,
    currency: str | None = None,
    as_of: date | str | None = None,
    reps: int | Sequence[str] | None = None,
    owners: Iterable[str] | None = None,
    encoding: str | None = None,
) -> Book:
    """Return a shipped book, a team of a shipped ledger, or the book in a file.

    Parameters
    ----------
    name_or_path
        ``"supplier"``, ``"sf_lobbying:Platinum Advisors"``, ``"crm:Melvin Marxen"`` or a path.
    name, period, currency, as_of, reps, owners, encoding
        As in `Book.from_csv`; a team of a ledger takes only ``name`` and ``reps``.

    Raises
    ------
    InputError
        For a name nobody knows that is no file either, or a bad file.
    """
    text = str(name_or_path)
    ledger, colon, group = text.partition(":")
    if colon and ledger in _LEDGERS:
        _refuse_ignored(period=period, currency=currency, as_of=as_of, owners=owners)
        changes = {"name": name, "reps": reps}
        return read_shipped_ledger(
            ledger, group=group, **{key: v for key, v in changes.items() if v is not None}
        )[0]
    path = data_path("books", f"{text}.csv") if text in SHIPPED else Path(name_or_path)
    if text not in SHIPPED and not path.suffix and not path.exists():
        raise unknown_name("book (nor is it a file)", text, SHIPPED)
    return Book.from_csv(
        path,
        name=name,
        period=period,
        currency=currency,
        as_of=as_of,
        reps=reps,
        owners=owners,
        encoding=encoding,
    )


def ledger_groups(name: str) -> tuple[str, ...]:
    """Return the firms (or managers, or countries) of a shipped ledger that can be a book."""
    ledger = _ledger(name)
    column = ledger.group or ""
    return tuple(sorted({row.cells[column] for row in _table(ledger).rows} - {""}))


def read_shipped_ledger(
    ledger_name: str, /, *, group: str | None = None, **changes: Any
) -> tuple[Book, LedgerReport]:
    """Build a book out of a shipped ledger.

    Parameters
    ----------
    ledger_name
        One of `shipped_ledgers`.
    group
        The firm (``sf_lobbying``), the manager whose team it is (``crm``) or the country
        (``online_retail``).
    **changes
        Arguments of `Book.read_ledger` that replace the usual ones, e.g. another ``window``.
    """
    ledger = _ledger(ledger_name)
    if group is None and ledger.needs_group:
        raise InputError(
            f"the ledger {ledger_name!r} holds many firms",
            file=ledger.file,
            column=ledger.group,
            allowed=f"one of them: load_book('{ledger_name}:FIRM')",
        )
    reading = {**ledger.reading, **changes}
    filters = dict(reading.pop("filters", None) or {})
    if group is not None and ledger.group:
        filters[ledger.group] = group
    reading.setdefault("name", group or ledger_name)
    return Book.read_ledger(_table(ledger), filters=filters, **reading)


def _ledger(name: str) -> ShippedLedger:
    if name not in _LEDGERS:
        raise unknown_name("shipped ledger", name, _LEDGERS)
    return _LEDGERS[name]


def _table(ledger: ShippedLedger) -> Table:
    table = read_table(data_path("raw", ledger.file))
    return _with_accounts_and_teams(table) if ledger is _LEDGERS["crm"] else table


def _with_accounts_and_teams(deals: Table) -> Table:
    """Give each deal the manager of its agent, and sector and group of its account."""
    accounts = _keyed("crm_accounts.csv", "account")
    managers = _keyed("crm_sales_teams.csv", "sales_agent")
    heads = {cells["subsidiary_of"] for cells in accounts.values()} - {""}
    rows = []
    for row in deals.rows:
        account = row.cells["account"]
        known = accounts.get(account, {"sector": "", "subsidiary_of": ""})
        more = {
            "manager": managers[row.cells["sales_agent"]]["manager"],
            "sector": _SECTOR_REPAIRS.get(known["sector"], known["sector"]),
            # The head of a group belongs to its own group.
            "parent": known["subsidiary_of"] or (account if account in heads else ""),
        }
        rows.append(Row(row.number, {**row.cells, **more}))
    return Table(deals.file, (*deals.columns, "manager", "sector", "parent"), tuple(rows))


def _keyed(file: str, key: str) -> dict[str, dict[str, str]]:
    return {row.cells[key]: row.cells for row in read_table(data_path("raw", file)).rows}


def _refuse_ignored(**given: object) -> None:
    for option, value in given.items():
        if value is not None:
            raise InputError("a shipped ledger has its own", column=option, value=value)
