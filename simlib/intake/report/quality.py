"""The data-quality report: what was read, what became of it, and what to look into."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from simlib.inputs.errors import InputError
from simlib.inputs.files import write_atomically
from simlib.inputs.ledger_report import LedgerReport
from simlib.intake.booking import BOOKED, Fate
from simlib.intake.cleaning import Repeats
from simlib.intake.report.renames import Life, Suspect
from simlib.words import percent

__all__ = ["BOOKED", "Concentration", "FileRead", "QualityReport", "Unowned"]
_SHOWN = 5


@dataclass(frozen=True)
class FileRead:
    """One table and how it was read."""

    file: str
    role: str
    system: str
    evidence: str
    """What it is; the evidence for the system's headers."""
    encoding: str
    why: str
    separator: str
    """How its text was read."""
    decimals: str
    dates: str
    """Conventions of a table of money; "" for others."""
    rows: int
    blank: int
    furniture: int
    """Rows of data, empty rows left out, and titles, totals and notices around the table."""
    columns: tuple[tuple[str, str], ...]
    """Meaning and column."""
    unused: tuple[str, ...]
    """Columns that nothing is read from."""
    notes: tuple[str, ...] = ()
    """Whatever else."""


@dataclass(frozen=True, slots=True)
class Concentration:
    """How much hangs on the largest, counted one way."""

    by: str
    """"account" or "group"."""
    units: int
    """How many there are."""
    largest: str
    """Its name or pseudonym."""
    largest_share: float
    five_share: float
    """Share of the book's revenue, 0 to 1: of the largest, and of the five largest."""


@dataclass(frozen=True, slots=True)
class Unowned:
    """An account of the book without owner in the files, and where it stands."""

    account: str
    annual_revenue: float
    place: str


@dataclass(frozen=True)
class QualityReport:
    """Everything a consultant should know before the book is believed."""

    title: str
    """Name of the book."""
    currency: str
    """Of all money; "" where the files do not say."""
    names_shown: bool
    """Whether real names stand in it; pseudonyms otherwise."""
    files: tuple[FileRead, ...]
    """As they were read."""
    rows_read: int
    """Rows of money."""
    read: Decimal
    """What they come to, summed before anything was left out."""
    fates: tuple[Fate, ...]
    """"booked" first; their sum is ``read``."""
    first_day: str
    last_day: str
    """Of the bookings."""
    accounts: int
    """In the whole ledger."""
    book: LedgerReport
    """From bookings to the book of the window."""
    choices: tuple[str, ...]
    """Defaults that were taken, and why."""
    credits: Repeats
    """Credit notes among the bookings."""
    suspects: tuple[Suspect, ...]
    """Names that may be one customer."""
    owners: int
    """How many there are."""
    unowned: tuple[Unowned, ...]
    """Accounts of the book whose owner the files do not name, largest first."""
    concentration: tuple[Concentration, ...]
    """By account and by group, in that order."""
    cannot_tell: tuple[str, ...]
    """What the files leave open."""
    questions: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    """To be settled, and to be looked into."""

    @property
    def booked(self) -> Fate:
        """What was booked."""
        return self.fates[0]

    @property
    def dropped(self) -> tuple[Fate, ...]:
        """What was left out before booking, in the ledger's currency."""
        return tuple(fate for fate in self.fates[1:] if not fate.currency)

    @property
    def other_currencies(self) -> tuple[Fate, ...]:
        """Rows in another currency; their money is in no sum."""
        return tuple(fate for fate in self.fates if fate.currency)

    @property
    def reconciles(self) -> bool:
        """Whether kept and dropped make up what was read: every row, and money to the last digit.

        Holds twice: from the files to the bookings, and from the bookings to the book.
        """
        money = sum((fate.amount for fate in (self.booked, *self.dropped)), Decimal(0))
        rows = sum(fate.rows for fate in self.fates)
        in_book = sum(line.rows for line in self.book.lines)
        return (
            (money, rows) == (self.read, self.rows_read)
            and self.book.total == self.booked.amount
            and in_book == self.booked.rows
        )

    def without_file_names(self) -> QualityReport:
        """Return the report for outputs that leave the house: "file 1" for its name, and so on."""
        numbered = {each.file: f"file {place}" for place, each in enumerate(self.files, start=1)}
        longest_first = sorted(numbered, key=len, reverse=True)

        def plain(texts: tuple[str, ...]) -> tuple[str, ...]:
            for name in longest_first:
                texts = tuple(text.replace(name, numbered[name]) for text in texts)
            return texts

        return replace(
            self,
            files=tuple(replace(each, file=numbered[each.file]) for each in self.files),
            choices=plain(self.choices),
            cannot_tell=plain(self.cannot_tell),
            questions=plain(self.questions),
            warnings=plain(self.warnings),
        )

    def lines(self) -> tuple[str, ...]:
        """Return the report for a terminal, about one screen."""
        from simlib.intake.report.quality import report_lines

        return report_lines(self)

    def __str__(self) -> str:
        """Say it in one screen."""
        return "\n".join(self.lines())


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
        f"by {each.by}: the largest of {each.units:,} is {percent(each.largest_share, digits=1)} "
        f"of the book, the five largest {percent(each.five_share)}"
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


_ADAPTER = TypeAdapter(QualityReport)


def save_quality(report: QualityReport, path: str | Path) -> Path:
    """Write a report as JSON; whole or not at all."""
    return write_atomically(path, _ADAPTER.dump_json(report, indent=1) + b"\n")


def load_quality(path: str | Path) -> QualityReport:
    """Return the report that `save_quality` wrote.

    Raises
    ------
    InputError
        For a file that is no such report.
    """
    try:
        return _ADAPTER.validate_json(Path(path).read_bytes())
    except (OSError, ValidationError) as error:
        first = " ".join(str(error).split())[:200]
        raise InputError(f"not a data-quality report: {first}", file=path) from None
