"""A client's files in, and out come a book, a ledger, a report and the mapping that made them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Fields
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from simlib.inputs.book import Book
from simlib.inputs.errors import InputError
from simlib.inputs.ledger import Window
from simlib.inputs.ledger_report import LedgerReport
from simlib.inputs.reading.raw import read_all
from simlib.inputs.reading.shape import RawTable
from simlib.inputs.reading.tables import Row, Table
from simlib.intake.booked import book_rows
from simlib.intake.booking import Ledger
from simlib.intake.coverage import Coverage, default_live, default_window
from simlib.intake.mapping.mapping import Mapping
from simlib.intake.mapping.propose import propose
from simlib.intake.privacy.masking import Masked, masked
from simlib.intake.privacy.pseudonyms import Pseudonyms
from simlib.intake.report.quality import QualityReport
from simlib.intake.report.reporting import report_of

MANY_ACCOUNTS, LARGEST_ACCOUNTS = 200, 150
"""Above so many accounts the largest stand one by one, and the rest is one stream."""

_GROUPS = ("owner", "buyer", "parent", "sector")


@dataclass(frozen=True)
class Imported:
    """What a client's files came to."""

    book: Book
    """Accounts of the window, masked unless names are shown."""
    ledger: Ledger
    """Every booking, masked alike."""
    report: QualityReport
    """What became of every row and cent."""
    mapping: Mapping
    """How the files were read; renames under pseudonyms where masked."""
    pseudonyms: Pseudonyms | None = None
    """The key to the names; None if names are shown."""


def import_files(
    paths: Iterable[str | Path],
    *,
    mapping: Mapping | str | Path | None = None,
    name: str | None = None,
    key: Pseudonyms | str | Path | None = None,
    show_names: bool = False,
    filters: Fields[str, str] | None = None,
    currency: str | None = None,
    dates: str | None = None,
    decimals: str | None = None,
) -> Imported:
    """Read a client's files: exports of a CRM, or invoices or fees.

    Parameters
    ----------
    paths : iterable of str or Path
        CSV, TXT or XLSX, also compressed by gzip; tables of one firm.
    mapping : Mapping or path, optional
        How they are read; proposed from the files if not given.
    name : str, optional
        Of the book; default: what the filters choose, else the first file's stem.
    key : Pseudonyms or path, optional
        The key so far; it is extended in the result, and nothing is written.
    show_names : bool
        Keep real names; then there are no pseudonyms.
    filters : mapping, optional
        Column to text, added to the mapping's.
    currency, dates, decimals : str, optional
        Answers to what the files leave open, as in `Mapping` and `FileMapping`.

    Raises
    ------
    InputError
        For what cannot be read, and for questions that nobody has answered.
    """
    listed = [Path(path) for path in ([paths] if isinstance(paths, str | Path) else paths)]
    given = Mapping.load(mapping) if isinstance(mapping, str | Path) else mapping
    encodings = (
        {f.file.split(" [")[0]: f.encoding for f in given.files if f.encoding} if given else {}
    )
    tables = read_all(listed, encodings)
    how = _mapping(tables, given, filters, currency).answered(dates=dates, decimals=decimals)
    known = key if isinstance(key, Pseudonyms) else Pseudonyms.load(key) if key else Pseudonyms()
    real = how.with_(renames={known.real(a): known.real(b) for a, b in how.renames.items()})
    reps = tuple(known.real(rep) for rep in how.reps)
    booked = book_rows(tables, real.with_(reps=reps))
    coverage = _coverage(booked.ledger, how)
    shown = masked(booked, real.with_(reps=reps), coverage.window, None if show_names else known)
    title = name or next(iter(how.filters.values()), "") or listed[0].name.split(".")[0]
    book, ledger_report = _book(shown, coverage, title)
    report = report_of(tables, how, booked, shown, coverage, book, ledger_report)
    kept = _largest(book, how)
    return Imported(
        book=kept,
        ledger=shown.ledger,
        report=replace(
            report,
            choices=(*report.choices, *_largest_said(book, how)),
            warnings=(*report.warnings, *_assumed_seats(kept)),
        ),
        mapping=shown.mapping.with_(questions=()),
        pseudonyms=shown.pseudonyms,
    )


def read_crm(*exports: str | Path, **reading: Any) -> Book:
    """Return the book in exports of a CRM, or in any other files of a client, under real names.

    Parameters
    ----------
    *exports : str or Path
        Files of one firm.
    **reading
        As in `import_files`.

    Raises
    ------
    InputError
        For what cannot be read, and for questions that nobody has answered.
    """
    return import_files(exports, **{"show_names": True, **reading}).book


