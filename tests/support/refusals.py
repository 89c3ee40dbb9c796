"""What is said when something is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import pytest

from simlib.inputs.errors import InputError


def refusal(refused: Callable[[], object]) -> InputError:
    """Return the error with which a call refuses what it was given."""
    with pytest.raises(InputError) as caught:
        refused()
    return caught.value


def words_of(refused: Callable[[], object]) -> str:
    """Return the one line in which a call refuses what it was given."""
    return str(refusal(refused))


def refusals(cases: Mapping[str, Callable[[], object]]) -> dict[str, str]:
    """Return the line in which each case of a table is refused: place, fault, value, advice."""
    return {name: _said(case) for name, case in cases.items()}


def _said(case: Callable[[], object]) -> str:
    try:
        case()
    except InputError as error:
        return str(error)
    return "NOT REFUSED"


def names_of(words: Iterable[str]) -> list[str]:
    """Return a name for each case of a table of refusals: its number and how it begins."""
    return [f"{number} {text[:40]}" for number, text in enumerate(words)]
