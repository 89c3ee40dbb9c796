"""A scenario: changed only by copying, refused in words, hashed by what decides the outcome."""

from __future__ import annotations

import math
import pickle
from typing import Any

import pytest

from simlib.inputs.disciplines import discipline
from simlib.inputs.errors import InputError
from simlib.inputs.evidence import Evidence
from simlib.inputs.records import FrozenDict
from simlib.inputs.scenario import Scenario
from tests.support.firms import IDLE, book_of, calm, deadly

BOOK = book_of(100.0, 50.0, 25.0, reps=2)

BASE = Scenario(book=BOOK)


# -- what it is made of ----------------------------------------------------------------------


def test_shipped_things_are_found_by_name() -> None:
    story = Scenario(book="hms_associates", discipline="devoted", evidence="folklore")
    assert story.book.name == "hms_associates"
    assert story.discipline == discipline("devoted")
    assert story.evidence == Evidence.named("folklore")


def test_name_and_label_come_from_the_discipline() -> None:
    assert (BASE.name, BASE.label) == ("weekly_block", "weekly block")
    named = Scenario(book=BOOK, name="mine", label="My week")
    assert (named.name, named.label) == ("mine", "My week")


@pytest.mark.parametrize(
    ("fields", "near"),
    [
        ({"book": "supplie"}, "supplier"),
        ({"discipline": "weekly_blok"}, "weekly_block"),
        ({"evidence": "grade"}, "graded"),
        ({"horizon_yeers": 3}, "horizon_years"),
    ],
)
def test_an_unknown_name_lists_near_ones(fields: dict[str, Any], near: str) -> None:
    with pytest.raises(InputError, match=f"did you mean.*{near}"):
        Scenario(**{"book": BOOK, **fields})


@pytest.mark.parametrize(
    "fields",
    [
        {"horizon_years": 0},
        {"horizon_years": 21},
        {"horizon_years": 2.5},
        {"horizon_years": "long"},
        {"typical_new_account": 0},
        {"typical_new_account": -5},
        {"typical_new_account": math.inf},
        {"typical_new_account": math.nan},
        {"request_hours": -1},
        {"request_hours": 401},
        {"request_hours": math.nan},
        {"name": "x" * 81},
        {"unlimited_cash": "perhaps"},
    ],
    ids=str,
)
def test_a_field_that_cannot_be_is_refused_by_name(fields: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=f"'{next(iter(fields))}'"):
        BASE.with_(**fields)


# -- with_ -----------------------------------------------------------------------------------


def test_with_sorts_fields_levers_and_numbers() -> None:
    story = BASE.with_(
        horizon_years=3, calls_per_month=4, gross_margin="31 %", **{"neglect.annual_rate": 0.2}
    )
    assert story.horizon_years == 3
    assert story.discipline.calls_per_month == 4
    assert story.evidence["gross_margin"] == 0.31
    assert story.evidence.cause("neglect").annual_rate == 0.2


def test_with_never_mutates() -> None:
    before = pickle.dumps(BASE)
    BASE.with_(
        horizon_years=3, calls_per_month=4, gross_margin="31 %", stress="lose top:1 in week 3"
    )
    assert pickle.dumps(BASE) == before
    with pytest.raises(Exception, match="frozen"):
        BASE.horizon_years = 3  # type: ignore[misc]


def test_with_nothing_is_the_same_scenario() -> None:
    assert BASE.with_() == BASE


@pytest.mark.parametrize(
    ("wrong", "near"),
    [
        ("calls_per_mont", "calls_per_month"),
        ("gros_margin", "gross_margin"),
        ("stres", "stress"),
    ],
)
def test_with_lists_near_names_of_all_three_kinds(wrong: str, near: str) -> None:
    with pytest.raises(InputError, match=f"did you mean.*{near}"):
        BASE.with_(**{wrong: 1})


def test_a_name_that_came_from_the_diary_follows_it() -> None:
    other = BASE.with_(discipline="devoted")
    assert (other.name, other.label) == ("devoted", "service only")
    kept = BASE.with_(name="mine", label="My week").with_(discipline="devoted")
    assert (kept.name, kept.label) == ("mine", "My week")


def test_a_changed_lever_shows_in_name_and_label() -> None:
    changed = BASE.with_(calls_per_month=4)
    assert changed.name == "weekly_block (calls_per_month 4)"
    assert changed.label == "weekly block (calls_per_month 4)"
    assert len(BASE.with_(**dict.fromkeys(("calls_per_month", "review_every_weeks"), 4)).name) <= 80


def test_levers_apply_to_a_diary_given_at_the_same_time() -> None:
    both = BASE.with_(discipline="devoted", calls_per_month=2, evidence="low", call_hours=3)
    assert both.discipline.review_every_weeks == 6.5
    assert both.discipline.calls_per_month == 2
    assert (both.evidence.name, both.evidence["call_hours"]) == ("low", 3)


