"""How numbers, evidence, causes, diaries and scenarios are refused: field, value and advice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from syrupy.assertion import SnapshotAssertion

from simlib.inputs.causes import Cause, with_grievances
from simlib.inputs.disciplines import discipline
from simlib.inputs.evidence import Evidence
from simlib.inputs.parameters import parameters
from simlib.inputs.quantity import parse_number, within
from simlib.inputs.ranges import evidence_at, uncertain_input
from simlib.inputs.scenario import Scenario
from simlib.inputs.stress import StressEvent
from tests.support.firms import book_of, calm, deadly
from tests.support.refusals import refusals

GRADED = Evidence.named("graded")
TWO = book_of(100.0, 50.0, reps=1)
WITHOUT_MARGIN = {k: v for k, v in GRADED.values.items() if k != "gross_margin"}


def _cause(**fields: Any) -> Cause:
    return Cause(**{"name": "flood", "label": "Flood", "scope": "account", **fields})


def _loss(**fields: Any) -> Cause:
    given = {"effect": "loss", "annual_rate": 1.0, "loss_probability": 0.5}
    return _cause(**{**given, **fields})


def _shrink(**fields: Any) -> Cause:
    return _cause(**{"effect": "shrink", "annual_rate": 1.0, "severity_high": 0.5, **fields})


def _flooded(**changes: Any) -> Evidence:
    return calm().with_cause(_loss()).with_(**changes)


def _evidence(values: Any = GRADED.values, causes: tuple[Cause, ...] = ()) -> Evidence:
    return Evidence(name="graded", values=values, causes=causes)


def _scenario(*stress: str, **fields: Any) -> Scenario:
    return Scenario(book=TWO, stress=stress, **fields)


def _share(value: object, file: str | None = None) -> float:
    return within(value, 0, 1, column="share", file=file)


NUMBERS: dict[str, Callable[[], object]] = {
    "a mark of thousands": lambda: parse_number("1_000", column="share", file="s.csv"),
    "a truth": lambda: parse_number(True, column="share"),
    "nothing": lambda: parse_number(None, column="share"),
    "a letter": lambda: _share("x", "s.csv"),
    "a percentage without its mark": lambda: _share(27, "s.csv"),
    "100 without its mark": lambda: _share(100),
    "101": lambda: _share(101),
    "127 %": lambda: _share("127 %"),
    "above its limit": lambda: within(7, 0.5, 6, column="weeks"),
    "a share of hours": lambda: GRADED.with_(call_hours=" 20 % "),
    "half a year": lambda: parameters()["horizon_years"].check(2.5),
}
EVIDENCE: dict[str, Callable[[], object]] = {
    "a set misspelt": lambda: Evidence.named("grade"),
    "a parameter read": lambda: GRADED["call_hour"],
    "a parameter changed": lambda: GRADED.with_(call_hour=2),
    "a parameter given": lambda: _evidence({"call_hour": 2}),
    "a parameter missing": lambda: _evidence(WITHOUT_MARGIN),
    "two causes of one name": lambda: _evidence(causes=(_loss(), _loss())),
    "a cause misspelt": lambda: _flooded().cause("floods"),
    "a cause misspelt in a change": lambda: _flooded(**{"floods.annual_rate": 1}),
    "a rate above its limit": lambda: _flooded(**{"flood.annual_rate": 53}),
    "a share that is none": lambda: _flooded(**{"flood.protection": 27}),
    "a name of the model": lambda: _loss(name="closed"),
    "severities that cross": lambda: _shrink(severity_low=0.5, severity_high=0.4),
    "a rate that no cause has": lambda: _loss(annual_rate=53),
    "a field of a cause misspelt": lambda: _loss(rate=3),
    "grievances twice": lambda: with_grievances((deadly(1.0, name="grievance"),)),
    "an input misspelt": lambda: uncertain_input("call_hour"),
    "an input misspelt in a draw": lambda: evidence_at({"call_hour": 0.5}),
    "a quantile above 1": lambda: evidence_at({"call_hours": 1.1}),
    "a quantile below 0": lambda: evidence_at({"call_hours": -0.1}),
}
SCENARIOS: dict[str, Callable[[], object]] = {
    "a diary misspelt": lambda: discipline("weekly_blok"),
    "reviews too often": lambda: discipline("weekly_block").with_(review_every_weeks=0.05),
    "an unknown order": lambda: discipline("weekly_block").with_(priority_order="none"),
    "stress that is a number": lambda: Scenario(book=TWO, stress=7),
    "a margin that does not cover": lambda: _scenario(evidence=GRADED.with_(gross_margin=0.1)),
    "a lever misspelt": lambda: _scenario().with_(call_per_month=1),
    "a cause misspelt": lambda: _scenario().cause("flod"),
    "after the horizon": lambda: _scenario("lose top:1 in week 53", horizon_years=1),
    "an event twice": lambda: _scenario("lose top:1 in week 5", "lose id:a00 in week 5"),
    "an account misspelt": lambda: _scenario("lose id:a0 in week 5"),
    "an owner misspelt": lambda: _scenario("owner:rep leaves with share 0.5 in week 5"),
    "the largest of an owner misspelt": lambda: _scenario("lose top:1@rep in week 5"),
    "more accounts than there are": lambda: _scenario("lose top:3 in week 5"),
    "a selector of people": lambda: _scenario("lose owner:rep 1 in week 5"),
    "no event": lambda: StressEvent.parse(" lose everything "),
    "a strike without a cause": lambda: StressEvent.parse("strike top:1 in week 5"),
    "an unknown selector": lambda: StressEvent(week=1, action="lose", selector="bottom:1"),
    "a strike that takes nothing": lambda: _scenario(
        "strike top:1 with flood in week 5", evidence=calm().with_cause(_shrink())
    ),
}


def test_a_number_is_refused_by_its_field(snapshot: SnapshotAssertion) -> None:
    assert refusals(NUMBERS) == snapshot


def test_evidence_and_causes_are_refused_by_name(snapshot: SnapshotAssertion) -> None:
    assert refusals(EVIDENCE) == snapshot


def test_a_scenario_is_refused_by_what_no_firm_can_be(snapshot: SnapshotAssertion) -> None:
    assert refusals(SCENARIOS) == snapshot
