"""How much prospecting, and a manager's limits: what is refused, played and kept."""

from __future__ import annotations

import gc
import json
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from hypothesis.extra.numpy import arrays
from pydantic import TypeAdapter

from simlib.analysis.coverage import coverage
from simlib.analysis.dry_spells import dry_weeks, longest_in_year, weekly_hits
from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.run.simulate import simulate
from simlib.studies.dose.dose import (
    DOSES,
    Condition,
    DoseCurve,
    DoseWork,
    conditions,
    dose_curves,
    dose_diary,
    dose_scenarios,
    dose_work,
    optimum,
)
from simlib.studies.dose.limits import covers, dry_spells
from simlib.studies.dose.one_call import OneCall, one_call, twelve_calls
from simlib.studies.register import named_study

BASE = Scenario(book="supplier", horizon_years=2)
FEW = (0.0, 2.0, 12.0)


def back_from_json(value: Any) -> Any:
    adapter: TypeAdapter[Any] = TypeAdapter(type(value))
    return adapter.validate_python(json.loads(json.dumps(adapter.dump_python(value))))


# Doses


def test_doses_differ_in_calls_alone() -> None:
    none, twelve = dose_diary(0.0), dose_diary(12.0)
    changed = {
        name for name, value in none.model_dump().items() if value != twelve.model_dump()[name]
    }
    assert changed == {"name", "client_label", "calls_per_month"}
    assert none.check_in_every_weeks == 2.0
    assert twelve.calls_protected
    assert [each.label for each in dose_scenarios(BASE, (0.0, 1.0, 2.0))] == [
        "no calls",
        "one call a month",
        "2 calls a month",
    ]


@pytest.mark.parametrize("doses", [(), (0.0,), (1.0, 2.0), (0.0, 2.0, 2.0), (0.0, 4.0, 2.0)])
def test_a_row_of_doses_begins_with_none_and_rises(doses: tuple[float, ...]) -> None:
    with pytest.raises(InputError, match="not a row of doses"):
        dose_scenarios(BASE, doses)


# The optimum


@given(
    arrays(float, (4, 6), elements=some.floats(-5, 5)),
    arrays(float, (4, 7), elements=some.floats(-5, 5)),
)
def test_the_chosen_dose_is_always_as_good_as_itself(first: np.ndarray, then: np.ndarray) -> None:
    # statsmodels' Holm collects garbage on every call, which takes longer than the call.
    with patch.object(gc, "collect"):
        found = optimum((0.0, 1.0, 2.0, 3.0), first, then)
    assert found.dose in found.as_good
    assert list(found.as_good) == sorted(found.as_good)
    assert found.lowest <= found.dose <= found.highest
    assert not (found.interior and found.none_may_be_best)


def test_rows_that_are_no_doses_are_refused() -> None:
    with pytest.raises(InputError, match="not one row a dose"):
        optimum((0.0, 1.0), np.zeros((3, 5)), np.zeros((2, 5)))
    with pytest.raises(InputError, match="not one row a dose"):
        optimum((0.0, 1.0), np.zeros((2, 5)), np.zeros((2, 1)))


# Curves


@pytest.fixture(scope="module")
def curve() -> DoseCurve:
    case = Condition("book", "supplier", BASE)
    return dose_curves([case], doses=FEW, choosing=20, worlds=40, seed=5)[0]


def test_a_curve_has_a_value_at_every_dose(curve: DoseCurve) -> None:
    assert curve.doses == FEW
    assert len(curve.revenue) == len(curve.cash) == 3
    assert curve.optimum.chosen_in == 20
    assert {each.n for each in curve.revenue} == {40}
    assert curve.optimum.value.mean == curve.revenue[FEW.index(curve.optimum.dose)].mean
    assert curve.evidence == "graded"


def test_a_curve_is_that_of_the_worlds_after_those_it_was_chosen_in(curve: DoseCurve) -> None:
    run = simulate(
        BASE.with_(discipline=dose_diary(2.0)), worlds=40, first_world=20, seed=5, progress=False
    )
    share = run.revenue[:, -1] / run.initial_revenue
    assert curve.revenue[1].mean == pytest.approx(share.mean())


def test_a_curve_comes_back_from_its_file_as_it_was(curve: DoseCurve) -> None:
    assert repr(back_from_json(curve)) == repr(curve)


def test_calls_that_never_meet_anybody_are_found_to_be_a_waste() -> None:
    hopeless = BASE.with_(meeting_probability=0.0, call_hours=4.0, service_load=0.9)
    case = Condition("book", "supplier", hopeless)
    found = dose_curves([case], doses=(0.0, 8.0, 32.0), choosing=60, worlds=120, seed=5)[0]
    assert found.optimum.dose == 0.0
    assert found.optimum.as_good == (0.0,) or found.optimum.none_may_be_best
    assert found.revenue[-1].mean < found.revenue[0].mean


def test_work_fills_the_week_and_keeps_no_more_accounts_than_there_are() -> None:
    work = dose_work(BASE, doses=FEW, worlds=30, seed=5)
    assert work.hours.shape == (3, len(work.kinds))
    np.testing.assert_allclose(work.hours.sum(axis=1), work.capacity)
    calls = work.hours[:, work.kinds.index("call")]
    assert calls[0] == 0 < calls[1] < calls[2]
    assert all(
        0 <= every.mean <= kept.mean <= 1
        for every, kept in zip(work.all_kept, work.kept, strict=True)
    )
    assert isinstance(back_from_json(work), DoseWork)


