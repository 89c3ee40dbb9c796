"""The data-quality report put together from what reading, booking and adding up found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from simlib.inputs.book import Book
from simlib.inputs.ledger_report import LedgerReport
from simlib.inputs.reading.shape import RawTable
from simlib.inputs.reading.values import is_null, text_of
from simlib.intake.booked import Booked
from simlib.intake.booking import Ledger
from simlib.intake.cleaning import Repeats
from simlib.intake.coverage import Coverage
from simlib.intake.mapping.amounts import Amount, Decimals, read_amount
from simlib.intake.mapping.detect import presets
from simlib.intake.mapping.mapping import FileMapping, Mapping
from simlib.intake.privacy.masking import Masked
from simlib.intake.report.quality import Concentration, FileRead, QualityReport, Unowned
from simlib.intake.report.renames import Life

_SILENCE_DAYS = 183
_YEAR_DAYS = 365
_FIRMS = 1


def cannot_tell(ledger: Ledger, lives: dict[str, Life]) -> tuple[str, ...]:
    """Return what the ledger leaves open, a sentence each.

    Parameters
    ----------
    ledger
        Every booking.
    lives : dict of str to Life
        Its accounts (`simlib.intake.report.renames.lives_of`).
    """
    found = [*_about_losses(ledger, lives), *_about_beginnings(ledger, lives)]
    if not any(booking.owner for booking in ledger.bookings):
        found.append(
            "No owner is named: accounts are dealt to seats, and what leaves with a rep "
            "cannot be seen."
        )
    if not any(booking.parent for booking in ledger.bookings):
        found.append(
            "No parent is named: accounts of one group count as several customers, and "
            "concentration by group cannot be told."
        )
    if not any(booking.buyer for booking in ledger.bookings):
        found.append("No buyer is named: every account is taken to have one of its own.")
    if ledger.by_month:
        found.append("Days are known by their month only.")
    return tuple(found)


def _about_losses(ledger: Ledger, lives: dict[str, Life]) -> list[str]:
    end, found = ledger.last_day, []
    silent = sum(_silent_since(life, end) for life in lives.values())
    if ledger.kind == "deals":
        found.append("Won deals only: whether an account goes on paying, or has left, is not seen.")
    if not silent:
        found.append("No account is ever lost in this file: a loss rate is not identified.")
    if (end - ledger.first_day) < timedelta(days=_YEAR_DAYS - 5):
        found.append(
            "Less than a year: seasons are taken for the year, and nobody can be seen to "
            "stay away for one."
        )
    return found


def _silent_since(life: Life, end: date) -> bool:
    return (end - life.last).days > _SILENCE_DAYS


def _about_beginnings(ledger: Ledger, lives: dict[str, Life]) -> list[str]:
    edge = ledger.first_day + timedelta(days=92)
    old = sum(life.first <= edge for life in lives.values())
    return [
        f"{old:,} of {len(lives):,} accounts stand in the file's first three months: they may be "
        "older than it, so how long they have been customers is not known."
    ]


def report_of(
    tables: Sequence[RawTable],
    mapping: Mapping,
    booked: Booked,
    shown: Masked,
    coverage: Coverage,
    book: Book,
    ledger_report: LedgerReport,
) -> QualityReport:
    """Return the report of an import; names are those of ``shown``."""
    ledger = shown.ledger
    found = {file: (decimals, order) for file, decimals, order in booked.conventions}
    form = "%Y-%m" if ledger.by_month else "%Y-%m-%d"
    return QualityReport(
        title=book.name,
        currency=ledger.currency,
        names_shown=shown.pseudonyms is None,
        files=tuple(_file(table, mapping.file(table.file), found) for table in tables),
        rows_read=booked.rows_read,
        read=booked.read,
        fates=booked.fates,
        first_day=f"{ledger.first_day:{form}}",
        last_day=f"{ledger.last_day:{form}}",
        accounts=len(shown.lives),
        book=ledger_report,
        choices=coverage.said,
        credits=_credits(shown),
        suspects=shown.suspects,
        owners=len({booking.owner for booking in ledger.bookings} - {""}),
        unowned=_unowned(shown, book),
        concentration=_concentration(book),
        cannot_tell=cannot_tell(ledger, shown.lives),
        questions=mapping.questions,
        warnings=tuple(_warnings(tables, mapping, booked, shown, coverage, ledger_report)),
    )


def _file(table: RawTable, file: FileMapping, found: dict[str, tuple[str, str]]) -> FileRead:
    decimals, order = found.get(table.file, ("", ""))
    system = presets()[file.system] if file.system in presets() else presets()["generic"]
    return FileRead(
        file=table.file,
        role=file.role,
        system=system.name,
        evidence=system.evidence,
        encoding=table.encoding,
        why=table.why,
        separator=table.separator,
        decimals=decimals,
        dates=order,
        rows=len(table.rows),
        blank=table.blank_rows,
        furniture=len(table.outside),
        columns=tuple(file.columns.items()),
        unused=tuple(c for c in table.columns if c not in file.columns.values()),
        notes=table.notes,
    )


def _credits(shown: Masked) -> Repeats:
    notes = [booking for booking in shown.ledger.bookings if booking.amount < 0]
    places = tuple(f"{booking.file} row {booking.row}" for booking in notes[:5])
    return Repeats(len(notes), sum((b.amount for b in notes), Decimal(0)), places)


def _unowned(shown: Masked, book: Book) -> tuple[Unowned, ...]:
    owned = {booking.account for booking in shown.ledger.bookings if booking.owner}
    if not owned:
        return ()
    listed = [
        Unowned(each.account_id, each.annual_revenue, shown.lives[each.account_id].first_place)
        for each in book.accounts
        if each.account_id not in owned
    ]
    return tuple(sorted(listed, key=lambda each: (-each.annual_revenue, each.account)))


def _concentration(book: Book) -> tuple[Concentration, ...]:
    accounts = {each.account_id: each.annual_revenue for each in book.accounts}
    groups: dict[str, float] = defaultdict(float)
    for each in book.accounts:
        groups[f"group {each.parent}" if each.parent else each.account_id] += each.annual_revenue
    found = [_shares("account", accounts)]
    if any(each.parent for each in book.accounts):
        found.append(_shares("group", {k.removeprefix("group "): v for k, v in groups.items()}))
    return tuple(found)


def _shares(by: str, revenue: dict[str, float]) -> Concentration:
    falling = sorted(revenue, key=lambda name: (-revenue[name], name))
    total = sum(revenue.values())
    five = sum(revenue[name] for name in falling[:5])
    return Concentration(by, len(revenue), falling[0], revenue[falling[0]] / total, five / total)


def _warnings(
    tables: Sequence[RawTable],
    mapping: Mapping,
    booked: Booked,
    shown: Masked,
    coverage: Coverage,
    ledger_report: LedgerReport,
) -> list[str]:
    found = [*coverage.warnings, *ledger_report.warnings, *_firms(tables, mapping)]
    found += own_totals(tables, booked)
    found += _repeats(
        booked.twins, "equal another in every cell", "'duplicates: drop' leaves them out"
    )
    found += _repeats(
        booked.repeats,
        "repeat a fee on another rep's row",
        "'repeated_fees: once' or 'split' counts it once",
    )
    naming = booked.naming
    if naming.several_names:
        found.append(f"{naming.several_names:,} ids have several names; the latest is shown")
    if naming.several_ids:
        found.append(f"{naming.several_ids:,} names have several ids, so the id stands behind them")
    if mapping.account_by == "name":
        found.append("ids are dealt anew from year to year: accounts are told apart by name")
    if booked.staff:
        idle = set(booked.staff) - {booking.owner for booking in booked.ledger.bookings}
        if idle:
            found.append(
                f"{len(idle)} of {len(booked.staff)} people in the files have nothing booked; "
                "under 'reps' in the mapping they get a seat"
            )
    return found


def _repeats(repeats: Repeats, what: str, remedy: str) -> list[str]:
    if not repeats.rows:
        return []
    places = ", ".join(repeats.examples[:3])
    return [f"{repeats.rows:,} rows {what} ({repeats.amount:,.2f}; {places}); {remedy}"]


def own_totals(tables: Sequence[RawTable], booked: Booked) -> list[str]:
    """Say so where the total that a file prints below its rows is not what they come to."""
    found = []
    for table in tables:
        decimals = {file: mark for file, mark, _ in booked.conventions}.get(table.file)
        printed = _numbers(table, "comma" if decimals == "comma" else "point")
        rows = booked.sums.get(table.file)
        if decimals and printed and rows is not None and rows not in printed:
            told = ", ".join(f"{number:,.2f}" for number in printed[:3])
            found.append(f"{table.file} prints {told} as its total; its rows come to {rows:,.2f}")
    return found


def _numbers(table: RawTable, decimals: Decimals) -> list[Decimal]:
    """Return the amounts in the rows below a table."""
    last = table.rows[-1].number
    read = [
        cell if isinstance(cell, Decimal) else read_amount(cell, decimals)
        for number, cells in table.outside
        for cell in cells
        if number > last and isinstance(cell, str | Decimal) and not is_null(cell)
    ]
    return [each.number if isinstance(each, Amount) else each for each in read if each is not None]


def _firms(tables: Sequence[RawTable], mapping: Mapping) -> list[str]:
    """Say so where a file holds the books of several firms and none was chosen."""
    found = []
    for table in tables:
        file = mapping.file(table.file)
        column = file.columns.get("firm", "")
        if file.role == "ledger" and column and column not in mapping.filters:
            firms = {text_of(value).strip() for value in table.values(column)} - {""}
            if len(firms) > _FIRMS:
                found.append(
                    f"column {column!r} tells {len(firms):,} apart and all are added up; "
                    f"--filter {column}=NAME takes one"
                )
    return found
