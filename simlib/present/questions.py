"""What to ask a client about each input: ``data/questions.csv``, by the input's name."""

from __future__ import annotations

from functools import cache

from simlib.inputs.parameters import read_rows
from simlib.inputs.paths import data_path

_COLUMNS = ("kind", "question", "short", "clause")


@cache
def questions() -> dict[str, tuple[str, ...]]:
    """Return by input how its value is shown, the question, a short name, a clause with a gap."""
    rows = read_rows(data_path("questions.csv"))
    return {row["input"]: tuple(row[column] for column in _COLUMNS) for _, row in rows}
