"""What leaves a world: rows, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from simlib.inputs.disciplines import TASK_KINDS

STORY_KINDS = (
    "shock",
    "heard",
    "rescued",
    "kept",
    "lost",
    "shrunk",
    "call",
    "meeting",
    "flat_no",
    "dropped",
    "opportunity",
    "declined",
    "won",
    "active",
    "check_in",
    "departure",
    "seat_filled",
    "layoff",
    "handed_over",
    "ruin",
)
"""Kinds of event rows that tell a firm's story."""
TASK_ROW_KINDS = ("requested", "ignored", "served", "served_late", "reviewed", "gestured")
"""The many rows of daily work, kept only in the full log."""
EVENT_KINDS = STORY_KINDS + TASK_ROW_KINDS
KIND_CODE = {kind: code for code, kind in enumerate(EVENT_KINDS)}

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
    """Everything one world emits while it is played.

    Attributes
    ----------
    events : list of EventRow
        In the order in which they happened.
    monthly : list of tuple
        One row a month from month 0, columns `MONTHLY_COLUMNS`.
    reps : list of list of tuple
        For each month, one row a seat, columns `REP_COLUMNS`.
    year_ends : list of dict of int to float
        Full annual revenue by account order at each year end, the start first.
    """

    events: list[EventRow] = field(default_factory=list)
    monthly: list[tuple[float, ...]] = field(default_factory=list)
    reps: list[list[tuple[float, ...]]] = field(default_factory=list)
    year_ends: list[dict[int, float]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One world, played to its end.

    Attributes
    ----------
    world : int
    events : ndarray of EVENT_DTYPE
    monthly : ndarray, shape (months + 1, len(MONTHLY_COLUMNS))
        After a ruin revenue, accounts and seats are 0 and cash stays.
    reps : ndarray, shape (months + 1, seats, len(REP_COLUMNS))
    year_ends : tuple of dict
        As in `Records`; shorter than the horizon if the firm closed.
    """

    world: int
    events: np.ndarray
    monthly: np.ndarray
    reps: np.ndarray
    year_ends: tuple[dict[int, float], ...]


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
