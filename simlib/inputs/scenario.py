"""A scenario: one book, one diary, one set of evidence, and what is forced to happen."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Annotated, Any, Self

from pydantic import Field, field_validator, model_validator

from simlib.inputs.book import Book
from simlib.inputs.causes import Cause, with_grievances
from simlib.inputs.disciplines import Discipline, discipline
from simlib.inputs.errors import InputError, unknown_name
from simlib.inputs.evidence import Evidence
from simlib.inputs.ids import canonical
from simlib.inputs.parameters import parameters
from simlib.inputs.records import Record
from simlib.inputs.shipped import load_book
from simlib.inputs.stress import StressEvent

_ROUNDING = 1e-12
_NOT_CHANGED_BY_VALUE = ("name", "label", "client_label", "rationale")


class Scenario(Record):
    """Everything one simulation is told; the world is everything else."""

    book: Book
    """A book, the name of a shipped one, or a path."""
    discipline: Discipline = Field(default_factory=lambda: discipline("weekly_block"))
    """The diary of all reps, or the name of a shipped one; or diaries by rep, ``"*"`` for all
    others: ``{"Dana Whitlock": "daily_habit", "*": "weekly_block"}``.
    """
    diaries: dict[str, Discipline] = Field(default_factory=dict)
    """Diaries of single reps, where they differ from ``discipline``."""
    evidence: Evidence = Field(default_factory=lambda: Evidence.named("graded"))
    """What the world is like, or the name of a shipped set."""
    name: Annotated[str, Field(max_length=80)] = ""
    label: Annotated[str, Field(max_length=80)] = ""
    """Key in result frames and words in charts; by default the discipline's."""
    stress: tuple[StressEvent, ...] = ()
    """Forced events (``"lose top:1 in week 52"``)."""
    horizon_years: Annotated[int, Field(ge=1, le=20)] = Field(
        default_factory=lambda: int(parameters()["horizon_years"].central)
    )
    """Whole years, 1 to 20."""
    typical_new_account: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    """Median revenue a year of a new account in money; replaces the evidence and lifts the cap."""
    request_hours: Annotated[float, Field(ge=0, le=400)] | None = None
    """Hours per service request, if the client knows them."""
    unlimited_cash: bool = False
    """The firm can neither close nor lay off: for questions about accounts alone."""
    grievances: bool = False
    """A rival structure of losses: late and ignored requests add up until an account has had
    enough; nothing else stands for competitors and neglect.
    """
    spoiling: bool = False
    """Another: a relationship protects the less, the more of his hours its owner hunts."""

    @model_validator(mode="before")
    @classmethod
    def _diaries_by_rep(cls, fields: Any) -> Any:
        """Part a mapping of diaries into that of all reps and those of single ones."""
        given = fields.get("discipline") if isinstance(fields, dict) else None
        if not isinstance(given, dict) or not given.keys() - Discipline.model_fields.keys():
            return fields
        if "*" not in given:
            raise InputError(
                "diaries by rep need one for all others",
                column="discipline",
                value=", ".join(map(str, given)),
                allowed="one more under '*'",
            )
        own = {rep: diary for rep, diary in given.items() if rep != "*"}
        return {**fields, "discipline": given["*"], "diaries": own | fields.get("diaries", {})}

    @field_validator("book", mode="before")
    @classmethod
    def _book_by_name(cls, book: Any) -> Any:
        return load_book(book) if isinstance(book, str) else book

    @field_validator("discipline", mode="before")
    @classmethod
    def _discipline_by_name(cls, diary: Any) -> Any:
        return discipline(diary) if isinstance(diary, str) else diary

    @field_validator("diaries", mode="before")
    @classmethod
    def _diaries_by_name(cls, diaries: Any) -> Any:
        if not isinstance(diaries, dict):
            raise InputError("not diaries by rep", column="diaries", value=diaries)
        return {
            canonical(str(rep)): discipline(diary) if isinstance(diary, str) else diary
            for rep, diary in diaries.items()
        }

    @field_validator("evidence", mode="before")
    @classmethod
    def _evidence_by_name(cls, evidence: Any) -> Any:
        return Evidence.named(evidence) if isinstance(evidence, str) else evidence

    @field_validator("stress", mode="before")
    @classmethod
    def _stress_by_line(cls, stress: Any) -> Any:
        lines = [stress] if isinstance(stress, str | StressEvent) else stress or ()
        if not isinstance(lines, list | tuple):
            raise InputError("not stress events", column="stress", value=stress, allowed="lines")
        return tuple(StressEvent.parse(e) if isinstance(e, str) else e for e in lines)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _refuse_unknown_reps(self)
        differ = {r: d for r, d in sorted(self.diaries.items()) if d != self.discipline}
        object.__setattr__(self, "diaries", differ)
        if not self.name:
            object.__setattr__(self, "name", self.default_name)
        if not self.label:
            object.__setattr__(self, "label", self.default_label)
        _refuse_negative_fixed_cost(self.evidence)
        if self.grievances:
            with_grievances(self.evidence.causes)
        _refuse_idle_stress(self)
        return self

    @property
    def default_label(self) -> str:
        """The label of a scenario that was given none: its name, or its diary's words."""
        if self.name != self.default_name:
            return self.name
        return self._of_all_diaries(lambda diary: diary.client_label)

    @property
    def default_name(self) -> str:
        """The name of a scenario that was given none: that of its diary, or of all its diaries."""
        return self._of_all_diaries(lambda diary: diary.name)

    def _of_all_diaries(self, said: Callable[[Discipline], str]) -> str:
        own = [f"{rep}: {said(diary)}" for rep, diary in self.diaries.items()]
        return "; ".join([said(self.discipline), *own])[:80]

    def diary_of(self, rep: str) -> Discipline:
        """Return the diary by which a rep works."""
        return self.diaries.get(rep, self.discipline)

    @property
    def causes(self) -> tuple[Cause, ...]:
        """What can end or shrink an account: the evidence's causes, as the structure has them."""
        found = self.evidence.causes
        return with_grievances(found) if self.grievances else found

    def cause(self, name: str) -> Cause:
        """Return the cause called ``name``; an unknown one is refused, near ones listed."""
        for known in self.causes:
            if known.name == name:
                return known
        raise unknown_name("cause", name, [known.name for known in self.causes])

    def with_(self, **changes: Any) -> Self:
        """Return a copy with fields, levers of the discipline or parameters of the evidence set.

        ``scenario.with_(horizon_years=3, calls_per_month=4, gross_margin="31 %")``

        Raises
        ------
        InputError
            For a name that is none of the three, listing the near ones, or a bad value.
        """
        fields, levers, numbers = self._sorted(changes)
        if "discipline" in fields:
            fields.setdefault("diaries", {})  # another diary is everybody's
        if levers:
            diary = fields.get("discipline", self.discipline)
            diary = discipline(diary) if isinstance(diary, str) else diary
            if isinstance(diary, dict):
                raise InputError(
                    "levers of diaries by rep", value=", ".join(levers), allowed="set them first"
                )
            fields["discipline"] = _relabelled(diary, levers)
            own = {rep: _relabelled(each, levers) for rep, each in self.diaries.items()}
            fields.setdefault("diaries", own)
        if numbers:
            evidence = fields.get("evidence", self.evidence)
            evidence = Evidence.named(evidence) if isinstance(evidence, str) else evidence
            fields["evidence"] = evidence.with_(**numbers)
        return super().with_(**{**self._names_to_renew(fields), **fields})

    def _names_to_renew(self, fields: dict[str, Any]) -> dict[str, str]:
        """Return blanks for a name or label that would lie about the changed scenario."""
        renew = {}
        if fields.keys() & {"discipline", "diaries"} and self.name == self.default_name:
            renew["name"] = ""
        if fields.keys() & {"discipline", "diaries", "name"} and self.label == self.default_label:
            renew["label"] = ""
        return renew

    def key(self) -> str:
        """Return a hash (12 hex digits) of everything that decides the outcome."""
        parts = (
            self.book.content_hash(),
            _levers_of(self.discipline),
            *(f"{rep} {_levers_of(diary)}" for rep, diary in self.diaries.items()),
            self.evidence.model_dump_json(include={"values", "causes"}),
            sorted(str(event) for event in self.stress),
            (self.horizon_years, self.typical_new_account, self.request_hours),
            (self.unlimited_cash, self.grievances, self.spoiling),
        )
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]

    def _sorted(
        self, changes: dict[str, Any]
    ) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        levers = [name for name in Discipline.model_fields if name not in _NOT_CHANGED_BY_VALUE]
        known = [*type(self).model_fields, *levers, *parameters()]
        groups: tuple[dict[str, Any], dict[str, Any], dict[str, Any]] = ({}, {}, {})
        for name, value in changes.items():
            if name in type(self).model_fields:
                groups[0][name] = value
            elif name in levers:
                groups[1][name] = value
            elif name in parameters() or "." in name:
                groups[2][name] = value
            else:
                raise unknown_name("field, lever or parameter", name, known)
        return groups


