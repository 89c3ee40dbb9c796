"""The sheets of the client's own files: what became of them, and what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from simlib.present.words.ledger import history_headline
from simlib.present.workbook.sheets import ANY, MONEY, PERCENT, Sheet, Table

if TYPE_CHECKING:
    from simlib.history.history import History
    from simlib.intake.report.quality import QualityReport
    from simlib.studies.client.case import ClientCase
    from simlib.studies.client.reality import RealitySheet


def client_sheets(case: ClientCase) -> list[Sheet]:
    """Return sheets of what is known of the client's own files; none where nothing is."""
    found = [] if case.reality is None else [_reality(case.reality)]
    found += [] if case.quality is None else [_quality(case.quality)]
    return found if case.history is None else [*found, _history(case.history)]


def _reality(found: RealitySheet) -> Sheet:
    frame = pd.DataFrame(
        [
            (r.label, r.unit, r.median, r.low, r.high, r.own, r.own_source, r.inside)
            for r in found.rows
        ],
        columns=[
            *("what", "unit", "model, middle", "model, low", "model, high"),
            *("your year", "from", "inside the range"),
        ],
    )
    lines = (f"{found.label}, {found.worlds:,} futures; low to high: 80 of 100 futures.",)
    formats = dict.fromkeys(("model, middle", "model, low", "model, high", "your year"), ANY)
    table = Table(found.own_days or "Your last year", frame, formats)
    return Sheet("your last year", "Year 1 of the model beside your own last year", lines, (table,))


def _quality(report: QualityReport) -> Sheet:
    """Return the account of rows and money; examples stay in the report beside the files."""
    steps = [(fate.reason, fate.rows, float(fate.amount), fate.currency) for fate in report.fates]
    kept = report.book.kept
    steps += [
        (
            f"{'in the book' if line is kept else 'not in the book'}: {line.reason}",
            *(line.rows, float(line.amount), ""),
        )
        for line in report.book.lines
    ]
    amount = f"amount, {report.currency}".rstrip(", ")
    columns = ["what became of it", "rows", amount, "other currency"]
    frame = pd.DataFrame(steps, columns=columns)
    lines = (
        f"{report.rows_read:,} rows of money were read, {report.first_day} to {report.last_day}.",
        *report.cannot_tell,
        *report.warnings,
    )
    table = Table("From the files to the book", frame, {amount: "#,##0.00", "rows": MONEY})
    return Sheet("data quality", "What became of your files", lines, (table,))


def _history(found: History) -> Sheet:
    headline = history_headline(found)
    lines = (headline.answer, *headline.how_sure)
    own = found.own
    if own is None:
        return Sheet("history", "What your own ledger says", lines)
    frame = pd.DataFrame(
        {
            "month": own.months,
            "still on the book": own.share,
            "low": own.low,
            "high": own.high,
            "watched": own.at_risk,
        }
    )
    formats = dict.fromkeys(("still on the book", "low", "high"), PERCENT)
    table = Table(f"Your accounts: {found.rule.words}", frame, formats)
    return Sheet("history", "What your own ledger says", lines, (table,))
