"""Where a playing world lives: one structured record that every kernel gets as ``firm``.

A record is a plain pointer to compiled code; many arrays in its place would be counted in and out
at every call. The length of each table is part of the record's type, so it comes in sizes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np

from simlib.inputs.disciplines import TASK_KINDS
from simlib.inputs.parameters import parameters
from simlib.model.plan import SCOPES

World = Any
"""The record of a playing world; its fields stand in `world_dtype`."""
Table = Any
"""A numpy array that leaves a world."""

LEVELS = 11
"""Priorities a rep's queue can have; the highest is 1 + the number of kinds of task."""

MOST_BUCKETS = 16384
"""Parts into which the calendar of a large firm cuts the time up to the horizon."""

EVIDENCE = tuple(sorted(parameters().keys() - {"horizon_years", "targets_per_rep"}))
"""What the kernels read of the evidence, by its names in ``parameters.csv``.

The horizon is a field of the scenario, and targets are counted: both have fields of their own.
"""

TASKS = len(TASK_KINDS)
MONTHS_REMEMBERED = 3
"""Months whose hours say how much of his time a rep hunts."""


class Ask(IntEnum):
    """What the manager is asked for: a talk, or to join a meeting."""

    TALK = 0
    JOIN = 1


def _record(**fields: str) -> np.dtype[np.void]:
    """Return the type of a table's row; a word of types for each type of its fields."""
    return np.dtype(
        [(name, kind) for kind, names in fields.items() for name in names.split()], align=True
    )


ACCOUNT = _record(
    u8="entity",
    f8="revenue level level_week won_week active_since q request_rate year_start_revenue",
    i8="status owner open_requests open_review open_gesture open_rescue grievances outbursts "
    "buyer parent sector",
)
TARGET = _record(
    u8="entity buyer_entity parent_entity",
    f8="potential guess last_attempt_week unavailable_until",
    i8="champion attempts attempts_ever opportunities_ever owner is_open opportunity discovered",
)
"""A prospect and, while one is open, its opportunity: number ``opportunity``."""
REP = np.dtype(
    [
        *_record(
            u8="entity",
            f8="keenness keenness_week keenness_half_life team_effect last_loss_week",
            i8="seated laid_off tenure accounts open_opportunities open_call open_check_in listed "
            "current next_in_turn busy woken kind subject ref",
        ).descr,
        ("arrived", "f8"),
        ("hours", "f8", (TASKS,)),
        ("hunting_of_month", "f8", (MONTHS_REMEMBERED,)),
        ("hours_of_month", "f8", (MONTHS_REMEMBERED,)),
        *_record(
            f8="seat_change_week seated_weeks vacant_weeks ignored_hours",
            i8="calls_due calls_kept calls_made",
        ).descr,
    ],
    align=True,
)
"""A seat; ``kind``, ``subject``, ``ref`` and ``arrived`` are those of the task in service."""
CAUSE = _record(
    u8="shock_gap heard lost severity",
    f8="annual_rate loss_probability protection severity_low severity_high",
    i8="scope is_loss",
)
FORCED = _record(f8="week severity share", i8="action account rep cause ordinal")
DECISION = _record(u8="ordinal", i8="pending account cause rescued number")
TASK = _record(f8="arrived", i8="tie kind subject ref next previous")
EVENT = _record(f8="week", i8="key ref next")
ROW = _record(f8="week value", i8="kind rep account cause")


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many rows each table of a world has; a table that is full stops the run."""

    reps: int = 32
    accounts: int = 4096
    """Initial accounts and all prospects."""
    causes: int = 64
    forced: int = 64
    decisions: int = 1024
    tasks: int = 8192
    events: int = 8192
    rows: int = 16384
    """Event rows that one event may leave."""

    def doubled(self) -> Capacity:
        """Return the next size of world."""
        return Capacity(*(2 * getattr(self, name) for name in self.__slots__))

    def holds(self, *, reps: int, accounts: int, causes: int, forced: int) -> bool:
        """Return whether a plan of these numbers fits."""
        return (
            reps <= self.reps
            and accounts <= self.accounts
            and causes <= self.causes
            and forced <= self.forced
        )


FULL_DECISIONS, FULL_TASKS, FULL_EVENTS, FULL_ROWS = 1, 2, 3, 4
FULL = {
    FULL_DECISIONS: "decisions",
    FULL_TASKS: "tasks",
    FULL_EVENTS: "events",
    FULL_ROWS: "rows",
}
"""Names of the tables that may run full while a world is played."""

_PLAN_NUMBERS = (
    "horizon_weeks buckets_per_week total_revenue opening_pool opening_cash seat_cost "
    "fixed_at_start median_revenue prospect_median prospect_cap turnover touch_lift"
)
_LEVERS = (
    "review_every_weeks gesture_every_weeks calls_per_month check_in_every_weeks over_promise "
    "check_in_from_week loss_trigger_weeks"
)
_SWITCHES = (
    "only_if_none_open only_after_loss scattered deep_qualification one_to_ones team_meetings "
    "conversations grievances spoiling"
)
_COUNTS = (
    "months rep_count book_count targets_per_rep cause_count cause_names grievance forced_count "
    "sector_of_prospects kinds_kept bucket_count"
)
_STATE = (
    "full ref active_count onboarding_count in_progress_count woken_count year_start_count "
    "bucket events_used free_event tasks_used free_task "
    "decisions_used decisions_made row_count "
    "manager_busy manager_woken manager_kind manager_subject manager_ref "
    "wins losses initial_losses layoffs"
)


def world_dtype(size: Capacity) -> np.dtype[np.void]:
    """Return the type of a world's record: the plan first, then what changes while it plays."""
    plan = _record(
        u8="seed world",
        f8=" ".join((*EVIDENCE, _PLAN_NUMBERS, _LEVERS)),
        i8=f"{_SWITCHES} {_COUNTS}",
    )
    state = _record(f8="week cash pool_revenue ruin_week", i8=f"key closed {_STATE}")
    orders = size.accounts
    tables = [
        ("task_hours", "f8", (TASKS,)),
        ("priorities", "i8", (TASKS,)),
        ("unit_counts", "i8", (len(SCOPES),)),
        ("unit_entities", "u8", (len(SCOPES), orders)),
        ("book_revenues", "f8", (orders,)),
        ("book_owners", "i8", (orders,)),
        ("causes", CAUSE, (size.causes,)),
        ("forced", FORCED, (size.forced,)),
        ("accounts", ACCOUNT, (orders,)),
        ("targets", TARGET, (orders,)),
        ("reps", REP, (size.reps,)),
        ("decisions", DECISION, (size.decisions,)),
        ("tasks", TASK, (size.tasks,)),
        # One queue for each seat and priority, and the manager's.
        ("heads", "i8", (size.reps * LEVELS + 1,)),
        ("tails", "i8", (size.reps * LEVELS + 1,)),
        ("events", EVENT, (size.events,)),
        ("buckets", "i8", (MOST_BUCKETS + 1,)),
        ("rows", ROW, (size.rows,)),
        ("active", "i8", (orders,)),
        ("onboarding", "i8", (orders,)),
        ("in_progress", "i8", (orders,)),
        ("woken", "i8", (size.reps,)),
        ("year_start", "i8", (orders,)),
        ("lost_by_cause", "i8", (2, size.causes)),
        ("found", "i8", (orders,)),
        ("amounts", "f8", (max(orders, size.reps),)),
    ]
    return np.dtype([*plan.descr, *state.descr, *tables], align=True)
