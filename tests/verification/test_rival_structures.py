"""Rival structures of losses: grievances that add up, and hunting that spoils relationships."""

from __future__ import annotations

import numpy as np
import pytest

from simlib.inputs.causes import GRIEVANCE, Cause
from simlib.inputs.errors import InputError
from simlib.inputs.evidence import Evidence
from simlib.inputs.scenario import Scenario
from simlib.model import rules
from simlib.model.plan import plan
from simlib.model.records import Outcome
from simlib.run.simulate import simulate
from tests.support.firms import IDLE, book_of, calm, deadly, played, rows, scenario

SLOW = {"requests_per_week": 1.0, "max_open_requests": 3.0, "service_deadline_weeks": 2.0}
BOOK = book_of(*[100.0 + number for number in range(6)])


def grieved(**fields: object) -> Scenario:
    """Return a firm whose rep can serve one request in ten weeks."""
    return scenario(BOOK, calm(**SLOW), grievances=True, **{"request_hours": 280.0, **fields})


def grievances_before_first_shock(outcome: Outcome, account: int) -> int:
    shock = rows(outcome, "shock")
    first = shock["week"][shock["account"] == account][0]
    return sum(
        int(np.count_nonzero((found["account"] == account) & (found["week"] <= first)))
        for found in (rows(outcome, "ignored"), rows(outcome, "served_late"))
    )


def test_an_account_bears_three_to_six_grievances() -> None:
    outcome = played(grieved())[0]
    counts = {grievances_before_first_shock(outcome, account) for account in range(6)}
    assert counts <= {3, 4, 5, 6}
    assert len(counts) > 1
    assert [rules.grievance_threshold(u) for u in (0.01, 0.26, 0.51, 0.99)] == [3, 4, 5, 6]


def test_grievances_stand_in_the_place_of_competitors_and_neglect() -> None:
    causes = plan(Scenario(book=BOOK, grievances=True)).cause_names
    assert GRIEVANCE in causes
    assert not {"competitor", "neglect"} & set(causes)
    lost = rows(played(grieved())[0], "lost")
    assert plan(grieved()).cause_names == (GRIEVANCE,)
    assert len(lost) > 0


def test_without_late_service_nobody_has_a_grievance() -> None:
    outcome = played(grieved(request_hours=0.0))[0]
    assert len(rows(outcome, "served")) > 100
    assert not len(rows(outcome, "shock"))


def test_conversations_settle_grievances_and_e_mails_do_not() -> None:
    """Every request takes longer than it may, and there is time for visits in between."""
    diary = IDLE.with_(review_every_weeks=0.5)
    slow = {"requests_per_week": 0.1, "service_deadline_weeks": 0.5}
    free = {"review_hours": 0.0, "email_hours": 0.0, "review_lift": 0.0, "email_lift": 0.0}
    talk = scenario(BOOK, calm(**slow, **free), diary, grievances=True, request_hours=28.0)
    mail = talk.with_(discipline=diary.with_(review_channel="email"))
    talked, mailed = (len(rows(played(story)[0], "shock")) for story in (talk, mail))
    assert talked < mailed / 2, (talked, mailed)


def test_the_grievance_cause_cannot_be_taken() -> None:
    own = Cause(
        name=GRIEVANCE,
        label="Mine",
        scope="account",
        effect="loss",
        annual_rate=1,
        loss_probability=0.5,
    )
    with pytest.raises(InputError, match="grievance"):
        Scenario(book=BOOK, evidence=Evidence.named("graded").with_cause(own), grievances=True)


def test_what_is_replaced_cannot_strike_by_force() -> None:
    with pytest.raises(InputError, match="competitor"):
        Scenario(book=BOOK, stress="strike top:1 with competitor in week 3", grievances=True)


def test_who_never_hunts_spoils_nothing() -> None:
    story = Scenario(book="supplier", discipline="devoted", horizon_years=2)
    plain, spoiled = (
        simulate(each, worlds=6, seed=3, log="full") for each in (story, story.with_(spoiling=True))
    )
    assert plain.events.equals(spoiled.events)


def test_hunting_halves_what_a_relationship_is_worth() -> None:
    """Calls alone, so s = 1: a perfect relationship protects by half, else by all."""
    cause = deadly(0.5).with_(protection=1.0)
    evidence = calm(
        initial_relationship=1.0,
        relationship_half_life_weeks=1000,
        notice_weeks=0,
        flat_no_probability=0.0,
        meeting_probability=0.0,
        rescue_lift=0.0,
        rescue_hours=0.0,
    ).with_cause(cause)
    diary = IDLE.with_(calls_per_month=8.0)
    hunts = scenario(BOOK, evidence, diary, spoiling=True)
    chances = [
        row["value"]
        for outcome in played(hunts, 20)
        for row in rows(outcome, "kept")
        if row["week"] > 20
    ]
    assert chances
    # r has decayed a little by then: between 1 - 0.5 r at r = 1 and the decay of five years.
    assert all(0.5 <= chance < 0.6 for chance in chances)
    stays = played(scenario(BOOK, evidence, IDLE, spoiling=True), 20)
    assert all(row["value"] < 0.2 for outcome in stays for row in rows(outcome, "kept"))


def test_check_ins_that_begin_after_the_end_are_none() -> None:
    story = Scenario(book="supplier", discipline="weekly_block", horizon_years=2)
    never = story.with_(check_in_kind="none", check_in_every_weeks=None, name="x", label="x")
    late = story.with_(check_in_from_week=105.0, name="x", label="x")
    a, b = (simulate(each, worlds=6, seed=3, log="full") for each in (never, late))
    assert a.events.equals(b.events)
    assert (a.revenue == b.revenue).all()
    begun = simulate(story.with_(check_in_from_week=52.0), worlds=6, seed=3, log="story")
    weeks = begun.events["week"][begun.events["kind"] == "check_in"]
    assert weeks.min() >= 52.0
