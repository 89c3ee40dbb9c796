"""An analyst's own process lives in the SimPy model; the compiled engine says it cannot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

from simlib.inputs.disciplines import TaskKind
from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.model.clock import Process, Rank
from simlib.model.firm import Firm
from simlib.run.simulate import simulate
from tests.support.firms import book_of

STORY = Scenario(book=book_of(900.0, 80.0, 120.0, 60.0, reps=2), horizon_years=2)


def quarterly_visits(firm: Firm) -> Process:
    """Visit the largest account every quarter, whatever the diary says."""
    while True:
        yield firm.wait(13.0, Rank.REVIEW_DUE)
        if not firm.active:
            return
        largest = max(firm.active, key=lambda account: account.revenue)
        yield largest.owner.desk.work(TaskKind.REVIEW, largest)
        firm.touch(largest, firm.plan.diaries[0].touch_lift)
        firm.record("reviewed", rep=largest.owner.order, account=largest.order)


def do_nothing(firm: Firm) -> Iterator[Any]:
    """Be there, and no more."""
    yield firm.wait(1.0, Rank.HORIZON)


def run(**fields: Any) -> Any:
    return simulate(
        STORY.with_(review_every_weeks=None),
        **{"worlds": 6, "seed": 3, "log": "full", "progress": False, "engine": "simpy", **fields},
    )


def test_a_process_of_ones_own_changes_what_happens() -> None:
    plain, visited = run(), run(own_processes=[quarterly_visits])
    assert not (plain.events["kind"] == "reviewed").any()
    reviews = visited.events[visited.events["kind"] == "reviewed"]
    assert len(reviews) > 10
    assert set(reviews["account"]) >= {"a00"}


def test_a_process_that_does_nothing_changes_nothing() -> None:
    plain, same = run(), run(own_processes=[do_nothing])
    for name in ("events", "monthly", "reps", "years", "worlds"):
        pd.testing.assert_frame_equal(getattr(plain, name), getattr(same, name), check_exact=True)


def test_the_compiled_engine_refuses_it_and_says_how() -> None:
    with pytest.raises(InputError, match=r"engine=.simpy., which plays the same worlds"):
        run(own_processes=[quarterly_visits], engine="compiled")
    with pytest.raises(InputError, match="'engine'"):
        run(engine="salabim")


@pytest.mark.slow
def test_a_process_of_ones_own_reaches_other_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIMLIB_WORKERS", "2")
    here = run(own_processes=[quarterly_visits], executor="here")
    there = run(own_processes=[quarterly_visits], executor="processes")
    pd.testing.assert_frame_equal(here.events, there.events, check_exact=True)
