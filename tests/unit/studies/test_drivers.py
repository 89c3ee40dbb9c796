"""Screening, Sobol indices, tornado and the value of answers on small runs."""

from __future__ import annotations

import numpy as np
import pytest

from simlib.analysis.pairs import paired
from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.run.simulate import compare
from simlib.studies.design import drawn_points, input_draws, play_points
from simlib.studies.drivers.screening import group_labels, screening
from simlib.studies.drivers.sensitivity import Drivers, drivers, tornado
from simlib.studies.drivers.sobol import saltelli_points, sobol_indices
from simlib.studies.drivers.worth import QuestionValues, question_values

pytestmark = pytest.mark.slow

BASE = Scenario(book="hms_associates", discipline="devoted", horizon_years=2)
PAIR = (BASE, BASE.with_(discipline="weekly_block"))
CALLS = ("meeting_probability", "service_load")


@pytest.fixture(scope="module")
def found() -> Drivers:
    return drivers(PAIR, trajectories=4, rows=8, worlds=16, tornado_worlds=40, most=3, seed=3)


@pytest.fixture(scope="module")
def valued() -> QuestionValues:
    return question_values(
        *(PAIR, "accounts_lost"), draws=50, fresh_draws=50, worlds_a_draw=4, listed=4, seed=2
    )


def test_a_point_left_at_its_centre_is_the_central_comparison() -> None:
    told = {"worlds": 12, "seed": 5, "first_world": 7}
    played = play_points(PAIR, CALLS, np.full((1, 2), np.nan), ["final_revenue"], **told)
    runs = compare(PAIR, **told)
    difference = paired(runs.reference, runs.others[0], "final_revenue").difference
    ours = played.differences()[0].mean() * runs.reference.initial_revenue
    assert ours == pytest.approx(difference)


def test_an_input_no_diary_uses_changes_nothing_and_a_used_one_does() -> None:
    names = ("email_lift", "meeting_probability")
    points = np.array([[0.0, 0.5], [1.0, 0.5], [0.0, 0.9]])
    values = play_points(PAIR, names, points, ["final_revenue"], worlds=12, seed=5).values
    assert (values[0] == values[1]).all()
    assert (values[0, 1] != values[2, 1]).any()
    assert (values[0, 0] == values[2, 0]).all()  # service only makes no calls


def test_points_of_their_own_worlds_are_the_worlds_that_follow() -> None:
    centre = np.full((2, 1), np.nan)
    told = {"worlds": 5, "seed": 5}
    apart = play_points(PAIR, CALLS[:1], centre, ["wins"], apart=True, **told).values
    after = play_points(PAIR, CALLS[:1], centre[:1], ["wins"], first_world=5, **told).values
    same = play_points(PAIR, CALLS[:1], centre, ["wins"], **told).values
    assert (apart[1] == after[0]).all()
    assert (apart[0] != apart[1]).any()
    assert (same[0] == same[1]).all()


def test_corners_that_lower_the_margin_are_counted() -> None:
    names = ("gross_margin", "operating_margin", "rep_cost_share")
    played = play_points(
        PAIR,
        names,
        np.array([[0.0, 1.0, 1.0], [1.0, 0.0, 0.0]]),
        ["final_revenue"],
        worlds=2,
        seed=1,
    )
    assert played.margins_lowered == 1


def test_drawn_points_are_the_input_draws() -> None:
    names, cube = drawn_points("folklore", 5, seed=3)
    drawn = input_draws("folklore", 5, seed=3)
    assert "meeting_probability" not in names
    assert cube[4, names.index("review_lift")] == drawn[4].quantiles["review_lift"]
    with pytest.raises(InputError, match="held at the authors' figure"):
        play_points(
            *(PAIR, ["meeting_probability"], np.array([[0.5]]), ["wins"]),
            worlds=1,
            seed=1,
            evidence_set="folklore",
        )


