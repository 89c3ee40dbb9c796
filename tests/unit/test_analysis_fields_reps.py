"""Every number of a result by hand, with limits as sure as was asked for: the reps' weeks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simlib.analysis.standing import standing
from simlib.analysis.week import KINDS, hours_by_world, rep_week
from tests.analysis_frames import HOURS, OTHER_REP_COLUMNS, FakeRun, make_run
from tests.intervals import bands, student, wilson
from tests.refusals import words_of

MONTH = 52.0 / 12.0
SURE = 0.8
WORLDS, MONTHS, SEATS = 6, 13, 3
CAPACITY = 28.0


@pytest.fixture(scope="module")
def run() -> FakeRun:
    """Return a run in which every hour differs, and world 2 closes at month 7."""
    rng = np.random.default_rng(8)
    shape = (WORLDS, MONTHS, SEATS)
    reps = {name: rng.uniform(1, 9, shape) for name in HOURS}
    reps |= {name: rng.uniform(1, 9, shape) for name in OTHER_REP_COLUMNS}
    reps["available_hours"] = rng.uniform(100, 120, shape)
    reps["revenue"] = rng.uniform(1, 5, shape)
    for name, hours in reps.items():
        if name not in ("revenue", "waiting_hours"):
            hours[:, 0] = 0
    ruin_week = [np.nan, np.nan, 7 * MONTH, np.nan, np.nan, np.nan]
    made = make_run(np.ones((WORLDS, MONTHS)), reps=reps, ruin_week=ruin_week)
    assert made.scenario.evidence["selling_hours_per_week"] == CAPACITY
    return made


def _near(expected: Any) -> Any:
    return pytest.approx(expected, rel=1e-9, abs=1e-12)


def _per_week(run: FakeRun, column: str, seats: list[int]) -> Any:
    """Return what a seat has of a column in a week, world by world."""
    return _total(run, column, seats) / _weeks(run, seats)


def _total(run: FakeRun, column: str, seats: list[int]) -> Any:
    values = run.seat_values(column)[:, :, seats]
    return np.array([values[w, : 8 if w == 2 else MONTHS].sum() for w in range(WORLDS)])


@pytest.mark.parametrize(("rep", "seats"), [(None, [0, 1, 2]), ("R2", [1])])
def test_the_week_of_a_seat(run: FakeRun, rep: str | None, seats: list[int]) -> None:
    found = rep_week(run, rep=rep, confidence=SURE)
    assert (found.label, found.rep, found.worlds) == ("weekly block", rep, WORLDS)
    assert (found.capacity, found.confidence, found.kinds) == (CAPACITY, SURE, KINDS)
    hours = np.array([_per_week(run, f"{kind}_hours", seats) for kind in KINDS])
    mean, low, high = bands([student(each, SURE) for each in hours])
    assert found.hours_per_week == _near(mean)
    assert (found.low, found.high) == (_near(np.maximum(low, 0)), _near(high))
    vacant = _per_week(run, "vacant_hours", seats)
    waiting = run.seat_values("waiting_hours")[:, :, seats].sum(axis=2)
    left = np.array([waiting[w, 7 if w == 2 else -1] for w in range(WORLDS)])
    expected = {
        "idle": CAPACITY - vacant - hours.sum(axis=0),
        "vacant": vacant,
        "undone": _per_week(run, "ignored_hours", seats) + left / _weeks(run, seats),
        "calls_due": _per_week(run, "calls_due", seats) * MONTH,
        "calls_kept": _per_week(run, "calls_kept", seats) * MONTH,
        "calls_made": _per_week(run, "calls_made", seats) * MONTH,
    }
    for name, values in expected.items():
        interval = getattr(found, name)
        assert (interval.mean, interval.low, interval.high) == _near(student(values, SURE))
        assert interval.n == WORLDS
    assert rep_week(run, rep=rep).confidence == 0.95


def _weeks(run: FakeRun, seats: list[int]) -> Any:
    hours = _total(run, "available_hours", seats) + _total(run, "vacant_hours", seats)
    return hours / CAPACITY


def test_a_low_limit_of_hours_is_never_below_none() -> None:
    hours = np.zeros((2, 13, 1))
    hours[0, 5] = 40
    available = np.full((2, 13, 1), 100.0)
    reps = {"service_hours": hours, "available_hours": available}
    found = rep_week(make_run(np.ones((2, 13)), reps=reps, rep_names=("R1",)))
    assert found.low[0] == 0 < found.hours_per_week[0]
    assert found.kinds[0] == "service"


def test_hours_of_every_world(run: FakeRun) -> None:
    found = hours_by_world(run)
    seats = [0, 1, 2]
    assert found.shape == (WORLDS, len(KINDS) + 1)
    for place, kind in enumerate(KINDS):
        assert found[:, place] == _near(_per_week(run, f"{kind}_hours", seats))
    total = found.sum(axis=1) + _per_week(run, "vacant_hours", seats)
    assert total == _near(np.full(WORLDS, CAPACITY))


def test_standing(run: FakeRun) -> None:
    found = standing(run, "R2", 9, confidence=SURE)
    assert (found.label, found.rep, found.month, found.seats) == ("weekly block", "R2", 9, 3)
    assert (found.worlds, found.confidence, found.ranks.tolist()) == (WORLDS, SURE, [1, 2, 3])
    revenue = run.seat_values("revenue")
    still_open = [w for w in range(WORLDS) if w != 2]
    ranks = [1 + (revenue[w, 9] > revenue[w, 9, 1]).sum() for w in still_open]
    counts = [ranks.count(rank) for rank in (1, 2, 3)]
    share, low, high = bands([wilson(count, WORLDS, SURE) for count in counts])
    assert (found.share, found.low, found.high) == (_near(share), _near(low), _near(high))
    assert found.closed == _near(1 / 6)
    assert (found.bottom_third, found.bottom_third_low, found.bottom_third_high) == _near(
        wilson(counts[2], WORLDS, SURE)
    )
    assert found.initial_rank == 1 + (revenue[0, 0] > revenue[0, 0, 1]).sum()
    assert standing(run, "R2", 0).closed == 0
    assert standing(run, "R2", 12).confidence == 0.95


def test_what_has_no_standing_is_refused_in_these_words(run: FakeRun) -> None:
    known = "did you mean R3 or R2 or R1? known: R1, R2, R3"
    assert words_of(lambda: standing(run, "R9", 3)) == f"unknown rep; found 'R9'; allowed: {known}"
    assert words_of(lambda: rep_week(run, rep="R9")) == f"unknown rep; found 'R9'; allowed: {known}"
    for month in (-1, 13):
        assert words_of(lambda month=month: standing(run, "R1", month)) == (
            f"no such month end; found {month}; allowed: 0 to 12"
        )
    alone = make_run(np.ones((2, 13)), rep_names=("R1",))
    assert words_of(lambda: standing(alone, "R1", 3)) == (
        "a single seat has no rank; found 'R1'; allowed: two seats or more"
    )
