"""The rep's week and his standing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simlib.analysis.standing import standing
from simlib.analysis.week import KINDS, rep_week
from simlib.inputs.errors import InputError
from tests.analysis_frames import FakeRun, make_run

MONTH = 52.0 / 12.0


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
