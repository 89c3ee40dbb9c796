"""Ledger rows as exact money by account and day, and what becomes of each account."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from simlib.inputs.ledger_report import Line
from simlib.inputs.window import Window

OUTSIDE = "outside the window"
NO_ACCOUNT = "no account id"
NOT_POSITIVE = "account nets zero or less"
SILENT = "account not live"
KEPT = "kept"


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