def _mapping(
    tables: Sequence[RawTable],
    given: Mapping | None,
    filters: Fields[str, str] | None,
    currency: str | None,
) -> Mapping:
    how = given or propose(tables, currency=currency or "")
    if given:
        how = _fitted(given, tables)
    changes: dict[str, Any] = {"filters": {**how.filters, **(filters or {})}}
    if currency is not None:
        changes["currency"] = currency
    return how.with_(**changes)


def _fitted(mapping: Mapping, tables: Sequence[RawTable]) -> Mapping:
    """Let a mapping read later exports: a file it does not know is read as one of its columns."""
    files = []
    for table in tables:
        known = [each for each in mapping.files if each.file == table.file]
        known = known or [
            each
            for each in mapping.files
            if each.columns and set(each.columns.values()) <= set(table.columns)
        ]
        if not known:
            raise InputError(
                "the mapping knows neither this file nor its columns",
                file=table.file,
                allowed=", ".join(each.file for each in mapping.files),
            )
        files.append(known[0].with_(file=table.file))
    return mapping.with_(files=tuple(files))


def _coverage(ledger: Ledger, mapping: Mapping) -> Coverage:
    said: list[str] = []
    warnings: tuple[str, ...] = ()
    if mapping.window == "auto":
        window, warnings = default_window(ledger)
        what = "the last twelve months" if window.months == 12 else "the months"
        said.append(f"window: {window}, {what} that the files fully cover")
    else:
        window = Window.parse(*mapping.window)
        said.append(f"window: {window}, as the mapping says")
    live: int | None
    if mapping.live_within_months == "auto":
        live, told = default_live(ledger, window)
        said.append(told)
    else:
        live = None if mapping.live_within_months == "all" else mapping.live_within_months
        said.append(f"live: billed in the last {live or 'twelve'} months, as the mapping says")
    return Coverage(window, live, tuple(said), warnings)


def _book(shown: Masked, coverage: Coverage, title: str) -> tuple[Book, LedgerReport]:
    ledger = shown.ledger
    columns: dict[str, Any] = {
        group: group
        for group in _GROUPS
        if any(getattr(booking, group) for booking in ledger.bookings)
    }
    columns["month" if ledger.by_month else "date"] = "day"
    return Book.read_ledger(
        _table(ledger),
        account="account",
        amount="amount",
        window=(coverage.window.start, coverage.window.end),
        live_within_months=coverage.live_within_months,
        reps=shown.mapping.reps or None,
        name=title,
        currency=ledger.currency,
        source=ledger.source,
        **columns,
    )


def _table(ledger: Ledger) -> Table:
    columns = ("account", "amount", "day", *_GROUPS)
    form = "%Y-%m" if ledger.by_month else "%Y-%m-%d"
    rows = tuple(
        Row(
            booking.row,
            {
                "account": booking.account,
                "amount": f"{booking.amount:f}",
                "day": booking.day.strftime(form),
                **{group: getattr(booking, group) for group in _GROUPS},
            },
        )
        for booking in ledger.bookings
    )
    return Table(ledger.source, columns, rows)


def _count(book: Book, mapping: Mapping) -> int | None:
    if mapping.largest == "auto":
        return LARGEST_ACCOUNTS if len(book.accounts) > MANY_ACCOUNTS else None
    return None if mapping.largest == "all" else mapping.largest


def _largest(book: Book, mapping: Mapping) -> Book:
    count = _count(book, mapping)
    return book if count is None else book.top(count)


def _largest_said(book: Book, mapping: Mapping) -> list[str]:
    count = _count(book, mapping)
    if count is None or count >= len(book.accounts):
        return []
    rest = len(book.accounts) - count
    return [f"the {count} largest accounts stand one by one, {rest:,} others are one stream"]


def _assumed_seats(book: Book) -> list[str]:
    """Say so where nobody told who sells: so many seats decide whether a small book can live."""
    if book.ownership != "dealt by default":
        return []
    seats = len(book.reps)
    return [
        f"nobody says who sells: {seats} seat{'s' * (seats > 1)} assumed, one for twelve accounts, "
        f"{book.annual_revenue / seats:,.0f} of revenue a year for each; names under 'reps' in the "
        "mapping replace them"
    ]
