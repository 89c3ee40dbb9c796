"""A book out of a ledger: invoices or fees added up by account over a declared window."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from simlib.inputs.account import Account
from simlib.inputs.book import Book
from simlib.inputs.errors import InputError
from simlib.inputs.frames import table_of_frame
from simlib.inputs.ids import canonical
from simlib.inputs.ledger_entries import KEPT, NOT_POSITIVE, SILENT, Entry, Sum, sort_out
from simlib.inputs.ledger_report import LedgerReport, Line, suspected_renames
from simlib.inputs.tables import Row, Table, read_table
from simlib.inputs.window import Window

if TYPE_CHECKING:
    import pandas as pd

MUCH_LEFT_OUT = 0.10
"""Share of the money in the window above which leaving silent accounts out is a warning."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which column of the ledger means what."""

    account: str
    amount: str
    day: str
    by_month: bool
    date_format: str | None
    groups: dict[str, str]


def read_ledger(
    ledger: str | Path | pd.DataFrame | Table,
    *,
    account: str,
    amount: str,
    window: tuple[Date | str, Date | str],
    date: str | None = None,
    month: str | None = None,
    owner: str | None = None,
    buyer: str | None = None,
    parent: str | None = None,
    sector: str | None = None,
    filters: Mapping[str, str] | None = None,
    renames: Mapping[str, str] | None = None,
    live_within_months: int | None = 3,
    date_format: str | None = None,
    reps: int | Sequence[str] | None = None,
    name: str | None = None,
    currency: str = "",
    source: str | None = None,
    fictional: bool = False,
    encoding: str = "utf-8-sig",
) -> tuple[Book, LedgerReport]:
    """Add up a ledger by account and say what was left out.

    An account's annual revenue is its net amount in the window (credit notes are negative),
    scaled to twelve months. Owner, buyer, parent and sector are those on its latest row in the
    window that names one (ties: the largest amount, then the earlier name).

    Parameters
    ----------
    ledger : path, DataFrame or Table
        One row per invoice, or per account and month.
    account, amount : str
        Columns. Amounts are plain numbers.
    window : (start, end)
        First and last month (``"2025-01"``) or day (``"2025-01-31"``), both included. Twelve
        months are usual: seasons cancel and nothing is scaled.
    date, month : str
        One of them: a column of ISO days (or in ``date_format``), or of months ``2025-01``.
    owner, buyer, parent, sector : str, optional
        Columns.
    filters : mapping, optional
        Only rows where each named column has this text, e.g. ``{"firm": "Hms Associates"}``.
    renames : mapping, optional
        Account names to be read as another; never done unasked (see the report's suspicions).
    live_within_months : int, optional
        An account counts only if something was billed to it in so many last months of the
        window. Three suits monthly or quarterly bills; None keeps every account of the window.
        A rep is a seat if he owns such an account or billed anything in these months.
    date_format : str, optional
        `datetime.strptime` format of ``date``, e.g. ``"%d/%m/%Y"``; day or month first is never
        guessed.
    reps, name, currency, source, fictional
        As in `Book.from_accounts`; the window is added to ``source``.
    encoding : str
        Of the file.

    Returns
    -------
    Book, LedgerReport

    Raises
    ------
    InputError
        For unreadable cells, unknown columns, or a window without a live account.
    """
    ids = [column for column in (account, owner, buyer, parent, sector) if column]
    table = _table(ledger, ids, encoding)
    period = Window.parse(*window)
    groups = {"owner": owner, "buyer": buyer, "parent": parent, "sector": sector}
    columns = _columns(table, account, amount, (date, month), date_format, groups)
    rows = _filtered(table, filters or {})
    entries = [_entry(table, row, columns, renames or {}) for row in rows]
    live_from = period.last_months(live_within_months)
    sums, lines = sort_out(entries, period, live_from)
    if not sums[KEPT]:
        raise _nothing_left(table, entries, lines, period)
    told = _told(period, live_within_months, filters)
    book = Book.from_accounts(
        [_account(key, found, period) for key, found in sums[KEPT].items()],
        name=name or next(iter((filters or {}).values()), None) or Path(table.file).stem,
        reps=_seats(sums, live_from, reps),
        currency=currency,
        as_of=period.end,
        source=f"{table.file if source is None else source}, {told}",
        fictional=fictional,
    )
    report = LedgerReport(
        file=table.file,
        window=str(period),
        rows_read=len(table.rows),
        rows_filtered_out=len(table.rows) - len(rows),
        lines=tuple(lines),
        renames=suspected_renames(_spans(entries, period)),
        warnings=tuple(_warnings(entries, lines, period)),
    )
    return book, report


def _table(ledger: str | Path | pd.DataFrame | Table, ids: Sequence[str], encoding: str) -> Table:
    if isinstance(ledger, Table):
        return ledger
    if isinstance(ledger, (str, Path)):
        return read_table(ledger, encoding=encoding)
    return table_of_frame(ledger, ids)


