"""Numbers that several claims read: one a world."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simlib.analysis.measures import measure_named
from simlib.analysis.panel import seat_panel, world_column
from simlib.analysis.precision import Bools, Floats
from simlib.analysis.revenue import never_below

if TYPE_CHECKING:
    import pandas as pd

    from simlib.run.result import Run

HUNTING = ("call_hours", "discovery_hours", "proposal_hours")


def wins(run: Run) -> Floats:
    """Return the accounts won."""
    return world_column(run, "wins")


def final_revenue(run: Run) -> Floats:
    """Return revenue a year at the end, as a share of today's."""
    return world_column(run, "final_revenue") / run.initial_revenue


def kept_share(run: Run) -> Floats:
    """Return the share of today's accounts that are still customers at the end."""
    accounts = len(run.scenario.book.accounts)
    return 1 - world_column(run, "initial_losses") / accounts


def survives(run: Run) -> Floats:
    """Return 1 where revenue never fell below 70 % of today's."""
    return never_below(run, 0.7)[:, -1].astype(float)


def closes(run: Run) -> Floats:
    """Return 1 where the firm ran out of cash by the end."""
    return measure_named("ruin").values(run)


def rep_months(run: Run, column: str, first: int = 1, last: int | None = None) -> Floats:
    """Return a column of the reps frame added up over seats and months ``first`` to ``last``."""
    end = None if last is None else last + 1
    return np.asarray(seat_panel(run, column)[:, first:end].sum(axis=(1, 2)))


def hunting_hours(run: Run) -> Floats:
    """Return the hours that went into calls, discoveries and proposals."""
    return np.asarray(np.sum([rep_months(run, column) for column in HUNTING], axis=0))


def events_by_world(run: Run, rows: pd.DataFrame) -> Floats:
    """Return how many of the event rows belong to each world."""
    place = rows["world"].to_numpy() - run.first_world
    return np.bincount(place, minlength=run.world_count).astype(float)


def of_kind(run: Run, kind: str) -> pd.DataFrame:
    """Return the event rows of a kind."""
    return run.events[run.events["kind"] == kind]


def worlds_with(run: Run, rows: pd.DataFrame) -> Bools:
    """Return in which worlds there is such a row."""
    return np.asarray(events_by_world(run, rows) > 0)