def test_all_inputs_are_screened_and_idle_ones_do_not_move(found: Drivers) -> None:
    inputs = found.screening.measures[0].inputs
    assert len(inputs) == 87
    assert found.screening.points == 4 * 88
    reach = {each.name: each.reach.mean for each in inputs}
    assert reach["email_lift"] == reach["gesture_lift"] == 0
    assert list(reach.values()) == sorted(reach.values(), reverse=True)
    assert max(reach, key=lambda name: reach[name]) in found.screening.survivors()


def test_the_survivors_go_on(found: Drivers) -> None:
    names = found.screening.survivors(3)
    assert len(names) == 3
    for measure in found.sobol:
        assert {each.name for each in measure.indices} in (set(names), set())
    assert found.sobol[0].indices
    assert {bar.name for bar in found.tornado.bars} == set(names)
    assert found.points == 8 * (3 + 2)
    assert "352 points of 87 inputs, then 40 of 3" in found.footer


def test_survivors_alternate_between_measures_and_are_beyond_noise(found: Drivers) -> None:
    first, second = found.screening.measures
    clear = [each.name for each in first.inputs if each.clear]
    assert found.screening.survivors(1) == (clear[0],)
    everyone = set(found.screening.survivors(87))
    assert everyone == set(clear) | {each.name for each in second.inputs if each.clear}


def test_a_tornado_holds_both_ends_and_their_difference() -> None:
    chart = tornado(PAIR, CALLS, worlds=40, seed=4)
    for bar in chart.bars:
        assert bar.swing.mean == pytest.approx(bar.at_high.mean - bar.at_low.mean)
    bars = {bar.name: bar for bar in chart.bars}
    assert bars["meeting_probability"].swing.low > 0  # more meetings help those who call
    assert (bars["meeting_probability"].low_value, bars["meeting_probability"].high_value) == (
        0.08,
        0.4,
    )
    assert abs(chart.bars[0].swing.mean) >= abs(chart.bars[1].swing.mean)
    assert chart.initial_revenue == pytest.approx(1_689_500)


def test_groups_move_together() -> None:
    names = ("call_hours", "meeting_probability", "ramp_weeks")
    groups = {"call_hours": "calls", "meeting_probability": "calls"}
    assert group_labels(names, groups) == ("calls", "calls", "ramp_weeks")
    with pytest.raises(InputError, match="group of an unknown input"):
        group_labels(names, {"nothing": "calls"})


def test_questions_are_picked_and_valued(valued: QuestionValues) -> None:
    assert len(valued.answers) == 4
    assert valued.inputs == 87
    assert valued.best == "service only"  # fewer losses are better, and who wins none loses none
    clear = [each.clear for each in valued.answers]
    assert clear == sorted(clear, reverse=True)
    for each in valued.answers:
        assert each.worth.low <= each.worth.mean <= each.worth.high
        assert each.worth.n == 50


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: screening(PAIR[:1]), "two diaries"),
        (lambda: screening(PAIR, trajectories=3), "too few trajectories"),
        (lambda: tornado(PAIR, ()), "nothing to move"),
        (lambda: tornado(PAIR, ("call_hour",), worlds=1), "did you mean call_hours"),
        (lambda: saltelli_points((), 8, seed=1), "too many inputs; found 0"),
        (lambda: saltelli_points(tuple("abcdefghijk"), 8, seed=1), "inputs; found 11"),
        (lambda: saltelli_points(("a",), 12, seed=1), "not a power of two"),
        (lambda: sobol_indices(("a",), np.zeros((8, 1))), "not a design"),
        (lambda: sobol_indices(("a",), np.zeros((24, 1))), "do not differ beyond noise"),
        (lambda: question_values(PAIR[:1]), "too little to choose from"),
        (lambda: question_values(PAIR, draws=10), "2 diaries, 50 draws"),
        (lambda: question_values(PAIR, "profit"), "unknown measure"),
    ],
)
def test_bad_arguments_are_refused(call: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        call()  # type: ignore[operator]
