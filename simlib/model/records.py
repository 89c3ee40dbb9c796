"""What leaves a world: rows, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np

from simlib.inputs.disciplines import TASK_KINDS


class EventKind(IntEnum):
    """What an event row says; those from ``REQUESTED`` on are daily work, kept in the full log."""

    SHOCK = 0
    HEARD = 1
    RESCUED = 2
    KEPT = 3
    LOST = 4
    SHRUNK = 5
    CALL = 6
    MEETING = 7
    FLAT_NO = 8
    DROPPED = 9
    OPPORTUNITY = 10
    DECLINED = 11
    WON = 12
    ACTIVE = 13
    CHECK_IN = 14
    DEPARTURE = 15
    SEAT_FILLED = 16
    LAYOFF = 17
    HANDED_OVER = 18
    RUIN = 19
    REQUESTED = 20
    IGNORED = 21
    SERVED = 22
    SERVED_LATE = 23
    REVIEWED = 24
    GESTURED = 25


EVENT_KINDS = tuple(kind.name.lower() for kind in EventKind)
"""Their names, as the events frame has them."""
STORY_KINDS = EVENT_KINDS[: EventKind.REQUESTED]
"""Kinds of event rows that tell a firm's story."""
KIND_CODE = {name: int(EventKind[name.upper()]) for name in EVENT_KINDS}
"""The number of each name."""

MONTHLY_COLUMNS = (
    "revenue",
    "cash",
    "accounts",
    "largest_share",
    "hhi",
    "pipeline",
    "seated",
)
HOURS_COLUMNS = tuple(f"{kind}_hours" for kind in TASK_KINDS)
REP_COLUMNS = (
    "revenue",
    *HOURS_COLUMNS,
    "available_hours",
    "vacant_hours",
    "ignored_hours",
    "waiting_hours",
    "calls_due",
    "calls_kept",
    "calls_made",
)
NOBODY = -1

EVENT_DTYPE = np.dtype(
    [
        ("week", "f8"),
        ("kind", "i2"),
        ("rep", "i4"),
        ("account", "i4"),
        ("cause", "i2"),
        ("value", "f8"),
    ]
)


EventRow = tuple[float, int, int, int, int, float]
"""Week, kind, rep, account, cause, value of one thing that happened; -1 for nobody."""


@dataclass(slots=True)
class Records:
    """Everything one world emits while it is played."""

    events: list[EventRow] = field(default_factory=list)
    """In the order in which they happened."""
    monthly: list[tuple[float, ...]] = field(default_factory=list)
    """One row a month from month 0, columns `MONTHLY_COLUMNS`."""
    reps: list[list[tuple[float, ...]]] = field(default_factory=list)
    """For each month, one row a seat, columns `REP_COLUMNS`."""
    year_ends: list[dict[int, float]] = field(default_factory=list)
    """Full annual revenue by account order at each year end, the start first."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One world, played to its end."""

    world: int
    events: np.ndarray
    monthly: np.ndarray
    """After a ruin revenue, accounts and seats are 0 and cash stays; shape (months + 1,
    len(MONTHLY_COLUMNS)).
    """
    reps: np.ndarray
    """Shape (months + 1, seats, len(REP_COLUMNS))."""
    year_ends: tuple[dict[int, float], ...]
    """As in `Records`; shorter than the horizon if the firm closed."""


def outcome(world: int, records: Records, months: int) -> Outcome:
    """Return the rows of a finished world as arrays that reach to the horizon."""
    events = np.array(records.events, dtype=EVENT_DTYPE)
    monthly = np.array(records.monthly, dtype=float)
    reps = np.array(records.reps, dtype=float)
    missing = months + 1 - len(monthly)
    if missing:
        after = np.zeros(len(MONTHLY_COLUMNS))
        after[MONTHLY_COLUMNS.index("cash")] = monthly[-1, MONTHLY_COLUMNS.index("cash")]
        monthly = np.vstack([monthly, np.tile(after, (missing, 1))])
        reps = np.concatenate([reps, np.zeros((missing, *reps.shape[1:]))])
    return Outcome(world, events, monthly, reps, tuple(records.year_ends))
