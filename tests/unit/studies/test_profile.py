"""The client's profile: twelve questions, visible defaults, and the diary made of the answers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from simlib.inputs.disciplines import Discipline
from simlib.inputs.errors import InputError
from simlib.inputs.evidence import Evidence
from simlib.inputs.parameters import parameters
from simlib.inputs.scenario import Scenario
from simlib.inputs.workload import workload
from simlib.run.simulate import simulate
from simlib.studies.client.profile import DIARY, Profile, calls_made, questions

FIRM = Scenario(book="hms_associates")


def test_there_are_twelve_questions_and_each_is_a_field_that_sets_something() -> None:
    assert len(questions()) == 12
    assert list(questions()) == list(Profile.model_fields)
    known = {*Discipline.model_fields, *parameters(), *Scenario.model_fields}
    assert {asked.sets for asked in questions().values()} <= known


def test_nobody_answered_so_everything_is_an_assumption_with_source_and_grade() -> None:
    told = Profile().told()
    assert Profile().assumed == sum(each.assumed for each in told) == 12
    for each in told:
        assert each.source.endswith(("(grade D)", "(grade B)"))
    answers = dict(zip(questions(), (each.answer for each in told), strict=True))
    assert answers["gross_margin"] == "27 % of revenue"
    assert answers["rep_turnover"] == "26 of 100 reps a year"
    assert answers["cash_months"] == "1 month"
    assert "largest left out" in answers["typical_new_account"]


def test_an_answer_stands_with_its_unit_and_its_source_is_the_client() -> None:
    told = Profile(gross_margin="31 %", calls_protected="yes", typical_new_account=45_000).told(
        currency="EUR"
    )
    assert [each.answer for each in told if not each.assumed] == [
        "yes",
        "45,000 EUR a year",
        "31 % of revenue",
    ]
    assert {each.source for each in told if not each.assumed} == {"client"}


def test_defaults_follow_the_evidence() -> None:
    folklore = Profile().told(Evidence.named("folklore"))
    assert "30 % of revenue" in [each.answer for each in folklore]


def test_today_is_the_diary_that_was_told() -> None:
    diary = Profile(calls_made=3, visits=2, one_to_ones=1, extras=0.2, calls_protected=True).today()
    assert diary.client_label == "today"
    assert diary.calls_per_month == 3
    assert diary.calls_protected is True
    assert diary.review_every_weeks == pytest.approx(6.5)
    assert diary.check_in_every_weeks == pytest.approx(52 / 12)
    assert diary.check_in_kind == "one_to_one"
    assert diary.service_inflation == pytest.approx(1.25)


def test_no_visits_and_no_one_to_ones_are_never() -> None:
    diary = Profile(visits=0, one_to_ones=0, calls_made=0).today()
    assert diary.review_every_weeks is None
    assert diary.check_in_every_weeks is None
    assert diary.calls_per_month == 0


@pytest.mark.parametrize("name", DIARY)
def test_one_word_on_the_diary_makes_today_the_reference(name: str) -> None:
    assert Profile(**{name: 0}).tells_diary


def test_without_a_word_on_the_diary_the_reference_is_the_best_case_for_service() -> None:
    assert Profile(gross_margin=0.4).reference(FIRM).name == "devoted"


def test_only_what_was_answered_is_changed() -> None:
    assert Profile().apply(FIRM) is FIRM
    firm = Profile(targets_per_rep=80, rep_turnover=10, typical_new_account=50_000).apply(FIRM)
    assert firm.evidence["targets_per_rep"] == 80
    assert firm.evidence["rep_turnover_per_year"] == pytest.approx(0.1)
    assert firm.typical_new_account == 50_000
    assert firm.evidence.overridden == {"targets_per_rep", "rep_turnover_per_year"}


def test_a_layoff_trigger_never_lies_above_the_cash_told() -> None:
    assert Profile(cash_months=0.2).apply(FIRM).evidence["layoff_trigger_months"] == 0.2
    assert Profile(cash_months=4).apply(FIRM).evidence["layoff_trigger_months"] == 0.5


def test_a_margin_nobody_told_gives_way_to_the_one_that_was() -> None:
    profile = Profile(gross_margin=0.11)
    firm = profile.apply(FIRM)
    assert firm.evidence["operating_margin"] == pytest.approx(0.11 - 0.055 - 0.04)
    answers = [each.answer for each in profile.told(firm.evidence)]
    assert "1.5 % of revenue" in answers


def test_a_gross_margin_that_does_not_pay_the_reps_is_refused() -> None:
    with pytest.raises(InputError, match=r"gross_margin.*at least 0\.095"):
        Profile(gross_margin=0.05).apply(FIRM)
    with pytest.raises(InputError, match="gross_margin"):
        Profile(operating_margin=0.5).apply(FIRM)


@given(visits=st.floats(0, 3), extras=st.floats(0, 0.9), load=st.floats(0.3, 1))
def test_a_full_week_told_is_a_full_week_played(visits: float, extras: float, load: float) -> None:
    profile = Profile(visits=visits, extras=extras, service_load=load)
    firm = profile.apply(FIRM)
    assume(firm.evidence["service_load"] < 1)
    evidence, accounts = firm.evidence, len(firm.book.accounts)
    capacity = evidence["selling_hours_per_week"]
    talk = accounts * evidence["review_hours"] / 13 / capacity
    plain = sum(workload(firm).seat_load.values()) - talk
    played = visits * talk + plain / (1 - extras)
    assert played == pytest.approx(max(load, visits * talk), abs=1e-9)


def test_as_many_calls_are_made_as_were_told() -> None:
    reference = Profile(calls_made=4).reference(FIRM)
    year = simulate(reference.with_(horizon_years=1), worlds=200, keep="worlds", progress=False)
    assert np.nanmean(calls_made(year)) == pytest.approx(4, rel=0.05)
    later = simulate(reference, worlds=200, seed=5, keep="worlds", progress=False)
    due = later.seat_values("calls_made")[:, 25:].mean()
    assert due > 2.5  # the will does not fade on top of what was told


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"gross_margin": 31}, "0.31"),
        ({"gross_margin": "lots"}, "gross_margin"),
        ({"calls_made": -1}, "0 to 200"),
        ({"calls_made": float("nan")}, "not a number"),
        ({"calls_made": [3]}, "not a number"),
        ({"extras": 1}, "0 to 0.9"),
        ({"calls_protected": "perhaps"}, "yes or no"),
        ({"calls_protected": 0.5}, "yes or no"),
        ({"typical_new_account": 0}, "above 0"),
        ({"targets_per_rep": 2.5}, "targets_per_rep"),
        ({"visits": "1,5"}, "visits"),
        ({"gross_margn": 0.3}, "did you mean gross_margin"),
    ],
)
def test_what_is_no_answer_is_refused_by_name(answers: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        Profile(**answers)
