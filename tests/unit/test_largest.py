"""Can any of the largest accounts be taken for granted? Counted from the log, or refused."""

from __future__ import annotations

import pytest

from simlib.analysis.largest import largest_lost
from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.run.simulate import simulate
from tests.firms import book_of

STORY = Scenario(
    book=book_of(900.0, 80.0, 120.0, 60.0, reps=2),
    horizon_years=2,
    stress=("lose id:a01 in week 10", "lose top:1 in week 60"),
)


def test_a_loss_counts_from_the_year_in_which_it_happens() -> None:
    run = simulate(STORY, worlds=40, seed=3, log="story", progress=False)
    assert largest_lost(run, accounts=1, years=2).share == 1.0
    small = largest_lost(run, accounts=3, years=1)
    assert 0.0 < largest_lost(run, accounts=1, years=1).share <= small.share <= 1.0


def test_a_run_without_its_log_does_not_say_that_nothing_is_lost() -> None:
    run = simulate(STORY, worlds=4, seed=3, progress=False)
    with pytest.raises(InputError, match="story"):
        largest_lost(run)
