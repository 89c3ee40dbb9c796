"""The questions that a client is asked, plain data in ``data/profile.csv``."""

from __future__ import annotations

import math
from functools import cache
from typing import Literal

from simlib.inputs.errors import InputError
from simlib.inputs.evidence import Evidence
from simlib.inputs.parameters import parameters, read_rows
from simlib.inputs.paths import data_path
from simlib.inputs.quantity import parse_number, within
from simlib.inputs.records import Record

_YES_OR_NO = {"yes": 1.0, "y": 1.0, "true": 1.0, "no": 0.0, "n": 0.0, "false": 0.0}


class Question(Record):
    """One thing to ask a client.

    Parameters
    ----------
    name, question, unit : str
        The field of a profile, the words, and what is counted.
    kind : {"number", "share", "of 100", "yes or no", "money"}
        How an answer is typed and shown.
    sets : str
        The lever, parameter or field of a scenario that the answer becomes.
    default : float, optional
        What stands where nobody answers; None where `default_from` says it.
    default_from : str
        The parameter of the evidence that stands where nobody answers.
    minimum, maximum : float, optional
        Hard limits; those of the parameter by default.
    grade, source : str
        Of the default; those of the parameter by default.
    """

    name: str
    question: str
    kind: Literal["number", "share", "of 100", "yes or no", "money"]
    sets: str
    unit: str = ""
    default: float | None = None
    default_from: str = ""
    minimum: float | None = None
    maximum: float | None = None
    grade: str = ""
    source: str = ""

    def check(self, value: object) -> float:
        """Return an answer as a number; yes is 1 and no is 0.

        Raises
        ------
        InputError
            For what is no answer to this question, naming it and what is allowed.
        """
        if self.kind == "yes or no":
            return self._yes(value)
        if self.minimum is None and self.maximum is None:
            return self._of_parameter(value)
        most = math.inf if self.maximum is None else self.maximum
        number = parse_number(value, column=self.name)
        if self.kind == "money" and not number > 0:
            raise InputError("too small", column=self.name, value=value, allowed="above 0")
        return within(value, self.minimum or 0.0, most, column=self.name)

    def default_value(self, evidence: Evidence) -> float:
        """Return what stands where nobody answers, in the unit of the question."""
        if self.default is not None:
            return self.default
        value = evidence[self.default_from]
        return 100 * value if self.kind == "of 100" else value

    def default_source(self) -> str:
        """Return where the default comes from, with its grade."""
        known = parameters().get(self.default_from)
        grade = self.grade or (known.grade if known else "")
        source = self.source or (known.source.split(";")[0] if known else "")
        return f"{source} (grade {grade})"

    def shown(self, value: float, currency: str = "") -> str:
        """Return an answer with its unit."""
        if self.kind == "yes or no":
            return "yes" if value else "no"
        if self.kind == "share":
            return f"{100 * value:.3g} % {self.unit}".strip()
        amount = f"{value:,.0f} {currency}".strip() if self.kind == "money" else f"{value:.3g}"
        unit = "month" if (amount, self.unit) == ("1", "months") else self.unit
        return f"{amount} {unit}".strip()

    def default_shown(self, evidence: Evidence) -> str:
        """Return the default with its unit."""
        value = self.default_value(evidence)
        if self.kind == "money":
            return f"{100 * value:.3g} % of your average account, the largest left out"
        return self.shown(value)

    def _yes(self, value: object) -> float:
        if isinstance(value, int | float) and value in (0, 1):
            return float(value)
        known = _YES_OR_NO.get(str(value).strip().casefold())
        if known is None:
            raise InputError("not an answer", column=self.name, value=value, allowed="yes or no")
        return known

    def _of_parameter(self, value: object) -> float:
        known = parameters()[self.sets]
        number = within(value, known.minimum, known.maximum, column=self.name)
        try:
            return known.check(number)
        except InputError as error:
            raise InputError(error.message, column=self.name, value=value) from None


@cache
def questions() -> dict[str, Question]:
    """Return the questions by name, in the order in which they are asked."""
    path = data_path("profile.csv")
    found = {}
    for number, row in read_rows(path):
        try:
            found[row["name"]] = Question(**{key: text for key, text in row.items() if text})
        except InputError as error:
            raise InputError(str(error), file=path.name, row=number) from None
    return found
