"""The rep's week: where the hours go, what is idle, what is left undone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simlib.analysis.panel import seat_panel, seats, trading
from simlib.analysis.precision import Bools, Floats, Interval, Shown, mean_band, mean_interval
from simlib.inputs.disciplines import TaskKind
from simlib.inputs.errors import unknown_name
from simlib.inputs.units import weeks_of_months

if TYPE_CHECKING:
    from simlib.run.result import Run

KINDS = tuple(
    kind.name.lower()
    for kind in (
        TaskKind.SERVICE,
        TaskKind.REVIEW,
        TaskKind.GESTURE,
        TaskKind.RESCUE,
        TaskKind.CALL,
        TaskKind.DISCOVERY,
        TaskKind.PROPOSAL,
        TaskKind.ONBOARDING,
        TaskKind.CHECK_IN,
    )
)
"""Task kinds of the reps frame (``<kind>_hours``), as a week is shown: accounts first."""


@dataclass(frozen=True, eq=False, repr=False)
class RepWeek(Shown):
    """Mean hours of a seat in a week while the firm is open; kinds, idle and vacant fill it."""

    label: str
    """The discipline in the client's words."""
    rep: str | None
    """The seat, or None for the mean seat."""
    kinds: tuple[str, ...]
    hours_per_week: Floats
    low: Floats
    high: Floats
    """Booked hours by kind of task, with Student limits between worlds; shape (kinds,)."""
    idle: Interval
    vacant: Interval
    """Hours of a filled seat without work, and hours of an empty seat."""
    undone: Interval
    """Hours a week of work that arose and was refused or still waits at the end; on top of the
    week, not part of it.
    """
    calls_due: Interval
    calls_kept: Interval
    calls_made: Interval
    """Prospecting calls a month: in the diary, promised and kept, and made."""
    capacity: float
    """Selling hours of a week."""
    worlds: int
    confidence: float


def rep_week(run: Run, *, rep: str | None = None, confidence: float = 0.95) -> RepWeek:
    """Average the week of a seat over the horizon, up to the closure of the firm if it closes.

    Parameters
    ----------
    rep : str, optional
        One seat; all of them if not given.
    confidence : float
        Strictly between 0 and 1.

    Raises
    ------
    InputError
        If there is no such seat.

    Notes
    -----
    One observation is a world: its hours over its seat-weeks, filled or vacant. A seat that was
    laid off is no seat any more. Hours are booked when a task ends, so a task begun before the
    horizon and not ended shows as idle: minutes a week.
    """
    capacity = float(run.scenario.evidence["selling_hours_per_week"])
    ledger = _Ledger(run, rep, capacity)
    booked = np.stack([ledger.per_week(f"{kind}_hours") for kind in KINDS], axis=1)
    vacant = ledger.per_week("vacant_hours")
    hours = mean_band(booked, confidence=confidence)

    def interval(values: Floats) -> Interval:
        return mean_interval(values, confidence)

    def calls(column: str) -> Interval:
        return interval(weeks_of_months(ledger.per_week(column)))

    return RepWeek(
        label=run.label,
        rep=rep,
        kinds=KINDS,
        hours_per_week=hours.mean,
        low=np.maximum(hours.low, 0),
        high=hours.high,
        idle=interval(capacity - vacant - booked.sum(axis=1)),
        vacant=interval(vacant),
        undone=interval(ledger.per_week("ignored_hours") + ledger.left_per_week("waiting_hours")),
        calls_due=calls("calls_due"),
        calls_kept=calls("calls_kept"),
        calls_made=calls("calls_made"),
        capacity=capacity,
        worlds=run.world_count,
        confidence=confidence,
    )


def hours_by_world(run: Run) -> Floats:
    """Return hours a week and seat by kind of task, idle time last, in every world.

    Returns
    -------
    ndarray, shape (worlds, kinds + 1)
        The kinds are `KINDS`; with the hours of empty seats each row adds up to a week.
    """
    capacity = float(run.scenario.evidence["selling_hours_per_week"])
    ledger = _Ledger(run, None, capacity)
    booked = np.stack([ledger.per_week(f"{kind}_hours") for kind in KINDS], axis=1)
    idle = capacity - ledger.per_week("vacant_hours") - booked.sum(axis=1)
    return np.column_stack([booked, idle])


class _Ledger:
    """Sums of the reps frame by world, over the months that the firm worked, a seat-week."""

    def __init__(self, run: Run, rep: str | None, capacity: float) -> None:
        self._run, self._chosen = run, _chosen_seats(run, rep)
        # The month in which the firm closes was worked to its end.
        self._worked = np.ones((run.world_count, len(run.months)), dtype=bool)
        self._worked[:, 1:] = trading(run)[:, :-1]
        hours = self._total("available_hours") + self._total("vacant_hours")
        self._seat_weeks = np.where(hours > 0, hours, np.nan) / capacity

    def _by_month(self, column: str) -> Floats:
        of_seats = seat_panel(self._run, column)[:, :, self._chosen]
        return np.asarray(of_seats.sum(axis=2) * self._worked)

    def _total(self, column: str) -> Floats:
        return np.asarray(self._by_month(column).sum(axis=1))

    def per_week(self, column: str) -> Floats:
        """Return a flow a seat-week, shape (worlds,)."""
        return np.asarray(self._total(column) / self._seat_weeks)

    def left_per_week(self, column: str) -> Floats:
        """Return a stock at the end of the last worked month, spread over the seat-weeks."""
        last = self._worked.sum(axis=1) - 1
        stock = self._by_month(column)[np.arange(len(last)), last]
        return np.asarray(stock / self._seat_weeks)


def _chosen_seats(run: Run, rep: str | None) -> Bools:
    names = seats(run)
    if rep is not None and rep not in names:
        raise unknown_name("rep", rep, names)
    return np.array([rep is None or name == rep for name in names])