def _levers_of(diary: Discipline) -> str:
    return diary.model_dump_json(exclude={"name", "client_label", "rationale"})


def _refuse_unknown_reps(scenario: Scenario) -> None:
    for rep in scenario.diaries:
        if rep not in scenario.book.reps:
            raise unknown_name("rep with a diary", rep, scenario.book.reps)


def _relabelled(diary: Discipline, levers: dict[str, Any]) -> Discipline:
    said = ", ".join(f"{name} {_short(value)}" for name, value in levers.items())
    name = f"{diary.name} ({said})"[:80]
    return diary.with_(**levers, name=name, client_label=f"{diary.client_label} ({said})"[:80])


def _short(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _refuse_negative_fixed_cost(evidence: Evidence) -> None:
    spent = ("rep_cost_share", "commission_rate", "operating_margin")
    share = evidence["gross_margin"]
    for name in spent:
        share -= evidence[name]
    if share < -_ROUNDING:
        raise InputError(
            "the gross margin does not cover pay, commission and the operating margin",
            column="gross_margin",
            value=evidence["gross_margin"],
            allowed=f"at least {sum(evidence[name] for name in spent):g}",
        )


def _refuse_idle_stress(scenario: Scenario) -> None:
    """Refuse stress events that could never happen, or happen twice."""
    seen = set()
    for event in scenario.stress:
        if event.week > 52 * scenario.horizon_years:
            raise InputError(
                "a stress event after the horizon",
                value=str(event),
                allowed=f"week 0 to {52 * scenario.horizon_years}",
            )
        if event.action == "strike" and scenario.cause(event.cause).effect != "loss":
            raise InputError("only a loss cause can strike", value=str(event))
        leaves = event.action == "leaves"
        whom = event.rep_index(scenario.book) if leaves else event.account_index(scenario.book)
        if (event.week, event.action, whom, event.cause) in seen:
            raise InputError("the same stress event twice", value=str(event))
        seen.add((event.week, event.action, whom, event.cause))
