"""The same worlds twice: with the rows of each, and as totals only."""

from __future__ import annotations

from functools import cache
from typing import Any

from simlib.inputs.scenario import Scenario
from simlib.run.result import Comparison
from simlib.run.simulate import compare
from tests.support.firms import book_of

WORLDS = 300
BASE = Scenario(
    book=book_of(300.0, 250.0, 240.0, 120.0, 100.0, 60.0, reps=2),
    horizon_years=3,
    stress="lose top:1 in week 30",
)
ARMS = (BASE, BASE.with_(discipline="one_call_a_month"), BASE.with_(name="same again"))


@cache
def both() -> tuple[Comparison, Comparison]:
    """Return the comparison with rows and a log, and the one that keeps only totals."""
    fields: dict[str, Any] = {"worlds": WORLDS, "seed": 5, "progress": False}
    return compare(ARMS, log="story", **fields), compare(ARMS, keep="totals", **fields)
