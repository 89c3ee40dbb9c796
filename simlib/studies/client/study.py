"""A client's study: one file that commands, notebooks, explorer and deck read alike."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import yaml
from pydantic import Field, field_validator, model_validator

from simlib.history.pooling import scaled_evidence
from simlib.inputs.account import Account
from simlib.inputs.book import Book
from simlib.inputs.disciplines import Discipline, discipline
from simlib.inputs.errors import InputError, unknown_name
from simlib.inputs.evidence import Evidence
from simlib.inputs.files import write_text
from simlib.inputs.plain_yaml import fields_of, flat, list_of, read_plain, write_plain
from simlib.inputs.quantity import within
from simlib.inputs.ranges import uncertain_input
from simlib.inputs.records import Record
from simlib.inputs.scenario import Scenario
from simlib.inputs.scenario_file import scenario_from_plain, scenario_to_plain
from simlib.inputs.shipped import load_book, shipped_books, shipped_ledgers
from simlib.inputs.stress import StressEvent
from simlib.inputs.study import Study
from simlib.studies.client.case_inputs import LOSSES
from simlib.studies.client.profile import Profile, questions

if TYPE_CHECKING:
    from simlib.history.pooling import PooledRate

FORMAT = "simlib_client_study"
_VERSION = 1
_ANYBODY = Book("any", (Account("any", 1.0, owner="any"),), ("any",))
"""A book for reading diaries and evidence, which need none."""
_ANYBODY_PLAIN = {"account_id": "any", "annual_revenue": 1.0, "owner": "any"}
OFFERED = ("one_call_a_month", "weekly_block", "daily_habit")
"""Diaries on offer where the study names none."""
EVIDENCE = ("graded", "folklore")
"""Sets whose inputs have ranges to be drawn from; the others are ends of those."""
STUDY_FILE = "study.yaml"
_PSEUDONYM = re.compile(r"(Account|Rep|Buyer|Group) \d+")
_WORLDS = 1_000


def study_from_text(file: Path) -> dict[str, Any]:
    """Return the fields of a study file, diaries and evidence made of what it says.

    Raises
    ------
    InputError
        For a file that is missing, too large, not text, not YAML, or not such a study.
    """
    fields = fields_of(read_yaml(file), "study")
    if fields.pop(FORMAT, None) != _VERSION:
        raise InputError("not a client's study", allowed=f"'{FORMAT}: {_VERSION}' at its top")
    if "folder" in fields:
        raise InputError("the folder is where the file lies", column="folder")
    if "book" not in fields:
        raise InputError("a study without book", column="book", allowed="a file, or a name")
    if fields.get("profile") is None:
        fields.pop("profile", None)
    else:
        fields["profile"] = fields_of(fields["profile"], "profile")
    if "diaries" in fields:
        fields["diaries"] = tuple(map(_diary, list_of(fields["diaries"], "diaries")))
    if "evidence" in fields:
        fields["evidence"] = _evidence(fields["evidence"])
    if "ranges" in fields:
        fields["ranges"] = fields_of(fields["ranges"], "ranges")
    if "stress" in fields:
        fields["stress"] = list_of(fields["stress"], "stress")
    return fields


def is_client_study(file: Path) -> bool:
    """Return whether a file says that it is a client's study."""
    plain = read_yaml(file)
    return isinstance(plain, dict) and FORMAT in plain


def read_yaml(file: Path) -> object:
    """Return what a YAML file says: plain data, no aliases, at most a megabyte.

    Raises
    ------
    InputError
        Naming the file.
    """
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", file=file) from None
    return read_plain(text, file=file)


def study_to_text(study: ClientStudy) -> str:
    """Return a study as text that `study_from_text` reads back."""
    head = {
        FORMAT: _VERSION,
        "title": study.title,
        "client": study.client,
        "book": study.book,
        "currency": study.currency,
        "as_of": study.as_of,
        "names_shown": study.names_shown,
    }
    tail = {
        "diaries": [_plain(discipline=diary)["discipline"] for diary in study.diaries],
        "evidence": _evidence_to_plain(study.evidence),
        "ranges": {name: list(ends) for name, ends in study.ranges.items()},
        "stress": [str(event) for event in study.stress],
        "horizon_years": study.horizon_years,
        "worlds": study.worlds,
        "seed": study.seed,
    }
    tail = {key: value for key, value in tail.items() if value not in ([], {})}
    return write_plain(head) + _profile_text(study.profile, study.evidence) + write_plain(tail)


