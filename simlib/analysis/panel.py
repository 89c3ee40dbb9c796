"""Columns of result frames as arrays over worlds, without the frames being made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simlib.analysis.precision import Bools, Floats, Ints
from simlib.inputs.units import weeks_of_months

if TYPE_CHECKING:
    from simlib.run.result import Run

# A firm closes at a month end; the last bit of its clock must not move that to the next one.
_ROUNDING_WEEKS = 1e-6


def month_end_weeks(months: Ints) -> Floats:
    """Return the clock time of month ends in weeks, by the model's own formula."""
    return weeks_of_months(months)


def month_panel(run: Run, column: str) -> Floats:
    """Return a column of the monthly frame, shape (worlds, months + 1)."""
    return run.month_values(column)


def seat_panel(run: Run, column: str) -> Floats:
    """Return a column of the reps frame, shape (worlds, months + 1, seats)."""
    return run.seat_values(column)


def seats(run: Run) -> tuple[str, ...]:
    """Return the seats in the order of `seat_panel`."""
    return tuple(run.scenario.book.reps)


def year_panel(run: Run, column: str) -> tuple[Ints, Floats]:
    """Return the years 1.. and a column of the years frame, shape (worlds, years)."""
    values = run.year_values(column)
    return np.arange(1, values.shape[1] + 1), values


def trading(run: Run) -> Bools:
    """Return whether each firm is still open after each month end, shape (worlds, months + 1)."""
    month_ends = month_end_weeks(run.months) + _ROUNDING_WEEKS
    closed = run.world_values("ruin_week")[:, np.newaxis] <= month_ends[np.newaxis, :]
    return np.asarray(~closed)


def world_column(run: Run, column: str) -> Floats:
    """Return a column of the worlds frame as floats, shape (worlds,)."""
    return run.world_values(column)
