"""Extreme inputs, whose outcome needs no theory."""

from __future__ import annotations

import numpy as np
import pytest

from simlib.inputs.disciplines import discipline
from simlib.inputs.evidence import Evidence
from simlib.inputs.scenario import Scenario
from tests.support.firms import book_of, calm, deadly, played, rows, scenario

BOOK = book_of(*[100.0 + number for number in range(12)], reps=2)


def test_without_causes_nobody_is_lost() -> None:
    story = Scenario(
        book=BOOK,
        discipline="weekly_block",
        evidence=Evidence.named("graded").without_causes(),
        unlimited_cash=True,
    )
    outcome = played(story)[0]
    assert not len(rows(outcome, "lost"))
    assert not len(rows(outcome, "shock"))
    assert outcome.monthly[-1, 2] >= len(BOOK.accounts)


def test_a_certain_cause_ends_everybody() -> None:
    outcome = played(scenario(BOOK, calm(notice_weeks=0).with_cause(deadly(50.0))))[0]
    assert len(rows(outcome, "lost")) == len(BOOK.accounts)
    assert outcome.monthly[-1, 0] == 0


def test_perfect_protection_and_relationship_save_everybody() -> None:
    cause = deadly(20.0).with_(protection=1.0)
    evidence = calm(initial_relationship=1.0, relationship_half_life_weeks=1000, notice_weeks=0)
    outcome = played(scenario(BOOK, evidence.with_cause(cause), horizon_years=1))[0]
    assert len(rows(outcome, "shock")) > 100
    losing = played(scenario(BOOK, calm(initial_relationship=0.0).with_cause(cause)))[0]
    assert len(rows(outcome, "lost")) < len(rows(losing, "lost")) == len(BOOK.accounts)


def test_no_calls_no_wins() -> None:
    outcome = played(Scenario(book=BOOK, discipline="devoted"))[0]
    assert not len(rows(outcome, "call"))
    assert not len(rows(outcome, "won"))


def test_no_targets_no_wins() -> None:
    outcome = played(Scenario(book=BOOK, discipline="weekly_block").with_(targets_per_rep=0))[0]
    assert not len(rows(outcome, "call"))


def test_tasks_of_zero_hours_take_no_time() -> None:
    story = Scenario(book=BOOK, discipline="weekly_block", request_hours=0.0).with_(
        **{f"{kind}_hours": 0.0 for kind in ("review", "rescue", "call", "discovery", "proposal")},
        onboarding_hours=0.0,
        check_in_hours=0.0,
        rep_turnover_per_year=0.0,
    )
    outcome = played(story)[0]
    assert outcome.reps[:, :, 1:10].sum() == 0
    assert not len(rows(outcome, "ignored"))
    assert not len(rows(outcome, "served_late"))
    # Served at the very instant at which it was asked for.
    asked, served = rows(outcome, "requested"), rows(outcome, "served")
    assert np.array_equal(asked["week"], served["week"])


def test_zero_notice_decides_at_the_instant_of_the_shock() -> None:
    outcome = played(scenario(BOOK, calm(notice_weeks=0).with_cause(deadly(1.0))))[0]
    lost, shock = rows(outcome, "lost"), rows(outcome, "shock")
    assert set(lost["week"]) <= set(shock["week"])


def test_a_firm_without_cash_closes_at_its_first_loss() -> None:
    evidence = calm(cash_buffer_months=0, layoff_trigger_months=0, operating_margin=0.0)
    story = scenario(
        book_of(100.0, 1.0, 1.0), evidence, unlimited_cash=False, stress="lose top:1 in week 10"
    )
    outcome = played(story)[0]
    ruin = rows(outcome, "ruin")
    assert ruin["week"] == pytest.approx(3 * 52 / 12)
    assert outcome.monthly[3:, 0].sum() == 0
    assert len(set(outcome.monthly[3:, 1])) == 1, "cash stays"


def test_the_last_month_end_is_played() -> None:
    outcome = played(scenario(BOOK, calm(), horizon_years=1))[0]
    assert len(outcome.monthly) == 13
    assert outcome.monthly[12, 0] == pytest.approx(BOOK.annual_revenue)


@pytest.mark.slow
def test_all_hunt_neglects_the_book() -> None:
    """The model must be able to find against prospecting."""
    worlds = 12
    lost = {}
    for name in ("devoted", "all_hunt"):
        diary = discipline(name)
        outcomes = played(Scenario(book=BOOK, discipline=diary, unlimited_cash=True), worlds)
        initial = len(BOOK.accounts)
        lost[name] = sum(np.count_nonzero(rows(o, "lost")["account"] < initial) for o in outcomes)
    assert lost["all_hunt"] > lost["devoted"]


@pytest.mark.slow
def test_a_tiny_market_makes_more_calls_worthless() -> None:
    base = Scenario(book=BOOK, discipline="weekly_block").with_(targets_per_rep=1)
    few, many = (played(base.with_(calls_per_month=c), 10) for c in (8.0, 40.0))
    assert sum(len(rows(o, "won")) for o in many) <= sum(len(rows(o, "won")) for o in few) + 5
