"""The long studies, listed once: what ``make studies`` plays, in this order."""

from __future__ import annotations

from typing import TypeVar

from simlib.inputs.errors import InputError, unknown_name
from simlib.studies.files import Study

STUDIES: dict[str, Study] = {
    study.name: study
    for study in (
        Study(
            "headline",
            "headline",
            {"seed": 7, "worlds": 2_000, "draws": 200, "worlds_a_draw": 100},
            minutes=3,
        ),
    )
}
"""Every long study by name."""

Result = TypeVar("Result")


def named_study(name: str) -> Study:
    """Return the long study called ``name``; an unknown name is refused, near ones listed."""
    if name not in STUDIES:
        raise unknown_name("study", name, STUDIES)
    return STUDIES[name]


def load(name: str, kind: type[Result]) -> Result:
    """Return the stored result of a long study.

    Parameters
    ----------
    name : str
        One of `STUDIES`.
    kind : type
        What it is: the result type of the study.

    Raises
    ------
    InputError
        For an unknown study, or a result that is missing, stale or of another type.
    """
    found = named_study(name).load()
    if not isinstance(found, kind):
        raise InputError("a result of another kind", value=type(found).__name__)
    return found
