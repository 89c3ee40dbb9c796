"""A book out of a ledger: invoices or fees added up by account over a declared window."""

from __future__ import annotations

import calendar
import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from datetime import date as Date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simlib.inputs.account import Account
from simlib.inputs.errors import InputError
from simlib.inputs.ids import canonical
from simlib.inputs.ledger_report import LedgerReport, Line, suspected_renames
from simlib.inputs.reading.tables import Row, Table, read_table, table_of_frame
from simlib.words import percent

if TYPE_CHECKING:
    import pandas as pd

_DAYS_A_MONTH = Decimal("30.4375")
OUTSIDE = "outside the window"
NO_ACCOUNT = "no account id"
NOT_POSITIVE = "account nets zero or less"
SILENT = "account not live"
KEPT = "kept"
MUCH_LEFT_OUT = 0.10
"""Share of the money in the window above which leaving silent accounts out is a warning."""


@dataclass(frozen=True, slots=True)
class Window:
    """First and last day of what is added up."""

    start: date
    end: date

    @classmethod
    def parse(cls, start: date | str, end: date | str) -> Window:
        """Read ``("2025-01", "2025-12")`` or days; a month means all of it.

        Raises
        ------
        InputError
            For text that is neither, an end before the start, or less than a month.
        """
        window = cls(_day(start, last=False), _day(end, last=True))
        if not 1900 <= window.start.year <= window.end.year <= 2999 or window.months < 1:
            raise InputError(
                "the window ends before it starts, or is shorter than a month",
                column="window",
                value=(str(start), str(end)),
                allowed="start before end, twelve months as a rule",
            )
        return window

    @property
    def months(self) -> Decimal:
        """Length in months: whole where both ends fit a calendar, else days by 30.4375."""
        after = self.end + timedelta(days=1)
        if after.day == self.start.day:
            return Decimal(12 * (after.year - self.start.year) + after.month - self.start.month)
        return Decimal((after - self.start).days) / _DAYS_A_MONTH

    @property
    def scaling(self) -> str:
        """What was done to reach a year, in words; "" for twelve months."""
        return "" if self.months == 12 else f"scaled to a year from {self.months:.3g} months"

    @property
    def start_of_second_month(self) -> date:
        """First day of the month after the one the window starts in."""
        return _months_later(self.start.replace(day=1), 1)

    @property
    def start_of_last_month(self) -> date:
        """First day of the month the window ends in."""
        return self.end.replace(day=1)

    def last_months(self, count: int | None) -> date:
        """Return the first day of the last ``count`` months of the window; None: all of it."""
        if count is None:
            return self.start
        if isinstance(count, bool) or not isinstance(count, int) or count < 1:
            raise InputError(
                "not a number of months",
                column="live_within_months",
                value=count,
                allowed="1 or more, or None for every account in the window",
            )
        return max(self.start, _months_later(self.end + timedelta(days=1), -count))

    def __str__(self) -> str:
        """Say the months where they are whole, else the days."""
        whole = self.start.day == 1 and (self.end + timedelta(days=1)).day == 1
        form = "%Y-%m" if whole else "%Y-%m-%d"
        return f"{self.start.strftime(form)} to {self.end.strftime(form)}"


def _day(text: date | str, *, last: bool) -> date:
    if isinstance(text, date):
        return date(text.year, text.month, text.day)
    try:
        if re.fullmatch(r"\d{4}-\d{2}", text, re.ASCII):
            first = date.fromisoformat(f"{text}-01")
            return first.replace(day=_month_length(first)) if last else first
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            return date.fromisoformat(text)
    except (TypeError, ValueError):
        pass
    raise InputError(
        "not a month or day", column="window", value=text, allowed="YYYY-MM or YYYY-MM-DD"
    )


def _months_later(day: date, months: int) -> date:
    year, month = divmod(12 * day.year + day.month - 1 + months, 12)
    first = date(year, month + 1, 1)
    return first.replace(day=min(day.day, _month_length(first)))


