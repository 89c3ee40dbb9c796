"""One row a world: first passages, losses and wins, hours, recovery."""

from __future__ import annotations

from itertools import count

import numpy as np

from simlib.inputs.scenario import Scenario
from simlib.inputs.units import weeks_of_months
from simlib.model.records import HOURS_COLUMNS, MONTHLY_COLUMNS, REP_COLUMNS

_RECOVERED_SHARE = 0.9
_TWO_YEARS = 24


def world_summaries(
    scenario: Scenario, tallies: np.ndarray, monthly: np.ndarray, reps: np.ndarray
) -> dict[str, np.ndarray]:
    """Return the columns of the ``worlds`` frame, one entry a world.

    ``tallies``, ``monthly`` and ``reps`` have the shapes of `simlib.model.chunk.Chunk`.
    """
    revenue = monthly[:, :, MONTHLY_COLUMNS.index("revenue")]
    return {
        "ruin_week": tallies["ruin_week"],
        "lowest_share_24_months": (revenue[:, : _TWO_YEARS + 1] / revenue[:, :1]).min(axis=1),
        "recovery_months": recovery_months(scenario, revenue),
        "wins": tallies["wins"],
        "losses": tallies["losses"],
        "initial_losses": tallies["initial_losses"],
        "drawdown": drawdown(revenue),
        "layoffs": tallies["layoffs"],
        "idle_hours": _idle_hours(reps),
        "undone_hours": _undone_hours(reps),
        "final_revenue": revenue[:, -1].copy(),
    }


def month_felt(week: float) -> int:
    """Return the first month whose end feels what happens in ``week``, at least 1.

    A forced event comes before the month end of its instant.
    """
    return max(1, next(month for month in count() if weeks_of_months(month) >= week))


def drawdown(revenue: np.ndarray) -> np.ndarray:
    """Return the largest fall from the running peak as a share of it, for each row."""
    peak = np.maximum.accumulate(revenue, axis=1)
    return np.asarray((1 - revenue / peak).max(axis=1))


def recovery_months(scenario: Scenario, revenue: np.ndarray) -> np.ndarray:
    """Return the months from the first forced event back to 90 % of the revenue just before it.

    Month 0 is the first month end that felt the event. NaN where revenue never came back, or
    nothing was forced; 0 where it never fell below.
    """
    found = np.full(len(revenue), np.nan)
    if not scenario.stress:
        return found
    felt = month_felt(min(event.week for event in scenario.stress))
    before = revenue[:, [felt - 1]]
    back = (revenue[:, felt:] >= _RECOVERED_SHARE * before) & (before > 0)
    # Back for the first time at or after the first month below; argmax of all-False is 0.
    fell = np.where(back.all(axis=1), 0, np.argmin(back, axis=1))
    again = back & (np.arange(back.shape[1]) >= fell[:, None])
    found[again.any(axis=1)] = np.argmax(again, axis=1)[again.any(axis=1)]
    return found


def _idle_hours(reps: np.ndarray) -> np.ndarray:
    booked = sum(_total(reps, name) for name in HOURS_COLUMNS)
    return np.asarray(np.maximum(0.0, _total(reps, "available_hours") - booked))


def _undone_hours(reps: np.ndarray) -> np.ndarray:
    """Return hours of refused requests, and of work still waiting when the world ended."""
    waiting = reps[:, :, :, REP_COLUMNS.index("waiting_hours")].sum(axis=2)
    seats = [
        reps[:, :, :, REP_COLUMNS.index(name)].sum(axis=2)
        for name in ("available_hours", "vacant_hours")
    ]
    # The last month in which there was a seat, filled or not: the firm's last.
    last = waiting.shape[1] - 1 - np.argmax(sum(seats)[:, ::-1] > 0, axis=1)
    return np.asarray(_total(reps, "ignored_hours") + waiting[np.arange(len(reps)), last])


def _total(reps: np.ndarray, column: str) -> np.ndarray:
    return np.asarray(reps[:, :, :, REP_COLUMNS.index(column)].sum(axis=(1, 2)))