# -- what no firm can be ---------------------------------------------------------------------


def test_a_negative_fixed_cost_is_refused_with_the_least_margin() -> None:
    with pytest.raises(InputError) as refusal:
        BASE.with_(gross_margin="10 %")
    said = str(refusal.value)
    assert "'gross_margin'" in said
    assert "at least 0.135" in said


def test_a_fixed_cost_of_exactly_nothing_is_allowed() -> None:
    shares = ("rep_cost_share", "commission_rate", "operating_margin")
    least = sum(BASE.evidence[name] for name in shares)
    assert BASE.with_(gross_margin=least).evidence["gross_margin"] == least


@pytest.mark.parametrize("evidence", ["low", "high", "folklore"])
def test_every_shipped_set_makes_a_possible_firm(evidence: str) -> None:
    assert Scenario(book=BOOK, evidence=evidence).evidence.name == evidence


# -- the key ---------------------------------------------------------------------------------

_CHANGES: dict[str, dict[str, Any]] = {
    "book": {"book": book_of(100.0, 50.0, 26.0, reps=2)},
    "seats": {"book": book_of(100.0, 50.0, 25.0, reps=3)},
    "discipline": {"discipline": "devoted"},
    "lever": {"over_promise": 0.1, "name": "weekly_block"},
    "evidence": {"evidence": "low"},
    "number": {"call_hours": 2.5},
    "cause": {"neglect.annual_rate": 0.4},
    "stress": {"stress": "lose top:1 in week 3"},
    "week of stress": {"stress": "lose top:1 in week 4"},
    "horizon": {"horizon_years": 4},
    "typical account": {"typical_new_account": 30.0},
    "request hours": {"request_hours": 1.0},
    "no request hours": {"request_hours": 0.0},
    "cash": {"unlimited_cash": True},
}


def test_the_key_changes_with_everything_that_decides_the_outcome() -> None:
    keys = {name: BASE.with_(**changes).key() for name, changes in _CHANGES.items()}
    assert len({*keys.values(), BASE.key()}) == len(keys) + 1
    assert all(len(key) == 12 and int(key, 16) >= 0 for key in keys.values())


def test_the_key_ignores_what_only_people_read() -> None:
    assert BASE.with_(name="other", label="Other").key() == BASE.key()
    worded = BASE.discipline.with_(client_label="other words", rationale="none")
    assert BASE.with_(discipline=worded).key() == BASE.key()


def test_the_key_ignores_the_name_of_the_diary() -> None:
    """A discipline with another name is the same run (see tests/common_random_numbers)."""
    assert BASE.with_(discipline=BASE.discipline.with_(name="other")).key() == BASE.key()


def test_the_key_is_the_same_in_every_process() -> None:
    assert pickle.loads(pickle.dumps(BASE)).key() == BASE.key()


@pytest.mark.parametrize("name", ["graded", "folklore"])
def test_a_scenario_survives_a_pickle(name: str) -> None:
    story = Scenario(
        book="supplier",
        evidence=Evidence.named(name).with_cause(deadly(0.1)).without_causes("closes"),
        stress=["lose top:1 in week 52", "owner:Tomas Ruiz leaves with share 60 % in week 60"],
    ).with_(calls_per_month=3)
    again = pickle.loads(pickle.dumps(story))
    assert again == story
    assert again.key() == story.key()


def test_own_diaries_and_evidence_are_taken_as_they_are() -> None:
    story = Scenario(book=BOOK, discipline=IDLE, evidence=calm())
    assert story.discipline is IDLE or story.discipline == IDLE
    assert story.evidence == calm()


def test_frozen_values_say_what_to_do() -> None:
    for change in (lambda d: d.update(a=1), lambda d: d.__setitem__("a", 1), lambda d: d.pop("a")):
        with pytest.raises(TypeError) as caught:
            change(FrozenDict(a=2))
        assert str(caught.value) == "inputs are frozen: use with_(...)"


def test_a_changed_lever_is_written_into_name_and_label() -> None:
    base = Scenario(book=book_of(1.0))
    changed = base.with_(calls_per_month=4.0, calls_protected=True)
    said = "(calls_per_month 4, calls_protected True)"
    assert (changed.name, changed.label) == (f"weekly_block {said}", f"weekly block {said}")
    long = base.with_(
        trigger="after_loss_26", target_focus="scattered", check_in_kind="team_meeting"
    )
    assert (len(long.name), len(long.label)) == (80, 80)
    named = Scenario(book=book_of(1.0), name="ours")
    assert (named.label, named.with_(calls_per_month=4.0).name) == ("ours", "ours")


def test_a_label_that_was_the_name_follows_it() -> None:
    ours = Scenario(book=book_of(1.0), name="ours")
    assert ours.with_(name="theirs").label == "theirs"
    assert ours.with_(label="kept").with_(name="theirs").label == "kept"
