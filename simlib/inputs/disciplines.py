"""Disciplines: named sets of levers, plain data in ``data/disciplines.csv``."""

from __future__ import annotations

from enum import IntEnum
from functools import cache
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator

from simlib.inputs.errors import InputError, unknown_name
from simlib.inputs.files import data_path
from simlib.inputs.parameters import read_rows
from simlib.inputs.records import Record


class TaskKind(IntEnum):
    """What a rep's week is made of, in the usual order of priority: the last tie-break of a queue.

    The reps frame, the tables of the model and the compiled engine count in these numbers.
    """

    RESCUE = 0
    CHECK_IN = 1
    DISCOVERY = 2
    PROPOSAL = 3
    ONBOARDING = 4
    SERVICE = 5
    REVIEW = 6
    GESTURE = 7
    CALL = 8


TASK_KINDS = tuple(kind.name.lower() for kind in TaskKind)
"""Their names, as diaries, evidence and columns have them."""

PRIORITY_ORDERS: dict[str, tuple[tuple[str, ...], ...]] = {
    "usual": (
        ("rescue",),
        ("check_in",),
        ("discovery", "proposal"),
        ("onboarding",),
        ("service",),
        ("review",),
        ("gesture",),
        ("call",),
    ),
    "babysitter": (
        ("service",),
        ("gesture",),
        ("review",),
        ("rescue",),
        ("check_in",),
        ("discovery", "proposal"),
        ("onboarding",),
        ("call",),
    ),
}
"""Named orders of work, most urgent first; kinds in one group are served first come."""

LEAST_INTERVAL_WEEKS = 0.1
"""Half a working day; anything more frequent is no diary but a typing error."""


def _possible_interval(weeks: float) -> float:
    if 0 < weeks < LEAST_INTERVAL_WEEKS:
        raise ValueError(f"0 (never) or at least {LEAST_INTERVAL_WEEKS:g} weeks")
    return weeks


IntervalWeeks = Annotated[
    float, Field(ge=0, allow_inf_nan=False), AfterValidator(_possible_interval)
]


class Discipline(Record):
    """How the reps spend their week and what their manager asks for.

    Intervals in weeks; None or 0 means never. See ``data/README.md`` for every lever.
    """

    name: str
    client_label: str
    review_every_weeks: IntervalWeeks | None = 13.0
    review_channel: Literal["conversation", "email"] = "conversation"
    gesture_every_weeks: IntervalWeeks | None = None
    service_inflation: Annotated[float, Field(gt=0, le=10)] = 1.0
    priority_order: str = "usual"
    calls_per_month: Annotated[float, Field(ge=0, le=400)] = 0.0
    calls_protected: bool = False
    trigger: Annotated[str, Field(pattern=r"^(always|none_open|after_loss_\d+)$")] = "always"
    target_focus: Literal["focused", "scattered"] = "focused"
    refill_targets: bool = False
    deep_qualification: bool = False
    check_in_every_weeks: IntervalWeeks | None = None
    check_in_kind: Literal["none", "one_to_one", "team_meeting"] = "none"
    check_in_from_week: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    coaching_focus: Literal["closing", "helping"] = "closing"
    over_promise: Annotated[float, Field(ge=0, le=1)] = 0.0
    rationale: str = ""

    @field_validator("priority_order")
    @classmethod
    def _known_order(cls, order: str) -> str:
        if order not in PRIORITY_ORDERS:
            raise ValueError(f"one of {', '.join(PRIORITY_ORDERS)}")
        return order

    def priority_of(self, kind: str) -> int:
        """Return the rank of a task kind in the queue; a protected call comes first, with 0."""
        if kind == "call" and self.calls_protected:
            return 0
        groups = PRIORITY_ORDERS[self.priority_order]
        return 1 + next(rank for rank, group in enumerate(groups) if kind in group)

    @property
    def loss_trigger_weeks(self) -> float | None:
        """Weeks after a loss of his own in which a rep prospects, or None if no such trigger."""
        if not self.trigger.startswith("after_loss_"):
            return None
        return float(self.trigger.removeprefix("after_loss_"))


@cache
def disciplines() -> dict[str, Discipline]:
    """Return the shipped disciplines by name, in file order."""
    path = data_path("disciplines.csv")
    found = {}
    for row_number, row in read_rows(path):
        try:
            found[row["name"]] = _from_row(row)
        except InputError as error:
            raise InputError(str(error), file=path.name, row=row_number) from None
    return found


def discipline(name: str) -> Discipline:
    """Return the shipped discipline called ``name``."""
    if name not in disciplines():
        raise unknown_name("discipline", name, disciplines())
    return disciplines()[name]


def _from_row(row: dict[str, str]) -> Discipline:
    given = {key: value for key, value in row.items() if value != ""}
    for key in ("review_every_weeks", "gesture_every_weeks", "check_in_every_weeks"):
        given.setdefault(key, None)  # type: ignore[arg-type]
    return Discipline(**given)
