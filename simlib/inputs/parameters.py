"""The evidence table: every parameter with unit, range, hard limits, grade and source."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import model_validator

from simlib.inputs.errors import InputError
from simlib.inputs.files import data_path
from simlib.inputs.quantity import within
from simlib.inputs.records import Record

EVIDENCE_SETS = ("graded", "folklore", "low", "high")
SetName = Literal["graded", "folklore", "low", "high"]
WHOLE_UNITS = ("count", "years")
_NO_PERCENT_UNITS = ("weeks", "hours", "count", "years", "attempts", "months", "hours per week")


class Parameter(Record):
    """One uncertain number of the model.

    ``low`` to ``high`` is the graded range (outside: a note in every footer), ``minimum`` to
    ``maximum`` the hard limits (outside: an error). ``grade`` runs from A (official statistics)
    to D (assumption); ``folklore`` is what the sales authors claim, where they claim something.
    """

    name: str
    group: str
    unit: str
    low: float
    central: float
    high: float
    folklore: float
    minimum: float
    maximum: float
    grade: str
    source: str

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        ladder = (self.minimum, self.low, self.central, self.high, self.maximum)
        if list(ladder) != sorted(ladder):
            raise ValueError("minimum <= low <= central <= high <= maximum")
        if not self.minimum <= self.folklore <= self.maximum:
            raise ValueError("folklore within minimum and maximum")
        return self

    def at(self, evidence_set: SetName) -> float:
        """Return the value in a named set."""
        if evidence_set == "graded":
            return self.central
        return {"folklore": self.folklore, "low": self.low, "high": self.high}[evidence_set]

    def check(self, value: object) -> float:
        """Return ``value`` as a number inside the hard limits (see `within`)."""
        is_percentage = isinstance(value, str) and value.strip().endswith("%")
        if is_percentage and self.unit in _NO_PERCENT_UNITS:
            raise InputError(
                "a percentage makes no sense here",
                column=self.name,
                value=value,
                allowed=f"a number of {self.unit}",
            )
        number = within(value, self.minimum, self.maximum, column=self.name)
        if self.unit in WHOLE_UNITS and number != int(number):
            raise InputError("must be whole", column=self.name, value=value, allowed=self.unit)
        return number

    def note(self, value: float) -> str | None:
        """Return the footer note for a value outside the graded range, else None."""
        if self.low <= value <= self.high:
            return None
        return f"{self.name} = {value:g} is outside its range {self.low:g} to {self.high:g}"


def read_rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Return the rows of one of our own CSV tables with their spreadsheet row numbers."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(enumerate(csv.DictReader(handle), start=2))


@cache
def parameters() -> dict[str, Parameter]:
    """Return the shipped evidence table by parameter name, in file order."""
    path = data_path("parameters.csv")
    table: dict[str, Parameter] = {}
    for row_number, row in read_rows(path):
        try:
            table[row["name"]] = Parameter(**row)
        except InputError as error:
            raise InputError(str(error), file=path.name, row=row_number) from None
    return table
