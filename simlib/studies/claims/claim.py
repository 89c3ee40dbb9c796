"""A claim: who asserts what, by which tests it is tried, and what was fixed before looking."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Literal

from simlib.inputs.errors import InputError, unknown_name
from simlib.inputs.files import data_path
from simlib.inputs.parameters import read_rows
from simlib.inputs.records import Record

Unit = Literal["share", "chance", "ratio", "count"]


class ClaimTest(Record):
    """One estimand with its threshold.

    ``direction`` is the side of the threshold on which the claim holds, ``fixed_on`` the day from
    which the threshold has stood.
    """

    claim: str
    test: str
    estimand: str
    unit: Unit
    direction: Literal["above", "below"]
    threshold: float
    fixed_on: date

    def passes(self, estimate: float) -> bool:
        """Return whether an estimate lies on the claim's side; NaN does not."""
        above = estimate > self.threshold
        return above if self.direction == "above" else estimate < self.threshold


class Claim(Record):
    """A claim and its tests: it holds where all of them pass."""

    id: str
    author: str
    claim: str
    client_claim: str
    """The same in words for people who should not read ``babysitter``."""
    decided_by: str = ""
    """The assumed input that carries the answer alone, so that the model cannot say; "" if none."""
    structures: bool = False
    """Whether it has to hold under every structure of losses to be firm."""
    tests: tuple[ClaimTest, ...]


@cache
def claims() -> dict[str, Claim]:
    """Return the registered claims by id, in order.

    Raises
    ------
    InputError
        If a table has a row that is no claim or no test, a test of an unknown claim, or a claim
        without a test.
    """
    tests: dict[str, list[ClaimTest]] = {}
    for row_number, row in read_rows(data_path("claim_tests.csv")):
        try:
            test = ClaimTest(**row)
        except InputError as error:
            raise InputError(str(error), file="claim_tests.csv", row=row_number) from None
        tests.setdefault(test.claim, []).append(test)
    found = {}
    for row_number, row in read_rows(data_path("claims.csv")):
        if row["id"] not in tests:
            raise InputError("a claim without a test", file="claims.csv", row=row_number)
        fields = {**row, "structures": row["structures"] == "yes"}
        found[row["id"]] = Claim(**fields, tests=tuple(tests[row["id"]]))
    for name in tests:
        if name not in found:
            raise unknown_name("claim of a test", name, found)
    return found
