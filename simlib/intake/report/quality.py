"""The data-quality report: what was read, what became of it, and what to look into."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from simlib.inputs.ledger_report import LedgerReport
from simlib.intake.cleaning import Repeats
from simlib.intake.report.renames import Suspect
from simlib.intake.tally import BOOKED, Fate


@dataclass(frozen=True)
class FileRead:
    """One table and how it was read.

    Parameters
    ----------
    file, role, system, evidence : str
        What it is; the evidence for the system's headers.
    encoding, why, separator : str
        How its text was read.
    decimals, dates : str
        Conventions of a table of money; "" for others.
    rows, blank, furniture : int
        Rows of data, empty rows left out, and titles, totals and notices around the table.
    columns : tuple of (str, str)
        Meaning and column.
    unused : tuple of str
        Columns that nothing is read from.
    notes : tuple of str
        Whatever else.
    """

    file: str
    role: str
    system: str
    evidence: str
    encoding: str
    why: str
    separator: str
    decimals: str
    dates: str
    rows: int
    blank: int
    furniture: int
    columns: tuple[tuple[str, str], ...]
    unused: tuple[str, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Concentration:
    """How much hangs on the largest, counted one way.

    Parameters
    ----------
    by : str
        "account" or "group".
    units : int
        How many there are.
    largest : str
        Its name or pseudonym.
    largest_share, five_share : float
        Share of the book's revenue, 0 to 1: of the largest, and of the five largest.
    """

    by: str
    units: int
    largest: str
    largest_share: float
    five_share: float


@dataclass(frozen=True, slots=True)
class Unowned:
    """An account of the book without owner in the files, and where it stands."""

    account: str
    annual_revenue: float
    place: str


@dataclass(frozen=True)
class QualityReport:
    """Everything a consultant should know before the book is believed.

    Parameters
    ----------
    title : str
        Name of the book.
    currency : str
        Of all money; "" where the files do not say.
    names_shown : bool
        Whether real names stand in it; pseudonyms otherwise.
    files : tuple of FileRead
        As they were read.
    rows_read : int
        Rows of money.
    read : Decimal
        What they come to, summed before anything was left out.
    fates : tuple of Fate
        "booked" first; their sum is ``read``.
    first_day, last_day : str
        Of the bookings.
    accounts : int
        In the whole ledger.
    book : LedgerReport
        From bookings to the book of the window.
    choices : tuple of str
        Defaults that were taken, and why.
    credits : Repeats
        Credit notes among the bookings.
    suspects : tuple of Suspect
        Names that may be one customer.
    owners : int
        How many there are.
    unowned : tuple of Unowned
        Accounts of the book whose owner the files do not name, largest first.
    concentration : tuple of Concentration
        By account and by group, in that order.
    cannot_tell : tuple of str
        What the files leave open.
    questions, warnings : tuple of str
        To be settled, and to be looked into.
    """

    title: str
    currency: str
    names_shown: bool
    files: tuple[FileRead, ...]
    rows_read: int
    read: Decimal
    fates: tuple[Fate, ...]
    first_day: str
    last_day: str
    accounts: int
    book: LedgerReport
    choices: tuple[str, ...]
    credits: Repeats
    suspects: tuple[Suspect, ...]
    owners: int
    unowned: tuple[Unowned, ...]
    concentration: tuple[Concentration, ...]
    cannot_tell: tuple[str, ...]
    questions: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

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
        from simlib.intake.report.quality_words import report_lines

        return report_lines(self)

    def __str__(self) -> str:
        """Say it in one screen."""
        return "\n".join(self.lines())


__all__ = ["BOOKED", "Concentration", "FileRead", "QualityReport", "Unowned"]
