"""The rep's week and his standing, and every number by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simlib.analysis.standing import standing
from simlib.analysis.week import KINDS, hours_by_world, rep_week
from simlib.inputs.errors import InputError
from tests.support.refusals import words_of
from tests.support.scipy_intervals import bands, student, wilson
from tests.support.synthetic_runs import HOURS, OTHER_REP_COLUMNS, FakeRun, make_run

MONTH = 52.0 / 12.0

SURE = 0.8

WORLDS, MONTHS, SEATS = 6, 13, 3

CAPACITY = 28.0


def _flow(per_week: float, worlds: int = 2, months: int = 24, seats: int = 3) -> np.ndarray:
    hours = np.full((worlds, months + 1, seats), per_week * MONTH)
    hours[:, 0] = 0
    return hours


def _working(**changes: Any) -> FakeRun:
    reps = {
        "available_hours": _flow(28),
        "service_hours": _flow(12),
        "call_hours": _flow(3),
        "calls_due": _flow(2),
        "calls_made": _flow(1),
    }
    ruin_week = changes.pop("ruin_week", None)
    return make_run(np.ones((2, 25)), reps={**reps, **changes}, ruin_week=ruin_week)


def test_a_week_is_full() -> None:
    week = rep_week(_working())
    assert week.capacity == 28
    assert dict(zip(week.kinds, week.hours_per_week, strict=True))["service"] == pytest.approx(12)
    assert week.idle.mean == pytest.approx(13)
    assert week.hours_per_week.sum() + week.idle.mean + week.vacant.mean == pytest.approx(28)
    assert (week.calls_due.mean, week.calls_made.mean) == (
        pytest.approx(2 * MONTH),
        pytest.approx(MONTH),
    )


def test_an_empty_seat_is_vacant_not_idle() -> None:
    available, vacant = _flow(28), _flow(0)
    available[:, 13:], vacant[:, 13:] = 0, 28 * MONTH
    service, call = _flow(12), _flow(3)
    service[:, 13:], call[:, 13:] = 0, 0
    week = rep_week(
        _working(
            available_hours=available, vacant_hours=vacant, service_hours=service, call_hours=call
        )
    )
    assert week.vacant.mean == pytest.approx(14)
    assert week.idle.mean == pytest.approx(6.5)


def test_a_laid_off_seat_is_no_seat() -> None:
    flows = {"available_hours": _flow(28), "service_hours": _flow(12), "call_hours": _flow(3)}
    for hours in flows.values():
        hours[:, 5:, 2] = 0
    week = rep_week(_working(**flows))
    assert week.idle.mean == pytest.approx(13)


def test_undone_counts_refusals_and_what_waits_at_the_end() -> None:
    waiting = np.zeros((2, 25, 3))
    waiting[:, 5] = 1000
    waiting[:, -1] = 104 / 3
    week = rep_week(_working(ignored_hours=_flow(0.5), waiting_hours=waiting))
    assert week.undone.mean == pytest.approx(0.5 + 1 / 3)


def test_only_the_weeks_of_an_open_firm_count() -> None:
    flows = {name: _flow(value) for name, value in (("available_hours", 28), ("service_hours", 12))}
    for hours in flows.values():
        hours[1, 13:] = 0
    waiting = np.zeros((2, 25, 3))
    waiting[1, 12] = 52
    week = rep_week(_working(**flows, waiting_hours=waiting, ruin_week=[np.nan, 12 * MONTH]))
    assert week.hours_per_week[KINDS.index("service")] == pytest.approx(12)
    assert week.undone.mean == pytest.approx((0 + 1) / 2)


def test_one_seat_can_be_asked_for() -> None:
    service = _flow(12)
    service[:, :, 1] *= 2
    run = _working(service_hours=service)
    assert rep_week(run, rep="R2").hours_per_week[0] == pytest.approx(24)
    assert rep_week(run, rep="R1").hours_per_week[0] == pytest.approx(12)
    with pytest.raises(InputError, match="rep"):
        rep_week(run, rep="R9")


def test_the_interval_is_between_worlds() -> None:
    service = _flow(12)
    service[1] *= 1.5
    week = rep_week(_working(service_hours=service))
    assert week.hours_per_week[0] == pytest.approx(15)
    assert week.low[0] < 12
    assert week.high[0] > 18


def _owned(last: list[list[float]], ruin_week: Any = None) -> FakeRun:
    worlds, seats = len(last), len(last[0])
    revenue = np.zeros((worlds, 25, seats))
    revenue[:] = np.arange(seats, 0, -1)
    revenue[:, 24] = last
    names = tuple(f"R{i}" for i in range(1, seats + 1))
    return make_run(
        np.ones((worlds, 25)), reps={"revenue": revenue}, rep_names=names, ruin_week=ruin_week
    )


def test_ranks_over_worlds() -> None:
    found = standing(_owned([[9, 5, 1], [4, 5, 1], [2, 5, 3], [0.5, 5, 3]]), "R1", 24)
    assert found.initial_rank == 1
    assert found.share.tolist() == [0.25, 0.25, 0.5]
    assert found.bottom_third == 0.5
    assert found.bottom_third_low < 0.5 < found.bottom_third_high
    assert found.closed == 0


def test_whoever_owns_nothing_ranks_last_and_ties_share_the_better_rank() -> None:
    run = _owned([[0, 5, 0], [5, 5, 1]])
    assert standing(run, "R1", 24).share.tolist() == [0.5, 0, 0.5]
    assert standing(run, "R2", 24).share.tolist() == [1, 0, 0]


def test_a_closed_firm_has_no_ranks() -> None:
    found = standing(_owned([[9, 5, 1], [9, 5, 1]], ruin_week=[np.nan, 20 * MONTH]), "R1", 24)
    assert found.closed == 0.5
    assert found.share.sum() + found.closed == 1


@pytest.mark.parametrize(("seats", "third"), [(2, 1), (4, 1), (6, 2), (15, 5)])
def test_the_bottom_third_is_rounded_down_to_one_seat_at_least(seats: int, third: int) -> None:
    run = _owned([[float(seat) for seat in range(1, seats + 1)]])
    in_bottom = [standing(run, f"R{i}", 24).bottom_third for i in range(1, seats + 1)]
    assert sum(in_bottom) == third


@pytest.mark.parametrize(("rep", "month"), [("R9", 24), ("R1", 25), ("R1", -1)])
def test_a_standing_needs_a_rep_and_a_month_of_the_run(rep: str, month: int) -> None:
    with pytest.raises(InputError):
        standing(_owned([[9, 5, 1]]), rep, month)


def test_a_single_seat_has_no_rank() -> None:
    with pytest.raises(InputError, match="single seat"):
        standing(_owned([[9.0]]), "R1", 24)


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
