"""A client's study: one file that commands, notebooks, explorer and deck read alike."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import Field, field_validator, model_validator

from simlib.inputs.book import Book
from simlib.inputs.disciplines import Discipline, discipline
from simlib.inputs.errors import InputError, unknown_name
from simlib.inputs.evidence import Evidence
from simlib.inputs.plain import flat
from simlib.inputs.quantity import within
from simlib.inputs.ranges import uncertain_input
from simlib.inputs.records import Record
from simlib.inputs.scenario import Scenario
from simlib.inputs.shipped import load_book, shipped_books, shipped_ledgers
from simlib.inputs.stress import StressEvent
from simlib.inputs.study import Study
from simlib.inputs.tables import write_text
from simlib.studies.client.own_inputs import LOSSES
from simlib.studies.client.profile import Profile
from simlib.studies.client.study_file import study_from_text, study_to_text

OFFERED = ("one_call_a_month", "weekly_block", "daily_habit")
"""Diaries on offer where the study names none."""
EVIDENCE = ("graded", "folklore")
"""Sets whose inputs have ranges to be drawn from; the others are ends of those."""
STUDY_FILE = "study.yaml"
_PSEUDONYM = re.compile(r"(Account|Rep|Buyer|Group) \d+")
_WORLDS = 1_000


class ClientStudy(Record):
    """What a client was asked, what he told, and what is to be played for him.

    ``ClientStudy.load("studies/NAME")`` and ``study.save("studies/NAME")``; books and ledgers lie
    in the same folder.

    Parameters
    ----------
    book : str
        A file in the study's folder, or the name of a shipped book.
    title, client : str
        The title stands on every output; the client's name never leaves this file.
    currency : str
        Where the book does not say it.
    as_of : date, optional
        The day the numbers speak of, where the book does not say it.
    profile : Profile
    diaries : sequence of Discipline or str
        On offer, beside the reference; at least one.
    evidence : Evidence or str
        The set with its changes, such as rates pooled with the client's own.
    ranges : mapping of str to (float, float)
        How far off a changed input may be; other changed inputs are held. ``losses`` is a factor
        on the rates of all causes of loss at once.
    stress : sequence of StressEvent or str
        What every diary has to stand.
    horizon_years : int
    worlds : int, optional
        As many as about a minute allows by default.
    seed : int
    names_shown : bool
        Whether the book holds real names; pseudonyms otherwise.
    folder : Path
        Where the file lies; no part of what it says.
    """

    book: Annotated[str, Field(min_length=1, max_length=300)]
    title: Annotated[str, Field(max_length=200)] = ""
    client: Annotated[str, Field(max_length=200)] = ""
    currency: Annotated[str, Field(max_length=20)] = ""
    as_of: date | None = None
    names_shown: bool = False
    profile: Profile = Field(default_factory=Profile)
    diaries: Annotated[tuple[Discipline, ...], Field(min_length=1)] = Field(
        default_factory=lambda: tuple(map(discipline, OFFERED))
    )
    evidence: Evidence = Field(default_factory=lambda: Evidence.named("graded"))
    ranges: dict[str, tuple[float, float]] = Field(default_factory=dict)
    stress: tuple[StressEvent, ...] = ()
    horizon_years: Annotated[int, Field(ge=1, le=20)] = 5
    worlds: Annotated[int, Field(ge=20, le=2**32)] | None = None
    seed: Annotated[int, Field(ge=0, lt=2**64)] = 1
    folder: Annotated[Path, Field(repr=False)] = Path()

    @field_validator("diaries", mode="before")
    @classmethod
    def _by_name(cls, diaries: Any) -> Any:
        listed = [diaries] if isinstance(diaries, str | Discipline) else diaries
        return tuple(discipline(each) if isinstance(each, str) else each for each in listed)

    @field_validator("evidence", mode="before")
    @classmethod
    def _evidence_by_name(cls, evidence: Any) -> Any:
        found = Evidence.named(evidence) if isinstance(evidence, str) else evidence
        if isinstance(found, Evidence) and found.name not in EVIDENCE:
            raise unknown_name("evidence of a client's study", found.name, EVIDENCE)
        return found

    @field_validator("profile", mode="before")
    @classmethod
    def _answers(cls, profile: Any) -> Any:
        return Profile(**profile) if isinstance(profile, dict) else profile

    @field_validator("stress", mode="before")
    @classmethod
    def _by_line(cls, stress: Any) -> Any:
        lines = [stress] if isinstance(stress, str | StressEvent) else stress or ()
        return tuple(StressEvent.parse(each) if isinstance(each, str) else each for each in lines)

    @field_validator("ranges", mode="after")
    @classmethod
    def _known_ranges(cls, ranges: dict[str, tuple[float, float]]) -> dict[str, Any]:
        return {name: _range(name, *ends) for name, ends in ranges.items()}

    @model_validator(mode="after")
    def _different_diaries(self) -> ClientStudy:
        names = [each.name for each in self.diaries]
        if len(set(names)) < len(names):
            raise InputError("the same diary twice", column="diaries", value=names)
        if "today" in names:
            raise InputError("'today' comes from the profile", column="diaries", value=names)
        return self

    @classmethod
    def load(cls, path: str | Path) -> ClientStudy:
        """Return the study in a file, or in ``study.yaml`` of a folder.

        Raises
        ------
        InputError
            Naming the file, and what in it cannot be used.
        """
        file = Path(path) / STUDY_FILE if Path(path).is_dir() else Path(path)
        try:
            return cls(**study_from_text(file), folder=file.parent)
        except InputError as error:
            raise error if error.file else InputError(str(error), file=file) from None

    def save(self, path: str | Path) -> Path:
        """Write the study to a file, or to ``study.yaml`` of a folder; whole or not at all.

        Raises
        ------
        InputError
            If the folder does not exist, or the book lies outside it.
        """
        file = Path(path) / STUDY_FILE if Path(path).is_dir() else Path(path)
        self._book_path(file.parent)
        write_text(file, self.to_yaml())
        return file

    def to_yaml(self) -> str:
        """Return the study as text, every question of the profile with its default beside it."""
        return study_to_text(self)

    def diff(self, other: ClientStudy) -> tuple[str, ...]:
        """Return what changes from this study to ``other``, one line each."""
        mine, theirs = (flat(yaml.safe_load(study.to_yaml())) for study in (self, other))
        return tuple(
            f"{key}: {_shown(mine.get(key))} -> {_shown(theirs.get(key))}"
            for key in sorted(mine.keys() | theirs.keys())
            if mine.get(key) != theirs.get(key)
        )

    @cached_property
    def the_book(self) -> Book:
        """The book, read once.

        Raises
        ------
        InputError
            For a path that leaves the study's folder, or a bad file.
        """
        path = self._book_path(self.folder)
        if path is None:
            found = load_book(self.book)
        else:
            found = load_book(path, currency=self.currency or None, as_of=self.as_of)
        return replace(
            found, currency=found.currency or self.currency, as_of=found.as_of or self.as_of
        )

    @property
    def heading(self) -> str:
        """The title, or the book's name where there is none."""
        return self.title or self.the_book.name

    @cached_property
    def firm(self) -> Scenario:
        """The client's firm without a diary of its own: start from here to try another one."""
        plain = Scenario(
            book=self.the_book,
            evidence=self.evidence,
            stress=self.stress,
            horizon_years=self.horizon_years,
        )
        return self.profile.apply(plain)

    def scenarios(self) -> tuple[Scenario, ...]:
        """Return what is played: the reference first, then the diaries on offer.

        The reference is ``today`` if the client told of his diary, else ``devoted``.
        """
        first = self.profile.reference(self.firm)
        others = [self.firm.with_(discipline=each) for each in self.diaries]
        return (first, *(each for each in others if each.name != first.name))

    def as_study(self) -> Study:
        """Return the same as a plain study, everything spelt out."""
        return Study(scenarios=self.scenarios(), worlds=self.worlds or _WORLDS, seed=self.seed)

    def _book_path(self, folder: Path) -> Path | None:
        """Return the file of the book, None for a shipped one; refuse one outside ``folder``."""
        if self.book in shipped_books() or self.book.partition(":")[0] in shipped_ledgers():
            return None
        path = folder / self.book
        inside = path.resolve().is_relative_to(folder.resolve())
        if Path(self.book).is_absolute() or "\\" in self.book or not inside:
            raise InputError(
                "a path that leaves the study's folder",
                column="book",
                value=self.book,
                allowed="a file in the folder of the study, or a shipped book",
            )
        return path


def is_masked(book: Book) -> bool:
    """Return whether every account and owner of a book is a pseudonym."""
    seated = () if book.ownership == "dealt by default" else book.reps
    names = [*(account.account_id for account in book.accounts), *seated]
    return all(_PSEUDONYM.fullmatch(name) for name in names)


def _range(name: str, low: float, high: float) -> tuple[float, float]:
    if name != LOSSES:
        uncertain_input(name)
    low, high = (within(end, 0.0, float("inf"), column=name) for end in (low, high))
    if not low <= high:
        raise InputError("a range the wrong way round", column=name, value=(low, high))
    return low, high


def _shown(value: object) -> str:
    return "-" if value is None else str(value)