def test_conditions_differ_in_one_thing_and_stand_under_both_sets_of_evidence() -> None:
    cases = conditions(("folklore", "graded"))
    assert len({(case.group, case.label) for case in cases}) * 2 == len(cases)
    by_label = {
        case.label: case.scenario for case in cases if case.scenario.evidence.name == "graded"
    }
    assert by_label["100"].evidence["targets_per_rep"] == 100
    assert by_label["25"].book.largest_share == pytest.approx(0.25)
    assert len(by_label["dealer"].book.reps) == 15
    assert by_label["supplier"].evidence["targets_per_rep"] == 40


# One call


@pytest.fixture(scope="module")
def bought() -> OneCall:
    return one_call(BASE, choosing=20, worlds=60, draws=20, worlds_a_draw=4, seed=5)


def test_one_call_is_measured_against_none_in_fresh_worlds(bought: OneCall) -> None:
    none, one = bought.arms[0], bought.arms[1]
    assert (none.calls, one.calls) == (0.0, 1.0)
    assert none.revenue_gain is None
    assert one.revenue_gain is not None
    gain = one.revenue_gain
    assert gain.change.mean == pytest.approx(one.revenue.mean - none.revenue.mean)
    assert gain.change.low < gain.change.mean < gain.change.high
    assert gain.low <= gain.high
    assert 0 <= gain.helps.low <= gain.helps.mean <= gain.helps.high <= 1
    assert one.cash_gain is not None
    assert one.cash_gain.change.mean == pytest.approx(one.cash.mean - none.cash.mean)
    assert bought.best in DOSES
    assert bought.best in (0.0, bought.arms[-1].calls)


def test_one_call_comes_back_from_its_file_as_it_was(bought: OneCall) -> None:
    assert repr(back_from_json(bought)) == repr(bought)


def test_twelve_calls_need_a_book_of_one_rep() -> None:
    with pytest.raises(InputError, match="one rep"):
        twelve_calls(BASE)


def test_twelve_calls_are_twelve_and_win_no_more_than_they_meet() -> None:
    one_rep = Scenario(book="hms_associates", evidence="folklore")
    found = twelve_calls(one_rep, targets=20, worlds=100, seed=5)
    assert 0 < found.wins.mean < found.meetings.mean < 12
    # The same twelve calls meet nobody where nobody can be met.
    nobody = twelve_calls(one_rep.with_(meeting_probability=0.0), worlds=10)
    assert nobody.meetings.mean == nobody.wins.mean == 0


# A manager's limits


@given(arrays(bool, some.integers(1, 60)))
def test_dry_weeks_are_counted_one_by_one(hits: np.ndarray) -> None:
    counted, expected = 0, []
    for hit in hits:
        counted = 0 if hit else counted + 1
        expected.append(counted)
    assert dry_weeks(hits).tolist() == expected


def test_hits_are_those_of_the_log_and_a_log_is_needed() -> None:
    story = simulate(BASE, worlds=20, first_world=7, seed=5, log="story", progress=False)
    met = story.events[story.events["kind"] == "meeting"]
    hits = weekly_hits(story, "meeting")
    assert hits.shape == (20, 4, 104)
    assert 0.9 * len(met) <= hits.sum() <= len(met)
    row = met.iloc[0]
    seat = BASE.book.reps.index(row["rep"])
    assert hits[int(row["world"]) - 7, seat, int(np.ceil(row["week"])) - 1]
    with pytest.raises(InputError, match="no event log"):
        weekly_hits(simulate(BASE, worlds=2, progress=False), "meeting")


def test_a_year_outside_the_log_is_refused() -> None:
    with pytest.raises(InputError, match="no such year"):
        longest_in_year(np.zeros((1, 1, 104), dtype=bool), 3)


def test_more_calls_have_shorter_spells_and_single_looks_deceive() -> None:
    few, many = (
        x
        for x in dry_spells(BASE, calls=(4.0, 8.0), year=2, worlds=120, seed=5)
        if x.kind == "meeting"
    )
    assert many.limits[0].weeks < few.limits[0].weeks
    for spell in (few, many):
        five, one = spell.limits
        assert five.weeks <= one.weeks
        assert five.low <= five.weeks <= five.high
        # A limit for one look in twenty accuses far more than one rep in twenty within the year.
        assert spell.one_look < five.weeks
        assert spell.one_look_alarms.low > 0.05
    assert back_from_json(few) == few


def test_no_calls_have_no_limit() -> None:
    with pytest.raises(InputError, match="no calls, no limit"):
        dry_spells(BASE, calls=(0.0, 4.0))


def test_cover_needs_a_year_to_cover_and_a_firm_that_cannot_close() -> None:
    open_firm = simulate(BASE.with_(unlimited_cash=True), worlds=3, progress=False)
    assert coverage(open_firm, year=1).covered.shape == (3,)
    with pytest.raises(InputError, match="no year to cover"):
        coverage(open_firm, year=2)
    with pytest.raises(InputError, match="unlimited_cash"):
        coverage(simulate(BASE, worlds=3, progress=False), year=1)


def test_calls_fill_a_pipeline_and_none_leave_it_empty() -> None:
    none, eight = covers(BASE, calls=(0.0, 8.0), year=1, worlds=80, seed=5)
    assert none.cover.mean == 0
    assert eight.cover.low > 0
    assert 0 <= none.back.mean <= 1


@pytest.mark.parametrize("name", ["dose", "one_call", "control_limits"])
def test_the_long_studies_are_registered_as_they_are_called(name: str) -> None:
    study = named_study(name)
    with pytest.raises(TypeError):
        study.with_settings(unknown=1).build()
    assert study.settings["seed"] == 7
