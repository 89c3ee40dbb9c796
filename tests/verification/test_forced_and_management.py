"""Forced departures and team meetings, in the cases where nature interferes."""

from __future__ import annotations

import numpy as np
import pytest

from simlib.inputs.disciplines import Discipline
from simlib.inputs.evidence import Evidence
from simlib.inputs.stress import StressEvent
from tests.support.firms import book_of, calm, played, rows, scenario

BOOK = book_of(100.0, 90.0, 80.0, 70.0, reps=2)


def test_an_owner_who_has_just_left_takes_his_accounts_all_the_same() -> None:
    """The second departure meets an empty chair: accounts follow, nobody leaves twice."""
    stress = (
        "owner:rep 0001 leaves with share 0 in week 10",
        "owner:rep 0001 leaves with share 1 in week 15",
    )
    story = scenario(BOOK, calm(vacancy_weeks=13), stress=stress, horizon_years=1)
    outcome = played(story)[0]
    assert rows(outcome, "departure")["week"].tolist() == [10.0]
    assert rows(outcome, "seat_filled")["week"].tolist() == [23.0]
    assert rows(outcome, "lost")["week"].tolist() == [15.0, 15.0]
    assert set(rows(outcome, "lost")["rep"]) == {0}


def test_team_meetings_are_due_at_exact_multiples() -> None:
    """Monthly meetings coincide with month ends, and come before them."""
    diary = Discipline(
        name="team",
        client_label="team",
        review_every_weeks=None,
        check_in_every_weeks=52 / 12,
        check_in_kind="team_meeting",
    )
    evidence = calm(check_in_hours=0.0)
    outcome = played(scenario(BOOK, evidence, diary, horizon_years=5))[0]
    weeks = rows(outcome, "check_in")["week"]
    due = np.array([number * (52 / 12) for number in range(1, 61)])
    assert np.array_equal(np.unique(weeks), due[due <= 260.0])


def test_nobody_is_called_to_a_meeting_while_one_waits_for_him() -> None:
    """A meeting of a week and a half fills every second week; the one between is left out."""
    week_hours = Evidence.named("graded")["selling_hours_per_week"]
    diary = Discipline(
        name="team",
        client_label="team",
        review_every_weeks=None,
        check_in_every_weeks=1.0,
        check_in_kind="team_meeting",
    )
    hours, manager_hours = 1.5 * week_hours, 80.0
    evidence = calm(check_in_hours=hours, coaching_hours_per_week=manager_hours)
    outcome = played(scenario(BOOK, evidence, diary, horizon_years=1))[0]
    weeks = np.unique(rows(outcome, "check_in")["week"])
    first = 1.0 + hours / manager_hours + 1.5  # due, prepared by the manager, sat through
    assert weeks == pytest.approx(np.arange(first, 52.0, 2.0))


def test_a_selector_is_read_in_canonical_form() -> None:
    decomposed = "lose id:Mu\u0308ller in week 4"
    assert StressEvent.parse(decomposed).selector == "id:M\u00fcller"