def _columns(
    table: Table,
    account: str,
    amount: str,
    day: tuple[str | None, str | None],
    date_format: str | None,
    groups: Mapping[str, str | None],
) -> _Columns:
    date, month = day
    if (date is None) == (month is None):
        raise InputError("one of date= and month= names the column of the day", file=table.file)
    return _Columns(
        account=table.require(account),
        amount=table.require(amount),
        day=table.require(date or month or ""),
        by_month=month is not None,
        date_format=date_format,
        groups={group: table.require(column) for group, column in groups.items() if column},
    )


def _filtered(table: Table, filters: Mapping[str, str]) -> list[Row]:
    rows: list[Row] = list(table.rows)
    for column, wanted in filters.items():
        values = {canonical(row.cells[table.require(column)]) for row in rows}
        if canonical(wanted) not in values:
            near = difflib.get_close_matches(wanted, sorted(values), n=3, cutoff=0.5)
            raise InputError(
                "no row passes the filter",
                file=table.file,
                column=column,
                value=wanted,
                allowed=f"one of {len(values)}"
                + (f", such as {' or '.join(near)}" if near else ""),
            )
        rows = [row for row in rows if canonical(row.cells[column]) == canonical(wanted)]
    return rows


def _entry(table: Table, row: Row, columns: _Columns, renames: Mapping[str, str]) -> Entry:
    day = table.cell(row, columns.day)
    typed = table.cell(row, columns.account).name()
    return Entry(
        account=canonical(renames.get(typed, typed)),
        amount=table.cell(row, columns.amount).number(),
        day=day.iso_month() if columns.by_month else day.day(columns.date_format),
        groups={group: table.cell(row, column).name() for group, column in columns.groups.items()},
    )


def _account(key: str, found: Sum, period: Window) -> Account:
    said = {group: found.latest(group) for group in found.entries[0].groups}
    return Account(
        key,
        float(found.net * 12 / period.months),
        owner=said.get("owner", ""),
        buyer=said.get("buyer"),
        parent=said.get("parent"),
        sector=said.get("sector", ""),
    )


def _seats(
    sorts: Mapping[str, dict[str, Sum]], live_from: Date, reps: int | Sequence[str] | None
) -> int | Sequence[str] | None:
    """Add reps who bill but own no account by the latest-row rule: they sit there all the same."""
    busy = {
        entry.groups.get("owner", "")
        for group in sorts.values()
        for found in group.values()
        for entry in found.entries
        if entry.amount > 0 and entry.day >= live_from
    } - {""}
    if isinstance(reps, (int, str)) or not busy:
        return reps
    return sorted(busy.union(canonical(rep) for rep in reps or ()))


def _spans(entries: Iterable[Entry], period: Window) -> dict[str, tuple[Date, Date, Decimal]]:
    """Return first and last day billed and the net amount of each name in the window."""
    spans: dict[str, tuple[Date, Date, Decimal]] = {}
    for entry in entries:
        if entry.account and period.start <= entry.day <= period.end:
            known = spans.get(entry.account, (entry.day, entry.day, Decimal(0)))
            first, last = min(known[0], entry.day), max(known[1], entry.day)
            spans[entry.account] = (first, last, known[2] + entry.amount)
    return spans


def _told(period: Window, live: int | None, filters: Mapping[str, str] | None) -> str:
    parts = [f"{column} {value}" for column, value in (filters or {}).items()]
    parts += [str(period)] + ([period.scaling] if period.scaling else [])
    parts += [f"accounts billed in its last {live} months" if live else "every account billed"]
    return ", ".join(parts)


def _warnings(entries: list[Entry], lines: list[Line], period: Window) -> list[str]:
    money = {line.reason: line.amount for line in lines}
    billed = money[KEPT] + money[SILENT] + money[NOT_POSITIVE]
    found = []
    if billed > 0 and money[SILENT] > Decimal(str(MUCH_LEFT_OUT)) * billed:
        found.append(
            f"accounts left out as not live hold {money[SILENT] / billed:.0%} of the money in the "
            "window; where bills are rarer, raise live_within_months"
        )
    first, last = min(e.day for e in entries), max(e.day for e in entries)
    if first > period.start_of_second_month or last < period.start_of_last_month:
        found.append(
            f"the rows run from {first} to {last}, less than the window {period}: "
            "revenue by the year is understated"
        )
    if period.months < 6:
        found.append(f"{period.scaling} from a short window: seasons are taken for the year")
    return found


def _nothing_left(
    table: Table, entries: list[Entry], lines: list[Line], period: Window
) -> InputError:
    days = [entry.day for entry in entries]
    runs = f"its rows run from {min(days)} to {max(days)}" if days else "it has no rows"
    left_out = ", ".join(f"{line.rows} rows {line.reason}" for line in lines if line.rows)
    return InputError(
        f"no live account in the window {period} ({left_out or 'no rows'})",
        file=table.file,
        allowed=f"a window with billed accounts; {runs}",
    )
