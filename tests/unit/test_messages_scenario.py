"""What a user reads when evidence, causes, a diary or a scenario is refused, word for word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from simlib.inputs.causes import Cause, with_grievances
from simlib.inputs.disciplines import discipline
from simlib.inputs.evidence import Evidence
from simlib.inputs.parameters import parameters
from simlib.inputs.quantity import parse_number, within
from simlib.inputs.ranges import evidence_at, uncertain_input
from simlib.inputs.scenario import Scenario
from simlib.inputs.stress import StressEvent
from tests.firms import book_of, calm, deadly
from tests.refusals import names_of, words_of

GRADED = Evidence.named("graded")
NEAR_HOURS = "did you mean call_hours or email_hours or proposal_hours?"
SETS = "folklore, graded, high, low"
PLAIN = "a plain number such as 0.27, or a percentage such as '27 %'"
GRAMMAR = (
    "'lose top:1 in week 52', 'shrink id:ACME by 40 % in week 52', 'strike top:2@REP with "
    "competitor in week 10', 'owner:REP leaves with share 0.6 in week 52'"
)


def _cause(**fields: Any) -> Cause:
    return Cause(**{"name": "flood", "label": "Flood", "scope": "account", **fields})


NUMBERS: list[tuple[Callable[[], object], str]] = [
    (
        lambda: parse_number("1_000", column="share", file="s.csv"),
        f"s.csv, column 'share': not a number; found '1_000'; allowed: {PLAIN}",
    ),
    (
        lambda: parse_number(True, column="share"),
        f"column 'share': not a number; found True; allowed: {PLAIN}",
    ),
    (
        lambda: parse_number(None, column="share"),
        f"column 'share': not a number; found None; allowed: {PLAIN}",
    ),
    (
        lambda: within("x", 0, 1, column="share", file="s.csv"),
        f"s.csv, column 'share': not a number; found 'x'; allowed: {PLAIN}",
    ),
    (
        lambda: within(27, 0, 1, column="share", file="s.csv"),
        "s.csv, column 'share': out of its limits; found 27; "
        "allowed: 0 to 1 (did you mean '27 %', that is 0.27?)",
    ),
    (
        lambda: within(100, 0, 1, column="share"),
        "column 'share': out of its limits; found 100; "
        "allowed: 0 to 1 (did you mean '100 %', that is 1?)",
    ),
    (
        lambda: within(101, 0, 1, column="share"),
        "column 'share': out of its limits; found 101; allowed: 0 to 1",
    ),
    (
        lambda: within("127 %", 0, 1, column="share"),
        "column 'share': out of its limits; found '127 %'; allowed: 0 to 1",
    ),
    (
        lambda: within(7, 0.5, 6, column="weeks"),
        "column 'weeks': out of its limits; found 7; allowed: 0.5 to 6",
    ),
    (
        lambda: GRADED.with_(call_hours=" 20 % "),
        "column 'call_hours': a percentage makes no sense here; found ' 20 % '; "
        "allowed: a number of hours",
    ),
    (
        lambda: parameters()["horizon_years"].check(2.5),
        "column 'horizon_years': must be whole; found 2.5; allowed: years",
    ),
]
EVIDENCE: list[tuple[Callable[[], object], str]] = [
    (
        lambda: Evidence.named("grade"),
        f"unknown evidence set; found 'grade'; allowed: did you mean graded? known: {SETS}",
    ),
    (
        lambda: GRADED["call_hour"],
        f"unknown parameter; found 'call_hour'; allowed: {NEAR_HOURS}",
    ),
    (
        lambda: GRADED.with_(call_hour=2),
        f"unknown parameter; found 'call_hour'; allowed: {NEAR_HOURS}",
    ),
    (
        lambda: Evidence(name="graded", values={"call_hour": 2}, causes=()),
        f"unknown parameter; found 'call_hour'; allowed: {NEAR_HOURS}",
    ),
    (
        lambda: Evidence(
            name="graded",
            values={k: v for k, v in GRADED.values.items() if k != "gross_margin"},
            causes=(),
        ),
        "column 'gross_margin': evidence lacks a value",
    ),
    (
        lambda: Evidence(name="graded", values=GRADED.values, causes=(_loss(), _loss())),
        "two causes share a name; found ['flood', 'flood']",
    ),
    (
        lambda: calm().with_cause(_loss()).cause("floods"),
        "unknown cause; found 'floods'; allowed: did you mean flood? known: flood",
    ),
    (
        lambda: calm().with_cause(_loss()).with_(**{"floods.annual_rate": 1}),
        "unknown cause; found 'floods'; allowed: did you mean flood? known: flood",
    ),
    (
        lambda: calm().with_cause(_loss()).with_(**{"flood.annual_rate": 53}),
        "column 'flood.annual_rate': out of its limits; found 53; allowed: 0 to 52",
    ),
    (
        lambda: calm().with_cause(_loss()).with_(**{"flood.protection": 27}),
        "column 'flood.protection': out of its limits; found 27; "
        "allowed: 0 to 1 (did you mean '27 %', that is 0.27?)",
    ),
    (
        lambda: _loss(name="closed"),
        "a cause cannot be made so; found {'name': 'closed', 'label': 'Flood', 'scope': 'account', "
        "'effect': 'loss', 'annu; allowed: closed is a name the model keeps for itself",
    ),
    (
        lambda: _cause(effect="shrink", annual_rate=1, severity_low=0.5, severity_high=0.4),
        "a cause cannot be made so; found {'name': 'flood', 'label': 'Flood', 'scope': 'account', "
        "'effect': 'shrink', 'ann; allowed: severity_low <= severity_high",
    ),
    (
        lambda: _loss(annual_rate=53),
        "column 'annual_rate': a cause cannot be made so; found 53; "
        "allowed: Input should be less than or equal to 52",
    ),
    (
        lambda: _loss(rate=3),
        "unknown field of a cause; found 'rate'; "
        "allowed: did you mean grade or annual_rate or name? known: "
        "annual_rate, effect, grade, graded_range, label, loss_probability, name, "
        "protection, scope, severity_high, severity_low, source",
    ),
    (
        lambda: with_grievances((deadly(1.0, name="grievance"),)),
        "column 'causes': two causes share a name; found 'grievance'",
    ),
    (
        lambda: uncertain_input("call_hour"),
        f"unknown uncertain input; found 'call_hour'; allowed: {NEAR_HOURS}",
    ),
    (
        lambda: evidence_at({"call_hour": 0.5}),
        f"unknown uncertain input; found 'call_hour'; allowed: {NEAR_HOURS}",
    ),
    (
        lambda: evidence_at({"call_hours": 1.1}),
        "column 'call_hours': not a quantile; found 1.1; allowed: 0 to 1",
    ),
    (
        lambda: evidence_at({"call_hours": -0.1}),
        "column 'call_hours': not a quantile; found -0.1; allowed: 0 to 1",
    ),
]


def _loss(**fields: Any) -> Cause:
    return _cause(**{"effect": "loss", "annual_rate": 1.0, **fields})


TWO = book_of(100.0, 50.0, reps=1)


def _scenario(*stress: str, **fields: Any) -> Scenario:
    return Scenario(book=TWO, stress=stress, **fields)


SCENARIOS: list[tuple[Callable[[], object], str]] = [
    (
        lambda: discipline("weekly_blok"),
        "unknown discipline; found 'weekly_blok'; allowed: did you mean weekly_block? known: "
        "all_hunt, arms_length, babysitter, big_game, daily_habit, devoted, feast_or_famine, "
        "one_call_a_month, sink_or_swim, weekly_block",
    ),
    (
        lambda: discipline("weekly_block").with_(review_every_weeks=0.05),
        "column 'review_every_weeks': a discipline cannot be made so; found 0.05; "
        "allowed: 0 (never) or at least 0.1 weeks",
    ),
    (
        lambda: discipline("weekly_block").with_(priority_order="none"),
        "column 'priority_order': a discipline cannot be made so; found 'none'; "
        "allowed: one of usual, babysitter",
    ),
    (
        lambda: Scenario(book=TWO, stress=7),
        "column 'stress': not stress events; found 7; allowed: lines",
    ),
    (
        lambda: _scenario(evidence=GRADED.with_(gross_margin=0.1)),
        "column 'gross_margin': the gross margin does not cover pay, commission and the operating "
        "margin; found 0.1; allowed: at least 0.135",
    ),
    (
        lambda: _scenario().with_(call_per_month=1),
        "unknown field, lever or parameter; found 'call_per_month'; allowed: did you mean "
        "calls_per_month or cash_buffer_months or calls_protected?",
    ),
    (
        lambda: _scenario().cause("flod"),
        "unknown cause; found 'flod'; allowed: known: acquired, buyer_dies, buyer_moves, "
        "buyer_retires, closes, competitor, conflict, downturn, leadership, neglect, recession",
    ),
    (
        lambda: _scenario("lose top:1 in week 53", horizon_years=1),
        "a stress event after the horizon; found 'lose top:1 in week 53'; allowed: week 0 to 52",
    ),
    (
        lambda: _scenario("lose top:1 in week 5", "lose id:a00 in week 5"),
        "the same stress event twice; found 'lose id:a00 in week 5'",
    ),
    (
        lambda: _scenario("lose id:a0 in week 5"),
        "unknown account in a stress event; found 'a0'; allowed: did you mean a01 or a00? "
        "known: a00, a01",
    ),
    (
        lambda: _scenario("owner:rep leaves with share 0.5 in week 5"),
        "unknown owner in a stress event; found 'rep'; allowed: did you mean rep 1? known: rep 1",
    ),
    (
        lambda: _scenario("lose top:1@rep in week 5"),
        "unknown owner in a stress event; found 'rep'; allowed: did you mean rep 1? known: rep 1",
    ),
    (
        lambda: _scenario("lose top:3 in week 5"),
        "not that many accounts; found 'top:3'; allowed: top:1 to top:2",
    ),
    (
        lambda: _scenario("lose owner:rep 1 in week 5"),
        "unknown selector; found 'owner:rep 1'; allowed: id:X, top:n, top:n@rep",
    ),
    (
        lambda: StressEvent.parse(" lose everything "),
        f"not a stress event; found ' lose everything '; allowed: {GRAMMAR}",
    ),
    (
        lambda: StressEvent.parse("strike top:1 in week 5"),
        f"a strike needs a cause; found 'strike top:1 in week 5'; allowed: {GRAMMAR}",
    ),
    (
        lambda: StressEvent(week=1, action="lose", selector="bottom:1"),
        "column 'selector': a stressevent cannot be made so; found 'bottom:1'; "
        "allowed: id:X, top:n, top:n@rep, owner:REP",
    ),
]
CASES = [*NUMBERS, *EVIDENCE, *SCENARIOS]


@pytest.mark.parametrize(("refused", "words"), CASES, ids=names_of(w for _, w in CASES))
def test_a_scenario_is_refused_in_these_words(refused: Callable[[], object], words: str) -> None:
    assert words_of(refused) == words


def test_a_strike_without_a_loss_is_refused_in_these_words() -> None:
    shrinks = _cause(effect="shrink", annual_rate=1.0, severity_high=0.5)
    evidence = calm().with_cause(shrinks)
    found = words_of(lambda: _scenario("strike top:1 with flood in week 5", evidence=evidence))
    assert found == "only a loss cause can strike; found 'strike top:1 with flood in week 5'"
