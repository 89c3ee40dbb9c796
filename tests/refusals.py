"""What is said when something is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from simlib.inputs.errors import InputError


def words_of(refused: Callable[[], object]) -> str:
    """Return the one line in which a call refuses what it was given."""
    with pytest.raises(InputError) as caught:
        refused()
    return str(caught.value)


def names_of(words: Iterable[str]) -> list[str]:
    """Return a name for each case of a table of refusals: its number and how it begins."""
    return [f"{number} {text[:40]}" for number, text in enumerate(words)]
