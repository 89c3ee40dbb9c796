"""What can end or shrink an account: one record a cause, loaded from ``data/causes.csv``."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simlib.inputs.errors import InputError
from simlib.inputs.files import data_path
from simlib.inputs.parameters import SetName, read_rows
from simlib.inputs.records import Record

Scope = Literal["account", "buyer", "parent", "sector", "economy"]
Effect = Literal["loss", "shrink"]
Share = Annotated[float, Field(ge=0, le=1)]

CLOSED = "closed"
"""Our own closure, the competing cause in every analysis of account survival."""
OWNER_LEAVES = "owner_leaves"
"""An account that follows its owner out of the door (a forced event)."""

GRIEVANCE = "grievance"
"""What ends an account where grievances stand in the place of competitors and neglect."""
_ENDED_BY_GRIEVANCES = ("competitor", "neglect")

CAUSE_LIMITS = {
    "annual_rate": 52.0,
    "loss_probability": 1.0,
    "protection": 1.0,
    "severity_low": 1.0,
    "severity_high": 1.0,
}
"""The numbers of a cause and their hard upper limits; the lower one is 0."""

_RANGED = ("annual_rate", "loss_probability", "protection")


class Cause(Record):
    """One source of shocks: a Poisson process for every unit of its scope."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
    label: str
    """Key (lower case, digits, underscores) and words for people."""
    scope: Scope
    """Whom one shock hits at once."""
    effect: Effect
    """Whether it may end an account or makes it buy less."""
    annual_rate: Annotated[float, Field(ge=0, le=52)]
    """Shocks per unit and year, 0 to 52."""
    loss_probability: Share = 0.0
    protection: Share = 0.0
    """Chance that a shock ends an account without relationship, and the share of that chance which
    a perfect relationship removes; both 0 to 1, loss causes only.
    """
    severity_low: Share = 0.0
    severity_high: Share = 0.0
    """Range of the uniform share of revenue that a shrink takes away."""
    grade: str = "D"
    source: str = "the user"
    graded_range: dict[str, tuple[float, float]] = Field(default_factory=dict)
    """Low and high of the numbers above, where evidence gives them."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.name in (CLOSED, OWNER_LEAVES):
            raise ValueError(f"{self.name} is a name the model keeps for itself")
        if self.severity_low > self.severity_high:
            raise ValueError("severity_low <= severity_high")
        if self.effect == "loss" and self.annual_rate > 0 and not self._says("loss_probability"):
            raise ValueError("a loss cause needs a loss_probability, above 0 to 1")
        if self.effect == "shrink" and self.annual_rate > 0 and self.severity_high == 0:
            raise ValueError("a shrink needs a severity_high above 0, to 1")
        return self

    def _says(self, field: str) -> bool:
        return field in self.model_fields_set or getattr(self, field) > 0

    def notes(self) -> list[str]:
        """Return a footer note for each number outside its graded range."""
        found = []
        for field, (low, high) in self.graded_range.items():
            value = getattr(self, field)
            if not low <= value <= high:
                found.append(f"{self.name}.{field} = {value:g} is outside {low:g} to {high:g}")
        return found


@cache
def causes(evidence_set: SetName) -> tuple[Cause, ...]:
    """Return the shipped causes with the numbers of a named evidence set, ordered by name."""
    path = data_path("causes.csv")
    found = []
    for row_number, row in read_rows(path):
        try:
            found.append(_from_row(row, evidence_set))
        except InputError as error:
            raise InputError(str(error), file=path.name, row=row_number) from None
    return tuple(sorted(found, key=lambda cause: cause.name))


def with_grievances(found: tuple[Cause, ...]) -> tuple[Cause, ...]:
    """Return the causes of the rival structure: no clock strikes, bad service adds up.

    Raises
    ------
    InputError
        If there is a cause of that name already.
    """
    if GRIEVANCE in [cause.name for cause in found]:
        raise InputError("two causes share a name", column="causes", value=GRIEVANCE)
    grievance = Cause(
        name=GRIEVANCE,
        label="Grievances boil over",
        scope="account",
        effect="loss",
        annual_rate=0,
        loss_probability=1,
        protection=0.5,
        source="assumption: the rival structure of losses",
    )
    others = [cause for cause in found if cause.name not in _ENDED_BY_GRIEVANCES]
    return tuple(sorted([*others, grievance], key=lambda cause: cause.name))


def _from_row(row: dict[str, str], evidence_set: SetName) -> Cause:
    text = {key: row[key] for key in ("name", "label", "scope", "effect", "grade", "source")}
    suffix = "" if evidence_set == "graded" else f"_{evidence_set}"
    ranged = [field for field in _RANGED if row[f"{field}_low"]]
    return Cause(
        **text,
        **{field: _cell(row, field, suffix) for field in ranged},
        **{key: float(row[key] or 0) for key in ("severity_low", "severity_high")},
        graded_range={f: (float(row[f"{f}_low"]), float(row[f"{f}_high"])) for f in ranged},
    )


def _cell(row: dict[str, str], field: str, suffix: str) -> float:
    # No folklore value means the central one.
    return float(row.get(f"{field}{suffix}") or row[field])
