"""The data-quality report in words, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from simlib.intake.report.renames import Life, Suspect

if TYPE_CHECKING:
    from simlib.intake.report.quality import Concentration, FileRead, QualityReport

_SHOWN = 5


def report_lines(report: QualityReport) -> tuple[str, ...]:
    """Return the report for a terminal, about one screen."""
    return (
        f"{report.title}: {report.rows_read:,} rows of money, {report.first_day} to "
        f"{report.last_day}, {report.accounts:,} accounts",
        *(f"  {file_words(file)}" for file in report.files),
        "",
        *money_lines(report),
        "",
        *(f"  {text}" for text in (*report.choices, *concentration_lines(report))),
        f"  {owner_words(report)}",
        *_listed("one customer?", [suspect_words(each) for each in report.suspects]),
        *_listed("cannot tell:", list(report.cannot_tell), shown=9),
        *_listed("warning:", list(report.warnings), shown=9),
        *_listed("QUESTION:", list(report.questions), shown=9),
    )


def file_words(file: FileRead) -> str:
    """Return what a file is and how it was read, in a sentence."""
    by = {"words": "", "documentation": f" ({file.system}, headers from its manual)"}
    system = by.get(file.evidence, f" ({file.system})")
    parts = [f"{file.file}: {file.role}{system}, {file.rows:,} rows"]
    parts += [f"{file.encoding}, {file.separator}" if file.separator else file.encoding]
    if file.decimals:
        parts.append(f"decimal {file.decimals}, dates {file.dates}")
    if file.blank or file.furniture:
        parts.append(f"{file.blank:,} blank and {file.furniture:,} rows around the table left out")
    return "; ".join(parts)


def money_lines(report: QualityReport) -> Iterator[str]:
    """Yield the account of rows and money: from the files to the book, to the cent."""
    rows = [("read", report.rows_read, report.read, "")]
    rows += [(f"  left out: {f.reason}", f.rows, f.amount, "") for f in report.dropped]
    rows += [("booked", report.booked.rows, report.booked.amount, "")]
    rows += [
        (f"  not in the book: {line.reason}", line.rows, line.amount, accounts_words(line.accounts))
        for line in report.book.left_out
        if line.rows
    ]
    kept = report.book.kept
    rows += [("in the book", kept.rows, kept.amount, accounts_words(kept.accounts))]
    wide = max(len(what) for what, *_ in rows)
    money = max(len(f"{amount:,.2f}") for _, _, amount, _ in rows)
    for what, count, amount, note in rows:
        yield f"  {what:{wide}}  {count:8,} rows  {amount:{money},.2f}  {note}".rstrip()
    for fate in report.other_currencies:
        yield f"  {fate.reason}: {fate.rows:,} rows, {fate.amount:,.2f} {fate.currency}, in no sum"
    verdict = "to the last cent" if report.reconciles else "NOT: please report this"
    yield f"  kept and left out make up what was read: {verdict}{_in(report.currency)}"


def accounts_words(count: int) -> str:
    """Return "1 account", "12 accounts", "" for none."""
    return f"{count:,} account{'' if count == 1 else 's'}" if count else ""


def concentration_lines(report: QualityReport) -> Iterator[str]:
    """Yield how much hangs on the largest, by account and by group."""
    for each in report.concentration:
        yield concentration_words(each)


def concentration_words(each: Concentration) -> str:
    """Return one way to count concentration, in a sentence."""
    return (
        f"by {each.by}: the largest of {each.units:,} is {100 * each.largest_share:.1f} % of the "
        f"book, the five largest {100 * each.five_share:.0f} %"
    )


def owner_words(report: QualityReport) -> str:
    """Return how many accounts have no owner, in a sentence."""
    if not report.owners:
        return "no owners in the files"
    owners = f"{report.owners} owner{'s' if report.owners > 1 else ''}"
    if not report.unowned:
        return f"{owners}; every account of the book has one"
    money = sum(each.annual_revenue for each in report.unowned)
    return (
        f"{owners}; {accounts_words(len(report.unowned))} of the book without "
        f"({money:,.0f} a year), first {report.unowned[0].account}"
    )


def suspect_words(pair: Suspect) -> str:
    """Return two names that may be one customer, with days, money and where to look."""
    verb = "then" if pair.follows else "and"
    return f"{_life(pair.one)} {verb} {_life(pair.other)}: {pair.why}"


def _life(life: Life) -> str:
    return f"{life.name} ({life.first:%Y-%m} to {life.last:%Y-%m}, {life.amount:,.2f})"


def _in(currency: str) -> str:
    return f" ({currency})" if currency else ""


def _listed(label: str, texts: list[str], shown: int = _SHOWN) -> Iterator[str]:
    for text in texts[:shown]:
        yield f"  {label} {text}"
    if len(texts) > shown:
        yield f"  ... and {len(texts) - shown:,} more in the HTML report"


def money_text(amount: Decimal) -> str:
    """Return an amount with all its cents."""
    return f"{amount:,.2f}"
