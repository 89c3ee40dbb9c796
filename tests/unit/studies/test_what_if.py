from __future__ import annotations

import numpy as np
import pytest

from simlib.analysis.revenue import revenue_survival
from simlib.inputs.errors import InputError
from simlib.inputs.evidence import Evidence
from simlib.inputs.scenario import Scenario
from simlib.present.client.what_if_words import Firm, calls_words, number_rows, verdict
from simlib.run.simulate import simulate
from simlib.studies.client.live import Choice, LiveWhatIf
from simlib.studies.client.what_if import (
    CALLS,
    LARGEST_LOST,
    STRESS,
    affordable_worlds,
    evidence_like,
    variant,
    what_if,
)
from tests.support.client_cases import client_case, small_grid

BASE = Scenario(book="hms_associates", discipline="one_call_a_month", horizon_years=2)


def test_a_point_is_the_run_of_its_scenario() -> None:
    grid = what_if(BASE, below=0.8, calls=(1.0, 4.0), evidence=("graded",), worlds=30, seed=3)
    alone = simulate(BASE.with_(calls_per_month=4.0, stress=LARGEST_LOST), worlds=30, seed=3)
    point = grid.point(grid.diaries[0], 4.0, "graded", "lose the largest")
    np.testing.assert_array_equal(point.share, revenue_survival(alone, below=0.8).share)
    assert point.revenue.mean == pytest.approx(alone.world_values("final_revenue").mean())


def test_the_reference_as_it_is_differs_from_itself_in_no_future() -> None:
    grid = what_if(BASE, below=0.8, calls=(1.0,), evidence=("graded",), worlds=30)
    for stress in STRESS:
        point, reference = (
            grid.point(grid.diaries[0], 1.0, "graded", stress),
            grid.reference("graded", stress),
        )
        np.testing.assert_array_equal(point.share, reference.share)
        assert point.kept.mean == 0.0
        assert point.revenue_gain.mean == 0.0


@pytest.mark.slow
def test_odds_of_running_out_of_cash_need_a_thousand_worlds() -> None:
    assert small_grid().points[0].ruin is None
    assert not small_grid().quotable
    enough = what_if(
        BASE.with_(horizon_years=1), below=0.8, calls=(1.0,), evidence=("graded",), worlds=1_000
    )
    ruin = enough.points[0].ruin
    assert ruin is not None
    assert 0 <= ruin.low <= ruin.mean <= ruin.high <= 1


def test_no_calls_cost_no_hours_and_more_calls_cost_more() -> None:
    grid = small_grid()
    hours = [grid.point("weekly block", c, "graded", "none").hours.mean for c in grid.calls]
    assert hours[0] == 0.0
    assert hours == sorted(hours)
    assert hours[-1] > 5


def test_the_references_own_calls_are_on_offer() -> None:
    grid = what_if(
        BASE.with_(calls_per_month=3), below=0.8, evidence=("graded",), worlds=10, calls=(0, 8)
    )
    assert grid.calls == (0.0, 3.0, 8.0)


def test_what_the_client_said_stands_under_other_evidence() -> None:
    own = Evidence.named("graded").with_(**{"call_hours": 3.3, "neglect.annual_rate": 0.21})
    other = evidence_like(own, "folklore")
    assert other.name == "folklore"
    assert other["call_hours"] == 3.3
    assert other.cause("neglect").annual_rate == 0.21
    shipped = Evidence.named("folklore")
    assert {k: v for k, v in other.values.items() if k != "call_hours"} == {
        k: v for k, v in shipped.values.items() if k != "call_hours"
    }


def test_a_cause_taken_away_stays_away() -> None:
    own = Evidence.named("graded").without_causes("neglect").with_(call_hours=3.3)
    other = evidence_like(own, "folklore")
    assert "neglect" not in {cause.name for cause in other.causes}
    assert other["call_hours"] == 3.3


def test_no_calls_means_no_check_ins_for_them_and_own_calls_change_nothing() -> None:
    bare = variant(BASE, 0.0, "graded", "none")
    assert bare.discipline.check_in_every_weeks is None
    assert variant(BASE, 1.0, "graded", "none").key() == BASE.key()


def test_the_largest_is_not_lost_twice() -> None:
    struck = BASE.with_(stress=(LARGEST_LOST,))
    assert variant(struck, 1.0, "graded", "lose the largest").stress == struck.stress


def test_worlds_follow_the_book_alone() -> None:
    small = affordable_worlds(Scenario(book="hms_associates"), 44)
    large = affordable_worlds(Scenario(book="giftware"), 44)
    assert (small, large) == (1_000, 100)


@pytest.mark.parametrize(
    "wrong",
    [
        {"diaries": [BASE]},
        {"diaries": [Scenario(book="supplier", discipline="devoted", horizon_years=2)]},
        {"calls": (-1.0,)},
    ],
)
def test_what_cannot_be_a_grid_is_refused(wrong: dict) -> None:
    with pytest.raises(InputError):
        what_if(BASE, below=0.8, worlds=5, **wrong)


def test_a_combination_that_was_not_played_is_refused() -> None:
    with pytest.raises(InputError, match="not played"):
        small_grid().point("weekly block", 5.0, "graded", "none")


def test_the_desk_remembers_and_says_the_same_as_the_grid() -> None:
    case, grid, desk = client_case(), small_grid(), LiveWhatIf()
    arms = [run.scenario for run in case.comparison.runs]
    choice = Choice(arms[0], arms[1], CALLS[2], "folklore", "none", case.below, 40, 1)
    found = desk.find(choice)
    point = grid.point("weekly block", CALLS[2], "folklore", "none")
    np.testing.assert_array_equal(found.point.share, point.share)
    assert found.point.kept.mean == point.kept.mean
    assert desk.find(choice).point.share is found.point.share


def test_words_compare_only_where_the_difference_is_clear() -> None:
    grid = small_grid()
    firm = Firm(grid.below, grid.initial_revenue, grid.currency, grid.years, grid.diaries[0])
    for point in grid.points:
        text, kept = verdict(firm, point), point.kept
        unclear = kept.low <= 0 <= kept.high
        assert ("no clear difference" in text) == unclear
        assert (" more than under " in text) == (not unclear and kept.mean > 0)
        assert len(number_rows(firm, point)) == 5
    assert calls_words(26 / 3) == "two calls a week"
    assert calls_words(3) == "3 calls a month"
