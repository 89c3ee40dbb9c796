"""Result frames as arrays over worlds: reshaped, never grouped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simlib.analysis.precision import Bools, Floats, Ints

if TYPE_CHECKING:
    import pandas as pd

    from simlib.run.result import Run

# A firm closes at a month end; the last bit of its clock must not move that to the next one.
_ROUNDING_WEEKS = 1e-6


def month_end_weeks(months: Ints) -> Floats:
    """Return the clock time of month ends in weeks, by the model's own formula."""
    return np.asarray(months * 52.0 / 12.0, dtype=float)


def month_panel(run: Run, column: str) -> Floats:
    """Return a column of the monthly frame, shape (worlds, months + 1)."""
    return _panel(run, run.monthly, column, rows_per_month=1)[..., 0]


def seat_panel(run: Run, column: str) -> Floats:
    """Return a column of the reps frame, shape (worlds, months + 1, seats)."""
    rows_per_month = len(seats(run))
    return _panel(run, run.reps, column, rows_per_month=rows_per_month)


def seats(run: Run) -> tuple[str, ...]:
    """Return the seats in the order in which the reps frame lists them in every month."""
    rows = len(run.reps) // max(1, run.world_count * len(run.months))
    return tuple(str(rep) for rep in run.reps["rep"].iloc[:rows])


def year_panel(run: Run, column: str) -> tuple[Ints, Floats]:
    """Return the years 1.. and a column of the years frame, shape (worlds, years)."""
    values = run.years[column].to_numpy(dtype=float).reshape(run.world_count, -1)
    years = run.years["year"].to_numpy(dtype=np.int64)[: values.shape[1]]
    return years, values


def trading(run: Run) -> Bools:
    """Return whether each firm is still open after each month end, shape (worlds, months + 1)."""
    ruin_week = run.worlds["ruin_week"].to_numpy(dtype=float)
    month_ends = month_end_weeks(run.months) + _ROUNDING_WEEKS
    closed = ruin_week[:, np.newaxis] <= month_ends[np.newaxis, :]
    return np.asarray(~closed)


def world_column(run: Run, column: str) -> Floats:
    """Return a column of the worlds frame as floats, shape (worlds,)."""
    return run.worlds[column].to_numpy(dtype=float)


def _panel(run: Run, frame: pd.DataFrame, column: str, rows_per_month: int) -> Floats:
    shape = (run.world_count, len(run.months), rows_per_month)
    if len(frame) != np.prod(shape):
        raise ValueError(f"frame of {column}: {len(frame)} rows cannot be {shape}")
    months = frame["month"].to_numpy().reshape(shape)
    if not np.array_equal(months[:, :, 0], np.broadcast_to(run.months, shape[:2])):
        raise ValueError(f"frame of {column} is not ordered by world, then month")
    return frame[column].to_numpy(dtype=float).reshape(shape)
