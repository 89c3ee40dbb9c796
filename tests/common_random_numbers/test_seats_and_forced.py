"""A seat is known by its number alone, and a forced event by what it is, not by its place."""

from __future__ import annotations

from itertools import permutations

import pytest

from simlib import compare, simulate
from simlib.inputs.evidence import Evidence
from simlib.inputs.scenario import Scenario
from simlib.model.plan import plan
from tests.common_random_numbers.nine import BASE, BOOK
from tests.common_random_numbers.worlds import drawn
from tests.support.firms import book_of

STRESS = (
    "strike top:1 with competitor in week 26",
    "strike top:2 with neglect in week 26",
    "owner:rep 1 leaves with share 0.5 in week 26",
    "shrink top:3 by 40 % in week 26",
    "lose top:4 in week 26",
)


def seats(count: int) -> tuple[str, ...]:
    return book_of(9, 8, 7, reps=count).reps


@pytest.mark.parametrize(
    ("fewer", "more"), [*((n, n + 1) for n in range(1, 12)), (99, 100), (999, 1000)]
)
def test_one_more_seat_renames_nobody(fewer: int, more: int) -> None:
    assert seats(more)[:fewer] == seats(fewer)


def test_nine_and_ten_seats_share_every_draw() -> None:
    two = [
        drawn(
            Scenario(
                book=book_of(*range(60, 10, -1), reps=count),
                unlimited_cash=True,
                horizon_years=1,
            )
        )[0]
        for count in (9, 10)
    ]
    common = two[0].keys() & two[1].keys()
    assert len(common) > 0.9 * len(two[0])
    shared = 0
    for key in common:
        occasions = two[0][key].keys() & two[1][key].keys()
        assert [two[0][key][n] for n in occasions] == [two[1][key][n] for n in occasions]
        shared += len(occasions)
    assert shared > 500


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_the_order_of_forced_events_changes_nothing(engine: str) -> None:
    orders = list(permutations(STRESS))[:: 7 if engine == "simpy" else 3]
    stories = [BASE.with_(stress=list(order)) for order in orders]
    runs = [
        simulate(s, worlds=3, log="full", engine=engine, progress=False)  # type: ignore[arg-type]
        for s in stories
    ]
    for run in runs[1:]:
        assert run.events.equals(runs[0].events)
        assert run.monthly.equals(runs[0].monthly)
    assert len({story.key() for story in stories}) == 1


def test_one_forced_event_fewer_leaves_the_others_their_draws() -> None:
    every = {e.ordinal for e in plan(BASE.with_(stress=STRESS)).forced}
    for left_out in STRESS:
        less = BASE.with_(stress=[line for line in STRESS if line != left_out])
        assert {e.ordinal for e in plan(less).forced} < every
    assert len(every) == len(STRESS)
    assert min(every) >= 2**31


def test_a_harder_blow_falls_by_the_same_chance() -> None:
    soft, hard = (
        plan(BASE.with_(stress=f"owner:rep 1 leaves with share {share} in week 5")).forced[0]
        for share in (0.2, 0.9)
    )
    assert soft.ordinal == hard.ordinal


def test_a_comparison_of_seat_numbers_says_that_turnover_differs() -> None:
    one, two = (Scenario(book=book_of(3, 2, 1, reps=n), name=f"{n}") for n in (1, 2))
    note = "reps leave at unlike rates a year: one rep 0 %, two reps 26 %"
    both = compare([one, two], worlds=5, progress=False)
    assert all(any(note in each for each in run.provenance.notes) for run in both.runs)
    equal = [s.with_(rep_turnover_per_year=0.26) for s in (one, two)]
    for run in (
        *compare(equal, worlds=5, progress=False).runs,
        simulate(one, worlds=5, progress=False),
    ):
        assert not any("unlike rates" in each for each in run.provenance.notes)
    other = two.with_(evidence=Evidence.named("graded").with_(rep_turnover_per_year=0.1))
    assert "unlike rates" not in " ".join(
        note
        for run in compare([one, other], worlds=5, progress=False).runs
        for note in run.provenance.notes
    )
    assert BOOK.reps == ("rep 0", "rep 1")