def _profile_text(profile: Profile, evidence: Evidence) -> str:
    count = len(questions())
    lines = [f"profile:  # {profile.assumed} of {count} are assumptions"]
    for asked in questions().values():
        answer = getattr(profile, asked.name)
        default = f"Unanswered: {asked.default_shown(evidence)}."
        lines += [f"  # {asked.question} {default}", f"  {asked.name}: {_scalar(answer)}"]
    return "\n".join(lines) + "\n"


def _scalar(value: object) -> str:
    return str(yaml.safe_dump(value, default_flow_style=True)).splitlines()[0]


def _plain(**fields: Any) -> dict[str, Any]:
    return scenario_to_plain(Scenario(book=_ANYBODY, **fields))


def _read(**fields: Any) -> Scenario:
    book = {"name": "any", "reps": ["any"], "accounts": [_ANYBODY_PLAIN]}
    return scenario_from_plain({"book": book, **fields})


def _evidence(plain: object) -> Evidence:
    if not isinstance(plain, dict) or "changes" not in plain:
        return _read(evidence=plain).evidence
    fields = fields_of(plain, "evidence")
    changes = fields_of(fields.pop("changes"), "changes")
    return _read(evidence=fields).evidence.with_(**changes)


def _evidence_to_plain(evidence: Evidence) -> Any:
    """Return evidence as a name, as a set with a few changed numbers, or in full."""
    shipped = Evidence.named(evidence.name)
    changes: dict[str, float] = {}
    for name in sorted(evidence.overridden):
        cause, dot, field = name.partition(".")
        if dot and cause in {each.name for each in evidence.causes}:
            changes[name] = getattr(evidence.cause(cause), field)
        elif name in evidence.values:
            changes[name] = evidence[name]
    if changes and shipped.with_(**changes) == evidence:
        return {"set": evidence.name, "changes": changes}
    return _plain(evidence=evidence)["evidence"]


def _diary(plain: object) -> Discipline:
    return _read(discipline=plain).discipline


class ClientStudy(Record):
    """What a client was asked, what he told, and what is to be played for him.

    ``ClientStudy.load("studies/NAME")`` and ``study.save("studies/NAME")``; books and ledgers lie
    in the same folder.
    """

    book: Annotated[str, Field(min_length=1, max_length=300)]
    """A file in the study's folder, or the name of a shipped book."""
    title: Annotated[str, Field(max_length=200)] = ""
    client: Annotated[str, Field(max_length=200)] = ""
    """The title stands on every output; the client's name never leaves this file."""
    currency: Annotated[str, Field(max_length=20)] = ""
    """Where the book does not say it."""
    as_of: date | None = None
    """The day the numbers speak of, where the book does not say it."""
    names_shown: bool = False
    """Whether the book holds real names; pseudonyms otherwise."""
    profile: Profile = Field(default_factory=Profile)
    diaries: Annotated[tuple[Discipline, ...], Field(min_length=1)] = Field(
        default_factory=lambda: tuple(map(discipline, OFFERED))
    )
    """On offer, beside the reference; at least one."""
    evidence: Evidence = Field(default_factory=lambda: Evidence.named("graded"))
    """The set with its changes, such as rates pooled with the client's own."""
    ranges: dict[str, tuple[float, float]] = Field(default_factory=dict)
    """How far off a changed input may be; other changed inputs are held. ``losses`` is a factor on
    the rates of all causes of loss at once.
    """
    stress: tuple[StressEvent, ...] = ()
    """What every diary has to stand."""
    horizon_years: Annotated[int, Field(ge=1, le=20)] = 5
    worlds: Annotated[int, Field(ge=20, le=2**32)] | None = None
    """As many as about a minute allows by default."""
    seed: Annotated[int, Field(ge=0, lt=2**64)] = 1
    folder: Annotated[Path, Field(repr=False)] = Path()
    """Where the file lies; no part of what it says."""

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


def with_pooled_losses(study: ClientStudy, rate: PooledRate) -> ClientStudy:
    """Return the study with every cause of loss as frequent as the pooled rate says.

    Parameters
    ----------
    rate : PooledRate
        The ledger's losses pooled with the published evidence; where the ledger identifies no
        rate, the study is returned as it is.

    Returns
    -------
    ClientStudy
        Its ``ranges`` hold how far off the pooled rate may be, as a factor on all causes at once.
    """
    if not rate.identified:
        return study
    factor = rate.pooled.mean / rate.prior.mean
    ends = (rate.pooled.low / rate.pooled.mean, rate.pooled.high / rate.pooled.mean)
    return study.with_(
        evidence=scaled_evidence(study.evidence, factor), ranges={**study.ranges, LOSSES: ends}
    )
