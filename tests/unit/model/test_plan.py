"""Whom chance is about: the counter words of a plan, worked out from the ids; who comes next."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from zlib import crc32

from simlib.model.clock import MOST_CAUSES
from simlib.model.plan import Plan, plan
from simlib.model.state import Target
from simlib.model.targets import call_is_possible, next_target
from tests.support.firms import IDLE, book_of, calm, deadly, scenario
from tests.support.refusals import words_of


def _word(*parts: object) -> int:
    return crc32("\x1f".join(map(str, parts)).encode())


def test_draws_are_addressed_by_kind_and_id() -> None:
    ready = plan(scenario(book_of(100.0, 50.0, reps=2), calm(targets_per_rep=2)))
    reps = ready.scenario.book.reps
    assert list(ready.account_entities) == [_word("account", "a00"), _word("account", "a01")]
    assert list(ready.rep_entities) == [_word("rep", rep) for rep in reps]
    assert [list(each) for each in ready.prospect_entities] == [
        [_word("prospect", rep, number) for number in range(2)] for rep in reps
    ]


def test_more_causes_than_fit_into_a_key_are_refused_in_these_words() -> None:
    names = [f"cause_{number}" for number in range(MOST_CAUSES)]
    evidence = calm()
    several = tuple(deadly(1.0, name=name) for name in names)

    def planned(count: int, *stress: str) -> Plan:
        causes = evidence.model_copy(update={"causes": several[:count]})
        return plan(scenario(book_of(1.0), causes, stress=stress))

    allowed = f"allowed: below {MOST_CAUSES}"
    most = MOST_CAUSES - 1
    assert len(planned(most).causes) == most
    assert words_of(lambda: planned(most + 1)) == f"too many causes; found {most + 1}; {allowed}"
    forced = "lose top:1 in week 5"
    assert words_of(lambda: planned(most, forced)).startswith("too many causes; found ")


def test_a_prospect_is_its_own_buyer_and_parent() -> None:
    ready = plan(scenario(book_of(100.0, 50.0, reps=2), calm(targets_per_rep=2)))
    for seat, rep in enumerate(ready.scenario.book.reps):
        for number in range(2):
            parts = ("prospect", rep, number)
            expected = (_word(*parts), _word("buyer", *parts), _word("parent", *parts))
            assert ready.prospect_units(seat, number) == expected


def test_only_a_conversation_gains_from_asking_how_we_are_helping() -> None:
    known = calm(review_lift=0.4, email_lift=0.1, helping_lift_gain=0.25)

    def lift(**levers: str) -> float:
        return plan(scenario(book_of(100.0), known, IDLE.with_(**levers))).diaries[0].touch_lift

    assert lift() == lift(coaching_focus="closing") == 0.4
    assert lift(coaching_focus="helping") == 0.5
    assert lift(coaching_focus="helping", review_channel="email") == 0.1


def test_every_unit_is_struck_as_what_it_is() -> None:
    """An owner and a buyer of one name are two, and nobody's sector is a sector of its own."""
    ready = plan(scenario(book_of(100.0, 50.0, parent="Ash", buyer="Ash", sector="Ash"), calm()))
    for scope in ("parent", "buyer"):
        assert ready.unit_entities[scope] == (_word(scope, "Ash"),)
        assert ready.units[scope] == (0, 0)
    assert _word("sector", "Ash") in ready.unit_entities["sector"]
    assert ready.unit_entities["economy"] == (_word("economy", "economy"),)
    own = (_word("account", "a00"), _word("account", "a01"))
    assert ready.unit_entities["account"] == own


def test_a_target_may_be_called_again_in_the_very_week_it_has_cooled() -> None:
    target = Target(0, 0, entity=1, potential=1.0, guess=1.0, champion=False)
    target.unavailable_until = 5.0
    rep: Any = SimpleNamespace(current=None, by_guess=[target], targets=[target], next_in_turn=0)
    for focus in ("focused", "scattered"):
        for week, next_one in ((4.9, None), (5.0, target), (5.1, target)):
            rep.current = None
            rep.diary = SimpleNamespace(levers=SimpleNamespace(target_focus=focus))
            firm: Any = SimpleNamespace(week=week)
            assert next_target(firm, rep) is next_one
            assert call_is_possible(firm, rep) is (next_one is not None)