def _month_length(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


@dataclass(frozen=True, slots=True)
class Entry:
    """One ledger row: exact money, so that no order of adding up can matter."""

    account: str
    amount: Decimal
    day: date
    groups: dict[str, str]


@dataclass(slots=True)
class Sum:
    """What the entries of one account come to."""

    entries: list[Entry] = field(default_factory=list)

    @property
    def net(self) -> Decimal:
        """Exact sum, credit notes taken off."""
        return sum((entry.amount for entry in self.entries), Decimal(0))

    def latest(self, group: str) -> str:
        """Return the group (owner, sector ...) on the latest row that names one."""
        named = [entry for entry in self.entries if entry.groups[group]]
        named.sort(key=lambda entry: entry.groups[group])
        latest = max(named, key=lambda entry: (entry.day, entry.amount), default=None)
        return latest.groups[group] if latest else ""

    def billed_since(self, day: date) -> bool:
        """Whether anything above zero was billed on or after ``day``."""
        return any(entry.amount > 0 and entry.day >= day for entry in self.entries)


def sort_out(
    entries: Iterable[Entry], period: Window, live_from: date
) -> tuple[dict[str, dict[str, Sum]], list[Line]]:
    """Sort accounts by what becomes of them, and count rows, accounts and money of each sort."""
    outside, nameless = Sum(), Sum()
    by_account: dict[str, Sum] = defaultdict(Sum)
    for entry in entries:
        if not period.start <= entry.day <= period.end:
            outside.entries.append(entry)
        elif not entry.account:
            nameless.entries.append(entry)
        else:
            by_account[entry.account].entries.append(entry)
    sorts: dict[str, dict[str, Sum]] = {KEPT: {}, SILENT: {}, NOT_POSITIVE: {}}
    for key, found in by_account.items():
        sorts[_sort_of(found, live_from)][key] = found
    lines = [_line(name, list(group.values()), len(group)) for name, group in sorts.items()]
    gone = len({entry.account for entry in outside.entries} - by_account.keys() - {""})
    return sorts, [*lines, _line(NO_ACCOUNT, [nameless], 0), _line(OUTSIDE, [outside], gone)]


def _sort_of(found: Sum, live_from: date) -> str:
    if found.net <= 0:
        return NOT_POSITIVE
    return KEPT if found.billed_since(live_from) else SILENT


def _line(reason: str, sums: list[Sum], accounts: int) -> Line:
    money = sum((found.net for found in sums), Decimal(0))
    return Line(reason, sum(len(found.entries) for found in sums), accounts, money)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which column of the ledger means what."""

    account: str
    amount: str
    day: str
    by_month: bool
    date_format: str | None
    groups: dict[str, str]


@dataclass(frozen=True, slots=True)
class Summed:
    """A ledger added up by account."""

    accounts: tuple[Account, ...]
    """Those of the window."""
    labels: Mapping[str, Any]
    """The other arguments of `Book.from_accounts`."""
    report: LedgerReport
    """What was left out."""


def sum_ledger(
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
    encoding: str | None = None,
) -> Summed:
    """Add up a ledger by account and say what was left out; `Book.read_ledger` makes the book.

    An account's annual revenue is its net amount in the window (credit notes are negative),
    scaled to twelve months. Owner, buyer, parent and sector are those on its latest row in the
    window that names one (ties: the largest amount, then the earlier name).

    Parameters
    ----------
    ledger : path, DataFrame or Table
        One row per invoice, or per account and month.
    account, amount
        Columns. Amounts are plain numbers.
    window : (start, end)
        First and last month (``"2025-01"``) or day (``"2025-01-31"``), both included. Twelve
        months are usual: seasons cancel and nothing is scaled.
    date, month
        One of them: a column of ISO days (or in ``date_format``), or of months ``2025-01``.
    owner, buyer, parent, sector
        Columns.
    filters
        Only rows where each named column has this text, e.g. ``{"firm": "Hms Associates"}``.
    renames
        Account names to be read as another; never done unasked (see the report's suspicions).
    live_within_months
        An account counts only if something was billed to it in so many last months of the
        window. Three suits monthly or quarterly bills; None keeps every account of the window.
        A rep is a seat if he owns such an account or billed anything in these months.
    date_format
        `datetime.strptime` format of ``date``, e.g. ``"%d/%m/%Y"``; day or month first is never
        guessed.
    reps, name, currency, source, fictional
        As in `Book.from_accounts`; the window is added to ``source``.
    encoding
        Of text; found if not given.

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
    labels = {
        "name": name or next(iter((filters or {}).values()), None) or Path(table.file).stem,
        "reps": _seats(sums, live_from, reps),
        "currency": currency,
        "as_of": period.end,
        "source": f"{table.file if source is None else source}, {told}",
        "fictional": fictional,
    }
    report = LedgerReport(
        file=table.file,
        window=str(period),
        rows_read=len(table.rows),
        rows_filtered_out=len(table.rows) - len(rows),
        lines=tuple(lines),
        renames=suspected_renames(_spans(entries, period)),
        warnings=tuple(_warnings(entries, lines, period)),
    )
    accounts = [_account(key, found, period) for key, found in sums[KEPT].items()]
    return Summed(tuple(accounts), labels, report)


def _table(
    ledger: str | Path | pd.DataFrame | Table, ids: Sequence[str], encoding: str | None
) -> Table:
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
            f"accounts left out as not live hold {percent(float(money[SILENT] / billed))} of the "
            "money in the window; where bills are rarer, raise live_within_months"
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
