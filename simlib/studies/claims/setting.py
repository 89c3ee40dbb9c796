"""The setting of a trial: evidence, structure of losses, and the firms that claims are tried on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from simlib.inputs.book import Book
from simlib.inputs.evidence import Evidence
from simlib.inputs.scenario import Scenario
from simlib.inputs.shipped import load_book
from simlib.studies.claims.reading import Reading
from simlib.studies.design import with_largest_at

if TYPE_CHECKING:
    from simlib.run.result import Run

Arms = Mapping[str, Scenario]
BOOK = "supplier"
"""The firm on which claims are tried unless they speak of another: 4 reps, 32 accounts."""
HALF_BOOK, ORDINARY_BOOK = 0.50, 0.05
"""Shares of the largest account in the two books of claims about dominant customers."""


@dataclass(frozen=True)
class Setting:
    """One way the world may be."""

    evidence: Evidence
    grievances: bool = False
    spoiling: bool = False
    """Rival structures of losses; see `simlib.inputs.scenario.Scenario`."""
    own_books: tuple[tuple[str, Book], ...] = ()
    """Books that stand in the place of shipped ones."""

    def scenario(self, discipline: str, book: str | Book = BOOK, **changes: Any) -> Scenario:
        """Return a diary of a firm in this setting."""
        base = Scenario(
            book=self.book(book) if isinstance(book, str) else book,
            discipline=discipline,
            evidence=self.evidence,
            grievances=self.grievances,
            spoiling=self.spoiling,
        )
        return base.with_(**changes) if changes else base

    def book(self, name: str) -> Book:
        """Return the book that this setting knows by a name."""
        return dict(self.own_books).get(name) or _book(name)

    def with_book(self, name: str, book: Book) -> Setting:
        """Return the setting with a book in the place of a shipped one."""
        return replace(self, own_books=(*self.own_books, (name, book)))

    def with_input(self, name: str, value: float) -> Setting:
        """Return the setting with one input changed."""
        return replace(self, evidence=self.evidence.with_(**{name: value}))

    def __getitem__(self, name: str) -> float:
        """Return the value of a parameter."""
        return self.evidence[name]


@dataclass(frozen=True)
class Case:
    """What a claim plays and reads."""

    claim: str
    """Its id."""
    arms: Callable[[Setting], Arms]
    """From a setting to the scenarios, by the name that ``read`` knows them by."""
    read: Callable[[Mapping[str, Run]], tuple[Reading, ...]]
    """From the runs of the arms, in the same worlds, to one reading a test, in order."""
    story: bool = False
    """Whether event rows are needed."""


@cache
def _book(name: str) -> Book:
    return load_book(name)


@cache
def standard_book_with_largest_at(share: float) -> Book:
    """Return the standard book with its largest account rescaled to a share of revenue."""
    return with_largest_at(_book(BOOK), share)
