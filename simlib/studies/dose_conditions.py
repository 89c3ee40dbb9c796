"""Conditions beside which a best dose is tried: market, concentration and size of the book."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simlib.inputs.scenario import Scenario
from simlib.inputs.shipped import load_book
from simlib.studies.books import with_largest_at

BOOKS = ("hms_associates", "supplier", "dealer")
"""One, four and fifteen reps."""
TARGETS = (20, 40, 100)
"""Prospects on a rep's list: low, central and high."""
SHARES = (0.05, 0.25, 0.50)
"""Of the account that is the largest of the standard book."""
AGAINST = {"service_load": 1.0, "target_revenue_median": 0.1}
"""Where prospecting should not pay: reps with no hour to spare, and prospects a tenth the size."""
_STANDARD = "supplier"


@dataclass(frozen=True)
class Condition:
    """One scenario among others that differ in one thing.

    Parameters
    ----------
    group, label : str
        What is varied, and how.
    scenario : Scenario
    """

    group: str
    label: str
    scenario: Scenario


def conditions(evidence_sets: Sequence[str]) -> tuple[Condition, ...]:
    """Return every condition under every evidence set; the standard book is among the books."""
    return tuple(
        Condition(case.group, case.label, case.scenario.with_(evidence=name, **case.inputs))
        for case in (*_books(), *_markets(), *_concentrations(), _against())
        for name in evidence_sets
    )


@dataclass(frozen=True)
class _Case:
    group: str
    label: str
    scenario: Scenario
    inputs: dict[str, float]


def _books() -> list[_Case]:
    return [_Case("book", name, Scenario(book=name), {}) for name in BOOKS]


def _markets() -> list[_Case]:
    base = Scenario(book=_STANDARD)
    central = base.evidence["targets_per_rep"]
    return [
        _Case("targets", f"{targets}", base, {"targets_per_rep": targets})
        for targets in TARGETS
        if targets != central
    ]


def _concentrations() -> list[_Case]:
    book = load_book(_STANDARD)
    return [
        _Case("largest", f"{100 * share:g}", Scenario(book=with_largest_at(book, share)), {})
        for share in SHARES
        if abs(book.largest_share - share) > 0.005
    ]


def _against() -> _Case:
    return _Case("against", "full calendar, small prospects", Scenario(book=_STANDARD), AGAINST)
